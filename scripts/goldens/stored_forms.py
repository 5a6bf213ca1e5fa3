"""How a checkpoint is written down: names of tensors, files and keys as versions of transformers have them.

layout          L1 (saved by transformers until 4.51 and by default since), L2 (raw 4.52 to 4.57), L3 (raw 5), or one for each part
config_form     `saved`: as transformers 5 writes it; `new`: with its image_token_id; `old`: rope_theta and rope_scaling, torch_dtype,
                image_token_index, keys of the class's own default left out
processor_form  `nested`: one processor_config.json; `flat`: preprocessor_config.json and processor_config.json beside it;
                `image-only`: preprocessor_config.json alone
tokenizer_form  `new`; `named`: with an image_token of its own; `old`: added_tokens_decoder, special_tokens_map.json
template_form   `jinja`: chat_template.jinja; `json`: chat_template.json; `tokenizer`: in tokenizer_config.json
"""
import json
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from scripts.goldens.random_checkpoints import TEXTS, Spec, image_processor, random_model
from scripts.zoo.export import CHAT_TEMPLATES
from scripts.zoo.tokenizer import build_tokenizer

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures"
SPECIAL = {  # names of the tokens that begin, end and stop an answer, and that pad
    "scenes": ("<s>", "</s>", ["</s>", "<image>"], "<pad>"),
    "llama-legacy": ("<s>", "</s>", ["</s>"], "<pad>"),
    "mistral": ("<s>", "</s>", ["</s>"], "<pad>"),
    "llama3": ("<|begin_of_text|>", "<|end_of_text|>", ["<|eot_id|>", "<|end_of_text|>"], "<pad>"),
    "qwen2": (None, "<|im_end|>", ["<|im_end|>", "<|endoftext|>"], "<|endoftext|>"),
}


def write_checkpoint(folder: Path, spec: Spec, seed: int) -> None:
    tokenizer = write_tokenizer(folder, spec.tokenizer)
    bos, eos, stops, pad = SPECIAL[spec.tokenizer]
    ids = tokenizer.convert_tokens_to_ids
    special = {"bos": bos and ids(bos), "eos": ids(eos), "stops": [ids(stop) for stop in stops], "pad": ids(pad), "image": ids("<image>")}
    random_model(spec, len(tokenizer), special, seed).save_pretrained(folder)
    rename_tensors(folder, spec.layout, spec.shards)
    rewrite_config(folder, spec)
    rewrite_tokenizer(folder, spec, tokenizer)
    write_template(folder, spec)
    write_processor(folder, spec)


def write_tokenizer(folder: Path, kind: str):
    if kind == "scenes":
        bos, eos, _, pad = SPECIAL[kind]
        PreTrainedTokenizerFast(tokenizer_object=build_tokenizer(), bos_token=bos, eos_token=eos, unk_token="<unk>", pad_token=pad,
                                additional_special_tokens=["<image>"]).save_pretrained(folder)
        path = folder / "tokenizer.json"
        path.write_text(json.dumps(json.loads(path.read_text()), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    else:
        for file in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copy(FIXTURES / "tokenizers" / kind / file, folder)
    return AutoTokenizer.from_pretrained(folder)


def rewrite_tokenizer(folder: Path, spec: Spec, tokenizer) -> None:
    path = folder / "tokenizer_config.json"
    config = json.loads(path.read_text())
    if spec.tokenizer_form == "named":
        write_json(path, {**config, "extra_special_tokens": {"image_token": "<image>"}})
    if spec.tokenizer_form == "old":
        flags = {id: {"content": token.content, "lstrip": token.lstrip, "normalized": token.normalized, "rstrip": token.rstrip,
                      "single_word": token.single_word, "special": token.special} for id, token in tokenizer.added_tokens_decoder.items()}
        by_name = {f"{name}_token": config[f"{name}_token"] for name in ("bos", "eos", "unk", "pad")}
        whole = {token["content"]: token for token in flags.values()}
        write_json(path, {"add_bos_token": True, "added_tokens_decoder": flags, "clean_up_tokenization_spaces": False, "legacy": False,
                          "model_max_length": 2048, "padding_side": "left", "tokenizer_class": "LlamaTokenizer", **by_name})
        write_json(folder / "special_tokens_map.json", {name: whole[token] for name, token in by_name.items()})


def rename_tensors(folder: Path, layout: dict | str, shards: int) -> None:
    """Stores the tensors under the names of another layout, and in several files."""
    tensors = load_file(folder / "model.safetensors")
    named = {stored_name(name, layout): tensor.contiguous() for name, tensor in tensors.items()}
    if shards == 1:
        save_file(named, folder / "model.safetensors", {"format": "pt"})
        return
    (folder / "model.safetensors").unlink()
    where = {}
    for shard in range(shards):
        file = f"model-{shard + 1:05}-of-{shards:05}.safetensors"
        part = {name: named[name] for name in sorted(named)[shard::shards]}
        save_file(part, folder / file, {"format": "pt"})
        where |= {name: file for name in part}
    write_json(folder / "model.safetensors.index.json", {"metadata": {}, "weight_map": where})


def stored_name(saved: str, layout: dict | str) -> str:
    name = saved.removeprefix("model.").replace("language_model.model.", "language_model.").replace("language_model.lm_head", "lm_head")
    name = name.replace("vision_tower.vision_model.", "vision_tower.")
    part = {"vision_tower": "tower", "multi_modal_projector": "projector", "image_newline": "projector"}.get(name.split(".")[0], "text")
    form = layout if isinstance(layout, str) else layout[part]
    if part == "tower" and form != "L3":
        name = name.replace("vision_tower.", "vision_tower.vision_model.")
    if form == "L1":
        return "language_model." + name if name.startswith("lm_head") else name.replace("language_model.", "language_model.model.", 1)
    return name if name.startswith("lm_head") else "model." + name


def rewrite_config(folder: Path, spec: Spec) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text())
    if spec.config_form == "new":
        config["image_token_id"] = config.pop("image_token_index")
    if spec.config_form == "old":
        text = config["text_config"]
        rope = dict(text.pop("rope_parameters"))
        text["rope_theta"] = rope.pop("rope_theta")
        kind = rope.pop("rope_type")
        text["rope_scaling"] = None if kind == "default" else {"type": kind, **rope}
        defaults = TEXTS[spec.text]().to_dict()
        # a null is kept: where the default is something else, it means none
        config["text_config"] = {key: value for key, value in text.items() if key == "model_type" or key not in defaults or defaults[key] != value}
        config["torch_dtype"] = config.pop("dtype")
        config.pop("tie_word_embeddings", None)
        config["transformers_version"] = "4.46.0"
    write_json(path, config)


def write_template(folder: Path, spec: Spec) -> None:
    source = CHAT_TEMPLATES["llava"] if spec.template == "scenes" else (FIXTURES / "templates" / f"{spec.template}.jinja").read_text(encoding="utf-8")
    if spec.template_form == "jinja":
        (folder / "chat_template.jinja").write_text(source, encoding="utf-8")
    elif spec.template_form == "json":
        write_json(folder / "chat_template.json", {"chat_template": source})
    else:
        path = folder / "tokenizer_config.json"
        write_json(path, {**json.loads(path.read_text()), "chat_template": source})


def write_processor(folder: Path, spec: Spec) -> None:
    pictures = image_processor(spec)
    pictures.save_pretrained(folder)
    path = folder / "preprocessor_config.json"
    config = json.loads(path.read_text())
    path.unlink()
    names = {"llava": "LlavaProcessor", "next": "LlavaNextProcessor", "onevision": "LlavaOnevisionProcessor"}
    whole = {"processor_class": names[spec.family], "image_token": "<image>", "vision_feature_select_strategy": spec.strategy}
    if spec.family == "onevision":
        whole |= {"num_image_tokens": (spec.image // spec.patch) ** 2, "vision_aspect_ratio": spec.options["vision_aspect_ratio"]}
    else:
        whole |= {"patch_size": spec.patch, "num_additional_image_tokens": 1 if spec.tower == "clip" else 0}
    if spec.processor_form == "nested":
        write_json(folder / "processor_config.json", {"image_processor": config, **whole})
        return
    write_json(path, {**config, "processor_class": whole["processor_class"]})
    if spec.processor_form == "flat":
        write_json(folder / "processor_config.json", whole)


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
