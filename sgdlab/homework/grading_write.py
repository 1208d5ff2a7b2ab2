"""What a grading writes: for each student at once, and for the class at its end."""

from . import canvas, feedback, manual, people, summary
from .flags import LOOK
from .grades import Grades, row
from .submissions import free_key


class Writer:
    """Writes into the folder. `results` keeps of each what the pages of the class need."""

    def __init__(self, folder, course, roster, marks, asked):
        self.folder, self.course, self.roster = folder, course, roster
        self.marks, self.asked = marks, asked
        self.results = []

    def begin(self):
        """Begin the table."""
        self.grades = Grades(self.folder.path / "grades.csv", self.course.notebook.questions)

    def finish(self, submission, result, notebook=None):
        """Write one student's files, then the row."""
        old = self.folder.old(submission.key)
        result = result | {
            "student": submission.name, "user": submission.user, "late": submission.late,
            "file": submission.file.path if submission.file else "",
        }  # fmt: skip
        result |= people.about(result, self.roster)
        result = manual.carried(result, old, self.marks.get(submission.key, {}))
        for question, text in result["answers"].items():
            self.folder.write(f"answers/{question}/{submission.key}.py", text)
        self._write(result, notebook)

    def _write(self, result, notebook=None):
        line = row(result, self.asked.late)
        page = feedback.page(self.course.name, result, line)
        self.folder.store(result["key"], result, page, notebook)
        self.grades.add(line | {"key": result["key"]})
        questions = {
            name: one | {"figures": (), "texts": ()} for name, one in result["questions"].items()
        }
        self.results.append(result | {"questions": questions, "answers": {}})

    def end(self):
        """Write what is about all: order, pairs, missing, the pages, and files to upload."""
        self._missing()
        doubled = people.twice(self.results)
        for line, result in zip(self.grades.rows, self.results, strict=True):
            if said := doubled.get(result["key"]):
                line["flags"] = "; ".join(filter(None, [said, line["flags"]]))
                result["about"] = [[said, False, LOOK], *result["about"]]
        self.grades.order()
        self.folder.write_changes()
        rows = {line["key"]: line for line in self.grades.rows}
        self.folder.write("summary.html", summary.page(self.course, self.results, rows))
        manual.write(self.folder, self.course, self.results)
        canvas.write(self.folder, self.course.name, self.results, rows)
        if self.roster:
            canvas.gradebook(
                self.folder, self.course.name, self.roster, self.results, rows, self.asked.column
            )

    def _missing(self):
        taken = {result["key"].casefold() for result in self.results}
        for person, partner in people.missing(self.results, self.roster):
            if partner is None:
                self._absent(person)
                continue
            own = self.folder.old(partner["key"]) | {
                "student": person.name, "key": free_key(person.name, taken), "user": "",
                "about": [[f"handed in by {partner['student']}", True, 0]],
                "days": person.late, "person": person.place, "id": None,
            }  # fmt: skip
            self._write(own)

    def _absent(self, person):
        names = self.course.notebook.questions
        line = dict.fromkeys(names) | {"student": person.name, "total": 0, "key": ""}
        line |= {"flags": "nothing was handed in", "out_of": sum(self.course.points.values())}
        self.grades.add(line)
        self.results.append({
            "student": person.name, "key": "", "user": "", "id": None, "person": person.place,
            "group": "", "questions": {}, "flags": [], "seconds": 0, "late": False, "days": None,
            "about": [["nothing was handed in", False, 0]],
        })  # fmt: skip
