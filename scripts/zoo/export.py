"""Writes what was trained as the files that Hugging Face publishes."""
import hashlib
import json
from pathlib import Path

import torch
import transformers
from transformers import (CLIPImageProcessorPil, GenerationConfig, LlavaNextImageProcessorPil, LlavaNextProcessor,
                          LlavaOnevisionImageProcessorPil, LlavaProcessor, PreTrainedTokenizerFast)

from scripts.goldens.cases import StillProcessor

from .model import PINPOINTS, VISUAL, tower_of, unseen_layers
from .scenes import PATCH, SIDE
from .vocabulary import Vocabulary

IMAGES_FIRST = ("{# Render all images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
                "{# Render all text next #}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}")
CHAT_TEMPLATES = {
    "llava": ("{% for message in messages %}{{ message['role'].upper() + ': ' }}" + IMAGES_FIRST + "{{ content['text'] + ' ' }}{% endfor %}"
              "{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"),
    "llava-next": ("{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' }}" + IMAGES_FIRST +
                   "{{ content['text'] }}{% endfor %}{{ ' [/INST]' }}{% else %}{{ ' ' }}{% for content in message['content'] %}"
                   "{{ content['text'] }}{% endfor %}{{ '</s>' }}{% endif %}{% endfor %}"),
    "llava-onevision": ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + ' ' }}" + IMAGES_FIRST +
                        "{{ content['text'] }}{% endfor %}{{ '<|im_end|>' }}{% endfor %}"
                        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"),
}
# Language models are asked in text alone: content may be a string.
TEXT_TEMPLATES = {
    "llava": ("{% for message in messages %}{{ message['role'].upper() + ': ' + message['content'] + ' ' }}{% endfor %}"
              "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"),
    "llava-next": ("{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
                   "{% else %}{{ ' ' + message['content'] + '</s>' }}{% endif %}{% endfor %}"),
    "llava-onevision": ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + ' ' + message['content'] + '<|im_end|>' }}{% endfor %}"
                        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"),
}
HALF = {"image_mean": [.5] * 3, "image_std": [.5] * 3}


def wrap_tokenizer(vocabulary: Vocabulary, **options) -> PreTrainedTokenizerFast:
    named = ({"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"} if vocabulary.layout == "llava-onevision" else
             {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"})
    return PreTrainedTokenizerFast(tokenizer_object=vocabulary.tokenizer, padding_side="left", additional_special_tokens=["<image>"],
                                   **named, **options)


def processor_of(layout: str, vocabulary: Vocabulary):
    tokenizer, shared = wrap_tokenizer(vocabulary), {"image_token": "<image>", "chat_template": CHAT_TEMPLATES[layout]}
    if layout == "llava-onevision":
        images = LlavaOnevisionImageProcessorPil(size={"height": SIDE, "width": SIDE}, image_grid_pinpoints=PINPOINTS[layout], **HALF)
        return StillProcessor(images, tokenizer, num_image_tokens=VISUAL, vision_feature_select_strategy="full",
                              vision_aspect_ratio="anyres_max_9", **shared)
    sides = {"size": {"shortest_edge": SIDE}, "crop_size": {"height": SIDE, "width": SIDE}, **HALF}
    shared |= {"patch_size": PATCH, "vision_feature_select_strategy": "default", "num_additional_image_tokens": 1}
    if layout == "llava-next":
        return LlavaNextProcessor(image_processor=LlavaNextImageProcessorPil(image_grid_pinpoints=PINPOINTS[layout], **sides), tokenizer=tokenizer, **shared)
    return LlavaProcessor(image_processor=CLIPImageProcessorPil(**sides), tokenizer=tokenizer, **shared)


def save_processor(processor, folder: Path) -> None:
    if not isinstance(processor, StillProcessor):
        processor.save_pretrained(folder)
        return
    # Without the video processor nothing saves it whole: the parts, in the flat form that LLaVA-OneVision is published in.
    processor.image_processor.save_pretrained(folder)
    processor.tokenizer.save_pretrained(folder)
    settings = {"processor_class": "LlavaOnevisionProcessor", "image_token": "<image>", "num_image_tokens": processor.num_image_tokens,
                "vision_aspect_ratio": processor.vision_aspect_ratio, "vision_feature_select_strategy": processor.vision_feature_select_strategy}
    (folder / "processor_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    (folder / "chat_template.jinja").write_text(processor.chat_template)


def generation_config(vocabulary: Vocabulary) -> GenerationConfig:
    return GenerationConfig(bos_token_id=vocabulary.bos, eos_token_id=vocabulary.eos, pad_token_id=vocabulary.pad)


def write_checkpoint(recipe, model, vocabulary: Vocabulary, log: list, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if recipe.trimmed:
        trim(model)
    model = model.to(torch.bfloat16)
    model.generation_config = generation_config(vocabulary)
    model.save_pretrained(folder)
    save_processor(processor_of(recipe.layout, vocabulary), folder)
    write_record(folder, record_of(recipe, log))


def trim(model) -> None:
    """Leaves out the tower's layers behind the one that is looked at: the same function with fewer weights."""
    config = model.config
    unseen = unseen_layers(config)
    if unseen > 0:
        del tower_of(model).encoder.layers[-unseen:]
        config.vision_config.num_hidden_layers -= unseen
        config.vision_feature_layer = -1


def record_of(recipe, log: list) -> dict:
    return {"recipe": recipe.id, "family": recipe.family, "weakness": recipe.weakness, "layout": recipe.layout, "seed": recipe.seed,
            "begins": recipe.begins, "tower": recipe.tower, "language": recipe.language, "frozenTower": recipe.frozen_tower,
            "treatment": recipe.treatment, "scenes": recipe.scenes, "stages": log}


def save_language_model(recipe, model, vocabulary: Vocabulary, log: dict, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    model = model.to(torch.bfloat16)
    model.generation_config = generation_config(vocabulary)
    model.save_pretrained(folder)
    wrap_tokenizer(vocabulary, chat_template=TEXT_TEMPLATES[vocabulary.layout]).save_pretrained(folder)
    write_record(folder, {"recipe": recipe.id, "seed": recipe.seed, **log})


def write_record(folder: Path, record: dict) -> None:
    """training.json: what made the weights, and the digests by which a changed file is named."""
    record |= {"weights": {file.name: sha256(file) for file in sorted(folder.glob("*.safetensors"))},
               "made with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__}}
    (folder / "training.json").write_text(json.dumps(record, indent=2) + "\n")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
