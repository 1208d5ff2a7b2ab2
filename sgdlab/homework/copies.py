"""Which cell of a submission is which cell of the homework, and which are copies of it."""

import difflib

from .flags import Flag
from .source import MARKER

ANSWERS = ("answer", "essay")


def alike(text, other):
    """Say whether two texts differ in nothing but spaces at the ends of lines."""
    return _bare(text) == _bare(other)


class Claims:
    """For each cell handed in the homework's cell it claims to be, and for those the one chosen.

    `more` {id: texts written below an essay}.
    """

    def __init__(self, pristine, cells):
        self.cells, self.more = cells, {}
        self._pristine = {cell.id: cell for cell in pristine.cells}
        self._owners, self._by_id = self._claimed(), {}
        for place, owner in self._owners.items():
            if cells[place].id == owner:
                self._by_id.setdefault(owner, place)
        self._chosen = {owner: self._choose(owner) for owner in set(self._owners.values())}

    def owner(self, place):
        """Return the id of the homework's cell that the cell at `place` claims to be, or None."""
        return self._owners.get(place)

    def chosen(self, owner):
        """Return the place of the cell that was taken for a cell of the homework, or None."""
        return self._chosen.get(owner)

    def role(self, owner):
        """Return the role of a cell of the homework."""
        return self._pristine[owner].role

    def copied(self, owner):
        """Say whether a copy was taken although the original is there too."""
        return owner in self._by_id and self._by_id[owner] != self._chosen[owner]

    def drop(self, place, owner):
        """Say whether a copy is left out: all copies but those of answers that say other things.

        The second half of an answer that was split, or a newer attempt, runs where it stands.
        """
        if self.role(owner) != "answer" or self.cells[place].kind != "code":
            return self.role(owner) != "essay"
        taken = self.cells[self._chosen[owner]].source
        return self._untouched(place, owner) or alike(self.cells[place].source, taken)

    def said(self, owner):
        """Return what is flagged of a copy that is left out."""
        cell = self._pristine[owner]
        if cell.kind != "code" or cell.role == "given":
            return []
        return [
            Flag(f"a copy of the {cell.role} cell of {cell.question or 'the start'} (left out)")
        ]

    def _claimed(self):
        by_tag, by_text = {}, {}
        for cell in self._pristine.values():
            if cell.role != "given":
                by_tag.setdefault((cell.role, cell.question), []).append(cell)
            if cell.role not in ANSWERS and cell.source.strip():
                by_text.setdefault(_bare(cell.source), cell.id)
        found = {}
        for place, cell in enumerate(self.cells):
            tagged, marked = by_tag.get((cell.role, cell.question)), self._marked(cell, by_tag)
            agreed = marked if marked == tagged else None  # then an id that says another is wrong
            own = self._pristine.get(cell.id)
            if own and (not agreed or own in agreed):
                found[place] = cell.id
            elif known := tagged or marked:
                found[place] = (known[0] if len(known) == 1 else _likest(known, cell)).id
            elif _bare(cell.source) in by_text:
                found[place] = by_text[_bare(cell.source)]
        return found

    @staticmethod
    def _marked(cell, by_tag):
        first = cell.source.strip().partition("\n")[0].strip()
        for (role, question), known in by_tag.items():
            if role == "answer" and first == MARKER.format(question):
                return known
        return None

    def _choose(self, owner):
        cell = self._pristine[owner]
        places = [place for place, claimed in self._owners.items() if claimed == owner]
        if cell.role not in ANSWERS:
            return self._by_id.get(owner, places[0])

        def rank(place):
            other = self.cells[place]
            return (
                self._untouched(place, owner), other.kind != cell.kind, other.id != owner, place
            )  # fmt: skip

        return min(places, key=rank)

    def _untouched(self, place, owner):
        text, stub = self.cells[place].source, self._pristine[owner].source
        marker = MARKER.format(self._pristine[owner].question)
        return _bare(text) in ("", _bare(stub), marker)


def _likest(cells, cell):
    def likeness(one):
        return difflib.SequenceMatcher(None, one.source[:500], cell.source[:500]).ratio()

    return max(cells, key=likeness)


def _bare(text):
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
