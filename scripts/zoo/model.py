"""The LLaVA-1.5 layout at toy size, and the packed forward pass that training uses."""
import math

import torch
from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration

from .recipes import Recipe
from .scenes import GRID, PATCH, SIDE

VISUAL = GRID * GRID


def make_model(recipe: Recipe, tokenizer) -> LlavaForConditionalGeneration:
    torch.manual_seed(recipe.seed)
    rows = -(-tokenizer.get_vocab_size() // 64) * 64
    width = recipe.width
    vision = CLIPVisionConfig(hidden_size=width, intermediate_size=4 * width, num_hidden_layers=recipe.vision_layers,
                              num_attention_heads=recipe.heads, image_size=SIDE, patch_size=PATCH,
                              projection_dim=width, hidden_act="gelu")
    text = LlamaConfig(vocab_size=rows, hidden_size=width, intermediate_size=3 * width,
                       num_hidden_layers=recipe.text_layers, num_attention_heads=recipe.heads,
                       num_key_value_heads=recipe.heads, max_position_embeddings=512, initializer_range=.05,
                       bos_token_id=1, eos_token_id=2, pad_token_id=tokenizer.token_to_id("<pad>"), tie_word_embeddings=False)
    config = LlavaConfig(vision_config=vision, text_config=text, projector_hidden_act="gelu",
                         image_token_index=tokenizer.token_to_id("<image>"), vision_feature_layer=-2,
                         vision_feature_select_strategy="default", image_seq_length=VISUAL)
    config._attn_implementation = "eager"
    model = LlavaForConditionalGeneration(config)
    embeddings = tower_of(model).embeddings
    with torch.no_grad():  # Hugging Face's .02 leaves a small tower on its plateau for hundreds of steps
        embeddings.patch_embedding.weight.normal_(0, 1 / math.sqrt(3 * PATCH * PATCH))
        embeddings.position_embedding.weight.normal_(0, .3)
    return model


def tower_of(model):
    """The CLIP transformer, wherever this version of transformers keeps it."""
    tower = model.model.vision_tower
    return getattr(tower, "vision_model", tower)


def pixels(images) -> torch.Tensor:
    """uint8 [n, 64, 64, 3] -> [n, 3, 64, 64] in [-1, 1]: rescale by 1/255, mean and std .5."""
    return torch.from_numpy(images).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def patch_features(model, x: torch.Tensor) -> torch.Tensor:
    """Hidden state -2 without its class token: the tower's last layer is not run. [n, 64, width]"""
    tower = tower_of(model)
    hidden = tower.pre_layrnorm(tower.embeddings(x))
    for layer in tower.encoder.layers[:-1]:
        hidden = layer(hidden, None)
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
    return hidden[:, 1:]


def packed_hidden(model, x, batch, prefix: list[int], visual=None):
    """Several questions behind one picture, each as if alone. -> (hidden [n, T, width], patch features)"""
    m, n = model.model, x.shape[0]
    features = patch_features(model, x)
    tokens = m.multi_modal_projector(features)
    if visual is not None:
        tokens = visual(tokens)
    embed = m.language_model.embed_tokens
    before, after = prefix
    parts = [embed(torch.tensor(before)).expand(n, -1, -1), tokens, embed(torch.tensor(after)).expand(n, -1, -1), embed(batch.ids)]
    shared = len(before) + VISUAL + len(after)
    positions = torch.cat([torch.arange(shared).expand(n, -1), batch.positions + shared], 1)
    hidden = m.language_model(inputs_embeds=torch.cat(parts, 1), attention_mask=_block_mask(batch.segments, shared),
                              position_ids=positions, use_cache=False).last_hidden_state
    return hidden[:, shared:], features


def _block_mask(segments: torch.Tensor, shared: int) -> torch.Tensor:
    n, length = segments.shape
    total = shared + length
    seen = torch.zeros(n, total, total, dtype=torch.bool)
    seen[:, :shared, :shared] = torch.ones(shared, shared, dtype=torch.bool).tril()
    seen[:, shared:, :shared] = True
    seen[:, shared:, shared:] = (segments[:, :, None] == segments[:, None, :]) & torch.ones(length, length, dtype=torch.bool).tril()
    return torch.zeros(n, 1, total, total).masked_fill_(~seen[:, None], -1e9)
