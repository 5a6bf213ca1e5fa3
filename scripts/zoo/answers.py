"""What stock transformers answers on the mini benchmarks: greedy, as they are and under conditions of the project's own probes."""
from contextlib import contextmanager, nullcontext
from functools import wraps
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .asked import Asked, asked_items
from .draws import black_cells, keyed_words, mean_colour, permutation
from .model import VISUAL

BATCH = 24
PLAIN, BLIND, BLANK, PERMUTED, OCCLUDED = "reference", "no-image", "blank-image", "seed-1", "random/0.5/seed-1"
# By the id that the project's own probes give a condition: what a card calls it.
CONDITIONS = {PLAIN: "as it is", PERMUTED: "tokens permuted", OCCLUDED: "half occluded", BLANK: "blank picture", BLIND: "no picture"}

Answers = dict[str, dict[str, dict[str, str]]]  # [benchmark][condition][item]


def answers_of(model, processor, benchmarks: Path) -> Answers:
    return {name: {condition: answer_all(model, processor, items, condition)
                   for condition in (CONDITIONS if items[0].image is not None else (PLAIN,))}
            for name, items in asked_items(benchmarks).items()}


def scores_of(answers: Answers, benchmarks: Path) -> dict:
    """[benchmark]: the mean chance of a guess, and [right, asked] under each condition."""
    items = {name: {item.id: item for item in own} for name, own in asked_items(benchmarks).items()}
    return {name: {"chance": round(sum(items[name][i].chance for i in by[PLAIN]) / len(by[PLAIN]), 4),
                   **{condition: [sum(items[name][i].is_right(text) for i, text in said.items()), len(said)] for condition, said in by.items()}}
            for name, by in answers.items()}


@torch.no_grad()
def answer_all(model, processor, items: list[Asked], condition: str) -> dict[str, str]:
    """By item. Prompts longer than the checkpoint's positions are left out."""
    room, tokenizer = model.config.text_config.max_position_embeddings, processor.tokenizer
    pictures = condition != BLIND and items[0].image is not None
    texts = {item.id: text_of(processor, item, pictures) for item in items}
    lengths = {i: len(tokenizer.encode(text)) for i, text in texts.items()}
    asked = sorted((item for item in items if lengths[item.id] + item.new_tokens < room), key=lambda item: lengths[item.id])
    said: dict[str, str] = {}
    for first in range(0, len(asked), BATCH):
        part = asked[first:first + BATCH]
        images = [shown(item.image(), condition, item.id) for item in part] if pictures else None
        with permuted_tokens(model, part) if condition == PERMUTED else nullcontext():
            said |= answer_batch(model, processor, part, [texts[item.id] for item in part], images)
    return {item.id: said[item.id] for item in items if item.id in said}


def text_of(processor, item: Asked, with_image: bool) -> str:
    if item.raw:
        return item.prompt
    content = ([{"type": "image"}] if with_image else []) + [{"type": "text", "text": item.prompt}]
    return processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)


def answer_batch(model, processor, part: list[Asked], texts: list[str], images: list | None) -> dict[str, str]:
    # Special tokens stand in the template already or are added by the tokenizer, as for one text.
    inputs = processor(**({"images": images} if images else {}), text=texts, return_tensors="pt", padding=True)
    inputs = {k: v for k, v in inputs.items() if k in ("input_ids", "attention_mask", "pixel_values", "image_sizes", "batch_num_images")}
    said = model.generate(**inputs, max_new_tokens=part[0].new_tokens, do_sample=False)[:, inputs["input_ids"].shape[1]:]
    return {item.id: end_at(processor.tokenizer.decode(ids, skip_special_tokens=True).strip(), item.stops) for item, ids in zip(part, said)}


def end_at(text: str, stops: tuple[str, ...]) -> str:
    places = [text.index(s) for s in stops if s in text]
    return text[:min(places)].strip() if places else text


def shown(image: Image.Image, condition: str, item: str) -> Image.Image:
    if condition == OCCLUDED:
        return Image.fromarray(black_cells(np.asarray(image), .5, keyed_words(1, "occlusion", OCCLUDED, item)))
    return Image.fromarray(mean_colour(np.asarray(image))) if condition == BLANK else image


@contextmanager
def permuted_tokens(model, part: list[Asked]):
    """The visual tokens of each item's picture in the item's own order: the base crop's and the tiles' each among themselves, newlines where they were."""
    inner = model.model
    usual, newline = inner.get_image_features, getattr(inner, "image_newline", None)

    def change(rows: torch.Tensor, item: str) -> torch.Tensor:
        words = keyed_words(1, "permutation", PERMUTED, item)
        order = torch.arange(len(rows))
        movable = torch.ones(len(rows), dtype=torch.bool) if newline is None else (rows != newline).any(-1)
        for block in (movable.nonzero()[:VISUAL, 0], movable.nonzero()[VISUAL:, 0]):
            order[block] = block[permutation(len(block), words)]
        return rows[order]

    @wraps(usual)  # `generate` reads its signature
    def features(*args, **options):
        out = usual(*args, **options)
        out.pooler_output = [change(rows, item.id) for rows, item in zip(out.pooler_output, part, strict=True)]
        return out

    inner.get_image_features = features
    try:
        yield
    finally:
        del inner.get_image_features
