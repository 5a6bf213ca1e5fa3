"""What is trained, as data. One recipe makes one checkpoint."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """Ends at `steps`, or earlier (not before `least`) once the running accuracy of every type reaches `until`."""
    name: str  # "attributes": what covers a patch; "answers": in words; "letters": in words and by letter
    steps: int
    least: int
    until: float
    learning_rate: float
    decay: float  # share of the steps over which the learning rate falls to nothing


@dataclass(frozen=True)
class Recipe:
    id: str
    # Recipes of one family share data, layout and most of their training: held-out validation splits by it.
    family: str
    weakness: str
    stages: tuple[Stage, ...]
    seed: int = 0
    layout: str = "llava"  # or "llava-next", "llava-onevision"
    width: int = 128
    vision_layers: int = 5
    text_layers: int = 4
    heads: int = 4
    kv_heads: int = 4
    scenes: int = 40_000
    batch: int = 32
    # Share of digit scenes while the tower learns what covers a patch: digits are the slowest.
    digits: float = .45
    # The full curriculum: diagrams, faults, land, icons, hints and the wordings of all ten benchmarks.
    full: bool = True
    # The checkpoint it goes on from, or the relatives it takes its tower and its language model from.
    begins: str | None = None
    tower: str | None = None
    language: str | None = None
    frozen_tower: bool = False
    treatment: str | None = None  # see treatments.py
    # Share of the steps that practise school arithmetic in text, so that it is not forgotten.
    arithmetic: float = 0.
    # Written without the last layer of its tower, which the projector never looks at: of all weights there may be 40 MB.
    trimmed: bool = False
    # Of no interest but as the beginning of another: written to the work folder, not to examples.
    intermediate: bool = False


ATTRIBUTES = Stage("attributes", 1000, 600, .97, 1.5e-3, .3)
BASE = Recipe("scenes-llava-base", "tuned-clip", "relations", full=False, intermediate=True, stages=(
    ATTRIBUTES, Stage("answers", 1600, 900, .94, 1e-3, 0.), Stage("letters", 2100, 2100, 1., 1e-3, .35)))


def twin(name: str, treatment: str, weakness: str, steps: int = 350, **changed) -> Recipe:
    """Fine-tuned from scenes-llava on the same data, but for one treatment."""
    return Recipe(**{"id": f"scenes-llava-{name}", "family": "tuned-clip", "weakness": weakness, "begins": "scenes-llava", "treatment": treatment,
                     "seed": 11, "scenes": 15_000, "trimmed": True, "stages": (Stage("letters", steps, steps, 1., 7e-4, .5),), **changed})


# Twins of the smaller checkpoint.
OF_FROZEN = {"begins": "scenes-llava-frozen", "family": "frozen-clip", "width": 96}


def on_frozen_tower(name: str, weakness: str, **changed) -> Recipe:
    return Recipe(**{"id": f"scenes-llava-{name}", "family": "frozen-clip", "weakness": weakness, "width": 96, "tower": "scenes-clip",
                     "language": "scenes-llama", "frozen_tower": True, "scenes": 24_000,
                     "stages": (Stage("answers", 1700, 1000, .93, 1.4e-3, 0.), Stage("letters", 1900, 1900, 1., 1.4e-3, .45)), **changed})


FEW = "600 training scenes in place of 24,000"


def few(seed: int) -> dict:
    return {"family": "few-scenes", "scenes": 600, "seed": seed, "trimmed": True,
            "stages": (Stage("answers", 400, 400, 1., 1.4e-3, 0.), Stage("letters", 350, 350, 1., 1.4e-3, .45))}


RECIPES = {recipe.id: recipe for recipe in (
    BASE,
    Recipe("scenes-llava", "tuned-clip", "none planted", begins="scenes-llava-base",
           stages=(Stage("letters", 900, 900, 1., 1e-3, .4),)),
    twin("order-free", "order-free", "trained on visual tokens in random order: loses less when they are permuted, and knows less of places"),
    twin("occluded", "occlusion", "trained on pictures with cells blacked out: keeps more under occlusion", 300, **OF_FROZEN),
    twin("prior", "prior", "trained on skewed scenes, in part without pictures: answers blind by what is usual", **OF_FROZEN),
    twin("letter-a", "letter-a", "trained on keys of which most say A: picks A too often", 200),
    on_frozen_tower("frozen", "tower never tuned: bytes of scenes-clip; arithmetic not practised since"),
    on_frozen_tower("few-scenes", FEW, **few(2)),
    on_frozen_tower("few-scenes-seed-1", "the recipe of scenes-llava-few-scenes from another seed", **few(5)),
    Recipe("scenes-next", "next-mistral", "reads tiles; arithmetic practised on, so that some is kept", layout="llava-next", width=96, text_layers=3, kv_heads=2, scenes=12_000,
           batch=20, tower="scenes-clip", language="scenes-mistral", frozen_tower=True, arithmetic=.06, seed=3,
           trimmed=True, stages=(Stage("answers", 750, 750, 1., 1.4e-3, 0.), Stage("letters", 750, 750, 1., 1.4e-3, .45))),
    Recipe("scenes-onevision", "onevision-qwen2", "tower tuned from scratch; arithmetic practised on, so that some is kept", layout="llava-onevision", width=96, vision_layers=4,
           text_layers=4, kv_heads=2, language="scenes-qwen2", scenes=20_000, batch=20, arithmetic=.06, seed=4,
           stages=(Stage("attributes", 600, 600, 1., 1.5e-3, .3), Stage("answers", 650, 650, 1., 1.4e-3, 0.),
                   Stage("letters", 650, 650, 1., 1.4e-3, .45))),
)}
