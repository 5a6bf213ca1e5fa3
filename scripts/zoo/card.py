"""The model card of a trained checkpoint, written from what was measured."""
import json
import math
from pathlib import Path

from safetensors import safe_open

from .answers import CONDITIONS, PLAIN
from .measure import with_interval
from .packing import chance
from .planted import compare_planted
from .recipes import RECIPES
from .recorded import ACCURACY, RECORD, accuracy_beside, beside

TAUGHT = {"attributes": "what covers each patch, and in which colour (a head that is thrown away)",
          "answers": "questions answered in words, several behind each picture", "letters": "questions answered in words and by letter"}
LAYOUTS = {"llava": "LLaVA-1.5 layout (CLIP tower, two-layer projector, Llama)",
           "llava-next": "LLaVA-NeXT layout (CLIP tower, anyres tiles, Mistral)",
           "llava-onevision": "LLaVA-OneVision layout (SigLIP tower, anyres tiles, Qwen2)"}
# Less of the way from chance to all right than this counts as hardly better than chance.
LEARNED = .3


def header(pipeline: str, library: str = "transformers") -> list[str]:
    """What a hub reads at the head of a card."""
    return ["---", "license: mit", "language: en", f"library_name: {library}", f"pipeline_tag: {pipeline}", "tags: [tiny, synthetic-scenes]", "---", ""]


def write_card(folder: Path) -> None:
    """README.md, from training.json and accuracy.json, and from those of the checkpoint it differs from by what was planted."""
    training, accuracy = (json.loads((folder / name).read_text()) for name in (RECORD, ACCURACY))
    made = training["made with"]
    stages = [f"| {s['stage']} | {TAUGHT[s['stage']]} | {s['steps']} | {s['minutes']} |" for s in training["stages"]]
    (folder / "README.md").write_text("\n".join([
        *header("image-text-to-text"),
        f"# {training['recipe']}", "",
        f"A small vision-language checkpoint in the {LAYOUTS[training['layout']]}, trained on rendered scenes so that Parallax has something",
        "real to evaluate. bf16, pictures of 64 x 64 px. It answers the questions it was taught about scenes of that kind and nothing else.",
        "MIT licensed, like the project.", "",
        "## Recipe", "",
        f"Family `{training['family']}`: checkpoints of one family share data, layout and most of their training, so that only other families are new to",
        "what was validated on it.", "",
        f"{parameters(folder):.2f} million parameters. Seed {training['seed']}, {training['scenes']:,} scenes{beginnings(training)}; torch {made['torch']}, transformers {made['transformers']}, one core, fp32,",
        f"batches of {RECIPES[training['recipe']].batch} pictures. `python -m scripts.zoo train {training['recipe']}` trains it again.", "",
        "| stage | what is learned | steps | minutes since the start |", "| --- | --- | --- | --- |", *stages, "",
        "## What sets it apart", "", *planted_lines(folder, training), "",
        *types_section(training["recipe"], accuracy), "",
        *benchmarks_section(accuracy["benchmarks"]), "",
        "## What it never learned", "", *unlearned_lines(accuracy["types"]["as it is"]), ""]))


def parameters(folder: Path) -> float:
    """Millions."""
    with safe_open(folder / "model.safetensors", "pt") as file:
        return sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys()) / 1e6


def beginnings(training: dict) -> str:
    begins = RECIPES.get(training["begins"])
    unbundled = f" (not bundled: {' then '.join(f'{s.name}, at most {s.steps:,} steps' for s in begins.stages)})" if begins and begins.intermediate else ""
    parts = [f"all weights from {training['begins']}{unbundled}" if training["begins"] else "",
             f"the tower from {training['tower']}{', never tuned' if training['frozenTower'] else ''}" if training["tower"] else "",
             f"the language model from {training['language']}" if training["language"] else ""]
    said = "; ".join(p for p in parts if p)
    return f", {said}" if said else ""


def planted_lines(folder: Path, training: dict) -> list[str]:
    name = training["recipe"]
    found = compare_planted(name, lambda other: accuracy_beside(folder, other))
    if not found:
        return [f"{sentence(training['weakness'])} It is also the pair of equals: submitted twice under two names",
                f"(`parallax submit examples/checkpoints/{name} --name N`), its runs must agree in every answer."]
    against = found[0].figure.against
    return [f"{sentence(training['weakness'])} In torch, with 95 % intervals (Wilson), beside {against}; shown where the two lie apart:", "",
            f"| share of | {name} | {against} | planted: {name} has | |", "| --- | --- | --- | --- | --- |",
            *(f"| {c.figure.what} | {with_interval(*c.own)} | {with_interval(*c.other)} | {'more' if c.figure.is_more else 'less'} | "
              f"{'shown' if c.is_shown else '**not shown**'} |" for c in found),
            *also_different(training, json.loads((beside(folder, against) / RECORD).read_text())),
            *([] if all(c.is_shown for c in found) else ["", "What is marked so was meant and is not seen in torch: let nothing be concluded from it."])]


def also_different(training: dict, other: dict) -> list[str]:
    """A twin of a checkpoint with a frozen tower is fine-tuned whole."""
    return ["", "Its tower was tuned along, that of the other never."] if other.get("frozenTower") and not training["frozenTower"] else []


def types_section(recipe: str, accuracy: dict) -> list[str]:
    types, letters = accuracy["types"], accuracy["letters"]
    plain, *others = types
    rows = [f"| {escaped(t)} | {chance(t):.2f} | {with_interval(*counts)} | {' | '.join(share(types[o].get(t)) for o in others)} |"
            for t, counts in types[plain].items()]
    return ["## Accuracy a question type", "",
            "Exact answers on fresh scenes, with 95 % intervals (Wilson); then, on half as many, with the visual tokens in one random order, with half of",
            "14 x 14 cells black, with a blank picture, and without a picture.",
            f"`python -m scripts.zoo check {recipe}` measures this again. `a|n` is type a as multiple choice among n options.", "",
            f"| type | chance | {plain} | {' | '.join(others)} |", "| --- | --- | --- |" + " --- |" * len(others), *rows, "",
            "Letters said in multiple choice, and how often each was due: " +
            ", ".join(f"{letter} {n['said']} ({n['due']})" for letter, n in letters.items()) + "."]


def benchmarks_section(scores: dict) -> list[str]:
    _, *others = CONDITIONS
    return ["## Exact answers on the mini benchmarks", "",
            "Answers of stock transformers, greedy, compared with the key word by word: no benchmark's own scorer, which Parallax applies.", "",
            f"| file | chance | {' | '.join(CONDITIONS.values())} |", "| --- | --- | --- |" + " --- |" * len(others),
            *(f"| {name} | {by['chance']:.2f} | {with_interval(*by[PLAIN])} | {' | '.join(share(by.get(o)) for o in others)} |" for name, by in scores.items())]


def unlearned_lines(counts: dict) -> list[str]:
    words, letters = {t: (*c, chance(t)) for t, c in counts.items() if "|" not in t}, by_letter(counts)
    right, asked, guess = pooled(letters.values())
    return [f"In words, hardly better than chance: {listed(t for t in words.items() if not is_learned(*t[1]))}.",
            f"In words, learned in part (below .9): {listed(t for t in words.items() if is_learned(*t[1]) and t[1][0] / t[1][1] < .9)}.",
            f"Multiple choice by letter, all of it: {with_interval(right, asked)}, {'' if is_learned(right, asked, guess) else 'hardly better than '}chance {guess:.2f}.",
            *([f"By letter, hardly better than chance: {listed(t for t in letters.items() if not is_learned(*t[1]))}."] if len(letters) > 1 else [])]


def by_letter(counts: dict) -> dict[str, tuple[int, int, float]]:
    """[type]: (right, asked, chance) with any number of options: each number alone was asked too seldom to say much."""
    types = dict.fromkeys(t.split("|")[0] for t in counts if "|" in t)
    return {t: pooled((*c, chance(key)) for key, c in counts.items() if key.startswith(f"{t}|")) for t in types}


def pooled(parts) -> tuple[int, int, float]:
    right, asked, guessed = (sum(column) for column in zip(*((r, n, n * p) for r, n, p in parts)))
    return right, asked, guessed / asked


def is_learned(right: int, asked: int, guess: float) -> bool:
    return (right / asked - guess) / (1 - guess) >= LEARNED


def listed(types) -> str:
    return ", ".join(f"{t} ({right / asked:.2f}, chance {guess:.2f})" for t, (right, asked, guess) in types) or "none"


def sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def escaped(question_type: str) -> str:
    return question_type.replace("|", r"\|")


def share(counts) -> str:
    return f"{counts[0] / counts[1]:.2f}" if counts else ""
