"""Rendered scenes on a canvas of 64 x 64 px: objects on a 2 x 2 grid, bar charts, two-digit numbers and sums; and, in the full
curriculum, diagrams with an arrow, pictures with a fault, land from above and icons."""
import random
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageFilter

from .photos import ICONS, LAND, draw_icon, draw_land

SIDE, PATCH = 64, 8
GRID = SIDE // PATCH
COLORS = {"red": (215, 40, 40), "green": (40, 185, 60), "blue": (50, 80, 230),
          "yellow": (235, 215, 50), "purple": (165, 60, 205), "white": (240, 240, 240)}
COLOR_NAMES = list(COLORS)
SHAPES = ["circle", "square", "triangle", "cross", "ring"]
PLACES = ["top left", "top right", "bottom left", "bottom right"]
KINDS = ("objects", "bars", "number", "sum")
MORE_KINDS = ("diagram", "quality", "land", "icon")
# What covers a patch: 0 nothing, 1-5 shapes, 6-15 digits, 16 plus, 17-24 bars of height 1-8; with more kinds also
# 25-28 an arrow to the right, left, down, up, then each kind of land and each icon.
WHAT_CLASSES = 25
MORE_WHAT_CLASSES = WHAT_CLASSES + 4 + len(LAND) + len(ICONS)
QUALITIES = ["nothing", "blur", "noise", "darkness", "brightness"]
ARROWS = ((0, 1), (0, -1), (1, 0), (-1, 0))  # (rows, columns) to right, left, down, up

_DIGITS = ["01110100011001110101110011000101110", "00100011000010000100001000010001110",
           "01110100010000100010001000100011111", "11111000100010000010000011000101110",
           "00010001100101010010111110001000010", "11111100001111000001000011000101110",
           "00110010001000011110100011000101110", "11111000010001000100010000100001000",
           "01110100011000101110100011000101110", "01110100011000101111000010001001100"]
GLYPHS = [np.array([int(c) for c in rows], bool).reshape(7, 5) for rows in _DIGITS]
PLUS = np.array([[0, 0, 0], [0, 1, 0], [1, 1, 1], [0, 1, 0], [0, 0, 0]], bool)


@dataclass(frozen=True)
class Thing:
    color: int
    shape: int
    place: int  # 0 top left, 1 top right, 2 bottom left, 3 bottom right


@dataclass(frozen=True)
class Scene:
    kind: str
    things: tuple = ()   # Thing, for objects
    bars: tuple = ()     # (color, height 1-8) from left to right
    digits: tuple = ()   # two digits, for number and sum
    color: int = 0       # of the digits
    arrow: tuple = ()    # (from, to): indices into things, of neighbouring places
    quality: int = 0     # index into QUALITIES
    label: int = 0       # index into LAND or ICONS


def draw_scene(rng: random.Random, kind: str) -> Scene:
    """A random scene of a kind. No two things share colour and shape, no two bars colour or height."""
    if kind == "objects":
        n = rng.choice((1, 1, 2, 2, 2, 3, 3, 4))
        places, u = rng.sample(range(4), n), rng.random()
        colors = rng.sample(range(6), n) if u < .75 else [rng.randrange(6) for _ in range(n)]
        shapes = rng.sample(range(5), n) if u < .5 or u > .8 else [rng.randrange(5) for _ in range(n)]
        if len(set(zip(colors, shapes))) < n:
            colors = rng.sample(range(6), n)
        return Scene(kind, things=tuple(Thing(*t) for t in zip(colors, shapes, places)))
    if kind == "bars":
        n = rng.choice((2, 3, 4))
        return Scene(kind, bars=tuple(zip(rng.sample(range(6), n), rng.sample(range(1, 9), n))))
    if kind == "diagram":
        scene = draw_scene(rng, "objects")
        while not (pairs := neighbours(scene.things)):
            scene = draw_scene(rng, "objects")
        return replace(scene, kind=kind, arrow=rng.choice(pairs))
    if kind == "quality":
        return replace(draw_scene(rng, "objects"), kind=kind, quality=rng.randrange(len(QUALITIES)))
    if kind in ("land", "icon"):
        return Scene(kind, label=rng.randrange(len(LAND if kind == "land" else ICONS)))
    return Scene(kind, digits=(rng.randrange(10), rng.randrange(10)), color=rng.randrange(6))


def neighbours(things) -> list[tuple[int, int]]:
    """Ordered pairs of things that stand beside or above each other."""
    def near(a: int, b: int) -> bool:
        return a ^ b in (1, 2)
    return [(i, j) for i, a in enumerate(things) for j, b in enumerate(things) if near(a.place, b.place)]


def _sprite(shape: int, r: int) -> np.ndarray:
    y, x = np.mgrid[-r:r + 1, -r:r + 1]
    q = x * x + y * y
    name = SHAPES[shape]
    if name == "circle":
        return q <= r * r + 1
    if name == "square":
        return (abs(x) <= r * .87) & (abs(y) <= r * .87)
    if name == "triangle":
        return abs(x) <= (y + r) / 2 + .5
    if name == "cross":
        return (abs(x) <= r // 3) | (abs(y) <= r // 3)
    return (q <= r * r + 1) & (q >= (r * .55) ** 2)


class _Canvas:
    """Pixels, and for every pixel which entry of the legend covers it."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        shade = rng.randint(8, 55)
        self.pixels = np.full((SIDE, SIDE, 3), shade, np.int16)
        self.pixels += np.array([rng.randint(0, 20) for _ in range(3)], np.int16)
        self.owner = np.zeros((SIDE, SIDE), np.uint8)
        self.legend = [(0, 0)]

    def put(self, y: int, x: int, mask: np.ndarray, color: int, what: int) -> None:
        height, width = mask.shape
        tone = np.array(COLORS[COLOR_NAMES[color]]) + [self.rng.randint(-14, 14) for _ in range(3)]
        self.pixels[y:y + height, x:x + width][mask] = tone
        self.owner[y:y + height, x:x + width][mask] = len(self.legend)
        self.legend.append((what, color + 1))

    def glyph(self, y: int, x: int, glyph: np.ndarray, color: int, what: int) -> None:
        self.put(y, x, np.kron(glyph, np.ones((3, 3), bool)), color, what)


def render(scene: Scene, rng: random.Random) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """-> uint8 [64, 64, 3], what covers each patch [64], in which colour [64] (0 none, 1-6)."""
    if scene.kind in ("land", "icon"):
        return _photo(scene, rng)
    c = _Canvas(rng)
    for t in scene.things:
        r = rng.randint(8, 9) if scene.arrow else rng.randint(10, 13)
        if scene.arrow:
            cy, cx = t.place // 2 * 32 + 16 + rng.randint(-1, 1), t.place % 2 * 32 + 16 + rng.randint(-1, 1)
            c.put(cy - r, cx - r, _sprite(t.shape, r), t.color, 1 + t.shape)
            continue
        cy = t.place // 2 * 32 + 16 + rng.randint(r - 15, 15 - r)
        cx = t.place % 2 * 32 + 16 + rng.randint(r - 15, 15 - r)
        c.put(cy - r, cx - r, _sprite(t.shape, r), t.color, 1 + t.shape)
    if scene.arrow:
        _draw_arrow(c, *(scene.things[i].place for i in scene.arrow))
    if scene.bars:
        width = 60 // len(scene.bars)
        c.pixels[:, 2] = 200
        c.pixels[62, 2:] = 200
        c.pixels[[62 - 7 * v for v in range(1, 9)], :5] = 200
        for i, (color, height) in enumerate(scene.bars):
            w = rng.randint(10, width - 3)
            x = 6 + i * (width - 1) + rng.randint(0, width - 3 - w)
            c.put(62 - 7 * height, x, np.ones((7 * height, w), bool), color, 16 + height)
    if scene.digits:
        (a, b), y, x = scene.digits, 21 + rng.randint(-4, 4), rng.randint(1, 7)
        if scene.kind == "number":
            c.glyph(y, x + 10, GLYPHS[a], scene.color, 6 + a)
            c.glyph(y, x + 28, GLYPHS[b], scene.color, 6 + b)
        else:
            c.glyph(y, x, GLYPHS[a], scene.color, 6 + a)
            c.glyph(y + 3, x + 18, PLUS, scene.color, 16)
            c.glyph(y, x + 32, GLYPHS[b], scene.color, 6 + b)
    pixels = np.clip(c.pixels, 0, 255).astype(np.uint8)
    return _degrade(pixels, scene.quality, rng), *_patch_labels(c)


def _draw_arrow(c: "_Canvas", start: int, end: int) -> None:
    """A white triangle between two neighbouring places, its tip towards `end`."""
    dy, dx = end // 2 - start // 2, end % 2 - start % 2
    y, x = np.mgrid[-6:7, -6:7]
    along, across = y * dy + x * dx, y * dx + x * dy
    cy, cx = (start // 2 + end // 2) * 16 + 16, (start % 2 + end % 2) * 16 + 16
    c.put(cy - 6, cx - 6, (abs(along) <= 5) & (abs(across) <= (5 - along) * .6), 5, 25 + ARROWS.index((dy, dx)))


def _photo(scene: Scene, rng: random.Random):
    """Land and icons fill the picture: every patch of it is that class, of no colour."""
    pixels = (draw_land if scene.kind == "land" else draw_icon)(scene.label, rng, SIDE)
    what = WHAT_CLASSES + 4 + scene.label + (len(LAND) if scene.kind == "icon" else 0)
    return pixels, np.full(GRID * GRID, what, np.uint8), np.zeros(GRID * GRID, np.uint8)


def _degrade(pixels: np.ndarray, quality: int, rng: random.Random) -> np.ndarray:
    """One fault of QUALITIES, clearly there but not hiding what is shown."""
    if QUALITIES[quality] == "blur":
        return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(rng.uniform(1.8, 2.6))))
    if QUALITIES[quality] == "noise":
        grain = np.random.default_rng(rng.randrange(2 ** 32)).normal(0, rng.uniform(28, 40), pixels.shape)
        return np.clip(pixels + grain, 0, 255).astype(np.uint8)
    if QUALITIES[quality] == "darkness":
        return (pixels * rng.uniform(.25, .4)).astype(np.uint8)
    if QUALITIES[quality] == "brightness":
        return np.clip(pixels * .45 + rng.uniform(120, 140), 0, 255).astype(np.uint8)
    return pixels


def _patch_labels(c: _Canvas) -> tuple[np.ndarray, np.ndarray]:
    patches = c.owner.reshape(GRID, PATCH, GRID, PATCH).transpose(0, 2, 1, 3).reshape(GRID * GRID, -1)
    covered = np.stack([(patches == i).sum(1) for i in range(1, len(c.legend))])
    best = covered.argmax(0) + 1
    best[covered.max(0) < 6] = 0
    legend = np.array(c.legend, np.uint8)
    return legend[best, 0], legend[best, 1]


def enlarge(pixels: np.ndarray, scale: int) -> np.ndarray:
    """The picture as a benchmark stores it: every pixel `scale` wide and high."""
    return pixels.repeat(scale, 0).repeat(scale, 1)


def training_picture(scene: Scene, rng: random.Random, noise: np.random.Generator):
    """A rendering as the image processor would hand it to the tower: some noise, some enlarged and shrunk again."""
    pixels, what, color = render(scene, rng)
    amplitude = rng.choice((0, 3, 6))
    if amplitude:
        grain = noise.integers(-amplitude, amplitude + 1, pixels.shape, dtype=np.int16)
        pixels = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    scale = rng.choice((1, 2, 3))
    if scale > 1:
        large = Image.fromarray(enlarge(pixels, scale))
        pixels = np.asarray(large.resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    return pixels, what, color
