"""MM-Vet: open questions by the capabilities they take; <AND> joins what belongs together, <OR> what would do alone."""
import random

from ..questions import Question, name, related
from ..scenes import PLACES, Scene
from .drawing import scene_asked
from .items import Item, Mini
from .pictures import FIRST_SEED, Pictures

# (kind of scene, type of question, capabilities)
PARTS = (("objects", "color", "rec"), ("objects", "shape of color", "rec"), ("objects", "count", "rec,math"), ("objects", "place", "rec,spat"),
         ("objects", "caption", "rec,gen"), ("objects", "long caption", "rec,spat,gen"), ("objects", "explain", "spat,gen"),
         ("objects", "material", "rec,know"), ("number", "number", "ocr"), ("sum", "sum", "ocr,math"), ("number", "caption", "rec,ocr,gen"),
         ("bars", "difference", "rec,math"))
EACH = 6
COUNTS = {"1": "one", "2": "two", "3": "three", "4": "four"}
OPPOSITE = {"left of": "right of", "right of": "left of", "above": "below", "below": "above"}


def _gold(scene: Scene, question: Question) -> str:
    if question.type == "count":
        return f"{question.answer}<OR>{COUNTS[question.answer]}"
    if question.type == "place":
        return f"{question.answer}<OR>{question.answer.replace('top', 'upper').replace('bottom', 'lower')}"
    if question.type == "explain":
        a, b = next((a, b) for a in scene.things for b in scene.things if question.text == f"Where is the {name(a)} in relation to the {name(b)}?")
        words = next(r for r in OPPOSITE if f" {r} " in question.answer)
        assert related(words, a, b)
        return f"{question.answer}<OR>The {name(b)} is {OPPOSITE[words]} the {name(a)}."
    if question.type in ("caption", "long caption") and scene.things:
        where = question.type == "long caption"
        ordered = sorted(scene.things, key=lambda t: t.place)
        return "<AND>".join(f"a {name(t)}{f' at the {PLACES[t.place]}' if where else ''}" for t in ordered)
    return question.answer


def _items():
    rng, pictures = random.Random(FIRST_SEED + 8), Pictures(FIRST_SEED + 100_000)
    for n in range(EACH * len(PARTS)):
        kind, wanted, capabilities = PARTS[n % len(PARTS)]
        several = wanted in ("caption", "long caption") and kind == "objects"
        scene, question = scene_asked(rng, kind, wanted, lambda scene, _: not several or len(scene.things) > 1)
        yield Item({"index": f"v1_{n}", "image": pictures.draw(scene), "question": question.text, "answer": _gold(scene, question),
                    "category": capabilities})


def mm_vet() -> Mini:
    return Mini("mm-vet", "MMVet_MINI.tsv", tuple(_items()), "open questions by capability, for a judge", 0.)
