"""The three layouts at toy size, and the packed forward pass that training uses."""
import math

import torch
from transformers import (CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration, LlavaNextConfig,
                          LlavaNextForConditionalGeneration, LlavaOnevisionConfig, LlavaOnevisionForConditionalGeneration, MistralConfig,
                          Qwen2Config, SiglipVisionConfig)

from .recipes import Recipe
from .scenes import GRID, PATCH, SIDE

VISUAL = GRID * GRID
# (height, width) of what the layouts with tiles may cut a picture into. Square ones become two tiles with padding at their
# sides, which is taken out again among the tokens; or one tile.
PINPOINTS = {"llava-next": [[SIDE, 2 * SIDE], [2 * SIDE, SIDE]],
             "llava-onevision": [[SIDE, SIDE], [SIDE, 2 * SIDE], [2 * SIDE, SIDE]]}
TEXT_CONFIGS = {"llava": LlamaConfig, "llava-next": MistralConfig, "llava-onevision": Qwen2Config}
CROPS = {"llava": 1, "llava-next": 3, "llava-onevision": 1}  # that differ


def text_config(recipe, vocabulary):
    """`recipe`: anything with layout, width, text_layers, heads, kv_heads. The base keeps the 512 positions it was trained with."""
    rows = -(-vocabulary.tokenizer.get_vocab_size() // 64) * 64
    window = {"sliding_window": None} if recipe.layout == "llava-next" else {}
    return TEXT_CONFIGS[recipe.layout](
        vocab_size=rows, hidden_size=recipe.width, intermediate_size=3 * recipe.width, num_hidden_layers=recipe.text_layers,
        num_attention_heads=recipe.heads, num_key_value_heads=recipe.kv_heads, max_position_embeddings=2048 if recipe.full else 512,
        initializer_range=.05, bos_token_id=vocabulary.bos, eos_token_id=vocabulary.eos, pad_token_id=vocabulary.pad,
        tie_word_embeddings=False, **window)


def make_model(recipe: Recipe, vocabulary):
    torch.manual_seed(recipe.seed)
    width = recipe.width
    shape = dict(hidden_size=width, intermediate_size=4 * width, num_hidden_layers=recipe.vision_layers,
                 num_attention_heads=recipe.heads, image_size=SIDE, patch_size=PATCH)
    image = vocabulary.tokenizer.token_to_id("<image>")
    if recipe.layout == "llava-onevision":
        config = LlavaOnevisionConfig(
            vision_config=SiglipVisionConfig(**shape, hidden_act="gelu", vision_use_head=False), text_config=text_config(recipe, vocabulary),
            projector_hidden_act="gelu", image_token_index=image, vision_feature_layer=-1, vision_feature_select_strategy="full",
            image_grid_pinpoints=PINPOINTS[recipe.layout], vision_aspect_ratio="anyres_max_9")
        config._attn_implementation = "eager"
        model = LlavaOnevisionForConditionalGeneration(config)
    else:
        vision = CLIPVisionConfig(**shape, projection_dim=width, hidden_act="gelu")
        options = {"image_seq_length": VISUAL} if recipe.layout == "llava" else {"image_grid_pinpoints": PINPOINTS[recipe.layout]}
        of_config, of_model = ((LlavaConfig, LlavaForConditionalGeneration) if recipe.layout == "llava"
                               else (LlavaNextConfig, LlavaNextForConditionalGeneration))
        config = of_config(vision_config=vision, text_config=text_config(recipe, vocabulary), projector_hidden_act="gelu", image_token_index=image,
                           vision_feature_layer=-2, vision_feature_select_strategy="default", **options)
        config._attn_implementation = "eager"
        model = of_model(config)
    loosen(tower_of(model).embeddings)
    return model


def loosen(embeddings) -> None:
    """Hugging Face's .02 leaves a small tower on its plateau for hundreds of steps."""
    with torch.no_grad():
        embeddings.patch_embedding.weight.normal_(0, 1 / math.sqrt(3 * PATCH * PATCH))
        embeddings.position_embedding.weight.normal_(0, .3)


def tower_of(model):
    """The vision transformer, wherever this version of transformers keeps it."""
    tower = model.model.vision_tower
    return getattr(tower, "vision_model", tower)


def pixels(images) -> torch.Tensor:
    """uint8 [..., 64, 64, 3] -> [..., 3, 64, 64] in [-1, 1]: rescale by 1/255, mean and std .5."""
    return torch.from_numpy(images).movedim(-1, -3).float().div_(127.5).sub_(1)


def unseen_layers(config) -> int:
    """How many of the tower's layers come after the one that the projector reads: 1 in LLaVA as published, none where they were left out."""
    return -1 - config.vision_feature_layer


def patch_features(model, x: torch.Tensor) -> torch.Tensor:
    """What the projector reads, [n, 64, width]: the hidden state that the config names, without CLIP's class token."""
    config = model.config
    hidden = tower_features(tower_of(model), x, unseen_layers(config))
    return hidden[:, 1:] if config.vision_feature_select_strategy == "default" else hidden


def tower_features(tower, x: torch.Tensor, unseen: int) -> torch.Tensor:
    """The hidden state below the last `unseen` layers, which are not run. All rows: CLIP's class token in front."""
    hidden = tower.embeddings(x)
    if hasattr(tower, "pre_layrnorm"):
        hidden = tower.pre_layrnorm(hidden)
    layers = tower.encoder.layers
    for layer in layers[:len(layers) - unseen]:
        hidden = layer(hidden, None)
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
    return hidden


def visual_tokens(model, layout: str, features: torch.Tensor) -> torch.Tensor:
    """[n, crops, 64, width] -> [n, visual tokens, width of the decoder]: the base crop, then the tiles row by row with a newline."""
    n, crops = features.shape[:2]
    tokens = model.model.multi_modal_projector(features.flatten(0, 1)).unflatten(0, (n, crops))
    if layout == "llava":
        return tokens[:, 0]
    if crops == 1:
        rows = tokens[:, 0].unflatten(1, (GRID, GRID))
    else:  # two tiles side by side, without the padding: a quarter at either end
        left, right = (tokens[:, i].unflatten(1, (GRID, GRID)) for i in (1, 2))
        rows = torch.cat([left[:, :, GRID // 2:], right[:, :, :GRID // 2]], 2)
    newline = model.model.image_newline.expand(n, GRID, 1, -1)
    return torch.cat([tokens[:, 0], torch.cat([rows, newline], 2).flatten(1, 2)], 1)


def packed_hidden(model, batch, prefix: list[int], tokens: torch.Tensor | None):
    """Several questions behind one picture, each as if alone; without `tokens` behind the prefix alone. -> hidden [n, T, width]"""
    m, n = model.model, batch.ids.shape[0]
    embed = m.language_model.embed_tokens
    before, after = prefix
    parts = [embed(torch.tensor(before)).expand(n, -1, -1)]
    if tokens is not None:
        parts += [tokens] + ([embed(torch.tensor(after)).expand(n, -1, -1)] if after else [])
    shared = sum(part.shape[1] for part in parts)
    return decoder_hidden(m.language_model, torch.cat([*parts, embed(batch.ids)], 1), batch, shared)[:, shared:]


def decoder_hidden(decoder, embeddings: torch.Tensor, batch, shared: int) -> torch.Tensor:
    n = embeddings.shape[0]
    positions = torch.cat([torch.arange(shared).expand(n, -1), batch.positions + shared], 1)
    return decoder(inputs_embeds=embeddings, attention_mask=_block_mask(batch.segments, shared), position_ids=positions,
                   use_cache=False).last_hidden_state


COMMON = -1  # a segment that all questions of its row see


def _block_mask(segments: torch.Tensor, shared: int) -> torch.Tensor:
    n, length = segments.shape
    total = shared + length
    seen = torch.zeros(n, total, total, dtype=torch.bool)
    seen[:, :shared, :shared] = torch.ones(shared, shared, dtype=torch.bool).tril()
    seen[:, shared:, :shared] = True
    seen[:, shared:, shared:] = ((segments[:, :, None] == segments[:, None, :]) | (segments[:, None, :] == COMMON)) & torch.ones(length, length, dtype=torch.bool).tril()
    return torch.zeros(n, 1, total, total).masked_fill_(~seen[:, None], -1e9)
