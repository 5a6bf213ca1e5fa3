"""The relatives measured again, and their cards."""
import json
from pathlib import Path

import torch

from .answers import PLAIN
from .card import escaped, header, unlearned_lines
from .measure import with_interval
from .packing import chance
from .recorded import ACCURACY, RECORD, differences, report_differences
from .relative_figures import figures_of
from .text_to_image_card import write_card as write_text_to_image_card

TEXT_TO_IMAGE = "scenes-text-to-image"
WHAT = {"scenes-clip": "A CLIP with its text tower, trained on rendered scenes and their captions: the encoder inside scenes-llava-frozen.",
        "scenes-dino": "A ViT with class attention: says what stands out in a picture. DINO itself learns without labels; this one was taught to name\n"
                       "what a scene holds, colour and shape together, and never learned anything else.",
        "scenes-llama": "A Llama that was taught scenes told in words and school arithmetic: the backbone of scenes-llava-frozen and its kin.",
        "scenes-mistral": "A Mistral that was taught scenes told in words and school arithmetic: the backbone of scenes-next.",
        "scenes-qwen2": "A Qwen2 that was taught scenes told in words and school arithmetic: the backbone of scenes-onevision."}
PIPELINES = {"scenes-clip": "zero-shot-image-classification", "scenes-dino": "image-feature-extraction"}


def check_relative(folder: Path, benchmarks: Path, write: bool) -> tuple[dict, bool]:
    """-> (what was measured, whether a figure is not the committed one)"""
    if folder.name == TEXT_TO_IMAGE:  # its record is written where it is trained
        from .text_to_image import check
        print(f"\n{folder.name}")
        return {}, bool(check())
    torch.set_num_threads(1)
    measured = {"weights": json.loads((folder / RECORD).read_text())["weights"], **figures_of(folder, benchmarks)}
    print(f"\n{folder.name}\n" + "\n".join(figure_lines(measured)))
    if write:
        (folder / ACCURACY).write_text(json.dumps(measured) + "\n")
        return measured, False
    return measured, report_differences(folder.name, differences(json.loads((folder / ACCURACY).read_text()), measured))


def figure_lines(accuracy: dict) -> list[str]:
    """A row of a table for each figure: what, chance or the like, value."""
    counted = {**accuracy.get("benchmarks", {}), **accuracy.get("captions", {})}
    told = accuracy.get("types", {}).get("told in words", {})
    return [*(f"| {name} | {by['chance']:.2f} | {with_interval(*by[PLAIN])}, n {by[PLAIN][1]} |" for name, by in counted.items()),
            *(f"| attention {name} | | {value:.3f} |" for name, value in accuracy.get("attention", {}).items()),
            *(f"| told: {escaped(t)} | {chance(t):.2f} | {with_interval(*counts)}, n {counts[1]} |" for t, counts in told.items())]


def write_relative_card(folder: Path) -> None:
    training = json.loads((folder / RECORD).read_text())
    if folder.name == TEXT_TO_IMAGE:
        write_text_to_image_card(folder, training)
        return
    accuracy = json.loads((folder / ACCURACY).read_text())
    made, told = training["made with"], accuracy.get("types", {}).get("told in words")
    (folder / "README.md").write_text("\n".join([
        *header(PIPELINES.get(folder.name, "text-generation")),
        f"# {folder.name}", "", WHAT[folder.name], "bf16. MIT licensed, like the project.", "",
        f"Seed {training['seed']}, {training['steps']} steps, {training['minutes']} minutes of one core; torch {made['torch']}, transformers {made['transformers']}.",
        f"`python -m scripts.zoo train {folder.name}` trains it again, `python -m scripts.zoo check {folder.name}` measures it again.", "",
        "## Measured", "",
        "Shares with 95 % intervals (Wilson)." + (" `told` is about fresh scenes told in words, which do not always say what is asked; `a|n` is type a as\n"
                                           "multiple choice among n options." if told else ""), "",
        "| figure | chance | value |", "| --- | --- | --- |", *figure_lines(accuracy), "",
        *(["## What it never learned", "", *unlearned_lines(told), ""] if told else []),
        *(["## What it never learned", "", *unbound(accuracy["captions"]), ""] if "captions" in accuracy else [])]))


def unbound(captions: dict) -> list[str]:
    first, bound = (with_interval(*by[PLAIN]) for by in captions.values())
    return [f"It finds the caption of a fresh scene among others in {first} of cases, and prefers it to the same caption with two colours exchanged",
            f"in {bound}: what is below 1 there are scenes whose colours it does not bind to their shapes and places."]
