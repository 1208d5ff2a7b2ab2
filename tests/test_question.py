"""Questions judge answers, lessons keep them; every question of the course is well formed."""

import json
import tomllib
from itertools import combinations
from math import isclose
from pathlib import Path

import pytest

import sgdlab as sl
from sgdlab.widgets.question import Question, Verdict, ask

FOLDER = Path(sl.__file__).parent / "widgets" / "questions"
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FOLDER.iterdir()}
ENTRIES = [(name, key) for name, entries in FILES.items() for key in entries]
NAME = "02-one-parameter"
CHOICE = {
    "ask": "What will w do?",
    "right": 2,
    "why": "It bounces.",
    "option": [
        {"label": "close in", "told": "Compare the distances."},
        {"label": "bounce", "told": "The distance stays."},
    ],
}
NUMBER = {
    "ask": "What is the next w?",
    "right": 25 / 3,
    "why": "9 - 2/3.",
    "mistake": [{"value": 7.0, "told": "You forgot lr."}],
}


@pytest.fixture
def lesson(tmp_path):
    return sl.widgets.Lesson(NAME, tmp_path)


def kept(lesson, folder):
    """Return the answers on disk."""
    return json.loads((folder / "predictions.json").read_text(encoding="utf-8"))[lesson.name]


# -- judging ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("0", "Not so. Compare the distances."), ("1", "Right. The distance stays.")],
)
def test_an_option_gets_its_own_answer(lesson, answer, verdict):
    question = ask(lesson, "q", CHOICE)
    assert (question.revealed, question.verdict, question.why) == (False, "", "")
    question.answer = answer
    assert (question.revealed, question.verdict, question.why) == (True, verdict, "It bounces.")


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("8.33", "Right: 8.33."),
        ("25/3", "Right: 25/3."),
        (" 8,333 ", "Right:  8,333 ."),
        ("7", "Not so. You forgot lr."),
        ("9", "Not so: 9 is too large."),
        ("−2", "Not so: −2 is too small."),
    ],
)
def test_a_number_is_read_as_people_write_it(lesson, answer, verdict):
    question = ask(lesson, "q", NUMBER)
    question.answer = answer
    right = verdict.startswith("Right")
    assert question.verdict == verdict + (" Try again (2 left)." if not right else "")
    assert question.revealed == right and (question.why != "") == right


def test_the_third_wrong_number_reveals_the_answer(lesson, tmp_path):
    question = ask(lesson, "q", NUMBER)
    for answer in ("7", "abc", "9"):
        question.answer = answer
        assert not question.revealed and question.why == ""
    again = ask(sl.widgets.Lesson(NAME, tmp_path), "q", NUMBER)
    assert again.verdict == "Not so: 9 is too large. Try again (2 left)." and not again.revealed
    question.answer = "10"
    assert question.revealed and question.verdict == "Not so: 10 is too large."
    assert question.why == NUMBER["why"]


@pytest.mark.parametrize("answer", ["abc", "1/0", "--3", "8.3.3", "1e999999999", "nan", "inf"])
def test_what_is_no_number_reveals_nothing_and_is_not_kept(lesson, tmp_path, answer):
    question = ask(lesson, "q", NUMBER)
    question.answer = answer
    assert "is not a number" in question.verdict
    assert not question.revealed and question.why == ""
    assert not (tmp_path / "predictions.json").exists()


def test_a_choice_that_does_not_exist_reveals_nothing(lesson):
    question = ask(lesson, "q", CHOICE)
    question.answer = "2"
    assert not question.revealed and "press 1 to 2" in question.verdict


def test_in_class_mode_an_answer_waits_for_the_reveal(lesson):
    question = ask(lesson, "q", CHOICE)
    lesson.class_mode = True
    question.answer = "0"
    assert not question.revealed and question.verdict == ""
    question.revealed = True
    assert question.verdict.startswith("Not so.")


def test_show_all_reveals_without_an_answer(lesson):
    question = ask(lesson, "q", CHOICE)
    lesson.show_all = True
    assert question.revealed and question.why and question.verdict == ""
    assert ask(lesson, "later", CHOICE).revealed


# -- keeping ------------------------------------------------------------------------------------


def test_answers_survive_a_restart(lesson, tmp_path):
    ask(lesson, "q", CHOICE).answer = "0"
    again = ask(sl.widgets.Lesson(NAME, tmp_path), "q", CHOICE)
    assert (again.answer, again.revealed) == ("0", True)
    assert again.verdict.startswith("Not so.")


def test_answers_of_other_lessons_stay(lesson, tmp_path):
    path = tmp_path / "predictions.json"
    path.write_text('{"03-other": {"a": "1"}}', encoding="utf-8")
    ask(lesson, "q", CHOICE).answer = "1"
    assert json.loads(path.read_text("utf-8")) == {"03-other": {"a": "1"}, NAME: {"q": "1"}}


@pytest.mark.parametrize("text", ["{", "[1, 2]", '{"02-one-parameter": 3}', "\0", '"x"'])
def test_a_damaged_file_is_kept_aside(lesson, tmp_path, text):
    path = tmp_path / "predictions.json"
    path.write_text(text, encoding="utf-8")
    question = ask(lesson, "q", CHOICE)
    question.answer = "1"
    assert "was damaged" in question.verdict
    assert (tmp_path / "predictions.damaged.json").read_text("utf-8") == text
    assert kept(lesson, tmp_path) == {"q": "1"}


def test_a_second_damaged_file_leaves_the_first_as_it_is(lesson, tmp_path):
    path = tmp_path / "predictions.json"
    for text in ("{first", "{second"):
        path.write_text(text, encoding="utf-8")
        ask(lesson, "q", CHOICE)
    aside = (tmp_path / "predictions.damaged.json", tmp_path / "predictions.damaged1.json")
    assert [place.read_text("utf-8") for place in aside] == ["{first", "{second"]


def test_a_file_that_cannot_be_read_is_never_written_over(lesson, tmp_path, monkeypatch):
    path = tmp_path / "predictions.json"
    path.write_text('{"02-one-parameter": {"a": "1"}}', encoding="utf-8")

    def locked(self, *_args, **_more):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", locked)
        question = Question(lesson, "q", "?", lambda answer: Verdict(True, "Right."), "")
        question.answer = "1"
        assert "cannot be read: Permission denied" in question.verdict
    assert path.read_text("utf-8") == '{"02-one-parameter": {"a": "1"}}'


def test_an_answer_written_by_an_editor_with_a_mark_of_its_own_counts(lesson, tmp_path):
    text = json.dumps({NAME: {"q": "1"}})
    (tmp_path / "predictions.json").write_text(text, encoding="utf-8-sig")
    assert ask(lesson, "q", CHOICE).answer == "1"


@pytest.mark.parametrize("value", [3, None, "9", "abc", ["1"]])
def test_a_kept_answer_that_makes_no_sense_is_no_answer(lesson, tmp_path, value):
    text = json.dumps({NAME: {"q": value}})
    (tmp_path / "predictions.json").write_text(text, encoding="utf-8")
    question = ask(lesson, "q", CHOICE)
    assert (question.answer, question.revealed, question.verdict) == ("", False, "")


def test_a_folder_that_cannot_be_written_is_told_and_the_answer_counts(tmp_path):
    lesson = sl.widgets.Lesson(NAME, tmp_path / "gone")
    question = ask(lesson, "q", CHOICE)
    question.answer = "1"
    assert question.revealed and "cannot be kept" in question.verdict


def test_an_unknown_lesson_or_question_is_named(tmp_path, lesson):
    with pytest.raises(ValueError, match=r"no lesson '99'; there are .*02-one-parameter"):
        sl.widgets.Lesson("99", tmp_path)
    with pytest.raises(ValueError, match=r"has no question 'nothing'; it has .*bounce"):
        lesson.ask("nothing")


# -- the questions of the course ----------------------------------------------------------------


@pytest.mark.parametrize(("name", "key"), ENTRIES)
def test_every_question_is_well_formed(name, key, tmp_path):
    entry = FILES[name][key]
    known = {"ask", "right", "why", "option", "mistake", "tolerance"}
    assert entry.keys() <= known and all(entry[word].strip() for word in ("ask", "why"))
    if "option" in entry:
        assert 2 <= len(entry["option"]) <= 4 and 1 <= entry["right"] <= len(entry["option"])
        labels = [option["label"] for option in entry["option"]]
        assert len(set(labels)) == len(labels)
        assert all(option.keys() == {"label", "told"} for option in entry["option"])
        assert all(option["told"].strip() for option in entry["option"])
    else:
        told = {mistake["value"]: mistake["told"] for mistake in entry.get("mistake", ())}
        assert all(words.strip() for words in told.values())
        tolerance = entry.get("tolerance", 0.005)
        for a, b in combinations([entry["right"], *told], 2):
            assert not isclose(a, b, rel_tol=2 * tolerance, abs_tol=2 * tolerance)


@pytest.mark.parametrize(("name", "key"), ENTRIES)
def test_every_question_tells_right_from_wrong(name, key, tmp_path):
    entry = FILES[name][key]
    lesson = sl.widgets.Lesson(name, tmp_path)
    if "option" in entry:
        right = str(entry["right"] - 1)
        wrong = [str(i) for i in range(len(entry["option"])) if str(i) != right]
    else:
        right = str(entry["right"])
        wrong = [str(mistake["value"]) for mistake in entry.get("mistake", ())]
    question = lesson.ask(key)
    question.answer = right
    assert question.verdict.startswith("Right")
    for answer in wrong:
        question.answer = answer
        assert question.verdict.startswith("Not so. ")


@pytest.mark.parametrize(("name", "key"), ENTRIES)
def test_every_answer_answers_to_the_mistake(name, key, tmp_path):
    entry = FILES[name][key]
    question = sl.widgets.Lesson(name, tmp_path).ask(key)
    known = {str(mistake["value"]): mistake["told"] for mistake in entry.get("mistake", ())}
    numbers = (str(entry["right"]), *known)
    answers = map(str, range(len(question.options))) if question.options else numbers
    verdicts = {answer: question._judge(answer) for answer in answers}
    told = [verdict.told for verdict in verdicts.values()]
    assert sum(verdict.right for verdict in verdicts.values()) == 1
    assert sum(words.startswith("Right") for words in told) == 1 and len(set(told)) == len(told)
    if question.options:
        assert sum(words.startswith("Right.") for words in told) == 1
    else:
        assert verdicts[numbers[0]].right
    for answer, words in known.items():
        assert verdicts[answer].told == f"Not so. {words}"


@pytest.mark.parametrize("name", FILES)
def test_every_question_is_asked_in_its_lesson(name):
    path = Path(sl.__file__).parent.parent / "notebooks" / f"{name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert "lesson.ask(" in code
    assert [key for key in FILES[name] if f'"{key}"' not in code] == []


RIGHT = {  # words of the choice that the facts in test_lesson_NN.py show to be right
    "04-sgd": {
        "lower": "may raise it",
        "rest": "circle for ever",
        "smaller": "a smaller circle",
        "bias": "it comes to rest there",
        "order": "may have another circle",
        "valley": "never at rest",
        "fluctuates": "below the best so far",
    },
    "05-mini-batch": {
        "same": "only m = 4 comes to rest",
        "fast": "m = 1 the fewest epochs, m = 4 the fewest updates",
        "reads": "the same old w as x1, like Jacobi",
        "inside": "inside the loop",
        "fair": "each m has its own",
    },
    "06-classifiers": {
        "rest": "same features and different classes",
        "writer": "clearly less",
        "word": "near 0.5, 0.3, 0.2",
        "rate": "every decision is the same",
        "inference": "nothing",
        "both": "larger scores",
        "least": "go on in different ways",
    },
    "07-batch-size": {
        "epoch": "falls steeply, then hardly",
        "epochs": "nearly level first",
        "update": "less than twice",
        "product": "in the middle",
        "worse": "gone up to about 32",
        "rule": "to some tens",
        "noise": "a quarter",
        "fair": "its own rate",
    },
    "08-backpropagation": {
        "order": "first all values, then backward",
        "router": "4 to x, 0 to y",
        "grain": "they are equal",
        "smallest": "about 1e-5",
        "local": "used nowhere else and 1 comes in",
        "chain": "the chain rule itself",
        "cost": "two million evaluations",
        "typo": "log(1 + e²)",
    },
    "09-neural-network": {
        "shape": "(3, 4), as W1 itself",
        "meet": "only where the gradient of parameters",
        "memory": "numbers that forward keeps",
        "share": "less than a fifth",
        "zero": "nothing but the biases",
        "digits": "clearly fewer",
        "order": "dA and dW1",
    },
    "10-parameter-server": {
        "same": "(1/2, 1), as one process",
        "means": "equally many instances",
        "small": "less than a third",
        "bits": "with the same parts equal",
        "killed": "the same bits",
        "more": "more than one process alone",
        "holds": "the data, then w and the instance numbers",
    },
    "11-speedup": {
        "more": "fewer calls",
        "shape": "S3 rises and falls",
        "message": "somewhat larger",
        "workers": "it is smaller",
        "bars": "come out alike",
        "gil": "no gain at all",
    },
    "12-stragglers-and-asynchrony": {
        "bound": "s = 1 gains the most",
        "only": "more and more",
        "control": "the one worker alone",
        "price": "a quarter of all instances",
        "help": "slow by chance",
    },
    "13-at-scale": {
        "first": "bytes on the server's link",
        "shards": "the same bytes, 8 times the messages, an eighth",
        "barrier": "about 7.5",
        "rate": "nearly all",
        "slow": "eight servers",
        "doubt": "which term grows how",
    },
    "lecture": {
        "digit": "that of 7",
        "line": "go down",
        "step": "10",
        "valley": "to and fro across",
        "rest": "walks in a circle",
        "same": "only m = 4 comes to rest",
        "server": "the same",
        "faster": "no, it is slower",
        "size": "one in the middle",
        "slow": "hardly at all",
        "grows": "it falls",
        "meet": "only in the gradients",
    },
}


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [(name, key, words) for name, choices in RIGHT.items() for key, words in choices.items()],
)
def test_the_right_choice_is_the_one_that_holds(name, key, words, tmp_path):
    question = sl.widgets.Lesson(name, tmp_path).ask(key)
    told_right = [
        label for i, label in enumerate(question.options) if question._judge(str(i)).right
    ]
    assert len(told_right) == 1 and words in told_right[0]
