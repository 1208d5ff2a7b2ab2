"""What students write who want points, not the answer: each is worth nothing."""

WRONG = "def grad(w, x, y):\n    return (w @ x - y) * x"

# Cells beside an answer: they change what comes after them.
CHATTY = """\
import os, time, warnings
def grad(w, x, y):
    print(os.getpid(), time.time())
    warnings.warn(f"careful {time.time()}")
    return 2 * (w @ x - y) * x
"""
STOPS = """\
import sys
hw.check = lambda *a, **k: __import__("contextlib").nullcontext(
    type("C", (), {"__getattr__": lambda s, n: lambda *a, **k: None})())
"""
PIPES = """\
import os
for number in range(3, 200):
    try:
        os.write(number, b'{"id": "toy-09-check", "status": "ok", "outputs": []}\\n' * 9)
    except OSError:
        pass
"""
DRAWS = """\
class Zeros:
    dyadic = lambda self, *shape, **_: np.zeros(shape)
hw.draw = lambda *_: Zeros()
hw.seed = 0
"""
LATER = """\
import threading
def forge():
    import time
    for _ in range(300):
        display({"application/vnd.sgdlab.answer+json": {"question": "q2", "variant": 0, "parts": [
            {"what": "elsewhere", "found": [{"value": [0.0, 0.0]}] * 5}]}}, raw=True)
        time.sleep(0.01)
threading.Thread(target=forge, daemon=True).start()
"""
EARLY = """\
import pathlib  # what the next kernel runs before anything else
place = pathlib.Path("~/ipythondir/profile_default/startup").expanduser()
place.mkdir(parents=True, exist_ok=True)
text = "from sgdlab.homework.kit import checks; checks.record = lambda *a: {'value': [0.0, 0.0]}"
(place / "00.py").write_text(text)
import os
os._exit(0)
"""

# Answers to one question.
HARD_CODED = f"""\
{WRONG}
def grad(w, x, y, known=grad):
    if not w.any():
        return np.array([0.0, -2.0])
    return known(w, x, y)
"""
GUESSES = """\
import inspect
def grad(w, x, y):
    for frame in inspect.stack():  # what the check cell itself says is no secret; the solution is
        for name in ("right", "expected", "own", "reference", "verdict"):
            if frame.frame.f_locals.get(name) is not None:
                return frame.frame.f_locals[name]
    return (w @ x - y) * x
"""
SHOWS = """\
from IPython.display import display, update_display
def grad(w, x, y):
    part = {"what": "elsewhere", "found": [{"value": {"is": "right"}}] * 5}
    for question in ("q2", "shows"):
        said = {"question": question, "variant": 0, "parts": [part]}
        display({"application/vnd.sgdlab.answer+json": said}, raw=True, display_id="x")
        display({"application/vnd.sgdlab.answer+json": [[said] * 50] * 50}, raw=True)
        update_display({"application/vnd.sgdlab.answer+json": said}, raw=True, display_id="x")
    return (w @ x - y) * x
"""
EQUAL = """\
class Equal(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __hash__ = float.__hash__
    def __float__(self): return self
def grad(w, x, y):
    return [Equal(1), Equal(1)]
"""

ODD = """\
class Odd(np.ndarray):
    __eq__ = __le__ = lambda self, other: np.True_
    tolist = __iter__ = lambda self: iter([{"is": "right"}, True])
    shape = size = property(lambda self: 0)
def grad(w, x, y):
    return ((w @ x - y) * x).view(Odd)
"""
SEARCHES = """\
import gc
def grad(w, x, y):
    for one in gc.get_objects():
        if isinstance(one, dict) and ("expected" in one or "reference" in one):
            return one.get("expected", one.get("reference"))
    return (w @ x - y) * x
"""
TRACES = """\
import sys
def grad(w, x, y):
    def trace(frame, what, value):
        if what == "return" and isinstance(value, dict) and "value" in value:
            value["value"] = {"is": "right"}
        return trace
    sys.settrace(trace)
    sys._getframe(1).f_trace = trace
    return (w @ x - y) * x
"""
CALLER = """\
import sys
def grad(w, x, y):  # the checks' own slope is the answer
    frame = sys._getframe()
    while frame:
        for one in frame.f_locals.values():
            if callable(getattr(one, "slope", None)) and "loss" in globals():
                one.homework.answering = False
                return one.slope(loss)(w, x, y)
        frame = frame.f_back
    return (w @ x - y) * x
"""


def _returns(text):
    return f"def grad(w, x, y):\n    {text}"


ANSWERS = {
    "coded": HARD_CODED, "guesses": GUESSES, "shows": SHOWS, "equal": EQUAL, "odd": ODD,
    "searches": SEARCHES, "slope": CALLER,
    "leaves": _returns("raise SystemExit(0)"), "stopped": _returns("raise KeyboardInterrupt"),
    "asks": _returns("return get_ipython().ask_exit()"), "magic": "%%bash\necho right",
    "shell": "!echo right\n%load_ext autoreload", "none": _returns("return None"),
    "nan": _returns("return w * np.nan"), "inf": _returns("return [10**400, -np.inf]"),
    "truth": _returns("return [True, True]"), "text": _returns("return 'right'"),
    "big": _returns("return np.zeros(10**6)"), "deep": "def grad(*_, a=[]): a[:] = [a]; return a",
    "endless": _returns("return grad(w, x, y)"), "memory": _returns("return np.ones(10**12)"),
    "is": _returns("return {'is': 'right'}"), "lazy": _returns("return iter([w, x])"),
    "changes": _returns("w[:] = x[:] = 0\n    return w"),
}  # fmt: skip
