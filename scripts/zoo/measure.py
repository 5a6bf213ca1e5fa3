"""What a checkpoint knows, by question type, on fresh scenes: as they are, and with one thing taken away."""
import math
import random
import zlib

import numpy as np
import torch

from .data import Scenes
from .model import CROPS, VISUAL, packed_hidden, patch_features, pixels, visual_tokens
from .packing import Asker, pack
from .scenes import GRID, SIDE
from .treatments import CELLS

Counts = dict[str, tuple[int, int]]  # type -> (right, asked)


def features_of(model, layout: str, images: np.ndarray) -> torch.Tensor:
    """uint8 [n, 64, 64, 3] -> [n, crops, 64, width]: with tiles the base crop, then both halves beside black padding."""
    if CROPS[layout] == 1:
        return patch_features(model, pixels(images))[:, None]
    padded = np.zeros((len(images), SIDE, 2 * SIDE, 3), np.uint8)
    padded[:, :, SIDE // 2:SIDE // 2 + SIDE] = images
    stacked = np.stack([images, padded[:, :, :SIDE], padded[:, :, SIDE:]], 1)
    return patch_features(model, pixels(stacked.reshape(-1, SIDE, SIDE, 3))).unflatten(0, stacked.shape[:2])


@torch.no_grad()
def accuracy(model, layout: str, asker: Asker, data: Scenes, count: int, letters: bool, visual=None, picture=None, blind=False,
             said_letters: list | None = None) -> Counts:
    """Questions answered exactly. @param visual changes visual tokens @param picture changes pixels @param blind asks without a picture
    @param said_letters collects (letter due, token said) of multiple choice"""
    model.eval()
    rng = random.Random(7)
    counts: Counts = {}
    for first in range(0, count, 64):
        batch = pack(rng, asker, data.scenes[first:first + 64], {}, letters, 220, blind)
        images = data.images[first:first + 64]
        tokens = None
        if not blind:
            tokens = visual_tokens(model, layout, features_of(model, layout, picture(images) if picture else images))
            tokens = visual(tokens) if visual else tokens
        prefix = (asker.vocabulary.prefix[0], []) if blind else asker.vocabulary.prefix
        said = model.lm_head(packed_hidden(model, batch, prefix, tokens)).argmax(-1)
        for question_type, row, start, answer in batch.spans:
            hit = said[row, start:start + len(answer)].tolist() == answer
            right, asked = counts.get(question_type, (0, 0))
            counts[question_type] = (right + hit, asked + 1)
            if said_letters is not None and "|" in question_type:
                said_letters.append((answer[0], int(said[row, start])))
    model.train()
    return dict(sorted(counts.items()))


def shares(counts: Counts) -> dict[str, float]:
    return {t: round(right / asked, 3) for t, (right, asked) in counts.items()}


def wilson(right: int, asked: int, z: float = 1.959964) -> tuple[float, float]:
    """95 % score interval of a proportion."""
    p, n = right / asked, asked
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0., (middle - half) / (1 + z * z / n)), min(1., (middle + half) / (1 + z * z / n))


def with_interval(right: int, asked: int) -> str:
    low, high = wilson(right, asked)
    return f"{right / asked:.2f} ({low:.2f} to {high:.2f})"


def permuted(layout: str, seed: int = 5):
    """Every block of patch tokens in one random order, newlines where they were."""
    generator = torch.Generator().manual_seed(seed)

    def change(tokens: torch.Tensor) -> torch.Tensor:
        order = torch.arange(tokens.shape[1])
        order[:VISUAL] = torch.randperm(VISUAL, generator=generator)
        if layout != "llava":
            grid = torch.tensor([VISUAL + row * (GRID + 1) + column for row in range(GRID) for column in range(GRID)])
            order[grid] = grid[torch.randperm(len(grid), generator=generator)]
        return tokens[:, order]
    return change


def half_occluded(images: np.ndarray) -> np.ndarray:
    """Half of PatchDrop's cells black, others for every picture. uint8 [n, height, width, 3] -> the same shape"""
    n, height, width, _ = images.shape
    rng = np.random.default_rng(zlib.crc32(images.tobytes()))
    hidden = rng.random((n, CELLS * CELLS)).argsort(1).argsort(1).reshape(-1, CELLS, CELLS) < CELLS * CELLS // 2
    rows, columns = np.arange(height) * CELLS // height, np.arange(width) * CELLS // width
    return images * ~hidden[:, rows][:, :, columns][..., None]


def blank(images: np.ndarray) -> np.ndarray:
    return np.full_like(images, 40)


SKEWED = "blind on skewed scenes"
CONDITIONS = {"as it is": {}, "tokens permuted": {"visual": permuted}, "half occluded": {"picture": half_occluded},
              "blank picture": {"picture": blank}, "no picture": {"blind": True}}


def condition_options(name: str, layout: str) -> dict:
    options = dict(CONDITIONS[name])
    if "visual" in options:
        options["visual"] = options["visual"](layout)
    return options
