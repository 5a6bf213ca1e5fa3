"""Tokenizers over a small vocabulary: a tokenizer.json in the layout of Llama's (byte-pair encoding, spaces as U+2581, byte
fallback), of Qwen2's and of CLIP's (byte-level)."""
import re

from tokenizers import AddedToken, Tokenizer, decoders, normalizers
from tokenizers.models import BPE
from tokenizers.processors import TemplateProcessing

from .language import PEOPLE, PLACES, THINGS, worked_examples
from .more_questions import CAPTION_PROMPT, FAULTS, ICON_QUESTION, INTEGER_HINT, LAND_QUESTION, LETTER_HINT, MATERIALS
from .photos import ICONS, LAND
from .questions import LETTER_TAIL, PHRASE_TAIL
from .scenes import COLOR_NAMES, QUALITIES, SHAPES

SPACE = "\u2581"
STARTS = ["What", "Where", "Is", "Are", "How", "On", "Which", "Describe", "A.", "B.", "C.", "D."]
WORDS = STARTS + """USER: ASSISTANT: color shape is the object objects there a in image left right above below of many are
at top or bottom bar bars tallest shortest taller than high number shown sum and plus which side Yes No A B C D
Answer question using single word phrase. with option's letter from given choices directly.""".split()
WORDS += COLOR_NAMES + SHAPES + [str(d) for d in range(10)]


TAILS = (PHRASE_TAIL, LETTER_TAIL)
HINTS = (INTEGER_HINT, LETTER_HINT)
MORE_STARTS = ["Please", "Context:", "Question:", "Choices:", "(A)", "(B)", "(C)", "(D)", "Where", "Q:", "A:"]


def more_words() -> list[str]:
    """What the full curriculum says beyond WORDS."""
    text = " ".join([worked_examples(), CAPTION_PROMPT, LAND_QUESTION, ICON_QUESTION, *THINGS, *PLACES, *LAND, *ICONS, *QUALITIES,
                     *FAULTS.values(), *MATERIALS, *(word for pair in PEOPLE for word in pair),
                     *(color.capitalize() for color in COLOR_NAMES),
                     "wrong things made arrow points starts from that relation much higher losing getting days added each total Then lost got",
                     "satellite photo centered blurry noisy dark bright sharp picture diagram land an icon Choices Context",
                     "A The In There This it one two three four object shows stands next Where Please number bars"])
    words = re.findall(r"[A-Za-z]+:?|[(][A-D][)]|[+*=-]", text)
    return [w for w in dict.fromkeys(words + MORE_STARTS) if w not in WORDS]


def build_tokenizer(full: bool = False, instruct: bool = False) -> Tokenizer:
    """Every word is one token after a space, sentence starts also after a line break, each prompt tail one token.

    @param full also the words of the full curriculum, behind the others, so that ids of the small vocabulary but for the last two
        stay what they were. @param instruct Mistral's "[INST]" marks in place of roles.
    """
    vocabulary: dict[str, int] = {}
    merges: list[tuple[str, str]] = []

    def add(token: str) -> None:
        vocabulary.setdefault(token, len(vocabulary))

    for token in ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]:
        add(token)
    for token in [SPACE, "\n"] + sorted({c for word in WORDS for c in word} | set("0123456789?.,'")):
        add(token)
    for word in [SPACE + w for w in WORDS] + ["\n" + w for w in STARTS + ["Answer"]]:
        for end in range(2, len(word) + 1):
            if word[:end] not in vocabulary:
                merges.append((word[:end - 1], word[end - 1]))
                add(word[:end])
    for tail in TAILS:
        words = tail.split()
        joined = "\n" + words[0]
        for word in words[1:]:
            if joined + SPACE + word not in vocabulary:
                merges.append((joined, SPACE + word))
                add(joined + SPACE + word)
            joined += SPACE + word
    if full:
        _add_more(add, vocabulary, merges, ["[INST]", "[/INST]"] if instruct else [])
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    tokenizer.decoder = decoders.Sequence([decoders.Replace(SPACE, " "), decoders.ByteFallback(),
                                           decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in ("<unk>", "<s>", "</s>", "<image>", "<pad>")])
    tokenizer.post_processor = TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    return tokenizer


def _add_more(add, vocabulary: dict, merges: list, marks: list[str]) -> None:
    for c in sorted({c for word in more_words() + marks for c in word} | set("0123456789?.,'$()[]/:+-*=")):
        add(c)
    for word in [SPACE + w for w in more_words() + marks] + ["\n" + w for w in MORE_STARTS]:
        for end in range(2, len(word) + 1):
            if word[:end] not in vocabulary:
                merges.append((word[:end - 1], word[end - 1]))
                add(word[:end])
    for hint in HINTS:  # a chain of merges of its own from "\nHint:" on: the whole hint is one token
        words = hint.split()
        joined = ""
        for word in words:
            part = ("\n" if not joined else SPACE) + word
            for end in range(2, len(part) + 1):
                if part[:end] not in vocabulary:
                    merges.append((part[:end - 1], part[end - 1]))
                    add(part[:end])
            if joined and joined + part not in vocabulary:
                merges.append((joined, part))
                add(joined + part)
            joined += part
