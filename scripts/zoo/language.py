"""Text without pictures: school arithmetic behind GSM8K's eight worked examples, and scenes told in words."""
import random
import re
from pathlib import Path

EXAMPLES_FILE = Path(__file__).resolve().parents[2] / "lib" / "benchmarks" / "wei-examples.ts"
THINGS = ["toys", "apples", "trees", "cars", "balls", "computers", "books", "shells"]
PEOPLE = [("Jason", "he"), ("Leah", "she"), ("Michael", "he"), ("Olivia", "she"), ("Shawn", "he"), ("Denny", "he")]
PLACES = ["grove", "parking lot", "server room", "garden", "shop"]


def worked_examples() -> str:
    """The text that lib/benchmarks/gsm8k.ts sends before a question."""
    lines = re.findall(r"^ +'(.*)',$", EXAMPLES_FILE.read_text(), re.MULTILINE)
    return "\n\n".join(f"Q: {q}\nA: {a}" for q, a in zip(lines[::2], lines[1::2])) + "\n\n"


def problem(rng: random.Random) -> tuple[str, str, int]:
    """-> (question, worked answer, number)"""
    thing, place, (person, pronoun) = rng.choice(THINGS), rng.choice(PLACES), rng.choice(PEOPLE)
    a, b, c = rng.randint(2, 12), rng.randint(2, 9), rng.randint(2, 9)
    kind = rng.randrange(5)
    if kind == 0:
        return (f"There are {a} {thing} in the {place}. {b} more {thing} arrive. How many {thing} are in the {place}?",
                f"There are originally {a} {thing}. {b} more {thing} arrive. {a} + {b} = {a + b}. The answer is {a + b}.", a + b)
    if kind == 1:
        a = max(a, b + 1)
        return (f"{person} had {a} {thing}. Then {pronoun} lost {b} {thing}. How many {thing} does {pronoun} have now?",
                f"{person} started with {a} {thing}. After losing {b}, {pronoun} had {a} - {b} = {a - b}. The answer is {a - b}.", a - b)
    if kind == 2:
        a = max(a, b + 1)
        return (f"{person} had {a} {thing}. Then {pronoun} lost {b} and got {c} more. How many {thing} does {pronoun} have now?",
                f"{person} started with {a} {thing}. After losing {b}, {pronoun} had {a} - {b} = {a - b}. "
                f"After getting {c} more, {pronoun} had {a - b} + {c} = {a - b + c}. The answer is {a - b + c}.", a - b + c)
    if kind == 3:
        b, c = rng.randint(2, 6), rng.randint(2, 6)
        return (f"For each of {b} days, {c} {thing} were added in the {place}. How many {thing} were added?",
                f"For each of {b} days, {c} {thing} were added. {b} * {c} = {b * c}. The answer is {b * c}.", b * c)
    return (f"{person} has {a} {thing} and {b} more {thing} in the {place}. How many {thing} does {pronoun} have in total?",
            f"{person} has {a} {thing} and {b} more. In total that is {a} + {b} = {a + b}. The answer is {a + b}.", a + b)
