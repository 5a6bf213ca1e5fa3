"""Benchmark files as pandas, pyarrow and tar write them, and what pandas reads of a nasty one: test/fixtures/benchmarks.

One set of items a benchmark stands in several forms, so that a test can compare their hashes.
    .venv/bin/python -m scripts.goldens.benchmark_fixtures
"""
import base64
import io
import json
import shutil
import tarfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

OUT = Path("test/fixtures/benchmarks")
IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])


def picture(seed: int, side: int = 12, kind: str = "JPEG") -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((side, side)).save(buffer, kind)
    return buffer.getvalue()


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def write(path: str, data: bytes | str) -> None:
    file = OUT / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data if isinstance(data, bytes) else data.encode())


def tsv(path: str, rows: list[dict], **options) -> None:
    (OUT / path).parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_csv(OUT / path, sep="\t", index=False, **options)


def parquet(path: str, rows: list[dict], types: dict[str, pa.DataType], compression: str, group: int = 2, features: dict | None = None) -> None:
    """Image cells are (bytes, path) or None."""
    def cell(value, kind):
        if kind == IMAGE and value is not None:
            return {"bytes": value[0], "path": value[1]}
        return value
    columns = {name: pa.array([cell(row.get(name), kind) for row in rows], kind) for name, kind in types.items()}
    table = pa.table(columns)
    if features:
        table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    (OUT / path).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, OUT / path, compression=compression, row_group_size=group)


def tar(path: str, members: list[tuple[str, bytes]], form: int = tarfile.GNU_FORMAT) -> None:
    (OUT / path).parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(OUT / path, "w", format=form) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def nasty() -> None:
    words = ["None", "NA", "N/A", "n/a", "null", "NULL", "nan", "NaN", "-nan", "-NaN", "<NA>", "#N/A", "#N/A N/A", "#NA",
             "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "none", " NA", "Na", "NAN", ""]
    rows = [
        {"index": 0, "question": 'He said "yes".\nThen: "no"', "A": "tab\tinside", "B": '"', "hint": "plain"},
        {"index": 1, "question": "line\r\nend", "A": '""', "B": "it's", "hint": 'quote in the " middle'},
        {"index": 2, "question": "  spaces around  ", "A": "ümläut, 漢字, 🙂", "B": "a,b;c", "hint": "\r"},
        {"index": 3, "question": "\n", "A": "\\n stays", "B": "trailing\n", "hint": "x"},
        *({"index": 4 + at, "question": f"missing {at}", "A": word, "B": "text", "hint": word} for at, word in enumerate(words)),
    ]
    read = {}
    for name, options in {"nasty": {}, "nasty-crlf": {"lineterminator": "\r\n"}, "nasty-bom": {"encoding": "utf-8-sig"}}.items():
        tsv(f"tables/{name}.tsv", rows, **options)
        for flag in (True, False):
            table = pd.read_csv(OUT / f"tables/{name}.tsv", sep="\t", keep_default_na=flag, na_values=[""])
            read[f"{name} {'missing' if flag else 'text'}"] = [
                {column: None if pd.isna(value) else str(value) for column, value in row.items()} for row in table.to_dict("records")
            ]
    # What no writer makes but the parser takes: quoted cells that need none, blank lines, spaces before the first cell.
    odd = '"index"\t"question"\t"A"\t"B"\t"hint"\n\n0\t"plain"\tx\t"y"\t"z"\n   \n  1\tq"uote\t a\tb \tc\n"2"\t""\t"a""b"\t\tlast'
    write("tables/odd.tsv", odd)
    table = pd.read_csv(OUT / "tables/odd.tsv", sep="\t", keep_default_na=False, na_values=[""])
    read["odd text"] = [{c: None if pd.isna(v) else str(v) for c, v in row.items()} for row in table.to_dict("records")]
    write("tables/read.json", json.dumps(read, ensure_ascii=False))
    lists = [[], ["a"], ["it's", 'say "x"', "both ' and \""], ["back\\slash", "\\n", "new\nline\ttab\r"], ["ümläut 漢字 🙂", "\x00\x7f\u200b\U000e0001"],
             ["", " ", ","], [1, -2.5, 1e-05, True, None, "x"], ["], [", "['"]]
    write("tables/lists.json", json.dumps([[repr(one), [str(part) for part in one]] for one in lists]))


def mmvp() -> None:
    images = [picture(at) for at in range(4)]
    options = [("a cat (black)", "a dog"), ("a cat (black)", "a dog"), ("Yes", "No"), ("Yes", "No")]
    questions = ['Which animal is "shown"?'] * 2 + ["Is it\nlit?"] * 2
    gold = "ABBA"
    rows = [{"index": at + 1, "image": text(images[at]), "question": questions[at], "A": options[at][0], "B": options[at][1], "answer": gold[at]} for at in range(4)]
    tsv("mmvp/MMVP.tsv", rows)
    tsv("mmvp-local/MMVP_local.tsv", [{**row, "image_path": f"{row['index']}.jpg"} for row in rows], columns=["index", "image_path", "question", "A", "B", "answer"])
    told = [{"Index": at + 1, "Question": questions[at], "Options": f"(a) {options[at][0]} (b) {options[at][1]}", "Correct Answer": f"({gold[at].lower()})"} for at in range(4)]
    for at, image in enumerate(images):
        write(f"mmvp-local/images/MMVP/{at + 1}.jpg", image)
        write(f"mmvp-official/MMVP Images/{at + 1}.jpg", image)
    (OUT / "mmvp-official").mkdir(exist_ok=True)
    pd.DataFrame(told).rename(columns={"Index": "lndex"}).to_csv(OUT / "mmvp-official/Questions.csv", index=False)
    types = {"image": IMAGE, "Index": pa.int64(), "Question": pa.string(), "Options": pa.string(), "Correct Answer": pa.string()}
    held = [{**row, "image": (image, None)} for row, image in zip(told, images)]
    parquet("mmvp-zstd/MMVP.parquet", held, types, "zstd", group=3)
    for part in range(2):
        parquet(f"mmvp-snappy/data/train-0000{part}-of-00002.parquet", held[2 * part:2 * part + 2], types, "snappy", group=1)
    parquet("bad/pictures-only.parquet", held, {"image": IMAGE}, "snappy")
    parquet("bad/no-bytes.parquet", [{**held[0], "image": (None, "1.jpg")}, held[1]], types, "snappy")
    parquet("bad/image-as-number.parquet", [{**row, "image": 7} for row in told], {**types, "image": pa.int64()}, "snappy")
    parquet("bad/answer-as-bytes.parquet", [{**row, "Correct Answer": b"(a)"} for row in held], {**types, "Correct Answer": pa.binary()}, "snappy")
    whole = (OUT / "mmvp-zstd/MMVP.parquet").read_bytes()
    write("bad/truncated.parquet", whole[:-100])
    write("bad/middle-lost.parquet", whole[:200] + bytes(200) + whole[400:])


def references() -> None:
    images = [text(picture(10 + at, side=16)) for at in range(3)]
    rows = [("0", "3"), ("1", images[0]), ("2", "1"), ("3", images[1]), ("4", "2"), ("5", f"['{images[0]}', '{images[2]}']")]
    tsv("references/MMStar.tsv", [{"index": index, "image": image, "question": f"Which {index}?", "A": "x", "B": "None", "answer": "A", "category": "math"} for index, image in rows])
    tsv("references-dropped/MMStar.tsv", [{"index": at, "image": image, "question": "Which?", "A": "x", "B": "y", "answer": "A", "category": "math"} for at, image in enumerate([images[0], None, images[1]])])


def mme() -> None:
    rows, held = [], []
    for category, nested in (("artwork", True), ("existence", False)):
        for at in range(2):
            name, image = f"{at + 1:04d}.jpg", picture(20 + at + 10 * nested)
            asked = [(f"Is this {category} {at}? Please answer yes or no.", "Yes"), (f"Is it another {at}? Please answer yes or no.", "No")]
            folder = f"mme-official/{category}"
            write(f"{folder}/{'images/' if nested else ''}{name}", image)
            write(f"{folder}/{'questions_answers_YN/' if nested else ''}{name[:-4]}.txt", "".join(f"{q}\t{a}\n" for q, a in asked))
            for question, answer in asked:
                rows.append({"index": len(rows), "image": text(image), "image_path": f"{category}/{name}", "question": question, "answer": answer, "category": category})
                held.append({"question_id": f"{category}/{name}", "image": (image, name), "question": question, "answer": answer, "category": category})
    tsv("mme/MME.tsv", rows)
    types = {"question_id": pa.string(), "image": IMAGE, "question": pa.string(), "answer": pa.string(), "category": pa.string()}
    parquet("mme-parquet/data/test-00000-of-00001.parquet", held, types, "snappy", group=3)


def multiple_choice() -> None:
    images = [picture(40 + at) for at in range(3)]
    options = [["red", "green", "blue", "a mix, B of all"], ["one", "two", "three", "four"], ["up", "down", "left", "right"]]
    common = [{"question": f"Which {at}?", "answer": "ABD"[at], "category": ["math", "math", "logical reasoning"][at], "l2_category": "count"} for at in range(3)]
    lettered = [{"index": at, "image": text(images[at]), **{"ABCD"[o]: options[at][o] for o in range(4)}, **common[at]} for at in range(3)]
    tsv("mmstar/MMStar.tsv", lettered)
    asked = [{**row, "index": at, "image": (images[at], f"{at}.jpg"), "question": row["question"] + "\nOptions: " + ", ".join(f"{'ABCD'[o]}: {options[at][o]}" for o in range(4)),
              "meta_info": {"source": "x", "split": "val", "image_path": f"{at}.jpg"}} for at, row in enumerate(common)]
    meta = pa.struct([("source", pa.string()), ("split", pa.string()), ("image_path", pa.string())])
    parquet("mmstar-parquet/mmstar.parquet", asked, {"index": pa.int64(), "question": pa.string(), "image": IMAGE, "answer": pa.string(), "category": pa.string(), "l2_category": pa.string(), "meta_info": meta}, "zstd")
    tsv("ai2d/AI2D_TEST.tsv", lettered)
    held = [{"question": row["question"], "options": options[at], "answer": str("ABCD".index(row["answer"])), "image": (images[at], None)} for at, row in enumerate(common)]
    parquet("ai2d-parquet/data/test-00000-of-00001.parquet", held, {"question": pa.string(), "options": pa.list_(pa.string()), "answer": pa.string(), "image": IMAGE}, "snappy")
    three = [o[:3] for o in options]
    gold = ["A", "B", "C"]
    tsv("q-bench/Q-Bench1_VAL.tsv", [{"index": at, "image": text(images[at]), "question": f"How {at}?", **dict(zip("ABC", three[at])), "answer": gold[at], "category": "x"} for at in range(3)])
    held = [{"id": at, "image": (images[at], None), "question": f"How {at}?", **{f"option{o}": three[at][o] if o < 3 else "N/A" for o in range(4)}, "question_type": at, "question_concern": at, "correct_choice": gold[at]} for at in range(3)]
    types = {"id": pa.int64(), "image": IMAGE, "question": pa.string(), **{f"option{o}": pa.string() for o in range(4)}, "question_type": pa.int64(), "question_concern": pa.int64(), "correct_choice": pa.string()}
    for at in range(3):
        parquet(f"q-bench-parquet/data/dev-0000{at}-of-00003.parquet", held[at:at + 1], types, "snappy")
    write("q-bench-official/llvisionqa_dev.json", json.dumps([{"img_path": f"{at}.jpg", "question": f"How {at}?", "candidates": three[at], "correct_ans": three[at]["ABC".index(gold[at])]} for at in range(3)]))
    for at, image in enumerate(images):
        write(f"q-bench-official/images/{at}.jpg", image)


def science_qa() -> None:
    images = {"11": picture(50), "7": None, "5": picture(51)}
    problems = {pid: {"question": f"What is {pid}?", "choices": ["basalt", "marble", "granite"][: 2 + at], "answer": at, "hint": ["Look.", "", "See below."][at], "image": "image.png" if image else None,
                      "task": "closed choice", "grade": "grade4", "subject": "natural science", "topic": "geology", "category": "Rocks", "skill": "Name", "lecture": "", "solution": "", "split": "test"}
                for at, (pid, image) in enumerate(images.items()) if at < 3}
    problems["5"]["choices"], problems["5"]["answer"] = ["basalt", "marble", "granite"], 2
    write("sqa-official/problems.json", json.dumps({**problems, "99": {**problems["7"], "split": "train"}}))
    write("sqa-official/pid_splits.json", json.dumps({"train": ["99"], "test": ["11", "7", "5"]}))
    for pid, image in images.items():
        if image:
            write(f"sqa-official/images/test/{pid}/image.png", image)
    held = [{**problem, "image": (images[pid], None) if images[pid] else None} for pid, problem in problems.items()]
    strings = {name: pa.string() for name in ("hint", "task", "grade", "subject", "topic", "category", "skill", "lecture", "solution")}
    parquet("sqa-parquet/data/test-00000-of-00001.parquet", held, {"image": IMAGE, "question": pa.string(), "choices": pa.list_(pa.string()), "answer": pa.int8(), **strings}, "snappy")
    tsv("sqa/ScienceQA_TEST.tsv", [{"index": pid, "image": text(images[pid]) if images[pid] else None, "question": p["question"], "hint": p["hint"] or None,
                                    **dict(zip("ABCDE", p["choices"])), "answer": "ABCDE"[p["answer"]], "category": p["category"]} for pid, p in problems.items()])


def chart_qa() -> None:
    images = [picture(60 + at, kind="PNG") for at in range(3)]
    rows = [("a.png", "How many?", "20", "test_human"), ("b.png", "Which years?", "[1990, 1995]", "test_human"), ("c.png", "What colour?", "Blue", "test_augmented")]
    for split in ("test_human", "test_augmented"):
        write(f"chartqa-official/test/{split}.json", json.dumps([{"imgname": name, "query": q, "label": a} for name, q, a, s in rows if s == split]))
    for (name, *_), image in zip(rows, images):
        write(f"chartqa-official/test/png/{name}", image)
    tsv("chartqa/ChartQA_TEST.tsv", [{"index": at, "image": text(images[at]), "question": q, "answer": a, "split": s} for at, (_, q, a, s) in enumerate(rows)])
    held = [{"type": {"test_human": "human_test"}.get(s, "augmented_test"), "question": q, "answer": a, "image": (images[at], None)} for at, (_, q, a, s) in enumerate(rows)]
    parquet("chartqa-parquet/data/test-00000-of-00001.parquet", held, {"type": pa.string(), "question": pa.string(), "answer": pa.string(), "image": IMAGE}, "zstd")
    held = [{"image": (images[at], None), "query": q, "label": [a], "human_or_machine": int(s == "test_augmented")} for at, (_, q, a, s) in enumerate(rows)]
    parquet("chartqa-m4/data/test-00000-of-00001.parquet", held, {"image": IMAGE, "query": pa.string(), "label": pa.list_(pa.string()), "human_or_machine": pa.int8()}, "snappy")


def math_vista() -> None:
    images = [picture(70 + at) for at in range(3)]
    hint = "Hint: Please answer.\nQuestion: "
    meta = [{"category": "math-targeted-vqa", "context": "geometry diagram", "grade": "high school", "img_height": 12, "img_width": 12, "language": "english", "skills": ["geometry reasoning", "arithmetic"], "source": "Geo", "split": "testmini", "task": "geometry problem solving"}] * 3
    problems = {
        "1": {"question": "Which?", "choices": ["3/11", "8/11"], "unit": None, "precision": None, "answer": "8/11", "question_type": "multi_choice", "answer_type": "text"},
        "2": {"question": "How long?", "choices": None, "unit": "cm", "precision": 1.0, "answer": "1.5", "question_type": "free_form", "answer_type": "float"},
        "3": {"question": "How many?", "choices": None, "unit": None, "precision": None, "answer": "7", "question_type": "free_form", "answer_type": "integer"},
    }
    for at, (pid, p) in enumerate(problems.items()):
        p.update({"pid": pid, "image": f"images/{pid}.jpg", "metadata": meta[at], "query": hint + p["question"]})
        write(f"mathvista-official/images/{pid}.jpg", images[at])
    write("mathvista-official/testmini.json", json.dumps(problems))
    struct = pa.struct([(name, pa.list_(pa.string()) if name == "skills" else pa.int64() if name.startswith("img") else pa.string()) for name in meta[0]])
    held = [{**p, "decoded_image": (images[at], None)} for at, p in enumerate(problems.values())]
    types = {"pid": pa.string(), "question": pa.string(), "image": pa.string(), "decoded_image": IMAGE, "choices": pa.list_(pa.string()), "unit": pa.string(), "precision": pa.float64(),
             "answer": pa.string(), "question_type": pa.string(), "answer_type": pa.string(), "metadata": struct, "query": pa.string()}
    parquet("mathvista-parquet/data/testmini-00000-of-00001.parquet", held, types, "snappy")
    parquet("mathvista-parquet/data/test-00000-of-00001.parquet", held[:1], types, "snappy")
    tsv("mathvista/MathVista_MINI.tsv", [{"index": int(p["pid"]), "image": text(images[at]), "question": p["query"], "question_type": p["question_type"], "answer_type": p["answer_type"], "precision": p["precision"],
                                          "choices": str(p["choices"] or []), "answer": p["answer"], "answer_option": "B" if at == 0 else None, "task": meta[0]["task"], "skills": str(meta[0]["skills"])} for at, p in enumerate(problems.values())])


def judged() -> None:
    images = [picture(80 + at) for at in range(2)]
    vet = {f"v1_{at}": {"imagename": f"v1_{at}.png", "question": f"What is x in {at}?", "answer": "-1<AND>-5", "capability": ["ocr", "math"][: at + 1]} for at in range(2)}
    write("mm-vet-official/mm-vet.json", json.dumps(vet))
    for at, image in enumerate(images):
        write(f"mm-vet-official/images/v1_{at}.png", image)
    tsv("mm-vet/MMVet.tsv", [{"index": at, "image": text(images[at]), "question": v["question"], "answer": v["answer"], "category": ",".join(v["capability"])} for at, v in enumerate(vet.values())])
    held = [{"question_id": k, "image": (images[at], None), "question": v["question"], "answer": v["answer"], "image_source": "x", "capability": ",".join(v["capability"])} for at, (k, v) in enumerate(vet.items())]
    parquet("mm-vet-parquet/data/test-00000-of-00001.parquet", held, {**{n: pa.string() for n in ("question_id", "question", "answer", "image_source", "capability")}, "image": IMAGE}, "snappy")
    asked = [{"question_id": at, "image": f"00{at + 1}.jpg", "text": f"What about {at}?", "category": ["conv", "detail"][at]} for at in range(2)]
    captions = [["A street.", "It rains."], "A plate of food."]
    lines = lambda rows: "".join(json.dumps(row) + "\n" for row in rows)
    write("llava-w-official/questions.jsonl", lines(asked))
    write("llava-w-official/context.jsonl", lines([{"image": a["image"], "caption": c} for a, c in zip(asked, captions)]))
    write("llava-w-official/answers_gpt4.jsonl", lines([{"question_id": at, "text": f"Reference {at}."} for at in range(2)]))
    for a, image in zip(asked, images):
        write(f"llava-w-official/images/{a['image']}", image)
    tsv("llava-w/LLaVABench.tsv", [{"index": at, "image": text(images[at]), "question": a["text"], "caption": c if isinstance(c, str) else "\n".join(c), "gpt4_ans": f"Reference {at}.", "category": a["category"]} for at, (a, c) in enumerate(zip(asked, captions))])
    held = [{"question_id": at, "question": a["text"], "image": (images[at], None), "category": a["category"], "image_id": f"00{at + 1}", "gpt_answer": f"Reference {at}.", "caption": c if isinstance(c, str) else "\n".join(c)} for at, (a, c) in enumerate(zip(asked, captions))]
    parquet("llava-w-parquet/data/train-00000-of-00001.parquet", held, {"question_id": pa.int64(), "image": IMAGE, **{n: pa.string() for n in ("question", "category", "image_id", "gpt_answer", "caption")}}, "snappy")


def gsm8k() -> None:
    rows = [{"question": f"Tom has {at}\u2028apples.\nHow many?", "answer": f"He has <<{at}*2={2 * at}>>{2 * at}.\n#### {2 * at}"} for at in range(3)]
    write("gsm8k-official/test.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    parquet("gsm8k-parquet/main/test-00000-of-00001.parquet", rows, {"question": pa.string(), "answer": pa.string()}, "snappy")


def classes() -> None:
    names, labels = ["pug", "persian", "beagle"], [2, 0, 1, 0]
    images = [picture(90 + at) for at in range(4)]
    members = [(f"s{at:07d}.{kind}", data) for at, label in enumerate(labels) for kind, data in (("cls", str(label).encode()), ("jpg", images[at]))]
    tar("wds/test/0.tar", members[:4])
    tar("wds/test/1.tar", members[4:], tarfile.PAX_FORMAT)
    write("wds/classnames.txt", "\n".join(names) + "\n")
    write("wds/zeroshot_classification_templates.txt", "a photo of a {c}.\na blurry {c}\n")
    feature = {"label": {"names": names, "_type": "ClassLabel"}, "image": {"_type": "Image"}}
    parquet("labelled-parquet/data/test-00000-of-00001.parquet", [{"image": (images[at], None), "label": label} for at, label in enumerate(labels)], {"image": IMAGE, "label": pa.int64()}, "snappy", features=feature)
    for at, label in enumerate(labels):
        write(f"class-folders/{names[label]}/image_{at:04d}.jpg", images[at])
    names = ["apple", "aquarium_fish", "baby"]
    pixels = [np.asarray(Image.open(io.BytesIO(picture(100 + at, side=32, kind="PNG")))) for at in range(2)]
    write("cifar/cifar-100-binary/test.bin", b"".join(bytes([at, at + 1]) + image.transpose(2, 0, 1).tobytes() for at, image in enumerate(pixels)))
    write("cifar/cifar-100-binary/fine_label_names.txt", "\n".join(names) + "\n\n")
    feature = {"fine_label": {"names": names, "_type": "ClassLabel"}}
    parquet("cifar-parquet/cifar100/test-00000-of-00001.parquet", [{"img": (picture(100 + at, side=32, kind="PNG"), None), "fine_label": at + 1, "coarse_label": at} for at in range(2)], {"img": IMAGE, "fine_label": pa.int64(), "coarse_label": pa.int64()}, "snappy", features=feature)
    write("aircraft/data/images_variant_test.txt", "0000001 737-200\n0000002 Falcon 2000\n")
    write("aircraft/data/variants.txt", "707-320\n737-200\nFalcon 2000\n")
    for at in range(2):
        write(f"aircraft/data/images/000000{at + 1}.jpg", picture(110 + at, side=32))
    write("pets/annotations/test.txt", "Abyssinian_201 1 1 1\nyorkshire_terrier_5 3 2 25\ngreat_pyrenees_7 2 2 1\n")
    for name in ("Abyssinian_201", "yorkshire_terrier_5", "great_pyrenees_7"):
        write(f"pets/images/{name}.jpg", picture(len(name)))
    write("food/meta/classes.txt", "apple_pie\nwaffles\n")
    write("food/meta/test.txt", "waffles/17\napple_pie/3\n")
    for name in ("waffles/17", "apple_pie/3"):
        write(f"food/images/{name}.jpg", picture(len(name)))
    write("clevr/scenes/CLEVR_val_scenes.json", json.dumps({"info": {}, "scenes": [{"image_filename": f"CLEVR_val_00000{at}.png", "objects": [{}] * (3 + 7 * at)} for at in range(2)]}))
    for at in range(2):
        write(f"clevr/images/val/CLEVR_val_00000{at}.png", picture(120 + at, kind="PNG"))
    described = [{"split": split, "example_id": f"{split}_0000{at}", "image_file": f"{split}_0000{at}.jpg", "description": f'A "long", text\nof {at}.'} for split, at in (("train", 0), ("test", 0), ("test", 1))]
    write("docci-lines/docci_descriptions.jsonlines", "".join(json.dumps(row) + "\n" for row in described))
    for form in ("docci-lines", "docci-csv"):
        for at, row in enumerate(described[1:]):
            write(f"{form}/images/{row['image_file']}", picture(130 + at))
    pd.DataFrame(described[1:]).drop(columns="split").to_csv(OUT / "docci-csv/test.csv", index=False)


def bad_archives() -> None:
    image = picture(1)
    write("bad/classnames.txt", "a\nb\n")
    tar("bad/climbs.tar", [("../x.jpg", image), ("../x.cls", b"0")])
    tar("bad/absolute.tar", [("/etc/x.jpg", image), ("/etc/x.cls", b"0")])
    with tarfile.open(OUT / "bad/symlink.tar", "w") as archive:
        link = tarfile.TarInfo("x.jpg")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    tar("bad/no-label.tar", [("a.jpg", image), ("a.cls", b"0"), ("b.jpg", image), ("c.jpg", image), ("c.cls", b"7")])
    long = "folder/" * 30 + "a"
    tar("bad/long-names.tar", [(f"{long}.jpg", image), (f"{long}.cls", b"1")], tarfile.PAX_FORMAT)
    tar("bad/long-names-gnu.tar", [(f"{long}.jpg", image), (f"{long}.cls", b"1")])
    whole = (OUT / "bad/no-label.tar").read_bytes()
    write("bad/truncated.tar", whole[:700])
    huge = tarfile.TarInfo("x.jpg")
    huge.size = 300 * 1024 * 1024
    parquet("bad/bomb.parquet", [{"image": (bytes(600 * 1024 * 1024), None), "question": "?"}], {"image": IMAGE, "question": pa.string()}, "zstd")
    write("bad/huge.tar", huge.tobuf() + bytes(1024))


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    for make in (nasty, mmvp, references, mme, multiple_choice, science_qa, chart_qa, math_vista, judged, gsm8k, classes, bad_archives):
        make()
    print(sum(file.stat().st_size for file in OUT.rglob("*") if file.is_file()), "bytes")
