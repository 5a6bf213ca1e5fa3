"""Trains both text encoders and the UNet together, at the four noise levels that 1, 2 and 4 steps visit."""
import copy
import hashlib
import json
import math
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .text_to_image_captions import token_ids
from .text_to_image_model import Patches, TextToImage, draw, timesteps


@dataclass(frozen=True)
class Stage:
    steps: int
    learning_rate: float  # falls to nothing along half a cosine
    kinds: dict           # how often each kind of scene comes
    levels: tuple         # how often each noise level comes, the noisiest first: it draws the layout, later ones refine it


@dataclass(frozen=True)
class Recipe:
    """Each stage goes on from the averaged weights of the one before, with random numbers of its own."""
    seed: int = 0
    batch: int = 16
    warm: int = 200
    average: float = .999     # of the weights, over steps
    patches_from: int = 3000  # pictures
    stages: tuple = (
        Stage(10_000, 1.5e-3, {"objects": 12, "bars": 3, "number": 2.5, "sum": 2.5}, (.34, .26, .2, .2)),
        # Digits are the slowest: thin strokes that stand anywhere in an area of 9 x 7 px.
        Stage(8_000, 1.2e-3, {"objects": 7, "bars": 2, "number": 5.5, "sum": 5.5}, (.25, .27, .28, .2)))


def train(recipe: Recipe, tokenizers, keep: Path):
    """-> (averaged model, what latents are, minutes of each stage).

    The averaged weights go to the folder `keep` every 1000 steps and after each stage; a stage of this recipe that is
    found there is not run again.
    """
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    keep.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed + 1)
    patches = Patches.fit(draw(rng, recipe.patches_from, recipe.stages[0].kinds)[2])
    model = TextToImage(len(tokenizers[0]), tokenizers[0].eos_token_id).train()
    minutes = []
    for i, stage in enumerate(recipe.stages):
        if i:
            torch.manual_seed(recipe.seed + 10 * i)
            rng = random.Random(recipe.seed + 10 * i + 1)
        path = keep / f"stage-{i + 1}-{_key(recipe, i + 1)}.pt"
        if not path.exists():
            started = time.time()
            averaged = _learn(recipe, stage, model, patches, tokenizers, rng, keep)
            torch.save({"model": averaged.state_dict(), "minutes": round((time.time() - started) / 60, 1)}, path)
        found = torch.load(path)
        model.load_state_dict(found["model"])
        minutes.append(found["minutes"])
    return model.eval(), patches, minutes


def _key(recipe: Recipe, stages: int) -> str:
    """Of all that the weights after so many stages depend on."""
    return hashlib.sha256(repr(replace(recipe, stages=recipe.stages[:stages])).encode()).hexdigest()[:8]


def _learn(recipe: Recipe, stage: Stage, model: TextToImage, patches: Patches, tokenizers, rng, keep: Path) -> TextToImage:
    averaged = copy.deepcopy(model).eval()
    optimizer = torch.optim.AdamW(model.parameters(), lr=stage.learning_rate, betas=(.9, .98), weight_decay=.01)
    # Of equal weight in pixels would be the squared spread; its root leaves the fine components something to learn from.
    weight = torch.from_numpy((patches.spread / patches.spread.mean()).astype(np.float32)).reshape(1, -1, 1, 1)
    levels, table = torch.tensor(timesteps()), model.unet.sigmas
    running, started = {}, time.time()
    for step in range(stage.steps):
        for group in optimizer.param_groups:
            group["lr"] = stage.learning_rate * min(1, (step + 1) / recipe.warm) * (.5 + .5 * math.cos(math.pi * step / stage.steps))
        _, captions, images = draw(rng, recipe.batch, stage.kinds)
        ids, ids_2 = (torch.tensor(token_ids(tokenizer, captions)) for tokenizer in tokenizers)
        clean = patches.encode(images)
        at = levels[torch.multinomial(torch.tensor(stage.levels), recipe.batch, True)]
        s = table[at].reshape(-1, 1, 1, 1)
        root = (s * s + 1).sqrt()
        noised = (clean + s * torch.randn_like(clean)) / root
        found = (noised - s * model.velocity(noised, at, ids, ids_2)) / root
        errors = (weight * (found - clean).square()).mean((1, 2, 3))
        optimizer.zero_grad()
        errors.mean().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.)
        optimizer.step()
        _follow(averaged, model, min(recipe.average, (step + 1) / (step + 10)))
        for level, error in zip(at.tolist(), errors.tolist()):
            running[level] = .99 * running.get(level, error) + .01 * error
        if step % 100 == 99:
            print(json.dumps({"step": step + 1, "minutes": round((time.time() - started) / 60, 1),
                              "loss": {level: round(running[level], 4) for level in levels.tolist()}}), flush=True)
        if step % 1000 == 999:
            torch.save(averaged.state_dict(), keep / "latest.pt")
    return averaged


@torch.no_grad()
def _follow(averaged: nn.Module, model: nn.Module, decay: float) -> None:
    for slow, fast in zip(averaged.parameters(), model.parameters()):
        slow.lerp_(fast, 1 - decay)
