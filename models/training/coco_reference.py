"""Times pycocotools' COCOeval on a ground truth and a results file; prints the median in milliseconds and the twelve figures as JSON.

Usage: python3 coco_reference.py GT.json DT.json segm|bbox RUNS
Run by bench/metrics/coco.ts where Python has pycocotools; nothing of it ships.
"""
import contextlib
import io
import json
import sys
import time

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def once(truth, results, kind):
    """Milliseconds of evaluate and accumulate, and the figures."""
    evaluation = COCOeval(truth, results, kind)
    started = time.perf_counter()
    evaluation.evaluate()
    evaluation.accumulate()
    ms = (time.perf_counter() - started) * 1000
    evaluation.summarize()
    return ms, evaluation.stats.tolist()


def main():
    gt, dt, kind, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(gt)
        results = truth.loadRes(dt)
        once(truth, results, kind)
        timed = [once(truth, results, kind) for _ in range(runs)]
    times = sorted(ms for ms, _ in timed)
    print(json.dumps({"ms": times[len(times) // 2], "stats": timed[0][1]}))


main()
