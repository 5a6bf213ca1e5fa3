"""MathVista: numbers read off charts, digits and objects, behind the official hints; some items are bad on purpose."""
import json
import random

from ..more_questions import INTEGER_HINT, LETTER_HINT, description
from ..questions import LETTERS, Question, with_options
from ..scenes import Scene
from .drawing import scene_asked
from .items import BLIND, MISLABELLED, SATURATED, Item, Mini, Plant
from .pictures import FIRST_SEED, Pictures

FIGURE, WORD, VISUAL = "figure question answering", "math word problem", "visual question answering"
# Type of question: (kind of scene, task, skills, context, grade)
TYPES = {"height": ("bars", FIGURE, ["statistical reasoning"], "bar chart", "daily life"),
         "difference": ("bars", FIGURE, ["arithmetic reasoning", "statistical reasoning"], "bar chart", "elementary school"),
         "bars": ("bars", FIGURE, ["statistical reasoning"], "bar chart", "daily life"),
         "sum": ("sum", WORD, ["arithmetic reasoning"], "abstract scene", "elementary school"),
         "number": ("number", WORD, ["numeric commonsense"], "abstract scene", "elementary school"),
         "count": ("objects", VISUAL, ["numeric commonsense"], "synthetic scene", "daily life")}
FREE = {"height": 13, "difference": 13, "bars": 8, "sum": 13, "number": 6, "count": 13}
CHOICE = {"height": 9, "difference": 8, "sum": 9, "count": 8}
# The commonest count in the scenes that checkpoints learn from (37 %): what they say where they see none.
BLIND_COUNT = "2"


def _cells(pictures: Pictures, scene: Scene, question: Question, text: str, answer: str, choices: list[str]) -> dict:
    _, task, skills, context, grade = TYPES[question.type]
    asked = {"question_type": "free_form", "answer_type": "integer", "choices": "", "answer": answer, "answer_option": ""}
    if choices:
        asked = {"question_type": "multi_choice", "answer_type": "text", "choices": json.dumps(choices), "answer": answer,
                 "answer_option": LETTERS[choices.index(answer)]}
    return {"image": pictures.draw(scene), "question": text, **asked, "task": task, "skills": json.dumps(skills), "context": context, "grade": grade}


def _plants(wanted: str, answer: str) -> tuple[Plant, ...]:
    """What is wrong with a question that is as it should be but for its answer."""
    blind = (Plant(BLIND, f"{BLIND_COUNT} is the commonest count in the scenes that checkpoints learn from"),) if answer == BLIND_COUNT else ()
    few = (Plant(SATURATED, "one or two large objects to count"),) if int(answer) <= 2 else ()
    return blind + few if wanted == "count" else ()


def _items():
    rng, pictures = random.Random(FIRST_SEED + 7), Pictures(FIRST_SEED + 90_000)
    for wanted, count in FREE.items():
        for _ in range(count):
            scene, question = scene_asked(rng, TYPES[wanted][0], wanted)
            yield Item(_cells(pictures, scene, question, f"{INTEGER_HINT}\nQuestion: {question.text}", question.answer, []),
                       _plants(wanted, question.answer))
    for wanted, count in CHOICE.items():
        for _ in range(count):
            scene, question = scene_asked(rng, TYPES[wanted][0], wanted)
            text, options, _ = with_options(rng, question, scene, 4)
            lines = "\n".join(f"({letter}) {option}" for letter, option in zip(LETTERS, options))
            yield Item(_cells(pictures, scene, question, f"{LETTER_HINT}\nQuestion: {text}\nChoices:\n{lines}", question.answer, options))
    for wanted in ("count", "sum") * 2:
        scene, question = scene_asked(rng, TYPES[wanted][0], wanted)
        told = f"{INTEGER_HINT}\nQuestion: {description(rng, scene)}\n{question.text}"
        yield Item(_cells(pictures, scene, question, told, question.answer, []),
                   (Plant(BLIND, "the question tells the whole picture before it asks", shown=False),))
    for wanted in ("count", "height", "bars"):
        scene, question = scene_asked(rng, TYPES[wanted][0], wanted)
        wrong = str(int(question.answer) + 1)
        yield Item(_cells(pictures, scene, question, f"{INTEGER_HINT}\nQuestion: {question.text}", wrong, []),
                   (Plant(MISLABELLED, f"the right answer is {question.answer}, the key says {wrong}"),))


def mathvista() -> Mini:
    items = tuple(Item({"index": index, **item.cells}, item.planted) for index, item in enumerate(_items(), 1))
    chances = [1 / len(json.loads(item.cells["choices"])) if item.cells["choices"] else 0. for item in items]
    return Mini("mathvista", "MathVista_MINI_MINI.tsv", items, "integers and letters behind the official hints", sum(chances) / len(chances))
