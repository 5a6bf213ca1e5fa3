"""A tokenizer.json in the layout of Llama's (byte-pair encoding, spaces as U+2581, byte fallback) over a small vocabulary."""
from tokenizers import AddedToken, Tokenizer, decoders, normalizers
from tokenizers.models import BPE
from tokenizers.processors import TemplateProcessing

from .questions import LETTER_TAIL, PHRASE_TAIL
from .scenes import COLOR_NAMES, SHAPES

SPACE = "\u2581"
STARTS = ["What", "Where", "Is", "Are", "How", "On", "Which", "Describe", "A.", "B.", "C.", "D."]
WORDS = STARTS + """USER: ASSISTANT: color shape is the object objects there a in image left right above below of many are
at top or bottom bar bars tallest shortest taller than high number shown sum and plus which side Yes No A B C D
Answer question using single word phrase. with option's letter from given choices directly.""".split()
WORDS += COLOR_NAMES + SHAPES + [str(d) for d in range(10)]


def build_tokenizer() -> Tokenizer:
    """Every word is one token after a space, sentence starts also after a line break, each prompt tail one token."""
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
    for tail in (PHRASE_TAIL, LETTER_TAIL):
        words = tail.split()
        joined = "\n" + words[0]
        for word in words[1:]:
            if joined + SPACE + word not in vocabulary:
                merges.append((joined, SPACE + word))
                add(joined + SPACE + word)
            joined += SPACE + word
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    tokenizer.decoder = decoders.Sequence([decoders.Replace(SPACE, " "), decoders.ByteFallback(),
                                           decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in ("<unk>", "<s>", "</s>", "<image>", "<pad>")])
    tokenizer.post_processor = TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    return tokenizer
