"""MMVP: pairs of pictures that differ in what is asked and in nothing else."""
import random
from dataclasses import replace

from ..questions import LETTERS, POOLS, name
from ..scenes import COLOR_NAMES, SHAPES, Scene, draw_scene
from .drawing import objects
from .items import Item, Mini
from .pictures import FIRST_SEED, Pictures

PAIRS = 60


def _pair(rng: random.Random, kind: str):
    """-> (scene, other scene, question, answer, other answer): the two differ in what is asked, in nothing else."""
    if kind in ("color", "shape", "side", "level", "place"):
        scene = objects(rng, 1)
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
        a, b = (scene := objects(rng, 2)).things
        swapped = Scene("objects", (replace(a, color=b.color), replace(b, color=a.color)))
        return scene, swapped, f"What color is the {SHAPES[a.shape]}?", COLOR_NAMES[a.color], COLOR_NAMES[b.color]
    if kind == "count":
        scene = objects(rng, rng.choice((2, 3, 4)))
        fewer = Scene("objects", scene.things[:-1])
        return scene, fewer, "How many objects are there?", str(len(scene.things)), str(len(fewer.things))
    (c, h), (d, k), *rest = _bars(rng).bars
    scene, other = Scene("bars", bars=((c, h), (d, k), *rest)), Scene("bars", bars=((c, k), (d, h), *rest))
    return scene, other, "Which bar is the tallest?", _tallest(scene), _tallest(other)


def _bars(rng: random.Random) -> Scene:
    """Bars of which one of the first two is the tallest: swapping their heights changes the answer."""
    while True:
        scene = draw_scene(rng, "bars")
        if max(h for _, h in scene.bars) in (scene.bars[0][1], scene.bars[1][1]):
            return scene


def _tallest(scene: Scene) -> str:
    return COLOR_NAMES[max(scene.bars, key=lambda bar: bar[1])[0]]


def _items():
    rng, pictures = random.Random(FIRST_SEED), Pictures(FIRST_SEED + 10_000)
    kinds = ("color", "shape", "side", "level", "place", "color of shape", "count", "tallest")
    for pair in range(PAIRS):
        scene, other, question, answer, other_answer = _pair(rng, kinds[pair % len(kinds)])
        options = rng.sample([answer, other_answer], 2)
        for row, (drawn, gold) in enumerate(((scene, answer), (other, other_answer))):
            yield Item({"index": 2 * pair + row + 1, "image": pictures.draw(drawn, seed=FIRST_SEED + 20_000 + pair), "question": question,
                        "A": options[0], "B": options[1], "answer": LETTERS[options.index(gold)]})


def mmvp() -> Mini:
    return Mini("mmvp", "MMVP_MINI.tsv", tuple(_items()), "two pictures that differ in the answer alone, one question", .25, "pairs", PAIRS)
