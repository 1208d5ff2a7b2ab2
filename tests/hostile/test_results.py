"""What a submission could write in place of its results is refused in a sentence."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgdlab.homework import sandbox_wire
from sgdlab.homework.sandbox_outputs import Outputs
from sgdlab.homework.sandbox_results import Reader

OUTPUT = 1 << 12
PRINT = json.dumps({"output_type": "stream", "name": "stdout", "text": "hello"})


def line(**changes):
    told = {"id": "a", "status": "ok", "seconds": 0.5, "cut": False, "outputs": [PRINT]}
    return json.dumps(told | changes)


def read(*lines, end=True) -> Reader:
    text = "\n".join([*lines, *['{"note": ""}'] * end, ""])
    reader = Reader(io.BufferedReader(io.BytesIO(text.encode())), ["a", "b"], OUTPUT, 2 * OUTPUT)
    reader.run()
    return reader


def test_what_the_runner_says_is_taken():
    reader = read(line())
    assert reader.complete and reader.note == ""
    assert reader.cells["a"].outputs == (
        {"output_type": "stream", "name": "stdout", "text": "hello"},
    )


@pytest.mark.parametrize(
    "forged",
    [
        "no JSON",
        "[]",
        "7",
        "[" * 10_000,
        line(id="other"),
        line(id=["a"]),
        line(status="full marks"),
        line(seconds=-1),
        line(seconds=1e9),
        line(seconds=float("nan")),
        line(seconds="x" * 100),
        line(cut=3),
        line(outputs={}),
        line(points=100),
        line() + "\n" + line(),
        line(outputs=["x" * 30 * OUTPUT] * 4),
        '{"note": 3}',
        '{"note": ["x", {}]}',
        '{"id": "a"}',
    ],
)
def test_a_forged_line_is_refused_in_a_sentence(forged):
    reader = read(forged)
    assert reader.note.startswith("The results could not be read: ")
    assert reader.note.endswith(".") and len(reader.note) < 200
    assert not reader.complete


@pytest.mark.parametrize(
    "output",
    [
        "3",
        "{}",
        "[" * 5000 + "]" * 5000,
        '{"output_type": "stream", "name": "stdout", "text": 3}',
        '{"output_type": "stream", "name": {}, "text": ""}',
        '{"output_type": "error", "ename": "", "evalue": "", "traceback": [3]}',
        '{"output_type": "display_data", "data": {"text/plain": NaN}}',
        '{"output_type": "display_data", "data": {"a/json": 1e999}}',
        '{"output_type": "display_data", "data": {"a/json": %s}}' % ("9" * 5000),
        '{"output_type": "display_data", "data": {"a/json": %s}}' % ("[" * 60 + "]" * 60),
        '{"output_type": "display_data", "data": {"text/html": ["a", 1]}}',
        '{"output_type": "pyout"}',
    ],
)
def test_an_output_of_another_form_is_left_out(output):
    cell = read(line(outputs=[output, PRINT])).cells["a"]
    assert cell.cut and len(cell.outputs) == 1


def test_only_the_keys_of_nbformat_and_only_text_remain():
    data = {"text/html": ["<b>", "\ud800"], "a/json": {"\udc00": [None, True, "é"]}}
    told = {"output_type": "execute_result", "data": data, "metadata": {"x": 1}, "y": 2}
    cell = read(line(outputs=[json.dumps(told)])).cells["a"]
    assert cell.outputs == (
        {
            "output_type": "execute_result",
            "data": {"text/html": "<b>?", "a/json": {"?": [None, True, "é"]}},
            "metadata": {},
            "execution_count": None,
        },
    )


def test_an_early_end_is_seen():
    reader = read(line(), end=False)
    assert not reader.complete and set(reader.cells) == {"a"}


def test_more_than_was_agreed_is_not_read():
    endless = io.BufferedReader(Endless())
    reader = Reader(endless, ["a"], OUTPUT, OUTPUT)
    reader.run()
    assert reader.note == "The results could not be read: there were too many."
    assert endless.closed


class Endless(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["output_type", "name", "text", "data", "traceback", "ename", "evalue", "transient", "wait"]
)

WIRE = st.sampled_from(["msg_type", "msg_id", "payload", "status", "source"])


@settings(max_examples=50)
@given(st.lists(JSON.map(json.dumps) | st.text() | st.dictionaries(KEYS, JSON).map(json.dumps)))
def test_no_line_and_no_output_raises(found):
    read(*found)
    read(line(outputs=found))


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "stream",
                    "error",
                    "display_data",
                    "execute_result",
                    "update_display_data",
                    "clear_output",
                    "status",
                ]
            ),
            st.dictionaries(KEYS, JSON) | JSON,
        )
    )
)
def test_no_message_of_a_kernel_raises(messages):
    outputs = Outputs(1 << 10)
    for kind, content in messages:
        outputs.add(kind, json.dumps(content).encode())
    assert len("".join(outputs.encoded())) < (1 << 11) + 100 * len(messages)
    read(line(outputs=outputs.encoded()))


@given(st.lists(JSON.map(json.dumps) | st.dictionaries(WIRE, JSON).map(json.dumps), max_size=6))
@settings(max_examples=50)
def test_no_frames_of_a_kernel_raise(parts):
    found = sandbox_wire.message([b"topic", sandbox_wire.DELIMITER, *(p.encode() for p in parts)])
    assert found is None or [type(part) for part in found] == [str, str, bytes]
    for part in parts:
        assert sandbox_wire.status(part.encode()) in ("ok", "error", "dead")


def test_printed_text_leaves_room_for_the_answer():
    outputs = Outputs(1000)
    for _ in range(10_000):
        outputs.add("stream", b'{"name": "stdout", "text": "0123456789"}')
    outputs.add("display_data", b'{"data": {"a/json": 1}, "metadata": {}}')
    for _ in range(3):
        outputs.add("error", b'{"ename": "E", "evalue": "%s", "traceback": []}' % (b"v" * 5000))
    kinds = [item["output_type"] for item in outputs.items]
    assert kinds == ["stream", "display_data", "error"] and outputs.cut
    assert sum(map(len, outputs.items[0]["text"])) <= 500


def test_cleared_and_changed_outputs_are_as_a_notebook_shows_them():
    outputs = Outputs(10_000)
    shown = {"data": {"text/plain": "1"}, "transient": {"display_id": "d"}}
    outputs.add("stream", b'{"name": "stdout", "text": "gone"}')
    outputs.add("clear_output", b'{"wait": true}')
    outputs.add("display_data", json.dumps(shown).encode())
    shown["data"] = {"text/plain": "2"}
    outputs.add("update_display_data", json.dumps(shown).encode())
    assert outputs.items == [{"output_type": "display_data", "data": {"text/plain": "2"}}]
    outputs.add("clear_output", b'{"wait": false}')
    assert outputs.items == []
