"""Pictures of models: a linear predictor as a network, and a network of several layers."""

from itertools import pairwise

from matplotlib import rcParams

from .style import ink, paper, soft, styled

_MOST = 8  # nodes drawn in one layer; more are a row of dots and a number
_RIGHT = 3.1  # where the linear network ends; its nodes stand at 0 and 2


@styled
def linear_network(ax, names, weights, output="ŷ"):
    """Draw y = w·x as a network: one node for each input, its weight on the way to the sum.

    `names` (k,) are the inputs' words; `weights` (k,) numbers, or words such as "w₁". For numbers
    the way is as thick as the weight is large, and dashed where it is negative. Returns the ways.
    Slide "Example: linear predictor", its neural network view.
    """
    if len(names) != len(weights) or not len(names):
        raise ValueError(f"{len(names)} names for {len(weights)} weights; give one for each input.")
    plain = any(isinstance(weight, str) for weight in weights)
    most = 1 if plain else max(map(abs, weights)) or 1
    ax.set(ylim=(-0.6, len(names) - 0.4))
    ax.set_axis_off()
    size, width = _node_size(ax), rcParams["lines.linewidth"]
    ax.set_xlim(-_left_of_nodes(ax, names, size), _RIGHT)
    middle, ways = (len(names) - 1) / 2, []
    for i, (name, weight) in enumerate(zip(names, weights, strict=True)):
        y = len(names) - 1 - i
        (way,) = ax.plot([0, 2], [y, middle], color=soft(0.6), linewidth=0.8 * width, zorder=1)
        if not plain:
            way.set_linewidth(width * (0.4 + 1.4 * abs(weight) / most))
            way.set_linestyle("-" if weight >= 0 else (0, (3, 1.5)))
        ways.append(way)
        ax.text(
            0.75, y + 0.375 * (middle - y), weight if plain else f"{weight:g}".replace("-", "−"),
            ha="center", va="center", zorder=2,
            bbox={"facecolor": paper(), "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip
        long = len(name) > 2
        _node(ax, 0, y, "" if long else name, size)
        if long:
            ax.annotate(
                name, (0, y), (-0.5 * size - 6, 0), textcoords="offset points", ha="right",
                va="center",
            )  # fmt: skip
    ax.plot([2, 2.75], [middle, middle], color=soft(0.6), zorder=1)
    _node(ax, 2, middle, "Σ", 1.2 * size)
    ax.text(2.8, middle, output, va="center", fontsize=rcParams["axes.labelsize"])
    return ways


@styled
def layers(ax, sizes, names=None):
    """Draw a network of fully connected layers, `sizes` such as (4, 5, 3); return its ways.

    `names` are words below the layers. A layer of more than eight nodes is shortened by dots.
    Slide "More complex model: multi-layer neural network".
    """
    sizes = tuple(sizes)
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes is {sizes}; expected two layers or more, such as (4, 5, 3).")
    names = names or ("input", *["hidden"] * (len(sizes) - 2), "output")
    columns = [_heights(size) for size in sizes]
    tall = max(max(column) for column in columns)
    ways, foot = [], 0.22 * (2 * tall + 1.4)
    ax.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(-tall - 0.6 - foot, tall + 0.6))
    ax.set_axis_off()
    node = 0.75 * _node_size(ax)
    for i, (left, right) in enumerate(pairwise(columns)):
        for a in left:
            for b in right:
                ways += ax.plot([i, i + 1], [a, b], color=soft(0.35), linewidth=0.8, zorder=1)
    for i, (size, column, name) in enumerate(zip(sizes, columns, names, strict=True)):
        for y in column:
            _node(ax, i, y, "", node)
        if size > _MOST:
            ax.text(i, 0, "⋮", ha="center", va="center", fontsize=1.3 * rcParams["font.size"])
        ax.text(i, -tall - 0.6, f"{name}\n{size}", ha="center", va="top")
    return ways


def _heights(size):
    """Heights of a layer's nodes around 0, with a gap for the dots in a long one."""
    if size <= _MOST:
        return [i - (size - 1) / 2 for i in range(size)]
    half = _MOST // 2
    return [sign * (i + 1) for sign in (-1, 1) for i in range(half)]


def _left_of_nodes(ax, names, size):
    """Room, in data units, for the longest name left of the first nodes."""
    points = 0.62 * rcParams["font.size"] * max(map(len, names)) + 0.5 * size + 8
    share = points * ax.get_figure(root=True).dpi / 72 / ax.get_window_extent().width
    return _RIGHT * min(share, 0.5) / (1 - min(share, 0.5))


def _node_size(ax):
    """Points across a node: three quarters of a row, and not more than two and a half letters."""
    low, high = ax.get_ylim()
    row = ax.get_window_extent().height / (high - low) * 72 / ax.get_figure(root=True).dpi
    return min(0.75 * row, 2.5 * rcParams["font.size"])


def _node(ax, x, y, word, points):
    fill = soft(0.12)
    ax.plot([x], [y], "o", markersize=points, color=fill, markeredgecolor=ink(), zorder=3)
    ax.text(x, y, word, ha="center", va="center", zorder=4)
