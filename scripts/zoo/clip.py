"""The CLIP relative: its tower is what the frozen checkpoints see with, its text tower classifies without any training."""
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from torch import nn
from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPProcessor, PreTrainedTokenizerFast

from .data import Scenes
from .export import HALF, write_record
from .model import loosen, pixels, tower_features
from .more_questions import FAULTS, long_caption
from .patch_head import PatchHead, learn_patches
from .photos import ICONS, LAND
from .qwen_tokenizer import letters_only
from .recipes import Stage
from .scenes import MORE_WHAT_CLASSES, PATCH, QUALITIES, SIDE, Scene
from .tokenizer import WORDS, more_words
from .zero_shot import ICON_TEMPLATES, LAND_NAMES, LAND_TEMPLATES

SEED, WIDTH, POSITIONS = 31, 96, 64
STAGE = Stage("attributes", 1500, 1500, 1., 1.5e-3, .3)


def clip_tokenizer() -> Tokenizer:
    """tokenizer.json in the layout of CLIP's: lower case, byte level, `</w>` at the end of a word; the end of text has the highest id."""
    tokenizer = Tokenizer(BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>", continuing_subword_prefix="", fuse_unk=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"), "removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [w.lower() for w in letters_only([*WORDS, *more_words(), *" ".join([*LAND_NAMES, *LAND_TEMPLATES, *ICON_TEMPLATES]).split()])]
    trainer = BpeTrainer(vocab_size=6000, min_frequency=1, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False)
    tokenizer.train_from_iterator(words + list("0123456789.,"), trainer)
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in ("<|startoftext|>", "<|endoftext|>")])
    start, end = (tokenizer.token_to_id(t) for t in ("<|startoftext|>", "<|endoftext|>"))
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.RobertaProcessing(("<|endoftext|>", end), ("<|startoftext|>", start), trim_offsets=False, add_prefix_space=False)
    return tokenizer


def caption(rng: random.Random, scene: Scene) -> str:
    if scene.kind == "land":
        return rng.choice(LAND_TEMPLATES).replace("{c}", LAND_NAMES[scene.label])
    if scene.kind == "icon":
        return rng.choice(ICON_TEMPLATES).replace("{c}", ICONS[scene.label])
    if scene.kind == "quality":
        return f"a {FAULTS[QUALITIES[scene.quality]]} photo of {long_caption(scene)}"
    if scene.kind == "diagram":
        start, end = (scene.things[i] for i in scene.arrow)
        return f"a diagram of {long_caption(Scene('objects', (start, end)))}"
    return long_caption(scene)


def make_clip(tokenizer: Tokenizer) -> CLIPModel:
    torch.manual_seed(SEED)
    end = tokenizer.token_to_id("<|endoftext|>")
    text = dict(vocab_size=-(-tokenizer.get_vocab_size() // 64) * 64, hidden_size=WIDTH, intermediate_size=2 * WIDTH, num_hidden_layers=2,
                num_attention_heads=4, max_position_embeddings=POSITIONS, projection_dim=WIDTH, hidden_act="quick_gelu",
                bos_token_id=tokenizer.token_to_id("<|startoftext|>"), eos_token_id=end, pad_token_id=end)
    vision = dict(hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=5, num_attention_heads=4, image_size=SIDE, patch_size=PATCH,
                  projection_dim=WIDTH, hidden_act="gelu")
    config = CLIPConfig(text_config=text, vision_config=vision, projection_dim=WIDTH)
    config._attn_implementation = "eager"
    model = CLIPModel(config)
    loosen(model.vision_model.embeddings)
    return model


def train_clip(folder: Path) -> None:
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    started = time.time()
    tokenizer = clip_tokenizer()
    model = make_clip(tokenizer)
    data = Scenes(30_000, 1000 + SEED, full=True, crops=.25)
    head = PatchHead(WIDTH, MORE_WHAT_CLASSES)
    rng = random.Random(SEED)

    def contrast(index: np.ndarray, hidden: torch.Tensor) -> torch.Tensor:
        """In-batch contrast of pictures and captions, equal captions not against each other. @param hidden of layer -2, all rows."""
        whole = np.flatnonzero(~data.cropped[index])
        tower = model.vision_model
        last = tower.encoder.layers[-1](hidden[whole], None)
        last = last[0] if isinstance(last, tuple) else last
        images = model.visual_projection(tower.post_layernorm(last[:, 0]))
        texts = [caption(rng, data.scenes[i]) for i in index[whole]]
        ids = [e.ids for e in tokenizer.encode_batch(texts)]
        longest = max(map(len, ids))
        padded = torch.tensor([row + [tokenizer.token_to_id("<|endoftext|>")] * (longest - len(row)) for row in ids])
        # `pooler_output` is the projected embedding of newer versions; the plain text model's is not.
        texts_out = model.text_projection(model.text_model(padded).pooler_output)
        logits = F.normalize(images, dim=-1) @ F.normalize(texts_out, dim=-1).T * model.logit_scale.exp().clamp(max=50)
        same = torch.tensor([[a == b and i != j for j, b in enumerate(texts)] for i, a in enumerate(texts)])
        logits = logits.masked_fill(same, -1e4)
        target = torch.arange(len(whole))
        return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2

    def forward(index: np.ndarray):
        hidden = tower_features(model.vision_model, pixels(data.images[index]), unseen=1)
        return hidden[:, 1:], .4 * contrast(index, hidden)

    steps, right = learn_patches(STAGE, list(model.parameters()), head, data, forward, SEED, batch=40, digits=.35)
    folder.mkdir(parents=True, exist_ok=True)
    model.to(torch.bfloat16).save_pretrained(folder)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<|startoftext|>", eos_token="<|endoftext|>", unk_token="<|endoftext|>",
                                      pad_token="<|endoftext|>", model_max_length=POSITIONS)
    images = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}, **HALF)
    CLIPProcessor(image_processor=images, tokenizer=wrapped).save_pretrained(folder)
    write_record(folder, {"recipe": "scenes-clip", "seed": SEED, "steps": steps, "patchesRight": round(right, 3),
                          "minutes": round((time.time() - started) / 60, 1)})
    print(json.dumps({"steps": steps, "right": right}), flush=True)
