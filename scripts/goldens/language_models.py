"""Goldens of language models that stand alone, by transformers: eager attention, fp32.

    python -m scripts.goldens.language_models

Writes test/fixtures/language-models: weights of one tiny random checkpoint per model type, one tokenizer for all of
them, and a golden file per configuration: the same weights answer under several. Seeds are taken in order until the two
best logits of every step differ by more than 1e-2, so that rounding cannot change a token, for one prompt of each length.
Also rope.json: rotary frequencies of every type.
"""
import base64
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from transformers import (AutoModelForCausalLM, BloomConfig, GemmaConfig, LlamaConfig, MistralConfig, OlmoConfig,
                          PreTrainedTokenizerFast, Qwen2Config)
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.bloom.modeling_bloom import _get_alibi_slopes
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding
from transformers.utils import logging

from scripts.zoo.export import sha256
from scripts.zoo.tokenizer import build_tokenizer

FOLDER = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "language-models"
STEPS, GAP = 16, 1e-2
QUESTIONS = ["What color is the object?", "Are there many bars at the left?", "How many are in the image?", "Which number is shown below?",
             "Is the shape of the object red?"]
LONG = ("What color is the object above the tallest bar? Are there many bars of a color at the left or on the bottom? "
        "How many are in the image and which number is shown? Is the shape of the object at top right and below? ")
# By length; of each the first that no step of which is too close to call.
PROMPTS = [QUESTIONS, [LONG[:113] + one for one in QUESTIONS], [LONG + "A. 2 B. 7 C. 4 " + LONG[:60] + one for one in QUESTIONS]]
CONTINUATIONS = [" left", " the red object", " A. 2"]
TEMPLATE = ("{{ bos_token }}{% for message in messages %}{{ message['role'] | upper }}: {{ message['content'] | trim }} "
            "{% endfor %}{% if add_generation_prompt %}ASSISTANT:{% endif %}")

LLAMA = dict(model_type="llama", architectures=["LlamaForCausalLM"], hidden_size=32, intermediate_size=24, num_hidden_layers=3,
             num_attention_heads=4, num_key_value_heads=2, head_dim=16, max_position_embeddings=128, rms_norm_eps=1e-5,
             attention_bias=True, mlp_bias=True, tie_word_embeddings=False, eos_token_id=2)
MISTRAL = dict(model_type="mistral", architectures=["MistralForCausalLM"], hidden_size=32, intermediate_size=56, num_hidden_layers=2,
               num_attention_heads=4, num_key_value_heads=1, max_position_embeddings=128, rope_theta=1000.0, eos_token_id=2)
QWEN2 = dict(model_type="qwen2", architectures=["Qwen2ForCausalLM"], hidden_size=32, intermediate_size=48, num_hidden_layers=2,
             num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128, tie_word_embeddings=True, eos_token_id=2)
GEMMA = dict(model_type="gemma", architectures=["GemmaForCausalLM"], hidden_size=32, intermediate_size=48, num_hidden_layers=2,
             num_attention_heads=4, num_key_value_heads=1, head_dim=16, eos_token_id=2)
OLMO = dict(model_type="olmo", architectures=["OlmoForCausalLM"], hidden_size=32, intermediate_size=48, num_hidden_layers=2,
            num_attention_heads=4, max_position_embeddings=128, eos_token_id=2, tie_word_embeddings=False)
BLOOM = dict(model_type="bloom", architectures=["BloomForCausalLM"], seq_length=128, eos_token_id=2)

# Per weight file: how it is stored, the configuration that makes it, and those it answers under.
WINDOW = dict(use_sliding_window=True, sliding_window=6)
MODELS = {
    "llama": (LlamaConfig, torch.bfloat16, LLAMA, {
        "default": {},
        "theta": dict(rope_parameters=dict(rope_type="default", rope_theta=100.0)),
        "linear": dict(rope_scaling=dict(type="linear", factor=2.5)),
        "llama3": dict(rope_scaling=dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                                         original_max_position_embeddings=64)),
        "yarn": dict(rope_scaling=dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32)),
        "yarn-scales": dict(rope_parameters=dict(rope_type="yarn", rope_theta=500.0, factor=4.0, original_max_position_embeddings=32, beta_fast=8.0,
                                                 beta_slow=2.0, mscale=0.8, mscale_all_dim=0.5, truncate=False)),
        "dynamic": dict(rope_scaling=dict(type="dynamic", factor=2.0), rope_theta=1000.0),
        "tied": dict(tie_word_embeddings=True),
        "stop": {},
    }),
    "mistral": (MistralConfig, torch.float16, MISTRAL, {
        "window": dict(sliding_window=8),
        "unbounded": dict(sliding_window=None),
    }),
    "qwen2": (Qwen2Config, torch.bfloat16, QWEN2, {
        "default": {},
        "template": {},
        "upper-window": dict(**WINDOW, max_window_layers=1),
        "lower-window": dict(**WINDOW, layer_types=["sliding_attention", "full_attention"]),
        "linear": dict(rope_scaling=dict(type="linear", factor=4.0)),
        "llama3": dict(rope_theta=500.0, rope_scaling=dict(rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0,
                                                           original_max_position_embeddings=64)),
        "yarn": dict(rope_theta=1000.0, rope_scaling=dict(type="yarn", factor=4.0, original_max_position_embeddings=32,
                                                          attention_factor=1.3)),
        "dynamic": dict(rope_scaling=dict(type="dynamic", factor=4.0)),
    }),
    "gemma": (GemmaConfig, torch.bfloat16, GEMMA, {
        "default": {},
        "first-release": dict(hidden_act="gelu", rope_theta=10000.0, rope_scaling=None),
        "theta": dict(hidden_act="gelu_pytorch_tanh", hidden_activation="gelu_pytorch_tanh",
                      rope_parameters=dict(rope_type="default", rope_theta=50.0)),
    }),
    "olmo": (OlmoConfig, torch.bfloat16, OLMO, {
        "clipped": dict(clip_qkv=1.0),
        "unclipped": dict(clip_qkv=None, rope_theta=1000.0),
    }),
    "bloom": (BloomConfig, torch.float32, BLOOM, {
        "4-heads": dict(n_head=4, n_layer=2, hidden_size=24),
        "6-heads": dict(num_attention_heads=6, num_hidden_layers=2, n_embed=24),
        "3-heads": dict(n_head=3, n_layer=2, n_embed=24),
        "normed-residual": dict(n_head=4, n_layer=2, hidden_size=24, apply_residual_connection_post_layernorm=True),
    }),
}


def packed(values: torch.Tensor) -> str:
    """Little-endian fp32, base64."""
    return base64.b64encode(values.to(torch.float32).numpy().astype("<f4").tobytes()).decode()


def randomise(model: torch.nn.Module) -> None:
    """Far from Hugging Face's .02, so that positions, windows and norms move the logits."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim > 1:
                weight.normal_(0, 1. if "embed" in name else 1.6 / weight[0].numel() ** .5)
            elif "norm" in name or "ln_f" in name:
                around = 0. if name.endswith("bias") or model.config.model_type == "gemma" else 1.
                weight.normal_(around, .3)
            else:
                weight.normal_(0, .3)


def save_weights(path: Path, config_class: type, dtype: torch.dtype, config: dict, rows: int, seed: int) -> None:
    torch.manual_seed(seed)
    known = {key: value for key, value in config.items() if key not in ("model_type", "architectures")}
    model = AutoModelForCausalLM.from_config(config_class(vocab_size=rows, **known))
    randomise(model)
    with tempfile.TemporaryDirectory() as scratch:
        model.to(dtype).save_pretrained(scratch)
        tensors = load_file(Path(scratch) / "model.safetensors")
    # As BLOOM was published: without the prefix of the class.
    named = {name.removeprefix("transformer."): tensor.contiguous() for name, tensor in tensors.items()}
    save_file(named, path, {"format": "pt"})


@torch.no_grad()
def case(model, tokenizer, prompt: str, template: str | None) -> dict | None:
    """One golden, or None where a step is too close to call."""
    text = prompt
    if template:
        message = [{"role": "user", "content": prompt}]
        text = tokenizer.apply_chat_template(message, chat_template=template, tokenize=False, add_generation_prompt=True)
    encode = lambda words: tokenizer(words, add_special_tokens=not template, return_tensors="pt").input_ids
    ids = encode(text)
    out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=STEPS, do_sample=False, output_logits=True,
                         return_dict_in_generate=True, pad_token_id=658)
    for logits in out.logits:
        best = logits[0].topk(2).values
        if best[0] - best[1] <= GAP:
            return None
    generated = out.sequences[0, ids.shape[1]:].tolist()
    stops = model.generation_config.eos_token_id
    stopped = generated[-1] in (stops if isinstance(stops, list) else [stops])
    scores = []
    for continuation in CONTINUATIONS:
        whole = encode(text + continuation)
        assert whole[0, :ids.shape[1]].equal(ids[0])
        added = whole[0, ids.shape[1]:]
        after = model(whole).logits[0, ids.shape[1] - 1:-1].double().log_softmax(-1)
        scores.append({"continuation": continuation, "ids": added.tolist(),
                       "logProbabilities": [round(v, 6) for v in after.gather(1, added[:, None])[:, 0].tolist()]})
    return {"prompt": prompt, "promptText": text, "inputIds": ids[0].tolist(), "logits": packed(out.logits[0][0]),
            "generatedIds": generated[:-1] if stopped else generated, "truncated": not stopped, "scores": scores,
            "states": mean_states(model, tokenizer(prompt, return_tensors="pt").input_ids)}


def mean_states(model, ids: torch.Tensor) -> dict:
    """Means over the tokens; transformers' own list lacks what leaves the last layer before the norm."""
    base = model.base_model
    leaving = []
    last_norm = base.ln_f if hasattr(base, "ln_f") else base.norm
    hook = last_norm.register_forward_pre_hook(lambda _, inputs: leaving.append(inputs[0]))
    states = base(ids, output_hidden_states=True).hidden_states
    hook.remove()
    mean = lambda state: packed(state[0].double().mean(0))
    return {"layers": [mean(state) for state in [*states[:-1], leaving[0]]], "normed": mean(states[-1])}


def golden(folder: Path, weights: Path, config: dict, generation: dict | None, template: str | None, tokenizer) -> dict | None:
    folder.mkdir()
    shutil.copy(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config))
    if generation:
        (folder / "generation_config.json").write_text(json.dumps(generation))
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    cases = []
    for prompts in PROMPTS:
        found = next(filter(None, (case(model, tokenizer, prompt, template) for prompt in prompts)), None)
        if found is None:
            return None
        cases.append(found)
    return {"weights": weights.name, "sha256": sha256(weights), "config": config, "generation": generation, "chatTemplate": template,
            "cases": cases}


def goldens(scratch: Path, weights: Path, config: dict, variants: dict, tokenizer) -> dict | None:
    made = {}
    for name, changes in variants.items():
        generation = None
        if name == "stop":  # a token that this checkpoint is about to say
            generation = {"eos_token_id": [2, made["default"]["cases"][0]["generatedIds"][5]]}
        template = TEMPLATE if name == "template" else None
        found = golden(scratch / name, weights, config | changes, generation, template, tokenizer)
        if found is None:
            return None
        made[name] = found
    return made


def write_model(name: str, tokenizer, rows: int) -> None:
    config_class, dtype, base, variants = MODELS[name]
    config = {"vocab_size": rows} | base
    weights = FOLDER / f"{name}.safetensors"
    for seed in range(200):
        save_weights(weights, config_class, dtype, base | next(iter(variants.values())), rows, seed)
        with tempfile.TemporaryDirectory() as scratch:
            made = goldens(Path(scratch), weights, config, variants, tokenizer)
        if made is None:
            continue
        for variant, found in made.items():
            (FOLDER / f"{name}-{variant}.goldens.json").write_text(json.dumps(found) + "\n")
        print(name, "seed", seed, weights.stat().st_size, "bytes,", len(made), "configurations")
        return
    raise SystemExit(f"{name}: no seed below 200 keeps the two best logits apart")


ROPES = [dict(head_dim=width, max_position_embeddings=positions, rope_parameters=dict(rope_theta=theta, **settings))
         for width, theta, positions, settings in [
             (128, 10000.0, 4096, dict(rope_type="default")), (64, 1000000.0, 32768, dict(rope_type="default")),
             (80, 500000.0, 8192, dict(rope_type="default")), (256, 10000.0, 8192, dict(rope_type="default")),
             (128, 10000.0, 4096, dict(rope_type="linear", factor=8.0)), (96, 10000.0, 2048, dict(rope_type="linear", factor=1.1)),
             (128, 10000.0, 4096, dict(rope_type="dynamic", factor=2.0)), (64, 5000000.0, 4096, dict(rope_type="dynamic", factor=1.1)),
             (128, 500000.0, 131072, dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192)),
             (64, 500000.0, 131072, dict(rope_type="llama3", factor=32.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192)),
             (128, 10000.0, 8192, dict(rope_type="llama3", factor=3.3, low_freq_factor=1.0, high_freq_factor=4.0)),
             (128, 1000000.0, 131072, dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32768)),
             (128, 10000.0, 65536, dict(rope_type="yarn", factor=16.0, original_max_position_embeddings=4096, beta_fast=16.0, beta_slow=2.0)),
             (64, 10000.0, 163840, dict(rope_type="yarn", factor=40.0, original_max_position_embeddings=4096, mscale=0.707, mscale_all_dim=1.0)),
             (64, 10000.0, 16384, dict(rope_type="yarn", factor=3.3, original_max_position_embeddings=4096, attention_factor=1.25, truncate=False)),
             (128, 10000.0, 4096, dict(rope_type="yarn", factor=0.5))]]
POSITIONS = [0, 1, 17, 640, 4095]


def write_rope() -> None:
    table = []
    for rope in ROPES:
        given = dict(rope["rope_parameters"])
        config = LlamaConfig(**rope, hidden_size=4 * rope["head_dim"], num_attention_heads=4)
        kind = given["rope_type"]
        inverse, factor = (LlamaRotaryEmbedding.compute_default_rope_parameters(config) if kind == "default"
                           else ROPE_INIT_FUNCTIONS[kind](config))
        cosine, sine = LlamaRotaryEmbedding(config)(torch.zeros(1), torch.tensor([POSITIONS]))
        half = rope["head_dim"] // 2
        table.append({"headWidth": rope["head_dim"], "maxPositions": rope["max_position_embeddings"], "settings": given,
                      "inverse": packed(inverse), "factor": factor, "positions": POSITIONS, "cosine": packed(cosine[0, :, :half]),
                      "sine": packed(sine[0, :, :half])})
    slopes = {heads: packed(_get_alibi_slopes(heads, torch.device("cpu"))) for heads in (1, 3, 4, 6, 8, 12, 16, 20, 32, 112)}
    (FOLDER / "rope.json").write_text(json.dumps({"ropes": table, "alibiSlopes": slopes}) + "\n")


def main() -> None:
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    FOLDER.mkdir(parents=True, exist_ok=True)
    definition = build_tokenizer()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=definition, bos_token="<s>", eos_token="</s>", unk_token="<unk>", pad_token="<pad>")
    tokenizer.save_pretrained(FOLDER)
    rows = -(-definition.get_vocab_size() // 64) * 64
    for name in MODELS:
        write_model(name, tokenizer, rows)
    write_rope()


if __name__ == "__main__":
    main()
