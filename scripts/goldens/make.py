"""Goldens by transformers: what the engine must reproduce, token for token.

    python -m scripts.goldens.make

Eager attention, fp32, the PIL image backend and Pillow 11 (scripts/zoo/requirements.txt). Writes tiny random
checkpoints with their goldens and a table of resized pictures to test/fixtures, and the goldens of
examples/checkpoints/scenes-llava. Seeds are taken in order until the two best logits of every step differ by more
than 1e-2, so that rounding cannot change a token.
"""
import base64
import hashlib
import io
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import (AutoProcessor, CLIPImageProcessorPil, CLIPVisionConfig, GenerationConfig, LlamaConfig,
                          LlavaConfig, LlavaForConditionalGeneration, LlavaProcessor, PreTrainedTokenizerFast)

from scripts.zoo.export import CHAT_TEMPLATE, sha256
from scripts.zoo.tokenizer import build_tokenizer

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "test" / "fixtures" / "checkpoints"
SCENES = ROOT / "examples" / "checkpoints" / "scenes-llava"
QUESTIONS = ["What color is the object?\nAnswer the question using a single word or phrase.",
             "How many bars are there?\nA. 2\nB. 3\nC. 4\nAnswer with the option's letter from the given choices directly."]
STEPS, GAP = 16, 1e-2

# What the random checkpoints differ in: names and files, precision, heads, head tying, feature strategy, sizes.
VARIANTS = {
    "random-bf16": dict(layout="L1", dtype=torch.bfloat16, shards=1, kv=4, tied=False, strategy="default", image=64, patch=8,
                        act="gelu", layer=-2, crop=True),
    "random-gqa-tied-shards": dict(layout="L2", dtype=torch.float32, shards=3, kv=2, tied=True, strategy="full", image=60, patch=14,
                                   act="quick_gelu", layer=-1, crop=True),
    "random-fp16-layers": dict(layout="L3", dtype=torch.float16, shards=1, kv=1, tied=False, strategy="default", image=48, patch=16,
                               act="gelu_pytorch_tanh", layer=[-3, -1], crop=False),
}
IMAGES = [(64, 64), (97, 61), (50, 131)]


def picture(size: tuple[int, int], seed: int) -> Image.Image:
    """Blobs and hard edges, so that every filter has something to ring on."""
    rng = np.random.default_rng(seed)
    width, height = size
    y, x = np.mgrid[:height, :width]
    waves = np.stack([np.sin(x / rng.uniform(2, 9)) + np.cos(y / rng.uniform(2, 9)) for _ in range(3)], -1)
    pixels = np.clip(waves * 60 + 128, 0, 255).astype(np.uint8)
    pixels[height // 3:height // 2, width // 4:width // 2] = rng.integers(0, 255, 3, dtype=np.uint8)
    return Image.fromarray(pixels)


def png(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


@torch.no_grad()
def case(model, processor, image: Image.Image | None, question: str) -> dict | None:
    """One golden, or None where a step is too close to call."""
    content = ([{"type": "image"}] if image else []) + [{"type": "text", "text": question}]
    prompt = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
    inputs = processor(images=image, text=prompt, return_tensors="pt") if image else processor(text=prompt, return_tensors="pt")
    inputs = {k: v for k, v in inputs.items() if k in ("input_ids", "attention_mask", "pixel_values")}
    out = model.generate(**inputs, max_new_tokens=STEPS, do_sample=False, output_logits=True, return_dict_in_generate=True)
    for logits in out.logits:
        best = logits[0].topk(2).values
        if best[0] - best[1] <= GAP:
            return None
    start = inputs["input_ids"].shape[1]
    generated = out.sequences[0, start:].tolist()
    stopped = bool(generated) and generated[-1] == 2
    pixels = inputs.get("pixel_values")
    return {"image": png(image) if image else None, "question": question, "promptText": prompt, "inputIds": inputs["input_ids"][0].tolist(),
            "pixelsSha256": hashlib.sha256(pixels[0].numpy().astype("<f4").tobytes()).hexdigest() if image else None,
            "logits": [round(v, 6) for v in out.logits[0][0].tolist()],
            "generatedIds": generated[:-1] if stopped else generated, "truncated": not stopped}


def goldens(folder: Path, pictures: list) -> list[dict] | None:
    model = LlavaForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    processor = AutoProcessor.from_pretrained(folder, backend="pil")
    found = []
    for n, image in enumerate(pictures):
        made = case(model, processor, image, QUESTIONS[n % len(QUESTIONS)])
        if made is None:
            return None
        found.append(made)
    return found


def random_checkpoint(folder: Path, spec: dict, seed: int) -> None:
    torch.manual_seed(seed)
    tokenizer = build_tokenizer()
    rows = -(-tokenizer.get_vocab_size() // 64) * 64
    vision = CLIPVisionConfig(hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=2, image_size=spec["image"],
                              patch_size=spec["patch"], hidden_act=spec["act"])
    text = LlamaConfig(vocab_size=rows, hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
                       num_key_value_heads=spec["kv"], max_position_embeddings=256, bos_token_id=1, eos_token_id=2,
                       tie_word_embeddings=spec["tied"], rms_norm_eps=1e-5)
    config = LlavaConfig(vision_config=vision, text_config=text, image_token_index=tokenizer.token_to_id("<image>"),
                         vision_feature_layer=spec["layer"], vision_feature_select_strategy=spec["strategy"],
                         tie_word_embeddings=spec["tied"])
    model = LlavaForConditionalGeneration(config)
    with torch.no_grad():  # far from Hugging Face's .02, so that pictures and positions move the logits
        for name, weight in model.named_parameters():
            if weight.ndim > 1:
                weight.normal_(0, 1. if "embed" in name else 1.6 / weight[0].numel() ** .5)
            elif "norm" not in name:
                weight.normal_(0, .3)
    model.generation_config = GenerationConfig(bos_token_id=1, eos_token_id=[2, 657], pad_token_id=658)
    model.to(spec["dtype"]).save_pretrained(folder)
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>",
                                      additional_special_tokens=["<image>"])
    size = {"shortest_edge": spec["image"]} if spec["crop"] else {"height": spec["image"], "width": spec["image"]}
    images = CLIPImageProcessorPil(size=size, do_center_crop=spec["crop"], crop_size={"height": spec["image"], "width": spec["image"]})
    LlavaProcessor(image_processor=images, tokenizer=wrapped, patch_size=spec["patch"], vision_feature_select_strategy=spec["strategy"],
                   num_additional_image_tokens=1, image_token="<image>", chat_template=CHAT_TEMPLATE).save_pretrained(folder)
    rename(folder, spec["layout"], spec["shards"])


def rename(folder: Path, layout: str, shards: int) -> None:
    """Stores the tensors under the names of another layout, and in several files."""
    tensors = load_file(folder / "model.safetensors")

    def renamed(name: str) -> str:
        core = name.removeprefix("model.").replace("language_model.model.", "language_model.").replace("language_model.lm_head", "lm_head")
        core = core.replace("vision_tower.vision_model.", "vision_tower.")
        if layout == "L1":
            core = core.replace("vision_tower.", "vision_tower.vision_model.")
            if core.startswith("language_model."):
                return core.replace("language_model.", "language_model.model.", 1)
            return "language_model." + core if core.startswith("lm_head") else core
        if layout == "L2":
            core = core.replace("vision_tower.", "vision_tower.vision_model.")
        return core if core.startswith("lm_head") else "model." + core

    named = {renamed(name): tensor.contiguous() for name, tensor in tensors.items()}
    if shards == 1:
        save_file(named, folder / "model.safetensors", {"format": "pt"})
        return
    (folder / "model.safetensors").unlink()
    where = {}
    for shard in range(shards):
        file = f"model-{shard + 1:05}-of-{shards:05}.safetensors"
        part = {name: named[name] for name in sorted(named)[shard::shards]}
        save_file(part, folder / file, {"format": "pt"})
        where |= {name: file for name in part}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": where}, indent=1))


def write_goldens(path: Path, weights: dict, cases: list[dict]) -> None:
    path.write_text(json.dumps({"weights": weights, "cases": cases}) + "\n")
    print(path.relative_to(ROOT), len(cases), "cases,", sum(len(c["generatedIds"]) for c in cases), "tokens")


def weight_hashes(folder: Path) -> dict:
    return {file.name: sha256(file) for file in sorted(folder.glob("*.safetensors"))}


def resized_pictures() -> list[dict]:
    table = []
    filters = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
    for n, (size, to) in enumerate([((64, 64), (32, 32)), ((97, 61), (64, 64)), ((61, 97), (14, 28)), ((30, 20), (90, 77)),
                                    ((128, 128), (126, 126)), ((200, 3), (17, 5)), ((5, 5), (1, 1)), ((128, 96), (128, 64))]):
        image = picture(size, n)
        for name, code in filters.items():
            made = np.asarray(image.resize(to, code))
            table.append({"image": png(image), "filter": name, "width": to[0], "height": to[1], "sha256": hashlib.sha256(made.tobytes()).hexdigest()})
    return table


def main() -> None:
    torch.set_num_threads(1)
    pictures = [*(picture(size, n) for n, size in enumerate(IMAGES)), None]
    for name, spec in VARIANTS.items():
        for seed in range(100):
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch)
                random_checkpoint(folder, spec, seed)
                cases = goldens(folder, pictures)
                if cases is None:
                    continue
                shutil.rmtree(FIXTURES / name, ignore_errors=True)
                shutil.copytree(folder, FIXTURES / name)
                write_goldens(FIXTURES / f"{name}.goldens.json", weight_hashes(folder), cases)
                break
        else:
            raise SystemExit(f"{name}: no seed below 100 keeps the two best logits apart")
    if SCENES.exists():
        cases = goldens(SCENES, pictures)
        kept = [made for made in cases or [] if made]
        if not kept:
            model = LlavaForConditionalGeneration.from_pretrained(SCENES, dtype=torch.float32, attn_implementation="eager").eval()
            processor = AutoProcessor.from_pretrained(SCENES, backend="pil")
            made = [case(model, processor, picture((128, 128), seed), QUESTIONS[seed % 2]) for seed in range(20)]
            kept = [one for one in made if one][:6]
        write_goldens(FIXTURES / "scenes-llava.goldens.json", weight_hashes(SCENES), kept)
    (FIXTURES.parent / "resized.json").write_text(json.dumps(resized_pictures()) + "\n")


if __name__ == "__main__":
    main()
