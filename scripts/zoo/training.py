"""The three stages: what covers a patch, answers in words, answers by letter."""
import json
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .model import make_model, packed_hidden, patch_features, pixels
from .packing import Encoder, chance, pack
from .recipes import Recipe, Stage
from .scenes import KINDS, WHAT_CLASSES, draw_scene, training_picture
from .tokenizer import build_tokenizer

KIND_SHARES = ("objects",) * 6 + ("bars", "bars", "number", "sum")
TYPES_OF_KIND = {"objects": ("color", "shape", "color of shape", "shape of color", "count", "place", "side", "level",
                             "exists?", "relation?", "count?", "color?"),
                 "bars": ("tallest", "shortest", "height", "bars", "taller?"), "number": ("number",), "sum": ("sum",)}


def say(**fields) -> None:
    print(json.dumps(fields), flush=True)


class Scenes:
    """Scenes rendered once; questions are drawn afresh each time."""

    def __init__(self, count: int, seed: int):
        rng, noise = random.Random(seed), np.random.default_rng(seed)
        self.scenes = [draw_scene(rng, rng.choice(KIND_SHARES)) for _ in range(count)]
        drawn = [training_picture(scene, rng, noise) for scene in self.scenes]
        self.images, self.what, self.color = (np.stack(part) for part in zip(*drawn))
        kinds = np.array([KINDS.index(s.kind) for s in self.scenes])
        self.by_kind = [np.flatnonzero(kinds == k) for k in range(len(KINDS))]


class PatchHead(nn.Module):
    """Says what covers each patch token and in which colour; thrown away after training."""

    def __init__(self, width: int):
        super().__init__()
        self.norm, self.what, self.color = nn.LayerNorm(width), nn.Linear(width, WHAT_CLASSES), nn.Linear(width, 7)
        self.what_weight, self.color_weight = torch.ones(WHAT_CLASSES), torch.ones(7)
        self.what_weight[0] = self.color_weight[0] = .15
        self.what_weight[6:17] = 2.

    def loss(self, features, what, color):
        z = self.norm(features).flatten(0, 1)
        said = self.what(z)
        target = torch.from_numpy(what).long().flatten()
        loss = F.cross_entropy(said, target, self.what_weight)
        loss = loss + .5 * F.cross_entropy(self.color(z), torch.from_numpy(color).long().flatten(), self.color_weight)
        covered = target > 0
        return loss, (said.argmax(-1) == target)[covered].float().mean().item()


def learning_rate(stage: Stage, step: int, warm: int = 80) -> float:
    left = 1 - step / stage.steps
    slope = max(.02, left / stage.decay) if stage.decay and left < stage.decay else 1.
    return stage.learning_rate * min(1, (step + 1) / warm) * slope


def train(recipe: Recipe, keep=None):
    """-> (model, tokenizer, log of the stages). `keep(model, name)` is called after each stage."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    started = time.time()
    tokenizer = build_tokenizer()
    encoder = Encoder(tokenizer)
    model = make_model(recipe, tokenizer)
    model.train()
    say(parameters=sum(p.numel() for p in model.parameters()))
    data, validation = Scenes(recipe.scenes, 1000 + recipe.seed), Scenes(1024, 77)
    head = PatchHead(recipe.width)
    log = []
    for name in ("attributes", "answers", "letters"):
        stage = getattr(recipe, name)
        if name == "attributes":
            steps = learn_patches(recipe, stage, model, head, data)
        else:
            steps = learn_answers(recipe, stage, model, head, data, encoder, validation, name == "letters")
        log.append({"stage": name, "steps": steps, "minutes": round((time.time() - started) / 60, 1)})
        say(**log[-1])
        if keep:
            keep(model, tokenizer, name)
    return model, tokenizer, log


def learn_patches(recipe, stage, model, head, data) -> int:
    parameters = [*model.model.vision_tower.parameters(), *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=stage.learning_rate, betas=(.9, .98), weight_decay=.02)
    rng = np.random.default_rng(recipe.seed + 1)
    digits = np.concatenate(data.by_kind[2:])
    running, started = 0., time.time()
    for step in range(stage.steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(stage, step, 60)
        index = rng.integers(0, len(data.scenes), recipe.batch)
        forced = rng.random(recipe.batch) < recipe.digits
        index[forced] = rng.choice(digits, forced.sum())
        loss, right = head.loss(patch_features(model, pixels(data.images[index])), data.what[index], data.color[index])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.)
        optimizer.step()
        running = .97 * running + .03 * right
        if step % 50 == 49:
            say(stage="attributes", step=step + 1, seconds=round(time.time() - started), loss=round(loss.item(), 3), right=round(running, 3))
        if step + 1 >= stage.least and running >= stage.until:
            return step + 1
    return stage.steps


def learn_answers(recipe, stage, model, head, data, encoder, validation, letters: bool) -> int:
    rng = random.Random(recipe.seed + 2 + letters)
    draw = np.random.default_rng(recipe.seed + 2 + letters)
    matrices = [p for n, p in model.named_parameters() if p.ndim >= 2 and "embed" not in n]
    known = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in known] + list(head.parameters())
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": .02}, {"params": rest, "weight_decay": 0.}], betas=(.9, .98))
    base = np.array([len(k) for k in data.by_kind]) / len(data.scenes)
    share, skill, weight = base.copy(), {}, {}
    started = time.time()
    for step in range(stage.steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(stage, step)
        index = np.array([draw.choice(data.by_kind[k]) for k in draw.choice(4, recipe.batch, p=share)])
        batch = pack(rng, encoder, [data.scenes[i] for i in index], weight, letters)
        hidden, features = packed_hidden(model, pixels(data.images[index]), batch, encoder.prefix)
        asked = batch.labels != -100
        logits, target = model.lm_head(hidden[asked]), batch.labels[asked]
        # The tower goes on learning what covers a patch: digits improve while questions are learned.
        loss = F.cross_entropy(logits, target) + .3 * head.loss(features, data.what[index], data.color[index])[0]
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*matrices, *rest], 1.)
        optimizer.step()
        right = torch.zeros_like(batch.labels)
        right[asked] = (logits.detach().argmax(-1) == target).long()
        for question_type, row, start, said in batch.spans:
            hit = float(right[row, start:start + len(said)].all())
            skill[question_type] = .98 * skill.get(question_type, chance(question_type)) + .02 * hit
        if step % 20 == 19:
            weight = {t: type_weight(t, s) for t, s in skill.items()}
            share = scene_shares(base, weight)
        if step % 50 == 49:
            say(stage="letters" if letters else "answers", step=step + 1, seconds=round(time.time() - started),
                loss=round(loss.item(), 3), skill={t: round(s, 2) for t, s in sorted(skill.items())})
        if step % 400 == 399:
            say(validation=accuracy(model, encoder, validation, 256, letters))
        if step + 1 >= stage.least and min(skill.values()) >= stage.until:
            return step + 1
    return stage.steps


def type_weight(question_type: str, skill: float) -> float:
    """Far from mastered: 1.15 - skill above chance; what is mastered fades out to .12."""
    floor = chance(question_type)
    return min(1., max(.12, 1.15 - (skill - floor) / (1 - floor)))


def scene_shares(base: np.ndarray, weight: dict) -> np.ndarray:
    """The re-weighting must also move the draw of scenes: inside a digit scene there is nothing to choose between."""
    mean = [np.mean([w for t, w in weight.items() if t.split("|")[0] in TYPES_OF_KIND[k]] or [1.]) for k in KINDS]
    moved = base * mean
    return .5 * base + .5 * moved / moved.sum()


@torch.no_grad()
def accuracy(model, encoder, data: Scenes, count: int, letters: bool, visual=None, blank: bool = False) -> dict:
    """Share of questions answered exactly, per type, on fresh scenes."""
    model.eval()
    rng = random.Random(7)
    right, asked = {}, {}
    for first in range(0, count, 64):
        batch = pack(rng, encoder, data.scenes[first:first + 64], {}, letters, 160)
        x = pixels(data.images[first:first + 64])
        if blank:
            x = torch.full_like(x, -.7)
        said = model.lm_head(packed_hidden(model, x, batch, encoder.prefix, visual)[0]).argmax(-1)
        for question_type, row, start, answer in batch.spans:
            hit = said[row, start:start + len(answer)].tolist() == answer
            right[question_type] = right.get(question_type, 0) + hit
            asked[question_type] = asked.get(question_type, 0) + 1
    model.train()
    return {t: round(right[t] / asked[t], 3) for t in sorted(right)}
