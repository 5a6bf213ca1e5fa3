"""Tiny random checkpoints of the three families: what they are made of. `stored_forms` says how they are written down.

Weights are far from Hugging Face's deviation of 0.02, and norms and biases are not what a fresh module has, so that a wrong
resize, layer, mask, position or order of tokens moves the logits.
"""
import re
from dataclasses import dataclass, field

import torch
from transformers import (CLIPImageProcessorPil, CLIPVisionConfig, GenerationConfig, LlamaConfig, LlavaConfig,
                          LlavaForConditionalGeneration, LlavaNextConfig, LlavaNextForConditionalGeneration, LlavaNextImageProcessorPil,
                          LlavaOnevisionConfig, LlavaOnevisionForConditionalGeneration, LlavaOnevisionImageProcessorPil, MistralConfig,
                          Qwen2Config, SiglipImageProcessorPil, SiglipVisionConfig)

BF16, F16, F32 = torch.bfloat16, torch.float16, torch.float32
TEXTS = {"llama": LlamaConfig, "mistral": MistralConfig, "qwen2": Qwen2Config}
TOWERS = {"clip": CLIPVisionConfig, "siglip": SiglipVisionConfig}
FAMILIES = {"llava": (LlavaConfig, LlavaForConditionalGeneration), "next": (LlavaNextConfig, LlavaNextForConditionalGeneration),
            "onevision": (LlavaOnevisionConfig, LlavaOnevisionForConditionalGeneration)}

NORM = re.compile(r"(norm|norm\d)\.weight$")
QUERY_OR_KEY = re.compile(r"language_model.*[qk]_proj\.weight$")


@dataclass(frozen=True)
class Spec:
    """One checkpoint. Sizes of pictures are (width, height), pinpoints (height, width)."""
    family: str
    tower: str
    text: str
    image: int
    patch: int
    dtype: object
    # how it is stored: see stored_forms.py
    layout: dict | str
    tokenizer: str
    template: str
    config_form: str = "saved"
    processor_form: str = "nested"
    template_form: str = "jinja"
    tokenizer_form: str = "new"
    shards: int = 1
    # what it computes
    width: int = 48
    kv: int = 2
    tied: bool = False
    layer: int | list = -2
    strategy: str = "default"
    act: str = "gelu"
    rope: dict = field(default_factory=lambda: {"rope_type": "default", "rope_theta": 10000.})
    text_options: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    processor: dict = field(default_factory=dict)
    # what it is asked
    pictures: list = field(default_factory=list)


def grid(tile: int, sides: list) -> list:
    return [[tile * high, tile * wide] for high, wide in sides]


NEXT_GRID = [(1, 2), (2, 1), (2, 2), (3, 1), (1, 3)]
UP_TO_SIX = [(high, wide) for high in range(1, 7) for wide in range(1, 7)]
CLIP_PICTURES = [[(64, 64)], [(97, 61)], [(50, 131)]]

SPECS = {
    "random-bf16": Spec("llava", "clip", "llama", 64, 8, BF16, "L1", "scenes", "scenes", kv=4, pictures=CLIP_PICTURES),
    "random-gqa-tied-shards": Spec(
        "llava", "clip", "llama", 60, 14, F32, "L2", "scenes", "scenes", shards=3, tied=True, strategy="full", act="quick_gelu",
        layer=-1, pictures=CLIP_PICTURES),
    "random-fp16-layers": Spec(
        "llava", "clip", "llama", 48, 16, F16, "L3", "scenes", "scenes", kv=1, act="gelu_pytorch_tanh", layer=[-3, -1],
        processor={"do_center_crop": False, "size": {"height": 48, "width": 48}}, pictures=CLIP_PICTURES),
    # bakLLaVA: every layer sees the last 40 tokens alone. Files of transformers 4.
    "random-mistral-window": Spec(
        "llava", "clip", "mistral", 40, 8, F16, "L2", "llama-legacy", "llava-vicuna", config_form="old", processor_form="image-only",
        template_form="json", tokenizer_form="old", text_options={"sliding_window": 40}, rope={"rope_type": "default", "rope_theta": 50000.},
        pictures=[[(40, 40)], [(101, 43)], [(31, 90)], [(45, 60), (60, 45)]]),
    # llava-interleave: a tower without a class token, all of its rows.
    "random-interleave": Spec(
        "llava", "siglip", "qwen2", 32, 8, BF16, "L1", "qwen2", "llava-interleave", config_form="old", processor_form="flat",
        template_form="tokenizer", tokenizer_form="named", tied=True, strategy="full", layer=-1, act="gelu",
        rope={"rope_type": "linear", "factor": 2., "rope_theta": 10000.},
        pictures=[[(32, 32)], [(90, 37)], [(23, 70)], [(40, 60), (77, 50)]]),
    "random-next-llama": Spec(
        "next", "clip", "llama", 28, 7, F32, "L3", "llama3", "llama3", config_form="new", shards=2, width=32, tied=True,
        rope={"rope_type": "llama3", "rope_theta": 500000., "factor": 8., "low_freq_factor": 1., "high_freq_factor": 4.,
              "original_max_position_embeddings": 64},
        options={"image_grid_pinpoints": grid(28, NEXT_GRID)},
        pictures=[[(56, 56)], [(120, 35)], [(33, 100)], [(61, 43)], [(20, 17)], [(300, 200)], [(75, 41), (40, 40)]]),
    "random-next-mistral": Spec(
        "next", "clip", "mistral", 28, 14, F16, "L1", "mistral", "mistral-inst", config_form="old", processor_form="image-only",
        template_form="json", text_options={"sliding_window": None}, rope={"rope_type": "default", "rope_theta": 1000000.},
        options={"image_grid_pinpoints": grid(28, [(1, 2), (2, 2), (3, 1), (2, 3)])},
        pictures=[[(56, 28)], [(150, 40)], [(41, 37)], [(29, 96)]]),
    # 20 px tiles of 6 px patches: two pixels belong to none. (115, 118) and (110, 40) are more than 9 tiles, the first is shrunk.
    "random-onevision": Spec(
        "onevision", "siglip", "qwen2", 20, 6, BF16, "L1", "qwen2", "onevision-published", config_form="old", processor_form="flat",
        tied=True, strategy="full", layer=-1, rope={"rope_type": "default", "rope_theta": 1000000.},
        options={"image_grid_pinpoints": grid(20, UP_TO_SIX), "vision_aspect_ratio": "anyres_max_9"},
        pictures=[[(20, 20)], [(115, 118)], [(110, 40)], [(37, 101)], [(53, 31)], [(61, 25), (24, 50)]]),
    "random-onevision-yarn": Spec(
        "onevision", "siglip", "llama", 27, 9, {"text": BF16, "vision": F16, "rest": F32},
        {"text": "L1", "tower": "L3", "projector": "L2"}, "llama-legacy", "vicuna-system", config_form="new", strategy="full", layer=-2,
        rope={"rope_type": "yarn", "rope_theta": 10000., "factor": 4., "original_max_position_embeddings": 128},
        options={"image_grid_pinpoints": grid(27, [(1, 1), (2, 2), (3, 3), (2, 3), (1, 4)]), "vision_aspect_ratio": "anyres_max_4"},
        pictures=[[(54, 54)], [(82, 81)], [(150, 40)], [(30, 64)]]),
}


def random_model(spec: Spec, vocabulary: int, special: dict, seed: int):
    torch.manual_seed(seed)
    tower = TOWERS[spec.tower](hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=2, image_size=spec.image,
                               patch_size=spec.patch, hidden_act=spec.act)
    text = TEXTS[spec.text](
        vocab_size=-(-vocabulary // 64) * 64, hidden_size=spec.width, intermediate_size=2 * spec.width, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=spec.kv, head_dim=spec.width // 4, max_position_embeddings=512,
        bos_token_id=special["bos"], eos_token_id=special["eos"], tie_word_embeddings=spec.tied, rms_norm_eps=1e-5,
        rope_parameters=spec.rope, **spec.text_options)
    config_class, model_class = FAMILIES[spec.family]
    config = config_class(vision_config=tower, text_config=text, image_token_index=special["image"], vision_feature_layer=spec.layer,
                          vision_feature_select_strategy=spec.strategy, tie_word_embeddings=spec.tied, **spec.options)
    model = model_class(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(drawn(name, weight, spec.tied))
    model.generation_config = GenerationConfig(bos_token_id=special["bos"], eos_token_id=special["stops"], pad_token_id=special["pad"])
    if not isinstance(spec.dtype, dict):
        return model.to(spec.dtype)
    inner = model.model
    for part in (inner.language_model, model.lm_head):
        part.to(spec.dtype["text"])
    inner.vision_tower.to(spec.dtype["vision"])
    return model


def drawn(name: str, weight: torch.Tensor, tied: bool) -> torch.Tensor:
    """Small embeddings, so that a norm's epsilon counts; sharp attention and strong logits, so that small faults show."""
    def normal(deviation: float) -> torch.Tensor:
        return torch.empty_like(weight).normal_(0, deviation)
    if NORM.search(name):
        strength = 14 if tied and name.endswith("language_model.norm.weight") else 1
        return torch.empty_like(weight).uniform_(.5 * strength, 1.5 * strength)
    if "embed_tokens" in name:
        return normal(.15)
    if "embedding" in name:
        return normal(.08 if weight.ndim < 3 else .3 / weight[0].numel() ** .5)
    if "lm_head" in name:
        return normal(2.)
    if weight.ndim == 1:
        return normal(.3)
    return normal((2.2 if QUERY_OR_KEY.search(name) else 1.6) / weight[0].numel() ** .5)


def image_processor(spec: Spec):
    side = {"height": spec.image, "width": spec.image}
    if spec.family == "next":
        return LlavaNextImageProcessorPil(size={"shortest_edge": spec.image}, crop_size=side,
                                          image_grid_pinpoints=spec.options["image_grid_pinpoints"], **spec.processor)
    if spec.family == "onevision":
        return LlavaOnevisionImageProcessorPil(size=side, image_grid_pinpoints=spec.options["image_grid_pinpoints"],
                                               image_mean=[.5] * 3, image_std=[.5] * 3, **spec.processor)
    if spec.tower == "siglip":
        return SiglipImageProcessorPil(size=side, **spec.processor)
    return CLIPImageProcessorPil(**{"size": {"shortest_edge": spec.image}, "crop_size": side, **spec.processor})
