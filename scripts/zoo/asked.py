"""The questions of the mini benchmarks, worded as the `llava` prompt profile words them: what stock transformers is asked."""
import ast
import base64
import csv
import io
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .language import worked_examples
from .questions import LETTER_TAIL, PHRASE_TAIL

csv.field_size_limit(sys.maxsize)
LETTERS = "ABCDEFGHIJ"
# As lib/benchmarks has them: how many new tokens an answer may take; 64 stands for more, as no scene is described in as many.
CHOICE = {"MMVP_MINI": 16, "MMStar_MINI": 16, "Q-Bench1_VAL_MINI": 32, "AI2D_TEST_MINI": 16, "ScienceQA_TEST_MINI": 16}
FREE = {"MMVet_MINI": 64, "LLaVABench_MINI": 64, "MathVista_MINI_MINI": 64}


@dataclass(frozen=True)
class Asked:
    id: str
    prompt: str
    new_tokens: int
    answer: str
    # Expected score of a content-free guess.
    chance: float = 0.
    image: object = None  # () -> RGB picture
    raw: bool = False
    stops: tuple[str, ...] = ()

    def is_right(self, said: str) -> bool:
        """Exact but for case and a closing stop; a letter that leads; the last number of a worked solution; of a key in parts
        (MM-Vet: `a<OR>b`, `a<AND>b`) one alternative, or all parts somewhere."""
        if self.raw:
            numbers = re.findall(r"-?\d+", said.replace(",", ""))
            return bool(numbers) and numbers[-1] == self.answer
        plain = said.strip().rstrip(".").lower()
        if self.chance and len(self.answer) == 1 and self.answer in LETTERS:
            return plain[:1] == self.answer.lower()
        if "<AND>" in self.answer:
            return all(part.lower() in plain for part in self.answer.split("<AND>"))
        return plain in (one.rstrip(".").lower() for one in self.answer.split("<OR>"))


def asked_items(folder: Path) -> dict[str, list[Asked]]:
    """By the name of the file, in its order."""
    paths = sorted([*folder.glob("*.tsv"), *folder.glob("*.jsonl")])
    return {path.stem: [asked(path.stem, row) for row in rows_of(path)] for path in paths}


def rows_of(path: Path) -> list[dict]:
    with open(path, newline="", encoding="utf-8") as file:
        if path.suffix == ".jsonl":
            return [{"index": str(at), **json.loads(line)} for at, line in enumerate(file)]
        return list(csv.DictReader(file, delimiter="\t"))


def options_of(choices: str) -> list:
    return ast.literal_eval(choices)


def asked(name: str, row: dict) -> Asked:
    def image():
        return Image.open(io.BytesIO(base64.b64decode(row["image"]))).convert("RGB")

    if name.startswith("GSM8K"):
        return Asked(row["index"], f"{worked_examples()}Q: {row['question']}\nA:", 96, row["answer"].split("####")[-1].strip(), raw=True,
                     stops=("Q:", "</s>", "<|im_end|>"))
    if name in CHOICE:
        options = [f"{letter}. {row[letter]}" for letter in LETTERS if row.get(letter)]
        hint = [f"Context: {row['hint']}"] if row.get("hint") else []
        return Asked(row["index"], "\n".join([*hint, row["question"], *options, LETTER_TAIL]), CHOICE[name], row["answer"], 1 / len(options), image)
    if name in FREE:
        answer = row.get("answer_option") or row.get("gpt4_ans") or row["answer"]
        return Asked(row["index"], row["question"], FREE[name], answer, 1 / len(options_of(row["choices"])) if row.get("choices") else 0., image)
    question = row["question"].replace(" Please answer yes or no.", "")
    return Asked(row["index"], f"{question}\n{PHRASE_TAIL}", 16, row["answer"], .5 if row["answer"].lower() in ("yes", "no") else 0., image)
