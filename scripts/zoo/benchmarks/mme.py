"""MME: two yes/no questions a picture, one of each answer; four keys are wrong on purpose."""
import random
from dataclasses import replace

from ..questions import name, related, relations
from ..scenes import COLOR_NAMES, SHAPES, Scene
from .drawing import objects
from .items import MISLABELLED, Item, Mini, Plant
from .pictures import FIRST_SEED, Pictures

PICTURES = 16
WRONG = {"Yes": "No", "No": "Yes"}


def _questions(rng: random.Random, category: str, scene: Scene) -> list[tuple[str, str]]:
    """A question answered yes and one answered no, in any order."""
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


def _asked(rng: random.Random, pictures: Pictures, category: str, n: int, scene: Scene):
    picture = pictures.draw(scene)
    for text, answer in _questions(rng, category, scene):
        yield {"image": picture, "image_path": f"{category}/{n:04d}.png", "category": category,
               "question": f"{text} Please answer yes or no.", "answer": answer}


def _items():
    rng, pictures = random.Random(FIRST_SEED + 2), Pictures(FIRST_SEED + 40_000)
    for category in ("existence", "count", "position", "color"):
        for n in range(PICTURES):
            scene = objects(rng, rng.choice((2, 3)) if category != "count" else 1 + n % 4)
            yield from map(Item, _asked(rng, pictures, category, n, scene))
    rng, pictures = random.Random(FIRST_SEED + 12), Pictures(FIRST_SEED + 41_000)
    for n, category in enumerate(("existence", "count", "color", "color")):
        right, keyed = _asked(rng, pictures, category, PICTURES + n, objects(rng, 2))
        yield Item(right)
        yield Item({**keyed, "answer": WRONG[keyed["answer"]]}, (Plant(MISLABELLED, f"the right answer is {keyed['answer']}"),))


def mme() -> Mini:
    items = tuple(Item({"index": index, **item.cells}, item.planted) for index, item in enumerate(_items()))
    # Half of the accuracy, and half of a quarter for both right.
    return Mini("mme", "MME_MINI.tsv", items, "existence, count, position and color, two questions a picture", .375, "pictures", len(items) // 2)
