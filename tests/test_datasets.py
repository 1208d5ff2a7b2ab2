"""The data files: what they hold, the oracles of the line, and what a damaged file says."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sgdlab import datasets, sentences
from sgdlab.datasets import check, find, load, messages, texts
from sgdlab.study import file as study_file

NAMES = ("table", "line", "digits", "spam", "sentences")


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """Return a function that changes a copy of one data file, which is then the one found."""
    real = find

    def change(file, edit):
        text = edit(real(file).read_text(encoding="utf-8"))
        copy = tmp_path / file
        copy.write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.setattr(datasets, "find", lambda name: copy if name == file else real(name))
        return copy

    return change


@pytest.mark.parametrize(
    ("name", "shape", "targets"),
    [
        ("table", (4, 2), {-1, 1}),
        ("line", (8, 1), None),
        ("digits", (1797, 64), set(range(10))),
        ("spam", (120, 4), {-1, 1}),
        ("sentences", (138, 40), set(range(20))),
    ],
)
def test_every_data_set_has_named_columns_and_a_source(name, shape, targets):
    X, y, columns, source = load(name)
    assert X.shape == shape
    assert y.shape == shape[:1]
    assert X.dtype == float
    assert y.dtype.kind == ("i" if name in ("digits", "sentences") else "f")
    assert targets is None or set(y.tolist()) == targets
    assert len(columns) == shape[1]
    assert source.endswith(".")


def test_arrays_are_the_callers_own():
    first = load("table")
    first.X[:] = 7
    first.y[:] = 7
    assert load("table").X.max() == 1
    assert load("table").y.min() == -1


def test_table_is_the_lectures():
    X, y, columns, _ = load("table")
    assert X.tolist() == [[0, 1], [1, 1], [0, 0], [1, 0]]
    assert y.tolist() == [1, 1, -1, -1]
    assert columns == ("size", "color")


def test_line_has_exact_least_squares():
    X, y, _, _ = load("line")
    x, y = [Fraction(v) for v in X[:, 0]], [Fraction(v) for v in y]
    w, b = Fraction(3, 4), Fraction(3, 2)
    residuals = [yi - (w * xi + b) for xi, yi in zip(x, y, strict=True)]
    assert [8 * r for r in residuals] == [-6, -3, 7, 4, -4, 9, -7, 0]
    # Both partial derivatives of the sum vanish: (w, b) is the least-squares answer.
    assert sum(residuals) == 0
    assert sum(r * xi for r, xi in zip(residuals, x, strict=True)) == 0
    total = sum(r * r for r in residuals)
    assert (total, total / 8) == (4, Fraction(1, 2))
    # At (0, 0): the sum of losses and its gradient.
    assert sum(yi * yi for yi in y) == Fraction(1805, 8)
    assert -2 * sum(xi * yi for xi, yi in zip(x, y, strict=True)) == -435
    assert -2 * sum(y) == -78


def test_line_has_whole_curvatures():
    X = load("line").X
    ones = np.column_stack([X, np.ones(8)])
    curvature = 2 * ones.T @ ones
    assert (curvature @ [6, 1]).tolist() == [448 * 6, 448]
    assert (curvature @ [1, -6]).tolist() == [4, 4 * -6]


def test_digits_are_the_published_ones():
    X, y, columns, source = load("digits")
    assert np.bincount(y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (X.min(), X.max()) == (0, 16)
    assert not (X % 1).any()
    assert y[:10].tolist() == list(range(10))
    assert X[0].reshape(8, 8)[:3].tolist() == [
        [0, 0, 5, 13, 9, 1, 0, 0],
        [0, 0, 13, 15, 10, 15, 5, 0],
        [0, 3, 15, 2, 0, 11, 8, 0],
    ]
    assert (columns[0], columns[8 * 7 + 3]) == ("p00", "p73")
    assert "CC BY 4.0" in source


def test_spam_rows_are_the_messages():
    X, y, columns, _ = load("spam")
    assert columns == ("# free", "YOUR_NAME", "MISPELLED", "FROM_FRIEND")
    assert X[0].tolist() == [2, 0, 2, 0]
    assert ((y > 0) == [message.spam for message in messages()]).all()


def test_sentences_are_pairs_of_words_and_the_next():
    X, y, columns, _ = load("sentences")
    assert (X.sum(axis=1) == 2).all() and set(X.ravel().tolist()) == {0, 1}
    bank, pair = sentences.VOCABULARY.index("bank"), sentences.inputs([("european", "central")])
    assert [columns[j] for j in pair[0].nonzero()[0]] == ["first: european", "second: central"]
    after = y[(pair == X).all(axis=1)]
    assert len(after) == 8 and (after == bank).all()
    assert sum("European Central Bank" in text for text in texts()) == 8


@pytest.mark.parametrize("name", ["digit", "", None, 3, ["table"]])
def test_unknown_name_lists_the_known(name):
    with pytest.raises(
        ValueError, match="expected one of table, line, digits, spam, sentences"
    ) as caught:
        load(name)
    assert repr(name) in str(caught.value)


def complaints():
    try:
        check()
    except ValueError as error:
        return str(error).split("\n")
    return []


def replace(old, new):
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("file", "edit", "words"),
    [
        ("line.csv", lambda text: "", "line 1: found ''"),
        ("line.csv", replace("x,y", "x;y"), "line 1: found 'x;y'"),
        ("line.csv", lambda text: "\ufeff" + text, "line 1: found '\\ufeffx,y'"),
        ("line.csv", replace("9,8.25\n", ""), "line 8: found the end of the file; expected 8 rows"),
        ("line.csv", lambda text: text + "1,1\n", "line 10: found the end of the file"),
        ("line.csv", replace("1,1.5", "1,one"), "line 2: found '1,one'; expected 2 numbers"),
        ("line.csv", replace("1,1.5", "1,1.5,2"), "line 2: found '1,1.5,2'"),
        ("line.csv", replace("1,1.5", ""), "line 2: found ''"),
        ("line.csv", replace("1,1.5", "1,nan"), "line 2, y: found nan; expected a number from 0"),
        ("line.csv", replace("2.5,", "inf,"), "line 4, x: found inf"),
        ("line.csv", replace("2.5,", "-2.5,"), "line 4, x: found -2.5"),
        ("line.csv", lambda text: text.encode("utf-16"), "byte 0: found no UTF-8"),
        ("table.csv", replace("0,0,-1", "0,0,0"), "line 4, category: found 0; expected"),
        ("digits.csv", replace("13,9,1", "17,9,1"), "line 2, p03: found 17; expected a number"),
        ("digits.csv", replace("13,9,1", "1.5,9,1"), "line 2, p03: found 1.5"),
        ("digits.csv", lambda text: text[: len(text) // 2], "expected 1797 rows"),
        ("spam.csv", replace("\n1,", "\n2,"), "line 2: found '2,offers@inkwell"),
        ("spam.csv", replace("Robin,", "Robin;"), "line 2: found"),
        ("spam.csv", replace("Robin", ""), "line 2: found"),
        ("spam.csv", replace("\n1,", "\n\n1,"), "expected 120 rows"),
        ("sentences.csv", replace("hall is", "hull is"), "line 5: found 'The city hull is"),
        ("sentences.csv", replace("closes today.\n", "closes\n\n"), "expected 30 rows"),
        (
            "sentences.csv",
            replace("The city hall is near the central station.", "The city"),
            "line",
        ),
        ("spam.csv", replace("Printer", "x" * 200_000), "line 2: found"),
    ],
)
def test_damage_is_named_in_words(damaged, file, edit, words):
    copy = damaged(file, edit)
    with pytest.raises(ValueError) as caught:
        load(copy.stem)
    sentence = str(caught.value)
    assert sentence.startswith(str(copy))
    assert words in sentence
    assert sentence.endswith(f"`git checkout data/{file}`, or install sgdlab again.")
    assert complaints() == [sentence]


def test_windows_line_ends_are_no_damage(damaged):
    damaged("spam.csv", lambda text: text.replace("\n", "\r\n"))
    assert load("spam").X.shape == (120, 4)
    assert complaints() == []


def test_check_finds_a_change_that_loading_accepts(damaged):
    copy = damaged("digits.csv", replace("13,9,1", "12,9,1"))
    assert load("digits").X[0, 3] == 12
    [sentence] = complaints()
    assert sentence.startswith(f"{copy}, whole file: found changed contents")


def test_unreadable_file_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "find", lambda file: tmp_path)
    with pytest.raises(OSError, match="cannot be read") as caught:
        load("line")
    assert "git checkout" in str(caught.value)
    assert len(complaints()) == len(NAMES)


def test_find_looks_in_the_package_first_then_in_the_checkout(tmp_path, monkeypatch):
    package = tmp_path / "sgdlab"
    monkeypatch.setattr(datasets, "__file__", str(package / "datasets.py"))
    with pytest.raises(FileNotFoundError, match=r"line\.csv is in neither .*git checkout"):
        load("line")
    for folder in (tmp_path / "data", package / "data"):
        folder.mkdir(parents=True)
        (folder / "line.csv").write_text("", encoding="utf-8")
        assert find("line.csv") == folder / "line.csv"


def test_readme_describes_every_file_and_column():
    folder = Path(__file__).parents[1] / "data"
    text = (folder / "README.md").read_text(encoding="utf-8")
    names = {*NAMES, "study"}  # a result, which study.stored reads
    assert {path.stem for path in folder.glob("*.csv")} == names
    for name in names:
        assert f"## {name}.csv" in text
    columns = {"p00", "p77", "label", *study_file.COLUMNS}
    columns.update(*(datasets._FILES[name].columns for name in NAMES if name != "digits"))
    assert all(f"`{column}`" in text for column in columns)
    assert "https://doi.org/10.24432/C50P49" in text
