"""AI2D: diagrams in which an arrow leads from one object to its neighbour."""
import random

from ..questions import POOLS
from ..scenes import COLOR_NAMES, SHAPES, Scene
from .drawing import choices, mean_chance, scene_asked, shuffled
from .items import ORDER, Item, Mini, Plant
from .pictures import FIRST_SEED, Pictures

# (type of question, how many, category)
PARTS = (("points color", 34, "color of the target"), ("points shape", 33, "shape of the target"), ("starts color", 33, "color of the start"))


def _ends(scene: Scene, wanted: str) -> tuple[str, str]:
    """What is asked about, of the start and of the target."""
    start, target = (scene.things[i] for i in scene.arrow)
    return (SHAPES[start.shape], SHAPES[target.shape]) if wanted == "points shape" else (COLOR_NAMES[start.color], COLOR_NAMES[target.color])


def _items():
    rng, pictures = random.Random(FIRST_SEED + 4), Pictures(FIRST_SEED + 60_000)
    for wanted, count, category in PARTS:
        for _ in range(count):
            scene, question = scene_asked(rng, "diagram", wanted, lambda scene, _: len(set(_ends(scene, wanted))) == 2)
            # The other end is offered too: only the arrow tells the two apart.
            ends = _ends(scene, wanted)
            others = rng.sample([text for text in POOLS[question.pool] if text not in ends], 2)
            yield Item({"image": pictures.draw(scene), "question": question.text,
                        **choices(shuffled(rng, [*ends, *others]), question.answer), "category": category})
    for _ in range(6):
        scene, question = scene_asked(rng, "diagram", "points color", lambda scene, _: len({t.color for t in scene.things}) == 1)
        options = shuffled(rng, [question.answer, *rng.sample([c for c in COLOR_NAMES if c != question.answer], 3)])
        yield Item({"image": pictures.draw(scene), "question": question.text, **choices(options, question.answer), "category": PARTS[0][2]},
                   (Plant(ORDER, "all objects have the color that is asked for: neither their places nor the arrow matter"),))


def ai2d() -> Mini:
    items = tuple(Item({"index": index, **item.cells}, item.planted) for index, item in enumerate(_items()))
    return Mini("ai2d", "AI2D_TEST_MINI.tsv", items, "the object that an arrow starts from or points to", mean_chance([i.cells for i in items]))
