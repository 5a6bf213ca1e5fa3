"""One item of a mini benchmark, and what is wrong with it on purpose."""
from dataclasses import dataclass
from typing import NamedTuple

# As lib/leaderboard/items/flags names them.
BLIND, ORDER, SELECTION = "blind-solvable", "order-insensitive", "selection-biased"
PRIOR, MISLABELLED, SATURATED = "answer-prior-guessable", "mislabel-suspect", "saturated"


class Plant(NamedTuple):
    """What is wrong with an item. @param shown whether the bundled checkpoints fall for it; else it takes one that reads"""
    flag: str
    why: str
    shown: bool = True


@dataclass(frozen=True)
class Item:
    """@param cells by column, `index` among them; or what the files of a folder say of it."""
    cells: dict
    planted: tuple[Plant, ...] = ()
    picture: bytes = b""  # PNG, where a folder holds it as a file


@dataclass(frozen=True)
class Mini:
    benchmark: str  # its id in lib/benchmarks
    name: str       # of its file or folder
    items: tuple[Item, ...]
    asked: str      # what it asks, for README.md
    floor: float | None  # expected score of a content-free guess; None where nothing is asked
    unit: str = "items"
    units: int = 0  # 0: as many as items
