"""Values as a reader sees them: what a function was given, gave, and should have given."""

_NUMBERS, _ROWS, _LONG = 24, 8, 600  # of a flat list, of a table; characters of a whole value


def show(data):
    """Return data as `kit.values.encode` gives it, as short text.

    >>> show([1.0, 0.25]), show({"is": "nan"}), show({"is": "nothing"}), show(True)
    ('(1, 0.25)', 'nan', 'nothing', 'True')
    """
    text = _text(data, 0)
    return text if len(text) <= _LONG else text[:_LONG] + " ..."


def show_record(record):
    """Return what one call gave: its value, or what it raised."""
    if not isinstance(record, dict):
        return "nothing was shown"
    if "raised" in record:
        return f"raised {str(record['raised'])[:_LONG]}"
    text = show(record.get("value"))
    return f"{text}, and changed its argument" if record.get("changed") else text


def _text(data, deep):
    if isinstance(data, dict):
        return str(data.get("is", "nothing"))[:60]
    if isinstance(data, list):
        if deep > 6:
            return "(...)"
        table = any(isinstance(one, list) for one in data)
        most, apart = (_ROWS, ",\n ") if table else (_NUMBERS, ", ")
        texts = [_text(one, deep + 1) for one in data[:most]]
        if len(data) > most:
            texts.append(f"... {len(data)} in all")
        return f"({apart.join(texts)}{',' * (len(data) == 1)})"
    if isinstance(data, bool) or not isinstance(data, int | float):
        return repr(data)[:_LONG]
    try:
        return f"{float(data) + 0.0:.10g}"
    except OverflowError:
        return "a number of many digits"
