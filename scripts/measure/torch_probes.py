"""The transformers side of `npm run measure -- probes`: the straightforward loop, every condition by itself.

    python scripts/measure/torch_probes.py make CONFIG.json FOLDER     a random checkpoint of that configuration, in bf16
    python scripts/measure/torch_probes.py serve FOLDER THREADS DTYPE  then a line on stdin for each answer to time

A line is `KIND TILES WIDTH HEIGHT TEXT`: a kind of condition (see KINDS), tiles of the picture with the base first, its
size in pixels, and tokens of text beside it. It is answered with its milliseconds: the vision tower, the prompt, and the
answer. `rate` is answered with the multiply-adds a second of a product of matrices. The first line is the load time.
"""
import json
import sys
import time

import torch
from transformers import (
    AutoConfig,
    LlavaForConditionalGeneration,
    LlavaOnevisionForConditionalGeneration,
)

NEW_TOKENS = 3
BEFORE = 14
KINDS = ("plain", "no-picture", "other-picture", "order", "keep", "drop", "token-noise", "layer-noise", "turned", "classes")
CLASSES = {"llava": LlavaForConditionalGeneration, "llava_onevision": LlavaOnevisionForConditionalGeneration}


def make(config_file: str, folder: str) -> None:
    torch.manual_seed(0)
    with open(config_file, encoding="utf-8") as file:
        settings = json.load(file)
    kind = CLASSES[settings["model_type"]]
    model = kind._from_config(kind.config_class.from_dict(settings), dtype=torch.bfloat16)
    model.save_pretrained(folder)


@torch.no_grad()
def serve(folder: str, threads: int, dtype: str) -> None:
    torch.set_num_threads(threads)
    start = time.perf_counter()
    config = AutoConfig.from_pretrained(folder)
    model = CLASSES[config.model_type].from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
    say(1000 * (time.perf_counter() - start))
    for line in sys.stdin:
        if line.strip() == "rate":
            say(rate())
            continue
        kind, tiles, width, height, text = line.split()
        start = time.perf_counter()
        answer(model, kind, int(tiles), (int(width), int(height)), int(text))
        say(1000 * (time.perf_counter() - start))


def answer(model, kind: str, tiles: int, size: tuple[int, int], text: int) -> None:
    """One answer from the pixels on. Picture and text are random: what they say costs nothing."""
    dtype, config = model.dtype, model.config
    table = model.get_input_embeddings()
    ids = torch.randint(0, 400, (1, text))
    words = table(ids)
    if kind == "no-picture":
        return generate(model, words)
    visual = features(model, tiles, size, dtype)
    side = config.vision_config.image_size // config.vision_config.patch_size
    base = visual[: side * side]
    group = torch.arange(side * side).view(side, side)[9:13, 9:13].flatten()
    if kind == "order":
        visual = visual[torch.randperm(len(visual))]
    elif kind == "keep":
        visual = base[group]
    elif kind == "drop":
        kept = torch.ones(side * side, dtype=torch.bool)
        kept[group] = False
        visual = base[kept]
    elif kind == "token-noise":
        visual[group] += torch.empty_like(visual[group]).uniform_(-1, 1)
    embeds = torch.cat([words[:, :BEFORE], visual[None], words[:, BEFORE:]], dim=1)
    if kind == "layer-noise":
        return with_noise(model, embeds)
    if kind == "classes":
        # One name of a class: the prompt with it behind, and no cache to begin from.
        return model(inputs_embeds=torch.cat([embeds, words[:, :2]], dim=1), logits_to_keep=3)
    return generate(model, embeds)


def features(model, tiles: int, size: tuple[int, int], dtype) -> torch.Tensor:
    side = model.config.vision_config.image_size
    pixels = torch.randn(1, tiles, 3, side, side, dtype=dtype)
    if model.config.model_type == "llava":
        found = model.get_image_features(pixel_values=pixels[0])
    else:
        found = model.get_image_features(pixel_values=pixels, image_sizes=torch.tensor([[size[1], size[0]]]))
    found = getattr(found, "pooler_output", found)
    return found[0] if isinstance(found, (list, tuple)) else found.view(-1, found.shape[-1])


def generate(model, embeds: torch.Tensor):
    return model.generate(
        inputs_embeds=embeds,
        attention_mask=torch.ones(embeds.shape[:2], dtype=torch.long),
        max_new_tokens=NEW_TOKENS,
        min_new_tokens=NEW_TOKENS,
        do_sample=False,
        pad_token_id=0,
    )


def with_noise(model, embeds: torch.Tensor):
    """Noise in the middle of the model, while the prompt is read: where it is added costs nothing."""
    layers = model.model.language_model.layers

    def disturb(_layer, args, kwargs):
        hidden = args[0] if args else kwargs["hidden_states"]
        if hidden.shape[1] > 1:
            hidden = hidden + torch.empty_like(hidden).uniform_(-1, 1)
        return ((hidden, *args[1:]), kwargs) if args else (args, {**kwargs, "hidden_states": hidden})

    hook = layers[len(layers) // 2].register_forward_pre_hook(disturb, with_kwargs=True)
    try:
        return generate(model, embeds)
    finally:
        hook.remove()


def rate() -> float:
    a, b = torch.ones(2048, 2048), torch.ones(2048, 2048)
    times = []
    for _ in range(6):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return 2048**3 / min(times)


def say(value: float) -> None:
    print(value, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:])
    else:
        serve(sys.argv[2], int(sys.argv[3]), sys.argv[4])
