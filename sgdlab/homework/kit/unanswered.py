"""What is told of a question that is not answered, or only in part."""

from .judge import NOT_YET

HINT = "  - replace the ... in the cell above"
RETURN = ", and return the value"


def hints(told, right):
    """Return the lines below a question's title: what to do, what is wrong, what is left.

    `told` has (what, sentence, record) for each part that is not right; `right` the kinds of those
    that are: "hand" for numbers, "call" for functions. While no function returned anything, the
    parts of functions are not listed: they are stubs.
    """
    left = [found for _, said, found in told if said == NOT_YET]
    first = HINT if any("hand" in found for found in left) else HINT + RETURN
    known = [one for one in told if one[1] == NOT_YET or not _needs_more(one[2])]
    came = [found for _, said, found in known if said != NOT_YET]
    if not right and not came:
        return [first]
    called = "call" in right or any("hand" not in found for found in came)
    lines = [first]
    for what, said, found in known:
        if said != NOT_YET or "hand" in found:
            lines.append(f"  - {what}: {said}")
        elif called:
            lines.append(f"  - {what}: nothing was returned.")
    return lines


def _needs_more(found):
    """Say whether a call raised because something else is not answered yet."""
    return any(word in found.get("raised", "") for word in ("NoneType", "ellipsis"))
