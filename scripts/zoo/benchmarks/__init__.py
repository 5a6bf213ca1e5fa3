"""Draws the mini benchmarks in the layouts of the originals, with the renderer of the training scenes and other seeds."""
import json
from pathlib import Path

from .ai2d import ai2d
from .chartqa import chartqa
from .cifar_100 import cifar_100
from .docci import docci
from .eurosat import eurosat
from .files import write_mini
from .gsm8k import gsm8k
from .items import Mini
from .llava_w import llava_w
from .mathvista import mathvista
from .mm_vet import mm_vet
from .mme import mme
from .mmstar import mmstar
from .mmvp import mmvp
from .q_bench import q_bench
from .readme import readme
from .sqa_img import sqa_img

MINIS = (mmvp, mmstar, mme, q_bench, mm_vet, llava_w, mathvista, sqa_img, chartqa, ai2d, gsm8k, cifar_100, eurosat, docci)
PLANTED, README = "planted.json", "README.md"


def write_benchmarks(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    minis = [draw() for draw in MINIS]
    for mini in minis:
        write_mini(mini, folder)
        print(f"{mini.name}: {len(mini.items)} items")
    (folder / PLANTED).write_text("[\n" + ",\n".join(json.dumps(row) for row in planted_rows(minis)) + "\n]\n")
    (folder / README).write_text(readme(minis, folder))


def planted_rows(minis: list[Mini]) -> list[dict]:
    return [{"benchmark": mini.benchmark, "item": str(item.cells["index"]), **plant._asdict()}
            for mini in minis for item in mini.items for plant in item.planted]
