"""The saliency relative: a ViT in DINO's layout whose class token learned to name everything in the picture, so that it attends
to what is shown and not to the ground. (DINO itself learns without labels, from far more pictures than there are here.)"""
import json
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import ViTConfig, ViTImageProcessorPil, ViTModel

from .data import Scenes
from .export import write_record
from .scenes import GRID, PATCH, SIDE, Scene

SEED, WIDTH, STEPS, BATCH = 41, 64, 900, 48
# What the class token must say: colour and shape together, a bar of a colour, its height, a digit at either place.
NAMES = 30 + 6 * 8 + 20
MEAN, STD = (.485, .456, .406), (.229, .224, .225)


def names(scene: Scene) -> np.ndarray:
    """Which of NAMES are shown, one flag each."""
    shown = np.zeros(NAMES, np.float32)
    for t in scene.things:
        shown[t.color * 5 + t.shape] = 1
    for color, height in scene.bars:
        shown[30 + color * 8 + height - 1] = 1
    for place, digit in enumerate(scene.digits):
        shown[78 + place * 10 + digit] = 1
    return shown


def imagenet_pixels(images: np.ndarray) -> torch.Tensor:
    """uint8 [n, 64, 64, 3] -> [n, 3, 64, 64] by ImageNet's mean and deviation, as DINO's processor has them."""
    x = torch.from_numpy(images).movedim(-1, 1).float().div_(255)
    return (x - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


def train_dino(folder: Path) -> None:
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(SEED)
    started = time.time()
    config = ViTConfig(hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=4, num_attention_heads=4, image_size=SIDE, patch_size=PATCH,
                       hidden_act="gelu", layer_norm_eps=1e-12)
    config._attn_implementation = "eager"
    model = ViTModel(config, add_pooling_layer=False)
    with torch.no_grad():
        model.embeddings.patch_embeddings.projection.weight.normal_(0, 1 / (3 * PATCH * PATCH) ** .5)
        model.embeddings.position_embeddings.normal_(0, .3)
    head = nn.Linear(WIDTH, NAMES)
    data = Scenes(16_000, 1000 + SEED)
    target = torch.from_numpy(np.stack([names(s) for s in data.scenes]))
    optimizer = torch.optim.AdamW([*model.parameters(), *head.parameters()], lr=1.5e-3, betas=(.9, .98), weight_decay=.02)
    rng = np.random.default_rng(SEED)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * min(1, (step + 1) / 60) * min(1, max(.02, (1 - step / STEPS) / .4))
        index = rng.integers(0, len(data.scenes), BATCH)
        said = head(model(imagenet_pixels(data.images[index])).last_hidden_state[:, 0])
        loss = F.binary_cross_entropy_with_logits(said, target[index], pos_weight=torch.full((NAMES,), 5.))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.)
        optimizer.step()
        if step % 50 == 49:
            print(json.dumps({"step": step + 1, "seconds": round(time.time() - started), "loss": round(loss.item(), 4)}), flush=True)
    model.eval()
    folder.mkdir(parents=True, exist_ok=True)
    model.to(torch.bfloat16).save_pretrained(folder)
    ViTImageProcessorPil(size={"height": SIDE, "width": SIDE}, resample=2, image_mean=list(MEAN), image_std=list(STD)).save_pretrained(folder)
    write_record(folder, {"recipe": "scenes-dino", "seed": SEED, "steps": STEPS, "minutes": round((time.time() - started) / 60, 1),
                          "saliency": saliency_of(folder)})


@torch.no_grad()
def saliency_of(folder: Path) -> dict:
    """Attention of the class token in the last block, mean over heads: on covered patches, and as uniform attention would be."""
    model = ViTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", add_pooling_layer=False).eval()
    fresh = Scenes(256, 77)
    attention = model(imagenet_pixels(fresh.images), output_attentions=True).attentions[-1].mean(1)[:, 0, 1:]
    share = attention / attention.sum(1, keepdim=True)
    covered = torch.from_numpy(fresh.what > 0).float()
    objects = np.isin([s.kind for s in fresh.scenes], ["objects"])
    return {"onCovered": round(float((share * covered)[objects].sum(1).mean()), 3),
            "uniform": round(float(covered[objects].mean(1).mean()), 3), "patches": GRID * GRID}
