"""The transformers side of `npm run measure -- runtime`.

    python scripts/measure/torch_runtime.py make CONFIG.json FOLDER    a random checkpoint of that configuration, in bf16
    python scripts/measure/torch_runtime.py serve FOLDER THREADS DTYPE then a line on stdin for each thing to time

Answers every line (`tower`, `prefill`, `decode`) with its milliseconds; the first line is the load time, the line
`memory` the peak resident set in bytes.
"""
import json
import resource
import sys
import time

import torch
from transformers import LlavaOnevisionConfig, LlavaOnevisionForConditionalGeneration

POSITIONS, NEW_TOKENS = 789, 16


def make(config_file: str, folder: str) -> None:
    torch.manual_seed(0)
    with open(config_file, encoding="utf-8") as file:
        config = LlavaOnevisionConfig.from_dict(json.load(file))
    with torch.device("cpu"):
        model = LlavaOnevisionForConditionalGeneration._from_config(config, dtype=torch.bfloat16)
    model.save_pretrained(folder)


@torch.no_grad()
def serve(folder: str, threads: int, dtype: str) -> None:
    torch.set_num_threads(threads)
    start = time.perf_counter()
    model = LlavaOnevisionForConditionalGeneration.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
    say(1000 * (time.perf_counter() - start))
    tower, projector, text = model.model.vision_tower, model.model.multi_modal_projector, model.model.language_model
    width, kind = model.config.text_config.hidden_size, getattr(torch, dtype)
    pixels = torch.randn(1, 3, 384, 384, dtype=kind)
    prompt = torch.randn(1, POSITIONS, width, dtype=kind)
    token = torch.randn(1, 1, width, dtype=kind)

    def encode():
        return projector(tower(pixels, output_hidden_states=True).hidden_states[-1])

    def prefill():
        out = text(inputs_embeds=prompt, use_cache=True)
        return model.lm_head(out.last_hidden_state[:, -1:]), out.past_key_values

    for line in sys.stdin:
        asked = line.strip()
        if asked == "memory":
            say(1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
            continue
        past = prefill()[1] if asked == "decode" else None
        start = time.perf_counter()
        if asked == "tower":
            encode()
        elif asked == "prefill":
            prefill()
        else:
            for _ in range(NEW_TOKENS):
                out = text(inputs_embeds=token, past_key_values=past, use_cache=True)
                model.lm_head(out.last_hidden_state)
                past = out.past_key_values
        say(1000 * (time.perf_counter() - start))


def say(value: float) -> None:
    print(value, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:])
    else:
        serve(sys.argv[2], int(sys.argv[3]), sys.argv[4])
