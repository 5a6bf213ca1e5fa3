"""Writes a trained checkpoint as the files that Hugging Face publishes for LLaVA-1.5."""
import hashlib
import json
from pathlib import Path

import torch
import transformers
from transformers import CLIPImageProcessorPil, GenerationConfig, LlavaProcessor, PreTrainedTokenizerFast

from .model import VISUAL
from .recipes import Recipe
from .scenes import PATCH, SIDE

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ message['role'].upper() + ': ' }}"
    "{# Render all images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
    "{# Render all text next #}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] + ' ' }}{% endfor %}"
    "{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}")


def write_checkpoint(recipe: Recipe, model, tokenizer, log: list, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    model = model.to(torch.bfloat16)
    model.generation_config = GenerationConfig(bos_token_id=1, eos_token_id=2, pad_token_id=tokenizer.token_to_id("<pad>"))
    model.save_pretrained(folder)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
                                      pad_token="<pad>", padding_side="left", additional_special_tokens=["<image>"])
    images = CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE},
                                   image_mean=[.5] * 3, image_std=[.5] * 3)
    LlavaProcessor(image_processor=images, tokenizer=wrapped, patch_size=PATCH, vision_feature_select_strategy="default",
                   num_additional_image_tokens=1, image_token="<image>", chat_template=CHAT_TEMPLATE).save_pretrained(folder)
    record = {"recipe": recipe.id, "seed": recipe.seed, "stages": log, "visualTokens": VISUAL,
              "weights": {"model.safetensors": sha256(folder / "model.safetensors")},
              "made with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__}}
    (folder / "training.json").write_text(json.dumps(record, indent=2) + "\n")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
