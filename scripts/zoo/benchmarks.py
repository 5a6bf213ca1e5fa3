"""Draws the mini benchmarks in VLMEvalKit's TSV layout, with the renderer of the training scenes and other seeds."""
import base64
import csv
import hashlib
import io
import random
from dataclasses import replace
from pathlib import Path

from PIL import Image

from .questions import LETTERS, POOLS, ask, name, related, relations, with_options
from .scenes import COLOR_NAMES, SHAPES, Scene, Thing, draw_scene, enlarge, render

SCALE = 2  # 128 x 128 px: grids 2, 4 and 8 cut it without resizing
FIRST_SEED = 900_000


class Pictures:
    """Draws each scene from a seed of its own and refuses to give out one picture twice."""

    def __init__(self, seed: int):
        self.seed, self.seen = seed, set()

    def draw(self, scene: Scene, seed: int | None = None) -> str:
        """-> base64 PNG. Equal seeds place two scenes alike, so that only the scene differs."""
        self.seed += 1
        pixels = enlarge(render(scene, random.Random(self.seed if seed is None else seed))[0], SCALE)
        digest = hashlib.sha256(pixels.tobytes()).hexdigest()
        if digest in self.seen:
            raise ValueError(f"picture {digest} drawn twice")
        self.seen.add(digest)
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
        return base64.b64encode(buffer.getvalue()).decode()


def _objects(rng: random.Random, n: int) -> Scene:
    places, colors, shapes = rng.sample(range(4), n), rng.sample(range(6), n), rng.sample(range(5), n)
    return Scene("objects", things=tuple(Thing(*t) for t in zip(colors, shapes, places)))


def _pair(rng: random.Random, kind: str):
    """-> (scene, other scene, question, answer, other answer): the two differ in what is asked, in nothing else."""
    if kind in ("color", "shape", "side", "level", "place"):
        scene = _objects(rng, 1)
        t = scene.things[0]
        if kind == "color":
            other = replace(t, color=rng.choice([c for c in range(6) if c != t.color]))
            return scene, Scene("objects", (other,)), "What color is the object?", COLOR_NAMES[t.color], COLOR_NAMES[other.color]
        if kind == "shape":
            other = replace(t, shape=rng.choice([s for s in range(5) if s != t.shape]))
            return scene, Scene("objects", (other,)), "What shape is the object?", SHAPES[t.shape], SHAPES[other.shape]
        if kind == "side":
            other, words, text = replace(t, place=t.place ^ 1), POOLS["side"], "On which side is the object?"
            return scene, Scene("objects", (other,)), text, words[t.place % 2], words[other.place % 2]
        if kind == "level":
            other, words, text = replace(t, place=t.place ^ 2), POOLS["level"], "Is the object at the top or at the bottom?"
            return scene, Scene("objects", (other,)), text, words[t.place // 2], words[other.place // 2]
        other = replace(t, place=rng.choice([p for p in range(4) if p != t.place]))
        return scene, Scene("objects", (other,)), f"Where is the {name(t)}?", POOLS["place"][t.place], POOLS["place"][other.place]
    if kind == "color of shape":
        a, b = (scene := _objects(rng, 2)).things
        swapped = Scene("objects", (replace(a, color=b.color), replace(b, color=a.color)))
        return scene, swapped, f"What color is the {SHAPES[a.shape]}?", COLOR_NAMES[a.color], COLOR_NAMES[b.color]
    if kind == "count":
        scene = _objects(rng, rng.choice((2, 3, 4)))
        fewer = Scene("objects", scene.things[:-1])
        return scene, fewer, "How many objects are there?", str(len(scene.things)), str(len(fewer.things))
    (c, h), (d, k), *rest = draw_bars(rng).bars
    scene, other = Scene("bars", bars=((c, h), (d, k), *rest)), Scene("bars", bars=((c, k), (d, h), *rest))
    return scene, other, "Which bar is the tallest?", _tallest(scene), _tallest(other)


def draw_bars(rng: random.Random) -> Scene:
    """Bars of which one of the first two is the tallest: swapping their heights changes the answer."""
    while True:
        scene = draw_scene(rng, "bars")
        if max(h for _, h in scene.bars) in (scene.bars[0][1], scene.bars[1][1]):
            return scene


def _tallest(scene: Scene) -> str:
    return COLOR_NAMES[max(scene.bars, key=lambda bar: bar[1])[0]]


def mmvp_rows(pairs: int = 60):
    rng, pictures = random.Random(FIRST_SEED), Pictures(FIRST_SEED + 10_000)
    kinds = ("color", "shape", "side", "level", "place", "color of shape", "count", "tallest")
    for pair in range(pairs):
        scene, other, question, answer, other_answer = _pair(rng, kinds[pair % len(kinds)])
        options = rng.sample([answer, other_answer], 2)
        for row, (drawn, gold) in enumerate(((scene, answer), (other, other_answer))):
            yield {"index": 2 * pair + row + 1, "image": pictures.draw(drawn, seed=FIRST_SEED + 20_000 + pair), "question": question,
                   "A": options[0], "B": options[1], "answer": LETTERS[options.index(gold)]}


MMSTAR = {"coarse perception": ("color", "shape"), "fine-grained perception": ("color of shape", "shape of color"),
          "instance reasoning": ("count", "place"), "logical reasoning": ("tallest", "shortest"),
          "science & technology": ("bars", "height"), "math": ("number", "sum")}


def mmstar_rows(per_category: int = 20):
    rng, pictures = random.Random(FIRST_SEED + 1), Pictures(FIRST_SEED + 30_000)
    index = 0
    for category, types in MMSTAR.items():
        for n in range(per_category):
            wanted = types[n % len(types)]
            scene, question = _scene_with(rng, wanted)
            text, options, letter = with_options(rng, question, scene, 4)
            yield {"index": index, "image": pictures.draw(scene), "question": text,
                   **{LETTERS[i]: option for i, option in enumerate(options)},
                   "answer": letter, "category": category, "l2_category": wanted, "bench": "scenes"}
            index += 1


def _scene_with(rng: random.Random, wanted: str):
    while True:
        scene = draw_scene(rng, rng.choice(("objects", "objects", "bars", "number", "sum")))
        for question in ask(rng, scene):
            if question.type == wanted:
                return scene, question


def mme_rows(images: int = 16):
    rng, pictures = random.Random(FIRST_SEED + 2), Pictures(FIRST_SEED + 40_000)
    index = 0
    for category in ("existence", "count", "position", "color"):
        for n in range(images):
            scene = _objects(rng, rng.choice((2, 3)) if category != "count" else 1 + n % 4)
            picture = pictures.draw(scene)
            for text, answer in _yes_and_no(rng, category, scene):
                yield {"index": index, "image": picture, "image_path": f"{category}/{n:04d}.png", "category": category,
                       "question": f"{text} Please answer yes or no.", "answer": answer}
                index += 1


def _yes_and_no(rng: random.Random, category: str, scene: Scene):
    things, n = scene.things, len(scene.things)
    t = rng.choice(things)
    if category == "existence":
        absent = replace(t, color=rng.choice([c for c in range(6) if all(c != o.color for o in things)]))
        found = [(f"Is there a {name(t)} in the image?", "Yes"), (f"Is there a {name(absent)} in the image?", "No")]
    elif category == "count":
        wrong = rng.choice([k for k in range(1, 5) if k != n])
        found = [(f"Are there {n} objects in the image?", "Yes"), (f"Are there {wrong} objects in the image?", "No")]
    elif category == "position":
        a, b = rng.sample(things, 2)
        pair = rng.choice([("left of", "right of"), ("above", "below")])
        pair = pair if pair[0] in relations(a, b) else {"left of": ("above", "below"), "above": ("left of", "right of")}[pair[0]]
        found = [(f"Is the {name(a)} {r} the {name(b)}?", "Yes" if related(r, a, b) else "No") for r in pair]
    else:
        wrong = rng.choice([c for c in range(6) if c != t.color])
        found = [(f"Is the {SHAPES[t.shape]} {COLOR_NAMES[c]}?", said) for c, said in ((t.color, "Yes"), (wrong, "No"))]
    rng.shuffle(found)
    return found


FILES = {"MMVP_MINI": mmvp_rows, "MMStar_MINI": mmstar_rows, "MME_MINI": mme_rows}


def write_benchmarks(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for title, rows in FILES.items():
        drawn = list(rows())
        columns = list(dict.fromkeys(column for row in drawn for column in row))
        with open(folder / f"{title}.tsv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, delimiter="\t", lineterminator="\n")
            writer.writeheader()
            writer.writerows(drawn)
        print(f"{title}: {len(drawn)} rows")
