"""Measures the committed checkpoints in torch itself: what they know by question type, with one thing taken away at a time, and
what stock transformers answers on the mini benchmarks. The project's own engine is held against the latter."""
import json
from pathlib import Path

import torch
from PIL import Image

from scripts.goldens.cases import Reference

from .answers import CONDITIONS as ASKED_UNDER, Answers, answers_of, scores_of
from .data import Scenes
from .measure import CONDITIONS, SKEWED, Counts, accuracy, condition_options, features_of, with_interval
from .model import visual_tokens
from .packing import Asker, chance
from .recorded import ACCURACY, RECORD, ROUNDING, differences, report_differences
from .vocabulary import vocabulary_of

ANSWERS = "answers.transformers.json"
SCENES, FEWER = 640, 320  # as they are, and with something taken away
LARGEST_GAP = 1e-4
# What scenes in which every shape has mostly its own colour tell without a picture.
TOLD_BY_SKEW = ("color of shape", "shape of color")


def check_checkpoint(folder: Path, benchmarks: Path, write: bool) -> tuple[dict, bool]:
    """-> (what was measured, whether a figure or an answer is not the committed one)"""
    torch.set_num_threads(1)
    training = json.loads((folder / RECORD).read_text())
    reference = Reference(folder)
    scenes = Scenes(SCENES, 77, full=True)
    measures_the_same(reference, training["layout"], scenes)
    types = types_of(reference.model, training["layout"], scenes)
    answers = answers_of(reference.model, reference.processor, benchmarks)
    measured = {"weights": training["weights"], **types, "benchmarks": scores_of(answers, benchmarks)}
    print_types(folder.name, types["types"])
    print_scores(measured["benchmarks"])
    print("letters said:", json.dumps(types["letters"]))
    if write:
        (folder / ACCURACY).write_text(json.dumps(measured) + "\n")
        (folder / ANSWERS).write_text(json.dumps({"weights": training["weights"], "answers": answers}, ensure_ascii=False) + "\n")
        return measured, False
    beyond = report_differences(folder.name, differences(json.loads((folder / ACCURACY).read_text()), measured))
    return measured, report_answers(json.loads((folder / ANSWERS).read_text())["answers"], answers) or beyond


@torch.no_grad()
def measures_the_same(reference: Reference, layout: str, scenes: Scenes) -> None:
    """The visual tokens measured by question type are those that transformers makes of the same pictures, or nothing is said."""
    measured = visual_tokens(reference.model, layout, features_of(reference.model, layout, scenes.images[:8]))
    for pixels, tokens in zip(scenes.images, measured):
        _, inputs = reference.inputs([Image.fromarray(pixels)], "")
        theirs = reference.visual(inputs)[0]
        gap = float((tokens - theirs).abs().max()) if tokens.shape == theirs.shape else float("inf")
        if gap > LARGEST_GAP:
            raise SystemExit(f"visual tokens {list(tokens.shape)} differ from those of transformers {list(theirs.shape)} by {gap:.2g}")


def types_of(model, layout: str, scenes: Scenes) -> dict:
    """-> types: [condition][type] -> [right, asked]; blind on skewed scenes: [type] -> [right, asked]; letters: how often each was said and due."""
    asker = Asker(vocabulary_of(layout, True), True)
    said: list[tuple[int, int]] = []
    types = {name: accuracy(model, layout, asker, scenes, SCENES if name == "as it is" else FEWER, True,
                            **condition_options(name, layout), **({"said_letters": said} if name == "as it is" else {}))
             for name in CONDITIONS}
    tokens = {asker.vocabulary.answer(letter)[0]: letter for letter in "ABCD"}
    letters = {letter: {"due": sum(tokens.get(due) == letter for due, _ in said), "said": sum(tokens.get(got) == letter for _, got in said)}
               for letter in "ABCD"}
    skewed = accuracy(model, layout, asker, Scenes(SCENES, 78, full=True, prior=True), SCENES, True, blind=True)
    return {"types": {name: {t: list(c) for t, c in counts.items()} for name, counts in types.items()},
            SKEWED: {t: list(skewed[t]) for t in TOLD_BY_SKEW}, "letters": letters}


def report_answers(committed: Answers, answers: Answers) -> bool:
    """Whether more answers differ than rounding explains; prints the first of them."""
    differing = differences(committed, answers)
    asked = sum(len(said) for by in answers.values() for said in by.values())
    print(f"  {len(differing)} of {asked} answers differ from those committed")
    for difference in differing[:5]:
        print(f"    {difference}")
    return len(differing) > ROUNDING * asked


def print_types(name: str, types: dict[str, Counts]) -> None:
    plain, *others = types
    print(f"\n{name}\n{'type':20} chance  {plain} (95 %)        " + "  ".join(f"{o:>15}" for o in others))
    for question_type, counts in types[plain].items():
        print(f"{question_type:20} {chance(question_type):6.2f}  {with_interval(*counts)}  " +
              "  ".join(share(types[o].get(question_type)) for o in others))


def print_scores(scores: dict) -> None:
    plain, *others = ASKED_UNDER
    print(f"\n{'mini benchmark':20} chance  {ASKED_UNDER[plain]} (95 %)        " + "  ".join(f"{ASKED_UNDER[o]:>15}" for o in others))
    for name, by in scores.items():
        print(f"{name:20} {by['chance']:6.2f}  {with_interval(*by[plain])}  " + "  ".join(share(by.get(o)) for o in others))


def share(counts) -> str:
    return f"{counts[0] / counts[1]:15.2f}" if counts else " " * 15
