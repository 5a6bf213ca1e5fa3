"""Goldens of the scorers by the reference toolkits' own functions, on generated answers.

    python -m scripts.goldens.scorers REFERENCES

REFERENCES is a folder with these, unchanged (packages unpacked from their wheels, repositories checked out):

    lmms_eval/          lmms-eval 0.7.3 of the package registry
    lm_eval/            lm-eval 0.4.13 of the package registry
    site/               Levenshtein 0.27.5 of the package registry
    VLMEvalKit/         github.com/open-compass/VLMEvalKit at e8e78f05 (the registry's ms-vlmeval 0.0.20 is older: it lacks
                        the rule "answer is X" of can_infer_option, and agrees in everything else that is used here)
    MathVista/          github.com/lupantech/MathVista at 53d52587
    MMStar/             github.com/MMStar-Benchmark/MMStar at 88f243ab
    LLaVA/              github.com/haotian-liu/LLaVA at c121f043
    grade-school-math/  github.com/openai/grade-school-math at 3101c7d5
    MME/                eval_tool/calculation.py of MME's evaluation tool, as github.com/zjunlp/Deco carries it at fee8d757

Functions are taken out of their files as they stand, so that none of the toolkits' dependencies is needed. Written:
test/fixtures/scorers/*.json.gz, each with the source of every column; `re-derived` marks the two whose source is no
function (a line of VLMClassifier's notebook at d0697929, the loop of MM-Vet's evaluator at acde843e).
"""
import ast
import contextlib
import gzip
import io
import json
import os
import random
import re
import string
import sys
import tempfile
import types
from pathlib import Path
from typing import Any, Dict, List, Optional

import numpy as np
import yaml

from .scorers_answers import (CLASSES, ITEMS, LETTERS, MATH_ITEMS, class_answers, judge_replies, math_answers, number_answers,
                              number_text, option_answers, solution_answers, yes_no_answers)

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "scorers"
SEED = 20241107


def load(path: Path, names: list[str], **given) -> dict:
    """The functions, classes and constants of these names out of a file, run with what they need."""
    tree = ast.parse(path.read_text(encoding="utf8"))
    wanted = [node for node in tree.body if _name(node) in names]
    missing = set(names) - {_name(node) for node in wanted}
    assert not missing, f"{path} has no {missing}"
    space = {"re": re, "os": os, "np": np, "string": string, "Any": Any, "Dict": Dict, "List": List, "Optional": Optional, **given}
    code = ast.fix_missing_locations(ast.Module([ast.ImportFrom("__future__", [ast.alias("annotations")], 0)] + wanted, []))
    exec(compile(code, str(path), "exec"), space)
    return space


def _name(node) -> str | None:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None


def write(name: str, golden: dict) -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    text = json.dumps(golden, ensure_ascii=True, separators=(",", ":")).encode()
    path = FIXTURES / f"{name}.json.gz"
    # No name and no time inside: made again, the bytes are the same.
    path.write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"{path.name}: {len(golden['cases'])} cases, {path.stat().st_size} bytes")


def options(kit: Path, root: Path) -> None:
    can_infer = load(kit / "utils/matching_util.py", ["_VERBOSE_ANSWER_RE", "can_infer_option", "can_infer_text", "can_infer"], cp=__import__("copy"))["can_infer"]
    mmvp = load(root / "lmms_eval/tasks/mmvp/utils.py", ["_extract_answer_letter"])["_extract_answer_letter"]
    mmstar = load(root / "lmms_eval/tasks/_task_utils/mcq_extract.py", ["_DEFAULT_CHOICES", "_ANSWER_PHRASES", "_FORMAT_PRIORITY", "extract_mcq_answer"])["extract_mcq_answer"]
    guess = types.SimpleNamespace(choice=lambda choices: None)
    qbench = load(root / "lmms_eval/tasks/qbench/utils.py", ["parse_multi_choice_response"], random=guess)["parse_multi_choice_response"]
    extended = type("ExtendedRegexFilter", (), {"__init__": lambda self: None})
    letters = load(root / "lmms_eval/tasks/ai2d/utils.py", ["MultiChoiceRegexFilter"], ExtendedRegexFilter=extended)["MultiChoiceRegexFilter"]()
    exact = load(root / "lmms_eval/api/metrics.py", ["exact_match_hf_evaluate"])["exact_match_hf_evaluate"]
    sqa = load(root / "lmms_eval/tasks/scienceqa/utils.py", ["sqa_doc_to_target", "sqa_process_results"])["sqa_process_results"]
    cases = list(option_answers(random.Random(SEED), 2400))
    llava = llava_science(root / "LLaVA/llava/eval/eval_science_qa.py", cases)

    def ai2d(said: str, gold: str) -> bool:
        filtered = letters.apply([[said]], [None])
        return bool(exact(filtered, [gold], ignore_case=True, ignore_punctuation=True)["exact_match"] == 1)

    columns = {name: [] for name in ("mcq.vlmevalkit", "mcq.mmvp.lmms-eval", "mcq.mmstar.lmms-eval", "mcq.qbench.lmms-eval",
                                     "mcq.ai2d.lmms-eval", "mcq.sqa.lmms-eval", "mcq.sqa.llava", "mcq.mmstar.official")}
    official = mmstar_official(root / "MMStar/eval/vlmeval/evaluate/mmstar.py")
    for at, (item, said) in enumerate(cases):
        texts, gold = ITEMS[item]
        here = list(LETTERS[: len(texts)])
        choices = dict(zip(here, texts))
        columns["mcq.vlmevalkit"].append(can_infer(said, dict(choices)) or None)
        columns["mcq.mmvp.lmms-eval"].append(mmvp(said) or None)
        columns["mcq.mmstar.lmms-eval"].append(mmstar(said, choices=["A", "B", "C", "D"]) or None)
        columns["mcq.qbench.lmms-eval"].append(qbench(said, here, choices))
        columns["mcq.ai2d.lmms-eval"].append(int(ai2d(said, gold)))
        columns["mcq.sqa.lmms-eval"].append(int(sqa({"choices": texts, "answer": here.index(gold)}, [said])["exact_match"]))
        columns["mcq.sqa.llava"].append(llava[at])
        columns["mcq.mmstar.official"].append(official(said, gold))
    write("options", {
        "sources": {
            "mcq.vlmevalkit": "VLMEvalKit e8e78f05 can_infer", "mcq.mmvp.lmms-eval": "lmms-eval 0.7.3 mmvp _extract_answer_letter",
            "mcq.mmstar.lmms-eval": "lmms-eval 0.7.3 extract_mcq_answer", "mcq.qbench.lmms-eval": "lmms-eval 0.7.3 qbench parse_multi_choice_response; null where it draws at random",
            "mcq.ai2d.lmms-eval": "lmms-eval 0.7.3 ai2d MultiChoiceRegexFilter and exact_match", "mcq.sqa.lmms-eval": "lmms-eval 0.7.3 sqa_process_results",
            "mcq.sqa.llava": "LLaVA c121f043 eval_science_qa.py, run as a whole", "mcq.mmstar.official": "MMStar 88f243ab MMStar_eval, run on one answer at a time"},
        "items": [{"texts": texts, "answer": gold} for texts, gold in ITEMS], "cases": cases, "columns": columns})


def llava_science(path: Path, cases) -> list[int | None]:
    """Index read by LLaVA's script, null for -1, of all answers in one run."""
    problems = {str(at): {"choices": ITEMS[item][0], "answer": LETTERS.index(ITEMS[item][1])} for at, (item, _) in enumerate(cases)}
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        (base / "pid_splits.json").write_text(json.dumps({"test": list(problems)}))
        (base / "problems.json").write_text(json.dumps(problems))
        lines = [json.dumps({"question_id": str(at), "text": said, "prompt": "<image>"}) for at, (_, said) in enumerate(cases)]
        (base / "answers.jsonl").write_text("\n".join(lines))
        sys_argv, sys.argv = sys.argv, [str(path), "--base-dir", folder, "--result-file", str(base / "answers.jsonl"), "--output-file", str(base / "o.json"), "--output-result", str(base / "r.json")]
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(path.read_text(), str(path), "exec"), {"__name__": "__main__"})
        finally:
            sys.argv = sys_argv
        read = json.loads((base / "r.json").read_text())["results"]
    return [None if read[str(at)] < 0 else LETTERS[read[str(at)]] for at in range(len(cases))]


def mmstar_official(path: Path):
    """MMStar_eval wants a table with every axis: the answer is put under each of the eighteen."""
    saved = {}

    class Table(list):
        iloc = property(lambda self: self)

    rows = Table()
    silent = types.SimpleNamespace(info=lambda *_: None)
    space = load(path, ["MMStar_eval"], load=lambda _: rows, dump=lambda score, _: saved.update(score), get_logger=lambda _: silent,
                 tqdm=lambda it: it, deepcopy=__import__("copy").deepcopy)
    tree = ast.parse(path.read_text())
    axes = next(ast.literal_eval(node.value) for node in ast.walk(tree)
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "MMStar_score_l2")

    def right(said: str, gold: str) -> int:
        rows[:] = [{"prediction": said, "answer": gold, "bench": "", "category": category, "l2_category": axis} for category, inner in axes.items() for axis in inner]
        space["MMStar_eval"]("x.xlsx")
        return int(saved["final score"] > 0)

    return right


def yes_no(kit: Path, root: Path) -> None:
    punctuation = load(kit / "smp/misc.py", ["process_punctuation"])["process_punctuation"]
    words = load(kit / "dataset/utils/yorn.py", ["YOrN_Extraction"], process_punctuation=punctuation)["YOrN_Extraction"]
    lmms = load(root / "lmms_eval/tasks/mme/utils.py", ["parse_pred_ans"])["parse_pred_ans"]
    official = load(root / "MME/eval_tool/calculation.py", ["calculate_metrics"])["calculate_metrics"]()
    cases = list(yes_no_answers(random.Random(SEED + 1), 900))
    write("yes-no", {
        "sources": {"yesno.lmms-eval": "lmms-eval 0.7.3 mme parse_pred_ans", "yesno.vlmevalkit": "VLMEvalKit e8e78f05 YOrN_Extraction",
                    "yesno.mme-official": "MME eval_tool parse_pred_ans of the lower-cased answer"},
        "cases": cases,
        "columns": {"yesno.lmms-eval": [lmms(said) for _, said in cases],
                    "yesno.vlmevalkit": [words(said).lower() for _, said in cases],
                    "yesno.mme-official": [official.parse_pred_ans(said.lower()) for _, said in cases]}})


def charts(kit: Path, root: Path) -> None:
    istype = load(kit / "smp/misc.py", ["istype"])["istype"]
    listed = lambda names, name: any(one in name for one in names)
    toolkit = load(kit / "dataset/utils/vqa_eval.py", ["relaxed_correctness", "process_line", "hit_calculate"], istype=istype, listinstr=listed)
    lmms = load(root / "lmms_eval/tasks/chartqa/utils.py", ["relaxed_correctness"])["relaxed_correctness"]
    cases = list(number_answers(random.Random(SEED + 2), 1500))
    # A gold with no member has no best match: the toolkit stops with an error.
    cases = [case for case in cases if case[0] != "[]"]

    def kit_score(gold, said):
        line = toolkit["process_line"]({"answer": gold, "prediction": said}, method="relaxed_accuracy")
        return int(toolkit["hit_calculate"]([line], "ChartQA_TEST")[0])

    write("charts", {
        "sources": {"chartqa.relaxed.vlmevalkit": "VLMEvalKit e8e78f05 process_line and hit_calculate", "chartqa.relaxed.lmms-eval": "lmms-eval 0.7.3 chartqa relaxed_correctness"},
        "cases": cases,
        "columns": {"chartqa.relaxed.vlmevalkit": [kit_score(*case) for case in cases],
                    "chartqa.relaxed.lmms-eval": [int(lmms(said, gold)) for gold, said in cases]}})


def solutions(root: Path) -> None:
    space = load(root / "lm_eval/filters/extraction.py", ["RegexFilter"], Filter=object, register_filter=lambda _: lambda cls: cls)
    exact = load(root / "lm_eval/api/metrics.py", ["exact_match_hf_evaluate"])["exact_match_hf_evaluate"]
    official = load(root / "grade-school-math/grade_school_math/dataset.py", ["ANS_RE", "INVALID_ANS", "extract_answer", "is_correct"])["is_correct"]
    cot = yaml.safe_load((root / "lm_eval/tasks/gsm8k/gsm8k-cot.yaml").read_text())
    plain = yaml.safe_load((root / "lm_eval/tasks/gsm8k/gsm8k.yaml").read_text())
    cases = list(solution_answers(random.Random(SEED + 3), 1200))

    def harness(task, name, gold, said):
        steps = next(one["filter"] for one in task["filter_list"] if one["name"] == name)
        keywords = {key: value for key, value in steps[0].items() if key != "function"}
        found = space["RegexFilter"](**keywords).apply([[said]], [None])[0][0]
        metric = task["metric_list"][0]
        rules = {key: metric[key] for key in ("ignore_case", "ignore_punctuation", "regexes_to_ignore")}
        target = gold.split("####")[-1].strip() if task is cot else gold
        return [None if found == "[invalid]" else found, int(exact([found], [target], **rules)["exact_match"])]

    write("solutions", {
        "sources": {"gsm8k.strict-cot": "lm-eval 0.4.13 gsm8k-cot.yaml strict-match", "gsm8k.flexible": "lm-eval 0.4.13 gsm8k-cot.yaml flexible-extract",
                    "gsm8k.hash-lm-eval": "lm-eval 0.4.13 gsm8k.yaml strict-match", "gsm8k.hash-official": "grade-school-math 3101c7d5 is_correct"},
        "cases": cases,
        "columns": {"gsm8k.strict-cot": [harness(cot, "strict-match", *case) for case in cases],
                    "gsm8k.flexible": [harness(cot, "flexible-extract", *case) for case in cases],
                    "gsm8k.hash-lm-eval": [harness(plain, "strict-match", *case) for case in cases],
                    "gsm8k.hash-official": [int(official(said, {"answer": gold})) for gold, said in cases]}})


def maths(kit: Path, root: Path) -> None:
    sys.path.insert(0, str(root / "site"))
    from Levenshtein import distance
    log = types.SimpleNamespace(info=lambda *_: None)
    official = load(root / "MathVista/evaluation/calculate_score.py", ["get_most_similar", "normalize_extracted_answer", "safe_equal"], distance=distance, logging=log)

    class Asked(BaseException):
        pass

    class Model:
        def get_response(self, user_prompt):
            raise Asked

    extract = load(root / "MathVista/evaluation/extract_answer.py", ["create_test_prompt", "extract_answer"], demo_prompt="", logging=log)["extract_answer"]
    infer = load(kit / "utils/matching_util.py", ["_VERBOSE_ANSWER_RE", "can_infer_option", "can_infer_text", "can_infer"], cp=__import__("copy"))["can_infer"]
    post_check = load(kit / "dataset/utils/mathvista.py", ["list_to_dict", "post_check"], can_infer=infer)["post_check"]
    cases = list(math_answers(random.Random(SEED + 4), 1500))
    extracted, scored, compared = [], [], []
    for item, said in cases:
        question, kind, precision, choices, gold = MATH_ITEMS[item]
        problem = {"question_type": question, "answer_type": kind, "choices": choices, "query": "", "pid": ""}
        try:
            extracted.append(extract(Model(), said, problem))
        except Asked:
            extracted.append(None)
        normalised = official["normalize_extracted_answer"](said, choices, question, kind, precision)
        scored.append([normalised, int(official["safe_equal"](normalised, gold))])
        line = {"question_type": question, "answer_type": kind, "choices": repr(choices), "answer": gold, "res": said, "prediction": said,
                "answer_option": LETTERS[choices.index(gold)] if choices else ""}
        compared.append(int(post_check(line)))
    write("maths", {
        "sources": {"extraction": "MathVista 53d52587 extract_answer; null where it asks its model", "mathvista.official": "MathVista 53d52587 normalize_extracted_answer and safe_equal of the text as an extraction",
                    "mathvista.vlmevalkit": "VLMEvalKit e8e78f05 post_check of the text as an extraction"},
        "items": [{"question_type": q, "answer_type": k, "precision": p, "choices": c, "answer": g} for q, k, p, c, g in MATH_ITEMS],
        "cases": cases, "columns": {"extraction": extracted, "mathvista.official": scored, "mathvista.vlmevalkit": compared}})


def classes() -> None:
    cases = list(class_answers(random.Random(SEED + 5), 600))
    write("classes", {
        "sources": {"classify.vlmclassifier": "re-derived: VLMClassifier d0697929, the line of its notebook that decides"},
        "classes": CLASSES, "cases": cases,
        "columns": {"classify.vlmclassifier": [int(gold.lower() in said.lower()) for gold, said in cases]}})


def judges(kit: Path, root: Path) -> None:
    vet = load(kit / "dataset/utils/mmvet.py", ["build_mmvet_gpt4_prompt", "MMVet_auxeval"])["MMVet_auxeval"]
    silent = types.SimpleNamespace(error=lambda *_: None)
    bench = load(kit / "dataset/utils/llavabench.py", ["parse_score"], logger=silent)["parse_score"]
    own = load(root / "LLaVA/llava/eval/eval_gpt_review_bench.py", ["parse_score"], print=lambda *_: None)["parse_score"]
    lmms = load(root / "lmms_eval/tasks/llava-in-the-wild/utils.py", ["_parse_comparative_scores"], VerifyResult=types.SimpleNamespace)["_parse_comparative_scores"]
    cases = list(judge_replies(random.Random(SEED + 6), 900))

    def kit_grade(reply):
        model = types.SimpleNamespace(generate=lambda prompt, temperature: reply)
        result = vet(model, {"question": "", "answer": "", "prediction": ""})
        return result["score"] if result["log"].endswith("Succeed") else None

    def first_word(reply):
        try:
            score = float(reply.split(" ")[0].strip())
            return None if score > 1.0 or score < 0.0 else score
        except ValueError:
            return None

    def pair(scores):
        return None if scores == [-1, -1] else scores

    pairs = [pair(bench(reply)) for reply in cases]
    assert str(pairs) == str([pair(own(reply)) for reply in cases]), "VLMEvalKit and LLaVA read a reply differently"
    write("judges", {
        "sources": {"mmvet.official": "re-derived: MM-Vet acde843e, the loop of its evaluator", "mmvet.vlmevalkit": "VLMEvalKit e8e78f05 MMVet_auxeval",
                    "llavaw.vlmevalkit": "VLMEvalKit e8e78f05 parse_score, equal to LLaVA c121f043 parse_score", "llavaw.lmms-eval": "lmms-eval 0.7.3 _parse_comparative_scores"},
        "cases": cases,
        "columns": {"mmvet.official": finite([first_word(reply) for reply in cases]), "mmvet.vlmevalkit": finite([kit_grade(reply) for reply in cases]),
                    "llavaw.vlmevalkit": finite(pairs), "llavaw.lmms-eval": finite([pair(lmms(reply).metadata["scores"]) for reply in cases])}})


def finite(values):
    """JSON has no NaN: as text."""
    if isinstance(values, list):
        return [finite(one) for one in values]
    return values if values is None or np.isfinite(values) else str(values)


def python() -> None:
    draw = random.Random(SEED + 7)
    texts = ["", " ", "+", "1.", ".5", "1e5", "1E+05", "1e_5", "1_0.0_1e1_0", "1__0", "_1", "1_", "1_.5", "inf", "-Infinity", "+nan", "nan_", "0x10", "0b1", "1d5", "--1", "+-1", "007", "-0",
             "1 0", "1" * 400, "9" * 4301, "\u0663.\u0665", "\uff11_\uff10", "\U0001d7d7\U0001d7ce", "\U0001d7d9\U0001d7ff", "\u00bd", "\u00b2", "1e400", "-1e-400", "infinit", "0.1e", "1e+", "\u22121"]
    texts += [f"{one}{core}{two}" for one in "\t\x0b\x0c\x1c\x1f\x85\xa0\u2003\u200b\ufeff\x00" for two in ["", "\x1d", "\xa0"] for core in ["1", "2.5"]]
    texts += [draw.choice(["", " ", "-"]) + number_text(draw) for _ in range(500)]

    def attempt(kind, text):
        try:
            return kind(text)
        except ValueError:
            return None

    values = [draw.choice([0.5, 1.5, 2.5, 0.125, 0.375, 2.675, 1.005, 1.25, 1.35, 1e16, 123456.5, 1e-5, 0.0001, 9007199254740993.0]) * draw.choice([1, -1, 1, 3, 10, 0.1]) for _ in range(300)]
    values += [draw.randint(-99999, 99999) / draw.choice([1, 2, 4, 8, 10, 16, 100, 1000, 3]) for _ in range(700)] + [0.0, -0.0, 1e22, 1.5e300, 5e-324, 2.0**-60, 1e21, 1e15 + 0.5]
    write("python", {
        "sources": {"python": sys.version.split()[0]},
        "spaces": [at for at in range(0x110000) if chr(at).isspace()],
        "texts": [[text, finite(attempt(float, text)), None if attempt(int, text) is None else str(int(text))] for text in texts],
        "words": [[said, said.split(), said.strip(), len(said)] for _, said in option_answers(random.Random(SEED), 300)],
        "cases": [[repr(value), [repr(round(value, places)) for places in (0, 1, 2, 3)], str(value), str(int(value))] for value in values]})


def main(root: Path) -> None:
    kit = root / "VLMEvalKit/vlmeval"
    options(kit, root)
    yes_no(kit, root)
    charts(kit, root)
    solutions(root)
    maths(kit, root)
    classes()
    judges(kit, root)
    python()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
