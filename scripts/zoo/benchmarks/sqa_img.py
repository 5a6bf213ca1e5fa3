"""ScienceQA-IMG: half of the items have a hint that says what colors are made of; the picture says which color a shape has."""
import random

from ..more_questions import MATERIALS
from ..questions import with_options
from ..scenes import COLOR_NAMES, SHAPES, Scene
from .drawing import choices, mean_chance, objects, other_letter, scene_asked, shuffled
from .items import BLIND, MISLABELLED, Item, Mini, Plant
from .pictures import FIRST_SEED, Pictures

# Without a hint: (kind of scene, type of question, options, how many, subject, topic)
PARTS = (("objects", "color of shape", 3, 9, "natural science", "properties"), ("objects", "shape of color", 4, 8, "natural science", "properties"),
         ("objects", "count", 4, 8, "natural science", "quantities"), ("objects", "place", 4, 8, "social science", "maps"),
         ("objects", "side", 2, 5, "social science", "maps"), ("objects", "level", 2, 4, "social science", "maps"),
         ("bars", "tallest", 3, 8, "social science", "charts"))
HINTED = 50


def _hint(rng: random.Random, made_of: dict[int, str]) -> str:
    return " ".join(shuffled(rng, [f"{COLOR_NAMES[c].capitalize()} things are made of {m}." for c, m in made_of.items()]))


def _material_item(rng: random.Random, pictures: Pictures, told_blind: bool) -> Item:
    scene = objects(rng, rng.choice((1, 2, 2, 3)))
    asked = rng.choice(scene.things)
    shown = [t.color for t in scene.things if t != asked]
    colors = [asked.color, *shown, *rng.sample([c for c in range(6) if c != asked.color and c not in shown], 2)][:3]
    made = rng.sample(MATERIALS, 4)
    hint = _hint(rng, {c: made[0] if told_blind else m for c, m in zip(colors, made)})
    # Every material of the hint is offered: reading it does not tell the answer.
    options = shuffled(rng, made[:rng.choice((3, 4))])
    why = Plant(BLIND, f"the hint says that whatever it names is made of {made[0]}", shown=False)
    return Item({"image": pictures.draw(scene), "question": f"What is the {SHAPES[asked.shape]} made of?", "hint": hint, **choices(options, made[0]),
                 **_lesson("natural science", "materials", scene)}, (why,) if told_blind else ())


def _lesson(subject: str, topic: str, scene: Scene) -> dict[str, str]:
    """More is shown in higher grades."""
    return {"category": topic, "subject": subject, "topic": topic, "grade": f"grade{1 + max(len(scene.things), len(scene.bars))}"}


def _items():
    rng, pictures = random.Random(FIRST_SEED + 5), Pictures(FIRST_SEED + 70_000)
    for _ in range(HINTED):
        yield _material_item(rng, pictures, told_blind=False)
    for kind, wanted, offered, count, subject, topic in PARTS:
        for _ in range(count):
            scene, question = scene_asked(rng, kind, wanted)
            text, options, _ = with_options(rng, question, scene, offered)
            yield Item({"image": pictures.draw(scene), "question": text, "hint": "", **choices(options, question.answer),
                        **_lesson(subject, topic, scene)})
    for _ in range(6):
        yield _material_item(rng, pictures, told_blind=True)
    for _ in range(3):
        scene, question = scene_asked(rng, "objects", "color of shape")
        text, options, _ = with_options(rng, question, scene, 3)
        cells = choices(options, question.answer)
        wrong = other_letter(cells)
        lesson = _lesson("natural science", "properties", scene)
        yield Item({"image": pictures.draw(scene), "question": text, "hint": "", **cells, "answer": wrong, **lesson},
                   (Plant(MISLABELLED, f"the right answer is {question.answer}, the key says {cells[wrong]}"),))


def sqa_img() -> Mini:
    items = tuple(Item({"index": index, **item.cells}, item.planted) for index, item in enumerate(_items()))
    return Mini("sqa-img", "ScienceQA_TEST_MINI.tsv", items, "what things are made of, by a hint; and objects and bars without one",
                mean_chance([i.cells for i in items]))
