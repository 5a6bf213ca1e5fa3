"""Writes a mini benchmark in the layout of the original."""
import csv
import json
import shutil
from pathlib import Path

from .cifar_100 import COARSE, fine_names
from .items import Mini


def write_mini(mini: Mini, folder: Path) -> None:
    path = folder / mini.name
    if path.is_dir():  # nothing of an earlier drawing stays
        shutil.rmtree(path)
    if mini.name.endswith(".tsv"):
        _write_table(mini, path)
    elif mini.name.endswith(".jsonl"):
        path.write_text(_lines(mini), encoding="utf-8")
    elif mini.benchmark == "docci":
        _write_pictures({item.cells["image_file"]: item.picture for item in mini.items}, path / "images")
        (path / "docci_descriptions.jsonlines").write_text(_lines(mini), encoding="utf-8")
    elif mini.benchmark == "cifar-100":
        path.mkdir(parents=True, exist_ok=True)
        (path / "test.bin").write_bytes(b"".join(item.picture for item in mini.items))
        (path / "fine_label_names.txt").write_text("\n".join(fine_names()) + "\n")
        (path / "coarse_label_names.txt").write_text("\n".join(COARSE) + "\n")
    else:
        _write_pictures({item.cells["index"]: item.picture for item in mini.items}, path / "EuroSAT_RGB")


def _write_table(mini: Mini, path: Path) -> None:
    rows = [item.cells for item in mini.items]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(column for row in rows for column in row)), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _lines(mini: Mini) -> str:
    return "".join(json.dumps(item.cells, ensure_ascii=False) + "\n" for item in mini.items)


def _write_pictures(pictures: dict[str, bytes], folder: Path) -> None:
    for name, encoded in pictures.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(encoded)


def bytes_of(path: Path) -> int:
    return path.stat().st_size if path.is_file() else sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
