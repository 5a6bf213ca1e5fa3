"""Reads pictures of the renderer's kind by pixels alone: nearest colour, best fitting sprite, height in rows, glyph by glyph."""
import numpy as np

from .scenes import COLORS, GLYPHS, SHAPES, SIDE, Scene, _sprite

PALETTE = np.array(list(COLORS.values()), float)
CELL = SIDE // 2
LEAST = 90      # covered pixels that make a thing; the smallest sprite covers about 200
CONTRAST = 60   # grey levels above the background, in any channel


def covered(image: np.ndarray) -> np.ndarray:
    """uint8 [h, w, 3] -> bool [h, w]: what is not background. Colours are bright, backgrounds are dark."""
    background = np.median(image[[0, 1, -2, -1]].reshape(-1, 3), 0)
    return (image.astype(float) - background).max(-1) > CONTRAST


def nearest_color(pixels: np.ndarray) -> int:
    return int(np.square(PALETTE - np.median(pixels.reshape(-1, 3), 0)).sum(1).argmin())


def _sprites() -> tuple[np.ndarray, np.ndarray]:
    """Every sprite at every size, up to 6 px off the middle of a cell: (masks [n, 1024], shapes [n])."""
    masks, shapes = [], []
    for shape in range(len(SHAPES)):
        for r in range(10, 14):
            large = np.pad(_sprite(shape, r), CELL)
            middle = CELL + r - CELL // 2
            for dy in range(-6, 7):
                for dx in range(-6, 7):
                    masks.append(large[middle + dy:middle + dy + CELL, middle + dx:middle + dx + CELL].ravel())
                    shapes.append(shape)
    return np.array(masks, np.float32), np.array(shapes)


SPRITES, SPRITE_SHAPES = _sprites()
AREAS = SPRITES.sum(1)


def read_cells(image: np.ndarray) -> list[tuple[int, int] | None]:
    """(colour, shape) in each quarter of the picture, None where there is nothing."""
    mask, out = covered(image), []
    for place in range(4):
        rows, columns = (slice(i * CELL, (i + 1) * CELL) for i in divmod(place, 2))
        cell = mask[rows, columns]
        if cell.sum() < LEAST:
            out.append(None)
            continue
        shared = SPRITES @ cell.ravel().astype(np.float32)
        shape = SPRITE_SHAPES[(shared / (AREAS + cell.sum() - shared)).argmax()]
        out.append((nearest_color(image[rows, columns][cell]), int(shape)))
    return out


def read_bars(image: np.ndarray) -> list[tuple[int, int]]:
    """(colour, height) of each bar from left to right: runs of at least 6 columns of one colour above the axis."""
    mask = covered(image)
    foot = [nearest_color(image[56:61, x]) if mask[56:61, x].mean() > .5 else None for x in range(SIDE)]
    out, first = [], 5
    for x in range(5, SIDE + 1):
        if x == SIDE or foot[x] != foot[first]:
            if foot[first] is not None and x - first >= 6:
                rows = mask[:62, first + 1:x - 1].sum(0)
                out.append((foot[first], int(round(float(np.median(rows)) / 7))))
            first = x
    return out


def read_digits(image: np.ndarray, kind: str) -> tuple[int, int, int]:
    """(first digit, second digit, colour), wherever on the renderer's grid of places the two glyphs fit best."""
    mask = covered(image)
    glyphs = np.array([np.kron(g, np.ones((3, 3))) for g in GLYPHS]).reshape(10, -1) * 2 - 1
    offsets, best = {"number": (10, 28), "sum": (0, 32)}[kind], (-np.inf, 0, 0)
    for y in range(17, 26):
        for x in range(1, 8):
            a, b = (glyphs @ (mask[y:y + 21, x + dx:x + dx + 15].ravel() * 2. - 1) for dx in offsets)
            best = max(best, (a.max() + b.max(), int(a.argmax()), int(b.argmax())))
    return best[1], best[2], nearest_color(image[mask]) if mask.any() else -1


def marks(image: np.ndarray, scene: Scene) -> dict[str, list[bool]]:
    """What of the scene the picture shows, one entry a thing asked for."""
    if scene.kind == "objects":
        cells = read_cells(image)
        asked = {t.place: (t.color, t.shape) for t in scene.things}
        found = [cells[place] for place in asked]
        return {"place": [(cells[place] is None) == (place not in asked) for place in range(4)],
                "color": [f is not None and f[0] == c for f, (c, _) in zip(found, asked.values())],
                "shape": [f is not None and f[1] == s for f, (_, s) in zip(found, asked.values())],
                "all": [cells == [asked.get(place) for place in range(4)]]}
    if scene.kind == "bars":
        bars = read_bars(image)
        aligned = bars if len(bars) == len(scene.bars) else [(-1, -1)] * len(scene.bars)
        return {"count": [len(bars) == len(scene.bars)], "color": [f[0] == b[0] for f, b in zip(aligned, scene.bars)],
                "height": [f[1] == b[1] for f, b in zip(aligned, scene.bars)], "all": [tuple(bars) == scene.bars]}
    *digits, color = read_digits(image, scene.kind)
    return {"digit": [d == asked for d, asked in zip(digits, scene.digits)], "color": [color == scene.color],
            "all": [tuple(digits) == scene.digits and color == scene.color]}


def shares(images: list[np.ndarray], scenes: list[Scene]) -> dict[str, dict[str, float]]:
    """Share of what was asked for that the pictures show, by kind of scene and attribute."""
    found: dict[str, dict[str, list[bool]]] = {}
    for image, scene in zip(images, scenes):
        for attribute, right in marks(image, scene).items():
            found.setdefault(scene.kind, {}).setdefault(attribute, []).extend(right)
    return {kind: {a: round(sum(right) / len(right), 3) for a, right in by.items()} for kind, by in found.items()}
