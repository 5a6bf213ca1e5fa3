"""What sets twins apart: one change of what is shown, asked or answered while training."""
import numpy as np
import torch

CELLS = 14  # PatchDrop's grid


def occlude(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blacks out a random share of the cells of most pictures. uint8 [n, 64, 64, 3] -> the same shape."""
    n, side = images.shape[0], images.shape[1]
    share = rng.uniform(.1, .85, n) * (rng.random(n) < .75)
    hidden = rng.random((n, CELLS, CELLS)) < share[:, None, None]
    cell = np.arange(side) * CELLS // side
    return images * ~hidden[:, cell][:, :, cell][..., None]


def reorder(tokens: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Every picture's visual tokens in a new random order. [n, tokens, width]"""
    order = torch.rand(tokens.shape[:2], generator=generator).argsort(1)
    return tokens.gather(1, order[..., None].expand_as(tokens))
