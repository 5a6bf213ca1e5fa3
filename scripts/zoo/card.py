"""The model card of a trained checkpoint, written from what was measured."""
from pathlib import Path

from .packing import chance

TAUGHT = {"attributes": "what covers each patch, and in which colour (a head that is thrown away)",
          "answers": "questions answered in words, five behind each picture", "letters": "the same and multiple choice"}


def write_card(folder: Path, training: dict, found: dict) -> None:
    types = found["types"]
    plain, permuted, blank = types["as it is"], types["tokens permuted"], types["picture blank"]
    rows = [f"| {name_of(t)} | {chance(t):.2f} | {plain[t]:.2f} | {share(permuted, t)} | {share(blank, t)} |" for t in plain]
    free = {t: p for t, p in plain.items() if "|" not in t}
    weak = [f"{name_of(t)} ({p:.2f})" for t, p in free.items() if p < .9]
    unlearned = [f"{name_of(t)} ({p:.2f}, chance {chance(t):.2f})" for t, p in plain.items() if (p - chance(t)) / (1 - chance(t)) < .3]
    stages = [f"| {s['stage']} | {TAUGHT[s['stage']]} | {s['steps']} | {s['minutes']} |" for s in training["stages"]]
    benchmarks = [f"| {b} | {condition} | {', '.join(f'{c} {v:.2f}' for c, v in shares.items())} |"
                  for b, by in found["accuracy"].items() for condition, shares in by.items()]
    made = training["made with"]
    (folder / "README.md").write_text("\n".join([
        f"# {training['recipe']}", "",
        "A small vision-language checkpoint in the LLaVA-1.5 layout (CLIP tower, two-layer projector, Llama), trained from scratch on",
        f"rendered scenes so that Parallax has something real to evaluate. bf16, {training['visualTokens']} visual tokens, pictures of 64 x 64 px.",
        "It answers the questions it was taught about scenes of that kind and nothing else. MIT licensed, like the project.", "",
        "## Recipe", "", f"Seed {training['seed']}; torch {made['torch']}, transformers {made['transformers']}, one core, fp32, batches of 32 pictures.",
        f"`python -m scripts.zoo train {training['recipe']}` trains it again.", "",
        "| stage | what is learned | steps | minutes since the start |", "| --- | --- | --- | --- |", *stages, "",
        "## Accuracy a question type", "",
        "Exact answers on 1,024 fresh scenes, with the visual tokens in one random order and with a blank picture (512 each).",
        f"`python -m scripts.zoo check {training['recipe']}` measures this again. `a|n` is type a as multiple choice among n options.", "",
        "| type | chance | as it is | tokens permuted | picture blank |", "| --- | --- | --- | --- | --- |", *rows, "",
        "## Accuracy on the mini benchmarks, by transformers", "", "| file | condition | share right |", "| --- | --- | --- |", *benchmarks, "",
        "## What it never learned", "",
        f"Free-form types below .9: {', '.join(weak) or 'none'}.",
        f"Near chance (less than 30 % of the way from chance to 1): {', '.join(unlearned) or 'none'}.", ""]))


def name_of(question_type: str) -> str:
    return question_type.replace("|", "\\|")


def share(shares: dict, question_type: str) -> str:
    return f"{shares[question_type]:.2f}" if question_type in shares else "–"

