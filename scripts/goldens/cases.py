"""One golden: a question about some pictures, and everything transformers makes of it on the way to an answer.

Eager attention, fp32, the PIL image backend, Pillow 11.
"""
import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import (AutoImageProcessor, AutoModelForImageTextToText, AutoProcessor, AutoTokenizer, LlavaOnevisionProcessor)
from transformers.models.llava_next.modeling_llava_next import image_size_to_num_patches

from scripts.goldens.pictures import pattern

QUESTIONS = ["What color is the object?\nAnswer the question using a single word or phrase.",
             "How many bars are there?\nA. 2\nB. 3\nC. 4\nAnswer with the option's letter from the given choices directly."]
STEPS, GAP = 16, 1e-2
# Of every visual token so many values are kept, and of all of them together the mean.
KEPT_COLUMNS = 4


class StillProcessor(LlavaOnevisionProcessor):
    """LLaVA-OneVision's, without the video processor, which would need torchvision."""

    def check_argument_for_proper_class(self, argument_name, argument):
        return None if argument_name == "video_processor" else super().check_argument_for_proper_class(argument_name, argument)


class Reference:
    """A checkpoint as transformers reads it from its folder."""

    def __init__(self, folder: Path):
        self.model, report = AutoModelForImageTextToText.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
        wrong = [name for names in ("missing_keys", "unexpected_keys", "mismatched_keys") for name in report[names]]
        if wrong:
            raise SystemExit(f"{folder.name}: transformers does not find {wrong[:5]}")
        self.model.eval()
        self.config = self.model.config
        self.processor = self.read_processor(folder)

    def read_processor(self, folder: Path):
        config = self.config
        settings = folder / "processor_config.json"
        if config.model_type == "llava_onevision":
            said = json.loads(settings.read_text())
            processor = StillProcessor(AutoImageProcessor.from_pretrained(folder, backend="pil"), AutoTokenizer.from_pretrained(folder),
                                       num_image_tokens=said["num_image_tokens"], vision_aspect_ratio=said["vision_aspect_ratio"],
                                       vision_feature_select_strategy=said["vision_feature_select_strategy"])
            processor.chat_template = (folder / "chat_template.jinja").read_text(encoding="utf-8")
            return processor
        processor = AutoProcessor.from_pretrained(folder, backend="pil")
        processor.chat_template = processor.chat_template or processor.tokenizer.chat_template
        if processor.patch_size is None:  # files of transformers 4: the user is told to set these
            clip = config.vision_config.model_type == "clip_vision_model"
            processor.patch_size = config.vision_config.patch_size
            processor.num_additional_image_tokens = 1 if clip else 0
            processor.vision_feature_select_strategy = config.vision_feature_select_strategy
        return processor

    def inputs(self, images: list, question: str) -> tuple[str, dict]:
        content = [{"type": "image"}] * len(images) + [{"type": "text", "text": question}]
        prompt = self.processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
        bos = self.processor.tokenizer.bos_token
        # Both as apply_chat_template does with tokenize=True: a list for each conversation, and one token that begins it.
        made = self.processor(images=[images] if images else None, text=prompt, return_tensors="pt",
                              add_special_tokens=not (bos and prompt.startswith(bos)))
        wanted = ("input_ids", "attention_mask", "pixel_values", "image_sizes", "batch_num_images")
        return prompt, {key: value for key, value in made.items() if key in wanted}

    def tiles(self, size: tuple[int, int], images: int) -> int:
        """Pictures of one batch are filled up to the tiles of the largest; so many are its own."""
        model_type = self.config.model_type
        if model_type == "llava" or (model_type == "llava_onevision" and images > 1):
            return 1
        width, height = size
        return image_size_to_num_patches([height, width], self.config.image_grid_pinpoints, self.config.vision_config.image_size)

    @torch.no_grad()
    def case(self, sizes: list, question: str) -> dict | None:
        """None where a step is too close to call."""
        images = [Image.fromarray(pattern(*size)) for size in sizes]
        prompt, inputs = self.inputs(images, question)
        out = self.model.generate(**inputs, max_new_tokens=STEPS, do_sample=False, output_logits=True, return_dict_in_generate=True)
        for logits in out.logits:
            best = logits[0].topk(2).values
            if best[0] - best[1] <= GAP:
                return None
        stops = np.atleast_1d(self.model.generation_config.eos_token_id).tolist()
        generated = out.sequences[0, inputs["input_ids"].shape[1]:].tolist()
        stopped = generated[-1] in stops
        return {"pictures": sizes, "question": question, "promptText": prompt, "inputIds": inputs["input_ids"][0].tolist(),
                **self.seen(sizes, inputs), "logits": packed(out.logits[0][0]),
                "generatedIds": generated[:-1] if stopped else generated, "truncated": not stopped}

    def seen(self, sizes: list, inputs: dict) -> dict:
        if not sizes:
            return {"pixels": [], "visual": []}
        pixels = []
        for size, values in zip(sizes, inputs["pixel_values"]):
            own = values[:self.tiles(size, len(sizes))] if values.ndim == 4 else values
            pixels.append(hashlib.sha256(own.numpy().astype("<f4").tobytes()).hexdigest())
        visual = [{"count": len(rows), "first": packed(rows[:, :KEPT_COLUMNS]), "mean": packed(rows.mean(0))} for rows in self.visual(inputs)]
        return {"pixels": pixels, "visual": visual}

    def visual(self, inputs: dict) -> list[torch.Tensor]:
        """Every picture's visual tokens, [tokens, width of the decoder]."""
        options = {key: value for key, value in inputs.items() if key not in ("input_ids", "attention_mask")}
        return list(self.model.get_image_features(**options).pooler_output)


def packed(values: torch.Tensor) -> str:
    return base64.b64encode(values.contiguous().numpy().astype("<f4").tobytes()).decode()
