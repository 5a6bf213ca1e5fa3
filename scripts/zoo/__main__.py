"""Trains the project's own tiny checkpoints, measures them, and draws its mini benchmarks. See `python -m scripts.zoo --help`."""
import argparse
from pathlib import Path

from .language_models import LANGUAGE_RECIPES
from .recipes import RECIPES

ROOT = Path(__file__).resolve().parents[2]
CHECKPOINTS, BENCHMARKS, RELATIVES = (ROOT / "examples" / name for name in ("checkpoints", "benchmarks", "relatives"))
WORK = ROOT / ".zoo"  # what others begin from and nobody evaluates
FOLDERS = {folder.name: folder for folder in (
    *(CHECKPOINTS / recipe.id for recipe in RECIPES.values() if not recipe.intermediate),
    *(RELATIVES / name for name in ("scenes-clip", "scenes-dino", *LANGUAGE_RECIPES, "scenes-text-to-image")))}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.zoo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train a checkpoint or a relative and write it to examples")
    train.add_argument("recipe", choices=[*RECIPES, *(name for name in FOLDERS if name not in RECIPES)])
    commands.add_parser("benchmarks", help="draw the mini benchmarks into examples/benchmarks")
    commands.add_parser("cards", help="write all cards again from the committed figures, without measuring anything")
    check = commands.add_parser("check", help="hold weights against their hashes, and what torch measures against the committed figures")
    check.add_argument("recipe", choices=[*FOLDERS, "all"])
    how = check.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true", help="write figures, answers and card in place of comparing them")
    how.add_argument("--hashes-only", action="store_true", help="only name the weight files that are missing or changed")
    arguments = parser.parse_args()
    if arguments.command == "train":
        return train_one(arguments.recipe)
    if arguments.command == "benchmarks":
        from .benchmarks import write_benchmarks
        write_benchmarks(BENCHMARKS)
        return 0
    if arguments.command == "cards":
        write_cards(list(FOLDERS.values()))
        return 0
    from .check_all import check_all
    folders = list(FOLDERS.values()) if arguments.recipe == "all" else [FOLDERS[arguments.recipe]]
    status = check_all(folders, BENCHMARKS, arguments.write, arguments.hashes_only)
    if arguments.write:  # when all are measured: a card also quotes the checkpoint that its own differs from
        write_cards(folders)
    return status


def write_cards(folders: list[Path]) -> None:
    from .card import write_card
    from .relatives import write_relative_card
    for folder in folders:
        (write_relative_card if folder.parent == RELATIVES else write_card)(folder)


def train_one(name: str) -> int:
    if name in LANGUAGE_RECIPES:
        from .language_models import train_language_model
        train_language_model(LANGUAGE_RECIPES[name], RELATIVES / name)
    elif name == "scenes-clip":
        from .clip import train_clip
        train_clip(RELATIVES / name)
    elif name == "scenes-dino":
        from .dino import train_dino
        train_dino(RELATIVES / name)
    elif name == "scenes-text-to-image":
        from .text_to_image import KEEP, train_and_write
        train_and_write(KEEP)
    else:
        from .export import write_checkpoint
        from .training import train
        recipe = RECIPES[name]
        write_checkpoint(recipe, *train(recipe, [CHECKPOINTS, RELATIVES, WORK]), (WORK if recipe.intermediate else CHECKPOINTS) / name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
