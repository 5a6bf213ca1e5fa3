"""The alignment of a run, by transformers and numpy alone: features read anew from the same weights, reduced as measurement 1.7 (b) reads.

    python -m scripts.goldens.alignment_figures RUN BENCHMARKS

RUN is that of probe_figures: scenes-llava-frozen with its encoder and the three language models. Writes test/fixtures/probe-run/alignment.json:
the run's own result, and what is found here at the same layers and rows.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import AutoModelForCausalLM, AutoTokenizer, CLIPModel, CLIPProcessor

from .cases import Reference
from .statistics import cka, clamp, cycle, mutual

ROOT = Path(__file__).parents[2]
CHECKPOINT, ENCODER = ROOT / "examples/checkpoints/scenes-llava-frozen", ROOT / "examples/relatives/scenes-clip"
# Share of the sorted absolute values at whose element features are clamped.
CLAMP = .95
TARGET = ROOT / "test" / "fixtures" / "probe-run" / "alignment.json"


def layer_inputs(decoder, run) -> list[torch.Tensor]:
    """What enters every layer and what leaves the last one, before the norm. [layers + 1] of [tokens, width]"""
    states = []
    hooks = [layer.register_forward_hook(lambda _module, inputs, output: states.append((inputs[0], output))) for layer in decoder.layers]
    run()
    for hook in hooks:
        hook.remove()
    last = states[-1][1]
    return [state[0] for state, _ in states] + [(last[0] if isinstance(last, tuple) else last).reshape(states[0][0].shape)[0]]


@torch.no_grad()
def text_features(folder: Path, texts: list[str]) -> list[np.ndarray]:
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    rows = []
    for text in texts:
        ids = torch.tensor([tokenizer(text)["input_ids"]])
        rows.append([state.mean(0).numpy() for state in layer_inputs(model.model, lambda: model(input_ids=ids))])
    return [np.stack(layer) for layer in zip(*rows)]


@torch.no_grad()
def encoder_features(pictures: list) -> list[np.ndarray]:
    """The class token as it leaves every block."""
    model = CLIPModel.from_pretrained(ENCODER, dtype=torch.float32, attn_implementation="eager").eval()
    images = CLIPProcessor.from_pretrained(ENCODER)(images=pictures, return_tensors="pt")["pixel_values"]
    states = model.vision_model(pixel_values=images, output_hidden_states=True).hidden_states
    return [state[:, 0].numpy() for state in states[1:]]


@torch.no_grad()
def checkpoint_features(pictures: list) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The mean over the picture's places at every layer, under an empty question; and the mean of what the projector gives."""
    reference = Reference(CHECKPOINT)
    image_token, rows, projected = reference.config.image_token_index, [], []
    for picture in pictures:
        _, inputs = reference.inputs([picture], "")
        places = inputs["input_ids"][0] == image_token
        states = layer_inputs(reference.model.model.language_model, lambda: reference.model(**inputs))
        rows.append([state[places].mean(0).numpy() for state in states])
        features = reference.model.get_image_features(pixel_values=inputs["pixel_values"]).pooler_output
        projected.append(features[0].mean(0).numpy())
    return [np.stack(layer) for layer in zip(*rows)], [np.stack(projected)]


def figures(own: list[np.ndarray], texts: list[np.ndarray], said: dict, k: int) -> dict:
    """At the layers that the run chose, on the rows it measured."""
    measured = np.array([row is not None for row in said["rows"]])
    image, text = own[said["pair"]["own"]], texts[said["pair"]["other"]]
    return {"score": mutual(image[measured], text[measured], k), "maximum": max(mutual(a, b, k) for a in own for b in texts if a.std(0).max() > 0),
            "cycle": cycle(image, text, k), "cka": cka(image, text)}


def main(run: Path, benchmarks: Path) -> None:
    [result] = json.loads((run / "results.json").read_text())["reductions"]
    folder = benchmarks / "docci_MINI"
    with open(folder / "docci_descriptions.jsonlines", encoding="utf-8") as lines:
        items = {item["example_id"]: item for item in map(json.loads, lines)}
    chosen = [items[name] for name in result["items"]]
    pictures = [Image.open(folder / "images" / item["image_file"]).convert("RGB") for item in chosen]
    _, encoder = clamp(encoder_features(pictures), CLAMP)
    states, projected = checkpoint_features(pictures)
    _, states = clamp(states, CLAMP)
    expected = {}
    for said in result["languageModels"]:
        _, texts = clamp(text_features(ROOT / "examples/relatives" / said["name"], [item["description"] for item in chosen]), CLAMP)
        expected[said["name"]] = {side: figures(own, texts, said[side], result["neighbours"])
                                  for side, own in (("encoder", encoder), ("checkpoint", states))}
        expected[said["name"]]["projector"] = figures(clamp(projected, CLAMP)[1], texts, said["others"][0], result["neighbours"])
    TARGET.write_text(json.dumps({"result": result, "expected": expected}) + "\n")
    for name, by in expected.items():
        own = next(m for m in result["languageModels"] if m["name"] == name)
        print(name, {side: {f: (round(v, 4), round(own[side][f], 4)) for f, v in values.items()} for side, values in by.items() if side in own})


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
