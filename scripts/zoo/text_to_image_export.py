"""Writes the trained networks as Stable Diffusion XL is published in ONNX: one folder a part, weights stored as float16."""
import hashlib
import io
import json
from pathlib import Path

import diffusers
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from .text_to_image_model import HIDDEN, HIDDEN_2, LATENT_CHANNELS, LATENT_SIDE, SCALING, Decoder, TextToImage, scheduler

NETWORKS = ("text_encoder", "text_encoder_2", "unet", "vae_decoder")
OPSET = 18


class Encoder(nn.Module):
    """A text encoder's outputs in the order of the layout: the pooled one or the last state first, then every hidden state."""

    def __init__(self, model, pooled: bool):
        super().__init__()
        self.model, self.pooled = model, pooled

    def forward(self, input_ids):
        out = self.model(input_ids, output_hidden_states=True)
        head = (out.text_embeds, out.last_hidden_state) if self.pooled else (out.last_hidden_state, out.pooler_output)
        return *head, *out.hidden_states


class Noise(nn.Module):
    def __init__(self, unet):
        super().__init__()
        self.unet = unet

    def forward(self, sample, timestep, encoder_hidden_states, text_embeds, time_ids):
        return self.unet(sample, timestep, encoder_hidden_states, {"text_embeds": text_embeds, "time_ids": time_ids})[0]


def halve(model: nn.Module) -> None:
    """Rounds every parameter to what float16 holds, so that torch and the stored graphs are one model."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())


def write_networks(model: TextToImage, decoder: Decoder, folder: Path) -> dict[str, str]:
    """-> sha256 of each model.onnx, by path."""
    ids = torch.zeros(2, 77, dtype=torch.long)
    ids[:, -1] = model.text_encoder.config.eos_token_id
    text = {0: "batch_size", 1: "sequence_length"}
    grid = {0: "batch_size", 2: "height", 3: "width"}
    latents = torch.randn(2, LATENT_CHANNELS, LATENT_SIDE, LATENT_SIDE)
    parts = {
        "text_encoder": (Encoder(model.text_encoder, False), (ids,), {"input_ids": text},
                         ["last_hidden_state", "pooler_output", *_states(model.text_encoder)]),
        "text_encoder_2": (Encoder(model.text_encoder_2, True), (ids,), {"input_ids": text},
                           ["text_embeds", "last_hidden_state", *_states(model.text_encoder_2)]),
        "unet": (Noise(model.unet), (latents, torch.tensor(999.), torch.randn(2, 77, HIDDEN + HIDDEN_2), torch.randn(2, HIDDEN_2), torch.zeros(2, 6)),
                 {"sample": grid, "timestep": {}, "encoder_hidden_states": text, "text_embeds": {0: "batch_size"}, "time_ids": {0: "batch_size"}},
                 ["out_sample"]),
        "vae_decoder": (decoder, (latents,), {"latent_sample": grid}, ["sample"])}
    for name, (module, example, inputs, outputs) in parts.items():
        axes = {**inputs, **{o: _output_axes(o) for o in outputs}}
        buffer = io.BytesIO()
        torch.onnx.export(module.eval(), example, buffer, dynamo=False, opset_version=OPSET, input_names=list(inputs),
                          output_names=outputs, dynamic_axes={k: v for k, v in axes.items() if v}, do_constant_folding=True)
        graph = compact(onnx.load_from_string(buffer.getvalue()))
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "model.onnx").write_bytes(graph.SerializeToString(deterministic=True))
    return digests(folder)


def _states(encoder) -> list[str]:
    return [f"hidden_states.{i}" for i in range(encoder.config.num_hidden_layers + 1)]


def _output_axes(name: str) -> dict[int, str]:
    if name in ("out_sample", "sample"):
        return {0: "batch_size", 2: "height", 3: "width"}
    return {0: "batch_size"} if name in ("pooler_output", "text_embeds") else {0: "batch_size", 1: "sequence_length"}


def compact(model: onnx.ModelProto) -> onnx.ModelProto:
    """Matrices become float16 with a cast in front of their use; what is computed twice is computed once; inner names become numbers."""
    graph = model.graph
    kept = {value.name for value in [*graph.input, *graph.output]}
    short: dict[str, str] = {"": ""}
    known: dict[tuple, list[str]] = {}
    nodes = []

    def rename(name: str) -> str:
        return name if name in kept else short.setdefault(name, f"v{len(short)}")

    for tensor in graph.initializer:
        name = rename(tensor.name)
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.ndim > 1:
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}h"))
            nodes.append(helper.make_node("Cast", [f"{name}h"], [name], to=TensorProto.FLOAT))
        else:
            tensor.name = name
    for node in graph.node:
        node.name, node.doc_string = "", ""
        node.input[:] = [rename(name) for name in node.input]
        same = (node.op_type, tuple(node.input), tuple(a.SerializeToString(deterministic=True) for a in node.attribute))
        if same in known and not kept & set(node.output):
            short.update(zip(node.output, known[same]))
            continue
        node.output[:] = [rename(name) for name in node.output]
        known[same] = list(node.output)
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
    onnx.checker.check_model(model)
    return model


def write_settings(model: TextToImage, folder: Path) -> None:
    """Every JSON file of the layout beside the tokenizers'."""
    for name in ("text_encoder", "text_encoder_2", "unet"):
        part = getattr(model, name)
        if name == "unet":
            settings = json.loads(part.to_json_string()) | {"_class_name": "UNet2DConditionModel"}
        else:
            settings = json.loads(part.config.to_json_string()) | {"architectures": [type(part).__name__]}
        _write(folder / name / "config.json", settings)
    _write(folder / "vae_decoder" / "config.json", {
        "_class_name": "AutoencoderKL", "_diffusers_version": diffusers.__version__, "block_out_channels": [16, 32, 64], "in_channels": 3,
        "out_channels": 3, "latent_channels": LATENT_CHANNELS, "latents_mean": None, "latents_std": None, "norm_num_groups": 8,
        "sample_size": 64, "scaling_factor": SCALING, "force_upcast": False})
    scheduler().save_pretrained(folder / "scheduler")
    network = ["diffusers", "OnnxRuntimeModel"]
    _write(folder / "model_index.json", {
        "_class_name": "ORTStableDiffusionXLPipeline", "_diffusers_version": diffusers.__version__, "force_zeros_for_empty_prompt": True,
        "scheduler": ["diffusers", "EulerDiscreteScheduler"], "text_encoder": network, "text_encoder_2": network,
        "tokenizer": ["transformers", "CLIPTokenizer"], "tokenizer_2": ["transformers", "CLIPTokenizer"],
        "unet": network, "vae_decoder": network})
    _write(folder / "parallax.json", {"steps": 4})


def _write(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n")


def digests(folder: Path) -> dict[str, str]:
    """sha256 of each model.onnx that is there, by path."""
    files = [folder / name / "model.onnx" for name in NETWORKS]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.exists()}
