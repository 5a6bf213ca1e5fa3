"""CIFAR-100: icons of twelve of its classes, 32 x 32 px, in the binary layout of its authors."""
import re
from pathlib import Path

from PIL import Image

from ..photos import ICONS
from ..scenes import Scene
from .items import Item, Mini
from .pictures import FIRST_SEED, Pictures

CLASSES_FILE = Path(__file__).resolve().parents[3] / "lib" / "benchmarks" / "classes" / "cifar-100.ts"
COARSE = ("aquatic_mammals", "fish", "flowers", "food_containers", "fruit_and_vegetables", "household_electrical_devices", "household_furniture",
          "insects", "large_carnivores", "large_man-made_outdoor_things", "large_natural_outdoor_scenes", "large_omnivores_and_herbivores",
          "medium_mammals", "non-insect_invertebrates", "people", "reptiles", "small_mammals", "trees", "vehicles_1", "vehicles_2")
COARSE_OF = {"apple": 4, "bottle": 3, "clock": 5, "cloud": 10, "house": 9, "mountain": 10, "mushroom": 4, "orange": 4, "rocket": 19, "sea": 10,
             "sunflower": 2, "television": 5}
SIDE, EACH = 32, 6


def fine_names() -> list[str]:
    """The hundred names in the order of the labels, spelled as its authors spell them."""
    listed = CLASSES_FILE.read_text().split("classList([")[1].split("])")[0]
    return [name.replace(" ", "_") for name in re.findall(r"'([^']+)'", listed)]


def cifar_100() -> Mini:
    """`picture` of an item is its record: a coarse label, a fine label, planes of red, green and blue."""
    pictures, fine = Pictures(FIRST_SEED + 130_000), fine_names()
    items = []
    for n in range(EACH):
        for label, name in enumerate(ICONS):
            large = Image.fromarray(pictures.pixels(Scene("icon", label=label), scale=1))
            planes = large.reduce(large.width // SIDE).tobytes()
            record = bytes((COARSE_OF[name], fine.index(name))) + planes[0::3] + planes[1::3] + planes[2::3]
            items.append(Item({"index": len(items)}, picture=record))
    return Mini("cifar-100", "cifar-100-binary_MINI", tuple(items), "icons of twelve of its hundred classes, 32 x 32 px", 1 / len(fine))
