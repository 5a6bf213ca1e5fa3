import argparse
from pathlib import Path

from .recipes import RECIPES

ROOT = Path(__file__).resolve().parents[2]
CHECKPOINTS, BENCHMARKS = ROOT / "examples" / "checkpoints", ROOT / "examples" / "benchmarks"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.zoo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train a checkpoint and write it to examples/checkpoints")
    train.add_argument("recipe", choices=RECIPES)
    commands.add_parser("benchmarks", help="draw the mini benchmarks into examples/benchmarks")
    check = commands.add_parser("check", help="compare the committed weights and accuracies with transformers")
    check.add_argument("recipe", choices=RECIPES)
    check.add_argument("--write", action="store_true", help="write the answers and accuracies instead of comparing them")
    arguments = parser.parse_args()
    if arguments.command == "benchmarks":
        from .benchmarks import write_benchmarks
        write_benchmarks(BENCHMARKS)
        return 0
    if arguments.command == "train":
        from .export import write_checkpoint
        from .training import train as run
        recipe = RECIPES[arguments.recipe]
        write_checkpoint(recipe, *run(recipe), CHECKPOINTS / recipe.id)
        return 0
    from .check import check_checkpoint
    return check_checkpoint(CHECKPOINTS / arguments.recipe, BENCHMARKS, arguments.write)


if __name__ == "__main__":
    raise SystemExit(main())
