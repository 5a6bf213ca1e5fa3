"""MMStar: multiple choice in six categories; some of its items are bad on purpose."""
import random

from ..questions import LETTERS, ask, with_options
from ..scenes import COLOR_NAMES, SHAPES, draw_scene
from .drawing import choices, mean_chance, objects, other_letter, shuffled
from .items import MISLABELLED, ORDER, SELECTION, Item, Mini, Plant
from .pictures import FIRST_SEED, Pictures

CATEGORIES = {"coarse perception": ("color", "shape"), "fine-grained perception": ("color of shape", "shape of color"),
              "instance reasoning": ("count", "place"), "logical reasoning": ("tallest", "shortest"),
              "science & technology": ("bars", "height"), "math": ("number", "sum")}
PER_CATEGORY = 20

# The mislabelled item over which the better half of the bundled checkpoints is split: three give the false key, two the truth.
SPLITTING = 1


def _good_items():
    rng, pictures = random.Random(FIRST_SEED + 1), Pictures(FIRST_SEED + 30_000)
    for category, types in CATEGORIES.items():
        for n in range(PER_CATEGORY):
            wanted = types[n % len(types)]
            scene, question = _scene_with(rng, wanted)
            text, options, letter = with_options(rng, question, scene, 4)
            yield Item({"image": pictures.draw(scene), "question": text, **dict(zip(LETTERS, options)), "answer": letter,
                        "category": category, "l2_category": wanted, "bench": "scenes"})


def _scene_with(rng: random.Random, wanted: str):
    while True:
        scene = draw_scene(rng, rng.choice(("objects", "objects", "bars", "number", "sum")))
        for question in ask(rng, scene):
            if question.type == wanted:
                return scene, question


def _bad_items():
    rng, pictures = random.Random(FIRST_SEED + 11), Pictures(FIRST_SEED + 31_000)
    coarse = {"category": "coarse perception", "l2_category": "color", "bench": "scenes"}
    for n in range(8):
        scene = objects(rng, 1)
        gold = COLOR_NAMES[scene.things[0].color]
        options = shuffled(rng, [gold, *rng.sample([c for c in COLOR_NAMES if c != gold], 3)])
        yield Item({"image": pictures.draw(scene), "question": "What color is the object?", **choices(options, gold), **coarse},
                   (Plant(ORDER, "there is one object: any token on it tells its color, wherever that token stands"),))
    fine = {"category": "fine-grained perception", "l2_category": "color of shape", "bench": "scenes"}
    for _ in range(8):
        scene = objects(rng, 2)
        asked = rng.choice(scene.things)
        options = [COLOR_NAMES[asked.color]] * 4
        yield Item({"image": pictures.draw(scene), "question": f"What color is the {SHAPES[asked.shape]}?", **choices(options, options[0]), **fine},
                   (Plant(SELECTION, "all options have one text and only A is keyed: whoever answers goes by the place"),))
    for place in range(3):
        scene = objects(rng, 2)
        asked, other = rng.sample(scene.things, 2)
        gold, wrong = COLOR_NAMES[asked.color], COLOR_NAMES[other.color]
        options = shuffled(rng, [gold, wrong, *rng.sample([c for c in COLOR_NAMES if c not in (gold, wrong)], 2)])
        cells = choices(options, gold)
        key = other_letter(cells)
        yield Item({"image": pictures.draw(scene), "question": f"What color is the {SHAPES[asked.shape]}?", **cells, "answer": key, **fine},
                   (Plant(MISLABELLED, f"the {SHAPES[asked.shape]} is {gold}, the key says {cells[key]}",
                          shown=place != SPLITTING),))


def mmstar() -> Mini:
    items = tuple(Item({"index": index, **item.cells}, item.planted) for index, item in enumerate([*_good_items(), *_bad_items()]))
    return Mini("mmstar", "MMStar_MINI.tsv", items, "objects, bars, numbers and sums, four options", mean_chance([i.cells for i in items]))
