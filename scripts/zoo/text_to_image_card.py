"""The text-to-image model's card, written from what was measured."""
from pathlib import Path

from .card import header

ROWS = {"objects": ("place", "color", "shape", "all"), "bars": ("count", "color", "height", "all"),
        "number": ("digit", "color", "all"), "sum": ("digit", "color", "all")}
CONDITIONS = ("renderer", "4 steps", "2 steps", "1 step", "captions exchanged")


def write_card(folder: Path, record: dict) -> None:
    accuracy, made = record["accuracy"], record["made with"]
    rows = [f"| {kind} | {attribute} | " + " | ".join(f"{accuracy[c][kind][attribute]:.2f}" for c in CONDITIONS) + " |"
            for kind, attributes in ROWS.items() for attribute in attributes]
    stages = [f"| {i} | {stage['steps']} | {', '.join(f'{k} {w:g}' for k, w in stage['kinds'].items())} | {stage['minutes']} |"
              for i, stage in enumerate(record["stages"], 1)]
    weak = [f"{kind} ({accuracy['4 steps'][kind]['all']:.2f})" for kind in ROWS if accuracy["4 steps"][kind]["all"] < .8]
    (folder / "README.md").write_text("\n".join([
        *header("text-to-image", "diffusers"),
        f"# {record['recipe']}", "",
        "A small text-to-image model in the layout of Stable Diffusion XL as published in ONNX (two CLIP text encoders, a UNet, a decoder of",
        f"latents), trained from scratch on rendered scenes. {record['parameters'] / 1e6:.2f} M parameters, pictures of 64 x 64 px, 4 Euler steps with trailing",
        "timesteps and no guidance. It draws what the captions of the zoo's checkpoints say and nothing else. MIT licensed, like the project.", "",
        "## Captions", "",
        "- `a {color} {shape} at the {place}`, one to four of them joined by ` and `, in reading order of the places",
        "- `a {color} bar {height} high`, two to four of them joined by ` and `",
        "- `the number {two digits} in {color}`",
        "- `{digit} plus {digit} in {color}`", "",
        "Colours: red, green, blue, yellow, purple, white. Shapes: circle, square, triangle, cross, ring. Places: top or bottom, left or right. Heights: 1-8.", "",
        "## Recipe", "",
        f"Seed {record['seed']}; torch {made['torch']}, transformers {made['transformers']}, diffusers {made['diffusers']}; one core, fp32, batches of {record['batch']}.",
        "`python -m scripts.zoo.text_to_image train` trains it again.", "",
        "| stage | steps | how often each kind comes | minutes |", "| --- | --- | --- | --- |", *stages, "",
        "The latents are the 12 principal components of patches of 4 x 4 px, scaled to variance 1; the decoder is one transposed convolution solved",
        "from them, so `block_out_channels` in its settings only says that a latent stands for 4 px. Both text encoders are trained with the UNet, which",
        "learns v at the timesteps 999, 749, 499 and 249 (all that 1, 2 and 4 steps visit); the graph turns v into the noise that the scheduler file",
        "promises. Other step counts visit timesteps it never saw. Matrices are stored as float16 and cast to float32 in the graphs.", "",
        "## Accuracy", "",
        f"Share of what fresh captions ask for that a reader of pixels finds in the picture ({', '.join(f'{n} {k}' for k, n in record['fresh captions'].items())}).",
        "`renderer` is the same reader on the renderer's own pictures; `captions exchanged` reads each picture against another caption of its kind, the zero line.",
        "Fresh means drawn by another seed: the grammar is closed, so the short captions among them were also trained on, with other noise.",
        "`place` counts all four places, empty ones too; `all` asks for everything at once. `python -m scripts.zoo.text_to_image check` measures this again.", "",
        f"| scene | attribute | {' | '.join(CONDITIONS)} |", "| --- | --- |" + " --- |" * len(CONDITIONS), *rows, "",
        "## Where it is weak", "", f"Kinds drawn wholly right less than four times in five at 4 steps: {', '.join(weak) or 'none'}.", ""]))
