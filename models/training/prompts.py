"""Simulated users: the first click, the box, and the robot's next click in the error region.

Points are ``(x, y)`` in pixel indices of the input picture (the centre of the first pixel is 0, 0).
Label codes: 1 include, 0 exclude, 2 and 3 the corners of a box, -1 nothing.
"""

import cv2
import numpy as np

CENTRE_SHARE = 0.7
TIGHT_SHARE = 0.6


def distance_inside(mask: np.ndarray) -> np.ndarray:
    """Euclidean distance of each pixel to the nearest pixel outside; outside the picture counts."""
    padded = np.pad(mask.astype(np.uint8), 1)
    return cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]


def centre_of(mask: np.ndarray) -> tuple[int, int]:
    """The pixel farthest from the outside, first in row order where several are."""
    y, x = np.unravel_index(int(np.argmax(distance_inside(mask))), mask.shape)
    return int(x), int(y)


def first_click(mask: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
    """The centre of the mask, or any pixel a little inside it.

    Looked for on every second pixel, a quarter of the time, where the mask has enough of them.
    """
    small = np.ascontiguousarray(mask[::2, ::2])
    if small.sum() >= 100:
        x, y = click_in(small, rng)
        return 2 * x, 2 * y
    return click_in(mask, rng)


def click_in(mask: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
    """``first_click`` on exactly the pixels given."""
    depth = distance_inside(mask)
    if rng.random() < CENTRE_SHARE:
        y, x = np.unravel_index(int(np.argmax(depth)), mask.shape)
        return int(x), int(y)
    ys, xs = np.nonzero(depth >= min(3.0, 0.3 * float(depth.max())))
    i = int(rng.integers(len(xs)))
    return int(xs[i]), int(ys[i])


def box_of(mask: np.ndarray) -> tuple[float, float, float, float]:
    """Smallest box ``x0, y0, x1, y1`` around the mask, in pixel indices."""
    ys, xs = np.nonzero(mask)
    return float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())


def loose_box(mask: np.ndarray, rng: np.random.Generator) -> tuple[float, float, float, float]:
    """The true box in ``TIGHT_SHARE`` of the cases, else each side moved by up to 15 % of the length."""
    x0, y0, x1, y1 = box_of(mask)
    if rng.random() < TIGHT_SHARE:
        return x0, y0, x1, y1
    h, w = mask.shape
    sx = np.clip(rng.normal(0.0, 0.05, 2), -0.15, 0.15) * (x1 - x0)
    sy = np.clip(rng.normal(0.0, 0.05, 2), -0.15, 0.15) * (y1 - y0)
    return (
        float(np.clip(x0 + sx[0], 0, w - 1)), float(np.clip(y0 + sy[0], 0, h - 1)),
        float(np.clip(x1 + sx[1], 0, w - 1)), float(np.clip(y1 + sy[1], 0, h - 1)),
    )


def next_click(
    predicted: np.ndarray, truth: np.ndarray, clicked: np.ndarray | None = None
) -> tuple[int, int, int]:
    """The robot's next click ``(x, y, label)``.

    The rule of RITM (Sofiiuk et al., "Reviving Iterative Training with Mask Guidance", 2021): the
    deepest pixel of the missed and of the wrongly included area; include only if the missed
    area is strictly deeper. ``clicked`` marks pixels that were clicked before.
    """
    missed = distance_inside(truth & ~predicted)
    extra = distance_inside(predicted & ~truth)
    if clicked is not None:
        missed = np.where(clicked, 0, missed)
        extra = np.where(clicked, 0, extra)
    include = float(missed.max()) > float(extra.max())
    field = missed if include else extra
    y, x = np.unravel_index(int(np.argmax(field)), field.shape)
    return int(x), int(y), 1 if include else 0
