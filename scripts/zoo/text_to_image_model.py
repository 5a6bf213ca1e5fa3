"""Stable Diffusion XL's four networks at toy size: two CLIP text encoders, a UNet, and a linear decoder of latents."""
import random
from dataclasses import dataclass

import numpy as np
import torch
from diffusers import EulerDiscreteScheduler, UNet2DConditionModel
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from .scenes import SIDE, draw_scene, render
from .text_to_image_captions import POSITIONS, caption_of

LATENT_CHANNELS, FACTOR = 12, 4
LATENT_SIDE = SIDE // FACTOR
SCALING = .5
HIDDEN, HIDDEN_2 = 40, 48
TIME_WIDTH = 8
STEPS = (1, 2, 4)


def scheduler() -> EulerDiscreteScheduler:
    return EulerDiscreteScheduler(beta_start=.00085, beta_end=.012, beta_schedule="scaled_linear",
                                  timestep_spacing="trailing", steps_offset=1)


def sigmas() -> torch.Tensor:
    """Noise per unit of signal at each of the 1000 timesteps."""
    kept = scheduler().alphas_cumprod.double()
    return ((1 - kept) / kept).sqrt().float()


def timesteps() -> list[int]:
    """Those that 1, 2 and 4 steps visit, the noisiest first."""
    return sorted({1000 - k * 1000 // n - 1 for n in STEPS for k in range(n)}, reverse=True)


def draw(rng: random.Random, count: int, weights: dict[str, float]):
    """weights: how often each kind comes -> (scenes, captions, uint8 images [count, 64, 64, 3])"""
    kinds = rng.choices(list(weights), list(weights.values()), k=count)
    scenes = [draw_scene(rng, kind) for kind in kinds]
    return scenes, [caption_of(scene) for scene in scenes], np.stack([render(scene, rng)[0] for scene in scenes])


@dataclass(frozen=True)
class Patches:
    """Principal components of patches of 4 x 4 px, each scaled to variance 1: what latents are."""
    mean: np.ndarray        # [48], the same colour at each of the 16 places: the decoder has one bias a colour
    components: np.ndarray  # [12, 48], orthonormal
    spread: np.ndarray      # [12], standard deviation of each component

    @staticmethod
    def fit(images: np.ndarray) -> "Patches":
        x = _patches(images).reshape(-1, FACTOR * FACTOR * 3).astype(np.float64)
        mean = np.tile(x.mean(0).reshape(-1, 3).mean(0), FACTOR * FACTOR)
        values, vectors = np.linalg.eigh(np.cov(x - mean, rowvar=False))
        best = vectors[:, ::-1][:, :LATENT_CHANNELS].T
        signs = np.sign(best[np.arange(len(best)), np.abs(best).argmax(1)])
        return Patches(mean, best * signs[:, None], np.sqrt(values[::-1][:LATENT_CHANNELS]))

    def encode(self, images: np.ndarray) -> torch.Tensor:
        """uint8 [n, 64, 64, 3] -> latents [n, 12, 16, 16]"""
        z = (_patches(images) - self.mean) @ self.components.T / self.spread
        return torch.from_numpy(z.astype(np.float32)).permute(0, 3, 1, 2).contiguous()

    def decoder(self) -> "Decoder":
        decoder = Decoder()
        weight = self.components * (self.spread * SCALING)[:, None]
        shape = (LATENT_CHANNELS, FACTOR, FACTOR, 3)
        with torch.no_grad():
            decoder.unpatch.weight.copy_(torch.from_numpy(weight.reshape(shape).transpose(0, 3, 1, 2).copy()))
            decoder.unpatch.bias.copy_(torch.from_numpy(self.mean[:3].copy()))
        return decoder


def _patches(images: np.ndarray) -> np.ndarray:
    """uint8 [n, 64, 64, 3] -> [n, 16, 16, 48] in [-1, 1]"""
    n = len(images)
    x = images.reshape(n, LATENT_SIDE, FACTOR, LATENT_SIDE, FACTOR, 3).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(n, LATENT_SIDE, LATENT_SIDE, -1) / 127.5 - 1


class Decoder(nn.Module):
    """Latents divided by the scaling factor [n, 12, h, w] -> pixels in about [-1, 1], [n, 3, 4h, 4w]."""

    def __init__(self):
        super().__init__()
        self.unpatch = nn.ConvTranspose2d(LATENT_CHANNELS, 3, FACTOR, FACTOR)

    def forward(self, latent_sample):
        return self.unpatch(latent_sample)


class NoiseUNet(UNet2DConditionModel):
    """Learns v, which stays of one size at every noise level; answers the noise, which the scheduler file promises.

    With m = x / sqrt(s^2 + 1), x0 = (m - s v) / sqrt(s^2 + 1) and noise = (x - x0) / s = (s m + v) / sqrt(s^2 + 1).
    """

    def velocity(self, sample, timestep, encoder_hidden_states, added_cond_kwargs):
        return super().forward(sample, timestep, encoder_hidden_states, added_cond_kwargs=added_cond_kwargs, return_dict=False)[0]

    def forward(self, sample, timestep, encoder_hidden_states, added_cond_kwargs=None, **_):
        v = self.velocity(sample, timestep, encoder_hidden_states, added_cond_kwargs)
        s = self.sigmas[timestep.long()].reshape(-1, 1, 1, 1)
        return ((s * sample + v) / (s * s + 1).sqrt(),)


class TextToImage(nn.Module):
    def __init__(self, tokens: int, end: int):
        super().__init__()
        shared = {"vocab_size": tokens, "max_position_embeddings": POSITIONS, "num_attention_heads": 4, "bos_token_id": end - 1,
                  "eos_token_id": end, "attn_implementation": "eager"}
        self.text_encoder = CLIPTextModel(CLIPTextConfig(
            hidden_size=HIDDEN, intermediate_size=2 * HIDDEN, num_hidden_layers=2, projection_dim=HIDDEN,
            hidden_act="quick_gelu", pad_token_id=end, **shared))
        self.text_encoder_2 = CLIPTextModelWithProjection(CLIPTextConfig(
            hidden_size=HIDDEN_2, intermediate_size=2 * HIDDEN_2, num_hidden_layers=3, projection_dim=HIDDEN_2,
            hidden_act="gelu", pad_token_id=0, **shared))
        for name, parameter in self.named_parameters():  # .02 of Hugging Face leaves small towers on a plateau
            if "embedding" in name:
                nn.init.normal_(parameter, 0, .3 if "position" in name else .7)
        self.unet = NoiseUNet(
            sample_size=LATENT_SIDE, in_channels=LATENT_CHANNELS, out_channels=LATENT_CHANNELS, block_out_channels=(32, 48, 56),
            layers_per_block=1, down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), attention_head_dim=(2, 3, 4),
            use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=TIME_WIDTH,
            projection_class_embeddings_input_dim=6 * TIME_WIDTH + HIDDEN_2, cross_attention_dim=HIDDEN + HIDDEN_2,
            transformer_layers_per_block=1, norm_num_groups=8)
        self.unet.register_buffer("sigmas", sigmas(), persistent=False)

    def condition(self, ids, ids_2):
        """ids [n, 77] of both tokenizers -> (prompt_embeds [n, 77, 88], pooled [n, 48])"""
        first = self.text_encoder(ids, output_hidden_states=True)
        second = self.text_encoder_2(ids_2, output_hidden_states=True)
        return torch.cat([first.hidden_states[-2], second.hidden_states[-2]], -1), second.text_embeds

    def velocity(self, x, timestep, ids, ids_2):
        """v for noised latents x [n, 12, 16, 16] (divided by sqrt(s^2 + 1)) at timesteps [n]."""
        embeds, pooled = self.condition(ids, ids_2)
        size = torch.tensor([[SIDE, SIDE, 0, 0, SIDE, SIDE]], dtype=x.dtype).expand(len(x), 6)
        return self.unet.velocity(x, timestep, embeds, {"text_embeds": pooled, "time_ids": size})
