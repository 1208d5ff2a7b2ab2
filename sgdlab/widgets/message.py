"""The message explorer: type a message and see its features, its score and its class at once."""

from html import escape

import ipywidgets as W
import numpy as np

from .. import figures, spam, validate
from ..datasets import load, messages
from .controls import button, row
from .live import LiveFigure, Said

_SENDERS = (("a stranger", "stranger@post.example"), ("a friend", "mira@post.example"))
_SHOWN = 600  # letters of the message that stand under the picture
_MARKS = ("x₁", "x₂", "x₃", "x₄")  # a word that counts is followed by the mark of its feature


def message_explorer(weights=spam.WEIGHTS, *, after=None, lesson=None):
    """Return a figure in which the reader types a message and sees it judged.

    `weights` are the four of (# free, YOUR_NAME, MISPELLED, FROM_FRIEND); "more" has a slider for
    each. With `after`, a question, the message can be changed once that was answered.
    """
    weights = validate.floats("weights", weights)
    if weights.shape != (4,) or not np.isfinite(weights).all():
        raise ValueError(
            f"weights have shape {weights.shape}; expected four finite numbers, one for each of "
            "# free, YOUR_NAME, MISPELLED and FROM_FRIEND."
        )
    return MessageExplorer(weights, after, lesson)


class MessageExplorer(LiveFigure):
    """See `message_explorer`. Its state is `text`, `sender`, `name` and four `weights`.

    `index` chooses one of the 120 messages of data/spam.csv, counted from 1.
    """

    def __init__(self, weights, after, lesson):
        self.messages, data = messages(), load("spam")
        self.X, self.y, self.names = data.X, data.y, data.columns
        self._first = weights
        wide = {"description_width": "initial"}
        self.index = W.IntSlider(
            1, min=1, max=len(self.y), description="message", layout=W.Layout(width="24em")
        )
        self.wrong = button("next mistake", "the next message that is judged wrongly (key End)")
        self.again = button("Reset", "back to the first message and its weights (key r)")
        self.copy = button("Copy as code", "show and copy the call that gives this score")
        self.more = W.ToggleButton(description="more", layout=W.Layout(width="auto"))
        self.text = W.Textarea(
            placeholder="Type a message", layout=W.Layout(width="46em", height="5.5em")
        )
        self.text.description = "text"
        self.name = W.Text(description="to", style=wide, layout=W.Layout(width="13em"))
        self.sender = W.Dropdown(
            options=_SENDERS, description="from", style=wide, layout=W.Layout(width="24em")
        )
        step = 0.01 if (weights % 0.25).any() else 0.25
        self.weights = tuple(
            _weight(name, w, step) for name, w in zip(self.names, weights, strict=True)
        )
        self.drawer = W.VBox([])
        self._fill(0)
        super().__init__(
            lambda look: figures.ScoreScene(self.names, look=look), self._move_scene,
            bars=(
                row(self.index, self.wrong, self.again, self.copy, self.more),
                row(self.text), row(self.name, self.sender), self.drawer,
            ),
            moves=(self.text, self.name, self.sender, *self.weights), after=after, lesson=lesson,
        )  # fmt: skip
        self.index.observe(lambda change: self.go_to(change.new), "value")
        self.more.observe(lambda _: self._lay_out(), "value")
        for control, key in ((self.wrong, "End"), (self.again, "r")):
            control.on_click(lambda _, key=key: self.press(key))
        self.copy.on_click(lambda _: self.canvas.copy(self.code()))

    @property
    def w(self):
        """The four weights, an array."""
        return np.array([round(slider.value, 10) for slider in self.weights])

    @property
    def scores(self):
        """The scores of the 120 messages under these weights."""
        return self.X @ self.w

    def go_to(self, number):
        """Show the message `number` of the file, 1 to 120."""
        with self.quiet():
            self.index.value = number
            self._fill(number - 1)
        self.refresh()

    def next_mistake(self):
        """Show the next message of the file that is judged wrongly; after the last, the first."""
        wrong = 1 + np.flatnonzero((self.scores > 0) != (self.y > 0))
        later = wrong[wrong > self.index.value]
        if len(wrong):
            self.go_to(int(later[0] if len(later) else wrong[0]))

    def code(self):
        """Return the calls that give the score shown."""
        weights = ", ".join(f"{w:g}" for w in self.w)
        return (
            "import numpy as np\nimport sgdlab as sl\n\n"
            f"x = sl.spam.features(\n    {self.text.value!r},\n    {self.sender.value!r},\n"
            f"    {self.name.value!r},\n)\n"
            f"score = np.dot([{weights}], x)\nprint(x, score, score > 0)\n"
        )

    def press(self, key):
        """Do what a key on the picture means."""
        if self.locked:
            return
        step = {"ArrowLeft": -1, "ArrowRight": 1}.get(key)
        if key == "r":
            with self.quiet():
                for slider, weight in zip(self.weights, self._first, strict=True):
                    slider.value = weight
            self.go_to(1)
        elif key == "End":
            self.next_mistake()
        elif key == "Home":
            self.go_to(1)
        elif step:
            self.go_to(min(max(self.index.value + step, 1), self.index.max))

    def _fill(self, i):
        """Put the message `i` of the file, counted from 0, into the fields."""
        message = self.messages[i]
        self.text.value, self.name.value = message.text, message.recipient
        friend = " (a friend)" * (message.sender in spam.FRIENDS)
        own = (f"{message.sender}{friend}", message.sender)
        others = (sender for sender in _SENDERS if sender[1] != message.sender)
        self.sender.options = (own, *others)
        self.sender.value = message.sender

    def _lay_out(self):
        self.drawer.children = (row(*self.weights),) if self.more.value else ()

    def _move_scene(self, scene):
        fields = (self.text, self.name, self.sender, *self.weights)
        for control in (self.index, self.wrong, self.again, *fields):
            control.disabled = self.locked
        text, name, w = self.text.value, self.name.value.strip(), self.w
        x = spam.features(text, self.sender.value, name)
        scene.show(w, x)
        score = float(w @ x)
        said = f"x = ({', '.join(map(str, x))}), score {score:.4g}, "
        said += "above 0: spam." if score > 0 else "not above 0: not spam."
        if not text.strip():
            said += " The message is empty: only its sender counts."
        elif (said_file := self._in_file(score)) is not None:
            said += said_file
        if self.locked:
            said += "\nAnswer the question above: then you can type."
        else:
            right = int(((self.scores > 0) == (self.y > 0)).sum())
            said += f"\nThese weights judge {right} of the {len(self.y)} messages rightly."
        marked = [f"{mark} {name}" for mark, name in zip(_MARKS, self.names, strict=True)]
        table = figures.score_table(marked, w, x)
        return Said(said, _marked(text, name) + table)

    def _in_file(self, score):
        """Say whether the class is right, if the message stands in the file as it is here."""
        i = self.index.value - 1
        message = self.messages[i]
        shown = (self.sender.value, self.name.value.strip(), self.text.value)
        if shown != message[1:]:
            return None
        kind = "spam" if message.spam else "wanted"
        verdict = "right" if (score > 0) == message.spam else "wrong"
        return f" In the file it is {kind}: {verdict}."


def _marked(text, name):
    """Return the message as HTML, each word that counts marked and followed by its features."""
    parts, at, head = [], 0, text[:_SHOWN]
    for start, end, kinds in spam.counted(head, name):
        marks = " ".join(_MARKS[kind] for kind in kinds)
        parts.append(
            f"{escape(head[at:start])}<mark>{escape(head[start:end])}</mark><small> {marks}</small>"
        )
        at = end
    parts.append(escape(head[at:]))
    if len(text) > _SHOWN:
        parts.append(f" … <em>({len(text):,} letters; every word counts, {_SHOWN} are shown)</em>")
    return f'<p class="sgdlab-message">{"".join(parts)}</p>' if text.strip() else ""


def _weight(name, value, step):
    """Return a slider for one weight."""
    return W.FloatSlider(
        value, min=min(-8.0, np.floor(value)), max=max(8.0, np.ceil(value)), step=step,
        description=f"w of {name}", style={"description_width": "initial"},
        layout=W.Layout(width="24em"),
    )  # fmt: skip
