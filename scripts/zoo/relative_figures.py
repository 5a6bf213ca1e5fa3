"""What the relatives can do: the CLIP told apart by words, where the DINO-like ViT looks, what language models answer."""
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from transformers import AutoModelForCausalLM, AutoTokenizer, CLIPModel, CLIPProcessor

from .answers import BATCH, PLAIN, end_at
from .asked import asked_items
from .benchmarks.cifar_100 import SIDE, fine_names
from .benchmarks.eurosat import FOLDERS
from .data import Scenes
from .dino import saliency_of
from .language_models import LANGUAGE_RECIPES, answer_loss, told_batch
from .model import decoder_hidden
from .more_questions import long_caption
from .vocabulary import vocabulary_of
from .zero_shot import ICON_TEMPLATES, LAND_NAMES, LAND_TEMPLATES

FRESH_SEED = 77
AMONG = 32  # captions that the right one is chosen from


def figures_of(folder: Path, benchmarks: Path) -> dict:
    """Counts [right, asked] with the chance of a guess, or shares."""
    if folder.name == "scenes-clip":
        return clip_figures(folder, benchmarks)
    if folder.name == "scenes-dino":
        found = saliency_of(folder)
        return {"attention": {"on what is covered": found["onCovered"], "if it were uniform": found["uniform"]}}
    return language_figures(folder, benchmarks)


@torch.no_grad()
def clip_figures(folder: Path, benchmarks: Path) -> dict:
    """Zero-shot on both classification sets, by templates as lib/benchmarks has them; and captions of fresh scenes."""
    model = CLIPModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    processor = CLIPProcessor.from_pretrained(folder)

    def of_texts(texts: list[str]) -> torch.Tensor:
        return F.normalize(model.get_text_features(**processor(text=texts, return_tensors="pt", padding=True)).pooler_output, dim=-1)

    def of_pictures(pictures: list) -> torch.Tensor:
        return F.normalize(model.get_image_features(**processor(images=pictures, return_tensors="pt")).pooler_output, dim=-1)

    def zero_shot(pictures: list, labels: list[int], names: list[str], templates: list[str]) -> dict:
        classes = torch.stack([F.normalize(of_texts([t.replace("{}", name).replace("{c}", name) for t in templates]).mean(0), dim=-1) for name in names])
        said = (of_pictures(pictures) @ classes.T).argmax(-1)
        return {"chance": 1 / len(names), PLAIN: [int((said == torch.tensor(labels)).sum()), len(labels)]}

    def captions() -> dict:
        fresh = Scenes(1024, FRESH_SEED)
        several = [i for i, scene in enumerate(fresh.scenes) if len({t.color for t in scene.things}) > 1 and len({t.shape for t in scene.things}) > 1]
        several = several[:len(several) // AMONG * AMONG]
        own = [long_caption(fresh.scenes[i]) for i in several]
        exchanged = [long_caption(exchange_colors(fresh.scenes[i])) for i in several]
        pictures = of_pictures([Image.fromarray(fresh.images[i]) for i in several])
        texts, wrong = of_texts(own), of_texts(exchanged)
        first = sum(own[start + int(best)] == own[start + row] for start in range(0, len(several), AMONG)
                    for row, best in enumerate((pictures[start:start + AMONG] @ texts[start:start + AMONG].T).argmax(-1)))
        bound = int(((pictures * texts).sum(-1) > (pictures * wrong).sum(-1)).sum())
        return {f"its caption among {AMONG}": {"chance": 1 / AMONG, PLAIN: [int(first), len(several)]},
                "its caption before the same with two colours exchanged": {"chance": .5, PLAIN: [bound, len(several)]}}

    land = sorted(benchmarks.glob("EuroSAT_RGB_MINI/**/*.png"))
    records = np.frombuffer(next(benchmarks.glob("cifar-100-binary_MINI/**/test.bin")).read_bytes(), np.uint8).reshape(-1, 2 + 3 * SIDE * SIDE)
    icons = [Image.fromarray(record[2:].reshape(3, SIDE, SIDE).transpose(1, 2, 0)) for record in records]
    return {"benchmarks": {
        "EuroSAT_RGB_MINI": zero_shot([Image.open(p).convert("RGB") for p in land], [FOLDERS.index(p.parent.name) for p in land],
                                      LAND_NAMES, LAND_TEMPLATES),
        "cifar-100-binary_MINI": zero_shot(icons, [int(label) for label in records[:, 1]], [n.replace("_", " ") for n in fine_names()],
                                           ICON_TEMPLATES)},
            "captions": captions()}


def exchange_colors(scene):
    """The first two things of different colours in each other's."""
    a = scene.things[0]
    at = next(i for i, t in enumerate(scene.things) if t.color != a.color)
    things = list(scene.things)
    things[0], things[at] = replace(a, color=things[at].color), replace(things[at], color=a.color)
    return replace(scene, things=tuple(things))


@torch.no_grad()
def language_figures(folder: Path, benchmarks: Path) -> dict:
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    return {"benchmarks": {"GSM8K_MINI": {"chance": 0., PLAIN: arithmetic(model, folder, benchmarks)}},
            "types": {"told in words": told(model, LANGUAGE_RECIPES[folder.name].layout)}}


def arithmetic(model, folder: Path, benchmarks: Path) -> list[int]:
    """[right, asked] of GSM8K_MINI behind the eight worked examples, greedy."""
    tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
    items = asked_items(benchmarks)["GSM8K_MINI"]
    right = 0
    for first in range(0, len(items), BATCH):
        part = items[first:first + BATCH]
        inputs = tokenizer([item.prompt for item in part], return_tensors="pt", padding=True)
        inputs.pop("token_type_ids", None)
        said = model.generate(**inputs, max_new_tokens=part[0].new_tokens, do_sample=False)[:, inputs["input_ids"].shape[1]:]
        right += sum(item.is_right(end_at(tokenizer.decode(ids, skip_special_tokens=True).strip(), item.stops)) for item, ids in zip(part, said))
    return [right, len(items)]


def told(model, layout: str) -> dict[str, list[int]]:
    """[type] -> [right, asked] about fresh scenes that are told in words; what is told does not always say what is asked."""
    vocabulary, rng = vocabulary_of(layout, True), random.Random(FRESH_SEED)
    counts: dict[str, list[int]] = {}
    for _ in range(24):
        batch = told_batch(rng, vocabulary, 16, 200)
        hidden = decoder_hidden(model.model, model.model.embed_tokens(batch.ids), batch, 0)
        for question_type, hit in answer_loss(hidden, model.lm_head, batch)[1]:
            # Letters of all types together: there are few of each.
            key = f"letter|{question_type.rsplit('|', 1)[1]}" if "|" in question_type else question_type
            right, asked = counts.get(key, [0, 0])
            counts[key] = [right + hit, asked + 1]
    return dict(sorted(counts.items()))
