"""What the live figure is measured against; the benchmark runs this text as a notebook's cell."""

import anywidget
import ipywidgets as W
import matplotlib.pyplot as plt
import numpy as np
import traitlets as T

import sgdlab as sl

VALLEY = sl.PRESETS["valley"]


class Floor(anywidget.AnyWidget):
    """A bare canvas: points come as JSON, a line is drawn, and that is all."""

    _esm = """
    export default { render({ model, el }) {
      const canvas = document.createElement('canvas');
      canvas.width = 2000; canvas.height = 880; canvas.style.width = '1000px';
      el.appendChild(canvas);
      let frames = 0;
      const draw = () => {
        const pen = canvas.getContext('2d');
        pen.clearRect(0, 0, 2000, 880);
        pen.beginPath();
        for (const [x, y] of model.get('points')) pen.lineTo(1000 + 180 * x, 440 - 150 * y);
        pen.stroke();
        canvas.dataset.frame = ++frames;
      };
      model.on('change:points', draw);
      draw();
    } };
    """
    points = T.List([]).tag(sync=True)


def walk(lr):
    """Return the run of the valley at a rate."""
    return sl.descend(VALLEY.problem, VALLEY.w0, lr=lr, epochs=VALLEY.steps)


def floor():
    """Return a rate slider whose walk is drawn on a bare canvas."""
    lr, canvas = sl.widgets.controls.rate_slider(), Floor()

    def follow(_=None):
        canvas.points = walk(lr.value).w.tolist()

    lr.observe(follow, "value")
    sl.widgets.controls.set_rate(lr, VALLEY.lr)
    return W.VBox([lr, canvas])


def three_panels(lr):
    """Draw contours with the walk, the loss, and the table, as a notebook does without help."""
    path = walk(lr)
    left, middle, right = plt.subplots(1, 3, figsize=(15, 4.4))[1]
    w1, w2 = np.meshgrid(*(np.linspace(low, high, 72) for low, high in VALLEY.window))
    left.contourf(w1, w2, VALLEY.problem.loss(np.stack([w1, w2], axis=-1)), levels=11)
    left.plot(*path.w.T, "o-")
    middle.semilogy(path.loss, "o-")
    right.axis("off")
    rows = [[f"{x:.4g}" for x in (*w, loss)] for w, loss in zip(path.w, path.loss, strict=True)]
    right.table(rows[:12], colLabels=["w1", "w2", "loss"], loc="center")
    plt.show()


def interact():
    """Show the same with `interact` and inline matplotlib."""
    lr = sl.widgets.controls.rate_slider()
    sl.widgets.controls.set_rate(lr, VALLEY.lr)
    W.interact(three_panels, lr=lr)
