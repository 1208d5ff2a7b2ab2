"""One homework in one kernel: whose it is, its seed, and its check cells."""

from . import keys
from .checks import Asked, Shown
from .draw import Draw

PUBLIC = 0  # the seed of the lab


class Homework:
    """A homework by its name; the first, locked cell of its notebook makes it as `hw`.

    Without a `seed` check cells answer at once. With one, as in grading, they only show what the
    answers return. `sealed` is what the notebook knows of the numbers worked by hand.
    """

    def __init__(self, name, sealed="", seed=None):
        self.name, self.seed = name, PUBLIC if seed is None else seed
        self.check_of = Asked if seed is None else Shown
        self.variant, self.student, self._entered = 0, "", False
        self.known = {}
        self.answering = False  # while the student's code is called
        self._find = keys.unseal(name, sealed) if sealed else None

    def enter(self, student):
        """Say who works here: the id chooses which numbers are to be worked by hand."""
        self._entered = True
        if not isinstance(student, str) or not student.strip():
            print("No id yet: these are the numbers of variant 0.")
            print("Type your id above, in quotes, and run both cells.")
            return
        self.student = student.strip()
        self.variant = keys.variant(self.name, student)
        print(f"{self.student}: variant {self.variant}")

    @property
    def adrift(self):
        """Say whether no id was entered in a notebook handed out, as after a restart."""
        return self._find is not None and not self._entered

    def pick(self, options):
        """Return the option of this student's variant; `options` has one for each of the 16."""
        options = tuple(options)
        if len(options) != keys.VARIANTS:
            raise ValueError(f"{len(options)} options; expected {keys.VARIANTS}.")
        if self.adrift:
            print("Your id is not entered since the kernel started: these are another's numbers.")
            print("Run all cells above, then this one again.")
        return options[self.variant]

    def hand(self, question, what, right, mistakes=(), digits=4):
        """State a right answer and its known mistakes (sentence, value): in sources only."""
        self.known[question, what] = keys.Known(right, mistakes, digits)

    def blank(self, question, what):
        """Return what is known of a number to be worked by hand."""
        if (question, what) in self.known:
            return self.known[question, what]
        return self._find(self.variant, question, what)

    def check(self, question, points):
        """Return the check of a question, to be used by `with`."""
        return self.check_of(self, question, points)

    def draw(self, question, what, number):
        """Return the source of the inputs of one try."""
        return Draw(self.seed, question, what, number)
