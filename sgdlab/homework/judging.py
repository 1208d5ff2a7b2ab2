"""The judge: the solution in a process of its own, asked in data, started anew where it ends."""

import json
import threading

from .solution import Solution

SECONDS = 60
MOST = 2 << 20  # characters of one payload


class Judge:
    """Judges what submissions showed. Use it by `with`; one for each thread."""

    def __init__(self, notebook, seed, seconds=SECONDS):
        self._notebook, self._seed, self._seconds = notebook, seed, seconds
        self._solution = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the solution's process."""
        if self._solution is not None:
            self._solution.close()
            self._solution = None

    def reference(self):
        """Return the verdicts on nothing at all. Raises ValueError where the solution fails."""
        try:
            return self._ask({}, 0)
        except RuntimeError as error:
            raise ValueError(f"{self._notebook.name}: {error}") from error

    def verdicts(self, shown, variant):
        """Return ({question: verdict}, {question: why there is none}).

        What is too large is not looked at, and what ends the judge is judged alone, so that it
        costs its own question only.
        """
        asked, failed = {}, {}
        for question, payload in shown.items():
            if len(json.dumps(payload)) > MOST:
                failed[question] = "what was shown is too large"
            else:
                asked[question] = payload
        try:
            return self._ask(asked, variant), failed
        except RuntimeError:
            return self._one_by_one(asked, variant, failed)

    def _one_by_one(self, asked, variant, failed):
        found = self._ask({}, variant)
        for question, payload in asked.items():
            try:
                found[question] = self._ask({question: payload}, variant)[question]
            except (RuntimeError, KeyError):
                failed[question] = "what was shown could not be judged"
        return found, failed

    def _ask(self, shown, variant):
        """Ask once. Raises RuntimeError where the solution fails, ends, or takes too long."""
        if self._solution is None:
            self._solution = Solution(self._notebook)
        timer = threading.Timer(self._seconds, self._solution.kill)
        timer.start()
        try:
            return self._solution.judge(shown, variant, self._seed)
        except (RuntimeError, OSError, ValueError) as error:
            self._end()
            raise RuntimeError(str(error)) from error
        finally:
            timer.cancel()

    def _end(self):
        solution, self._solution = self._solution, None
        solution.kill()
        solution.close()


def earned(verdict):
    """Return the points of a verdict: by the shares of the parts that are right."""
    parts = verdict["parts"]
    whole = sum(part["share"] for part in parts)
    right = sum(part["share"] for part in parts if not part["told"])
    if not whole:
        right, whole = not any(part["told"] for part in parts), 1
    return round(verdict["points"] * right / whole, 2)
