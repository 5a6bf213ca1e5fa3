"""What stands beside the mini benchmarks: their sizes, what guessing scores on them, what they hold, and what is planted."""
import re
from collections import Counter
from pathlib import Path

from .files import bytes_of
from .items import Item, Mini

JUDGED = ("mm-vet", "llava-w")


def readme(minis: list[Mini], folder: Path) -> str:
    listed = [[f"`{m.name}`", m.benchmark, m.asked, str(len(m.items)), _floor(m), _usual(m), f"{bytes_of(folder / m.name) / 1000:,.0f}"] for m in minis]
    return "\n".join([
        "# Mini benchmarks", "",
        "Small files in the layouts of the originals, drawn by `python -m scripts.zoo benchmarks` from fixed seeds; no picture, question or answer of an",
        "original is in them. All pictures are rendered scenes, from other seeds than those the checkpoints were trained on. Problems of `GSM8K_MINI`",
        "come from so small a space that some may have been met in training.", "",
        *_table(["file or folder", "benchmark", "asks", "items", "a guess scores", "one answer to all scores", "kB"], listed), "",
        "*A guess* picks one option blindly, in MME yes or no; a free answer it meets never, and ChartQA's few questions for yes or no count as such. It is",
        "what scores are corrected by: of MMVP the pairs that are both right, of MME half of the accuracy plus half of the pictures with both right.",
        "*One answer to all* is the most frequent key, scored item by item, whatever the question. Both follow from the files alone.", "",
        "## Kinds of items", "",
        *_table(["benchmark", *KINDS], [[m.benchmark, *_kinds(m)] for m in minis if m.items[0].cells.get("question")]), "",
        "An item is counted under all kinds that it is of; *to a judge* are free answers that no rule scores.", "",
        "## Planted items", "",
        "`planted.json` lists items that are bad on purpose, by the flag that should find them. `shown` says whether",
        "the bundled checkpoints fall for it. An item whose text tells the answer is blind-solvable for a checkpoint that reads; none of these reads well",
        "enough, so those are not shown. Questions whose key is the commonest answer in the scenes that checkpoints learn from (two objects, two bars) are",
        "solved blind by most; the same questions with other keys are not. MathVista's counts of one or two objects were marked as saturated after all ten",
        "had answered them. `test/datasets/planted-items.test.ts` lets the flags judge what transformers said with all ten: they must find the shown ones",
        "and hardly another. Ten checkpoints under one order are too few for `saturated` (it takes 22 right answers) and `order-insensitive`, whose counts",
        "are tested in their place, and orders of the options were not asked there;",
        "`npm run measure -- planted` has every flag over our own engine's answers.", "",
        "It is no list of all items a flag may rightly be raised for: colors and shapes are told from single tokens, so most questions about them survive any",
        "order of the tokens; those about places (`l2_category` place in MMStar) do not.", "",
        *_table(["flag", "items", "of them shown", "where"], _planted(minis)), ""])


def _floor(mini: Mini) -> str:
    if mini.floor is None:
        return "nothing is asked"
    return f"{100 * mini.floor:.1f} %" + (f" of {mini.units} {mini.unit}" if mini.units else "")


def _usual(mini: Mini) -> str:
    """Share of the most frequent key; sets with classes and free texts have none worth naming."""
    keys = Counter(item.cells.get("answer") for item in mini.items)
    if mini.benchmark in ("gsm8k", "mm-vet") or None in keys:
        return ""
    key, count = max(keys.items(), key=lambda pair: (pair[1], pair[0]))
    return f"{100 * count / len(mini.items):.1f} % ({key})"


def _has_options(item: Item) -> bool:
    return bool(item.cells.get("A") or item.cells.get("choices"))


def _says(item: Item, pattern: str) -> bool:
    return bool(re.search(pattern, f"{item.cells['question']} {item.cells.get('caption', '')}", re.IGNORECASE))


def _is_maths(mini: Mini, item: Item) -> bool:
    return mini.benchmark in ("mathvista", "gsm8k") or "math" in item.cells.get("category", "") or _says(item, r"\bhow much higher\b")


# [kind] (mini, item) -> whether the item is of it
KINDS = {
    "options": lambda mini, item: _has_options(item),
    "yes or no": lambda mini, item: item.cells.get("answer") in ("Yes", "No"),
    "free answer": lambda mini, item: not _has_options(item) and item.cells.get("answer") not in ("Yes", "No"),
    "to a judge": lambda mini, item: mini.benchmark in JUDGED,
    "hint": lambda mini, item: bool(item.cells.get("hint")) or _says(item, r"\bhint:"),
    "chart": lambda mini, item: _says(item, r"\bbars?\b"),
    "diagram": lambda mini, item: _says(item, r"\barrow\b"),
    "maths": _is_maths,
}


def _kinds(mini: Mini) -> list[str]:
    counts = (sum(is_of(mini, item) for item in mini.items) for is_of in KINDS.values())
    return [str(count or "") for count in counts]


def _planted(minis: list[Mini]) -> list[list[str]]:
    plants = [(plant, mini.benchmark) for mini in minis for item in mini.items for plant in item.planted]
    rows = []
    for flag in sorted({plant.flag for plant, _ in plants}):
        where = Counter(benchmark for plant, benchmark in plants if plant.flag == flag)
        shown = sum(plant.shown for plant, _ in plants if plant.flag == flag)
        rows.append([flag, str(where.total()), str(shown), ", ".join(f"{n} in {benchmark}" for benchmark, n in where.items())])
    return rows


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
