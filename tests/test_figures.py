"""The figures show what the numbers say, in every style, and leave matplotlib as it was."""

import io
import itertools
import json
import re
import subprocess
import sys
import threading
from html import unescape

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from PIL import Image

import sgdlab as sl
from sgdlab import figures
from sgdlab.figures.levels import levels_of
from sgdlab.figures.style import of_algorithm

BOWL = sl.Curve(lambda w: 3 + (w - 4) ** 2, grad=lambda w: 2 * (w - 4))
VALLEY = sl.Curve(lambda a, b: 0.1 * a**2 + 2 * b**2, grad=lambda a, b: (0.2 * a, 4 * b))
SADDLE = sl.Curve(lambda a, b: a**2 - b**2, grad=lambda a, b: (2 * a, -2 * b))
SPACE = sl.Curve(lambda a, b, c: a * a + b * b + c * c)
TABLE = sl.LeastSquares([[0, 1], [1, 1], [0, 0], [1, 0]], [1, 1, -1, -1])
BOWL_VIEW, VIEW = ((-8.0, 16.0),), ((-10.0, 10.0), (-3.0, 3.0))
LOOKS = [(False, False), (True, False), (False, True), (True, True)]


def on_bowl(lr=0.1, steps=8):
    return sl.descend(BOWL, 12, lr=lr, epochs=steps)


def in_valley(steps=8):
    return sl.descend(VALLEY, (9, 2), lr=0.45, epochs=steps)


def on_table(m, epochs=2):
    return sl.descend(TABLE, (0, 0), lr=0.5, batch_size=m, epochs=epochs)


# -- every figure in every style ----------------------------------------------------------------


def draw_curve(projector, dark):
    fig, (left, right) = figures.picture("Curve.", 2, projector=projector, dark=dark)
    figures.curve(left, BOWL, BOWL_VIEW)
    figures.CurveWalk(left, BOWL).show(on_bowl(), 3)
    figures.curve(right, BOWL, BOWL_VIEW)
    figures.Secant(right, BOWL).show(7, 3)
    figures.title(right, "A secant turns into the tangent when h goes to 0, however it is drawn")
    return fig


def draw_contours(projector, dark):
    kinds = ("3d", "2d")
    fig, (deep, flat) = figures.picture("Valley.", 2, kinds=kinds, projector=projector, dark=dark)
    figures.surface(deep, VALLEY, VIEW)
    figures.SurfaceWalk(deep, VALLEY).show(in_valley(), 4)
    figures.contour(flat, VALLEY, VIEW)
    figures.gradient_arrows(flat, VALLEY, VIEW)
    figures.ContourWalk(flat, VALLEY).show(in_valley(), 4)
    return fig


def draw_progress(projector, dark):
    fig, (left, right) = figures.picture("Losses.", 2, projector=projector, dark=dark)
    figures.loss_axes(left, 8, 3, 67)
    figures.LossTrace(left).show(on_bowl(), 5)
    figures.compare(right, {f"lr = {lr}": on_bowl(lr) for lr in (0.1, 0.9, 1.0, 1.1)})
    return fig


def draw_spheres(projector, dark):
    kinds = ("3d", "2d")
    fig, axes = figures.picture("Spheres.", 2, kinds=kinds, projector=projector, dark=dark)
    figures.spheres(*axes)
    figures.SphereCut(*axes).show(1.5)
    return fig


def draw_models(projector, dark):
    kinds = ("2d", "bare", "bare")
    fig, axes = figures.picture("Models.", 3, kinds=kinds, projector=projector, dark=dark)
    line = sl.load("line")
    figures.points(axes[0], line.X, line.y)
    figures.LineFit(axes[0], line.X, line.y).show(0.5, 2)
    figures.linear_network(axes[1], ["free", "name", "1"], [1, -0.5, 0])
    figures.layers(axes[2], (64, 5, 10))
    return fig


def draw_images(projector, dark):
    kinds = ("bare", "2d", "bare", "bare", "bare")
    fig, axes = figures.picture("x", 5, width=15, kinds=kinds, projector=projector, dark=dark)
    digits = sl.load("digits").X
    figures.inputs_row(axes[:3], digits[0].reshape(8, 8), "Free ink!", {"free": 1})
    figures.digit_row(axes[3], digits[:3], "012")
    figures.weights_row(axes[4], digits[:3] - 8, "012")
    return fig


DRAWINGS = [draw_curve, draw_contours, draw_progress, draw_spheres, draw_models, draw_images]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "projector", "dark", "projector-dark"])
@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda d: d.__name__.removeprefix("draw_"))
def test_draws_in_every_style_and_changes_nothing_global(drawing, look):
    before = dict(matplotlib.rcParams)
    pixels = np.asarray(Image.open(io.BytesIO(figures.png(drawing(*look), 50))).convert("RGBA"))
    assert dict(matplotlib.rcParams) == before
    assert (pixels[0, 0, 3] == 0) == look[1], "only a dark picture is transparent"
    assert pixels.std() > 0


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda d: d.__name__.removeprefix("draw_"))
def test_a_picture_keeps_its_style_when_it_is_drawn_later(drawing):
    later, within = drawing(True, True), drawing(True, True)
    with within.look():
        expected = figures.png(within, 50)
    assert figures.png(later, 50) == expected


@pytest.mark.parametrize("drawing", DRAWINGS[:5], ids=lambda d: d.__name__.removeprefix("draw_"))
@pytest.mark.parametrize("projector", [False, True])
def test_words_stay_on_the_sheet_and_axis_words_are_big_enough(drawing, projector):
    fig = drawing(projector, False)
    figures.png(fig, 100)
    sheet = fig.bbox
    for text in fig.findobj(Text):
        if text.get_visible() and text.get_text() and text.axes:
            box = text.get_window_extent()
            assert sheet.x0 - 1 <= box.x0 and box.x1 <= sheet.x1 + 1, text
            assert sheet.y0 - 1 <= box.y0 and box.y1 <= sheet.y1 + 1, text
    for ax in fig.axes:
        assert ax.xaxis.label.get_size() >= (18 if projector else 12)
        assert all(t.get_size() >= (15 if projector else 11) for t in ax.get_xticklabels())


def test_a_second_thread_that_draws_disturbs_no_style():
    """JupyterLab runs cells in one thread and widgets in another, and both draw."""
    before = dict(matplotlib.rcParams)
    inside, leave = threading.Event(), threading.Event()

    def other():
        with figures.style():
            inside.set()
            leave.wait(0.2)

    thread = threading.Thread(target=other)
    thread.start()
    inside.wait()
    with figures.style():
        leave.set()
        thread.join(1)
        assert matplotlib.rcParams["xtick.labelsize"] == 12
    thread.join()
    assert dict(matplotlib.rcParams) == before


def test_pyplot_is_not_loaded():
    code = (
        "import sys, sgdlab.figures as f, json;"
        "fig, (a, b) = f.picture('x', 2, kinds=('3d', '2d')); f.png(fig); f.svg(fig);"
        "print(json.dumps([m for m in sys.modules if 'pyplot' in m or 'ipywidgets' in m]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []


# -- picture ------------------------------------------------------------------------------------


def test_picture_shows_as_png_with_its_words():
    fig, (ax,) = figures.picture("A bowl.", width=4, height=2)
    figures.curve(ax, BOWL, BOWL_VIEW)
    data, metadata = fig._repr_mimebundle_()
    assert data["text/plain"] == "A bowl." and set(data) == {"image/png", "text/plain"}
    assert metadata["image/png"] == {"width": 400, "height": 200}
    assert fig.dpi == 100


def test_png_leaves_animated_artists_out_and_svg_keeps_its_bytes():
    fig, (ax,) = figures.picture("A dot.", width=2, height=2, kinds=("bare",))
    empty = figures.png(fig, 50)
    (dot,) = ax.plot([0.5], [0.5], "o")
    with_dot = figures.png(fig, 50)
    dot.set_animated(True)
    assert figures.png(fig, 50) == empty != with_dot
    assert figures.svg(fig) == figures.svg(fig)


@pytest.mark.parametrize("bad", [{"alt": " "}, {"kinds": ("4d",)}, {"panels": 2, "kinds": ("2d",)}])
def test_picture_refuses(bad):
    with pytest.raises(ValueError, match="expected"):
        figures.picture(**({"alt": "x"} | bad))


# -- style --------------------------------------------------------------------------------------

# Machado, Oliveira, Fernandes (2009), "A physiologically-based model for simulation of color vision
# deficiency", IEEE TVCG 15(6): severity 1.0, on linear RGB.
EYES = {
    "usual": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(color):
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE 1976 L*a*b*, white D65, of linear RGB."""
    t = XYZ @ np.clip(rgb, 0, 1) / (0.95047, 1, 1.08883)
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a, b):
    """Contrast ratio of WCAG 2.2."""
    dark, light = sorted((0.2126, 0.7152, 0.0722) @ linear(c) for c in (a, b))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("eyes", EYES)
def test_colours_differ_for_colour_blind_eyes(eyes):
    for a, b in itertools.combinations(figures.COLORS.values(), 2):
        distance = np.linalg.norm(lab(EYES[eyes] @ linear(a)) - lab(EYES[eyes] @ linear(b)))
        assert distance > 25, (a, b, distance)  # 2.3 is just noticeable


@pytest.mark.parametrize("algorithm", figures.COLORS)
def test_colours_stand_out_from_both_pages(algorithm):
    assert contrast(figures.COLORS[algorithm], "#ffffff") >= 3
    assert contrast(figures.COLORS[algorithm], "#111111") >= 3


def test_marker_and_dash_differ_too():
    for kind in (figures.MARKERS, figures.DASHES):
        assert list(kind) == list(figures.COLORS) and len(set(kind.values())) == len(kind)


def test_unknown_algorithm_is_named():
    with pytest.raises(ValueError, match="'Adam'; expected one of GD"):
        of_algorithm("Adam")


def test_words_added_outside_any_style_have_the_pictures_size():
    sizes = []
    for projector in (False, True):
        _, (ax,) = figures.picture("x", projector=projector)
        sizes.append(figures.title(ax, "short").get_size())
    assert sizes[0] >= 12 and sizes[1] > sizes[0]


# -- one parameter ------------------------------------------------------------------------------


def tangent(ax, w):
    walk = figures.CurveWalk(ax, BOWL)
    walk.show(sl.descend(BOWL, w, lr=0.1, epochs=0), 0)
    return walk.tangent


@given(st.floats(-7, 15))
@settings(max_examples=20, deadline=None)
def test_tangent_has_the_derivative_as_slope_and_touches(w):
    _, (ax,) = figures.picture("x")
    figures.curve(ax, BOWL, BOWL_VIEW)
    (x0, x1), (y0, y1) = tangent(ax, w).get_data()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(2 * (w - 4), abs=1e-6)
    assert (y0 + y1) / 2 == pytest.approx(3 + (w - 4) ** 2)


def test_tangents_look_equally_long_however_steep():
    _, (ax,) = figures.picture("x")
    figures.curve(ax, BOWL, BOWL_VIEW)
    panel = np.array([[24.0], [np.ptp(ax.get_ylim())]])
    ends = [np.array(tangent(ax, w).get_data()) / panel for w in (-6, 3, 4, 12)]
    lengths = [np.hypot(*(end[:, 1] - end[:, 0])) for end in ends]
    assert lengths == pytest.approx([0.4] * 4)


def curve_walk(path, step):
    _, (ax,) = figures.picture("x")
    figures.curve(ax, BOWL, BOWL_VIEW)
    walk = figures.CurveWalk(ax, BOWL)
    walk.show(path, step)
    return walk


def tip(arrow):
    return arrow.get_xy()[3]


def test_curve_walk_shows_the_slides_run():
    path = on_bowl()
    walk = curve_walk(path, 2)
    assert walk.trail.get_xdata().tolist() == path.w[:2, 0].tolist()
    assert walk.now.get_xydata().tolist() == [[path.w[2, 0], path.loss[2]]]
    assert tip(walk.arrow) == pytest.approx([path.w[3, 0], path.loss[2]])
    assert list(walk.drop.get_ydata()) == [path.loss[2], path.loss[3]]
    (x0, x1), (y0, y1) = walk.tangent.get_data()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(path.grad[2, 0])
    assert not walk.note.get_visible()


def test_curve_walk_ends_without_arrow_and_says_where_it_left():
    walk = curve_walk(on_bowl(steps=8), 8)
    assert not walk.arrow.get_visible() and not walk.drop.get_visible()
    walk = curve_walk(on_bowl(lr=1.1), 4)
    assert walk.note.get_visible() and walk.note.get_text() == "w = 20.59 →"


def test_secant_turns_into_the_tangent():
    _, (ax,) = figures.picture("x")
    figures.curve(ax, BOWL, BOWL_VIEW)
    secant = figures.Secant(ax, BOWL)
    secant.show(7, 3)
    assert secant.words.get_text() == "h = 3: slope 9.0000"
    assert secant.limit.get_text() == "tangent: slope 6.0000"
    assert secant.ends.get_xydata().tolist() == [[7, 12], [10, 39]]
    secant.show(7, 1e-5)
    assert secant.words.get_text() == "h = 1e-05: slope 6.0000"
    with pytest.raises(ValueError, match="h is 0"):
        secant.show(7, 0)


def test_a_loss_with_a_hole_leaves_a_gap_and_one_without_numbers_is_refused():
    _, (ax,) = figures.picture("x")
    half = sl.Curve(lambda w: np.sqrt(w))
    line = figures.curve(ax, half, ((-1.0, 1.0),))
    assert np.isnan(line.get_ydata()[0]) and ax.get_ylim()[1] < 1.2
    with pytest.raises(ValueError, match="not finite anywhere"):
        figures.curve(ax, half, ((-2.0, -1.0),))


# -- two parameters -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "preset", [p for p in sl.PRESETS.values() if p.problem.d == 2], ids=lambda p: p.name
)
def test_contour_levels_cover_the_window(preset):
    _, (ax,) = figures.picture("x")
    areas, _ = figures.contour(ax, preset.problem, preset.window)
    w = np.stack(np.meshgrid(*(np.linspace(*side, 72) for side in preset.window)), axis=-1)
    loss = preset.problem.loss(w)
    assert areas.levels[0] <= loss.min() and areas.levels[-1] >= loss.max()
    assert (np.diff(areas.levels) > 0).all()
    assert (*ax.get_xlim(), *ax.get_ylim()) == (*preset.window[0], *preset.window[1])


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 20))
@settings(max_examples=60, deadline=None)
def test_levels_run_from_the_least_to_the_largest_loss(low, span, bands):
    side = np.linspace(-1, 1, 20)
    loss = np.ma.masked_invalid(low + span * (side[:, None] ** 2 + side**4))
    levels = levels_of(loss, bands)
    assert (levels[0], levels[-1], len(levels)) == (loss.min(), loss.max(), bands + 1)


def test_contours_of_a_bowl_are_equally_far_apart_and_of_a_saddle_equally_high():
    _, (left, right) = figures.picture("x", 2)
    bowl, _ = figures.contour(left, VALLEY, VIEW, levels=10)
    assert np.ptp(np.diff(np.sqrt(bowl.levels - bowl.levels[0]))) < 1e-6
    saddle, _ = figures.contour(right, SADDLE, ((-2.0, 2.0), (-2.0, 2.0)), levels=10)
    assert np.ptp(np.diff(saddle.levels)) < 1e-6


def test_contour_has_equal_scales_only_where_they_fit():
    _, (left, right) = figures.picture("x", 2)
    figures.contour(left, VALLEY, ((-2.0, 2.0), (-2.0, 2.0)))
    figures.contour(right, VALLEY, ((-20.0, 20.0), (-2.0, 2.0)))
    assert left.get_aspect() == 1 and right.get_aspect() == "auto"


def test_contour_walk_follows_the_run_and_its_arrow_ends_at_the_next_w():
    _, (ax,) = figures.picture("x")
    figures.contour(ax, VALLEY, VIEW)
    path, walk = in_valley(), figures.ContourWalk(ax, VALLEY)
    for step in (0, 3, 8):
        walk.show(path, step)
        assert walk.trail.get_xydata().tolist() == path.w[: step + 1].tolist()
        assert walk.now.get_xydata().tolist() == [path.w[step].tolist()]
        assert walk.arrow.get_visible() == (step < 8)
        if step < 8:
            assert tip(walk.arrow) == pytest.approx(path.w[step + 1])


def test_a_run_that_diverged_leaves_finite_pixels():
    path = sl.descend(VALLEY, (9, 2), lr=6.0, epochs=2000)
    assert path.diverged
    _, (ax,) = figures.picture("x")
    figures.contour(ax, VALLEY, VIEW)
    walk = figures.ContourWalk(ax, VALLEY)
    walk.show(path, len(path) - 1)
    pixels = walk.trail.get_transform().transform(walk.trail.get_xydata())
    assert np.isfinite(pixels.astype(np.float32)).all()
    assert np.isfinite(walk.arrow.get_xy()).all()


def test_gradient_arrows_point_downhill_at_a_right_angle_to_the_contour():
    _, (ax, _) = figures.picture("x", 2)
    figures.contour(ax, VALLEY, ((-3.0, 3.0), (-3.0, 3.0)))
    assert ax.get_aspect() == 1
    arrows = figures.gradient_arrows(ax, VALLEY, ((-3.0, 3.0), (-3.0, 3.0)), n=4)
    seen = np.column_stack([arrows.U, arrows.V])
    down = -VALLEY.gradient(np.column_stack([arrows.X, arrows.Y]))
    down /= np.hypot(*down.T)[:, None]
    assert np.abs(seen - down).max() < 1e-6


def test_surface_walk_lies_on_the_surface_and_ends_at_its_edge():
    _, (ax,) = figures.picture("x", kinds=("3d",))
    figures.surface(ax, VALLEY, VIEW)
    path, walk = in_valley(), figures.SurfaceWalk(ax, VALLEY)
    walk.show(path, 3)
    x, y, z = walk.trail.get_data_3d()
    assert pytest.approx(VALLEY.loss(np.column_stack([x, y]))) == z
    assert np.column_stack(walk.stops.get_data_3d()[:2]) == pytest.approx(path.w[:4])
    assert walk.trail.zorder > 1 and not ax.computed_zorder
    away = sl.descend(VALLEY, (9, 2), lr=0.7, epochs=8)
    walk.show(away, 8)
    assert np.abs(walk.trail.get_data_3d()[1]).max() <= 3 + 1e-6
    assert len(walk.now.get_data_3d()[0]) == 0


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: figures.contour(ax, SPACE, VIEW),
        lambda ax: figures.ContourWalk(ax, SPACE),
        lambda ax: figures.gradient_arrows(ax, SPACE, VIEW),
        lambda ax: figures.curve(ax, SPACE, BOWL_VIEW),
        lambda ax: figures.CurveWalk(ax, SPACE),
    ],
)
def test_a_wrong_number_of_parameters_is_named(draw):
    _, (ax,) = figures.picture("x")
    with pytest.raises(ValueError, match="d = 3"):
        draw(ax)


@pytest.mark.parametrize("window", [(0, 8), ((0, 8), (0, 8)), ((8, 0),), 3, "ab"])
def test_a_window_that_is_none_is_shown_with_an_example(window):
    _, (ax,) = figures.picture("x")
    with pytest.raises(ValueError, match=r"window is .* expected \(low, high\)"):
        figures.curve(ax, BOWL, window)


@pytest.mark.parametrize(
    "loss", [lambda a, b: np.log(a) + b, lambda a, b: 0 * a * b, lambda a, b: np.exp(20 * a) / b]
)
def test_contour_and_surface_of_a_loss_with_holes_or_without_slope(loss):
    fig, (deep, flat) = figures.picture("x", 2, kinds=("3d", "2d"))
    problem = sl.Curve(loss)
    figures.surface(deep, problem, VIEW)
    figures.contour(flat, problem, VIEW)
    figures.gradient_arrows(flat, problem, VIEW)
    assert figures.png(fig, 50)


def test_a_run_without_updates_shows_its_start():
    path = on_bowl(steps=0)
    walk = curve_walk(path, 0)
    assert walk.now.get_xydata().tolist() == [[12, 67]] and not walk.arrow.get_visible()
    assert cells(figures.table(path, now=0)) == [["0", "start", "12"]]


def test_flat_axes_are_refused_for_a_surface():
    _, (ax,) = figures.picture("x")
    with pytest.raises(ValueError, match="3-D axes"):
        figures.surface(ax, VALLEY, VIEW)


# -- loss against step --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "scale"),
    [(3, 67, "log"), (0, 67, "linear"), (-1, 5, "linear"), (3, 4, "linear")],
)
def test_loss_axes_choose_their_scale_by_the_stated_rule(low, high, scale):
    _, (ax,) = figures.picture("x")
    assert figures.loss_axes(ax, 10, low, high) == ax.get_yscale() == scale
    assert ax.get_ylim()[0] < low and ax.get_ylim()[1] > high


def test_loss_trace_ends_at_the_cursor():
    _, (ax,) = figures.picture("x")
    path = on_bowl()
    figures.loss_axes(ax, 8, 3, 67)
    trace = figures.LossTrace(ax)
    trace.show(path, 5)
    assert trace.line.get_xydata().tolist() == list(map(list, enumerate(path.loss[:6])))
    assert trace.now.get_xydata().tolist() == [[5, path.loss[5]]]


def test_compared_runs_have_their_colours_names_and_dashes():
    _, (ax,) = figures.picture("x")
    runs = {"all": on_table(None), "one": on_table(1), "two": on_table(2), "again": on_table(1)}
    lines = figures.compare(ax, runs)
    names = ("GD", "SGD", "mini-batch", "SGD")
    assert [line.get_color() for line in lines] == [figures.COLORS[name] for name in names]
    assert lines[1].get_linestyle() != "-" and lines[1]._dash_pattern != lines[3]._dash_pattern
    texts = [t for t in ax.texts if t.get_text() in runs]
    assert len(texts) == 4
    heights = sorted(t.get_window_extent().y0 for t in texts)
    assert min(np.diff(heights)) >= texts[0].get_fontsize(), "names do not touch"


def test_a_diverged_run_is_cut_and_marked():
    _, (ax,) = figures.picture("x")
    calm, wild = on_bowl(), on_bowl(lr=3.0, steps=900)
    assert wild.diverged
    lines = figures.compare(ax, {"calm": calm, "wild": wild})
    assert np.isfinite(lines[1].get_ydata()).all() and lines[1].get_ydata().max() <= 670
    assert [t.get_text() for t in ax.texts].count("diverged") == 1
    with pytest.raises(ValueError, match="no runs"):
        figures.compare(ax, {})


# -- the table ----------------------------------------------------------------------------------


def cells(html):
    """The words of the table's body, row by row."""
    rows = re.findall(r"<tr.*?</tr>", html.split("<tbody>")[1])
    return [[unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows]


def test_table_is_the_slides():
    html = figures.table(on_table(1, epochs=1))
    assert cells(html)[1:] == [
        ["1", "(0, 0)", "x1", "0", "−1", "(0, −2)", "(0, 1)"],
        ["2", "(0, 1)", "x2", "1", "0", "(0, 0)", "(0, 1)"],
        ["3", "(0, 1)", "x3", "0", "1", "(0, 0)", "(0, 1)"],
        ["4", "(0, 1)", "x4", "0", "1", "(2, 0)", "(−1, 1)"],
    ]
    assert "<caption>SGD: 4 updates, lr = 0.5</caption>" in html
    assert html.count('<th scope="col">') == 7
    two = cells(figures.table(on_table(2, epochs=1)))
    assert [row[-1] for row in two] == ["(0, 0)", "(0.5, 1)", "(−0.25, 1)"]
    assert two[2][2:5] == ["x3, x4", "0, 0.5", "1, 1.5"]


def test_table_of_a_curve_has_loss_and_slope():
    assert cells(figures.table(on_bowl(steps=1)))[1] == ["1", "12", "67", "16", "10.4"]


@given(st.integers(0, 20))
@settings(max_examples=21, deadline=None)
def test_table_marks_the_present_row_and_shows_nothing_after_it(now):
    html = figures.table(on_bowl(steps=20), now=now, limit=6)
    assert html.count('class="now" aria-current="step"') == 1
    rows = cells(html)
    assert rows[-1][0] == str(now) and len(rows) <= 8
    with pytest.raises(ValueError, match="from 0 to 20"):
        figures.table(on_bowl(steps=20), now=21)


def test_table_shortens_long_runs_long_vectors_and_big_batches():
    X = np.eye(9)
    path = sl.descend(sl.LeastSquares(X, np.arange(9.0)), np.zeros(9), lr=0.5, epochs=30)
    html = figures.table(path, limit=5)
    assert "… 25 more" in html and cells(html)[-1][0] == "30"
    assert "x1, x2, x3, … (9)" in html and "(0, 0, 0, 0, …, 0)" in html


def test_table_escapes_and_names_classes():
    spam = sl.Logistic([[1.0], [-1.0]], [1, 1])
    row = cells(figures.table(sl.descend(spam, [1.0], lr=0.5)))[1]
    assert row[3:5] == ["1, −1", "right, wrong"]


# -- models, line, spheres ----------------------------------------------------------------------


def test_line_and_bars_are_the_predictions_and_errors():
    _, (ax,) = figures.picture("x")
    data = sl.load("line")
    figures.points(ax, data.X, data.y)
    fit = figures.LineFit(ax, data.X, data.y)
    fit.show(0.5, 2)
    x, y = fit.line.get_data()
    assert y == pytest.approx(0.5 * x + 2)
    lengths = [np.diff(bar.get_ydata())[0] for bar in fit.bars]
    assert lengths == pytest.approx(0.5 * data.X[:, 0] + 2 - data.y)
    with pytest.raises(ValueError, match="one y for each x"):
        figures.points(ax, [1, 2], [1])


def test_a_plane_cuts_the_spheres_in_circles():
    _, axes = figures.picture("x", 2, kinds=("3d", "2d"))
    figures.spheres(*axes)
    cut = figures.SphereCut(*axes)
    cut.show(1.5)
    assert [c.get_visible() for c in cut.circles] == [False, True, True]
    for r, circle in zip((2, 3), cut.circles[1:], strict=True):
        x, y = circle.get_data()
        assert x**2 + y**2 + 1.5**2 == pytest.approx(r * r)
    assert set(cut.plane.get_data_3d()[2]) == {1.5}


def test_network_ways_say_weight_by_width_and_sign_by_dash():
    _, (ax,) = figures.picture("x", kinds=("bare",))
    ways = figures.linear_network(ax, ["a", "b", "c"], [2, -1, 0])
    widths = [way.get_linewidth() for way in ways]
    assert widths[0] > widths[1] > widths[2]
    assert [way.get_linestyle() for way in ways] == ["-", "--", "-"]
    with pytest.raises(ValueError, match="2 names for 1 weights"):
        figures.linear_network(ax, ["a", "b"], [1])


def test_layers_are_fully_connected_and_long_ones_shortened():
    _, (ax,) = figures.picture("x", kinds=("bare",))
    assert len(figures.layers(ax, (4, 5, 3))) == 4 * 5 + 5 * 3
    assert len(figures.layers(ax, (64, 2))) == 8 * 2
    with pytest.raises(ValueError, match="two layers or more"):
        figures.layers(ax, (4,))


def test_weight_images_share_one_scale_around_zero():
    _, (ax,) = figures.picture("x", kinds=("bare",))
    images = figures.weights_row(ax, np.array([[1.0, 0, 0, 0], [0, -3, 0, 0]]))
    assert {image.get_clim() for image in images} == {(-3.0, 3.0)}
    assert images[0].cmap(0.5) == pytest.approx((1, 1, 1, 1), abs=0.01)
    with pytest.raises(ValueError, match="5 pixels"):
        figures.digit_row(ax, np.zeros((2, 5)))


def test_what_moves_is_of_the_kinds_that_a_live_figure_can_stroke():
    _, (a, b, c, d) = figures.picture("x", 4, width=20, kinds=("2d", "2d", "3d", "2d"))
    figures.curve(a, BOWL, BOWL_VIEW)
    figures.spheres(c, d)
    walks = [
        figures.CurveWalk(a, BOWL),
        figures.Secant(a, BOWL),
        figures.ContourWalk(b, VALLEY),
        figures.LossTrace(b),
        figures.LineFit(b, [1, 2], [1, 2]),
        figures.SurfaceWalk(c, VALLEY),
        figures.SphereCut(c, d),
    ]
    for walk in walks:
        assert all(isinstance(artist, Line2D | Patch | Text) for artist in walk.artists)
        drawn = {a for a in vars(walk).values() if isinstance(a, Line2D | Patch | Text)}
        assert drawn <= set(walk.artists), "every artist of a walk is told"
