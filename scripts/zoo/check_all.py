"""Every weight file against its record, every committed figure measured again, and what was planted looked for in them."""
from pathlib import Path

from .check import check_checkpoint
from .planted import compare_planted
from .recorded import accuracy_beside, report_changed
from .relatives import check_relative


def check_all(folders: list[Path], benchmarks: Path, write: bool, hashes_only: bool) -> int:
    """1 where a weight file is not the recorded one (nothing is measured then), a figure is not the committed one, or what was planted is not seen."""
    if report_changed(folders):
        return 1
    print(f"{len(folders)} of {len(folders)} folders hold the weights that their records name", flush=True)
    if hashes_only:
        return 0
    failed, measured = [], {}
    for folder in folders:
        check = check_relative if folder.parent.name == "relatives" else check_checkpoint
        measured[folder.name], differs = check(folder, benchmarks, write)
        failed += [folder.name] if differs else []
    failed += report_planted(folders, measured)
    print(f"\nnot as committed, or not seen: {', '.join(failed)}" if failed else "\nwritten" if write else "\nall as committed")
    return int(bool(failed))


def report_planted(folders: list[Path], measured: dict[str, dict]) -> list[str]:
    """Where torch does not show what was planted, with 95 % intervals; a checkpoint not measured just now is taken as committed."""
    print("\nplanted")
    unseen = []
    for folder in folders:
        for compared in compare_planted(folder.name, lambda name: measured.get(name) or accuracy_beside(folder, name)):
            print(f"  {folder.name}: {compared}")
            unseen += [] if compared.is_shown else [f"{folder.name} ({compared.figure.what})"]
    return unseen
