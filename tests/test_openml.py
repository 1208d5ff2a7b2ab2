"""The larger data sets: fetched from a server of the test, kept, read again, and each way to fail.

The server answers as OpenML does, with small sets in the place of MNIST and CIFAR-10.
"""

import errno
import gzip
import hashlib
import http.server
import json
import re
import socket
import sys
import threading
import urllib.request

import numpy as np
import pytest

import sgdlab as sl
from sgdlab import openml

COUNTS = (3, 0, 4, 2)
WIDE = 6


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def truth():
    random = np.random.RandomState(0)
    X = random.randint(0, 256, (sum(COUNTS), WIDE))
    return X, random.permutation(np.repeat(range(len(COUNTS)), COUNTS))


def arff(X, y):
    heads = [f"@ATTRIBUTE pixel{i} real" for i in range(X.shape[1])]
    rows = [",".join(map(str, [*row, label])) for row, label in zip(X, y, strict=True)]
    return "\n".join(
        ["@RELATION small", *heads, "@ATTRIBUTE class {0,1,2,3}", "@DATA", *rows, ""]
    ).encode()


class Server:
    """What OpenML would answer, by path; `asked` are the paths asked for."""

    def __init__(self):
        self.pages, self.asked = {}, []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append(self.path)
                page = server.pages.get(self.path, 404)
                self.send_response(page if isinstance(page, int) else 200)
                self.end_headers()
                self.wfile.write(b"" if isinstance(page, int) else page)

            def log_message(self, *args):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"http://127.0.0.1:{self.http.server_port}"

    def offer(self, number, X, y, file=None):
        """Answer with the data set `number`, as OpenML does; `file` in the place of its own."""
        whole = arff(X, y)
        feature = {"is_ignore": "false", "is_row_identifier": "false", "data_type": "numeric"}
        feature |= {"is_target": "false", "number_of_missing_values": "0"}
        features = [feature | {"index": str(i), "name": f"pixel{i}"} for i in range(X.shape[1])] + [
            feature
            | {"index": str(X.shape[1]), "name": "class"}
            | {"data_type": "nominal", "is_target": "true", "nominal_value": list("0123")}
        ]
        self.md5 = hashlib.md5(whole).hexdigest()
        description = {
            "id": str(number),
            "name": "small",
            "version": "1",
            "format": "ARFF",
            "status": "active",
            "description": "",
            "file_id": "7",
            "url": f"https://www.openml.org/data/v1/download/{number}/small.arff",
            "md5_checksum": self.md5,
        }
        quality = [{"name": "NumberOfInstances", "value": f"{len(X)}.0"}]
        for path, answer in (
            (f"/api/v1/json/data/{number}", {"data_set_description": description}),
            (f"/api/v1/json/data/features/{number}", {"data_features": {"feature": features}}),
            (f"/api/v1/json/data/qualities/{number}", {"data_qualities": {"quality": quality}}),
        ):
            self.pages[path] = json.dumps(answer).encode()
        self.pages[f"/data/v1/download/{number}/small.arff"] = file or whole


@pytest.fixture
def server(monkeypatch, truth):
    """Return a server with a small "mnist" and "cifar10", the only one that can be reached."""
    from sklearn.datasets import _openml

    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, args=(0.01,))
    thread.start()

    def here(request):
        path = re.sub(r"^https://\w+\.openml\.org", "", request.full_url)
        return urllib.request.urlopen(server.place + path)

    monkeypatch.setattr(_openml, "urlopen", here)
    monkeypatch.setattr(_openml.time, "sleep", lambda seconds: None)
    for number, name in ((554, "mnist"), (40927, "cifar10")):
        server.offer(number, *truth)
        small = openml.SETS[name]._replace(
            counts=COUNTS, columns=tuple("abcdef"), md5=server.md5 if name == "mnist" else None
        )
        monkeypatch.setitem(openml.SETS, name, small)
    yield server
    server.http.shutdown()
    thread.join()
    server.http.server_close()


NAMES = pytest.mark.parametrize("name", ["mnist", "cifar10"])


@NAMES
def test_what_is_served_is_what_is_loaded(server, truth, name):
    X, y, columns, source = sl.load(name)
    assert X.tolist() == truth[0].tolist() and y.tolist() == truth[1].tolist()
    assert X.dtype == np.float32 and y.dtype == int
    assert columns == tuple("abcdef") and "http" in source and source.endswith(".")


def test_a_problem_a_split_and_a_run_take_it_as_the_digits(server):
    training, validation = sl.hold_out(sl.load("mnist"), 3)
    problem = sl.Softmax(training.X / 255, training.y)
    path = sl.descend(problem, np.zeros(problem.d), lr=0.1, batch_size=2, epochs=2, shuffle=0)
    assert path.loss[-1] < path.loss[0]
    assert 0 <= problem.accuracy(path.w[-1], validation.X / 255, validation.y) <= 1


def test_it_is_fetched_once_and_then_read_without_a_network(server, home, monkeypatch):
    first = sl.load("mnist")
    asked = len(server.asked)
    assert asked > 0
    second = sl.load("mnist")
    assert len(server.asked) == asked
    assert (first.X == second.X).all() and (first.y == second.y).all()
    assert [path.name for path in (home / "sgdlab").iterdir()] == ["mnist.npz"]
    second.X[:] = 7
    assert (sl.load("mnist").X == first.X).all()
    (home / "sgdlab" / "mnist.npz").unlink()
    assert (sl.load("mnist").X == first.X).all() and len(server.asked) == asked  # scikit-learn's


def test_offline_is_one_sentence(server, home, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server.place = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ConnectionError) as caught:
        sl.load("mnist")
    sentence = str(caught.value)
    assert sentence.startswith(f"mnist is not on this computer ({home / 'sgdlab' / 'mnist.npz'}")
    assert "refused" in sentence and "when www.openml.org can be reached" in sentence
    assert not (home / "sgdlab").exists()
    assert socket.getdefaulttimeout() is None


@pytest.mark.parametrize("status", [404, 412, 500])
def test_a_server_that_refuses_is_one_sentence(server, status):
    server.pages["/api/v1/json/data/554"] = status
    kind, words = (ValueError, "cannot be read") if status == 412 else (ConnectionError, "not send")
    with pytest.raises(kind, match=words):
        sl.load("mnist")


def test_a_silent_server_is_given_up(server, monkeypatch):
    monkeypatch.setattr(openml, "_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server.place = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ConnectionError, match="timed out"):
            sl.load("mnist")


def test_after_a_failure_it_is_fetched_whole(server, truth):
    pages = dict(server.pages)
    server.pages["/data/v1/download/554/small.arff"] = 500
    with pytest.raises(ConnectionError):
        sl.load("mnist")
    server.pages = pages
    assert sl.load("mnist").X.tolist() == truth[0].tolist()


def test_a_file_damaged_on_the_way_is_refused(server, truth, home):
    server.offer(554, *truth, file=arff(truth[0] // 2, truth[1]))
    with pytest.raises(ValueError, match=r"sent for mnist cannot be read .*md5"):
        sl.load("mnist")
    assert not (home / "sgdlab").exists()


def test_a_folder_that_takes_nothing_is_named(server, home):
    home.write_text("a file in the folder's place")
    with pytest.raises(OSError, match=r"mnist cannot be fetched and kept: .*SCIKIT_LEARN_DATA"):
        sl.load("mnist")


def test_a_full_disk_is_said_and_nothing_half_stays(server, home, truth, monkeypatch):
    def full(file, **_):
        file.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(openml.np, "savez", full)
    with pytest.raises(OSError, match=r"No space left on device. Is there room"):
        sl.load("mnist")
    assert list((home / "sgdlab").iterdir()) == []


@pytest.mark.parametrize("page", [b"<html>We are moving</html>", b"{}", b"[]"])
def test_an_answer_of_another_kind_is_refused(server, page):
    server.pages["/api/v1/json/data/554"] = page
    with pytest.raises(ValueError, match="what OpenML sent for mnist cannot be read"):
        sl.load("mnist")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda X, y: (X[1:], y[1:]), r"data of shape \(8, 6\)"),
        (lambda X, y: (X[:, 1:], y), r"data of shape \(9, 5\)"),
        (lambda X, y: (X + 1000, y), "other values than whole numbers 0 .. 255"),
        (lambda X, y: (X - 0.5, y), "other values than whole numbers 0 .. 255"),
        (lambda X, y: (X - 256, y), "other values than whole numbers 0 .. 255"),
        (lambda X, y: (X, (y + 1) % 4), r"this often: \(2, 3, 0, 4\); expected \(3, 0, 4, 2\)"),
    ],
)
@NAMES
def test_another_data_set_is_refused(server, truth, home, name, change, words):
    server.offer(openml.SETS[name].number, *change(*truth))
    with pytest.raises(ValueError, match=words):
        sl.load(name)
    assert not (home / "sgdlab").exists()


def test_other_pixels_than_the_known_mnists_are_refused(server, truth):
    server.offer(554, truth[0][:, ::-1], truth[1])
    with pytest.raises(ValueError, match="number 554 of OpenML, mnist, holds a file with the MD5"):
        sl.load("mnist")


def damaged(path, how):
    whole = path.read_bytes()
    if how == "another number":
        with np.load(path) as kept:
            parts = dict(kept)
        parts["X"][0, 0] ^= 1
        np.savez(path, **parts)
    elif how == "another data set":
        np.savez(path, X=np.zeros((2, 2)), y=np.zeros(2), sha256="")
    else:
        path.write_bytes({"empty": b"", "half": whole[: len(whole) // 2], "text": b"hi"}[how])


@pytest.mark.parametrize("how", ["empty", "half", "text", "another number", "another data set"])
def test_damage_to_what_was_kept_is_found_and_says_what_to_do(server, home, truth, how):
    sl.load("mnist")
    path = home / "sgdlab" / "mnist.npz"
    damaged(path, how)
    with pytest.raises(ValueError, match=r"is damaged: it holds .* Delete it; it is") as caught:
        sl.load("mnist")
    assert str(caught.value).startswith(str(path))
    path.unlink()
    assert sl.load("mnist").X.tolist() == truth[0].tolist()


def test_damage_to_what_scikit_learn_kept_is_mended_by_fetching_anew(server, home, truth):
    sl.load("mnist")
    (home / "sgdlab" / "mnist.npz").unlink()
    (kept,) = home.rglob("small.arff.gz")
    kept.write_bytes(gzip.compress(arff(truth[0] * 0, truth[1])))
    assert sl.load("mnist").X.tolist() == truth[0].tolist()


def test_without_scikit_learn_the_command_is_given(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError) as caught:
        sl.load("cifar10")
    command = f'`{sys.executable} -m pip install "scikit-learn>=1.5"`'
    assert command in str(caught.value)
    monkeypatch.setattr(sys, "executable", "/my programs/python")
    with pytest.raises(ImportError, match='`"/my programs/python" -m pip install'):
        sl.load("cifar10")


def test_the_real_sets_are_described_as_they_are_published():
    mnist, cifar10 = openml.SETS["mnist"], openml.SETS["cifar10"]
    assert sum(mnist.counts) == 70_000 and sum(cifar10.counts) == 60_000
    assert len(set(mnist.columns)) == 784 and len(set(cifar10.columns)) == 3072
    assert mnist.columns[28 * 3 + 14] == "p3_14" and cifar10.columns[1024] == "green0_0"
    assert len(mnist.md5) == 32
