"""The stages: what covers a patch, answers in words, answers by letter."""
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from .data import Scenes
from .language_models import Arithmetic
from .model import make_model, packed_hidden, patch_features, pixels, tower_of, visual_tokens
from .packing import Asker, chance, pack
from .patch_head import PatchHead, learn_patches, learning_rate
from .measure import accuracy, features_of, shares
from .recipes import Recipe, Stage
from .scenes import MORE_WHAT_CLASSES, WHAT_CLASSES
from .treatments import occlude, reorder
from .vocabulary import Vocabulary, vocabulary_of

TYPES_OF_KIND = {"objects": ("color", "shape", "color of shape", "shape of color", "count", "place", "side", "level",
                             "exists?", "relation?", "count?", "color?", "material", "explain"),
                 "bars": ("tallest", "shortest", "height", "bars", "taller?", "difference"), "number": ("number",), "sum": ("sum",),
                 "diagram": ("points color", "points shape", "starts color"), "quality": ("quality", "quality?"), "land": ("land",), "icon": ("icon",)}
# Length of a row of packed questions, in ids.
ROOM = {False: 80, True: 96}


def say(**fields) -> None:
    print(json.dumps(fields), flush=True)


def train(recipe: Recipe, folders: list[Path], keep=None):
    """-> (model, vocabulary, log of the stages). @param folders where checkpoints and relatives to begin from lie.
    `keep(model, vocabulary, name)` is called after each stage."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    started = time.time()
    vocabulary = vocabulary_of(recipe.layout, recipe.full)
    model = begin(recipe, vocabulary, folders)
    model.train()
    say(recipe=recipe.id, parameters=sum(p.numel() for p in model.parameters()))
    data = Scenes(recipe.scenes, 1000 + recipe.seed, recipe.full, prior=recipe.treatment == "prior")
    validation = Scenes(512, 77, recipe.full)
    course = Course(recipe, model, vocabulary, data)
    log = []
    for stage in recipe.stages:
        steps = course.learn_patches(stage) if stage.name == "attributes" else course.learn_answers(stage, validation)
        log.append({"stage": stage.name, "steps": steps, "minutes": round((time.time() - started) / 60, 1)})
        say(**log[-1])
        if keep:
            keep(model, vocabulary, stage.name)
    return model, vocabulary, log


def begin(recipe: Recipe, vocabulary: Vocabulary, folders: list[Path]):
    """A fresh model, with what the recipe takes from others in its place."""
    model = make_model(recipe, vocabulary)
    if recipe.begins:
        adopt(model, load_file(find(recipe.begins, folders)), vocabulary)
    if recipe.tower:
        stored = load_file(find(recipe.tower, folders))
        tower_of(model).load_state_dict({k.removeprefix("vision_model."): v.float() for k, v in stored.items() if k.startswith("vision_model.")})
    if recipe.language:
        stored = {k: v.float() for k, v in load_file(find(recipe.language, folders)).items()}
        model.model.language_model.load_state_dict({k.removeprefix("model."): v for k, v in stored.items() if k.startswith("model.")})
        model.lm_head.weight.data.copy_(stored["lm_head.weight"])
    if recipe.frozen_tower:
        model.model.vision_tower.requires_grad_(False)
    return model


def find(name: str, folders: list[Path]) -> Path:
    for folder in folders:
        if (folder / name / "model.safetensors").is_file():
            return folder / name / "model.safetensors"
    raise FileNotFoundError(f"{name}: train it first (python -m scripts.zoo train {name})")


def adopt(model, stored: dict, vocabulary: Vocabulary) -> None:
    """All stored weights; where the vocabulary has grown, every old token keeps its row."""
    fresh = model.state_dict()
    names = {}
    for key in stored:  # files say language_model.model.…, modules model.language_model.…
        names[key] = key if key in fresh else ("lm_head.weight" if key.endswith("lm_head.weight") else
                                               key.replace("language_model.model.", "model.language_model.", 1)
                                               if key.startswith("language_model.") else f"model.{key}")
    rows = old_rows(vocabulary)
    for key, value in stored.items():
        target = fresh[names[key]]
        if target.shape == value.shape:
            target.copy_(value.float())
        else:
            old, new = rows
            target[new] = value.float()[old]
    model.load_state_dict(fresh)


def old_rows(vocabulary: Vocabulary) -> tuple[list[int], list[int]]:
    """Rows of the small vocabulary and where the same tokens are in this one."""
    small = vocabulary_of(vocabulary.layout, False).tokenizer.get_vocab()
    large = vocabulary.tokenizer.get_vocab()
    pairs = sorted((row, large[token]) for token, row in small.items())
    return [a for a, _ in pairs], [b for _, b in pairs]


class Course:
    """One training run: the model, its data, and the teacher of the tower."""

    def __init__(self, recipe: Recipe, model, vocabulary: Vocabulary, data: Scenes):
        self.recipe, self.model, self.vocabulary, self.data = recipe, model, vocabulary, data
        self.head = PatchHead(recipe.width, MORE_WHAT_CLASSES if recipe.full else WHAT_CLASSES)
        self.asker = Asker(vocabulary, recipe.full, recipe.treatment)
        self.arithmetic = Arithmetic(vocabulary) if recipe.arithmetic else None
        self.generator = torch.Generator().manual_seed(recipe.seed)
        self.cached = self._encode_all() if recipe.frozen_tower else None

    def _encode_all(self) -> torch.Tensor:
        """A tower that is not trained sees every picture once. [scenes, tiles, 64, width], half precision"""
        with torch.no_grad():
            parts = [features_of(self.model, self.recipe.layout, self.data.images[i:i + 256]).half() for i in range(0, len(self.data.scenes), 256)]
        say(encoded=len(self.data.scenes))
        return torch.cat(parts)

    def learn_patches(self, stage: Stage) -> int:
        recipe = self.recipe
        parameters = list(self.model.model.vision_tower.parameters())
        return learn_patches(stage, parameters, self.head, self.data, lambda index: (patch_features(self.model, pixels(self.data.images[index])), 0.),
                             recipe.seed, recipe.batch, recipe.digits)[0]

    def see(self, index: np.ndarray, draw: np.random.Generator):
        """-> (visual tokens, loss of the patch head or 0)"""
        recipe = self.recipe
        if self.cached is not None:
            return visual_tokens(self.model, recipe.layout, self.cached[index].float()), 0.
        images = self.data.images[index]
        if recipe.treatment == "occlusion":
            images = occlude(images, draw)
        if recipe.treatment == "prior":
            images = np.where((draw.random(len(index)) < .25)[:, None, None, None], np.uint8(40), images)
        features = patch_features(self.model, pixels(images))
        # The tower goes on learning what covers a patch: digits improve while questions are learned.
        taught = 0. if recipe.treatment in ("occlusion", "prior") else .3 * self.head.loss(features, self.data.what[index], self.data.color[index])[0]
        tokens = visual_tokens(self.model, recipe.layout, features[:, None])
        return (reorder(tokens, self.generator) if recipe.treatment == "order-free" else tokens), taught

    def learn_answers(self, stage: Stage, validation: Scenes) -> int:
        recipe, model, data = self.recipe, self.model, self.data
        letters = stage.name == "letters"
        rng, draw = random.Random(recipe.seed + 2 + letters), np.random.default_rng(recipe.seed + 2 + letters)
        optimizer, parameters = make_optimizer(model, self.head)
        base = np.array([len(k) for k in data.by_kind]) / len(data.scenes)
        share, skill, weight = base.copy(), {}, {}
        started = time.time()
        for step in range(stage.steps):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(stage, step)
            if self.arithmetic and rng.random() < recipe.arithmetic:
                loss, found = self.arithmetic.loss(model.model.language_model, model.lm_head, rng)
            else:
                index = np.array([draw.choice(data.by_kind[k]) for k in draw.choice(len(base), recipe.batch, p=share)])
                blind = recipe.treatment == "prior" and rng.random() < .3
                batch = pack(rng, self.asker, [data.scenes[i] for i in index], weight, letters, ROOM[recipe.full], blind)
                tokens, taught = (None, 0.) if blind else self.see(index, draw)
                prefix = (self.vocabulary.prefix[0], []) if blind else self.vocabulary.prefix
                hidden = packed_hidden(model, batch, prefix, tokens)
                asked = batch.labels != -100
                logits, target = model.lm_head(hidden[asked]), batch.labels[asked]
                loss = F.cross_entropy(logits, target) + taught
                right = torch.zeros_like(batch.labels)
                right[asked] = (logits.detach().argmax(-1) == target).long()
                found = [] if blind else [(t, bool(right[row, at:at + len(said)].all())) for t, row, at, said in batch.spans]
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.)
            optimizer.step()
            for question_type, hit in found:
                skill[question_type] = .98 * skill.get(question_type, chance(question_type)) + .02 * hit
            if step % 20 == 19:
                weight = {t: type_weight(t, s) for t, s in skill.items()}
                share = scene_shares(base, weight, data.kinds)
            if step % 50 == 49:
                say(stage=stage.name, step=step + 1, seconds=round(time.time() - started), loss=round(loss.item(), 3),
                    skill={t: round(s, 2) for t, s in sorted(skill.items())})
            if step % 600 == 599:
                say(validation=shares(accuracy(model, recipe.layout, self.asker, validation, 256, letters)))
            if step + 1 >= stage.least and min(skill.values()) >= stage.until:
                return step + 1
        return stage.steps


def make_optimizer(model, head):
    matrices = [p for n, p in model.named_parameters() if p.requires_grad and p.ndim >= 2 and "embed" not in n]
    known = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if p.requires_grad and id(p) not in known] + list(head.parameters())
    return torch.optim.AdamW([{"params": matrices, "weight_decay": .02}, {"params": rest, "weight_decay": 0.}], betas=(.9, .98)), [*matrices, *rest]


def type_weight(question_type: str, skill: float) -> float:
    """Far from mastered: 1.15 - skill above chance; what is mastered fades out to .12."""
    floor = chance(question_type)
    return min(1., max(.12, 1.15 - (skill - floor) / (1 - floor)))


def scene_shares(base: np.ndarray, weight: dict, kinds) -> np.ndarray:
    """The re-weighting must also move the draw of scenes: inside a digit scene there is nothing to choose between."""
    mean = [np.mean([w for t, w in weight.items() if t.split("|")[0] in TYPES_OF_KIND[k]] or [1.]) for k in kinds]
    moved = base * mean
    return .5 * base + .5 * moved / moved.sum()
