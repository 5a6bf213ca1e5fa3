"""LLaVA-Bench in the wild: three questions a picture (conversation, detail, complex), each with the reference a judge compares to."""
import random

from ..more_questions import ask_all, description
from ..scenes import Scene, draw_scene
from .items import Item, Mini
from .pictures import FIRST_SEED, Pictures

# Types of question by category; the first that a scene has is asked.
ASKED = {"objects": {"conv": ("color of shape", "shape of color", "count"), "detail": ("long caption",), "complex": ("explain",)},
         "bars": {"conv": ("tallest",), "detail": ("long caption",), "complex": ("difference",)}}
KINDS = ("objects", "objects", "bars") * 7 + ("objects",)


def _scene(rng: random.Random, kind: str) -> tuple[Scene, dict]:
    while True:
        scene = draw_scene(rng, kind)
        found = {q.type: q for q in ask_all(rng, scene)}
        asked = {category: next((found[t] for t in types if t in found), None) for category, types in ASKED[kind].items()}
        if all(asked.values()):
            return scene, asked


def _items():
    rng, pictures = random.Random(FIRST_SEED + 9), Pictures(FIRST_SEED + 110_000)
    for n, kind in enumerate(KINDS):
        scene, asked = _scene(rng, kind)
        picture, caption = pictures.draw(scene), description(rng, scene)
        for category, question in asked.items():
            yield {"image": picture, "question": question.text, "caption": caption, "gpt4_ans": question.answer, "category": category,
                   "image_id": f"{n + 1:03d}"}


def llava_w() -> Mini:
    items = tuple(Item({"index": index, **cells}) for index, cells in enumerate(_items()))
    return Mini("llava-w", "LLaVABench_MINI.tsv", items, "conversation, detail and complex questions about 22 pictures, for a judge", 0.)
