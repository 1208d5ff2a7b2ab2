"""Images: digits, weights, and the three kinds of input that become a vector."""

import numpy as np
from matplotlib import rcParams
from matplotlib.colors import LinearSegmentedColormap

from .style import ink, paper, soft, styled, title

# purple and orange of ColorBrewer's PuOr: apart for colour-blind eyes, and no algorithm's colours
BELOW, ABOVE = "#8073ac", "#e08214"


@styled
def digit_row(ax, images, titles=()):
    """Draw square grey images (k, s, s) or (k, s*s) side by side, dark ink on light; return them.

    `titles` are words above each image, such as the label or the prediction.
    """
    return _row(ax, images, titles, cmap="gray_r", vmin=0, vmax=float(np.max(images)) or 1.0)


@styled
def weights_row(ax, weights, titles=()):
    """Draw weights (k, s, s) or (k, s*s) as images: one colour below 0, one above, 0 is the page.

    All images share one scale, so that they can be compared.
    """
    most = float(np.abs(weights).max()) or 1.0
    colors = LinearSegmentedColormap.from_list("sign", [BELOW, paper(), ABOVE])
    return _row(ax, weights, titles, cmap=colors, vmin=-most, vmax=most)


@styled
def inputs_row(axes, image, message, counts):
    """Draw how an image, a sound and a message become a vector x, in three panels; return them.

    `image` (s, s); the sound is a made tone of 440 and 880 Hz; `counts` are the message's features,
    {name: number}. Slides "Why?" (vision, audio, text) and "Binary classifier".
    """
    if len(axes) != 3:
        raise ValueError(f"inputs_row got {len(axes)} axes; expected 3: image, sound, message.")
    picture, sound, text = axes
    image = np.asarray(image)
    digit_row(picture, image[None])
    title(picture, f"image → {image.size} numbers")

    seconds = np.arange(2048) / 8192
    tone = np.sin(2 * np.pi * 440 * seconds) + 0.5 * np.sin(2 * np.pi * 880 * seconds)
    strength = np.abs(np.fft.rfft(tone * np.hanning(2048)))[:300:10]
    pitch = np.fft.rfftfreq(2048, 1 / 8192)[:300:10]
    sound.bar(pitch, strength, width=30, color=soft(0.75))
    sound.set(xlabel="pitch in Hz", yticks=[], ylabel="strength")
    title(sound, f"sound → {strength.size} numbers")

    small = rcParams["xtick.labelsize"]
    text.text(
        0.02, 0.97, message, va="top", fontsize=small, transform=text.transAxes, linespacing=1.4,
        bbox={"facecolor": "none", "edgecolor": soft(0.5), "boxstyle": "round,pad=0.4"},
    )  # fmt: skip
    rows = "\n".join(f"{name}: {number:g}" for name, number in counts.items())
    text.text(
        0.02, 0.02, rows, va="bottom", fontsize=small, transform=text.transAxes, linespacing=1.4
    )
    text.set_axis_off()
    title(text, f"message → {len(counts)} numbers")
    return tuple(axes)


def _row(ax, images, titles, **look):
    images = np.asarray(images, dtype=float)
    side = round(np.sqrt(images[0].size))
    if side * side != images[0].size:
        raise ValueError(f"An image has {images[0].size} pixels; expected a square number, as 64.")
    drawn = []
    for i, image in enumerate(images):
        left = i * 1.15
        drawn.append(ax.imshow(image.reshape(side, side), extent=(left, left + 1, 0, 1), **look))
        ax.plot([left, left + 1, left + 1, left, left], [0, 0, 1, 1, 0], color=soft(0.4), lw=0.8)
    for i, words in enumerate(titles):
        ax.text(i * 1.15 + 0.5, 1.06, words, ha="center", va="bottom", color=ink())
    ax.set(xlim=(-0.05, len(images) * 1.15 - 0.1), ylim=(-0.05, 1.4 if len(titles) else 1.05))
    ax.set_aspect("equal")
    ax.set_axis_off()
    return drawn
