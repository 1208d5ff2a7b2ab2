"""A notebook open in JupyterLab: run it, ask its kernel, and hear of everything that goes wrong."""

import re
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlparse

from playwright.sync_api import sync_playwright

from sgdlab import browser

from .server import TOKEN

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
RUN = 120_000  # ms for all cells: a lesson may start a cluster on a busy machine
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook"
WATCH = Path(__file__).with_name("watch.js").read_text(encoding="utf-8")
# The status bar, as the notebook's own sign says "idle" also while there is no kernel yet.
IDLE = r"""() => /\|\s*Idle/.test(document.querySelector('#jp-main-statusbar')?.innerText ?? '')"""
ALL_RAN = r"""(notebook) => {
  const cells = [...document.querySelectorAll(`${notebook} .jp-CodeCell`)];
  const all = jupyterapp.shell.currentWidget.content.model.sharedModel.cells;
  const models = all.filter((cell) => cell.cell_type === 'code');
  const counts = cells.map((cell, i) => cell.querySelector('.jp-InputPrompt').textContent.trim()
    || `[${models[i].execution_count ?? '*'}]:`);  // a cell whose code is hidden has no prompt
  if (!/\|\s*Idle/.test(document.querySelector('#jp-main-statusbar').innerText)) return false;
  return counts.every((count) => /^\[\d+\]:$/.test(count))
    || (counts.some((count) => /\d/.test(count)) && !counts.includes('[*]:'));
}"""
WRONG = r"""(notebook) => {
  const found = [];
  const outputs = document.querySelectorAll(`${notebook} .jp-OutputArea-output`);
  for (const { dataset, textContent: text } of outputs) {
    if (/stderr|error$/.test(dataset.mimeType)) found.push(`output: ${text.slice(0, 400)}`);
    if (/Error displaying widget|Error creating widget|odel not found|Failed to load/.test(text))
      found.push(`widget: ${text.slice(0, 200)}`);
  }
  for (const { textContent } of document.querySelectorAll(`${notebook} .sgdlab-error`))
    if (textContent) found.push(`figure: ${textContent}`);
  return found;
}"""


@contextmanager
def opened(size=(1280, 1000), **more):
    """Start the browser; give a context with a window of `size`.

    Raises RuntimeError where no browser is found.
    """
    path = browser.find()
    if path is None:
        raise RuntimeError("No browser found; the tests need Chrome, Edge or Chromium.")
    width, height = size
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield program.new_context(viewport={"width": width, "height": height}, **more)
        program.close()


class Notebook:
    """A notebook in a tab of its own; `path` is relative to the server's root."""

    def __init__(self, context, server, path):
        self.server, self.path = server, path
        self.page = page = context.new_page()
        self._heard = []
        page.set_default_timeout(30_000)
        page.add_init_script(WATCH)
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._heard.append(f"page: {error}"))
        page.on("request", self._request)
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))
        self.open()

    def open(self):
        """Open it anew, alone, and wait for its cells and its kernel."""
        page = self.page
        page.goto(f"{self.server.address}lab/tree/{quote(self.path)}?reset&token={TOKEN}")
        page.wait_for_selector(f"{NOTEBOOK} .jp-Cell")
        page.wait_for_function(IDLE)
        page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")

    def leave(self):
        """Shut the kernel down and leave the page; what went wrong on it is forgotten."""
        self.shut_down()
        self.page.goto("about:blank")
        self._heard.clear()

    def run_all(self):
        """Run all cells by the menu and wait until they have run."""
        self.page.click('.lm-MenuBar-item:has(.lm-MenuBar-itemLabel:text-is("Run"))')
        self.page.click('.lm-Menu-item[data-command="runmenu:run-all"]')
        self.page.wait_for_function(ALL_RAN, arg=NOTEBOOK, timeout=RUN)
        for canvas in self.locator(".sgdlab canvas").all():
            canvas.evaluate(
                "c => new Promise(done => (function wait() {"
                "c.dataset.frame ? done() : requestAnimationFrame(wait) })())"
            )

    def command(self, name, **arguments):
        """Run a command of JupyterLab, as its menus do."""
        self.page.evaluate(
            "([name, given]) => jupyterapp.commands.execute(name, given).then(() => 0)",
            [name, arguments],
        )

    def kernel(self, code):
        """Run `code` in the kernel, after all that is under way; return what it prints."""
        return self.page.evaluate("code => watch.run(code)", code).strip()

    def save(self):
        """Save the notebook."""
        self.command("docmanager:save")

    def restart(self):
        """Start a new kernel."""
        self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.page.wait_for_function(IDLE)

    def shut_down(self):
        """Shut the kernel down."""
        self.page.evaluate("jupyterapp.serviceManager.sessions.shutdownAll()")

    def close(self):
        """Shut the kernel down and close the tab."""
        self.shut_down()
        self.page.close()

    def locator(self, selector):
        """Return what `selector` finds in the notebook."""
        return self.page.locator(f"{NOTEBOOK} {selector}")

    def trouble(self):
        """Return all that went wrong since this was asked last."""
        found = [*self._heard, *self.page.evaluate(WRONG, NOTEBOOK)]
        self._heard.clear()
        return list(dict.fromkeys(found))

    def _console(self, message):
        # JupyterLab asks each new kernel for its debugger; one that is shut down does not answer
        left = message.text.startswith("Could not restore the debugger state")
        if message.type == "error" and not left:
            self._heard.append(f"console: {message.text[:400]}")

    def _request(self, request):
        address = urlparse(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != "127.0.0.1":
            self._heard.append(f"request outside: {request.url[:200]}")

    def _frame(self, data):
        """Keep an error of the kernel: one in a callback is shown nowhere on the page."""
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
        if "Traceback (most recent call last)" in text:
            names = re.findall(r"\w*(?:Error|Exception)\b[^\"\\]{0,200}", text)
            self._heard.append(f"kernel: {names[-1] if names else text[-300:]}")
        elif warned := re.search(r"\w*Warning: [^\"\\]{0,200}", text):
            self._heard.append(f"kernel: {warned[0]}")
