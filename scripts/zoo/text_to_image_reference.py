"""What diffusers' own pipeline draws with the same networks in torch: the reference the project's engine is held against."""
import base64
import json
from pathlib import Path
from types import SimpleNamespace

import diffusers
import numpy as np
import torch
from diffusers import StableDiffusionXLPipeline
from torch import nn

from .text_to_image_captions import token_ids
from .text_to_image_model import FACTOR, LATENT_CHANNELS, LATENT_SIDE, SCALING, SIDE, Decoder, TextToImage, scheduler
from .text_to_image_sampling import Files

CAPTIONS = ("a red circle at the top left and a white triangle at the top right and a blue ring at the bottom right",
            "a yellow bar 3 high and a purple bar 7 high")
STEPS = 4
SEED = 17


class _Vae(nn.Module):
    """The decoder as the pipeline addresses it."""

    def __init__(self, decoder: Decoder):
        super().__init__()
        self.decoder, self.dtype, self.device = decoder, torch.float32, torch.device("cpu")
        self.config = SimpleNamespace(scaling_factor=SCALING, force_upcast=False, block_out_channels=(16, 32, 64), latent_channels=LATENT_CHANNELS,
                                      latents_mean=None, latents_std=None)

    def decode(self, latents, return_dict: bool = False):
        return (self.decoder(latents),)


def noise() -> np.ndarray:
    """float32 [2, 12, 16, 16]"""
    return np.random.default_rng(SEED).standard_normal((len(CAPTIONS), LATENT_CHANNELS, LATENT_SIDE, LATENT_SIDE)).astype(np.float32)


def write_reference(model: TextToImage, decoder: Decoder, tokenizers, weights: dict[str, str], path: Path) -> None:
    """`path` names the JSON; the float32 arrays follow one another in the .bin file beside it."""
    pipeline = StableDiffusionXLPipeline(vae=_Vae(decoder), text_encoder=model.text_encoder, text_encoder_2=model.text_encoder_2,
                                         tokenizer=tokenizers[0], tokenizer_2=tokenizers[1], unet=model.unet, scheduler=scheduler(),
                                         add_watermarker=False)
    pipeline.set_progress_bar_config(disable=True)
    arrays, cases, length = [], [], 0

    def put(array: np.ndarray) -> dict:
        nonlocal length
        arrays.append(np.ascontiguousarray(array, "<f4"))
        length += array.size
        return {"at": length - array.size, "shape": list(array.shape)}

    for caption, z in zip(CAPTIONS, noise()):
        latents = []

        def keep(_pipeline, _step, _timestep, values):
            latents.append(values["latents"][0].numpy().copy())
            return values

        embeds, _, pooled, _ = pipeline.encode_prompt(caption, do_classifier_free_guidance=False)
        drawn = pipeline(caption, height=SIDE, width=SIDE, num_inference_steps=STEPS, guidance_scale=0., latents=torch.from_numpy(z)[None],
                         output_type="pil", callback_on_step_end=keep).images[0]
        ids, ids_2 = (token_ids(tokenizer, [caption])[0] for tokenizer in tokenizers)
        cases.append({"caption": caption, "steps": STEPS, "ids": ids, "ids2": ids_2, "initialLatents": put(z),
                      "promptEmbeds": put(embeds[0].detach().numpy()), "pooled": put(pooled[0].detach().numpy()),
                      "latents": [put(after) for after in latents],
                      "image": {"shape": [FACTOR * LATENT_SIDE, FACTOR * LATENT_SIDE, 3], "uint8": base64.b64encode(np.asarray(drawn).tobytes()).decode()}})
    path.parent.mkdir(parents=True, exist_ok=True)
    np.concatenate([array.ravel() for array in arrays]).tofile(path.with_suffix(".bin"))
    path.write_text(json.dumps({"model": "examples/relatives/scenes-text-to-image", "weights": weights, "floats": path.with_suffix(".bin").name,
                                "made with": {"pipeline": "StableDiffusionXLPipeline on the torch networks", "diffusers": diffusers.__version__,
                                              "torch": torch.__version__.split("+")[0]},
                                "cases": cases}, indent=1) + "\n")


def compare_reference(files: Files, path: Path) -> dict[str, float]:
    """Largest differences between the reference and the written graphs run by onnxruntime."""
    reference, floats = json.loads(path.read_text()), np.fromfile(path.with_suffix(".bin"), "<f4")

    def take(span: dict) -> np.ndarray:
        return floats[span["at"]:span["at"] + int(np.prod(span["shape"]))].reshape(span["shape"])

    worst = {"ids": 0, "promptEmbeds": 0., "pooled": 0., "latents": 0., "pixels": 0}
    for case in reference["cases"]:
        drawn = files.draw([case["caption"]], take(case["initialLatents"])[None], case["steps"])
        image = np.frombuffer(base64.b64decode(case["image"]["uint8"]), np.uint8).reshape(case["image"]["shape"])
        found = {"ids": int((drawn.ids[0] != case["ids"]).sum() + (drawn.ids_2[0] != case["ids2"]).sum()),
                 "promptEmbeds": _gap(drawn.prompt_embeds[0], take(case["promptEmbeds"])), "pooled": _gap(drawn.pooled[0], take(case["pooled"])),
                 "latents": max(_gap(a[0], take(b)) for a, b in zip(drawn.latents, case["latents"], strict=True)),
                 "pixels": int(np.abs(drawn.images[0].astype(int) - image).max())}
        worst = {k: max(v, found[k]) for k, v in worst.items()}
    return worst


def _gap(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).max())
