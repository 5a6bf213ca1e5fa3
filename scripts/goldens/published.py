"""What published checkpoints hold, without their weights: names, shapes, shards and the JSON files beside them.

    python -m scripts.goldens.published

Nothing is downloaded. transformers builds every model from its configuration on the meta device, where a tensor has
a shape and no bytes; names are those that the Hub's files have. Writes test/fixtures/published/<name>.json.gz, whose
README says which values were read and which recalled.
"""
import gzip
import json
from pathlib import Path

import torch
from transformers import AutoModelForImageTextToText, LlavaConfig, LlavaNextConfig, LlavaOnevisionConfig
from transformers.core_model_loading import revert_weight_conversion

OUT = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "published"
CLASSES = {"llava": LlavaConfig, "llava_next": LlavaNextConfig, "llava_onevision": LlavaOnevisionConfig}

CLIP = {"model_type": "clip_vision_model", "hidden_size": 1024, "image_size": 336, "intermediate_size": 4096, "num_attention_heads": 16,
        "num_hidden_layers": 24, "patch_size": 14, "projection_dim": 768, "vocab_size": 32000}
SIGLIP = {"model_type": "siglip_vision_model", "hidden_size": 1152, "image_size": 384, "intermediate_size": 4304, "num_attention_heads": 16,
          "num_hidden_layers": 26, "patch_size": 14, "vision_use_head": False}
NEXT_GRID = [[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]]
ONEVISION_GRID = [[384 * rows, 384 * columns] for rows in range(1, 7) for columns in range(1, 7)]

STEPS = {"do_convert_rgb": True, "do_normalize": True, "do_rescale": True, "do_resize": True, "resample": 3, "rescale_factor": 0.00392156862745098}
CLIP_STEPS = STEPS | {"crop_size": {"height": 336, "width": 336}, "do_center_crop": True, "size": {"shortest_edge": 336},
                      "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]}
PREPROCESSORS = {
    "llava": CLIP_STEPS | {"image_processor_type": "CLIPImageProcessor"},
    "llava_next": CLIP_STEPS | {"image_processor_type": "LlavaNextImageProcessor", "aspect_ratio_setting": "anyres", "do_pad": True,
                                "image_grid_pinpoints": NEXT_GRID},
    "llava_onevision": STEPS | {"image_processor_type": "LlavaOnevisionImageProcessor", "do_pad": True, "image_grid_pinpoints": ONEVISION_GRID,
                                "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "size": {"height": 384, "width": 384}}}
PROCESSORS = {
    "llava": {"image_token": "<image>", "num_additional_image_tokens": 1, "patch_size": 14, "processor_class": "LlavaProcessor",
              "vision_feature_select_strategy": "default"},
    "llava_next": {"image_token": "<image>", "num_additional_image_tokens": 1, "patch_size": 14, "processor_class": "LlavaNextProcessor",
                   "vision_feature_select_strategy": "default"},
    "llava_onevision": {"image_token": "<image>", "num_image_tokens": 729, "processor_class": "LlavaOnevisionProcessor", "video_token": "<video>",
                        "vision_aspect_ratio": "anyres_max_9", "vision_feature_select_strategy": "full"}}
FAMILIES = {
    "llava": {"architectures": ["LlavaForConditionalGeneration"], "projector_hidden_act": "gelu", "vision_feature_layer": -2,
              "vision_feature_select_strategy": "default", "vision_config": CLIP},
    "llava_next": {"architectures": ["LlavaNextForConditionalGeneration"], "image_grid_pinpoints": NEXT_GRID, "projector_hidden_act": "gelu",
                   "use_image_newline_parameter": True, "vision_feature_layer": -2, "vision_feature_select_strategy": "default",
                   "vision_config": CLIP},
    "llava_onevision": {"architectures": ["LlavaOnevisionForConditionalGeneration"], "image_grid_pinpoints": ONEVISION_GRID,
                        "projector_hidden_act": "gelu", "use_image_newline_parameter": True, "video_token_index": 151647,
                        "vision_aspect_ratio": "anyres_max_9", "vision_feature_layer": -1, "vision_feature_select_strategy": "full",
                        "vision_config": SIGLIP}}

VICUNA = {"model_type": "llama", "max_position_embeddings": 4096, "rms_norm_eps": 1e-5}
VICUNA_13B = VICUNA | {"hidden_size": 5120, "intermediate_size": 13824, "num_attention_heads": 40, "num_hidden_layers": 40,
                       "num_key_value_heads": 40}
MISTRAL = {"model_type": "mistral", "intermediate_size": 14336, "max_position_embeddings": 32768, "num_key_value_heads": 8,
           "rms_norm_eps": 1e-5, "rope_theta": 1e6, "sliding_window": None}
YI_34B = {"model_type": "llama", "hidden_size": 7168, "intermediate_size": 20480, "max_position_embeddings": 4096, "num_attention_heads": 56,
          "num_hidden_layers": 60, "num_key_value_heads": 8, "rms_norm_eps": 1e-5, "rope_theta": 5e6, "eos_token_id": 7}
LLAMA3 = {"model_type": "llama", "intermediate_size": 14336, "max_position_embeddings": 8192, "num_key_value_heads": 8, "rms_norm_eps": 1e-5,
          "rope_theta": 5e5, "bos_token_id": 128000, "eos_token_id": 128001}
QWEN = {"model_type": "qwen2", "max_position_embeddings": 32768, "rms_norm_eps": 1e-6, "rope_theta": 1e6, "use_sliding_window": False,
        "bos_token_id": 151643, "eos_token_id": 151645}
QWEN_72B = QWEN | {"hidden_size": 8192, "num_attention_heads": 64, "num_hidden_layers": 80}
QWEN1_72B = QWEN_72B | {"intermediate_size": 24576, "num_key_value_heads": 64, "max_window_layers": 70, "sliding_window": 32768}
QWEN2_72B = QWEN_72B | {"intermediate_size": 29568, "num_key_value_heads": 8, "max_window_layers": 80, "sliding_window": 131072}
QWEN2_7B = QWEN | {"hidden_size": 3584, "intermediate_size": 18944, "num_attention_heads": 28, "num_hidden_layers": 28,
                   "num_key_value_heads": 4, "max_window_layers": 28, "sliding_window": 131072}
QWEN2_HALF_B = QWEN | {"hidden_size": 896, "intermediate_size": 4864, "num_attention_heads": 14, "num_hidden_layers": 24,
                       "num_key_value_heads": 2, "max_window_layers": 24, "sliding_window": 32768, "tie_word_embeddings": True}


def padded(pieces: int) -> int:
    """Rows of the embedding: the conversion adds two pieces and fills up to a multiple of 64."""
    return -(-(pieces + 2) // 64) * 64


# name on the Hub below llava-hf/: family, language model, rows of its embedding, image token, stop tokens
CHECKPOINTS = {
    "llava-1.5-7b-hf": ("llava", VICUNA, padded(32000), 32000, 2),
    "llava-1.5-13b-hf": ("llava", VICUNA_13B, padded(32000), 32000, 2),
    "llava-v1.6-vicuna-7b-hf": ("llava_next", VICUNA, padded(32000), 32000, 2),
    "llava-v1.6-mistral-7b-hf": ("llava_next", MISTRAL, padded(32000), 32000, 2),
    "llava-v1.6-34b-hf": ("llava_next", YI_34B, padded(64000), 64000, 7),
    "llama3-llava-next-8b-hf": ("llava_next", LLAMA3, padded(128256), 128256, [128001, 128009]),
    "llava-next-72b-hf": ("llava_next", QWEN1_72B, 152064, 151646, 151645),
    "llava-onevision-qwen2-0.5b-ov-hf": ("llava_onevision", QWEN2_HALF_B, padded(151936), 151646, [151645, 151643]),
    "llava-onevision-qwen2-7b-ov-hf": ("llava_onevision", QWEN2_7B, padded(152064), 151646, [151645, 151643]),
    "llava-onevision-qwen2-72b-ov-hf": ("llava_onevision", QWEN2_72B, padded(152064), 151646, [151645, 151643])}

# Values that nobody read from the published file for this fixture; the README has the rest.
RECALLED = ["config.text_config", "config.torch_dtype", "generation", "processor", "shards: how tensors are spread"]


def published(name: str) -> dict:
    family, text, rows, image_token, stops = CHECKPOINTS[name]
    config = {"model_type": family, **FAMILIES[family], "text_config": {**text, "vocab_size": rows, "torch_dtype": "float16"},
              "ignore_index": -100, "image_token_index": image_token, "tie_word_embeddings": text.get("tie_word_embeddings", False),
              "torch_dtype": "float16"}
    with torch.device("meta"):
        model = AutoModelForImageTextToText.from_config(CLASSES[family].from_dict(json.loads(json.dumps(config))), dtype=torch.float16)
    tensors = {hub_name(key): value for key, value in revert_weight_conversion(model, model.state_dict()).items()}
    if config["tie_word_embeddings"]:
        del tensors["language_model.lm_head.weight"]
    parameters = sum(value.numel() for value in tensors.values())
    assert parameters == model.num_parameters(), (parameters, model.num_parameters())
    # One file after the other is filled to 5 GB, as the Hub's library does where tensors have bytes.
    shards, room = [[]], 0
    for key, value in tensors.items():
        size = value.numel() * value.element_size()
        if room and room + size > 5e9:
            shards, room = [*shards, []], 0
        shards[-1].append([key, list(value.shape)])
        room += size
    return {"repository": f"llava-hf/{name}", "recalled": RECALLED, "config": config, "preprocessor": PREPROCESSORS[family],
            "processor": PROCESSORS[family], "generation": {"eos_token_id": stops}, "dtype": "F16", "parameters": parameters, "shards": shards}


def hub_name(key: str) -> str:
    """A model made from its configuration lacks the inner name of the tower that files loaded from the Hub keep."""
    return key.replace("vision_tower.", "vision_tower.vision_model.", 1) if key.startswith("vision_tower.") else key


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name in CHECKPOINTS:
        found = published(name)
        (OUT / f"{name}.json.gz").write_bytes(gzip.compress(json.dumps(found, separators=(",", ":")).encode(), mtime=0))
        tensors = sum(len(shard) for shard in found["shards"])
        print(f"{name}: {found['parameters']:,} parameters in {tensors} tensors and {len(found['shards'])} files")


if __name__ == "__main__":
    main()
