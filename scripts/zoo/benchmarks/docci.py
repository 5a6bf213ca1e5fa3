"""DOCCI: pictures and descriptions that say all they show, no two alike."""
import random

from ..more_questions import description
from ..photos import ICONS, LAND
from ..scenes import Scene, draw_scene
from .items import Item, Mini
from .pictures import FIRST_SEED, Pictures, png

DRAWN = ("objects",) * 60 + ("bars",) * 20 + ("diagram",) * 12 + ("number",) * 3 + ("sum",) * 3


def docci() -> Mini:
    rng, pictures, said, pairs = random.Random(FIRST_SEED + 13), Pictures(FIRST_SEED + 140_000), set(), []
    scenes = [Scene("land", label=label) for label in range(len(LAND))] + [Scene("icon", label=label) for label in range(len(ICONS))]
    for kind in DRAWN:
        scene = draw_scene(rng, kind)
        while (sentences := _sentences(description(random.Random(0), scene))) in said:
            scene = draw_scene(rng, kind)
        said.add(sentences)
        scenes.append(scene)
    # Alignment takes the first by id: every head of the list has all kinds.
    for n, scene in enumerate(rng.sample(scenes, len(scenes)), 1):
        name = f"test_{n:05d}"
        pairs.append(Item({"split": "test", "example_id": name, "image_file": f"{name}.png", "description": description(rng, scene)},
                          picture=png(pictures.pixels(scene))))
    return Mini("docci", "docci_MINI", tuple(pairs), "long descriptions to hold pictures against; nothing is asked", None)


def _sentences(text: str) -> frozenset[str]:
    """Two descriptions of one scene differ in the order of their sentences alone."""
    return frozenset(text.split(". "))
