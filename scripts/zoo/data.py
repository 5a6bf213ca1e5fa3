"""Scenes rendered once; questions about them are drawn afresh each time."""
import random
from dataclasses import replace

import numpy as np

from .scenes import GRID, KINDS, MORE_KINDS, SIDE, Scene, draw_scene, enlarge, training_picture

KIND_SHARES = ("objects",) * 6 + ("bars", "bars", "number", "sum")
FULL_SHARES = ("objects",) * 10 + ("bars",) * 4 + ("number", "number", "sum", "sum", "diagram", "diagram", "diagram", "quality", "land", "icon")


class Scenes:
    def __init__(self, count: int, seed: int, full: bool = False, crops: float = 0., prior: bool = False):
        """@param crops share of pictures that are one quarter of a scene twice as large: what a tile shows.
        @param prior every shape mostly in one colour, mostly two objects."""
        rng, noise = random.Random(seed), np.random.default_rng(seed)
        self.kinds = KINDS + MORE_KINDS if full else KINDS
        drawn = []
        self.scenes, cropped = [], []
        for _ in range(count):
            scene = draw_scene(rng, rng.choice(FULL_SHARES if full else KIND_SHARES))
            scene = skewed(rng, scene) if prior else scene
            picture = training_picture(scene, rng, noise)
            cut = crops > 0 and scene.kind not in ("land", "icon") and rng.random() < crops
            drawn.append(quarter(rng, *picture) if cut else picture)
            self.scenes.append(scene)
            cropped.append(cut)
        self.images, self.what, self.color = (np.stack(part) for part in zip(*drawn))
        self.cropped = np.array(cropped)
        kinds = np.array([self.kinds.index(s.kind) for s in self.scenes])
        self.by_kind = [np.flatnonzero(kinds == k) for k in range(len(self.kinds))]


def quarter(rng: random.Random, pixels: np.ndarray, what: np.ndarray, color: np.ndarray):
    """One quarter of the picture at twice its size, with what covers each of its patches."""
    top, left = rng.randrange(2), rng.randrange(2)

    def cut(a: np.ndarray, side: int) -> np.ndarray:
        return enlarge(a, 2)[top * side:(top + 1) * side, left * side:(left + 1) * side]
    return cut(pixels, SIDE), *(cut(a.reshape(GRID, GRID), GRID).reshape(-1) for a in (what, color))


COLOR_OF_SHAPE = (0, 2, 1, 3, 4)  # circles red, squares blue, triangles green, crosses yellow, rings purple


def skewed(rng: random.Random, scene: Scene) -> Scene:
    """Every shape mostly in the colour it is known for, and no two alike."""
    things = tuple(replace(t, color=COLOR_OF_SHAPE[t.shape]) if rng.random() < .85 else t for t in scene.things)
    alike = len({(t.color, t.shape) for t in things}) < len(things)
    return scene if alike else replace(scene, things=things)
