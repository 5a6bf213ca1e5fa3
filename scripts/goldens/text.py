"""Goldens of the text side by the Rust library and transformers: ids, decoded text, rendered prompts.

    python -m scripts.goldens.text

Trains a small tokenizer of every kind that the families and their relatives publish, saves it as transformers does
(test/fixtures/tokenizers/<kind>/tokenizer.json) and writes what the Rust library makes of TEXTS (goldens.json). Renders
test/fixtures/templates/*.jinja with transformers (goldens.json beside them); those templates are written anew from what
the published prompts look like, not copies of published files.
"""
import json
import os
import shutil
import tempfile
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import CLIPTokenizer, GemmaTokenizer, GPTNeoXTokenizer, LlamaTokenizer, PreTrainedTokenizerFast, Qwen2Tokenizer
from transformers.utils.chat_template_utils import render_jinja_template

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures"
SPACE = "\u2581"

TEXTS = [
    "",
    " ",
    "What color is the object?",
    "  two  spaces   three    four     five",
    "USER: <image>\nWhat is shown in this image? ASSISTANT:",
    "<image><image> a <image> b",
    "left <image> right",
    "<s>begins with it</s>",
    "<|im_start|>user\n<image>\nHow many?<|im_end|>\n<|im_start|>assistant\n",
    "[INST] <image>\nIs it red? [/INST]",
    "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|>",
    "line one\nline two\n\n\nline five\r\nline six\ttab",
    "\n\n leading and trailing \n\n",
    "3.14159 12345678 1,000,000 ½ ² ٣٤ 2024-01-02",
    "٣٣٣ ٣٣٣٣ Ⅷ²²² 12½3",
    "日本語のテキストと漢字。中文,标点!한국어",
    "emoji 😀👩‍👩‍👧🏽 ❤️ 🇩🇪 done",
    "e\u0301 cafe\u0301 café Å Å ﬁ ½",
    "مرحبا بالعالم שלום עולם",
    "ΟΔΥΣΣΕΥΣ İstanbul STRASSE Straße ǅ",
    "don't we'll I'M THEY'RE it's isn't HE'LL",
    "x = [i**2 for i in range(10)]  # comment\n    return {'a': 1}",
    "A. yes\nB. no\nAnswer with the option's letter from the given choices directly.",
    "photo of a cat, a dog & the \"big\" #1 (red) bird_house!?",
    "zero\u200bwidth \ufeffbom nb\u00a0space \u3000wide \u0085nel",
    "rare: \U0001f9ff ꙮ ᚠ \x00 \x7f ~",
    "TAG<tag>TAG  <tag>  <strip> x <strip> y<both>z <both> word<word> <word> wordword",
    "the end ▁ of the </w> line <0x41> <unk> <pad>",
    "multi   <image>   spaces around",
    "internationalization uncharacteristically counterrevolutionaries",
    "hello" * 30,
]
CORPUS = TEXTS + """A photo of a cat. A photo of a dog. A red bird on a green tree. How many bars are there in the image?
What is the color of the object to the left of the cube? Answer the question using a single word or phrase.
The image shows a street with cars, people and a traffic light. Is there a person in the picture? Yes, there is.
Describe the picture in detail. The sum of the two numbers is 12. Which option is correct: A, B, C or D?
こんにちは世界 日本語 中文 한국어 привет мир καλημέρα κόσμε مرحبا بالعالم café naïve
٣٣٣ ٣٣٣ ٣٣٣ ٣٣٣ ٣٣٣ ٣٣٣ ٣٣٣ ٣٣٣""".split("\n") * 4
LLAMA3_SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
                r"|\s*[\r\n]+|\s+(?!\S)|\s+")
BLOOM_SPLIT = r" ?[^(\s|[.,!?…。，、।۔،])]+"
SIGLIP_PUNCTUATION = r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""


def special(content: str, **flags) -> AddedToken:
    return AddedToken(content, special=True, normalized=False, **flags)


def train_bpe(pre_tokenizer, normalizer=None, size: int = 420, alphabet=(), suffix: str = "") -> tuple[dict, list]:
    """Vocabulary and merges; the alphabet of a byte-level one is all of its 256 characters."""
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix=suffix))
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=list(alphabet), limit_alphabet=256 if alphabet else 70, show_progress=False,
        special_tokens=[], **({"end_of_word_suffix": suffix} if suffix else {})))
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [tuple(merge) for merge in model["merges"]]


def byte_level(size: int = 480, split: str | None = None, normalizer=None) -> tuple[dict, list]:
    return train_bpe(byte_level_split(split), normalizer, size, pre_tokenizers.ByteLevel.alphabet())


def byte_level_split(split: str | None):
    if split is None:
        return pre_tokenizers.ByteLevel(add_prefix_space=False)
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(split), "isolated"),
                                    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def sentence_pieces(first: list[str]) -> tuple[dict, list]:
    """`first` and 256 byte tokens, then pieces over U+2581: the layout of Llama's and Gemma's vocabularies."""
    pieces, merges = train_bpe(pre_tokenizers.Metaspace(prepend_scheme="always"), size=300)
    tokens = first + [f"<0x{byte:02X}>" for byte in range(256)] + [SPACE]
    tokens += [piece for piece in sorted(pieces, key=pieces.get) if piece not in set(tokens)]
    return {token: i for i, token in enumerate(tokens)}, merges


LLAMA_SPECIALS = ["<unk>", "<s>", "</s>"]


def begin(token: str, vocabulary: dict):
    return processors.TemplateProcessing(single=f"{token} $A", pair=f"{token} $A {token} $B",
                                         special_tokens=[(token, vocabulary[token])])


def llama_legacy() -> PreTrainedTokenizerFast:
    vocabulary, merges = sentence_pieces(LLAMA_SPECIALS)
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
    tokenizer.decoder = decoders.Sequence([decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens([special(token) for token in LLAMA_SPECIALS + ["<image>", "<pad>"]])
    tokenizer.post_processor = begin("<s>", vocabulary)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
                                   pad_token="<pad>", model_max_length=4096, padding_side="left")


def llama_metaspace() -> PreTrainedTokenizerFast:
    vocabulary, merges = sentence_pieces(LLAMA_SPECIALS)
    tokenizer = LlamaTokenizer(vocabulary, merges, add_bos_token=True)
    tokenizer.add_tokens([special("<image>"), special("<pad>")], special_tokens=True)
    return tokenizer


def mistral() -> PreTrainedTokenizerFast:
    vocabulary, merges = sentence_pieces(LLAMA_SPECIALS + ["[INST]", "[/INST]"])
    tokenizer = LlamaTokenizer(vocabulary, merges, add_bos_token=True, legacy=True)
    tokenizer.add_tokens([special(token) for token in ("[INST]", "[/INST]", "<image>", "<pad>")], special_tokens=True)
    return tokenizer


def llama3() -> PreTrainedTokenizerFast:
    vocabulary, merges = byte_level(split=LLAMA3_SPLIT)
    for word in ("Ġuncharacteristically", "Ġcounterrevolutionaries", "hellohello"):  # whole words no merge leads to
        vocabulary[word] = len(vocabulary)
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, ignore_merges=True))
    tokenizer.pre_tokenizer = byte_level_split(LLAMA3_SPLIT)
    tokenizer.decoder = decoders.ByteLevel()
    names = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<image>", "<pad>"]
    tokenizer.add_special_tokens([special(name) for name in names])
    start = names[0]
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single=f"{start} $A", pair=f"{start} $A {start} $B",
                                      special_tokens=[(start, tokenizer.token_to_id(start))])])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token=start, eos_token="<|eot_id|>", pad_token="<pad>")


def qwen2() -> PreTrainedTokenizerFast:
    vocabulary, merges = byte_level(normalizer=normalizers.NFC())
    tokenizer = Qwen2Tokenizer(vocabulary, merges)
    tokenizer.add_tokens([special(t) for t in ("<|im_start|>", "<|im_end|>", "<image>", "<video>")], special_tokens=True)
    return tokenizer


def gemma() -> PreTrainedTokenizerFast:
    vocabulary, merges = sentence_pieces(["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "\n\n", "\n\n\n", SPACE * 2, SPACE * 3])
    tokenizer = GemmaTokenizer(vocabulary, merges, add_bos_token=True)
    # Gemma lists its runs of line breaks and spaces as added tokens that are neither special nor normalized.
    tokenizer.add_tokens([AddedToken(t, normalized=False) for t in ("\n\n", "\n\n\n", SPACE * 2, SPACE * 3)])
    return tokenizer


def olmo() -> PreTrainedTokenizerFast:
    vocabulary, merges = byte_level(normalizer=normalizers.NFC())
    for token in ("<|endoftext|>", "<|padding|>"):
        vocabulary[token] = len(vocabulary)
    tokenizer = GPTNeoXTokenizer(vocabulary, merges)
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True) for n in (5, 4, 3, 2)])
    tokenizer.add_tokens([AddedToken("|||IP_ADDRESS|||", normalized=True)])
    return tokenizer


def bloom() -> PreTrainedTokenizerFast:
    vocabulary, merges = byte_level(split=BLOOM_SPLIT)
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.pre_tokenizer = byte_level_split(BLOOM_SPLIT)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.add_special_tokens([special(token) for token in ("<unk>", "<s>", "</s>", "<pad>")])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
                                   pad_token="<pad>", padding_side="left")


def clip() -> PreTrainedTokenizerFast:
    frame = CLIPTokenizer()._tokenizer
    vocabulary, merges = train_bpe(frame.pre_tokenizer, frame.normalizer, 720, pre_tokenizers.ByteLevel.alphabet(), "</w>")
    tokens = sorted(set(pre_tokenizers.ByteLevel.alphabet()))
    tokens += [token + "</w>" for token in tokens]
    tokens += [token for token in sorted(vocabulary, key=vocabulary.get) if token not in set(tokens)]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer({token: i for i, token in enumerate(tokens)}, merges, model_max_length=77)


def unigram(normalizer, pre_tokenizer) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    tokenizer.train_from_iterator(CORPUS, trainers.UnigramTrainer(
        vocab_size=360, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False, max_piece_length=8))
    pieces = json.loads(tokenizer.to_str())["model"]["vocab"]
    # The last piece reaches over a space: it is good only where words are not cut apart before.
    pieces = [(piece, round(score, 3)) for piece, score in pieces] + [(f"of{SPACE}a", -1.0)]
    tokenizer.model = models.Unigram(pieces, unk_id=2)
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens([special(t) for t in ("<pad>", "</s>", "<unk>")])
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    return tokenizer


def siglip() -> PreTrainedTokenizerFast:
    canonical = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(Regex(SIGLIP_PUNCTUATION), ""),
                                      normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()])
    return PreTrainedTokenizerFast(tokenizer_object=unigram(canonical, pre_tokenizers.Metaspace(prepend_scheme="always", split=True)),
                                   eos_token="</s>", unk_token="<unk>", pad_token="</s>", model_max_length=64)


def added_flags() -> PreTrainedTokenizerFast:
    """Added tokens of every flag over a normalizer that changes them."""
    vocabulary, merges = byte_level(normalizer=normalizers.Lowercase())
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_tokens([
        AddedToken("<tag>", normalized=True), AddedToken("TAG", normalized=True), AddedToken("<strip>", normalized=False, lstrip=True),
        AddedToken("<both>", normalized=False, lstrip=True, rstrip=True), AddedToken("word", normalized=False, single_word=True),
        AddedToken("cat", normalized=True, single_word=True), AddedToken("photo", normalized=True, rstrip=True),
        AddedToken("<image>", normalized=False, special=True, rstrip=True)])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer)


def metaspace_flags() -> PreTrainedTokenizerFast:
    """prepend_scheme "first" with an added token found only after normalizing."""
    vocabulary, merges = sentence_pieces(LLAMA_SPECIALS)
    tokenizer = LlamaTokenizer(vocabulary, merges, add_bos_token=True)
    tokenizer.add_tokens([AddedToken("<image>", normalized=True), AddedToken("is", normalized=True, single_word=True)])
    return tokenizer


KINDS = [llama_legacy, llama_metaspace, mistral, llama3, qwen2, gemma, olmo, bloom, clip, siglip, added_flags, metaspace_flags]


def write(path: Path, value) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def save(kind: str, tokenizer: PreTrainedTokenizerFast) -> Tokenizer:
    """As transformers saves it, without the indentation; what the Rust library then reads."""
    folder = FIXTURES / "tokenizers" / kind
    with tempfile.TemporaryDirectory() as directory:
        tokenizer.save_pretrained(directory)
        for file in ("tokenizer.json", "tokenizer_config.json"):
            write(folder / file, json.loads((Path(directory) / file).read_text(encoding="utf-8")))
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def golden(tokenizer: Tokenizer, text: str) -> dict:
    plain = tokenizer.encode(text, add_special_tokens=False).ids
    ids = tokenizer.encode(text).ids
    decoded = tokenizer.decode(ids, skip_special_tokens=True)
    suffix = json.loads(tokenizer.to_str())["model"].get("end_of_word_suffix")
    if suffix:  # as CLIPTokenizer decodes
        decoded = decoded.replace(suffix, " ")
    return {"ids": ids, "special": len(ids) - len(plain), "decoded": decoded.strip()}


def cut(tokenizer: Tokenizer, ids: list[int]) -> list[str]:
    """What every beginning of an answer decodes to: most of them end inside a character."""
    suffix = json.loads(tokenizer.to_str())["model"].get("end_of_word_suffix") or "\0"
    return [tokenizer.decode(ids[:end], skip_special_tokens=True).replace(suffix, " ").strip() for end in range(1, len(ids) + 1)]


def fixed(tokenizer: PreTrainedTokenizerFast, text: str, length: int) -> dict:
    """One text for a text tower, padded or cut by transformers."""
    out = tokenizer(text, padding="max_length", truncation=True, max_length=length)
    return {"text": text, "ids": out["input_ids"], "used": sum(out["attention_mask"])}


def tokenizer_goldens() -> None:
    goldens = {"texts": TEXTS, "kinds": {}, "fixed": {}}
    for make in KINDS:
        kind = make.__name__.replace("_", "-")
        made = make()
        rust = save(kind, made)
        cases = [golden(rust, text) for text in TEXTS]
        emoji = next(i for i, text in enumerate(TEXTS) if text.startswith("emoji"))
        goldens["kinds"][kind] = {"cases": cases, "cut": cut(rust, cases[emoji]["ids"])}
        if kind in ("clip", "siglip"):
            goldens["fixed"][kind] = [fixed(made, text, made.model_max_length) for text in (TEXTS[2], TEXTS[0], TEXTS[-2] * 4)]
    write(FIXTURES / "tokenizers" / "goldens.json", goldens)


def turn(role: str, text: str, images: int = 0) -> dict:
    return {"role": role, "content": [{"type": "image"}] * images + [{"type": "text", "text": text}]}


CONVERSATIONS = {
    "one image": [turn("user", "What is it?", 1)],
    "no image": [turn("user", "What is it?")],
    "two images": [turn("user", "What differs?", 2)],
    "many turns": [turn("user", "What is it?", 1), turn("assistant", "A cat."), turn("user", "Which colour?\nOne word.")],
    "system turn": [turn("system", "Answer briefly."), turn("user", "What is it?", 1)],
    "plain text": [{"role": "user", "content": "What is it?"}, {"role": "assistant", "content": "A cat."},
                   {"role": "user", "content": "{{ 7 * 6 }}"}],
}
PLAIN = {"llama3", "qwen2", "text-only"}  # these read content that is plain text, the last one nothing else
SPECIALS = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "image_token": "<image>"}


def template_goldens() -> None:
    goldens = {"specials": SPECIALS, "conversations": CONVERSATIONS, "templates": {}}
    for file in sorted((FIXTURES / "templates").glob("*.jinja")):
        source = file.read_text(encoding="utf-8")
        rendered = {}
        for name, messages in CONVERSATIONS.items():
            if (name == "plain text") != (file.stem in PLAIN) and (name == "plain text" or file.stem == "text-only"):
                continue
            try:
                rendered[name] = [render_jinja_template([messages], chat_template=source, add_generation_prompt=prompt, **SPECIALS)[0][0]
                                  for prompt in (True, False)]
            except Exception as error:  # a template may refuse a conversation: then so must ours
                rendered[name] = None
                print("refused by its template:", file.stem, name, error)
        goldens["templates"][file.stem] = rendered
    write(FIXTURES / "templates" / "goldens.json", goldens)


if __name__ == "__main__":
    for kind in KINDS:
        shutil.rmtree(FIXTURES / "tokenizers" / kind.__name__.replace("_", "-"), ignore_errors=True)
    tokenizer_goldens()
    template_goldens()
