"""Figures of pycocotools for random poses, as src/core/metrics/reference/ compares them.

Each case is drawn from its number as in detections.py, here and in src/core/metrics/reference/keypoint-case.ts.
Cases hold ties, crowds, zero areas, annotation id 0, truths without labelled points, numbers of labelled points
that are not those of the list, results with and without boxes, and own thresholds, limits and spreads.

    python keypoints.py > ../../../src/core/metrics/reference/keypoints.json

Written with pycocotools 2.0.11, numpy 2.4.6.
"""

import contextlib
import io
import json
import sys

import numpy as np
from detections import CASES, mean, mulberry32, rounded
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

AREAS = (0, 30, 1024, 1024.5, 9216, 20000)


def draw_case(number):
    rand = mulberry32(number + 2000)

    def whole(n):
        return int(rand() * n)

    points = 17 if whole(4) > 0 else 3
    own_spreads = points != 17
    with_boxes = whole(3) == 0
    categories = [{"id": i + 1, "name": str(i + 1)} for i in range(1 + whole(2))]
    first_id = 0 if whole(8) == 0 else 1
    images, annotations, results = [], [], []
    for image in range(1, 2 + whole(4)):
        images.append({"id": image, "width": 200, "height": 200, "file_name": f"{image}.png"})
        truths = []
        for _ in range(whole(5)):
            labelled = whole(5) > 0
            pose = []
            for _ in range(points):
                pose += [whole(120), whole(120), whole(3) if labelled else 0]
            count = sum(v > 0 for v in pose[2::3])
            truths.append(pose)
            annotations.append(
                {"id": first_id + len(annotations), "image_id": image, "category_id": 1 + whole(len(categories)),
                 "bbox": [whole(60), whole(60), whole(100), whole(100)], "keypoints": pose,
                 "num_keypoints": 0 if whole(10) == 0 else count, "area": AREAS[whole(6)] if whole(3) == 0 else 3000,
                 "iscrowd": int(whole(6) == 0), "ignore": int(whole(8) == 0)}
            )
        for _ in range(whole(7)):
            if truths and whole(4) > 0:
                reach = (2, 8, 30)[whole(3)]
                pose = [value + whole(reach) for value in truths[whole(len(truths))]]
            else:
                pose = [whole(120) for _ in range(3 * points)]
            result = {"image_id": image, "category_id": 1 + whole(len(categories)), "score": whole(6) / 5,
                      "keypoints": pose}
            if with_boxes:
                result["bbox"] = [whole(60), whole(60), whole(120), whole(120)]
            results.append(result)
    choices = whole(4)
    options = {
        "maxDetections": [1, 3] if choices == 1 else [20],
        "thresholds": [0.3, 0.5, 0.9] if choices == 2 else None,
        "areas": [["tiny", 0, 1024], ["rest", 1024, 1e5]] if choices == 3 else None,
        "sigmas": [0.05, 0.1, 0.2] if own_spreads else None,
    }
    return {"images": images, "annotations": annotations, "categories": categories}, results, options


def figures(number):
    truth, results, options = draw_case(number)
    if not results:
        return None
    gt = COCO()
    gt.dataset = truth
    gt.createIndex()
    run = COCOeval(gt, gt.loadRes(results), "keypoints")
    run.params.maxDets = options["maxDetections"]
    if options["thresholds"]:
        run.params.iouThrs = np.array(options["thresholds"])
    if options["areas"]:
        run.params.areaRng = [[0, 1e10]] + [[low, high] for _, low, high in options["areas"]]
        run.params.areaRngLbl = ["all"] + [name for name, _, _ in options["areas"]]
    if options["sigmas"]:
        run.params.kpt_oks_sigmas = np.array(options["sigmas"])
    run.evaluate()
    run.accumulate()
    precision, recall = run.eval["precision"], run.eval["recall"]  # [T, R, K, A, M], [T, K, A, M]

    def place(iou):
        return np.where(np.isclose(run.params.iouThrs, iou))[0]

    def precision_at(iou):
        return mean(precision[place(iou), :, :, 0, -1]) if place(iou).size else -1

    def recall_at(iou):
        return mean(recall[place(iou), :, 0, -1]) if place(iou).size else -1

    areas = range(1, precision.shape[3])
    out = [mean(precision[:, :, :, 0, -1]), precision_at(0.5), precision_at(0.75)]
    out += [mean(precision[:, :, :, a, -1]) for a in areas]
    out += [mean(recall[:, :, 0, m]) for m in range(recall.shape[3])]
    out += [recall_at(0.5), recall_at(0.75)]
    out += [mean(recall[:, :, a, -1]) for a in areas]
    return rounded(out)


def main():
    with contextlib.redirect_stdout(io.StringIO()):
        out = [figures(number) for number in range(CASES)]
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
