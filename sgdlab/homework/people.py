"""Who is who: submissions chosen by name, matched with the roster, pairs, and who is missing."""

from .flags import LOOK
from .roster import bare_id


def chosen(found, only):
    """Return the submissions that `only` names (by key, name or number), else all of them."""
    if not only:
        return found
    wanted = only.casefold()
    same = [
        one for one in found if wanted in (one.key.casefold(), one.name.casefold(), one.user)
    ]  # fmt: skip
    near = same or [one for one in found if wanted in one.name.casefold()]
    if not near:
        known = ", ".join(one.name for one in found[:8]) + (" ..." if len(found) > 8 else "")
        raise ValueError(f"--only {only!r} is nobody here; there is {known}.")
    if len(near) > 1:
        names = ", ".join(one.key for one in near[:8])
        raise ValueError(f"--only {only!r} may be {names}; name one of them.")
    return near


def about(result, roster):
    """Return what the roster says of a result: its student's name, days late, flags, group."""
    found = {"days": None, "about": [], "group": "", "person": None}
    if roster is None:
        return found
    person = roster.find(result["student"], result["user"], result["id"])
    if person is None:
        return found | {"about": [["not on the roster", False, LOOK]]}
    found |= {"student": person.name, "days": person.late, "group": person.group}
    found["person"] = person.place
    if result["id"] and person.ids and bare_id(result["id"]) not in person.ids:
        text = f"typed the id {result['id'][:40]!r}, which is not theirs on the roster"
        found["about"] = [[text, False, LOOK]]
    return found


def twice(results):
    """Return {key: sentence} for ids that were typed, and places in the roster, of two results."""
    found = {}
    for what, name in (("id", "typed the same id"), ("person", "the same student as")):
        owners = {}
        for one in results:
            if one[what] is not None:
                value = bare_id(one[what]) if what == "id" else one[what]
                owners.setdefault(value, []).append(one)
        for same in owners.values():
            for one in same if len(same) > 1 else ():
                others = ", ".join(other["key"] for other in same if other is not one)
                found[one["key"]] = f"{name}: {others}"[:300]
    return found


def missing(results, roster):
    """Yield (person, the partner's result or None) for each on the roster without a hand-in."""
    there = {one["person"] for one in results}
    partners = {}
    for one in results:
        if one["group"]:
            partners.setdefault(one["group"].casefold(), one)
    for person in roster.people if roster else ():
        if person.place not in there:
            yield person, partners.get(person.group.casefold()) if person.group else None
