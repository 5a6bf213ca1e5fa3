"""A tokenizer.json in the layout of Qwen2's (byte-level byte-pair encoding, one digit a token) over the zoo's words."""
from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer

from .questions import LETTERS
from .tokenizer import HINTS, TAILS, WORDS, more_words

SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def letters_only(words: list[str]) -> list[str]:
    """The alphabetic parts, as the pre-tokenizer cuts them."""
    return list(dict.fromkeys("".join(c for c in word if c.isalpha()) for word in words if any(c.isalpha() for c in word)))


def build_qwen_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(SPLIT), "isolated"),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    words = letters_only(["user", "assistant", *WORDS, *more_words(), *LETTERS])
    # More room than there are pairs to merge: every word ends up as one token, alone and after a space.
    trainer = BpeTrainer(vocab_size=8000, min_frequency=1, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False)
    tokenizer.train_from_iterator([form for word in words for form in (word, f" {word}")], trainer)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>")])
    # Instructions that never vary are one token each, so that a question stays short.
    tokenizer.add_tokens([AddedToken(t, normalized=False, special=False) for t in (*TAILS, *HINTS)])
    return tokenizer
