"""What was handed in: whose is which file, in every form that learning systems export."""

import io
import random
import zipfile
import zlib

import pytest

from sgdlab.homework import handed
from sgdlab.homework.submissions import find, free_key

from .grader import hand_in


def found(folder, names, homework="hw1"):
    return find(hand_in(folder, dict.fromkeys(names, b"{}")), homework)


def zipped(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_canvas_names_give_student_number_and_lateness(tmp_path):
    one, two = found(
        tmp_path, ["doejane_LATE_12345_67890_hw1-2.ipynb", "roerichard_222_333_hw1.ipynb"]
    )
    assert (one.name, one.user, one.late, one.key) == ("doejane", "12345", True, "doejane")
    assert (two.name, two.user, two.late) == ("roerichard", "222", False)


def test_moodle_folders_give_student_and_number(tmp_path):
    (one,) = found(tmp_path, ["Ján Žižka_12345_assignsubmission_file_/hw1.ipynb"])
    assert (one.name, one.user, one.key) == ("Ján Žižka", "12345", "Ján_Žižka")


def test_a_folder_for_each_student_and_plain_files(tmp_path):
    names = [
        one.name for one in found(tmp_path, ["ann/hw1.ipynb", "bob/work/hw1.ipynb", "c.ipynb"])
    ]
    assert names == ["ann", "bob", "c"]


@pytest.mark.parametrize("top", ["", "submissions/", "hw1 export/all/"])
def test_a_zip_is_read_as_a_folder_is(tmp_path, top):
    entries = {f"{top}ann/hw1.ipynb": "{}", f"{top}bob/hw1.ipynb": "{}"}
    if top.count("/") > 1:
        entries = {f"{top.split('/')[0]}/{name.split('/', 2)[2]}": "{}" for name in entries}
    entries |= {"__MACOSX/._x.ipynb": "", ".DS_Store": "", f"{top}._ann.ipynb": ""}
    assert [one.name for one in find(zipped(tmp_path / "x.zip", entries), "hw1")] == ["ann", "bob"]


def test_the_newest_of_several_files_with_the_right_name_is_taken_and_said(tmp_path):
    (one,) = found(
        tmp_path, ["d_1_9_notes.ipynb", "d_1_5_hw1.ipynb", "d_1_7_hw1-1.ipynb", "d_1_8_x.pdf"]
    )
    assert one.file.name == "d_1_7_hw1-1.ipynb"
    assert "3 notebooks were handed in" in one.flags[0].text


def test_who_handed_in_no_notebook_has_a_row_all_the_same(tmp_path):
    (one,) = found(tmp_path, ["ann/hw1.pdf"])
    assert one.file is None and "no notebook was handed in (hw1.pdf)" in one.flags[-1].text


def test_a_notebook_within_a_students_own_zip_is_found(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("my/hw1.ipynb", "{}")
    (one,) = find(hand_in(tmp_path, {"d_1_2_hw1.zip": inner.getvalue()}), "hw1")
    assert one.file.read() == b"{}"


def test_names_in_a_zip_lead_nowhere(tmp_path):
    entries = {"../../evil.ipynb": "{}", "/etc/x/hw1.ipynb": "{}", "C:\\w\\hw1.ipynb": "{}"}
    found = find(zipped(tmp_path / "x.zip", entries), "hw1")
    for one in found:
        assert "/" not in one.key and ".." not in one.key and ":" not in one.key
    assert not any(".." in one.file.path for one in found)
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_a_file_in_a_students_folder_is_theirs_whatever_it_is_called(tmp_path):
    names = ["eve/ann_1_2_hw1.ipynb", "ann/hw1.ipynb"]
    assert [one.name for one in found(tmp_path, names)] == ["ann", "eve"]


def test_a_name_written_in_two_ways_is_one_student(tmp_path):
    names = ["Zo\u00eb_1_2_hw1.ipynb", "Zoe\u0308_1_3_hw1-1.ipynb"]
    (one,) = found(tmp_path, names)
    assert one.name == "Zo\u00eb" and one.file.name.endswith("_1_3_hw1-1.ipynb")


def test_of_two_with_one_name_each_keeps_the_folder(tmp_path):
    folder = hand_in(tmp_path, {"doe_5_1_hw1.ipynb": b"{}"})
    (one,) = find(folder, "hw1")
    hand_in(tmp_path, {"doe_3_1_hw1.ipynb": b"{}"})
    keys = {each.user: each.key for each in find(folder, "hw1", {one.user: one.key})}
    assert keys == {"5": "doe", "3": "doe-2"}


def test_zips_within_are_not_kept_in_memory(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("hw1.ipynb", "{}")
        archive.writestr("data.bin", bytes(1 << 20))
    (one,) = find(hand_in(tmp_path, {"d_1_2_hw1.zip": inner.getvalue()}), "hw1")
    assert isinstance(one.file.archive, handed.File)


@pytest.mark.parametrize("method", ["STORED", "DEFLATED", "BZIP2", "LZMA"])
def test_a_zip_damaged_anywhere_is_said_in_a_sentence(tmp_path, method):
    good, draw = io.BytesIO(), random.Random(method)
    with zipfile.ZipFile(good, "w", getattr(zipfile, f"ZIP_{method}")) as archive:
        archive.writestr("ann/hw1.ipynb", "{}" * 99)
        archive.writestr("b\u00f6b/hw1.ipynb", "{}")
    for _ in range(200):
        data = bytearray(good.getvalue())
        for _ in range(3):
            data[draw.randrange(len(data))] = draw.randrange(256)
        (tmp_path / "x.zip").write_bytes(data)
        try:
            for one in find(tmp_path / "x.zip", "hw1"):
                if one.file:
                    one.file.read()
        except ValueError as error:
            assert type(error) is ValueError and str(error).endswith(".")


def test_a_file_that_grows_is_cut_off(tmp_path, monkeypatch):
    bomb = zipped(tmp_path / "x.zip", {"ann/hw1.ipynb": b" " * (handed.MOST_BYTES + 10)})
    assert bomb.stat().st_size < 100_000
    (one,) = find(bomb, "hw1")
    with pytest.raises(ValueError, match="more than 20 MB"):
        one.file.read()


def test_a_damaged_or_locked_entry_is_said_of_its_student_only(tmp_path):
    path = zipped(tmp_path / "x.zip", {"ann/hw1.ipynb": "{}" * 99, "bob/hw1.ipynb": "{}"})
    data = bytearray(path.read_bytes())
    at = data.index(zlib.compress(b"{}" * 99, 9)[2:4])
    data[at + 1] ^= 255
    path.write_bytes(data)
    ann, bob = find(path, "hw1")
    with pytest.raises(ValueError, match="cannot be read"):
        ann.file.read()
    assert bob.file.read() == b"{}"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.mkdir(), "is empty"),
        (lambda path: None, "is not there"),
        (lambda path: path.write_bytes(b"PK not"), "no zip that can be read"),
    ],
)
def test_what_holds_no_submissions_is_refused_in_a_sentence(tmp_path, make, told):
    make(tmp_path / "subs")
    with pytest.raises(ValueError, match=told):
        find(tmp_path / "subs", "hw1")


def test_links_are_not_followed(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_text("{}")
    folder = tmp_path / "subs"
    hand_in(folder, {"ann/hw1.ipynb": b"{}"})
    try:
        (folder / "bob.ipynb").symlink_to(secret)
    except OSError:
        pytest.skip("this user may not make links")
    assert [one.name for one in find(folder, "hw1")] == ["ann"]


@pytest.mark.parametrize(
    "name",
    ["", "..", "CON", "nul.txt", "a" * 300, "é" * 300, "=1+1", "a/b\\c", "\u202egpj", "history",
     "grades.csv", "manual-empty.csv", "-rf", "x\n\ty", "💥"],
)  # fmt: skip
def test_any_name_gives_a_folder_that_every_system_takes(name, tmp_path):
    key = free_key(name, set())
    assert key and len(key.encode()) < 120 and key.isprintable()
    assert not set(key) & set('/\\:*?"<>|') and key.split(".")[0].casefold() not in (
        "con", "nul", "history", "grades", "manual-empty",
    )  # fmt: skip
    (tmp_path / key).mkdir()


def test_two_students_of_one_name_have_two_folders():
    taken = set()
    assert [free_key(name, taken) for name in ("Ann", "ann", "ANN")] == ["Ann", "ann-2", "ANN-3"]
