"""Answers the mini benchmarks with stock transformers: what the project's own engine is held against."""
import base64
import csv
import io
import json
from pathlib import Path

import torch
from PIL import Image
from transformers import AutoProcessor, LlavaForConditionalGeneration

from .card import write_card
from .export import sha256
from .packing import Encoder
from .questions import LETTER_TAIL, LETTERS, PHRASE_TAIL
from .tokenizer import build_tokenizer
from .training import Scenes, accuracy

FILES = ("MMVP_MINI", "MMStar_MINI", "MME_MINI")


def prompt_of(row: dict) -> str:
    question = row["question"].replace(" Please answer yes or no.", "")
    options = [f"{letter}. {row[letter]}" for letter in LETTERS if row.get(letter)]
    return "\n".join([question, *options, LETTER_TAIL if options else PHRASE_TAIL])


@torch.no_grad()
def answer(model, processor, row: dict, with_image: bool) -> str:
    content = ([{"type": "image"}] if with_image else []) + [{"type": "text", "text": prompt_of(row)}]
    text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
    image = Image.open(io.BytesIO(base64.b64decode(row["image"]))).convert("RGB") if with_image else None
    inputs = processor(images=image, text=text, return_tensors="pt") if with_image else processor(text=text, return_tensors="pt")
    inputs = {k: v for k, v in inputs.items() if k in ("input_ids", "attention_mask", "pixel_values")}
    said = model.generate(**inputs, max_new_tokens=16, do_sample=False)[0, inputs["input_ids"].shape[1]:]
    return processor.tokenizer.decode(said, skip_special_tokens=True).strip()


def check_checkpoint(folder: Path, benchmarks: Path, write: bool) -> int:
    torch.set_num_threads(1)
    training = json.loads((folder / "training.json").read_text())
    changed = [file for file, digest in training["weights"].items() if sha256(folder / file) != digest]
    if changed:
        print(f"{', '.join(changed)} is not the file that training.json names")
        return 1
    model = LlavaForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    processor = AutoProcessor.from_pretrained(folder, backend="pil")
    found = {"weights": training["weights"], "answers": {}, "accuracy": {}}
    for name in FILES:
        with open(benchmarks / f"{name}.tsv", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        for condition in ("reference", "no-image"):
            said = {row["index"]: answer(model, processor, row, condition == "reference") for row in rows}
            found["answers"].setdefault(name, {})[condition] = said
            right: dict[str, list[bool]] = {}
            for row in rows:
                right.setdefault(row.get("category") or "all", []).append(said[row["index"]] == row["answer"])
            found["accuracy"].setdefault(name, {})[condition] = {c: round(sum(r) / len(r), 3) for c, r in right.items()}
        print(name, json.dumps(found["accuracy"][name]))
    found["types"] = types_of(model)
    for question_type, share in found["types"]["as it is"].items():
        print(f"{question_type:22} {share:.2f}  permuted {found['types']['tokens permuted'].get(question_type, 0):.2f}  blank {found['types']['picture blank'].get(question_type, 0):.2f}")
    path = folder / "answers.transformers.json"
    if write:
        path.write_text(json.dumps(found, indent=1) + "\n")
        write_card(folder, training, found)
        return 0
    same = json.loads(path.read_text()) == found
    print("equal to the committed answers" if same else "differs from the committed answers")
    return 0 if same else 1


def types_of(model) -> dict:
    """Accuracy per question type on fresh scenes, as it is, with the visual tokens permuted, and with a blank picture."""
    encoder, scenes = Encoder(build_tokenizer()), Scenes(1024, 77)
    order = torch.randperm(64, generator=torch.Generator().manual_seed(5))
    return {"as it is": accuracy(model, encoder, scenes, 1024, True),
            "tokens permuted": accuracy(model, encoder, scenes, 512, True, visual=lambda tokens: tokens[:, order]),
            "picture blank": accuracy(model, encoder, scenes, 512, True, blank=True)}
