"""Every probe's figures by measurement.md's formulas alone, in numpy, from the answers a run exported.

    python -m scripts.goldens.probe_figures RUN BENCHMARKS

RUN is the folder of `parallax evaluate --suite demo` with all relatives (test/evaluation/probe-figures.test.ts says how it was made).
Writes test/fixtures/probe-run: the run's cells, packed, and the figures that the product must find in them. What is resampled is left
out: two generators never draw alike.
"""
import csv
import gzip
import hashlib
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[2] / "test" / "fixtures" / "probe-run"
FILES = {
    "mmvp": "MMVP_MINI.tsv", "mmstar": "MMStar_MINI.tsv", "mme": "MME_MINI.tsv", "q-bench": "Q-Bench1_VAL_MINI.tsv",
    "mm-vet": "MMVet_MINI.tsv", "llava-w": "LLaVABench_MINI.tsv", "mathvista": "MathVista_MINI_MINI.tsv", "sqa-img": "ScienceQA_TEST_MINI.tsv",
    "chartqa": "ChartQA_TEST_MINI.tsv", "ai2d": "AI2D_TEST_MINI.tsv"}
LETTERS = "ABCD"


class Units:
    """Units of analysis of a benchmark file (measurement 0.3): members, stratum, cluster and guess floor of each."""

    def __init__(self, benchmark: str, rows: list[dict]):
        groups = defaultdict(list)
        for at, row in enumerate(rows):
            key = {"mmvp": at // 2, "mme": f"{row.get('category')}/{row.get('image_path')}"}.get(benchmark, at)
            groups[key].append(row)
        self.members = [[row["index"] for row in group] for group in groups.values()]
        self.strata = np.array([group[0]["category"] if benchmark == "mme" else "" for group in groups.values()])
        self.floors = np.array([floor_of(benchmark, group) for group in groups.values()])
        self.clusters = joined([[picture(row) for row in group] for group in groups.values()])
        self.value = {"mmvp": min, "mme": lambda scores: (np.mean(scores) + min(scores)) / 2}.get(benchmark, np.mean)

    def values(self, scores: dict[str, float]) -> np.ndarray:
        return np.array([self.value([scores[item] for item in unit]) if all(item in scores for item in unit) else np.nan
                         for unit in self.members])


def picture(row: dict) -> str:
    return hashlib.sha256(row.get("image", row["index"]).encode()).hexdigest()


def floor_of(benchmark: str, rows: list[dict]) -> float:
    if benchmark == "mme":
        return .375
    if benchmark == "mathvista":
        choices = json.loads(rows[0]["choices"].replace("'", '"')) if rows[0]["choices"] else []
        return 1 / len(choices) if choices else 0.
    return math.prod(1 / options if (options := sum(bool(row.get(letter)) for letter in LETTERS)) else 0. for row in rows)


def joined(keys: list[list[str]]) -> np.ndarray:
    """Clusters of units that share a key, by merging labels until nothing changes."""
    labels = np.arange(len(keys))
    members = defaultdict(list)
    for at, own in enumerate(keys):
        for key in own:
            members[key].append(at)
    changed = True
    while changed:
        changed = False
        for own in members.values():
            least = labels[own].min()
            changed |= bool((labels[own] != least).any())
            labels[own] = least
    return labels


def mean_se(values: np.ndarray, units: Units, asked: np.ndarray) -> tuple[float, float]:
    """Measurement 2.1 within a stratum, 2.2 between strata."""
    strata = np.unique(units.strata[asked])
    means, parts = [], defaultdict(float)
    for stratum in strata:
        own = asked & (units.strata == stratum)
        clusters = np.unique(units.clusters[own])
        g, n = len(clusters), own.sum()
        means.append(values[own].mean())
        for cluster in clusters:
            residual = (values[own & (units.clusters == cluster)] - means[-1]).sum()
            parts[cluster] += residual * math.sqrt(g / max(1, g - 1)) / (n * len(strata))
    return float(np.mean(means)), math.sqrt(sum(part ** 2 for part in parts.values()))


def estimate(values: np.ndarray, units: Units, asked: np.ndarray | None = None) -> dict:
    asked = ~np.isnan(values) if asked is None else asked
    value, se = mean_se(values, units, asked)
    floor, _ = mean_se(units.floors, units, asked)
    return {"value": value, "se": se, "corrected": (value - floor) / (1 - floor)}


def at_chance(found: dict, units: Units, asked: np.ndarray) -> bool:
    floor, _ = mean_se(units.floors, units, asked)
    return found["corrected"] < max(.05, 2 * found["se"] / (1 - floor))


def paired(values: np.ndarray, reference: np.ndarray, units: Units) -> dict:
    """Measurement 2.3."""
    asked = ~np.isnan(values) & ~np.isnan(reference)
    difference, se = mean_se(values - reference, units, asked)
    return {"difference": difference, "se": se}


def ratio(above: np.ndarray, below: np.ndarray, units: Units) -> dict:
    """Measurement 2.5, the delta method."""
    asked = ~np.isnan(above) & ~np.isnan(below)
    base, _ = mean_se(below, units, asked)
    value = mean_se(above, units, asked)[0] / base
    return {"value": value, "se": mean_se(above - value * below, units, asked)[1] / abs(base)}


def clip(value: float) -> float:
    return min(1., max(0., value))


def area(axis: list[float], kept: list[float]) -> float:
    return float(np.trapezoid([clip(one) for one in kept], axis) / (axis[-1] - axis[0]))


class Run:
    def __init__(self, answers: list[dict], units: Units):
        self.units = units
        self.cells, self.against = defaultdict(dict), defaultdict(dict)
        for answer in answers:
            if answer["score"] is not None:
                self.cells[answer["probe"], answer["condition"]][answer["item"]] = answer["score"]
            if "against" in answer:
                self.against[answer["probe"], answer["condition"]][answer["item"]] = answer["against"]

    def of(self, probe: str, condition: str) -> np.ndarray | None:
        """One value a unit, NaN where it was not asked. Where the reference answers were graded along, the score is a ratio of means."""
        if (probe, condition) not in self.cells:
            return None
        values = self.units.values(self.cells[probe, condition])
        if (probe, condition) not in self.against:
            return values
        against = self.units.values(self.against[probe, condition])
        score = np.nanmean(values) / np.nanmean(against)
        return score + (values - score * against) / np.nanmean(against)

    def like(self, probe: str, pattern: str) -> dict[str, np.ndarray]:
        """Mean over the conditions of each setting: what the first group of the pattern catches."""
        settings = defaultdict(list)
        for own, condition in list(self.cells):
            if own == probe and (match := re.fullmatch(pattern, condition)):
                settings[match[1]].append(self.of(own, condition))
        return {setting: np.mean(values, axis=0) for setting, values in settings.items()}


def retention(run: Run, values: np.ndarray, whole: np.ndarray) -> dict:
    floors = run.units.floors
    return ratio(values - floors, whole - floors, run.units)


def change_figures(run: Run) -> dict:
    """Permutation (1.2) and spatial shuffle (1.3): changes against each one's own reference, and the area."""
    found = {}
    plain = run.of("reference", "reference")
    permuted = run.like("permutation", r"(seed)-\d+")
    if "seed" in permuted:
        found["permuted"] = {**paired(permuted["seed"], plain, run.units), "retention": retention(run, permuted["seed"], plain)}
    grids = run.like("spatial-shuffle", r"grid-(\d+)/seed-\d+")
    curve = [1.]
    for grid in sorted(grids, key=int):
        resized = run.of("spatial-shuffle", f"grid-{grid}/unshuffled")
        kept = retention(run, grids[grid], resized)
        curve.append(kept["value"])
        found[f"grid-{grid}"] = {**paired(grids[grid], resized, run.units), "retention": kept}
    if grids:
        found["area"] = area(list(range(len(curve))), curve)
    return found


def occlusion_figures(run: Run, whole: np.ndarray) -> dict:
    """Measurement 1.6. The reference, too, counts over the items that all conditions asked."""
    curves = {mode: run.like("occlusion", rf"{mode}/([\d.]+)(?:/seed-\d+)?") for mode in ("random", "salient", "non-salient")}
    found = {}
    for mode, doses in curves.items():
        ratios = sorted(doses, key=float)
        points = [retention(run, doses[one], whole) for one in ratios]
        found[mode] = {"points": {one: point for one, point in zip(ratios, points)},
                       "area": area([0., *map(float, ratios)], [1., *(point["value"] for point in points)])} if ratios else None
    if curves["salient"]:
        found["contrast"] = found["non-salient"]["area"] - found["salient"]["area"]
    return found


def ring_means(values: dict[tuple[int, int], float]) -> list[float]:
    side = 1 + max(row for row, _ in values)
    rings = defaultdict(list)
    for (row, column), value in values.items():
        rings[min(row, column, side - 1 - row, side - 1 - column)].append(value)
    return [float(np.mean(rings[ring])) for ring in sorted(rings)]


def loss_figures(run: Run) -> dict:
    """Measurement 1.1."""
    whole = run.of("patch-information-loss", "all-groups")
    kept = run.like("patch-information-loss", r"keep/(r\d+c\d+)")
    groups, corrected = {}, {}
    for name, values in kept.items():
        place = tuple(map(int, re.findall(r"\d+", name)))
        plain, above = ratio(values, whole, run.units), retention(run, values, whole)
        groups[name] = {"loss": 1 - plain["value"], "se": plain["se"], "correctedLoss": 1 - above["value"]}
        corrected[place] = above["value"]
    positive = np.maximum(0, list(corrected.values()))
    shares = positive / positive.sum()
    entropy = -sum(share * math.log(share) for share in shares if share > 0)
    rings = ring_means(corrected)
    return {"groups": groups, "locality": max(0., 1 - entropy / math.log(len(shares))), "rings": rings, "centreMinusEdge": rings[-1] - rings[0]}


def importance_figures(run: Run, plain: np.ndarray) -> dict:
    """Measurement 1.8."""
    found = {}
    for setting in {re.sub(r"/seed-\d+$", "", condition) for probe, condition in run.cells if probe == "importance"}:
        seeds = [run.of(probe, condition) for probe, condition in run.cells
                 if probe == "importance" and condition.startswith(f"{setting}/seed-")]
        asked = ~np.isnan(plain) & ~np.isnan(np.sum(seeds, axis=0))
        base = mean_se(plain, run.units, asked)[0]
        scores = [mean_se(values, run.units, asked)[0] for values in seeds]
        found[setting] = {"mean": 100 * (base - np.mean(scores)) / base, "literal": 100 * (base - max(scores)) / base,
                          "worst": 100 * (base - min(scores)) / base}
    for noise in ("fixed", "matched-0.3"):
        layers = [found[f"layer-{layer}/{noise}"]["mean"] for layer in range(len(found)) if f"layer-{layer}/{noise}" in found]
        positive = np.maximum(0, layers)
        if len(layers) > 1 and positive.sum() > 0:
            low = [max(0., min(1., len(layers) / 4 - layer)) for layer in range(len(layers))]
            found[f"depth/{noise}"] = {"lowQuarter": float(positive @ low / positive.sum()),
                                       "centre": float(positive @ np.linspace(0, 1, len(layers)) / positive.sum())}
    return found


def rotation_figures(run: Run) -> dict:
    """Measurement 1.9: circular is right only where right under every rotation the item has."""
    rotations = np.array([run.of(probe, condition) for probe, condition in run.cells if probe == "option-rotation"])
    plain = run.of("option-rotation", "rotation-0")
    circular, average = np.nanmin(rotations, axis=0), np.nanmean(rotations, axis=0)
    return {name: estimate(values, run.units) for name, values in (("vanilla", plain), ("mean", average), ("circular", circular))}


def figures(benchmark: str, run: Run) -> dict:
    plain = run.of("reference", "reference")
    found: dict = {}
    if plain is not None:
        found["reference"] = estimate(plain, run.units)
        blind = run.of("reference", "no-image")
        if blind is not None:
            found["necessity"] = paired(plain, blind, run.units)
        found |= change_figures(run)
    probes = {probe for probe, _ in run.cells}
    if "occlusion" in probes and plain is not None:
        found["occlusion"] = occlusion_figures(run, plain)
    if "patch-information-loss" in probes:
        found["patchInformationLoss"] = loss_figures(run)
    if "importance" in probes:
        found["importance"] = importance_figures(run, plain)
    if "option-rotation" in probes:
        found["optionRotation"] = rotation_figures(run)
    if (drawn := run.like("synthesized-image", r"(picture)-\d+")) and plain is not None:
        found["synthesized"] = {**paired(drawn["picture"], plain, run.units), "retention": retention(run, drawn["picture"], plain)}
    if "alignment-classification" in probes:
        closed, encoder = (run.of("alignment-classification", name) for name in ("closed", "encoder"))
        found["recognition"] = {"closed": estimate(closed, run.units)}
        if encoder is not None:
            found["recognition"] |= {"encoder": estimate(encoder, run.units), "change": paired(closed, encoder, run.units)}
    return found


def read_rows(benchmark: str, folder: Path, answers: list[dict]) -> list[dict]:
    """Of a benchmark without a table, items stand alone."""
    if benchmark not in FILES:
        return [{"index": item} for item in dict.fromkeys(answer["item"] for answer in answers)]
    csv.field_size_limit(sys.maxsize)
    with open(folder / FILES[benchmark], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    images = {row["index"]: row["image"] for row in rows}
    # A picture that was there before is named by the index of its first row.
    return [{**row, "image": images.get(row["image"], row["image"])} for row in rows]


def main(run: Path, benchmarks: Path) -> None:
    found = {}
    for path in sorted((run / "responses").glob("*.jsonl.gz")):
        benchmark = path.name.removesuffix(".jsonl.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            answers = [json.loads(line) for line in lines]
        if not any(answer["score"] is not None for answer in answers):
            continue
        units = Units(benchmark, read_rows(benchmark, benchmarks, answers))
        found[benchmark] = figures(benchmark, Run(answers, units))
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "figures.json").write_text(json.dumps(found, indent=1) + "\n")
    with gzip.GzipFile(TARGET / "cells.json.gz", "wb", mtime=0) as file:
        file.write((run / "cells.json").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
