"""Goldens of image encoders by transformers: eager attention, fp32, the PIL image backend and Pillow 11.

    python -m scripts.goldens.encoders

Writes tiny random checkpoints of every family and key layout to test/fixtures/encoders, each with what transformers makes
of some pictures (`pictures.pattern`, which TypeScript draws as well) and texts. A checkpoint has variants: the same weights
under a changed config.json, so that a key nobody reads shows.
"""
import base64
import copy
import json
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import (AutoImageProcessor, AutoTokenizer, CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPVisionConfig,
                          CLIPVisionModel, CLIPVisionModelWithProjection, ConvNextImageProcessorPil, DeiTConfig,
                          DeiTForImageClassification, DeiTForImageClassificationWithTeacher, DeiTImageProcessorPil, ResNetConfig,
                          ResNetForImageClassification, ResNetModel, SiglipConfig, SiglipImageProcessorPil, SiglipModel,
                          SiglipVisionConfig, SiglipVisionModel, ViTConfig, ViTForImageClassification, ViTImageProcessorPil, ViTModel)

from scripts.goldens.pictures import pattern
from scripts.zoo.export import sha256

ROOT = Path(__file__).resolve().parents[2] / "test" / "fixtures"
PICTURES = [(64, 48), (37, 90)]
TEXTS = ["a photo of a cat", "two red birds, a tree and a dog", "bars " * 40]
BF16, F16, F32 = torch.bfloat16, torch.float16, torch.float32
TRANSFORMER = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=4)
TEXT = dict(hidden_size=24, intermediate_size=56, num_hidden_layers=2, num_attention_heads=2)
LABELS = {"id2label": {str(n): f"class {n}" for n in range(7)}, "label2id": {f"class {n}": n for n in range(7)}}
RESNET = dict(embedding_size=8, hidden_sizes=[16, 32, 48], depths=[2, 2, 1])

# transformers 5 to the names that version 4 saved, in this order
VERSION_4 = [(r"\blayers\.(\d+)\.", r"encoder.layer.\1."), (r"\.attention\.q_proj\.", ".attention.attention.query."),
             (r"\.attention\.k_proj\.", ".attention.attention.key."), (r"\.attention\.v_proj\.", ".attention.attention.value."),
             (r"\.attention\.o_proj\.", ".attention.output.dense."), (r"\.mlp\.fc1\.", ".intermediate.dense."),
             (r"\.mlp\.fc2\.", ".output.dense.")]
VERSION_5 = [(r"\bencoder\.layer\.(\d+)\.", r"layers.\1."), (r"\.attention\.attention\.query\.", ".attention.q_proj."),
             (r"\.attention\.attention\.key\.", ".attention.k_proj."), (r"\.attention\.attention\.value\.", ".attention.v_proj."),
             (r"\.attention\.output\.dense\.", ".attention.o_proj."), (r"\.intermediate\.dense\.", ".mlp.fc1."),
             (r"(layers\.\d+)\.output\.dense\.", r"\1.mlp.fc2.")]
# of a class that has the vision tower alone
WITH_PREFIX, WITHOUT_PREFIX = [(r"^(?!vision_model\.|visual)", "vision_model.")], [(r"^(vision_model\.)+", "")]


@dataclass(frozen=True)
class Spec:
    model: type
    config: object
    processor: object
    dtype: torch.dtype = F32
    # substitutions in the names of the tensors
    names: list = field(default_factory=list)
    tokenizer: str | None = None
    # changes of config.json; nested dictionaries are merged
    variants: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    special: int = 1


def cropped(processor: type, size: int, **options):
    return processor(size={"shortest_edge": size}, crop_size={"height": size, "width": size}, **options)


def squeezed(processor: type, size: int, **options):
    return processor(size={"height": size, "width": size}, **options)


def square(image: int, patch: int) -> dict:
    return dict(image_size=image, patch_size=patch)


SPECS = {
    "clip-fp16": Spec(
        CLIPModel, CLIPConfig(text_config=TEXT | dict(vocab_size=892, max_position_embeddings=24, bos_token_id=890, eos_token_id=891),
                              vision_config=TRANSFORMER | square(40, 8), projection_dim=20),
        cropped(CLIPImageProcessorPil, 40), F16, tokenizer="clip",
        variants={"end-is-2": {"text_config": {"eos_token_id": 2}}, "end-is-a-word": {"text_config": {"eos_token_id": 320}},
                  "gelu": {"text_config": {"hidden_act": "gelu"}, "vision_config": {"hidden_act": "gelu"}},
                  "epsilon": {"text_config": {"layer_norm_eps": .05}, "vision_config": {"layer_norm_eps": .05}},
                  "old-dictionaries": {"text_config_dict": TEXT | dict(vocab_size=892, max_position_embeddings=24, hidden_act="gelu_new"),
                                       "vision_config_dict": TRANSFORMER | square(40, 8) | dict(hidden_act="silu")}}),
    "clip-vision-projected": Spec(
        CLIPVisionModelWithProjection, CLIPVisionConfig(**TRANSFORMER, **square(36, 14), projection_dim=20, hidden_act="gelu"),
        cropped(CLIPImageProcessorPil, 36), BF16, WITH_PREFIX),
    "clip-vision": Spec(CLIPVisionModel, CLIPVisionConfig(**TRANSFORMER, **square(32, 8)), cropped(CLIPImageProcessorPil, 32), BF16,
                        WITHOUT_PREFIX),
    "siglip-bf16": Spec(
        SiglipModel, SiglipConfig(text_config=TEXT | dict(vocab_size=286, max_position_embeddings=16, projection_size=32, pad_token_id=0),
                                  vision_config=TRANSFORMER | square(30, 8)),
        squeezed(SiglipImageProcessorPil, 30), BF16, tokenizer="siglip",
        variants={"relu": {"text_config": {"hidden_act": "relu"}, "vision_config": {"hidden_act": "relu"}},
                  "epsilon": {"text_config": {"layer_norm_eps": .05}, "vision_config": {"layer_norm_eps": .05}}}),
    "siglip-vision": Spec(SiglipVisionModel, SiglipVisionConfig(**TRANSFORMER, **square(32, 8)), squeezed(SiglipImageProcessorPil, 32), BF16,
                          WITH_PREFIX),
    # DINO's form: no pooler, the names of version 4
    "vit-dino": Spec(
        ViTModel, ViTConfig(**TRANSFORMER, **square(48, 8)),
        squeezed(ViTImageProcessorPil, 48, image_mean=[.485, .456, .406], image_std=[.229, .224, .225]), F32, VERSION_4,
        options=dict(add_pooling_layer=False), variants={"epsilon": {"layer_norm_eps": .05}, "heads": {"num_attention_heads": 2}}),
    "vit-pooler": Spec(
        ViTModel, ViTConfig(**TRANSFORMER, **square(32, 8), qkv_bias=False, pooler_output_size=20, hidden_act="gelu_new"),
        squeezed(ViTImageProcessorPil, 32), BF16, VERSION_5, variants={"relu": {"pooler_act": "relu"}}),
    "vit-classifier": Spec(ViTForImageClassification, ViTConfig(**TRANSFORMER, **square(32, 8), **LABELS), squeezed(ViTImageProcessorPil, 32),
                           BF16, VERSION_5),
    "deit-teacher": Spec(DeiTForImageClassificationWithTeacher, DeiTConfig(**TRANSFORMER, **square(32, 8), **LABELS),
                         DeiTImageProcessorPil(size={"height": 38, "width": 38}, crop_size={"height": 32, "width": 32}), F16, VERSION_4,
                         special=2),
    "deit-classifier": Spec(DeiTForImageClassification, DeiTConfig(**TRANSFORMER, **square(32, 8), **LABELS),
                            DeiTImageProcessorPil(size={"height": 38, "width": 38}, crop_size={"height": 32, "width": 32}), BF16, VERSION_5,
                            special=2),
    "resnet-bottleneck": Spec(
        ResNetForImageClassification, ResNetConfig(**RESNET, **LABELS), ConvNextImageProcessorPil(size={"shortest_edge": 64}), F32,
        variants={"stride-in-the-first": {"downsample_in_bottleneck": True}, "first-stage": {"downsample_in_first_stage": True},
                  "silu": {"hidden_act": "silu"}}),
    "resnet-basic": Spec(ResNetModel, ResNetConfig(layer_type="basic", **RESNET | dict(embedding_size=16, hidden_sizes=[16, 24, 32])),
                         ConvNextImageProcessorPil(size={"shortest_edge": 60}, crop_pct=.9), BF16),
}


def packed(values: torch.Tensor) -> str:
    """Little-endian fp32, base64."""
    return base64.b64encode(values.detach().to(torch.float32).contiguous().numpy().astype("<f4").tobytes()).decode()


@torch.no_grad()
def randomise(model: torch.nn.Module) -> None:
    """Far from Hugging Face's .02, norms and statistics far from fresh ones, attention far from uniform."""
    for name, weight in model.named_parameters():
        if name in ("logit_scale", "logit_bias"):
            weight.fill_(1.7 if name == "logit_scale" else -1.2)
        elif re.search(r"norm\w*\.(\w+\.)?weight$", name) and weight.ndim == 1:
            weight.normal_(1, .3)
        elif weight.ndim == 1:
            weight.normal_(0, .3)
        else:
            embedded = re.search(r"position_embedding|token_embedding|cls_token|distillation|probe", name)
            sharp = 2.5 if re.search(r"q_proj|k_proj|query|key|in_proj", name) else 1.4
            weight.normal_(0, .7 if embedded else sharp / weight[0].numel() ** .5)
    for name, buffer in model.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0, .3)
        if name.endswith("running_var"):
            buffer.uniform_(.4, 2.)


def write_checkpoint(folder: Path, spec: Spec, seed: int) -> None:
    torch.manual_seed(seed)
    model = spec.model(copy.deepcopy(spec.config), **spec.options)
    randomise(model)
    model.to(spec.dtype).save_pretrained(folder)
    spec.processor.save_pretrained(folder)
    file = folder / "model.safetensors"
    tensors = {}
    for name, tensor in load_file(file).items():
        for found, put in spec.names:
            name = re.sub(found, put, name)
        tensors[name] = tensor.contiguous()
    save_file(tensors, file, {"format": "pt"})
    if spec.tokenizer:
        for one in (ROOT / "tokenizers" / spec.tokenizer).glob("*.json"):
            shutil.copy(one, folder)


def merged(config: dict, change: dict) -> dict:
    both = dict(config)
    for key, value in change.items():
        both[key] = merged(config.get(key) or {}, value) if isinstance(value, dict) else value
    return both


def pooled(states: torch.Tensor, has_class: bool) -> torch.Tensor:
    """One vector of [1, tokens, width] or of [1, channels, height, width]."""
    if states.ndim == 4:
        return states[0].mean((1, 2))
    return states[0, 0] if has_class else states[0].mean(0)


def look(spec: Spec, model, pixels: torch.Tensor) -> dict:
    """What one picture becomes."""
    kind = model.config.model_type
    vision = model.vision_model if kind in ("clip", "siglip") else model
    seen = vision(pixel_values=pixels, output_hidden_states=True, output_attentions=True) if kind != "resnet" else \
        model(pixel_values=pixels, output_hidden_states=True)
    has_class = kind not in ("siglip", "siglip_vision_model", "resnet")
    if kind in ("clip", "siglip"):
        embedding = model.get_image_features(pixels).pooler_output
    elif "image_embeds" in seen:
        embedding = seen.image_embeds
    elif kind in ("vit", "deit", "resnet"):
        base = model if spec.model in (ViTModel, ResNetModel) else getattr(model, kind)
        whole = base(pixel_values=pixels)
        embedding = whole.last_hidden_state[:, 0] if whole.pooler_output is None else whole.pooler_output.flatten(1)
    else:
        embedding = seen.pooler_output
    attention = seen.attentions[-1][0, :, 0, spec.special:] if has_class else None
    return {"embedding": packed(embedding[0]), "states": [packed(pooled(one, has_class)) for one in seen.hidden_states],
            "logits": packed(seen.logits[0]) if "logits" in seen else None, "attention": None if attention is None else packed(attention)}


@torch.no_grad()
def answers(folder: Path, spec: Spec) -> dict:
    """What the checkpoint in a folder makes of every picture and text."""
    model = spec.model.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", **spec.options).eval()
    processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    pixels = [processor(Image.fromarray(pattern(*size)), return_tensors="pt")["pixel_values"] for size in PICTURES]
    pictures = [{"size": size, **look(spec, model, one)} for size, one in zip(PICTURES, pixels)]
    if not spec.tokenizer:
        return {"pictures": pictures, "texts": []}
    tokenizer = AutoTokenizer.from_pretrained(folder)
    inputs = dict(tokenizer(TEXTS, padding="max_length" if spec.tokenizer == "siglip" else True, truncation=True,
                            max_length=model.config.text_config.max_position_embeddings, return_tensors="pt"))
    if spec.tokenizer == "siglip":  # whose tokenizer has no mask among its outputs
        inputs = {"input_ids": inputs["input_ids"]}
    embeddings = model.get_text_features(**inputs).pooler_output
    texts = [{"text": text, "embedding": packed(one)} for text, one in zip(TEXTS, embeddings)]
    for picture, one in zip(pictures, pixels):
        logits = model(**inputs, pixel_values=one).logits_per_image[0]
        picture["zeroShot"] = {"logits": packed(logits),
                               "probabilities": packed(logits.softmax(-1) if spec.tokenizer == "clip" else logits.sigmoid())}
    return {"pictures": pictures, "texts": texts}


def main() -> None:
    torch.set_num_threads(1)
    shutil.rmtree(ROOT / "encoders", ignore_errors=True)
    for seed, (name, spec) in enumerate(SPECS.items()):
        folder = ROOT / "encoders" / name
        folder.mkdir(parents=True)
        write_checkpoint(folder, spec, seed)
        config = json.loads((folder / "config.json").read_text())
        cases = []
        for title, change in {"as-saved": {}, **spec.variants}.items():
            with tempfile.TemporaryDirectory() as scratch:
                copied = Path(scratch) / name
                shutil.copytree(folder, copied)
                (copied / "config.json").write_text(json.dumps(merged(config, change)))
                cases.append({"title": title, "config": change, **answers(copied, spec)})
        golden = {"weights": sha256(folder / "model.safetensors"), "cases": cases}
        (folder.parent / f"{name}.goldens.json").write_text(json.dumps(golden) + "\n")
        print(name, sum(file.stat().st_size for file in folder.iterdir()) // 1000, "kB,", len(cases), "configurations")


if __name__ == "__main__":
    main()
