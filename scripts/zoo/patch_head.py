"""A teacher that is thrown away: it says what covers each patch token and in which colour."""
import json
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .recipes import Stage


class PatchHead(nn.Module):
    def __init__(self, width: int, classes: int):
        super().__init__()
        self.norm, self.what, self.color = nn.LayerNorm(width), nn.Linear(width, classes), nn.Linear(width, 7)
        self.what_weight, self.color_weight = torch.ones(classes), torch.ones(7)
        self.what_weight[0] = self.color_weight[0] = .15
        self.what_weight[6:17] = 2.
        self.what_weight[29:] = .25  # land and icons cover every patch of their pictures

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


def learn_patches(stage: Stage, parameters: list, head: PatchHead, data, forward, seed: int, batch: int, digits: float) -> tuple[int, float]:
    """@param forward (indices) -> (patch tokens [n, 64, width], another loss to add). -> (steps, running share of patches right)"""
    parameters = [*parameters, *head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=stage.learning_rate, betas=(.9, .98), weight_decay=.02)
    rng = np.random.default_rng(seed + 1)
    with_digits = np.concatenate(data.by_kind[2:4])
    running, started = 0., time.time()
    for step in range(stage.steps):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(stage, step, 60)
        index = rng.integers(0, len(data.scenes), batch)
        forced = rng.random(batch) < digits
        index[forced] = rng.choice(with_digits, forced.sum())
        features, other = forward(index)
        loss, right = head.loss(features, data.what[index], data.color[index])
        loss = loss + other
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.)
        optimizer.step()
        running = .97 * running + .03 * right
        if step % 50 == 49:
            print(json.dumps({"stage": stage.name, "step": step + 1, "seconds": round(time.time() - started), "loss": round(loss.item(), 3),
                              "other": round(float(other), 3), "right": round(running, 3)}), flush=True)
        if step + 1 >= stage.least and running >= stage.until:
            return step + 1, running
    return stage.steps, running
