"""Questions about a scene, worded as the `llava` prompt profile words them."""
import random
from dataclasses import dataclass

from .scenes import COLOR_NAMES, PLACES, SHAPES, Scene

LETTER_TAIL = "Answer with the option's letter from the given choices directly."
PHRASE_TAIL = "Answer the question using a single word or phrase."
LETTERS = "ABCD"
POOLS = {"color": COLOR_NAMES, "shape": SHAPES, "place": PLACES, "count": ["1", "2", "3", "4"],
         "height": [str(h) for h in range(1, 9)], "side": ["left", "right"], "level": ["top", "bottom"],
         "sum": [str(s) for s in range(19)]}


@dataclass(frozen=True)
class Question:
    type: str
    text: str
    answer: str
    pool: str | None = None  # where other options come from; None for yes/no and captions


def _yes(flag: bool) -> str:
    return "Yes" if flag else "No"


def name(thing) -> str:
    return f"{COLOR_NAMES[thing.color]} {SHAPES[thing.shape]}"


def related(relation: str, a, b) -> bool:
    """Whether `relation` holds between the places of two things."""
    dx, dy = a.place % 2 - b.place % 2, a.place // 2 - b.place // 2
    return {"left of": dx < 0, "right of": dx > 0, "above": dy < 0, "below": dy > 0}[relation]


def relations(a, b) -> list[str]:
    """The relations that one of the two orders makes true."""
    found = ["left of", "right of"] if a.place % 2 != b.place % 2 else []
    return found + (["above", "below"] if a.place // 2 != b.place // 2 else [])


def ask(rng: random.Random, scene: Scene) -> list[Question]:
    """One question of every type that the scene allows, free-form and yes/no."""
    if scene.kind == "objects":
        return _ask_objects(rng, scene)
    if scene.kind == "bars":
        return _ask_bars(rng, scene)
    a, b = scene.digits
    if scene.kind == "number":
        return [Question("number", "What number is shown?", f"{a}{b}", "number"),
                Question("caption", "Describe the image.", f"the number {a}{b} in {COLOR_NAMES[scene.color]}")]
    return [Question("sum", "What is the sum?", str(a + b), "sum"),
            Question("caption", "Describe the image.", f"{a} plus {b} in {COLOR_NAMES[scene.color]}")]


def _ask_objects(rng: random.Random, scene: Scene) -> list[Question]:
    things = scene.things
    n = len(things)
    colors, shapes = [t.color for t in things], [t.shape for t in things]
    pairs = {(t.color, t.shape) for t in things}
    out = [Question("count", "How many objects are there?", str(n), "count")]
    claimed = n if rng.random() < .5 else rng.choice([k for k in range(1, 5) if k != n])
    out.append(Question("count?", f"Are there {claimed} objects in the image?", _yes(claimed == n)))
    if n == 1:
        t = things[0]
        out += [Question("color", "What color is the object?", COLOR_NAMES[t.color], "color"),
                Question("shape", "What shape is the object?", SHAPES[t.shape], "shape"),
                Question("side", "On which side is the object?", POOLS["side"][t.place % 2], "side"),
                Question("level", "Is the object at the top or at the bottom?", POOLS["level"][t.place // 2], "level")]
    known_shape = [t for t in things if shapes.count(t.shape) == 1]
    known_color = [t for t in things if colors.count(t.color) == 1]
    if known_shape and n > 1:
        t = rng.choice(known_shape)
        out.append(Question("color of shape", f"What color is the {SHAPES[t.shape]}?", COLOR_NAMES[t.color], "color"))
    if known_shape:
        t = rng.choice(known_shape)
        c = t.color if rng.random() < .5 else rng.choice([c for c in range(6) if c != t.color])
        out.append(Question("color?", f"Is the {SHAPES[t.shape]} {COLOR_NAMES[c]}?", _yes(c == t.color)))
    if known_color and n > 1:
        t = rng.choice(known_color)
        out.append(Question("shape of color", f"What shape is the {COLOR_NAMES[t.color]} object?", SHAPES[t.shape], "shape"))
    t = rng.choice(things)
    out.append(Question("place", f"Where is the {name(t)}?", PLACES[t.place], "place"))
    if rng.random() < .5:
        out.append(Question("exists?", f"Is there a {name(t)} in the image?", "Yes"))
    else:
        out.append(Question("exists?", f"Is there a {_absent(rng, colors, shapes, pairs)} in the image?", "No"))
    if n > 1:
        a, b = rng.sample(things, 2)
        relation = rng.choice(relations(a, b))
        # Both orders of one pair: what differs between the two is the order alone, which is what has to be learned.
        out += [Question("relation?", f"Is the {name(one)} {relation} the {name(other)}?", _yes(related(relation, one, other)))
                for one, other in ((a, b), (b, a))]
    ordered = sorted(things, key=lambda t: t.place)
    out.append(Question("caption", "Describe the image.", " and ".join(f"a {name(t)}" for t in ordered)))
    return out


def _absent(rng, colors, shapes, pairs) -> str:
    """A colour and shape that no thing has together; mostly one of the two is there."""
    while True:
        u = rng.random()
        if u < .45:
            c, s = rng.choice(colors), rng.randrange(5)
        elif u < .8:
            c, s = rng.randrange(6), rng.choice(shapes)
        else:
            c, s = rng.randrange(6), rng.randrange(5)
        if (c, s) not in pairs:
            return f"{COLOR_NAMES[c]} {SHAPES[s]}"


def _ask_bars(rng: random.Random, scene: Scene) -> list[Question]:
    bars = scene.bars
    high, low = max(bars, key=lambda b: b[1]), min(bars, key=lambda b: b[1])
    a, b = rng.sample(bars, 2)
    caption = " and ".join(f"a {COLOR_NAMES[c]} bar {h} high" for c, h in bars)
    return [Question("tallest", "Which bar is the tallest?", COLOR_NAMES[high[0]], "color"),
            Question("shortest", "Which bar is the shortest?", COLOR_NAMES[low[0]], "color"),
            Question("height", f"How high is the {COLOR_NAMES[a[0]]} bar?", str(a[1]), "height"),
            Question("bars", "How many bars are there?", str(len(bars)), "count"),
            Question("taller?", f"Is the {COLOR_NAMES[a[0]]} bar taller than the {COLOR_NAMES[b[0]]} bar?", _yes(a[1] > b[1])),
            Question("caption", "Describe the image.", caption)]


def with_options(rng: random.Random, q: Question, scene: Scene, n: int) -> tuple[str, list[str], str]:
    """-> (question, n shuffled options, letter of the right one)."""
    if q.pool == "number":
        a, b = scene.digits
        others = {f"{rng.randrange(10)}{b}", f"{a}{rng.randrange(10)}", f"{b}{a}"}
        others |= {f"{rng.randrange(10)}{rng.randrange(10)}" for _ in range(6)}
    else:
        others = set(POOLS[q.pool])
    others.discard(q.answer)
    options = [q.answer] + rng.sample(sorted(others), min(n - 1, len(others)))
    rng.shuffle(options)
    return q.text, options, LETTERS[options.index(q.answer)]


def free_prompt(text: str, question_type: str) -> str:
    return text if question_type == "caption" else f"{text}\n{PHRASE_TAIL}"


def choice_prompt(text: str, options: list[str]) -> str:
    lines = "\n".join(f"{LETTERS[i]}. {option}" for i, option in enumerate(options))
    return f"{text}\n{lines}\n{LETTER_TAIL}"
