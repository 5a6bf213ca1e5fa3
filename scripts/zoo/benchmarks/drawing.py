"""Scenes that a question of a wanted type can be asked about."""
import random
from collections.abc import Callable

from ..more_questions import ask_all
from ..questions import LETTERS, Question
from ..scenes import Scene, Thing, draw_scene


def objects(rng: random.Random, n: int) -> Scene:
    """n things of which no two share colour or shape."""
    places, colors, shapes = rng.sample(range(4), n), rng.sample(range(6), n), rng.sample(range(5), n)
    return Scene("objects", things=tuple(Thing(*t) for t in zip(colors, shapes, places)))


def scene_asked(rng: random.Random, kind: str, wanted: str,
                fits: Callable[[Scene, Question], bool] = lambda scene, question: True) -> tuple[Scene, Question]:
    """The first scene of a kind, of those drawn, with a question of the wanted type that fits."""
    while True:
        scene = draw_scene(rng, kind)
        for question in ask_all(rng, scene):
            if question.type == wanted and fits(scene, question):
                return scene, question


def choices(options: list[str], gold: str) -> dict[str, str]:
    """Columns of the options and of the right letter."""
    return {**dict(zip(LETTERS, options)), "answer": LETTERS[options.index(gold)]}


def shuffled(rng: random.Random, options: list[str]) -> list[str]:
    return rng.sample(options, len(options))


def other_letter(cells: dict) -> str:
    """The letter after the right one: a wrong key."""
    offered = [letter for letter in LETTERS if cells.get(letter)]
    return offered[(offered.index(cells["answer"]) + 1) % len(offered)]


def mean_chance(cells: list[dict]) -> float:
    """Share right of one option picked blindly."""
    return sum(1 / sum(bool(row.get(letter)) for letter in LETTERS) for row in cells) / len(cells)
