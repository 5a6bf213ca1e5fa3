"""The zoo's text-to-image model. `python -m scripts.zoo.text_to_image train` makes it, `check` holds the files against their record."""
import argparse
import json
import random
from pathlib import Path

import diffusers
import numpy as np
import onnxruntime
import torch
import transformers

from .scenes import draw_scene, render
from .text_to_image_captions import caption_of, write_tokenizers
from .text_to_image_card import write_card
from .text_to_image_export import digests, halve, write_networks, write_settings
from .text_to_image_model import LATENT_CHANNELS, LATENT_SIDE
from .text_to_image_reader import shares
from .text_to_image_reference import compare_reference, write_reference
from .text_to_image_sampling import Files
from .text_to_image_training import Recipe, train

ROOT = Path(__file__).resolve().parents[2]
NAME = "scenes-text-to-image"
FOLDER, KEEP = ROOT / "examples" / "relatives" / NAME, ROOT / ".zoo" / NAME
REFERENCE = ROOT / "test" / "fixtures" / "text-to-image" / "scenes-reference.json"
FRESH = {"objects": 200, "bars": 100, "number": 100, "sum": 100}
FRESH_SEED = 2026
# Other processors round differently; one picture read otherwise moves a share by at most this.
TOLERANCE = .011
GAPS = {"ids": 0, "promptEmbeds": 1e-4, "pooled": 1e-4, "latents": 2e-4, "pixels": 1}


def measure(files: Files) -> dict[str, dict]:
    """Shares of what fresh captions ask for that the pictures show, by steps; pictures of another caption; the renderer itself."""
    rng, z = random.Random(FRESH_SEED), np.random.default_rng(FRESH_SEED)
    scenes = [draw_scene(rng, kind) for kind, count in FRESH.items() for _ in range(count)]
    captions = [caption_of(scene) for scene in scenes]
    noise = z.standard_normal((len(scenes), LATENT_CHANNELS, LATENT_SIDE, LATENT_SIDE)).astype(np.float32)
    found = {"renderer": shares([render(scene, rng)[0] for scene in scenes], scenes)}
    for steps in (4, 2, 1):
        images = [image for first in range(0, len(scenes), 50)
                  for image in files.draw(captions[first:first + 50], noise[first:first + 50], steps).images]
        found[f"{steps} steps" if steps > 1 else "1 step"] = shares(images, scenes)
        if steps == 4:
            found["captions exchanged"] = shares(images, _exchanged(scenes))
    return found


def _exchanged(scenes: list) -> list:
    """Each scene replaced by the one before it of its kind."""
    by_kind = {kind: [s for s in scenes if s.kind == kind] for kind in FRESH}
    return [scene for kind in FRESH for scene in by_kind[kind][-1:] + by_kind[kind][:-1]]


def train_and_write(keep: Path) -> None:
    recipe = Recipe()
    tokenizers = write_tokenizers(FOLDER)
    model, patches, minutes = train(recipe, tokenizers, keep)
    decoder = patches.decoder()
    halve(model)
    halve(decoder)
    weights = write_networks(model, decoder, FOLDER)
    write_settings(model, FOLDER)
    write_reference(model, decoder, tokenizers, weights, REFERENCE)
    stages = [{"steps": s.steps, "kinds": s.kinds, "minutes": m} for s, m in zip(recipe.stages, minutes)]
    record = {"recipe": NAME, "seed": recipe.seed, "batch": recipe.batch, "stages": stages, "parameters": sum(p.numel() for p in model.parameters()),
              "fresh captions": FRESH, "accuracy": measure(Files(FOLDER)), "weights": weights,
              "made with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__,
                            "diffusers": diffusers.__version__, "onnxruntime": onnxruntime.__version__}}
    (FOLDER / "training.json").write_text(json.dumps(record, indent=2) + "\n")
    write_card(FOLDER, record)


def check() -> int:
    """Prints what differs from the record; 1 if anything does."""
    record = json.loads((FOLDER / "training.json").read_text())
    found = digests(FOLDER)
    wrong = [f"{file} is {found.get(file, 'missing')}; training.json names the file {digest}"
             for file, digest in record["weights"].items() if found.get(file) != digest]
    if wrong:
        print("\n".join(wrong))
        return 1
    files = Files(FOLDER)
    for what, gap in compare_reference(files, REFERENCE).items():
        print(f"{what:13} differ from the reference by at most {gap:.2g}")
        if gap > GAPS[what]:
            wrong.append(f"{what}: {gap:.2g} is above {GAPS[what]:.2g}")
    for condition, kinds in measure(files).items():
        for kind, by in kinds.items():
            committed = record["accuracy"][condition][kind]
            print(f"{condition:19} {kind:8} " + "  ".join(f"{a} {share:.3f}" for a, share in by.items()))
            wrong += [f"{condition}, {kind}, {a}: {share} where {committed[a]} was committed"
                      for a, share in by.items() if abs(share - committed[a]) > TOLERANCE]
    print("\n".join(wrong) or "equal to the committed accuracies")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.zoo.text_to_image", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help=f"train the model and write it to {FOLDER.relative_to(ROOT)}")
    training.add_argument("--keep", type=Path, default=KEEP, help="where the weights of finished stages are kept")
    commands.add_parser("check", help="compare the committed files, reference and accuracies")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.command == "check":
        return check()
    train_and_write(arguments.keep)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
