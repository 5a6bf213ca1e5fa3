"""Answers as models give them, and nastier ones: drawn by a seed, so that the goldens of scorers can be made again."""
import random

LETTERS = "ABCDE"
SPACES = ["", "", "", "", " ", "\n", "\t", "\u00a0", "\u0085", "\x1f", "\u2028", "\ufeff", "\u3000", "\r\n"]
MARKS = ["", "", "", ".", ",", "!", "?", ";", ":", "'", '"', "**", "`", ")", "...", ".'", "。", "-", "~"]

ITEMS = [
    (["Open", "Closed"], "A"),
    (["brown", "black"], "A"),
    (["Yes", "No"], "B"),
    (["2", "4", "12", "24"], "D"),
    (["3/11", "8/11", "6/11", "3/5"], "B"),
    (["High", "Low", "Medium"], "B"),
    (["basalt", "marble", "granite"], "C"),
    (["mouse", "corn", "owl", "fox"], "C"),
    (["A", "B", "C", "D"], "C"),
    (["a", "b"], "B"),
    (["hong kong", "osaka", "shanghai", "tokyo"], "D"),
    (["West Virginia", "Louisiana", "Virginia", "Oklahoma", "Arizona"], "E"),
    (["None", "N/A", "0", "1,000"], "D"),
    (["a red apple on the table", "a green apple", "no apple", "an apple and a pear"], "B"),
    (["Straße", "ÎLE", "İzmir", "café"], "C"),
    (["🦋 butterfly", "🐝 bee"], "A"),
    (["It is sunny.", "It is raining (hard).", "It's snowing; cold!"], "B"),
    (["Above", "Below", "Left", "Right"], "A"),
    (["$5", "$50", "$0.50", "5%"], "A"),
    (["是", "否"], "A"),
]
FRAMES = """{L}|{L}.|({L})|{l}|{l}.|({l})|{L})|{L}:|**{L}**|Answer: {L}|The answer is {L}|The answer is {L}.|the answer is ({L}).
The correct answer is **{L}**.|The correct answer is **{l}**|correct  answer\n is {L}|Answer is {T}|The answer is {t}|The answer is a {t} one
{L}. {T}|{L}.{T}|{L}) {T}|({L}) {T}|{l}. {t}|{T}|{t}|It is {t}.|It is {t}, not {u}|{T} and {U}|{T} or {U}|Option {L}|option ({l})|option{L}
I choose {L}|I pick {L} because of {M}|My answer is {L}; my choice is {M}|{L} or {M}|Both {L} and {M}|not {L}, but {M}|{L}, {M}|{L} {M}
**Answer: {L}**\n\nBecause they spread out wide|**Answer: {L}**\n\nA man is there|Let me think. {T}? {U}? The best option is {L}
<think>{M} looks right</think> {L}|<think>{M}</think>\n{T}|정답은 {L}|답: {L}입니다|答案是{L}|答案为 {L}。|选{L}|答えは{L}です|正解は{L}
A man is standing|A|a|Because it is so|because|Dogs and Cats|USA high|Cannot determine the answer|I can't process this file.|Z|z|Z {L}
Sorry, I can't help with images of people yet.|I'm sorry, but without the image provided I cannot say|Failed to obtain answer via API: {L}
Failed to obtain answer via API. {T}||  |.|...|?|I cannot tell.|There is nothing in the image that would answer the question
The answer is {L}, so the answer is {M}.|The answer is {L}. The answer is {L}.|The answer is {L}\nThe answer is {M}\n|The answer is F.
Since the wings are wide apart in this picture of the animal, {t}|Looking at the picture in detail, one sees that the thing is {t} and nothing else
{T}{T}|{t} {t} {t}|"{L}"|'{L}'|`{L}`|{{{L}}}|[{L}]|#{L}|{L}/{M}|{L}-{M}|{L}\n{M}|Final answer: \\boxed{{{L}}}|$\\boxed{{{L}}}$|{L}🦋|🦋 {L}
Abe saw {L} and Ed saw nothing of it|In 1999 the correct option is not known, choice is {M} ({L})|F|E|e|(e)|E.|answer is E|{L}'s|The ANSWER IS {l}|ANSWER İS {L}|the anſwer ıs {l}|OPTİON {L}|({M}) 我选{L}吧|{L}é ({M})|({M}) é{L}|{L}는 아니다""".replace("\n", "|").split("|")
FRAMES = [frame.replace("\\n", "\n") for frame in FRAMES]


def option_answers(draw: random.Random, count: int):
    """(item, answer) with items as (texts, gold letter)."""
    for at in range(count):
        texts, gold = ITEMS[at % len(ITEMS)]
        here = LETTERS[: len(texts)]
        one, other = draw.choice(here), draw.choice(here)
        text, second = texts[here.index(one)], texts[here.index(other)]
        frame = FRAMES[at // len(ITEMS) % len(FRAMES)] if draw.random() < 0.75 else draw.choice(FRAMES)
        said = frame.format(L=one, l=one.lower(), M=other, T=text, t=text.lower(), U=second, u=second.lower())
        yield at % len(ITEMS), _worn(draw, said, FRAMES, one)


YES_NO = """Yes|No|yes|no|y|n|Y.|N|Yes.|No.|YES|Yes, there is no cat|No, there is a yes sign|There isn't|It is not.|yes - clearly|Nobody|nothing|Not at all
Yes|Yeah|Yep|Nope|Yes!|"No"|**Yes**|( yes )|The answer is yes.|The answer is no|I see no dog here, yes|yes/no|yes,no|yes , no|no;yes|1,000 yes|1,000 - no|no-one
Y e s|ye s|Yes\nno|no\n|Yesterday|eyes|noyes|It is 3.5 no|no.1|no.|.no|..yes..|Yes...|x|?||  |Maybe|是的|はい yes|yes🦋|🦋 no|🦋🦋🦋yes|I don't know
[yes]|{yes}|<yes>|yes@no|`yes`|yes_no|_no_|=no=|+ yes|\\yes|yes?|Is it? yes|Well , no|yes-sir -ok|no/way /x|no@home @x|Yes. Yes. Yes.|a,b yes|1,2|3,4 no!|yes\x1fno|\x1fyes|\u0085No|yes\u00a0no|ＹＥＳ|No—yes
""".replace("\n", "|").split("|")


def yes_no_answers(draw: random.Random, count: int):
    """(gold, answer)."""
    for at in range(count):
        said = YES_NO[at % len(YES_NO)]
        if draw.random() < 0.5:
            said = draw.choice(SPACES) + said + draw.choice(MARKS) + draw.choice(SPACES)
        if draw.random() < 0.3:
            said += draw.choice([" ", "\n", ". ", ", ", "; ", "-", "/"]) + draw.choice(YES_NO)
        if draw.random() < 0.1:
            said = draw.choice(["a. ", "1. "]) * draw.randint(0, 3) + "a. " * draw.randint(29, 34) + draw.choice(["yes.", "no."])
        yield draw.choice(["Yes", "No"]), said.replace("\\n", "\n")


def number_text(draw: random.Random) -> str:
    """A number as people, models and Python write it; sometimes not quite a number."""
    whole = draw.choice([0, 1, 2, 5, 7, 12, 18, 20, 42, 100, 1000, 1500, 2019, 123456, draw.randint(0, 99999)])
    plain = draw.choice([str(whole), f"{whole:,}", f"{whole}.{draw.randint(0, 99)}", f"{whole}.0", f"{whole}.", f".{whole}"])
    decorated = draw.choice(["{}"] * 8 + ["-{}", "+{}", "${}", "{}%", "{}%%", "%{}", "{} %", "{}e1", "{}E-2", "0{}", "{}_0", "€{}", "{} cm", "~{}", "− {}", "({})"])
    return decorated.format(plain)


WORDS = """nan|NaN|inf|-inf|infinity|Infinity%|None|Blue|blue.|Yes|no|[1990, 1995]|['a', "b"]|[]|[1, 'x y', 2.50]|[yes, no]|(1, 2)|[1,2,]|[1 2]|1_000|1__0|0x10|1e|e5|.|,|-|$|%||  |٣|１２|½|²|1 000|three|20\n|\x1f20|20\u0085|\ufeff7""".split("|")


def number_answers(draw: random.Random, count: int):
    """(gold, answer) for relaxed match: often near each other, or a member of a list."""
    for _ in range(count):
        gold = draw.choice(WORDS) if draw.random() < 0.25 else number_text(draw)
        kind = draw.random()
        if kind < 0.2:
            said = gold
        elif kind < 0.45:
            said = _near(draw, gold)
        elif kind < 0.6:
            said = draw.choice(WORDS)
        else:
            said = number_text(draw)
        if draw.random() < 0.3:
            said = draw.choice([said.lower(), said.upper(), said + draw.choice(MARKS), draw.choice(SPACES) + said + draw.choice(SPACES)])
        yield gold, said


def _near(draw: random.Random, gold: str) -> str:
    try:
        number = float(gold.rstrip("%").replace(",", ""))
    except ValueError:
        return gold.strip("[]").split(",")[0].strip("'\" ")
    return f"{number * draw.choice([0.95, 0.9499, 0.951, 1.05, 1.0501, 1.049, 1, -1, 0.01, 100]):g}" + ("%" if gold.endswith("%") and draw.random() < 0.5 else "")


SOLUTIONS = """The answer is {n}.|The answer is {n}|The answer is {n} dollars.|The answer is: {n}.|So the answer is {n}.|It is {n}.|It is {n}|{n}|#### {n}|#### {n}.|#### {n}\n|####{n}|####  {n}
5 + 4 = {m}. The answer is {m}. Wait, the answer is {n}.|The answer is {m}. The answer is {n}.|{n}. So it took 3 steps|The answer is ${n}.|The answer is {n}\n|The answer is {n}\u2028|The answer is -{n}.
She has {n} apples, {m} pears and no 2nd dog...|Nothing here.|The answer is twelve.||... , , $|#### {m} #### {n}|#### -{n}|#### abc|<<3*4={m}>>{m}. #### {n}|The answer is {n}, or {m}|$,.|-|- 5|--{n}|{n}-{m}|{n}%|2.50|The answer is .|The answer is ,.|{n} = {m}.\nThe answer is\n{n}.|the answer is {n}.|{n}٣""".replace("\n", "|").split("|")
SOLUTIONS = [frame.replace("\\n", "\n") for frame in SOLUTIONS]


def solution_answers(draw: random.Random, count: int):
    """(gold solution, completion)."""
    for at in range(count):
        whole = draw.choice([3, 4, 5, 18, 42, 1500, 2500, draw.randint(0, 9999)])
        gold = draw.choice([str(whole), f"{whole:,}", str(whole)])
        same = draw.random() < 0.6
        said = draw.choice([str(whole), f"{whole:,}", f"{whole}.00", f"{whole}.0", f"${whole}"]) if same else number_text(draw)
        frame = SOLUTIONS[at % len(SOLUTIONS)]
        yield f"There were <<1+2=3>>3, so {whole}.\n#### {gold}", frame.format(n=said, m=draw.randint(0, 99))


MATH_ITEMS = [
    ("multi_choice", "text", None, ["3/11", "8/11", "6/11", "3/5"], "8/11"),
    ("multi_choice", "text", None, ["3/11", "8/11", "6/11", "3/5"], "6/11"),
    ("multi_choice", "text", None, ["Yes", "No"], "No"),
    ("multi_choice", "text", None, ["30", "45", "45", "60"], "45"),
    ("multi_choice", "text", None, ["hong kong", "osaka", "shanghai", "tokyo"], "tokyo"),
    ("multi_choice", "text", None, ["12 cm", "1.2 cm", "120 cm", "0.12 cm", "A"], "1.2 cm"),
    ("free_form", "integer", None, None, "7"),
    ("free_form", "integer", None, None, "0"),
    ("free_form", "integer", None, None, "1000"),
    ("free_form", "float", 2.0, None, "2.68"),
    ("free_form", "float", 2.0, None, "1.45"),
    ("free_form", "float", 1.0, None, "1.2"),
    ("free_form", "float", 1.0, None, "0.5"),
    ("free_form", "list", None, None, "[2014, 2016]"),
]
MATH_TEXTS = "7|7.0|7 cm|-0.4|0|0.0|1000|1,000|1e3|2.675|2.68|2.685|$1.45|1.45|1.25|1.2|1.15|0.45|0.55|.5|5e-1|nan|inf|-inf|1_000|٧|[2014, 2016]|[2014,2016]|2014, 2016|| |1e400|0.05|1.249999|1e22|99999999999999999999|1e16|123456789.125|-7|+7|007".split("|")


def math_answers(draw: random.Random, count: int):
    """(item, text): the text serves as a response and as an extraction."""
    for at in range(count):
        item = at % len(MATH_ITEMS)
        choices, gold = MATH_ITEMS[item][3], MATH_ITEMS[item][4]
        if choices:
            here = LETTERS[: len(choices)]
            one, other = draw.choice(here), draw.choice(here)
            text, second = choices[here.index(one)], choices[here.index(other)]
            frame = draw.choice(["{L}", "({L})", "({l})", "{l}", "({L}) {T}", "{T}", "{t}", "The answer is ({L}) {T}.", "6/10", "12", "", " {L} ", "(F)", "{T} or {U}", "F"] + FRAMES)
            said = frame.format(L=one, l=one.lower(), M=other, T=text, t=text.lower(), U=second, u=second.lower())
        else:
            said = draw.choice(MATH_TEXTS + [gold, gold, number_text(draw)])
        if draw.random() < 0.2:
            said = draw.choice(SPACES) + said + draw.choice(MARKS) + draw.choice(SPACES)
        yield item, said


CLASSES = ["beagle", "apple", "aquarium_fish", "ray", "X-Ray", "737-200", "Côte d'Ivoire", "waffles", "İzmir", "straße"]


def class_answers(draw: random.Random, count: int):
    """(gold name, answer)."""
    for _ in range(count):
        gold, other = draw.choice(CLASSES), draw.choice(CLASSES)
        said = draw.choice(["{}", "A {}.", "It is not a {} but a pear", "{}s", "An x-{} of a hand", "{} or {o}", "I see a {o}"]).format(gold, o=other)
        yield gold, draw.choice([said, said.upper(), said.lower(), said.replace("_", " "), said + draw.choice(MARKS)])


REPLIES = "0.5|1.0 because it is right| 0.4|Score: 0.6|1.2|0.3\n|nan|1|0|.7|1.|-0.1|0,5|1e-1|0.5/1|  |NaN 1|inf|9 7|9, 7|Scores: 9 7|9.5,8|8 9 |8\t9|\n8 9|8/10 9/10|Assistant 1: 8\nAssistant 2: 9|8 9\nBoth are fine|8;9|-1 5|10 10|8, 9.5|8,9|8 9 7|eight nine|8 nan|inf 2|٣ ٤|8.5.5 7|8. 7|8 \u00a07|8\u00a07|\x1f8 7|１０ ９".split("|")


def judge_replies(draw: random.Random, count: int):
    for at in range(count):
        said = REPLIES[at % len(REPLIES)].replace("\\n", "\n")
        if at >= len(REPLIES):
            numbers = [draw.choice([f"{draw.randint(0, 10) / 10}", str(draw.randint(0, 12)), number_text(draw)]) for _ in range(draw.randint(1, 3))]
            said = draw.choice([said, draw.choice([" ", ", ", "  ", "\n", " and ", "/"]).join(numbers)])
            said = draw.choice(["", "", "", "Score: ", "**", " "]) + said + draw.choice(["", "", "\n", " ", "\nBecause.", "**", ". "])
        yield said


def _worn(draw: random.Random, said: str, frames: list[str], letter: str) -> str:
    kind = draw.random()
    if kind < 0.35:
        return said
    if kind < 0.65:
        return draw.choice(SPACES) + draw.choice(MARKS) + said + draw.choice(MARKS) + draw.choice(SPACES)
    if kind < 0.75:
        return draw.choice([said.upper(), said.lower(), said.title()])
    if kind < 0.9:
        tail = draw.choice(["I am sure.", "It is so because of the light in the sky.", "No doubt", "(A)", "B", letter, "Z", "answer is d"])
        return said + draw.choice(["\n", " ", ". ", ", ", "\n\n"]) + tail
    return draw.choice(["Well, ", "Looking closely, one sees that ", "🦋 ", "1. ", "A bird. "]) + said
