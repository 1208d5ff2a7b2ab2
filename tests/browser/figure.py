"""A live figure on the page: its canvas, its controls, and whether its picture changed."""

import time


class Figure:
    """The live figure number `index` of a notebook, counted from the top."""

    def __init__(self, notebook, index):
        self.notebook, self.page = notebook, notebook.page
        self.root = notebook.locator(".jp-OutputArea-child:has(.sgdlab canvas)").nth(index)
        self.canvas = self.root.locator("canvas")

    def slider(self, label):
        """Return the handle of a slider."""
        return self._labelled(label).locator(".noUi-handle")

    def value(self, label):
        """Return what stands beside a slider."""
        words = self._labelled(label).locator(".widget-readout").text_content()
        return words.replace("−", "-")

    def field(self, label):
        """Return a text field or a menu."""
        return self._labelled(label).locator("input, select")

    def button(self, text):
        """Return a button by its text or its tooltip."""
        found = self.root.get_by_role("button", name=text, exact=True)
        return found if found.count() else self.root.locator(f'button[title^="{text}"]')

    def enter(self, label, text, words):
        """Type into a field, press Enter, and return (error, words) with `words` in one of them."""
        self.notebook.kernel("")  # what it still has to say may empty the field
        field = self.field(label)
        field.fill(text)
        field.press("Enter")
        return until(
            lambda: (self.error, self.text), lambda now: words in now[0] or words in now[1]
        )

    @property
    def text(self):
        """The words under the picture."""
        return self.root.locator(".sgdlab-text").text_content()

    @property
    def error(self):
        """The error under the picture."""
        return self.root.locator(".sgdlab-error").text_content()

    def more(self):
        """Open the drawer with the further controls, where there is one."""
        toggle = self.root.locator('button:text-is("more")')
        if toggle.count() and "mod-active" not in toggle.get_attribute("class"):
            toggle.click()
            self.root.get_by_role("button", name="svg").or_(
                self.root.locator(".noUi-handle").last
            ).first.wait_for()

    def keep(self):
        """Keep the picture, for `changes`."""
        self.canvas.evaluate("c => watch.keep(c)")

    def changes(self, act=None, left=True, right=True):
        """Do `act()` and assert that the picture changes, on which sides; None is for either.

        Without `act` it is compared with the picture that `keep` kept.
        """
        if act:
            self.keep()
            act()

        def seen():
            self.notebook.kernel("")
            found = self.canvas.evaluate("c => watch.differs(c)")
            sides = (("left", left), ("right", right), ("anywhere", True))
            found["right place"] = all(
                wanted is None or (found[side] > 0) == wanted for side, wanted in sides
            )
            return found

        found = until(seen, lambda found: found["drawn"] and found["right place"])
        assert found["drawn"] and found["right place"], (found, self.text, self.error)
        assert not found["blank"]

    def place(self, x, y):
        """Return the point of the page at the shares `x`, `y` of the canvas."""
        self.canvas.scroll_into_view_if_needed()
        box = self.canvas.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def drag(self, start, end):
        """Drag the mouse over the canvas, from and to shares of it."""
        self.page.mouse.move(*self.place(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.place(*end), steps=4)
        self.page.mouse.up()

    def press(self, key):
        """Press a key on the picture."""
        self.canvas.press(key)

    def _labelled(self, label):
        words = self.page.locator(f'.widget-label:text-is("{label}")')
        return self.root.locator(".widget-inline-hbox").filter(has=words)


def fresh(bench, index):
    """Give the live figure number `index` as it began; at the end neither it nor the page errs."""
    figure = Figure(bench, index)
    figure.button("Reset").click()
    bench.kernel("")
    yield figure
    assert figure.error == "" and bench.trouble() == []


def until(ask, good, seconds=5):
    """Ask until the answer is good, or the time is over; return the last answer."""
    end = time.monotonic() + seconds
    while not good(answer := ask()) and time.monotonic() < end:
        time.sleep(0.02)
    return answer
