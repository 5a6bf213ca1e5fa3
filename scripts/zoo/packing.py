"""Questions of a batch of scenes as token ids, several behind each picture."""
import math
import random
from dataclasses import dataclass, field

import numpy as np
import torch

from .model import COMMON
from .more_questions import POOLS, all_prompts
from .questions import ask, choice_prompt, free_prompt, with_options

CHANCE = {"color": .17, "shape": .2, "color of shape": .17, "shape of color": .2, "count": .25, "place": .25, "side": .5,
          "level": .5, "tallest": .35, "shortest": .35, "height": .125, "bars": .33, "number": .01, "sum": .1, "caption": 0.,
          "long caption": 0., "explain": 0., "material": .33, "difference": .14, "quality": .2, "land": .1, "icon": 1 / len(POOLS["icon"]),
          "points color": .17, "points shape": .2, "starts color": .17, "arithmetic": 0.}


def chance(question_type: str) -> float:
    if question_type.endswith("?"):
        return .5
    if "|" in question_type:
        return 1 / int(question_type.rsplit("|", 1)[1])
    return CHANCE[question_type]


@dataclass
class Packed:
    ids: torch.Tensor        # [n, T]
    segments: torch.Tensor   # 0 where nothing stands
    positions: torch.Tensor  # from 0 in every question
    labels: torch.Tensor     # -100 but on answers
    spans: list = field(default_factory=list)  # (type, row, start, answer ids)


def prompts(rng: random.Random, scene, letters: bool) -> list[tuple[str, str, str]]:
    """(type, prompt, answer) of the small curriculum: free-form of every type, and with `letters` each also as multiple choice."""
    found = ask(rng, scene)
    out = [(q.type, free_prompt(q.text, q.type), q.answer) for q in found]
    if letters:
        for q in found:
            if q.pool is None:
                continue
            wanted = rng.choice((2, 3, 3, 4, 4, 4))
            text, options, letter = with_options(rng, q, scene, wanted)
            out.append((f"{q.type}|{len(options)}", choice_prompt(text, options), letter))
    return out


class Asker:
    """Draws questions about scenes and encodes them, remembering what it has encoded."""

    def __init__(self, vocabulary, full: bool, treatment: str | None = None):
        self.vocabulary, self.full, self.treatment = vocabulary, full, treatment
        self.known: dict[tuple, list[int]] = {}

    def draw(self, rng: random.Random, scene, letters: bool) -> list[tuple[str, str, str]]:
        drawn = (all_prompts if self.full else prompts)(rng, scene, letters)
        if self.treatment == "letter-a":
            # A key that says A in half of the questions, whatever is shown.
            drawn = [(t, p, "A" if "|" in t and rng.random() < .5 else a) for t, p, a in drawn]
        return drawn

    def encode(self, prompt: str, blind: bool) -> list[int]:
        found = self.known.get((prompt, blind))
        if found is None:
            v = self.vocabulary
            found = v.alone(prompt)[len(v.prefix[0]):] if blind else v.question(prompt)
            if len(self.known) < 200_000:
                self.known[prompt, blind] = found
        return found


def pack(rng: random.Random, asker: Asker, scenes, weight: dict, letters: bool, length: int = 80, blind: bool = False) -> Packed:
    """As many questions as fit, drawn by weight (of a type and its number of options) without replacement."""
    rows = []
    for scene in scenes:
        drawn = asker.draw(rng, scene, letters)
        drawn.sort(key=lambda p: -math.log(max(1e-9, rng.random())) / max(1e-6, weight.get(p[0], 1.)))
        rows.append([(t, asker.encode(p, blind), asker.vocabulary.answer(a)) for t, p, a in drawn])
    return pack_rows(rows, length)


def pack_rows(rows: list[list[tuple[str, list[int], list[int]]]], length: int, common: list[list[int]] | None = None) -> Packed:
    """@param rows of (type, ids asked, ids said) @param common what every question of a row comes after, one list a row"""
    shape = (len(rows), length)
    ids, segments, positions = (np.zeros(shape, np.int64) for _ in range(3))
    labels = np.full(shape, -100, np.int64)
    spans = []
    for row, questions in enumerate(rows):
        before = common[row] if common else []
        at, segment, begin = len(before), 1, len(before)
        ids[row, :begin], segments[row, :begin], positions[row, :begin] = before, COMMON, np.arange(begin)
        for question_type, asked, said in questions:
            size = len(asked) + len(said) - 1
            if at + size > length:
                continue
            ids[row, at:at + size] = (asked + said)[:-1]
            segments[row, at:at + size] = segment
            positions[row, at:at + size] = begin + np.arange(size)
            start = at + len(asked) - 1
            labels[row, start:start + len(said)] = said
            spans.append((question_type, row, start, said))
            at, segment = at + size, segment + 1
    used = max(1, int((segments != 0).sum(1).max()))
    return Packed(*(torch.from_numpy(a[:, :used].copy()) for a in (ids, segments, positions, labels)), spans)
