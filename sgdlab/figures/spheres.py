"""Three parameters: the levels of x1² + x2² + x3² are spheres; a plane cuts them in circles."""

import numpy as np
from matplotlib import rcParams
from matplotlib.ticker import MaxNLocator

from .picture import picture
from .style import ink, soft, styled

_TURN = np.linspace(0, 2 * np.pi, 73)
_DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)))


@styled
def spheres(ax3d, ax, radii=(1, 2, 3)):
    """Draw the level spheres of f(x) = x1² + x2² + x3² and empty axes of the cut; return them.

    Slide "Examples of multi-variable functions", three variables.
    """
    if ax3d.name != "3d":
        raise ValueError('spheres needs 3-D axes first; make them by kinds=("3d", "2d").')
    reach = 1.15 * max(radii)
    around, up = np.meshgrid(_TURN[::3], np.linspace(0, np.pi, 13))
    x, y, z = np.cos(around) * np.sin(up), np.sin(around) * np.sin(up), np.cos(up)
    ax3d.computed_zorder = False
    shells = tuple(
        ax3d.plot_surface(
            r * x, r * y, r * z, color=soft(0.5), alpha=0.13, edgecolor=(*soft(0.5), 0.25),
            linewidth=0.4, rstride=1, cstride=1, shade=False, zorder=1,
        )
        for r in radii
    )  # fmt: skip
    ax3d.set(xlim=(-reach, reach), ylim=(-reach, reach), zlim=(-reach, reach))
    ax3d.set(xlabel="$x_1$", ylabel="$x_2$")
    ax3d.set_zlabel("$x_3$")
    ax3d.set_box_aspect((1, 1, 1))
    ax3d.view_init(elev=18, azim=-60)
    for axis in (ax3d.xaxis, ax3d.yaxis, ax3d.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
        axis.labelpad = 0.5 * rcParams["xtick.labelsize"]
        axis.set_major_locator(MaxNLocator(4, prune="both"))
        axis._axinfo["grid"].update(color=soft(0.2), linewidth=0.6)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="$x_1$", ylabel="$x_2$")
    ax.set_aspect("equal", adjustable="box")
    return shells


class SphereCut:
    """The plane x3 = c through the `spheres`, and the circles it cuts, in both panels."""

    @styled
    def __init__(self, ax3d, ax, radii=(1, 2, 3)):
        self.radii = tuple(radii)
        self.reach = ax.get_xlim()[1]
        width, color = rcParams["lines.linewidth"], ink()
        (self.plane,) = ax3d.plot([], [], [], color=soft(0.7), linewidth=0.7 * width, zorder=3)
        self.rings, self.circles, self.names = [], [], []
        for r, dash in zip(self.radii, _DASHES, strict=False):
            look = {"color": color, "linestyle": dash, "linewidth": width}
            self.rings += ax3d.plot([], [], [], zorder=4, **look)
            self.circles += ax.plot([], [], **look)
            self.names.append(
                ax.text(0, 0, f"f = {r * r:g}", color=ink(), ha="center", va="bottom")
            )
        self.artists = (self.plane, *self.rings, *self.circles, *self.names)

    def show(self, c):
        """Show the cut at x3 = `c`."""
        side = self.reach * np.array([-1, 1, 1, -1, -1])
        self.plane.set_data_3d(side, np.roll(side[:4], 1)[[0, 1, 2, 3, 0]], np.full(5, float(c)))
        for r, ring, circle, name in zip(
            self.radii, self.rings, self.circles, self.names, strict=True
        ):
            cut = abs(c) < r
            for artist in (ring, circle, name):
                artist.set_visible(cut)
            if cut:
                radius = np.sqrt(r * r - c * c)
                x, y = radius * np.cos(_TURN), radius * np.sin(_TURN)
                ring.set_data_3d(x, y, np.full_like(x, c))
                circle.set_data(x, y)
                name.set_position((0, radius))


class SphereScene:
    """The level spheres in space, and beside them what a plane x3 = c cuts out of them."""

    def __init__(self, look=(False, False)):
        words = (
            "Left: three spheres round the origin, levels 1, 4 and 9 of a sum of three squares, "
            "and a plane across them. Right: the circles that the plane cuts out."
        )
        self.fig, (self.space, self.plane) = picture(words, 2, 10, 4.6, ("3d", "2d"), *look)
        spheres(self.space, self.plane)
        self.cut = SphereCut(self.space, self.plane)
        self.moving = self.cut.artists

    def show(self, c):
        """Show the cut at x3 = `c`."""
        self.cut.show(c)
