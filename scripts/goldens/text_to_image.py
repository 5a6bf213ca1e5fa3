"""A tiny random text-to-image pipeline in the layout of Diffusers' ONNX exports, and what diffusers makes of it.

    python -m scripts.goldens.text_to_image

Writes test/fixtures/text-to-image/tiny-sdxl (every network drawn from a seed and exported as Optimum exports it: names,
dynamic axes, a scalar timestep; the UNet's weights in a file of their own) and tiny-sdxl.goldens.json: token ids, text
embeddings, latents after every step, the decoder's floats and the bytes of the picture, by StableDiffusionXLPipeline in
fp32. A variant is the same weights under changed configs. The initial noise is the project's own (Philox, see `noise`),
so that both sides start from the same latents.
"""
import base64
import copy
import hashlib
import json
import math
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from scripts.goldens.encoders import packed, randomise
from scripts.zoo.export import sha256

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures"
TARGET = FIXTURES / "text-to-image" / "tiny-sdxl"
GOLDENS = TARGET.parent / f"{TARGET.name}.goldens.json"
SEED, STEPS, POSITIONS = 5, 4, 77
START, END, PAD_2 = "<|startoftext|>", "<|endoftext|>", "!"
HIDDEN, HIDDEN_2, TIME = 24, 32, 8
LONG = ("A crowded street at night! Neon signs!! résumé, naïve café; 12 cars and 3 people's umbrellas under the rain. "
        "In the background there are tall buildings, a bridge and a river; on the left a man holds a red balloon, ") * 3
CAPTIONS = ["a photo of a red bird!", LONG, ""]


@dataclass(frozen=True)
class Case:
    title: str
    caption: str = CAPTIONS[0]
    seed: int = 0
    item: str = "demo"
    image: int = 0
    size: tuple = (32, 32)      # width, height
    steps: int = STEPS
    # changes of scheduler_config.json and vae_decoder/config.json
    scheduler: dict = field(default_factory=dict)
    vae: dict = field(default_factory=dict)


CASES = [
    Case("short"), Case("long", LONG, 7, "item 2", 1, (48, 32)), Case("empty", "", 1, "item/3", 0, (24, 40)),
    Case("eight-steps", steps=8), Case("three-steps", steps=3), Case("one-step", steps=1, scheduler={"prediction_type": "sample"}),
    Case("velocity", scheduler={"prediction_type": "v_prediction"}), Case("linear", scheduler={"beta_schedule": "linear", "num_train_timesteps": 600}),
    Case("last-sigma", scheduler={"final_sigmas_type": "sigma_min"}),
    Case("latent-statistics", vae={"latents_mean": [.3, -.2, .1, .5], "latents_std": [1.5, .7, 1.1, .9]}),
]


def philox(counter: int, key: tuple[int, int]) -> list[int]:
    """Philox4x32-10 of the counter (counter, 0, 0, 0)."""
    c, k, mask = [counter, 0, 0, 0], list(key), 0xFFFFFFFF
    for _ in range(10):
        a, b = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(b >> 32) ^ c[1] ^ k[0], b & mask, (a >> 32) ^ c[3] ^ k[1], a & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def noise(case: Case, shape: tuple) -> torch.Tensor:
    """Standard normals keyed by seed, item and image, by Box and Muller."""
    text = f"synth-noise/1|seed={case.seed}|item={case.item}|image={case.image}"
    digest = hashlib.sha256(text.encode()).digest()
    key = int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:8], "little")
    values = []
    for block in range(math.ceil(math.prod(shape) / 4)):
        u = [(word + .5) * 2**-32 for word in philox(block, key)]
        for first, second in ((u[0], u[1]), (u[2], u[3])):
            radius, angle = math.sqrt(-2 * math.log(first)), 2 * math.pi * second
            values += [radius * math.cos(angle), radius * math.sin(angle)]
    return torch.from_numpy(np.array(values[:math.prod(shape)]).astype(np.float32).reshape(shape))


def write_tokenizers() -> tuple[CLIPTokenizer, CLIPTokenizer]:
    """The first as tokenizer.json, the second as the vocabulary and merges of the original repository, padded with "!"."""
    source = FIXTURES / "tokenizers" / "clip"
    one, two = TARGET / "tokenizer", TARGET / "tokenizer_2"
    shutil.copytree(source, one)
    model = json.loads((source / "tokenizer.json").read_text())
    merges = [" ".join(merge) for merge in model["model"]["merges"]]
    vocabulary = model["model"]["vocab"] | {token["content"]: token["id"] for token in model["added_tokens"]}
    marks = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": PAD_2}
    two.mkdir()
    (two / "vocab.json").write_text(json.dumps(vocabulary))
    (two / "merges.txt").write_text("\n".join(["#version: 0.2", *merges, ""]))
    (two / "special_tokens_map.json").write_text(json.dumps(marks))
    (two / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CLIPTokenizer", "model_max_length": POSITIONS, **marks}))
    return CLIPTokenizer.from_pretrained(one), CLIPTokenizer.from_pretrained(two)


def networks(tokenizer: CLIPTokenizer):
    shared = dict(vocab_size=len(tokenizer), max_position_embeddings=POSITIONS, num_attention_heads=4, bos_token_id=tokenizer.bos_token_id,
                  attn_implementation="eager")
    first = CLIPTextModel(CLIPTextConfig(
        hidden_size=HIDDEN, intermediate_size=32, num_hidden_layers=3, projection_dim=HIDDEN, hidden_act="quick_gelu", eos_token_id=2,
        pad_token_id=tokenizer.eos_token_id, **shared))
    second = CLIPTextModelWithProjection(CLIPTextConfig(
        hidden_size=HIDDEN_2, intermediate_size=40, num_hidden_layers=2, projection_dim=20, hidden_act="gelu", eos_token_id=tokenizer.eos_token_id,
        pad_token_id=0, **shared))
    unet = UNet2DConditionModel(
        sample_size=16, block_out_channels=(8, 16), layers_per_block=1, down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), attention_head_dim=(2, 4), use_linear_projection=True,
        addition_embed_type="text_time", addition_time_embed_dim=TIME, projection_class_embeddings_input_dim=6 * TIME + 20,
        cross_attention_dim=HIDDEN + HIDDEN_2, transformer_layers_per_block=(1, 1), norm_num_groups=4)
    vae = AutoencoderKL(block_out_channels=(8, 16), down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
                        layers_per_block=1, norm_num_groups=4, latent_channels=4, sample_size=32, scaling_factor=.37, force_upcast=False)
    for network in (first, second, unet, vae):
        randomise(network)
    with torch.no_grad():  # pixels of random weights would nearly all be cut off at black and white
        vae.decoder.conv_out.weight.mul_(.3)
        vae.decoder.conv_out.bias.mul_(.3)
    return [network.eval() for network in (first, second, unet, vae)]


class TextStates(torch.nn.Module):
    def __init__(self, encoder, first: str, second: str):
        super().__init__()
        self.encoder, self.first, self.second = encoder, first, second

    def forward(self, input_ids):
        out = self.encoder(input_ids=input_ids, output_hidden_states=True)
        return (out[self.first], out[self.second], *out.hidden_states)


class Noise(torch.nn.Module):
    def __init__(self, unet):
        super().__init__()
        self.unet = unet

    def forward(self, sample, timestep, encoder_hidden_states, text_embeds, time_ids):
        added = {"text_embeds": text_embeds, "time_ids": time_ids}
        return self.unet(sample, timestep, encoder_hidden_states, added_cond_kwargs=added, return_dict=False)[0]


class Decoder(torch.nn.Module):
    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, latent_sample):
        return self.vae.decode(latent_sample, return_dict=False)[0]


def export(name: str, network: torch.nn.Module, inputs: dict, outputs: list[str], axes: dict) -> None:
    folder = TARGET / name
    folder.mkdir(exist_ok=True)
    torch.onnx.export(network, tuple(inputs.values()), folder / "model.onnx", dynamo=False, opset_version=18, input_names=list(inputs),
                      output_names=outputs, dynamic_axes=axes)
    model = onnx.load(folder / "model.onnx")
    for node in model.graph.node:  # where in torch's source a node comes from: half of a small file
        node.ClearField("doc_string")
    options = dict(save_as_external_data=True, location="model.onnx_data", size_threshold=64) if name == "unet" else {}
    onnx.save(model, folder / "model.onnx", **options)
    for file in folder.glob("model.onnx*"):
        file.chmod(0o644)


def export_all(first, second, unet, vae) -> None:
    ids = {"input_ids": torch.randint(0, 800, (2, 16))}
    tokens = {0: "batch_size", 1: "sequence_length"}
    for name, encoder, outputs in (("text_encoder", first, ["last_hidden_state", "pooler_output"]),
                                   ("text_encoder_2", second, ["text_embeds", "last_hidden_state"])):
        states = [f"hidden_states.{n}" for n in range(encoder.config.num_hidden_layers + 1)]
        axes = {one: {0: "batch_size"} if one in ("pooler_output", "text_embeds") else tokens for one in [*ids, *outputs, *states]}
        export(name, TextStates(encoder, *outputs), ids, [*outputs, *states], axes)
        encoder.config.save_pretrained(TARGET / name)
    image = {0: "batch_size", 2: "height", 3: "width"}
    width = unet.config.projection_class_embeddings_input_dim - 6 * TIME
    export("unet", Noise(unet),
           {"sample": torch.randn(2, 4, 16, 16), "timestep": torch.tensor(9.), "encoder_hidden_states": torch.randn(2, 16, HIDDEN + HIDDEN_2),
            "text_embeds": torch.randn(2, width), "time_ids": torch.randn(2, 6)}, ["out_sample"],
           {"sample": image, "encoder_hidden_states": tokens, "text_embeds": {0: "batch_size"}, "time_ids": {0: "batch_size"}, "out_sample": image})
    export("vae_decoder", Decoder(vae), {"latent_sample": torch.randn(2, 4, 16, 16)}, ["sample"],
           {"latent_sample": image, "sample": {0: "batch_size", 2: "height_latent", 3: "width_latent"}})
    unet.save_config(TARGET / "unet")
    vae.save_config(TARGET / "vae_decoder")


def write_index(scheduler: EulerDiscreteScheduler) -> None:
    runtime = ["diffusers", "OnnxRuntimeModel"]
    tokenizer = ["transformers", "CLIPTokenizer"]
    index = {"_class_name": "ORTStableDiffusionXLPipeline", "force_zeros_for_empty_prompt": True, "scheduler": ["diffusers", "EulerDiscreteScheduler"],
             "text_encoder": runtime, "text_encoder_2": runtime, "tokenizer": tokenizer, "tokenizer_2": tokenizer, "unet": runtime,
             "vae_decoder": runtime}
    (TARGET / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    (TARGET / "parallax.json").write_text(json.dumps({"steps": STEPS}) + "\n")
    scheduler.save_config(TARGET / "scheduler")


def golden(case: Case, pipe: StableDiffusionXLPipeline, whole: bool) -> dict:
    pipe.scheduler = EulerDiscreteScheduler.from_config(pipe.scheduler.config, **case.scheduler)
    vae, pipe.vae = pipe.vae, copy.deepcopy(pipe.vae)
    pipe.vae.register_to_config(**case.vae)
    decode, decoded = pipe.vae.decode, []
    pipe.vae.decode = lambda *args, **options: decoded.append(decode(*args, **options)) or decoded[-1]
    width, height = case.size
    latents = noise(case, (1, 4, height // 2, width // 2))
    after = []

    def keep(_pipe, _step, _timestep, values):
        after.append(values["latents"].clone())
        return values

    embeds, _, pooled, _ = pipe.encode_prompt(case.caption, do_classifier_free_guidance=False)
    picture = pipe(case.caption, height=height, width=width, num_inference_steps=case.steps, guidance_scale=0., latents=latents,
                   callback_on_step_end=keep).images[0]
    pipe.vae = vae
    ids = [tokenizer(case.caption, padding="max_length", max_length=POSITIONS, truncation=True).input_ids
           for tokenizer in (pipe.tokenizer, pipe.tokenizer_2)]
    full = [tokenizer(case.caption).input_ids for tokenizer in (pipe.tokenizer, pipe.tokenizer_2)]
    made = {"title": case.title, "caption": case.caption, "seed": case.seed, "item": case.item, "image": case.image, "size": case.size,
            "steps": case.steps, "scheduler": case.scheduler, "vae": case.vae, "noise": hashlib.sha256(latents.numpy().astype("<f4").tobytes()).hexdigest(),
            "latents": [packed(one) for one in after], "decoded": packed(decoded[0][0]),
            "pixels": base64.b64encode(np.asarray(picture).tobytes()).decode()}
    text = {"ids": ids, "full": [len(one) for one in full], "embeds": packed(embeds), "pooled": packed(pooled)} if whole else {}
    print(case.title, f"{len(full[0])} tokens, {len(after)} steps, cut off",
          f"{np.mean(np.isin(np.asarray(picture), (0, 255))):.2f}, spread {np.asarray(picture).std():.1f}")
    return made | text


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    tokenizer, tokenizer_2 = write_tokenizers()
    first, second, unet, vae = networks(tokenizer)
    scheduler = EulerDiscreteScheduler(beta_start=.00085, beta_end=.012, beta_schedule="scaled_linear", steps_offset=1, timestep_spacing="trailing")
    with torch.no_grad():
        export_all(first, second, unet, vae)
        write_index(scheduler)
        pipe = StableDiffusionXLPipeline(vae, first, second, tokenizer, tokenizer_2, unet, scheduler, add_watermarker=False)
        pipe.set_progress_bar_config(disable=True)
        base = pipe.scheduler
        cases = []
        for n, case in enumerate(CASES):
            pipe.scheduler = base
            cases.append(golden(case, pipe, n < len(CAPTIONS)))
    graphs = {str(file.relative_to(TARGET)): sha256(file) for file in sorted(TARGET.rglob("model.onnx*"))}
    GOLDENS.write_text(json.dumps({"graphs": graphs, "cases": cases}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
