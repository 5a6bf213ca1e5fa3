"""Three text-only language models: backbones of the zoo's checkpoints, and what their images are aligned with."""
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModelForCausalLM

from .export import save_language_model
from .language import problem, worked_examples
from .model import decoder_hidden, text_config
from .more_questions import all_prompts, description, long_caption
from .packing import Packed, pack_rows
from .scenes import KINDS, MORE_KINDS, draw_scene
from .vocabulary import Vocabulary, vocabulary_of


@dataclass(frozen=True)
class LanguageRecipe:
    id: str
    layout: str
    width: int
    text_layers: int
    heads: int
    kv_heads: int
    seed: int
    steps: int = 1500
    batch: int = 16
    full: bool = True
    arithmetic: float = .35  # share of the steps with problems; some behind the worked examples


LANGUAGE_RECIPES = {recipe.id: recipe for recipe in (
    LanguageRecipe("scenes-mistral", "llava-next", 96, 3, 4, 2, 21, steps=1300),
    LanguageRecipe("scenes-llama", "llava", 96, 4, 4, 4, 22),
    LanguageRecipe("scenes-qwen2", "llava-onevision", 96, 4, 4, 2, 23, steps=1300),
)}


class Arithmetic:
    """School problems behind the eight worked examples, which are encoded once and shared by all problems of a row."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary, self.examples = vocabulary, worked_examples()
        ids = self._ids("")
        other = self._ids("\nQ: There\nA:")
        # Up to where the two agree: the last line break may merge with what follows.
        self.prefix = ids[:next((i for i, (a, b) in enumerate(zip(ids, other)) if a != b), len(ids))]

    def _ids(self, text: str) -> list[int]:
        return self.vocabulary.tokenizer.encode(self.examples[:-1] + text).ids

    def bare(self, rng: random.Random) -> tuple[list[int], list[int]]:
        """A problem by itself: (ids asked, ids said)."""
        question, worked, _ = problem(rng)
        whole = self.vocabulary.tokenizer.encode(f"Q: {question}\nA: {worked}").ids
        asked = self.vocabulary.tokenizer.encode(f"Q: {question}\nA:").ids
        return asked, whole[len(asked):] + [self.vocabulary.eos]

    def rows(self, rng: random.Random, count: int, each: int) -> list:
        """`each` problems a row: ("arithmetic", ids asked, ids said)."""
        rows = []
        for _ in range(count):
            row = []
            for _ in range(each):
                question, worked, _ = problem(rng)
                whole = self._ids(f"\nQ: {question}\nA: {worked}")[len(self.prefix):]
                asked = self._ids(f"\nQ: {question}\nA:")[len(self.prefix):]
                row.append(("arithmetic", asked, whole[len(asked):] + [self.vocabulary.eos]))
            rows.append(row)
        return rows

    def loss(self, decoder, head, rng: random.Random, count: int = 1, each: int = 14):
        """-> (mean loss on worked answers, [(all ids of an answer right)])"""
        batch = pack_rows(self.rows(rng, count, each), 1100)
        embed = decoder.embed_tokens
        shared = embed(torch.tensor(self.prefix)).expand(count, -1, -1)
        hidden = decoder_hidden(decoder, torch.cat([shared, embed(batch.ids)], 1), batch, len(self.prefix))[:, len(self.prefix):]
        return answer_loss(hidden, head, batch)


def answer_loss(hidden, head, batch: Packed):
    asked = batch.labels != -100
    logits, target = head(hidden[asked]), batch.labels[asked]
    right = torch.zeros_like(batch.labels)
    right[asked] = (logits.detach().argmax(-1) == target).long()
    return F.cross_entropy(logits, target), [(t, bool(right[row, at:at + len(said)].all())) for t, row, at, said in batch.spans]


def told_batch(rng: random.Random, vocabulary: Vocabulary, count: int, length: int) -> Packed:
    """Questions about scenes that are told in words in place of a picture."""
    rows, common = [], []
    for _ in range(count):
        kind = rng.choice(KINDS + MORE_KINDS[:1]) if rng.random() < .85 else rng.choice(MORE_KINDS[1:])
        scene = draw_scene(rng, kind)
        told = long_caption(scene) if kind in KINDS and rng.random() < .6 else description(rng, scene)
        drawn = [p for p in all_prompts(rng, scene, True) if not p[0].startswith("quality")]
        asked = [vocabulary.alone(f"{told}\n{prompt}") for _, prompt, _ in drawn]
        shared = next(i for i in range(len(asked[0])) if any(ids[i] != asked[0][i] for ids in asked)) if len(asked) > 1 else 0
        row = [(t, ids[shared:], vocabulary.answer(answer)) for (t, _, answer), ids in zip(drawn, asked)]
        rng.shuffle(row)
        rows.append(row)
        common.append(asked[0][:shared])
    return pack_rows(rows, length, common)


def plain_batch(rng: random.Random, vocabulary: Vocabulary, arithmetic: Arithmetic, count: int, length: int) -> Packed:
    """School problems without the worked examples, and descriptions as running text."""
    rows = []
    for _ in range(count):
        text = vocabulary.tokenizer.encode(description(rng, draw_scene(rng, rng.choice(KINDS + MORE_KINDS)))).ids
        rows.append([("text", text[:1], text[1:] + [vocabulary.eos])] + [("arithmetic", *arithmetic.bare(rng)) for _ in range(4)])
    return pack_rows(rows, length)


def train_language_model(recipe: LanguageRecipe, folder: Path) -> None:
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(recipe.seed)
    vocabulary = vocabulary_of(recipe.layout, True)
    config = text_config(recipe, vocabulary)
    config._attn_implementation = "eager"
    model = AutoModelForCausalLM.from_config(config)
    model.train()
    rng, started = random.Random(recipe.seed), time.time()
    arithmetic = Arithmetic(vocabulary)
    optimizer = torch.optim.AdamW(model.parameters(), betas=(.9, .98), weight_decay=.02)
    skill: dict[str, float] = {}
    for step in range(recipe.steps):
        left = 1 - step / recipe.steps
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * min(1, (step + 1) / 100) * min(1., max(.02, left / .4))
        drawn = rng.random()
        if drawn < .05:
            loss, found = arithmetic.loss(model.model, model.lm_head, rng)
        else:
            batch = (plain_batch(rng, vocabulary, arithmetic, recipe.batch, 230) if drawn < recipe.arithmetic else
                     told_batch(rng, vocabulary, recipe.batch, 200))
            hidden = decoder_hidden(model.model, model.model.embed_tokens(batch.ids), batch, 0)
            loss, found = answer_loss(hidden, model.lm_head, batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.)
        optimizer.step()
        for question_type, hit in found:
            key = question_type.split("|")[0]
            skill[key] = .98 * skill.get(key, 0.) + .02 * hit
        if step % 100 == 99:
            print(json.dumps({"id": recipe.id, "step": step + 1, "seconds": round(time.time() - started), "loss": round(loss.item(), 3),
                              "skill": {t: round(s, 2) for t, s in sorted(skill.items())}}), flush=True)
    save_language_model(recipe, model, vocabulary, {"steps": recipe.steps, "minutes": round((time.time() - started) / 60, 1),
                                                    "skill": {t: round(s, 2) for t, s in sorted(skill.items()) if t != "text"}}, folder)
