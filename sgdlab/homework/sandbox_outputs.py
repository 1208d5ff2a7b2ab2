"""What a cell puts out, kept small while it comes: runs inside the sandbox."""

import json

OUTPUTS = 300  # of one cell
LINES, LINE = 30, 1000  # kept of a traceback
KEEP = {"stream", "display_data", "execute_result", "error", "update_display_data"}


class Outputs:
    """The outputs of one cell in nbformat's form, at most about `room` bytes of them.

    Half of the room is for printed text, half for all else: who prints much still gets the figure
    and the answer through. The first error always has its place. `cut` says that something is
    missing.
    """

    def __init__(self, room: int):
        self.items: list[dict] = []
        self.cut = False
        self._text = self._rest = room // 2
        self._shown: dict[str, dict] = {}  # display id: output
        self._clear = self._failed = False

    def add(self, kind: str, content: bytes) -> None:
        """Take the content, JSON, of one message of the kernel. Whatever it is, nothing raises."""
        if kind not in KEEP and kind != "clear_output":
            return
        if kind == "stream" and self._text <= 0:  # a flood costs no reading
            self.cut = True
            return
        if len(content) > 16 * (self._text + self._rest) + (1 << 20):
            self.cut = True
            return
        try:
            self._add(kind, json.loads(content), len(content))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.cut = True

    def _add(self, kind: str, content: dict, size: int) -> None:
        if kind == "clear_output":
            self._clear = True
            if not content.get("wait"):
                self._forget()
        elif kind == "stream":
            self._print(content["name"], content["text"])
        elif kind == "error" and not self._failed:
            self._failed = True
            self._append({"output_type": "error", **_short(content)})
        elif kind == "error" or size > self._rest:
            self.cut = True
        elif kind == "update_display_data":
            self._rest -= size
            self._shown[content["transient"]["display_id"]]["data"] = content["data"]
        else:
            self._rest -= size
            output = {"output_type": kind, "data": content["data"]}
            self._append(output)
            if name := (content.get("transient") or {}).get("display_id"):
                self._shown[name] = output

    def _forget(self) -> None:
        if self._clear:
            self.items.clear()
            self._shown.clear()
            self._clear = False

    def _append(self, output: dict) -> None:
        self._forget()
        if len(self.items) < OUTPUTS or output["output_type"] == "error":
            self.items.append(output)
        else:
            self.cut = True

    def _print(self, name: str, text: str) -> None:
        self._forget()
        kept = text[: self._text]
        self.cut |= len(kept) < len(text)
        self._text -= len(json.dumps(kept))
        last = self.items[-1] if self.items else {}
        if last.get("name") == name:
            last["text"].append(kept)
        elif kept:
            self._append({"output_type": "stream", "name": name, "text": [kept]})

    def encoded(self) -> list[str]:
        """Return each output as JSON; what JSON cannot hold is left out."""
        found = []
        for item in self.items:
            try:
                found.append(json.dumps(item, ensure_ascii=False, allow_nan=False))
            except (ValueError, TypeError, RecursionError):
                self.cut = True
        return found


def _short(error: dict) -> dict:
    lines = [str(line)[:LINE] for line in error["traceback"][-LINES:]]
    return {
        "ename": str(error["ename"])[:LINE],
        "evalue": str(error["evalue"])[:LINE],
        "traceback": lines,
    }
