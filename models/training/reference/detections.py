"""Figures of pycocotools and lvis-api for random detections, as src/core/metrics/reference/ compares them.

Each case is drawn from its number by mulberry32, here and in src/core/metrics/reference/detection-case.ts in
the same order, so that only the figures are stored. Cases hold ties, crowds, zero areas, annotation id 0,
ignored truths, categories that the truth does not list, and own thresholds, areas and limits.

    python detections.py --lvis PATH_OF_LVIS_API > ../../../src/core/metrics/reference/detections.json

Written with pycocotools 2.0.11, lvis-api at commit 7d7f07d, numpy 2.4.6.
"""

import argparse
import contextlib
import io
import json
import logging
import sys
from types import SimpleNamespace

import numpy as np
from pycocotools import mask as mask_utils
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

CASES = 500
SIDE = 24
AREAS = (0, 30, 1024, 1024.5, 9216, 20000)


def mulberry32(seed):
    state = seed & 0xFFFFFFFF

    def draw():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return ((t ^ (t >> 14)) & 0xFFFFFFFF) / 4294967296

    return draw


def draw_case(number, lvis):
    rand = mulberry32(number + (1000 if lvis else 0))

    def whole(n):
        return int(rand() * n)

    def rectangle():
        return [whole(20), whole(20), whole(12), whole(12)]

    kind = "bbox" if whole(3) == 0 else "segm"
    categories = [{"id": i + 1, "name": str(i + 1), "frequency": "rcf"[whole(3)]} for i in range(1 + whole(3))]
    first_id = 0 if whole(8) == 0 else 1
    images, annotations, results = [], [], []
    for image in range(1, 2 + whole(4)):
        negative = [c["id"] for c in categories if whole(3) == 0]
        loose = [c["id"] for c in categories if whole(4) == 0]
        images.append(
            {"id": image, "width": SIDE, "height": SIDE, "file_name": f"{image}.png", "neg_category_ids": negative,
             "not_exhaustive_category_ids": loose}
        )
        truths = []
        for _ in range(whole(5)):
            x, y, w, h = rectangle()
            own = whole(3)
            truths.append([x, y, w, h])
            annotations.append(
                {"id": first_id + len(annotations), "image_id": image, "category_id": 1 + whole(len(categories)),
                 "bbox": [x, y, w, h], "segmentation": [[x, y, x, y + h, x + w, y + h, x + w, y]],
                 "area": w * h if own > 0 else AREAS[whole(len(AREAS))],
                 "iscrowd": 0 if lvis else int(whole(6) == 0), "ignore": int(whole(8) == 0)}
            )
        for _ in range(whole(7)):
            box = rectangle()
            if truths and whole(3) > 0:
                box = list(truths[whole(len(truths))])
                box[whole(2)] += whole(3)
            x, y, w, h = box
            # a category beyond the last is one that the truth does not list
            result = {"image_id": image, "category_id": 1 + whole(len(categories) + (0 if lvis else 1)),
                      "score": whole(6) / 5}
            if kind == "bbox":
                result["bbox"] = box
            else:
                polygon = [[x, y, x, y + h, x + w, y + h, x + w, y]]
                result["segmentation"] = mask_utils.frPyObjects(polygon, SIDE, SIDE)[0]
            results.append(result)
    choices = whole(4)
    options = {
        "useCategories": lvis or whole(5) > 0,
        "maxDetections": [1, 2, 3] if choices == 1 else [1, 10, 100],
        "thresholds": [0.3, 0.5, 0.9] if choices == 2 else None,
        "areas": [["tiny", 0, 30], ["rest", 30, 1e5]] if choices == 3 else None,
        "most": 2 if lvis and whole(4) == 0 else 300,
    }
    truth = {"images": images, "annotations": annotations, "categories": categories}
    return kind, truth, results, options


def mean(values):
    values = values[values > -1]
    return float(np.mean(values)) if values.size else -1


def rounded(values):
    return [round(value, 12) for value in values]


def coco_figures(number):
    kind, truth, results, options = draw_case(number, lvis=False)
    if not results:
        return None
    gt = COCO()
    gt.dataset = truth
    gt.createIndex()
    run = COCOeval(gt, gt.loadRes(results), kind)
    run.params.useCats = int(options["useCategories"])
    run.params.maxDets = options["maxDetections"]
    if options["thresholds"]:
        run.params.iouThrs = np.array(options["thresholds"])
    if options["areas"]:
        run.params.areaRng = [[0, 1e10]] + [[low, high] for _, low, high in options["areas"]]
        run.params.areaRngLbl = ["all"] + [name for name, _, _ in options["areas"]]
    run.evaluate()
    run.accumulate()
    precision, recall = run.eval["precision"], run.eval["recall"]  # [T, R, K, A, M], [T, K, A, M]

    def at(iou):
        found = np.where(np.isclose(run.params.iouThrs, iou))[0]
        return mean(precision[found, :, :, 0, -1]) if found.size else -1

    figures = [mean(precision[:, :, :, 0, -1]), at(0.5), at(0.75)]
    areas = range(1, precision.shape[3])
    figures += [mean(precision[:, :, :, a, -1]) for a in areas]
    figures += [mean(recall[:, :, 0, m]) for m in range(recall.shape[3])]
    figures += [mean(recall[:, :, a, -1]) for a in areas]
    return rounded(figures)


def lvis_figures(number):
    from lvis.eval import LVISEval
    from lvis.lvis import LVIS
    from lvis.results import LVISResults

    kind, truth, results, options = draw_case(number, lvis=True)
    if not results or not truth["annotations"]:
        return None
    gt = LVIS.__new__(LVIS)
    gt.logger = logging.getLogger("lvis")
    gt.dataset = truth
    gt._create_index()
    run = LVISEval(gt, LVISResults(gt, results, max_dets=options["most"]), kind)
    run.params.max_dets = options["most"]
    run.run()
    return rounded(float(value) for value in run.get_results().values())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lvis", required=True, help="folder of lvis-api, which holds lvis/")
    sys.path.insert(0, parser.parse_args().lvis)
    np.float = float  # lvis-api was written for an older numpy
    sys.modules["lvis.vis"] = SimpleNamespace(LVISVis=None)  # drawing is not needed, nor what it imports
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        out = {
            "coco": [coco_figures(number) for number in range(CASES)],
            "lvis": [lvis_figures(number) for number in range(CASES)],
        }
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
