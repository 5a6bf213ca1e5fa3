"""What is trained, as data. One recipe makes one checkpoint."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """Ends at `steps`, or earlier (not before `least`) once the running accuracy of every type reaches `until`."""
    steps: int
    least: int
    until: float
    learning_rate: float
    decay: float  # share of the steps over which the learning rate falls to nothing


@dataclass(frozen=True)
class Recipe:
    id: str
    seed: int = 0
    width: int = 128
    vision_layers: int = 5
    text_layers: int = 4
    heads: int = 4
    scenes: int = 40_000
    batch: int = 32
    # Share of digit scenes while the tower learns what covers a patch: digits are the slowest.
    digits: float = .45
    attributes: Stage = Stage(1000, 600, .97, 1.5e-3, .3)
    answers: Stage = Stage(1600, 900, .94, 1e-3, 0.)
    letters: Stage = Stage(2100, 2100, 1., 1e-3, .35)


RECIPES = {recipe.id: recipe for recipe in (Recipe("scenes-llava"),)}
