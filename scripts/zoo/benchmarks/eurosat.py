"""EuroSAT: land from above, a folder a class."""
from ..photos import LAND
from ..scenes import Scene
from .items import Item, Mini
from .pictures import FIRST_SEED, Pictures, png

FOLDERS = ("AnnualCrop", "Forest", "HerbaceousVegetation", "Highway", "Industrial", "Pasture", "PermanentCrop", "Residential", "River", "SeaLake")
EACH = 8


def eurosat() -> Mini:
    pictures = Pictures(FIRST_SEED + 120_000)
    items = tuple(Item({"index": f"{folder}/{folder}_{n + 1}.png"}, picture=png(pictures.pixels(Scene("land", label=label), scale=1)))
                  for label, folder in enumerate(FOLDERS) for n in range(EACH))
    return Mini("eurosat", "EuroSAT_RGB_MINI", items, "ten uses of land from above, 64 x 64 px", 1 / len(LAND))
