"""Quick boundary score: ``python borders.py --data BSDS_DIR --checkpoint RUN/last.pt``.

``BSDS_DIR`` has ``images/test/*.jpg`` and ``groundTruth/test/*.mat`` (searched for below it). The
matching is by distance alone (not one to one), so the figure is an estimate of ODS that lies a
little above the official one; the project's own benchmark command has the official matching.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
from scipy.io import loadmat

from evaluate import FromModel, Segmenter, to_input

TOLERANCE = 0.0075
THRESHOLDS = np.linspace(0.05, 0.95, 19)


def thin(prob: np.ndarray) -> np.ndarray:
    """Keeps local maxima across the border (the direction from the smoothed second derivatives)."""
    smooth = cv2.GaussianBlur(prob, (0, 0), 2.0)
    xx = cv2.Sobel(smooth, cv2.CV_32F, 2, 0, ksize=5)
    yy = cv2.Sobel(smooth, cv2.CV_32F, 0, 2, ksize=5)
    xy = cv2.Sobel(smooth, cv2.CV_32F, 1, 1, ksize=5)
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    # Of the two principal directions, the one of the stronger negative curvature.
    along = xx * np.cos(angle) ** 2 + yy * np.sin(angle) ** 2 + 2 * xy * np.cos(angle) * np.sin(angle)
    angle = np.where(along <= (xx + yy) - along, angle, angle + np.pi / 2)
    h, w = prob.shape
    gy, gx = np.mgrid[0:h, 0:w].astype(np.float32)
    dx, dy = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    out = prob.copy()
    for s in (-1, 1):
        other = cv2.remap(prob, gx + s * dx, gy + s * dy, cv2.INTER_LINEAR)
        out[prob * 1.001 < other] = 0
    return out


@torch.no_grad()
def border_map(model: Segmenter, image: np.ndarray, longest: int = 512) -> np.ndarray:
    """Border probability at the size of the photo."""
    x, scale = to_input(image, longest)
    logits = model.encode(x)[3]
    full = torch.nn.functional.interpolate(logits, scale_factor=4, mode="bilinear", align_corners=False)
    h, w = image.shape[:2]
    prob = torch.sigmoid(full)[0, 0, : round(h * scale), : round(w * scale)].numpy()
    return cv2.resize(prob, (w, h), interpolation=cv2.INTER_LINEAR)


def counts(prob: np.ndarray, truths: list[np.ndarray]) -> np.ndarray:
    """For each threshold: matched truth, truth, matched prediction, prediction (pixels)."""
    reach = TOLERANCE * float(np.hypot(*prob.shape))
    near = [cv2.distanceTransform(1 - t, cv2.DIST_L2, 5) <= reach for t in truths]
    any_near = np.logical_or.reduce(near)
    rows = []
    for threshold in THRESHOLDS:
        found = (prob >= threshold).astype(np.uint8)
        by = cv2.distanceTransform(1 - found, cv2.DIST_L2, 5) <= reach
        if not found.any():
            by[:] = False
        rows.append([sum(int((by & (t > 0)).sum()) for t in truths), sum(int(t.sum()) for t in truths),
                     int((found.astype(bool) & any_near).sum()), int(found.sum())])
    return np.array(rows, np.float64)


def best_f(total: np.ndarray) -> float:
    recall = total[:, 0] / np.maximum(total[:, 1], 1)
    precision = total[:, 2] / np.maximum(total[:, 3], 1)
    return float((2 * precision * recall / np.maximum(precision + recall, 1e-9)).max())


def estimate(model: Segmenter, root: Path, limit: int = 0) -> tuple[float, float]:
    """Estimated ODS and OIS over the test photos below ``root``."""
    files = [p for p in sorted(root.rglob("*.jpg")) if p.parent.name == "test"]
    truth_of = {p.stem: p for p in root.rglob("*.mat") if p.parent.name == "test"}
    total, best = np.zeros((len(THRESHOLDS), 4)), []
    for path in files[:limit] if limit else files:
        image = np.ascontiguousarray(cv2.imread(str(path))[:, :, ::-1])
        cells = loadmat(str(truth_of[path.stem]))["groundTruth"][0]
        truths = [c["Boundaries"][0, 0].astype(np.uint8) for c in cells]
        rows = counts(thin(border_map(model, image)), truths)
        total += rows
        best.append(rows[int(np.argmax([best_f(r[None]) for r in rows]))])
    return best_f(total), best_f(np.sum(best, 0)[None])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0)
    a = parser.parse_args()
    torch.set_num_threads(1)
    ods, ois = estimate(FromModel(a.checkpoint), a.data, a.limit)
    print(f"estimated ODS {ods:.3f}, OIS {ois:.3f}")


if __name__ == "__main__":
    main()
