"""The captions that the classification sets are prompted with, as lib/benchmarks/classes has them."""
import re
from pathlib import Path

CLASSES = Path(__file__).resolve().parents[2] / "lib" / "benchmarks" / "classes"


def _strings(text: str) -> list[str]:
    return re.findall(r"'([^'\n]*)'", text)


def _zero_shot(file: str) -> str:
    text = (CLASSES / file).read_text()
    return text[text.index("ZeroShot: ZeroShot"):]


LAND_NAMES = _strings(re.search(r"names: \[(.*?)\]", _zero_shot("eurosat.ts"), re.DOTALL)[1])
LAND_TEMPLATES = _strings(_zero_shot("eurosat.ts").split("templates:")[1])
ICON_TEMPLATES = _strings(_zero_shot("cifar-100.ts").split("templates:")[1])
