"""Outline distances and generalised Dice of random label maps by the published formulas, for src/core/metrics/reference/.

Outlines are a mask without its erosion with a cross; distances are scipy's exact Euclidean ones; quantiles are
numpy's, the larger one of both directions; generalised Dice is Sudre et al. (2017) with MONAI's weight for classes
that the truth does not have. Classes 1 and 2 have distances, 0 is background, 255 is void.

    python shapes.py > ../../../src/core/metrics/reference/shapes.json

Written with scipy 1.17.1, numpy 2.4.6.
"""

import json
import sys

import numpy as np
from detections import mulberry32
from scipy import ndimage

CASES = 200
CLASSES = 3


def draw_case(number):
    rand = mulberry32(number + 3000)

    def whole(n):
        return int(rand() * n)

    width, height = 4 + whole(16), 4 + whole(16)

    def drawn():
        out = np.zeros((height, width), int)
        for _ in range(whole(5)):
            label = whole(CLASSES)
            x, y, w, h = whole(width), whole(height), 1 + whole(10), 1 + whole(10)
            out[y : y + h, x : x + w] = label
        return out

    truth = drawn()
    prediction = truth.copy() if whole(3) == 0 else drawn()
    if whole(3) == 0:
        x, y = whole(width), whole(height)
        truth[y : y + 3, x : x + 3] = 255
    return truth, prediction


def outline(mask):
    return ndimage.binary_erosion(mask) ^ mask


def distance(a, b, share):
    a, b = outline(a), outline(b)
    there = ndimage.distance_transform_edt(~b)[a]
    back = ndimage.distance_transform_edt(~a)[b]
    return max(np.quantile(there, share), np.quantile(back, share))


def figures(number):
    truth, prediction = draw_case(number)
    judged = truth != 255
    true = np.stack([(truth == c) & judged for c in range(CLASSES)])
    found = np.stack([(prediction == c) & judged for c in range(CLASSES)])
    both = [c for c in (1, 2) if true[c].any() and found[c].any()]
    one_sided = sum(true[c].any() != found[c].any() for c in (1, 2))
    distances = [np.mean([distance(true[c], found[c], share) for c in both]) if both else -1 for share in (1, 0.95)]
    areas = true.sum((1, 2)).astype(float)
    predicted = found.sum((1, 2))
    with np.errstate(divide="ignore"):
        weights = 1 / areas**2
    absent = np.isinf(weights)
    weights[absent] = 0
    weights[absent] = weights.max()
    below = ((areas + predicted) * weights).sum()
    above = 2 * ((true & found).sum((1, 2)) * weights).sum()
    dice = above / below if below > 0 else float(predicted.sum() == 0)
    return [round(float(value), 9) for value in (*distances, dice)] + [int(one_sided)]


if __name__ == "__main__":
    json.dump([figures(number) for number in range(CASES)], sys.stdout, separators=(",", ":"))
    print()
