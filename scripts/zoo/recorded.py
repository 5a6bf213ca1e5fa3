"""Holds what is there against what is committed: weights by their hashes, figures within what rounding may change."""
import json
from dataclasses import dataclass
from pathlib import Path

from .export import sha256

RECORD, ACCURACY = "training.json", "accuracy.json"
WEIGHTS = ("*.safetensors", "*.onnx")
# Other processors round differently: so many of the answers that a count is made of may fall the other way, and one in any case.
ROUNDING = .005


def changed_files(folder: Path) -> list[str]:
    """A line for each weight file that is missing, changed or unknown to the record, with the hashes."""
    record = folder / RECORD
    if not record.is_file():
        return [f"{record}: missing, so nothing says what the weights must be"]
    named: dict[str, str] = json.loads(record.read_text())["weights"]
    found = {str(path.relative_to(folder)): sha256(path) for pattern in WEIGHTS for path in sorted(folder.rglob(pattern))}
    return ([f"{folder / file}: {found.get(file, 'missing')}, recorded as {digest}" for file, digest in named.items() if found.get(file) != digest] +
            [f"{folder / file}: {digest}, not recorded" for file, digest in found.items() if file not in named])


def report_changed(folders: list[Path]) -> bool:
    """Whether any weight file is not what its record says; prints a line for each."""
    wrong = [line for folder in folders for line in changed_files(folder)]
    for line in wrong:
        print(line)
    return bool(wrong)


def accuracy_beside(folder: Path, name: str) -> dict:
    """The committed figures of another checkpoint or of a relative."""
    return json.loads((beside(folder, name) / ACCURACY).read_text())


def beside(folder: Path, name: str) -> Path:
    """The folder of another checkpoint or of a relative."""
    checkpoint = folder.parent / name
    return checkpoint if checkpoint.is_dir() else folder.parents[1] / "relatives" / name


@dataclass(frozen=True)
class Difference:
    where: str
    committed: object
    measured: object
    tolerated: bool

    def __str__(self) -> str:
        return f"{self.where}: {self.measured}, committed {self.committed}{' (rounding)' if self.tolerated else ''}"


def differences(committed, measured, where: str = "") -> list[Difference]:
    """Between two sets of figures: dicts of counts [right, asked], of numbers of times and of shares."""
    if isinstance(committed, dict) and isinstance(measured, dict):
        return [d for key in {**committed, **measured}
                for d in differences(committed.get(key), measured.get(key), f"{where} / {key}" if where else str(key))]
    return [] if committed == measured else [Difference(where, committed, measured, is_rounding(committed, measured))]


def is_rounding(committed, measured) -> bool:
    if isinstance(committed, list) and isinstance(measured, list):
        (right, asked), (right_now, asked_now) = committed, measured
        return asked == asked_now and abs(right - right_now) <= max(1, ROUNDING * asked)
    if isinstance(committed, int) and isinstance(measured, int):
        return abs(committed - measured) <= max(1, ROUNDING * committed)
    return isinstance(committed, float) and isinstance(measured, float) and abs(committed - measured) <= ROUNDING


def report_differences(name: str, found: list[Difference]) -> bool:
    """Whether a figure differs by more than rounding; prints all that differ."""
    beyond = [d for d in found if not d.tolerated]
    print(f"{name}: " + (f"{len(found)} figures differ from those committed, {len(beyond)} by more than rounding" if found
                         else "all figures equal those committed"))
    for difference in found:
        print(f"  {difference}")
    return bool(beyond)
