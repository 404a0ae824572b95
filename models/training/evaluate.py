"""Scores with the robot user: ``python evaluate.py --data DIR --checkpoint RUN/last.pt``.

Only photos of the validation side of the split (``--all`` for a folder that was never trained on).
Longest side 512; at most three objects of at least 1 % of each photo, chosen by hash of their
label; the robot starts at the centre of the object and then clicks the deepest point of the error.
"""

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from augment import MEAN_COLOUR
from data import Photo, list_photos, read_photo
from prompts import box_of, centre_of, next_click

Features = tuple[Tensor, Tensor, Tensor]
EVERYDAY = ("coco_mini", "coco_panoptic")
EVALUATED = (
    "coco_mini", "coco_panoptic", "coco_person_vehicle", "pennfudan", "ccp", "feral_cat",
    "flowers17", "endangered", "food_rezayoga", "bottles", "cow30", "pets128")


class Segmenter(Protocol):
    """The contract of the exported files, on tensors."""

    def encode(self, image: Tensor) -> tuple[Tensor, ...]: ...

    def decode(
        self, features: Features, coords: Tensor, labels: Tensor, mask: Tensor, has_mask: Tensor
    ) -> tuple[Tensor, Tensor]: ...


class FromModel:
    """A trained model behind the contract of the exported files."""

    def __init__(self, checkpoint: Path):
        from train import Model, load_any

        self.model = Model()
        load_any(self.model, checkpoint)
        self.model.eval()

    def encode(self, image: Tensor) -> tuple[Tensor, ...]:
        return self.model.enc(image)

    def decode(
        self, features: Features, coords: Tensor, labels: Tensor, mask: Tensor, has_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        out = self.model.dec(*features, coords[None], labels[None], mask[None, :, 0], has_mask[None])
        return out["masks"], torch.sigmoid(out["iou"])


def to_input(image: np.ndarray, longest: int) -> tuple[Tensor, float]:
    """Picture as the encoder gets it: resized, padded right and below with the mean colour."""
    h, w = image.shape[:2]
    scale = longest / max(h, w)
    nh, nw = max(1, round(h * scale)), max(1, round(w * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(image, (nw, nh), interpolation=how)
    ph, pw = -nh % 32, -nw % 32
    padded = cv2.copyMakeBorder(small, 0, ph, 0, pw, cv2.BORDER_CONSTANT, value=MEAN_COLOUR)
    return torch.from_numpy(padded.transpose(2, 0, 1)[None].copy()).float() / 255, scale


def to_masks(logits: Tensor, photo: tuple[int, int], scale: float) -> np.ndarray:
    """Logits ``[B, h/2, w/2]`` of the padded input as masks of the photo's size."""
    full = F.interpolate(logits[:, None].float(), scale_factor=2, mode="bilinear", align_corners=False)
    h, w = round(photo[0] * scale), round(photo[1] * scale)
    cropped = full[:, :, :h, :w]
    if (h, w) != photo:
        cropped = F.interpolate(cropped, photo, mode="bilinear", align_corners=False)
    return (cropped[:, 0] > 0).numpy()


def iou(a: np.ndarray, b: np.ndarray) -> float:
    union = int((a | b).sum())
    return int((a & b).sum()) / union if union else 1.0


def objects_of(photo: Photo, maps: list[np.ndarray], most: int = 3) -> list[np.ndarray]:
    """Objects to ask for: at least 1 % of the photo, ordered by hash of the label."""
    labels = maps[-1]
    counts = np.bincount(labels.ravel())
    names = [v for v in range(1, len(counts)) if counts[v] >= 0.01 * labels.size]
    names.sort(key=lambda v: hashlib.sha256(f"{photo.set}/{photo.stem}/{v}".encode()).digest())
    return [labels == v for v in names[:most]]


@torch.no_grad()
def score_photo(
    model: Segmenter, image: np.ndarray, truths: list[np.ndarray], clicks: int, longest: int = 512
) -> list[dict[str, float]]:
    """One row of figures for each object."""
    x, scale = to_input(image, longest)
    features = model.encode(x)[:3]
    b, h2, w2 = len(truths), x.shape[2] // 2, x.shape[3] // 2
    size = image.shape[0], image.shape[1]
    empty, none = torch.zeros(b, 1, h2, w2), torch.zeros(b)

    def place(p: tuple[float, float]) -> list[float]:
        return [(p[0] + 0.5) * scale - 0.5, (p[1] + 0.5) * scale - 0.5]

    boxes = [box_of(t) for t in truths]
    corners = torch.tensor([[place(v[:2]), place(v[2:])] for v in boxes])
    masks, _ = model.decode(features, corners, torch.tensor([[2.0, 3.0]] * b), empty, none)
    from_box = to_masks(masks[:, 0], size, scale)
    rows: list[dict[str, float]] = [{"box": iou(m, t)} for m, t in zip(from_box, truths)]

    points = [[place(centre_of(t))] for t in truths]
    seen = [np.zeros(size, bool) for _ in truths]
    for s, t in zip(seen, truths):
        cx, cy = centre_of(t)
        s[cy, cx] = True
    labels = [[1.0] for _ in truths]
    coords, codes = torch.tensor(points), torch.tensor(labels)
    masks, judged = model.decode(features, coords, codes, empty, none)
    pick = judged[:, 1:].argmax(1) + 1
    three = [to_masks(masks[:, k], size, scale) for k in range(4)]
    current = []
    for i, t in enumerate(truths):
        values = [iou(three[k][i], t) for k in range(4)]
        k = int(pick[i])
        rows[i] |= {"oracle@1": max(values[1:]), "chosen@1": values[k], "single@1": values[0],
                    "judge": abs(float(judged[i, k]) - values[k])}
        rows[i]["_1"] = values[k]
        current.append(three[k][i])
    prev = masks[torch.arange(b), pick][:, None]
    for n in range(2, clicks + 1):
        for i, t in enumerate(truths):
            px, py, label = next_click(current[i], t, seen[i])
            seen[i][py, px] = True
            points[i].append(place((px, py)))
            labels[i].append(float(label))
        masks, _ = model.decode(features, torch.tensor(points), torch.tensor(labels), prev,
                                torch.ones(b))
        prev = masks[:, :1]
        guess = to_masks(masks[:, 0], size, scale)
        for i, t in enumerate(truths):
            current[i] = guess[i]
            rows[i][f"_{n}"] = iou(guess[i], t)
    for row in rows:
        series = [row.pop(f"_{n}") for n in range(1, clicks + 1)]
        for n in (3, 5, 10, 20):
            if n <= clicks:
                row[f"@{n}"] = series[n - 1]
        for goal in (85, 90):
            reached = [n for n, v in enumerate(series, 1) if v >= goal / 100]
            row[f"NoC@{goal}"] = reached[0] if reached else clicks
    return rows


def evaluate(
    model: Segmenter, photos: list[Photo], clicks: int, limit: int,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, dict[str, float]]:
    """Mean figures of each set, and of the everyday objects (COCO) together as ``everyday``."""
    rows: dict[str, list[dict[str, float]]] = {}
    for name in EVALUATED:
        own = [p for p in photos if p.set == name]
        for photo in own[:limit] if limit else own:
            image, maps = read_photo(photo)
            truths = objects_of(photo, maps)
            if truths:
                rows.setdefault(name, []).extend(score_photo(model, image, truths, clicks))
        if name in rows:
            say(f"{name}: {len(rows[name])} objects")
    everyday = [r for name in EVERYDAY for r in rows.get(name, [])]
    if everyday:
        rows["everyday"] = everyday
    return {
        name: {"objects": len(own)} | {k: float(np.mean([r[k] for r in own])) for k in own[0]}
        for name, own in rows.items()}


def table(scores: dict[str, dict[str, float]]) -> str:
    """The scores as a Markdown table."""
    keys = [k for k in next(iter(scores.values())) if k != "objects"]
    lines = ["| set | objects | " + " | ".join(keys) + " |", "|---" * (len(keys) + 2) + "|"]
    for name, row in scores.items():
        cells = [f"{row[k]:.2f}" if k.startswith("NoC") else f"{row[k]:.3f}" for k in keys]
        lines.append(f"| {name} | {int(row['objects'])} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--clicks", type=int, default=5)
    parser.add_argument("--limit", type=int, default=0, help="photos a set; 0 = all")
    parser.add_argument("--all", action="store_true", help="not only the validation side")
    parser.add_argument("--sets", nargs="*", help="only these sets")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    photos = list_photos(a.data, None if a.all else True)
    if a.sets:
        photos = [p for p in photos if p.set in a.sets]
    scores = evaluate(FromModel(a.checkpoint), photos, a.clicks, a.limit)
    print(table(scores))
    if a.json:
        a.json.write_text(json.dumps(scores, indent=1))


if __name__ == "__main__":
    main()
