"""Goldens of pictures by Pillow 11 and transformers' PIL backend: what the engine must reproduce to the bit.

    python -m scripts.goldens.images

Writes test/fixtures/images: resized.json (Pillow's filters), decoded.json (files of every kind and their RGB),
processors.json (pixel values of every image processor) and packed.json (visual tokens of anyres checkpoints). Pixels are
kept as SHA-256; test/image/pattern.ts draws the same pictures.
"""
import base64
import json
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from PIL import Image
from transformers import AutoImageProcessor
from transformers.models.llava_next.modeling_llava_next import LlavaNextModel, image_size_to_num_patches
from transformers.models.llava_next.processing_llava_next import LlavaNextProcessor
from transformers.models.llava_onevision.modeling_llava_onevision import LlavaOnevisionModel
from transformers.models.llava_onevision.processing_llava_onevision import LlavaOnevisionProcessor

from scripts.goldens.pictures import decoded_pictures, pattern, sha256

FOLDER = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "images"
FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}

# width x height, from and to: down, up, odd, one axis only, mixed, and sides of one pixel
RESIZES = [((64, 64), (32, 32)), ((97, 61), (64, 64)), ((61, 97), (14, 28)), ((30, 20), (90, 77)), ((128, 128), (126, 126)),
           ((200, 3), (17, 5)), ((5, 5), (1, 1)), ((128, 96), (128, 64)), ((128, 96), (31, 96)), ((1, 1), (7, 5)), ((1, 50), (9, 3)),
           ((50, 1), (3, 9)), ((333, 500), (336, 504)), ((640, 480), (448, 336)), ((1920, 1080), (597, 336)), ((899, 1024), (590, 672)),
           ((2, 3), (300, 200)), ((224, 224), (384, 384)), ((1001, 7), (13, 700)), ((255, 257), (256, 256))]


def resized() -> list[dict]:
    return [{"from": size, "to": to, "sha256": {name: sha256(np.asarray(Image.fromarray(pattern(*size)).resize(to, code)))
                                                for name, code in FILTERS.items()}} for size, to in RESIZES]


SMALL_PINPOINTS = [[28, 56], [56, 28], [56, 56], [84, 28], [28, 84]]
PROCESSORS = {
    "CLIP as the class has it": {"image_processor_type": "CLIPImageProcessor"},
    "CLIP of LLaVA-1.5": {"image_processor_type": "CLIPImageProcessorFast", "size": {"shortest_edge": 336}, "crop_size": {"height": 336, "width": 336}},
    "CLIP of before 2023": {"feature_extractor_type": "CLIPFeatureExtractor", "size": 60, "crop_size": 60, "resample": 3, "do_resize": True,
                            "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]},
    "CLIP without a crop": {"image_processor_type": "CLIPImageProcessor", "size": {"height": 50, "width": 70}, "do_center_crop": False},
    "CLIP with a crop beyond the picture": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 41}, "crop_size": {"height": 56, "width": 47}},
    "CLIP that crops alone": {"image_processor_type": "CLIPImageProcessor", "do_resize": False, "crop_size": {"height": 48, "width": 51}},
    "CLIP without arithmetic": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32}, "do_normalize": False},
    "CLIP of bytes": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 32}, "crop_size": {"height": 32, "width": 32}, "do_rescale": False, "image_mean": [104, 117, 123], "image_std": [58, 57, 57]},
    **{f"CLIP with {name}": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 40}, "crop_size": {"height": 40, "width": 40}, "resample": code}
       for name, code in FILTERS.items()},
    "LLaVA as the class has it": {"image_processor_type": "LlavaImageProcessor"},
    "LLaVA made square": {"image_processor_type": "LlavaImageProcessor", "do_pad": True, "size": {"shortest_edge": 60}, "crop_size": {"height": 60, "width": 60}},
    "LLaVA-NeXT": {"image_processor_type": "LlavaNextImageProcessor", "size": {"shortest_edge": 336}, "crop_size": {"height": 336, "width": 336}},
    "LLaVA-NeXT, small": {"image_processor_type": "LlavaNextImageProcessor", "size": {"shortest_edge": 28}, "crop_size": {"height": 28, "width": 28}, "image_grid_pinpoints": SMALL_PINPOINTS},
    "LLaVA-NeXT, crop of another size": {"image_processor_type": "LlavaNextImageProcessor", "size": {"shortest_edge": 24}, "crop_size": {"height": 28, "width": 28}, "image_grid_pinpoints": SMALL_PINPOINTS},
    "LLaVA-NeXT, wide alone": {"image_processor_type": "LlavaNextImageProcessor", "size": {"shortest_edge": 28}, "crop_size": {"height": 28, "width": 28}, "image_grid_pinpoints": [[28, 56], [28, 84]]},
    "LLaVA-OneVision as the class has it": {"image_processor_type": "LlavaOnevisionImageProcessor"},
    "LLaVA-OneVision, small": {"image_processor_type": "LlavaOnevisionImageProcessor", "size": {"height": 28, "width": 28}, "image_grid_pinpoints": SMALL_PINPOINTS, "image_mean": [.5, .5, .5], "image_std": [.5, .5, .5]},
    "SigLIP as the class has it": {"image_processor_type": "SiglipImageProcessor"},
    "SigLIP of 384": {"image_processor_type": "SiglipImageProcessor", "size": {"height": 384, "width": 384}, "image_mean": 0.5, "image_std": 0.5},
    "ViT as the class has it": {"image_processor_type": "ViTImageProcessor"},
    "DINO of before 2023": {"feature_extractor_type": "ViTFeatureExtractor", "size": 112, "resample": 2, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]},
    "DeiT as the class has it": {"image_processor_type": "DeiTImageProcessor"},
    "DeiT of before 2023": {"feature_extractor_type": "DeiTFeatureExtractor", "size": 128, "crop_size": 112, "resample": 3},
    "ConvNeXt as the class has it": {"image_processor_type": "ConvNextImageProcessor"},
    "ResNet of before 2023": {"feature_extractor_type": "ConvNextFeatureExtractor", "size": 224, "crop_pct": 0.875, "resample": 3, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]},
    "ConvNeXt of 160": {"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 160}, "crop_pct": 0.95},
    "BiT as the class has it": {"image_processor_type": "BitImageProcessor"},
}
PICTURES = [(64, 64), (97, 61), (61, 97), (500, 333), (7, 40)]


def processor_of(config: dict):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "preprocessor_config.json").write_text(json.dumps(config))
        return AutoImageProcessor.from_pretrained(folder, backend="pil")


def pixel_values(processor, images: list) -> dict:
    values = np.asarray(processor(images=images, return_tensors="np")["pixel_values"][0], dtype="<f4")
    tiles = values if values.ndim == 4 else values[None]
    return {"shape": list(tiles.shape), "sha256": sha256(tiles)}


def processors() -> list[dict]:
    rows = []
    for name, config in PROCESSORS.items():
        processor = processor_of(config)
        for size in PICTURES:
            image = Image.fromarray(pattern(*size))
            rows.append({"name": name, "config": config, "size": size, "images": 1, **pixel_values(processor, [image])})
            if "Onevision" in config.get("image_processor_type", ""):
                rows.append({"name": name, "config": config, "size": size, "images": 2, **pixel_values(processor, [[image, image]])})
    return rows


NEXT = [[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]]
ONEVISION = [[384 * a, 384 * b] for a in range(1, 7) for b in range(1, 7)]
SIZES = [(336, 336), (480, 640), (640, 480), (899, 1024), (1080, 1920), (333, 500), (1333, 250), (224, 224), (384, 384), (2000, 3000),
         (1, 1), (1, 100), (100, 1), (3, 1000), (1000, 3), (337, 673), (671, 335), (257, 1023), (2304, 2304), (5000, 700), (768, 1537), (613, 477)]
LAYOUTS = {
    "llava_next": dict(pinpoints=NEXT, tile=336, grid=24, most=None),
    "llava_next, small": dict(pinpoints=SMALL_PINPOINTS, tile=28, grid=3, most=None),
    "llava_onevision": dict(pinpoints=ONEVISION, tile=384, grid=27, most=9),
    "llava_onevision, small": dict(pinpoints=[[28 * a, 28 * b] for a in range(1, 5) for b in range(1, 5)], tile=28, grid=4, most=2),
}


def feature(rows: int) -> torch.Tensor:
    """A value for each row that says which it is, exact in fp32, and neighbours are far apart."""
    return ((torch.arange(rows, dtype=torch.int64) * 40503) % 65536).float() / 65536


def packed_case(layout: dict, size: tuple[int, int]) -> dict:
    """Runs transformers' own packing on features that name their rows; the newline is the row after the last."""
    pinpoints, tile, grid, most = layout["pinpoints"], layout["tile"], layout["grid"], layout["most"]
    model = SimpleNamespace(config=SimpleNamespace(image_grid_pinpoints=pinpoints, vision_config=SimpleNamespace(image_size=tile, patch_size=tile // grid)))
    processor = SimpleNamespace(image_processor=SimpleNamespace(image_grid_pinpoints=pinpoints), patch_size=tile // grid,
                                num_additional_image_tokens=0, num_image_tokens=grid * grid, vision_aspect_ratio=f"anyres_max_{most}")
    kind = LlavaNextProcessor if most is None else LlavaOnevisionProcessor
    processor._get_unpadded_features = lambda *sizes: kind._get_unpadded_features(processor, *sizes)
    count = kind._get_number_of_features(processor, *size, tile, tile)
    tiles = image_size_to_num_patches(size, pinpoints, tile)
    rows = tiles * grid * grid

    def run(values: torch.Tensor) -> torch.Tensor:
        values = values[:, None].repeat(1, 8)  # a single channel would take torch's kernel for another memory layout
        features, newline = values[:rows].view(tiles, grid * grid, 8), values[rows]
        if most is None:
            out, _ = LlavaNextModel.pack_image_features(model, [features], [size], "default", newline)
        else:
            out, _ = LlavaOnevisionModel.pack_image_features(model, [features], [size], newline, f"anyres_max_{most}")
        assert torch.equal(out[0], out[0][:, :1].expand(-1, 8))
        return out[0][:, 0]

    values = run(feature(rows + 1))
    assert len(values) == count, (size, len(values), count)
    order = run(torch.arange(rows + 1, dtype=torch.float32))
    processor.vision_aspect_ratio = "anyres_max_1000000"
    shrunk = count != kind._get_number_of_features(processor, *size, tile, tile)
    row = {"size": size, "tiles": tiles, "count": count}
    if shrunk:
        return row | {"values": base64.b64encode(values.numpy().astype("<f4").tobytes()).decode()}
    return row | {"order": sha256(order.numpy().astype("<i4"))}


def packed() -> list[dict]:
    rows = []
    for name, layout in LAYOUTS.items():
        cases = [packed_case(layout, size) for size in SIZES]
        kept, large = [], 0
        for case in cases:
            large += "values" in case and len(case["values"]) > 20_000
            if "values" not in case or len(case["values"]) <= 20_000 or large <= 2:
                kept.append(case)
        rows.append({"name": name, **layout, "cases": kept})
    return rows


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in {"resized": resized, "decoded": decoded_pictures, "processors": processors, "packed": packed}.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(make()) + "\n")


if __name__ == "__main__":
    main()
