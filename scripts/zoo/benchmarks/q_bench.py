"""Q-Bench: what is wrong with a picture, and what it shows in spite of that."""
import random

from ..questions import with_options
from ..scenes import QUALITIES
from .drawing import choices, mean_chance, scene_asked
from .items import Item, Mini
from .pictures import FIRST_SEED, Pictures

# (type of question, how many, question_type, question_concern)
PARTS = (("quality", 60, "What", "Global Distortion"), ("count", 14, "How", "Global Others"),
         ("color", 14, "What", "Local Others"), ("shape", 12, "What", "Local Others"))


def _items():
    rng, pictures = random.Random(FIRST_SEED + 3), Pictures(FIRST_SEED + 50_000)
    for wanted, count, question_type, concern in PARTS:
        for n in range(count):
            fault = n % len(QUALITIES)
            scene, question = scene_asked(rng, "quality", wanted, lambda scene, _: scene.quality == fault)
            text, options, _ = with_options(rng, question, scene, 4)
            yield {"image": pictures.draw(scene), "question": text, **choices(options, question.answer), "category": concern,
                   "question_type": question_type, "question_concern": concern}


def q_bench() -> Mini:
    items = tuple(Item({"index": index, **cells}) for index, cells in enumerate(_items()))
    return Mini("q-bench", "Q-Bench1_VAL_MINI.tsv", items, "the fault of a picture, and what it shows in spite of it",
                mean_chance([i.cells for i in items]))
