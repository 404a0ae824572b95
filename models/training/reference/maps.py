"""Figures of panopticapi and of the BRAVO toolkit for random maps, as src/core/metrics/reference/ compares them.

Each case is drawn from its number by mulberry32, here and in src/core/metrics/reference/map-case.ts in the same
order, so that only the figures are stored. Panoptic cases hold crowds, void, unknown categories, segments that
lie in the PNG alone or in the JSON alone; where panopticapi raises, the case is stored as "error". BRAVO cases
hold ties, levels at the limits of the calibration bins, and sets without a right or a wrong pixel.

    python maps.py --panopticapi FOLDER --bravo FOLDER > ../../../src/core/metrics/reference/maps.json

Written with panopticapi at commit 7bb4655, bravo_challenge at d54005d, numpy 2.4.6, Pillow 12.
"""

import argparse
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from detections import mulberry32

CASES = 500
SIDE = 12
EDGES = (0, 4368, 4369, 4370, 32767, 32768, 61166, 65535)


def draw_panoptic(number):
    rand = mulberry32(number + 2000)

    def whole(n):
        return int(rand() * n)

    categories = {i + 1: {"id": i + 1, "isthing": whole(2)} for i in range(1 + whole(3))}

    def blocks(count):
        ids = np.zeros((SIDE, SIDE), np.uint32)
        for segment in range(1, count + 1):
            x, y, w, h = whole(10), whole(10), 2 + whole(8), 2 + whole(8)
            ids[y:y + h, x:x + w] = segment
        return ids

    truth = blocks(1 + whole(4))
    if whole(2) == 0:
        prediction = truth.copy()
        x, y = whole(10), whole(10)
        prediction[y:y + 4, x:x + 4] = 1
    else:
        prediction = blocks(1 + whole(4))

    def segments(ids, predicted):
        found = []
        for segment in range(1, 6):
            present = bool((ids == segment).any())
            # one in forty is listed without a pixel, or has pixels and is not listed
            listed = present != (whole(40) == 0)
            beyond = 1 if predicted and whole(40) == 0 else 0
            category = 1 + whole(len(categories)) + beyond * len(categories)
            crowd = int(whole(6) == 0)
            if listed:
                found.append({"id": segment, "category_id": category, "iscrowd": 0 if predicted else crowd,
                              "area": int((ids == segment).sum())})
        return found

    return categories, (truth, segments(truth, False)), (prediction, segments(prediction, True))


def write_png(path, ids):
    Image.fromarray(np.stack([ids % 256, ids // 256 % 256, ids // 65536], -1).astype(np.uint8)).save(path)


def panoptic_figures(number, folder):
    from panopticapi.evaluation import pq_compute_single_core

    categories, *maps = draw_panoptic(number)
    entries = []
    for name, (ids, segments) in zip(("gt", "pred"), maps):
        (folder / name).mkdir(exist_ok=True)
        write_png(folder / name / "1.png", ids)
        entries.append({"image_id": 1, "file_name": "1.png", "segments_info": segments})
    try:
        stat = pq_compute_single_core(0, [entries], str(folder / "gt"), str(folder / "pred"), categories)
        figures = []
        for isthing in (None, True, False):
            known = [c for c in categories.values() if isthing is None or bool(c["isthing"]) == isthing]
            counts = [stat[c["id"]] for c in known]
            if not any(c.tp + c.fp + c.fn for c in counts):
                figures += [-1, -1, -1]
                continue
            mean, _ = stat.pq_average(categories, isthing=isthing)
            figures += [mean["pq"], mean["sq"], mean["rq"]]
        return [round(float(value), 12) for value in figures]
    except KeyError:
        return "error"


def bravo_figures(number):
    from bravo_toolkit.eval import metrics

    rand = mulberry32(number + 3000)
    levels = 65536
    right, wrong = np.zeros(levels), np.zeros(levels)
    bias = rand()
    for _ in range(20 + int(rand() * 100)):
        level = EDGES[int(rand() * len(EDGES))] if rand() < 0.3 else int(rand() * levels)
        count = 1 + int(rand() * 3)
        (right if rand() < bias else wrong)[level] += count
    if right.sum() == 0 or wrong.sum() == 0:
        return None
    auroc, tpr, fpr = metrics.get_auroc(right, wrong)
    success, _, _ = metrics.get_auprc(right, wrong)
    error, _, _ = metrics.get_auprc(wrong[::-1], right[::-1])
    confidence = (np.arange(levels) + 0.5) / levels
    with np.errstate(divide="ignore", invalid="ignore"):
        ece = metrics.get_ece(right, right + wrong, confidence)
    fpr95 = fpr[np.argmax(tpr >= 0.95)]
    return [round(float(value), 9) for value in (auroc, fpr95, success, error, ece)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panopticapi", required=True)
    parser.add_argument("--bravo", required=True)
    arguments = parser.parse_args()
    sys.path[:0] = [arguments.panopticapi, arguments.bravo]
    np.trapz = getattr(np, "trapezoid", None) or np.trapz  # its name in an older numpy
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), tempfile.TemporaryDirectory() as folder:
        out = {
            "panoptic": [panoptic_figures(number, Path(folder)) for number in range(CASES)],
            "bravo": [bravo_figures(number) for number in range(CASES)],
        }
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
