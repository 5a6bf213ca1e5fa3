"""Questions of the full curriculum: what `questions.ask` lacks, and the wordings of the other benchmarks' prompts."""
import random

from .photos import ICONS, LAND
from .questions import LETTERS, PHRASE_TAIL, POOLS, Question, ask, choice_prompt, name, with_options
from .scenes import COLOR_NAMES, PLACES, QUALITIES, SHAPES, Scene

CAPTION_PROMPT = "Please generate a caption of this image."
LAND_QUESTION, ICON_QUESTION = "What type of land use is in this photo?", "What type of object is in this photo?"
INTEGER_HINT = "Hint: Please answer the question requiring an integer answer and provide the final value, e.g., 1, 2, 3, at the end."
LETTER_HINT = "Hint: Please answer the question and provide the correct option letter, e.g., A, B, C, D, at the end."
MATERIALS = ["wood", "stone", "glass", "iron", "wool", "paper"]
FAULTS = {"nothing": "sharp", "blur": "blurry", "noise": "noisy", "darkness": "dark", "brightness": "bright"}
POOLS |= {"quality": QUALITIES, "material": MATERIALS, "land": LAND, "icon": ICONS, "difference": [str(d) for d in range(1, 8)]}

# Types asked without a tail, as captions and the classification sets are.
BARE = ("caption", "long caption", "land", "icon", "explain")
INTEGERS = ("count", "height", "bars", "sum", "difference")


def ask_all(rng: random.Random, scene: Scene) -> list[Question]:
    """One question of every type that the scene allows, in the full curriculum."""
    if scene.kind == "land":
        return [Question("land", LAND_QUESTION, LAND[scene.label], "land")]
    if scene.kind == "icon":
        return [Question("icon", ICON_QUESTION, ICONS[scene.label], "icon")]
    if scene.kind == "diagram":
        return _ask_diagram(rng, scene) + [Question("long caption", CAPTION_PROMPT, long_caption(scene))]
    found = ask(rng, Scene("objects", scene.things) if scene.kind == "quality" else scene)
    if scene.kind == "quality":
        said = QUALITIES[scene.quality]
        claimed = said if rng.random() < .5 else rng.choice(QUALITIES)
        return [Question("quality", "What is wrong with the image?", said, "quality"),
                Question("quality?", f"Is the image {FAULTS[claimed]}?", "Yes" if claimed == said else "No"),
                *(q for q in found if q.type in ("color", "shape", "count"))]
    found.append(Question("long caption", CAPTION_PROMPT, long_caption(scene)))
    if scene.kind == "objects":
        found += _ask_hints(rng, scene)
    if scene.kind == "bars":
        (c, h), (d, k) = sorted(rng.sample(scene.bars, 2), key=lambda bar: -bar[1])
        found.append(Question("difference", f"How much higher is the {COLOR_NAMES[c]} bar than the {COLOR_NAMES[d]} bar?", str(h - k), "difference"))
    return found


def _ask_diagram(rng: random.Random, scene: Scene) -> list[Question]:
    start, end = (scene.things[i] for i in scene.arrow)
    return [Question("points color", "What color is the object that the arrow points to?", COLOR_NAMES[end.color], "color"),
            Question("points shape", "What shape is the object that the arrow points to?", SHAPES[end.shape], "shape"),
            Question("starts color", "What color is the object that the arrow starts from?", COLOR_NAMES[start.color], "color")]


def _ask_hints(rng: random.Random, scene: Scene) -> list[Question]:
    """The hint says what colours are made of; the picture says which colour a shape has."""
    shapes = [t.shape for t in scene.things]
    known = [t for t in scene.things if shapes.count(t.shape) == 1]
    if not known:
        return []
    t = rng.choice(known)
    others = rng.sample([c for c in range(6) if c != t.color], 2)
    colors, made = [t.color, *others], rng.sample(MATERIALS, 3)
    lines = [f"{COLOR_NAMES[c].capitalize()} things are made of {m}." for c, m in zip(colors, made)]
    rng.shuffle(lines)
    found = [Question("material", f"Context: {' '.join(lines)}\nWhat is the {SHAPES[t.shape]} made of?", made[0], "material")]
    if len(scene.things) > 1:
        a, b = rng.sample(scene.things, 2)
        dx, dy = a.place % 2 - b.place % 2, a.place // 2 - b.place // 2
        words = "left of" if dx < 0 else "right of" if dx > 0 else "above" if dy < 0 else "below"
        found.append(Question("explain", f"Where is the {name(a)} in relation to the {name(b)}?", f"The {name(a)} is {words} the {name(b)}."))
    return found


def long_caption(scene: Scene) -> str:
    """Everything that is shown and where: the closed grammar that the text-to-image model draws from."""
    if scene.things:
        return " and ".join(f"a {name(t)} at the {PLACES[t.place]}" for t in sorted(scene.things, key=lambda t: t.place))
    if scene.bars:
        return " and ".join(f"a {COLOR_NAMES[c]} bar {h} high" for c, h in scene.bars)
    a, b = scene.digits
    return f"the number {a}{b} in {COLOR_NAMES[scene.color]}" if scene.kind == "number" else f"{a} plus {b} in {COLOR_NAMES[scene.color]}"


def all_prompts(rng: random.Random, scene: Scene, letters: bool) -> list[tuple[str, str, str]]:
    """(type, prompt, answer) in the wordings of the benchmarks: with the tail, bare, or behind MathVista's hints."""
    out = []
    for q in ask_all(rng, scene):
        u = rng.random()
        if q.type in BARE or u < .12:
            out.append((q.type, q.text, q.answer))
        elif q.type in INTEGERS and u < .35:
            out.append((q.type, f"{INTEGER_HINT}\nQuestion: {q.text}", q.answer))
        else:
            out.append((q.type, f"{q.text}\n{PHRASE_TAIL}", q.answer))
        if letters and q.pool and q.pool not in ("land", "icon"):
            text, options, letter = with_options(rng, q, scene, rng.choice((2, 3, 3, 4, 4, 4)))
            kind = f"{q.type}|{len(options)}"
            if q.type in INTEGERS and u < .3:
                lines = "\n".join(f"({LETTERS[i]}) {option}" for i, option in enumerate(options))
                out.append((kind, f"{LETTER_HINT}\nQuestion: {text}\nChoices:\n{lines}", letter))
            else:
                out.append((kind, choice_prompt(text, options), letter))
    return out


def description(rng: random.Random, scene: Scene) -> str:
    """Several sentences that say all there is: the long descriptions of the alignment set."""
    if scene.kind in ("land", "icon"):
        what = LAND[scene.label] if scene.kind == "land" else ICONS[scene.label]
        return f"This image shows {what}. It is a {'satellite photo' if scene.kind == 'land' else 'picture'} of {what}."
    if scene.things:
        count = {1: "one object", 2: "two objects", 3: "three objects", 4: "four objects"}[len(scene.things)]
        said = [f"There is a {name(t)} at the {PLACES[t.place]}." for t in rng.sample(scene.things, len(scene.things))]
        end = ""
        if scene.arrow:
            start, target = (scene.things[i] for i in scene.arrow)
            end = f" The arrow points from the {name(start)} to the {name(target)}."
        return f"This image shows {count}. {' '.join(said)}{end}"
    if scene.bars:
        said = [f"The {COLOR_NAMES[c]} bar is {h} high." for c, h in scene.bars]
        high = max(scene.bars, key=lambda bar: bar[1])
        return f"This image shows {len(scene.bars)} bars. {' '.join(said)} The {COLOR_NAMES[high[0]]} bar is the tallest."
    a, b = scene.digits
    shown = f"the number {a}{b}" if scene.kind == "number" else f"the sum {a} plus {b}"
    return f"This image shows {shown}. It is {COLOR_NAMES[scene.color]}."
