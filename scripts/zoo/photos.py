"""Procedural pictures for two classification sets: land as seen from above (EuroSAT's ten classes) and icons of a dozen of
CIFAR-100's classes. Each drawing varies in place, size and tone with its generator."""
import math
import random

import numpy as np
from PIL import Image, ImageDraw

# Names as lib/benchmarks/classes spells them, in the order of the labels here.
LAND = ["annual crop", "forest", "herbaceous vegetation", "highway", "industrial", "pasture", "permanent crop", "residential",
        "river", "sea or lake"]
ICONS = ["apple", "bottle", "clock", "cloud", "house", "mountain", "mushroom", "orange", "rocket", "sea", "sunflower", "television"]


def _tone(rng: random.Random, color: tuple, spread: int = 14) -> tuple:
    return tuple(max(0, min(255, c + rng.randint(-spread, spread))) for c in color)


def _speckled(rng: random.Random, color: tuple, side: int, grain: int) -> np.ndarray:
    noise = np.random.default_rng(rng.randrange(2 ** 32)).integers(-grain, grain + 1, (side, side, 1))
    return np.clip(np.array(_tone(rng, color)) + noise, 0, 255).astype(np.uint8)


def draw_land(label: int, rng: random.Random, side: int) -> np.ndarray:
    """-> uint8 [side, side, 3]"""
    name = LAND[label]
    ground = {"annual crop": (170, 150, 80), "forest": (25, 70, 35), "herbaceous vegetation": (110, 120, 60), "highway": (90, 130, 80),
              "industrial": (120, 120, 120), "pasture": (120, 185, 90), "permanent crop": (150, 110, 70), "residential": (110, 135, 95),
              "river": (85, 135, 75), "sea or lake": (25, 60, 130)}[name]
    grain = {"forest": 26, "herbaceous vegetation": 22}.get(name, 6)
    image = Image.fromarray(_speckled(rng, ground, side, grain))
    pen = ImageDraw.Draw(image)
    if name == "annual crop":
        x = 0
        while x < side:
            width = rng.randint(8, 15)
            pen.rectangle([x, 0, x + width, side], fill=_tone(rng, rng.choice([(190, 165, 90), (140, 160, 80), (205, 190, 130)])))
            x += width + 1
    elif name == "herbaceous vegetation":
        for _ in range(26):
            x, y, r = rng.randrange(side), rng.randrange(side), rng.randint(2, 4)
            pen.ellipse([x - r, y - r, x + r, y + r], fill=_tone(rng, (75, 90, 40)))
    elif name == "highway":
        x, y = rng.randint(8, side - 24), rng.randint(0, 16)
        pen.line([x, -2, x + y, side + 2], fill=_tone(rng, (95, 95, 100), 6), width=13)
        pen.line([x, -2, x + y, side + 2], fill=(235, 235, 225), width=2)
    elif name == "industrial":
        for _ in range(5):
            x, y = rng.randrange(side - 20), rng.randrange(side - 16)
            pen.rectangle([x, y, x + rng.randint(16, 28), y + rng.randint(12, 20)], fill=_tone(rng, (215, 215, 220)), outline=(80, 80, 85))
    elif name == "permanent crop":
        step, shift = rng.choice((7, 8)), rng.randrange(6)
        for y in range(shift, side, step):
            for x in range(shift, side, step):
                pen.ellipse([x - 2, y - 2, x + 2, y + 2], fill=_tone(rng, (40, 95, 40)))
    elif name == "residential":
        for y in range(rng.randrange(4), side, 11):
            for x in range(rng.randrange(4), side, 11):
                pen.rectangle([x, y, x + 6, y + 6], fill=_tone(rng, (190, 90, 70)))
    elif name == "river":
        middle, swing, phase = rng.randint(24, side - 24), rng.uniform(5, 10), rng.uniform(0, 6)
        line = [(middle + swing * math.sin(phase + y / 11), y) for y in range(-4, side + 5, 2)]
        pen.line(line, fill=_tone(rng, (40, 85, 150)), width=rng.randint(11, 15), joint="curve")
    return np.asarray(image)


def draw_icon(label: int, rng: random.Random, side: int) -> np.ndarray:
    """-> uint8 [side, side, 3]"""
    name, s = ICONS[label], side / 64
    image = Image.new("RGB", (side, side), _tone(rng, (150, 195, 235) if name in ("cloud", "mountain", "sea", "rocket") else (225, 222, 210)))
    pen = ImageDraw.Draw(image)
    cx, cy, r = side / 2 + rng.randint(-5, 5), side / 2 + rng.randint(-4, 4), rng.randint(17, 22) * s

    def disk(x, y, radius, color):
        pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=color)

    if name == "apple":
        disk(cx, cy + 3, r, _tone(rng, (200, 35, 40)))
        pen.line([cx, cy + 3 - r, cx + 3, cy - r - 5], fill=(95, 60, 30), width=3)
        pen.ellipse([cx + 3, cy - r - 5, cx + 14, cy - r + 1], fill=(60, 150, 50))
    elif name == "orange":
        disk(cx, cy, r, _tone(rng, (240, 140, 25)))
        disk(cx + r * .3, cy - r * .6, 2.5, (70, 120, 40))
    elif name == "bottle":
        glass = _tone(rng, (40, 120, 70))
        pen.rectangle([cx - 9, cy - 6, cx + 9, cy + 26], fill=glass)
        pen.rectangle([cx - 4, cy - 24, cx + 4, cy - 6], fill=glass)
        pen.rectangle([cx - 9, cy + 4, cx + 9, cy + 16], fill=(240, 240, 235))
    elif name == "clock":
        disk(cx, cy, r + 3, _tone(rng, (70, 60, 60)))
        disk(cx, cy, r, (250, 250, 245))
        for length, angle in ((r * .8, rng.uniform(0, 6.3)), (r * .5, rng.uniform(0, 6.3))):
            pen.line([cx, cy, cx + length * math.sin(angle), cy - length * math.cos(angle)], fill=(20, 20, 20), width=3)
    elif name == "cloud":
        for dx, dy, part in ((-13, 4, .6), (0, -4, .75), (13, 4, .6), (0, 6, .6)):
            disk(cx + dx, cy + dy, r * part, (250, 250, 252))
    elif name == "house":
        pen.rectangle([cx - 18, cy - 4, cx + 18, cy + 24], fill=_tone(rng, (225, 190, 130)))
        pen.polygon([(cx - 23, cy - 4), (cx, cy - 25), (cx + 23, cy - 4)], fill=_tone(rng, (165, 60, 50)))
        pen.rectangle([cx - 5, cy + 8, cx + 5, cy + 24], fill=(95, 60, 40))
    elif name == "mountain":
        peak = cy - 22
        pen.polygon([(cx - 34, side), (cx, peak), (cx + 34, side)], fill=_tone(rng, (110, 105, 110)))
        pen.polygon([(cx - 8, peak + 12), (cx, peak), (cx + 8, peak + 12)], fill=(250, 250, 250))
    elif name == "mushroom":
        pen.rectangle([cx - 6, cy, cx + 6, cy + 24], fill=(240, 230, 205))
        pen.pieslice([cx - 24, cy - 22, cx + 24, cy + 24], 180, 360, fill=_tone(rng, (185, 40, 40)))
        for dx, dy in ((-12, -8), (0, -15), (12, -7)):
            disk(cx + dx, cy + dy, 3, (250, 245, 240))
    elif name == "rocket":
        pen.ellipse([cx - 9, cy - 28, cx + 9, cy + 22], fill=(240, 240, 245))
        pen.polygon([(cx - 9, cy + 6), (cx - 20, cy + 26), (cx + 20, cy + 26), (cx + 9, cy + 6)], fill=_tone(rng, (215, 60, 40)))
        disk(cx, cy - 8, 4, (50, 90, 160))
    elif name == "sea":
        level = int(side * rng.uniform(.3, .45))
        pen.rectangle([0, level, side, side], fill=_tone(rng, (25, 80, 150)))
        for y in range(level + 6, side, 9):
            pen.line([(x, y + 2 * math.sin(x / 4)) for x in range(0, side, 2)], fill=(170, 205, 230), width=2)
    elif name == "sunflower":
        for k in range(10):
            disk(cx + r * .8 * math.cos(k * .628), cy + r * .8 * math.sin(k * .628), r * .38, _tone(rng, (245, 200, 30)))
        disk(cx, cy, r * .55, (100, 60, 25))
    else:
        pen.rectangle([cx - 25, cy - 18, cx + 25, cy + 17], fill=_tone(rng, (60, 60, 65)))
        pen.rectangle([cx - 20, cy - 14, cx + 20, cy + 12], fill=_tone(rng, (120, 175, 190)))
        pen.polygon([(cx - 10, cy + 26), (cx, cy + 17), (cx + 10, cy + 26)], fill=(60, 60, 65))
    return np.asarray(image)
