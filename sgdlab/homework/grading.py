"""A class graded: every submission by itself, each row on the disk before the next one."""

import contextlib
import errno
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from . import canvas, grading_one, manual, people, roster
from .grades import Late
from .grading_folder import Folder
from .grading_write import Writer
from .judging import Judge
from .submissions import find

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass
class Asked:
    """What the command line asks for."""

    place: Path
    out: Path
    roster: Path | None = None
    manual: Path | None = None
    late: Late | None = None
    jobs: int = 1
    seed: int | None = None
    only: str = ""
    question: str = ""
    column: str = ""
    again: bool = False


class Stopped(Exception):
    """The grading ended early; what is done is safe."""


class Interrupted(Stopped):
    """Somebody pressed Ctrl-C."""


class Grading:
    """One run of the command. Whatever can be refused is refused before anything is written."""

    def __init__(self, course, asked):
        self.course, self.asked, self.graded, self.failures = course, asked, 0, []
        self.folder = Folder(asked.out, course.name)
        course.seed = self.folder.settle(asked.seed)
        found = find(asked.place, course.name, self.folder.keys())
        self.chosen = people.chosen(found, asked.only)
        self._others = [one for one in found if one not in self.chosen]
        questions = course.notebook.questions
        if asked.question and asked.question not in questions:
            raise ValueError(
                f"--question {asked.question!r} is not in {course.name}: {', '.join(questions)}."
            )
        known = roster.read(asked.roster) if asked.roster else None
        if known:
            canvas.column(known, course.name, asked.column)
        self._judges = [Judge(course.notebook, course.seed)]
        try:
            course.count(self._judges[0])
            marks = manual.read(asked.manual, found, course) if asked.manual else {}
        except BaseException:
            self._judges[0].close()
            raise
        self.writer = Writer(self.folder, course, known, marks, asked)

    def run(self, tell=lambda name: None):
        """Grade all that changed. Calls `tell` with a name when that student's row is safe.

        Raises `Stopped` where it ended early, ValueError where another one is at work there.
        """
        try:
            with self.folder.alone():
                self.folder.begin()
                self.writer.begin()
                for submission in self._others:
                    if old := self.folder.old(submission.key):
                        self.writer.finish(submission, old)
                self._all(tell)
                self.writer.end()
        except OSError as error:
            if error.errno not in _FULL:
                raise
            raise Stopped(self._safe(f"No room on the disk for {self.asked.out}")) from error
        finally:
            for judge in self._judges:
                judge.close()

    def _all(self, tell):
        own, spare = threading.local(), list(self._judges)

        def one(submission):
            if not hasattr(own, "judge"):
                own.judge = spare.pop() if spare else Judge(self.course.notebook, self.course.seed)
                self._judges.append(own.judge)
            try:
                return submission, *self._one(submission, own.judge)
            except Exception as error:  # one submission never stops the others
                if getattr(error, "errno", None) in _FULL:
                    raise
                return submission, *self._failed(submission, error)

        pool = ThreadPoolExecutor(self.asked.jobs)
        waiting, done = {pool.submit(one, submission) for submission in self.chosen}, set()
        try:
            for job in as_completed(waiting):
                done.add(job)
                self._finish(job, tell)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            with contextlib.suppress(KeyboardInterrupt):  # those that were running end first
                for job in as_completed({job for job in waiting - done if not job.cancelled()}):
                    self._finish(job, tell)
            raise Interrupted(self._safe("Interrupted")) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _finish(self, job, tell):
        submission, result, notebook = job.result()
        try:
            self.writer.finish(submission, result, notebook)
        except OSError:
            raise
        except Exception as error:
            result, _ = self._failed(submission, error)
            self.writer.finish(submission, result)
        tell(result["student"])

    def _one(self, submission, judge):
        """Return (result, notebook); `failures` keeps what no submission should bring about."""
        try:
            merged = grading_one.prepare(self.course, submission)
        except ValueError as error:
            return grading_one.blank(self.course, submission, str(error)), None
        old = self.folder.old(submission.key)
        if old and not self.asked.again and self._same(old, merged):
            return old, None
        result, notebook = grading_one.grade(self.course, judge, submission, merged)
        self.graded += 1
        if old and self.asked.question:  # all other questions stay as they were
            kept = {name: one for name, one in old["questions"].items() if name in self._spared}
            result["questions"] |= kept
        return result, notebook

    def _failed(self, submission, error):
        why = f"could not be graded: {type(error).__name__}: {error}"[:300]
        self.failures.append(f"{submission.name}: {why}")
        return grading_one.blank(self.course, submission, why), None

    @property
    def _spared(self):
        """Return the questions that are left as they are."""
        asked = self.asked.question
        return [name for name in self.course.notebook.questions if asked and name != asked]

    def _same(self, old, merged):
        return all(
            old["questions"].get(name, {}).get("key") == self.course.fingerprint(name, merged)
            for name in self.course.notebook.questions
            if name not in self._spared
        )

    def _safe(self, why):
        rows, table = len(self.writer.results), self.asked.out / "grades.csv"
        return (
            f"{why}: {rows} row{'s' * (rows != 1)} of {table} are safe; the same command goes on "
            "from there."
        )
