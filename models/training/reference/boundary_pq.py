"""Boundary PQ of random panoptic maps by boundary-iou-api, for src/core/metrics/reference/.

Each case is drawn from its number as in detections.py. Segments have ids from 1001 on, since the program marks the
inside of segments with the id after the largest category and mixes it up with a segment of this id.

    python boundary_pq.py --panopticapi FOLDER --boundary FOLDER > ../../../src/core/metrics/reference/boundary-pq.json

Written with boundary-iou-api at commit 37d2558, panopticapi at 7bb4655, numpy 2.4.6, OpenCV 5.0.
"""

import argparse
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from detections import mulberry32
from PIL import Image

CASES = 200
SIDE = 40
FIRST = 1001


def draw_case(number):
    rand = mulberry32(number + 4000)

    def whole(n):
        return int(rand() * n)

    categories = {i + 1: {"id": i + 1, "isthing": whole(2)} for i in range(1 + whole(3))}

    def blocks(count):
        ids = np.zeros((SIDE, SIDE), np.uint32)
        for segment in range(count):
            x, y, w, h = whole(30), whole(30), 4 + whole(30), 4 + whole(30)
            ids[y : y + h, x : x + w] = FIRST + segment
        return ids

    truth = blocks(1 + whole(4))
    if whole(4) > 0:
        right, down = whole(3), whole(3)
        prediction = np.zeros_like(truth)
        prediction[down:, right:] = truth[: SIDE - down, : SIDE - right]
    else:
        prediction = blocks(1 + whole(4))

    def segments(ids, predicted):
        found = []
        for segment in range(FIRST, FIRST + 4):
            category, crowd = 1 + segment % len(categories), whole(6) == 0
            area = int((ids == segment).sum())
            if area > 0:
                found.append({"id": segment, "category_id": category, "iscrowd": int(crowd and not predicted), "area": area})
        return found

    ratio = (0.005, 0.02, 0.05, 0.1)[whole(4)]
    return categories, truth, segments(truth, False), prediction, segments(prediction, True), ratio


def figures(number, folder, score):
    categories, truth, true_segments, prediction, found_segments, ratio = draw_case(number)
    for name, ids in (("truth", truth), ("prediction", prediction)):
        (folder / name).mkdir(exist_ok=True)
        colours = np.stack([ids % 256, ids // 256 % 256, ids // 65536], axis=-1).astype(np.uint8)
        Image.fromarray(colours).save(folder / name / "a.png")
    pair = [
        ({"image_id": 1, "file_name": "a.png", "segments_info": true_segments},
         {"image_id": 1, "file_name": "a.png", "segments_info": found_segments})
    ]
    stat = score(0, pair, str(folder / "truth"), str(folder / "prediction"), categories, "boundary", ratio)
    out = []
    for is_thing in (None, True, False):
        try:
            result, _ = stat.pq_average(categories, isthing=is_thing)
            out += [round(float(result[key]), 12) for key in ("pq", "sq", "rq")]
        except ZeroDivisionError:
            out += [-1, -1, -1]
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panopticapi", required=True, help="folder that holds panopticapi/")
    parser.add_argument("--boundary", required=True, help="folder that holds boundary_iou/")
    given = parser.parse_args()
    sys.path[:0] = [given.panopticapi, given.boundary]
    from boundary_iou.coco_panoptic_api.evaluation import pq_compute_single_core

    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        out = [figures(number, Path(name), pq_compute_single_core) for number in range(CASES)]
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
