"""Goldens of the alignment statistics, by numpy alone: the metrics of measurement 1.7 (b) written out as they read.

    python -m scripts.goldens.statistics

Writes test/fixtures/statistics/alignment.json: features of a few layers that share some structure, drawn from a seed and
rounded to three decimals, and what mutual k-NN, cycle k-NN, CKA, the clamp, the half split and a permutation make of them.
"""
import json
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[2] / "test" / "fixtures" / "statistics" / "alignment.json"
SEED, ROWS, K = 2, 48, 5
IMAGE_LAYERS, TEXT_LAYERS, SHARE = 3, 4, 0.9


def features(draw: np.random.Generator, latent: np.ndarray, width: int, noise: float) -> np.ndarray:
    mixed = latent @ draw.normal(size=(latent.shape[1], width)) + noise * draw.normal(size=(ROWS, width))
    # A few outliers, for the clamp to take.
    mixed[draw.integers(ROWS, size=3), draw.integers(width, size=3)] *= 20
    return np.round(mixed, 3).astype(np.float32)


def printed(layer: np.ndarray) -> list[list[float]]:
    """The three decimals that single precision was made of."""
    return [[round(float(value), 3) for value in row] for row in layer]


def neighbours(layer: np.ndarray, k: int) -> np.ndarray:
    rows = layer.astype(np.float64)
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    similar = rows @ rows.T
    np.fill_diagonal(similar, -np.inf)
    return np.argsort(-similar, axis=1, kind="stable")[:, :k]


def overlaps(a: np.ndarray, b: np.ndarray, k: int = K) -> np.ndarray:
    one, other = neighbours(a, k), neighbours(b, k)
    return np.array([len(set(one[row]) & set(other[row])) / k for row in range(len(a))])


def mutual(a: np.ndarray, b: np.ndarray, k: int = K) -> float:
    return float(overlaps(a, b, k).mean())


def cycle(a: np.ndarray, b: np.ndarray, k: int = K) -> float:
    there, back = neighbours(b, k), neighbours(a, k)
    return float(np.mean([any(row in back[other] for other in there[row]) for row in range(len(a))]))


def cka(a: np.ndarray, b: np.ndarray) -> float:
    x, y = (layer.astype(np.float64) - layer.astype(np.float64).mean(0) for layer in (a, b))
    return float(np.linalg.norm(x.T @ y) ** 2 / (np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y)))


def clamp(layers: list[np.ndarray], share: float = SHARE) -> tuple[float, list[np.ndarray]]:
    values = np.sort(np.abs(np.concatenate([layer.ravel() for layer in layers])))
    threshold = values[int(share * len(values))]
    return float(threshold), [np.clip(layer, -threshold, threshold) for layer in layers]


def best(images: list[np.ndarray], texts: list[np.ndarray], rows: np.ndarray) -> tuple[int, int]:
    scores = np.array([[mutual(image[rows], text[rows]) for text in texts] for image in images])
    return tuple(int(at) for at in np.unravel_index(scores.argmax(), scores.shape))


def main() -> None:
    draw = np.random.default_rng(SEED)
    latent = draw.normal(size=(ROWS, 4))
    raw_images = [features(draw, latent, 6 + n, 2.0 / (n + 1)) for n in range(IMAGE_LAYERS)]
    raw_texts = [features(draw, latent, 7, 0.5 + 0.7 * abs(n - 2)) for n in range(TEXT_LAYERS)]
    image_threshold, images = clamp(raw_images)
    text_threshold, texts = clamp(raw_texts)
    order = draw.permutation(ROWS)
    split = draw.permutation(ROWS)
    choosing, measuring = np.sort(split[: ROWS // 2]), np.sort(split[ROWS // 2 :])
    every = np.arange(ROWS)
    image, text = best(images, texts, choosing)
    golden = {
        "numpy": np.__version__, "seed": SEED, "k": K, "share": SHARE,
        "images": [printed(layer) for layer in raw_images], "texts": [printed(layer) for layer in raw_texts],
        "thresholds": [image_threshold, text_threshold],
        "mutual": [[mutual(a, b) for b in texts] for a in images],
        "cycle": [[cycle(a, b) for b in texts] for a in images],
        "cka": [[cka(a, b) for b in texts] for a in images],
        "best": best(images, texts, every),
        "order": order.tolist(), "permuted": max(mutual(a, b[order]) for a in images for b in texts),
        "choosing": choosing.tolist(), "measuring": measuring.tolist(),
        "chosen": [image, text], "measured": mutual(images[image][measuring], texts[text][measuring]),
        "differences": (overlaps(images[2], texts[1]) - overlaps(images[0], texts[1])).tolist(),
        "halfDifferences": (overlaps(images[2][choosing], texts[1][choosing]) - overlaps(images[0][choosing], texts[1][choosing])).tolist(),
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
