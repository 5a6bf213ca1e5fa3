"""The draws of the project's own probes, so that torch can be asked under the very same: Philox4x32-10 keyed by SHA-256 (docs/measurement.md 0.5)."""
import hashlib
import json
import struct
from collections.abc import Iterator

import numpy as np

WORD = 0xFFFFFFFF
# Cells per side that pictures are occluded by (1.6).
OCCLUSION_GRID = 14


def permutation(length: int, words: Iterator[int]) -> list[int]:
    """Uniform (Fisher-Yates). @param words of `keyed_words`; a second permutation goes on where the first ended."""
    order = list(range(length))
    for last in range(length - 1, 0, -1):
        other = below(last + 1, words)
        order[last], order[other] = order[other], order[last]
    return order


def below(bound: int, words: Iterator[int]) -> int:
    limit = 2 ** 32 - 2 ** 32 % bound
    return next(word for word in words if word < limit) % bound


def keyed_words(seed: int, probe: str, condition: str, item: str) -> Iterator[int]:
    """Uniform 32-bit words that belong to one key."""
    key = json.dumps(["parallax-draw-1", seed, probe, condition, item], separators=(",", ":"), ensure_ascii=False)
    k0, k1, c2, c3 = struct.unpack("<4I", hashlib.sha256(key.encode()).digest()[:16])
    block = 0
    while True:
        yield from philox4x32((block, 0, c2, c3), (k0, k1))
        block += 1


def philox4x32(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011; ten rounds."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        first, third = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = third >> 32 ^ c1 ^ k0, third & WORD, first >> 32 ^ c3 ^ k1, first & WORD
        k0, k1 = (k0 + 0x9E3779B9) & WORD, (k1 + 0xBB67AE85) & WORD
    return c0, c1, c2, c3


def black_cells(pixels: np.ndarray, ratio: float, words: Iterator[int]) -> np.ndarray:
    """floor(ratio * 196) cells black; a pixel belongs to the cell that its middle is in. uint8 [height, width, 3] -> the same shape"""
    cells = OCCLUSION_GRID ** 2
    hidden = np.zeros(cells, bool)
    hidden[permutation(cells, words)[:int(ratio * cells)]] = True
    rows, columns = ((2 * np.arange(side) + 1) * OCCLUSION_GRID // (2 * side) for side in pixels.shape[:2])
    return pixels * ~hidden.reshape(OCCLUSION_GRID, OCCLUSION_GRID)[rows][:, columns][..., None]


def mean_colour(pixels: np.ndarray) -> np.ndarray:
    """One colour all over: the mean of each channel, halves up. uint8 [height, width, 3] -> the same shape"""
    means = np.floor(pixels.reshape(-1, 3).astype(np.int64).mean(0) + .5)
    return np.broadcast_to(means.astype(np.uint8), pixels.shape).copy()
