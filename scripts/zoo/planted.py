"""What each checkpoint was trained to do more or less of than another, and the figures in which torch must show it."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .answers import BLIND, PLAIN
from .measure import SKEWED, wilson, with_interval

Count = tuple[int, int]  # right, asked
Read = Callable[[dict], Count]  # of an accuracy.json


@dataclass(frozen=True)
class Figure:
    # The checkpoint that differs in what was planted, and in as little else as there is.
    against: str
    is_more: bool
    what: str
    read: Read


@dataclass(frozen=True)
class Compared:
    figure: Figure
    own: Count
    other: Count

    @property
    def is_shown(self) -> bool:
        """The 95 % intervals lie apart, on the side that is meant."""
        (low, high), (other_low, other_high) = wilson(*self.own), wilson(*self.other)
        return low > other_high if self.figure.is_more else high < other_low

    def __str__(self) -> str:
        return (f"{self.figure.what}: {with_interval(*self.own)}, {self.figure.against} {with_interval(*self.other)}: "
                f"{'shown' if self.is_shown else 'NOT SHOWN'}")


def compare_planted(name: str, accuracy_of: Callable[[str], dict]) -> list[Compared]:
    """@param accuracy_of what was measured of a checkpoint or a relative, by its name"""
    return [Compared(figure, figure.read(accuracy_of(name)), figure.read(accuracy_of(figure.against))) for figure in PLANTED.get(name, ())]


def more(against: str, what: str, read: Read) -> Figure:
    return Figure(against, True, what, read)


def less(against: str, what: str, read: Read) -> Figure:
    return Figure(against, False, what, read)


def over(condition: str, types: tuple[str, ...]) -> Read:
    return lambda accuracy: total(accuracy["types"][condition][t] for t in types)


def on(benchmark: str, condition: str) -> Read:
    return lambda accuracy: tuple(accuracy["benchmarks"][benchmark][condition])


def total(counts: Iterable[Count]) -> Count:
    right, asked = zip(*counts)
    return sum(right), sum(asked)


def letter_a(accuracy: dict) -> Count:
    said = {letter: n["said"] for letter, n in accuracy["letters"].items()}
    return said["A"], sum(said.values())


PLACED = ("place", "level", "caption", "long caption")
COUNTED = ("color", "shape of color", "count", "height")
WHOLE, FROZEN = "scenes-llava", "scenes-llava-frozen"
ARITHMETIC = "worked problems of GSM8K_MINI", on("GSM8K_MINI", PLAIN)
FEW = (less(FROZEN, f"answers about {', '.join(COUNTED)}", over("as it is", COUNTED)),)
PLANTED: dict[str, tuple[Figure, ...]] = {
    "scenes-llava-order-free": (
        more(WHOLE, f"answers about {', '.join(PLACED)}, visual tokens permuted", over("tokens permuted", PLACED)),
        less(WHOLE, f"answers about {', '.join(PLACED)}, as it is", over("as it is", PLACED))),
    "scenes-llava-occluded": (more(FROZEN, f"answers about {', '.join(COUNTED)}, half of the picture black", over("half occluded", COUNTED)),),
    "scenes-llava-prior": (
        more(FROZEN, "shapes by color and colors by shape in skewed scenes, without the picture", lambda accuracy: total(accuracy[SKEWED].values())),
        more(FROZEN, "yes or no in MME_MINI, without the picture", on("MME_MINI", BLIND))),
    "scenes-llava-letter-a": (more(WHOLE, "A among the letters said", letter_a),),
    FROZEN: (less("scenes-llama", *ARITHMETIC),),
    "scenes-llava-few-scenes": FEW, "scenes-llava-few-scenes-seed-1": FEW,
    "scenes-next": (more(FROZEN, *ARITHMETIC),), "scenes-onevision": (more(FROZEN, *ARITHMETIC),),
}
