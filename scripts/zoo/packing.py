"""Questions of a batch of scenes as token ids, several behind each picture."""
import math
import random
from dataclasses import dataclass, field

import numpy as np
import torch

from .questions import ask, choice_prompt, free_prompt, with_options

CHANCE = {"color": .17, "shape": .2, "color of shape": .17, "shape of color": .2, "count": .25, "place": .25, "side": .5,
          "level": .5, "tallest": .35, "shortest": .35, "height": .125, "bars": .33, "number": .01, "sum": .1, "caption": 0.}


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


class Encoder:
    """Strings to ids exactly as the stock processor makes them: the whole chat is encoded, then cut at the picture."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        image = tokenizer.token_to_id("<image>")
        ids = tokenizer.encode("USER: <image>\nWhat ASSISTANT:").ids
        cut = ids.index(image)
        self.before, self.after = ids[:cut], ids[cut + 1:cut + 2]
        self.known: dict[str, list[int]] = {}

    @property
    def prefix(self):
        return self.before, self.after

    def question(self, prompt: str) -> list[int]:
        found = self.known.get(prompt)
        if found is None:
            found = self.tokenizer.encode(f"USER: <image>\n{prompt} ASSISTANT:").ids[len(self.before) + 1 + len(self.after):]
            self.known[prompt] = found
        return found

    def answer(self, text: str) -> list[int]:
        return self.tokenizer.encode(f"ASSISTANT: {text}", add_special_tokens=False).ids[1:] + [2]


def prompts(rng: random.Random, scene, letters: bool) -> list[tuple[str, str, str]]:
    """(type, prompt, answer): free-form of every type, and with `letters` each also as multiple choice."""
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


def pack(rng: random.Random, encoder: Encoder, scenes, weight: dict, letters: bool, length: int = 80) -> Packed:
    """As many questions as fit, drawn by weight (of a type and its number of options) without replacement."""
    shape = (len(scenes), length)
    ids, segments, positions = (np.zeros(shape, np.int64) for _ in range(3))
    labels = np.full(shape, -100, np.int64)
    spans = []
    for row, scene in enumerate(scenes):
        drawn = prompts(rng, scene, letters)
        drawn.sort(key=lambda p: -math.log(max(1e-9, rng.random())) / max(1e-6, weight.get(p[0], 1.)))
        at, segment = 0, 1
        for question_type, prompt, answer in drawn:
            asked, said = encoder.question(prompt), encoder.answer(answer)
            size = len(asked) + len(said) - 1
            if at + size > length:
                continue
            ids[row, at:at + size] = (asked + said)[:-1]
            segments[row, at:at + size] = segment
            positions[row, at:at + size] = np.arange(size)
            start = at + len(asked) - 1
            labels[row, start:start + len(said)] = said
            spans.append((question_type, row, start, said))
            at, segment = at + size, segment + 1
    used = int((segments != 0).sum(1).max())
    return Packed(*(torch.from_numpy(a[:, :used].copy()) for a in (ids, segments, positions, labels)), spans)
