"""A tokenizer with the chat template of its layout: strings to ids exactly as the stock processor makes them."""
from dataclasses import dataclass
from functools import cached_property

from tokenizers import Tokenizer

from .qwen_tokenizer import build_qwen_tokenizer
from .tokenizer import build_tokenizer

CHATS = {"llava": ("USER: ", "<image>\n", " ASSISTANT:"), "llava-next": ("[INST] ", "<image>\n", " [/INST]"),
         "llava-onevision": ("<|im_start|>user ", "<image>\n", "<|im_end|><|im_start|>assistant\n")}


@dataclass(frozen=True)
class Vocabulary:
    layout: str
    tokenizer: Tokenizer

    @property
    def bos(self) -> int | None:
        return self.tokenizer.token_to_id("<s>")

    @property
    def eos(self) -> int:
        return self.tokenizer.token_to_id("</s>" if self.layout != "llava-onevision" else "<|im_end|>")

    @property
    def pad(self) -> int:
        return self.tokenizer.token_to_id("<pad>" if self.layout != "llava-onevision" else "<|endoftext|>")

    @cached_property
    def prefix(self) -> tuple[list[int], list[int]]:
        """Ids before the picture, and those behind it that every question begins with."""
        ids, cut = self._asked("What")
        return ids[:cut], ids[cut + 1:cut + 2] if self.layout != "llava-onevision" else []

    def question(self, prompt: str) -> list[int]:
        """What follows `prefix`."""
        ids, cut = self._asked(prompt)
        return ids[cut + 1 + len(self.prefix[1]):]

    def alone(self, text: str) -> list[int]:
        """A whole turn without a picture, from the first id on."""
        before, _, after = CHATS[self.layout]
        return self.tokenizer.encode(f"{before}{text}{after}").ids

    def answer(self, text: str) -> list[int]:
        behind = CHATS[self.layout][2].strip(" ")
        space = "" if self.layout == "llava-onevision" else " "
        start = len(self.tokenizer.encode(behind, add_special_tokens=False).ids)
        return self.tokenizer.encode(f"{behind}{space}{text}", add_special_tokens=False).ids[start:] + [self.eos]

    def _asked(self, prompt: str) -> tuple[list[int], int]:
        before, image, after = CHATS[self.layout]
        ids = self.tokenizer.encode(f"{before}{image}{prompt}{after}").ids
        return ids, ids.index(self.tokenizer.token_to_id("<image>"))


def vocabulary_of(layout: str, full: bool) -> Vocabulary:
    if layout == "llava-onevision":
        return Vocabulary(layout, build_qwen_tokenizer())
    return Vocabulary(layout, build_tokenizer(full, instruct=layout == "llava-next"))
