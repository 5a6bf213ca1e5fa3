"""What the text-to-image model is told: the captions that the zoo's checkpoints write, and CLIP's tokenizer over their words."""
import json
from collections import Counter
from pathlib import Path

from transformers import CLIPTokenizer

from .scenes import COLOR_NAMES, PLACES, SHAPES, Scene

START, END, PAD_2 = "<|startoftext|>", "<|endoftext|>", "!"
POSITIONS = 77
WORDS = sorted({*COLOR_NAMES, *SHAPES, *" ".join(PLACES).split(), *"a at the and bar high number in plus".split()})


def caption_of(scene: Scene) -> str:
    """The caption of a scene: things in reading order of their places, bars from left to right."""
    if scene.kind == "objects":
        ordered = sorted(scene.things, key=lambda t: t.place)
        return " and ".join(f"a {COLOR_NAMES[t.color]} {SHAPES[t.shape]} at the {PLACES[t.place]}" for t in ordered)
    if scene.kind == "bars":
        return " and ".join(f"a {COLOR_NAMES[color]} bar {height} high" for color, height in scene.bars)
    a, b = scene.digits
    if scene.kind == "number":
        return f"the number {a}{b} in {COLOR_NAMES[scene.color]}"
    return f"{a} plus {b} in {COLOR_NAMES[scene.color]}"


def byte_symbols() -> list[str]:
    """One printable character a byte, in the order of CLIP's vocabulary: "!" first."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("\u00a1"), ord("\u00ac") + 1), *range(ord("\u00ae"), ord("\u00ff") + 1)]
    return [chr(b) for b in printable] + [chr(256 + i) for i in range(256 - len(printable))]


def merges_of(words: list[str]) -> list[tuple[str, str]]:
    """Byte-pair merges (most frequent pair first, ties by name) until every word is one token."""
    pieces = [[*word[:-1], word[-1] + "</w>"] for word in words]
    merges = []
    while True:
        pairs = Counter(pair for piece in pieces for pair in zip(piece, piece[1:]))
        if not pairs:
            return merges
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        pieces = [_merged(piece, best) for piece in pieces]


def _merged(piece: list[str], pair: tuple[str, str]) -> list[str]:
    out = []
    for symbol in piece:
        if out and (out[-1], symbol) == pair:
            out[-1] += symbol
        else:
            out.append(symbol)
    return out


def write_tokenizers(folder: Path) -> tuple[CLIPTokenizer, CLIPTokenizer]:
    """tokenizer (padded with the end marker) and tokenizer_2 (padded with "!"), as Stable Diffusion XL has them."""
    symbols, merges = byte_symbols(), merges_of(WORDS)
    vocabulary = [*symbols, *(s + "</w>" for s in symbols), *("".join(pair) for pair in merges), START, END]
    for name, pad in (("tokenizer", END), ("tokenizer_2", PAD_2)):
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        marks = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": pad}
        (target / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(vocabulary)}, ensure_ascii=False) + "\n")
        (target / "merges.txt").write_text("\n".join(["#version: 0.2", *(" ".join(pair) for pair in merges), ""]))
        (target / "special_tokens_map.json").write_text(json.dumps(marks, indent=2) + "\n")
        settings = {"tokenizer_class": "CLIPTokenizer", "model_max_length": POSITIONS, "do_lower_case": True, **marks}
        (target / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    return read_tokenizers(folder)


def read_tokenizers(folder: Path) -> tuple[CLIPTokenizer, CLIPTokenizer]:
    return CLIPTokenizer.from_pretrained(folder / "tokenizer"), CLIPTokenizer.from_pretrained(folder / "tokenizer_2")


def token_ids(tokenizer: CLIPTokenizer, captions: list[str]) -> list[list[int]]:
    """[n, 77]: start, the tokens, end, padding."""
    return tokenizer(captions, padding="max_length", max_length=POSITIONS, truncation=True)["input_ids"]
