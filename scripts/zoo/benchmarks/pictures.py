"""Pictures of scenes as a benchmark stores them."""
import base64
import hashlib
import io
import random

import numpy as np
from PIL import Image

from ..scenes import Scene, enlarge, render

SCALE = 2  # 128 x 128 px: grids 2, 4 and 8 cut it without resizing
FIRST_SEED = 900_000


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


class Pictures:
    """Draws each scene from a seed of its own and refuses to give out one picture twice."""

    def __init__(self, seed: int):
        self.seed, self.seen = seed, set()

    def pixels(self, scene: Scene, scale: int = SCALE, seed: int | None = None) -> np.ndarray:
        """-> uint8 [64 scale, 64 scale, 3]. Equal seeds place two scenes alike, so that only the scene differs."""
        self.seed += 1
        pixels = enlarge(render(scene, random.Random(self.seed if seed is None else seed))[0], scale)
        digest = hashlib.sha256(pixels.tobytes()).hexdigest()
        if digest in self.seen:
            raise ValueError(f"picture {digest} drawn twice")
        self.seen.add(digest)
        return pixels

    def draw(self, scene: Scene, seed: int | None = None) -> str:
        """-> base64 PNG, as a cell of a table holds it."""
        return base64.b64encode(png(self.pixels(scene, seed=seed))).decode()
