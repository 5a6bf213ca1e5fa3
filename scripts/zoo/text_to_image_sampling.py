"""Draws pictures from the written files alone, with onnxruntime and NumPy: Euler steps from the noisiest level down."""
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from .text_to_image_captions import read_tokenizers, token_ids
from .text_to_image_export import NETWORKS


@dataclass(frozen=True)
class Drawn:
    ids: np.ndarray            # int64 [n, 77]
    ids_2: np.ndarray          # int64 [n, 77]
    prompt_embeds: np.ndarray  # float32 [n, 77, 88]
    pooled: np.ndarray         # float32 [n, 48]
    latents: list[np.ndarray]  # after each step, float32 [n, 12, 16, 16]
    images: np.ndarray         # uint8 [n, 64, 64, 3]


class Files:
    """The parts of a folder in the Diffusers layout."""

    def __init__(self, folder: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.run = {name: _runner(folder / name / "model.onnx", options) for name in NETWORKS}
        self.tokenizers = read_tokenizers(folder)

        def read(path: str) -> dict:
            return json.loads((folder / path).read_text())

        self.scheduler = read("scheduler/scheduler_config.json")
        self.scaling = read("vae_decoder/config.json")["scaling_factor"]
        self.layers = [read(f"{name}/config.json")["num_hidden_layers"] for name in ("text_encoder", "text_encoder_2")]

    def sigmas(self, steps: int) -> tuple[list[int], np.ndarray]:
        """The timesteps of trailing spacing and their noise levels, ending with 0."""
        total, first, last = (self.scheduler[k] for k in ("num_train_timesteps", "beta_start", "beta_end"))
        kept = np.cumprod(1 - np.linspace(first ** .5, last ** .5, total) ** 2)
        times = [round(total - k * total / steps) - 1 for k in range(steps)]
        return times, np.append(np.sqrt((1 - kept[times]) / kept[times]), 0)

    def draw(self, captions: list[str], noise: np.ndarray, steps: int = 4) -> Drawn:
        """noise: float32 [n, 12, 16, 16] of variance 1."""
        ids, ids_2 = (np.array(token_ids(t, captions), np.int64) for t in self.tokenizers)
        one = self.run["text_encoder"]({"input_ids": ids})
        two = self.run["text_encoder_2"]({"input_ids": ids_2})
        embeds = np.concatenate([out[f"hidden_states.{n - 1}"] for out, n in zip((one, two), self.layers)], -1)
        times, sigmas = self.sigmas(steps)
        x, kept = noise.astype(np.float64) * sigmas[0], []
        side = 4 * noise.shape[-1]
        size = np.tile(np.float32([side, side, 0, 0, side, side]), (len(captions), 1))
        for t, s, after in zip(times, sigmas, sigmas[1:]):
            found = self.run["unet"]({"sample": (x / np.sqrt(s * s + 1)).astype(np.float32), "timestep": np.float32(t),
                                      "encoder_hidden_states": embeds, "text_embeds": two["text_embeds"], "time_ids": size})
            x = x + found["out_sample"].astype(np.float64) * (after - s)
            kept.append(x.astype(np.float32))
        y = self.run["vae_decoder"]({"latent_sample": kept[-1] / np.float32(self.scaling)})["sample"]
        pixels = np.clip(y * np.float32(.5) + np.float32(.5), 0, 1) * np.float32(255)
        images = pixels.round().astype(np.uint8).transpose(0, 2, 3, 1)
        return Drawn(ids, ids_2, embeds, two["text_embeds"], kept, images)


def _runner(path: Path, options):
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return lambda feeds: dict(zip(names, session.run(names, {k: np.asarray(v) for k, v in feeds.items()})))
