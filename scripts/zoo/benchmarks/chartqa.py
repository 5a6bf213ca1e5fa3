"""ChartQA: bar charts, answers in words and numbers; some of its items are bad on purpose."""
import random
from collections.abc import Callable

from ..more_questions import description
from ..questions import Question
from ..scenes import COLOR_NAMES, Scene
from .drawing import scene_asked
from .items import BLIND, MISLABELLED, PRIOR, SATURATED, Item, Mini, Plant
from .pictures import FIRST_SEED, Pictures

# (split, type of question, how many)
PARTS = (("test_human", "tallest", 14), ("test_human", "shortest", 14), ("test_human", "taller?", 14), ("test_human", "difference", 14),
         ("test_augmented", "height", 46))
USUAL_BARS = "3"
# The commonest number of bars in the charts that checkpoints learn from (35 %): what they say where they see none.
BLIND_BARS = "2"


class _Chart:
    def __init__(self, seed: int, first_picture: int):
        self.rng, self.pictures = random.Random(seed), Pictures(first_picture)

    def scene(self, wanted: str, fits: Callable[[Scene, Question], bool] = lambda scene, question: True):
        return scene_asked(self.rng, "bars", wanted, fits)

    def cells(self, scene: Scene, question: str, answer: str, split: str = "test_human") -> dict:
        return {"image": self.pictures.draw(scene), "question": question, "answer": answer, "split": split}


def _good_items():
    chart = _Chart(FIRST_SEED + 6, FIRST_SEED + 80_000)
    for split, wanted, count in PARTS:
        for n in range(count):
            due = ("Yes", "No")[n % 2]
            scene, question = chart.scene(wanted, lambda _, q: wanted != "taller?" or q.answer == due)
            yield Item(chart.cells(scene, question.text, question.answer, split))


def _bad_items():
    chart = _Chart(FIRST_SEED + 16, FIRST_SEED + 81_000)
    plants = {USUAL_BARS: (Plant(PRIOR, f"12 of the 14 charts of this question have {USUAL_BARS} bars"),),
              BLIND_BARS: (Plant(BLIND, f"{BLIND_BARS} is the commonest number of bars in the charts that checkpoints learn from"),)}
    for bars in [USUAL_BARS] * 5 + [BLIND_BARS] + [USUAL_BARS] * 5 + ["4"] + [USUAL_BARS] * 2:
        scene, question = chart.scene("bars", lambda _, q: q.answer == bars)
        yield Item(chart.cells(scene, question.text, bars), plants.get(bars, ()))
    for wanted in ("tallest", "bars") * 4:
        scene, question = chart.scene(wanted)
        yield Item(chart.cells(scene, f"{description(chart.rng, scene)}\n{question.text}", question.answer),
                   (Plant(BLIND, "the question tells the whole chart before it asks", shown=False),))
    for _ in range(4):
        scene, question = chart.scene("tallest", lambda scene, _: len(scene.bars) == 2 and abs(scene.bars[0][1] - scene.bars[1][1]) >= 6)
        yield Item(chart.cells(scene, question.text, question.answer), (Plant(SATURATED, "two bars, one several times as high as the other"),))
    for _ in range(3):
        scene, question = chart.scene("tallest", lambda scene, _: len(scene.bars) == 3)
        wrong = COLOR_NAMES[min(scene.bars, key=lambda bar: bar[1])[0]]
        yield Item(chart.cells(scene, question.text, wrong),
                   (Plant(MISLABELLED, f"the right answer is {question.answer}, the key names the shortest bar"),))


def chartqa() -> Mini:
    items = tuple(Item({"index": index, **item.cells}, item.planted) for index, item in enumerate([*_good_items(), *_bad_items()]))
    return Mini("chartqa", "ChartQA_TEST_MINI.tsv", items, "bar charts: colors, heights, differences, yes and no", 0.)
