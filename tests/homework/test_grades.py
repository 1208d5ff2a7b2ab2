"""The table: rows at once and safe, lateness, rosters."""

import csv
import errno

import pytest

from sgdlab.homework import grades, roster
from sgdlab.homework.grades import Grades, Late, row, safe


def result(**more):
    one = {"points": 2.5, "out_of": 3, "kind": "check"}
    wait = {"points": None, "out_of": 2, "kind": "essay"}
    base = {
        "student": "Ann", "id": "a1", "questions": {"q1": one, "q2": wait}, "flags": [],
        "about": [], "days": None, "late": False, "seconds": 1.5, "sandbox": "bubblewrap",
        "seed": 7, "version": "0", "file": "ann.ipynb",
    }  # fmt: skip
    return base | more


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=HYPERLINK(1)", "\n=1", "|x", "%x"]
)
def test_no_cell_starts_a_formula(tmp_path, text):
    table = Grades(tmp_path / "grades.csv", ["q1", "q2"])
    table.add(row(result(student=text, file=text, id=text, flags=[[text, True, 0]])))
    with open(tmp_path / "grades.csv", encoding="utf-8-sig", newline="") as file:
        for line in csv.reader(file):
            assert not [cell for cell in line if cell[:1] in tuple("=+-@\t\r\n|%")]
    table.order()
    assert "\n=" not in (tmp_path / "grades.csv").read_text(encoding="utf-8")


def test_numbers_stay_numbers():
    assert (safe(3.0), safe(2.5), safe(None), safe("12")) == (3, 2.5, "", "12")


def test_a_row_is_on_the_disk_before_the_next(tmp_path):
    table = Grades(tmp_path / "grades.csv", ["q1", "q2"])
    for count in (1, 2, 3):
        table.add(row(result(student=f"s{count}")))
        lines = (tmp_path / "grades.csv").read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == count + 1 and lines[-1].startswith(f"s{count},a1,2.5,,0,2.5,5")


def test_a_full_disk_leaves_the_rows_so_far(tmp_path, monkeypatch):
    table = Grades(tmp_path / "grades.csv", ["q1", "q2"])
    table.add(row(result()))
    before = (tmp_path / "grades.csv").read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(grades.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        table.order()
    assert (tmp_path / "grades.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["grades.csv"]


def test_what_waits_for_points_by_hand_is_said_and_counts_when_given():
    assert row(result())["flags"] == "q2 to be marked by hand"
    marked = row(result(hand={"q2": [1.5, "good"], "q1": [3, "right after all"]}))
    assert (marked["q1"], marked["q2"], marked["total"], marked["flags"]) == (3, 1.5, 4.5, "")


@pytest.mark.parametrize(
    ("rule", "days", "off"),
    [("10% per day", 2, 4), ("10% per day", 1.2, 4), ("10% per day", 0, 0), ("20%", 5, 4),
     ("2 points per day", 3, 6), ("1 point a day", None, 1), ("30% per day, at most 50%", 9, 10),
     ("50 points", 1, 20)],
)  # fmt: skip
def test_rules_for_lateness(rule, days, off):
    assert Late.read(rule).off(20, days) == off


@pytest.mark.parametrize("text", ["", "ten", "10", "10% a week", "-5%", "5% per day, at most"])
def test_what_is_no_rule_is_refused(text):
    with pytest.raises(ValueError, match="is no rule; expected one such as"):
        Late.read(text)


def test_lateness_is_taken_off_and_said():
    rule = Late.read("10% per day")
    late = row(result(days=2), rule)
    assert late["late_off"] == 0.5 and late["total"] == 2 and "late by 2 days, 0.5" in late["flags"]
    assert row(result(late=True), rule)["total"] == 2.25
    assert row(result(late=True, days=0.0), rule)["late_off"] == 0  # an extension
    assert "late" in row(result(late=True))["flags"]


# rosters


def people(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "r.csv"
    path.write_bytes(text.encode(encoding))
    return roster.read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_roster_is_read_whatever_wrote_it(tmp_path, encoding, sign):
    lines = [["Name", "E-Mail", "ID", "Group", "Late"], ["Zoë Doe", "z@x", "z1", "A", "1,5"]]
    text = "\r\n".join(sign.join(f'"{cell}"' for cell in line) for line in lines)
    (one,) = people(tmp_path, text, encoding).people
    assert (one.name, one.ids, one.group, one.late) == ("Zoë Doe", {"z1"}, "A", 1.5)


def test_people_are_found_by_number_id_or_name(tmp_path):
    found = people(tmp_path, 'Student,ID,SIS Login ID\n"Doe, Zoë",12,zd1\n"Roe, Al",13,ar2\n')
    assert found.find("x", "12", None).name == "Doe, Zoë"
    assert found.find("x", "", "AR2").name == "Roe, Al"
    assert found.find("doezoe", "", None).name == "Doe, Zoë"
    assert found.find("Zoë Doe", "", None).name == "Doe, Zoë"
    assert found.find("nobody", "99", "none") is None


def test_a_spreadsheet_may_take_the_first_zeros_of_an_id(tmp_path):
    found = people(tmp_path, "name,id\nAnn,123\nBob,0456\n")
    assert found.find("x", "", "00123").name == "Ann" and found.find("x", "", "456").name == "Bob"


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "is empty"), ("a,b\n1,2\n", "no column of names"), ("name\n", "names nobody"),
     ("name,late\nAnn,soon\n", "line 2: late is 'soon'")],
)  # fmt: skip
def test_what_is_no_roster_is_refused(tmp_path, text, told):
    with pytest.raises(ValueError, match=told):
        people(tmp_path, text)
