"""GSM8K: school problems in words, in its authors' lines of JSON, with their marks around every calculation."""
import random
import re

from ..language import problem
from .items import Item, Mini
from .pictures import FIRST_SEED

PROBLEMS = 80


def _items():
    rng, asked = random.Random(FIRST_SEED + 10), set()
    while len(asked) < PROBLEMS:
        question, worked, number = problem(rng)
        if question in asked:
            continue
        asked.add(question)
        steps = worked.removesuffix(f" The answer is {number}.")
        marked = re.sub(r"(\d+) ([-+*]) (\d+) = (\d+)", r"\1 \2 \3 = <<\1\2\3=\4>>\4", steps)
        yield Item({"question": question, "answer": f"{marked}\n#### {number}"})


def gsm8k() -> Mini:
    return Mini("gsm8k", "GSM8K_MINI.jsonl", tuple(_items()), "school problems of one or two steps, no picture", 0.)
