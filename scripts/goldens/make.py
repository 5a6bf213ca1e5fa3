"""Goldens by transformers: what the engine must reproduce, token for token.

    python -m scripts.goldens.make [NAME...]

Needs scripts/requirements.txt. Writes tiny random checkpoints and their goldens to test/fixtures/checkpoints, and the
goldens of examples/checkpoints/scenes-llava; NAME restricts it to some of them. Everything is drawn from seeds, which are
taken in order until the two best logits of every step differ by more than 1e-2, so that rounding cannot change a token.
`random_checkpoints` says what there is, `stored_forms` how it is written down, `cases` what a golden holds. Tokenizers and
templates are those that `scripts.goldens.text` made.
"""
import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch

from scripts.goldens.cases import QUESTIONS, Reference
from scripts.goldens.random_checkpoints import SPECS
from scripts.goldens.stored_forms import FIXTURES, write_checkpoint
from scripts.zoo.export import sha256

CHECKPOINTS = FIXTURES / "checkpoints"
SCENES = FIXTURES.parents[1] / "examples" / "checkpoints" / "scenes-llava"
SEEDS = 200


def goldens(folder: Path, pictures: list) -> list[dict] | None:
    reference = Reference(folder)
    found = []
    for n, sizes in enumerate([*pictures, []]):
        made = reference.case(sizes, QUESTIONS[n % len(QUESTIONS)])
        if made is None:
            return None
        found.append(made)
    return found


def write_goldens(name: str, folder: Path, cases: list[dict]) -> None:
    path = CHECKPOINTS / f"{name}.goldens.json"
    weights = {file.name: sha256(file) for file in sorted(folder.glob("*.safetensors"))}
    path.write_text(json.dumps({"weights": weights, "cases": cases}) + "\n", encoding="utf-8")
    print(name, len(cases), "cases,", sum(len(case["generatedIds"]) for case in cases), "tokens")


def make_random(name: str) -> None:
    spec = SPECS[name]
    for seed in range(SEEDS):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / name
            folder.mkdir()
            write_checkpoint(folder, spec, seed)
            cases = goldens(folder, spec.pictures)
            if cases is None:
                continue
            shutil.rmtree(CHECKPOINTS / name, ignore_errors=True)
            shutil.copytree(folder, CHECKPOINTS / name)
            write_goldens(name, folder, cases)
            return
    raise SystemExit(f"{name}: no seed below {SEEDS} keeps the two best logits apart")


def make_scenes() -> None:
    """A trained checkpoint is as it is: the cases are chosen, not the seed."""
    reference = Reference(SCENES)
    sizes = [[(128, 128)], [(97, 61)], [(50, 131)], []] + [[(100 + 7 * n, 60 + 11 * n)] for n in range(16)]
    made = [reference.case(size, QUESTIONS[n % len(QUESTIONS)]) for n, size in enumerate(sizes)]
    write_goldens("scenes-llava", SCENES, [case for case in made if case][:6])


def main() -> None:
    torch.set_num_threads(1)
    for name in sys.argv[1:] or [*SPECS, "scenes-llava"]:
        make_scenes() if name == "scenes-llava" else make_random(name)


if __name__ == "__main__":
    main()
