"""Pictures of failures: ``python failures.py --model ../playground --samples ../../public/samples --out ../playground``.

Clicks the centre of every object of the project's own sample pictures (whose true masks lie beside
them), with the shipped weights, and writes the objects on which the model's own choice is worst: on
the left the picture with the object's outline and the click, on the right the answer. At most one a
picture, so that the same weakness is not shown again and again. Prints one line of Markdown each.
"""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from evaluate import Segmenter, iou, to_input, to_masks
from prompts import centre_of
from recover import recover

GREEN, ORANGE = (0, 158, 115), (213, 94, 0)
SIDE = 340
SMALLEST_PART = 0.01
QUALITY = 78


class Shipped:
    """The exported files behind the contract that ``evaluate`` uses."""

    def __init__(self, folder: Path):
        self.model = recover(folder)

    def encode(self, image: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.model.enc(image)

    def decode(self, features, coords, labels, mask, has_mask):  # noqa: ANN001, ANN201
        out = self.model.dec(*features, coords[None], labels[None], mask[None, :, 0], has_mask[None])
        return out["masks"], torch.sigmoid(out["iou"])


def mask_of_rle(text: str, width: int, height: int) -> np.ndarray:
    """A mask from COCO's compressed run lengths (column by column, starting with zeros)."""
    counts: list[int] = []
    at = 0
    while at < len(text):
        value, shift, more = 0, 0, True
        while more:
            code = ord(text[at]) - 48
            value |= (code & 31) << shift
            more = bool(code & 32)
            at, shift = at + 1, shift + 5
            if not more and code & 16:
                value |= -1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
    flat = np.repeat(np.arange(len(counts)) % 2 == 1, counts)
    return flat.reshape(width, height).T


@torch.no_grad()
def answer(model: Segmenter, image: np.ndarray, truth: np.ndarray) -> dict[str, object]:
    """The model's own choice after one click at the centre, its IoU, and the best of the three."""
    x, scale = to_input(image, 512)
    features = model.encode(x)[:3]
    click = centre_of(truth)
    at = torch.tensor([[[(v + 0.5) * scale - 0.5 for v in click]]])
    half = torch.zeros(1, 1, x.shape[2] // 2, x.shape[3] // 2)
    masks, judged = model.decode(features, at, torch.ones(1, 1), half, torch.zeros(1))
    three = [to_masks(masks[:, k], truth.shape, scale)[0] for k in (1, 2, 3)]
    values = [iou(m, truth) for m in three]
    pick = int(judged[0, 1:].argmax())
    return {"mask": three[pick], "iou": values[pick], "best": max(values), "click": click,
            "expected": float(judged[0, 1 + pick])}


def drawing(image: np.ndarray, truth: np.ndarray, found: dict[str, object]) -> np.ndarray:
    """Both halves beside each other, RGB, each at most ``SIDE`` wide and high."""
    scale = SIDE / max(image.shape[:2])
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    left = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    right = left.copy()
    small = [cv2.resize(m.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
             for m in (truth, np.asarray(found["mask"]))]
    for half, mask, colour in ((left, small[0], GREEN), (right, small[1], ORANGE)):
        tint = (0.55 * half + 0.45 * np.array(colour)).astype(np.uint8)
        half[mask > 0] = tint[mask > 0]
        lines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(half, lines, -1, colour, 2)
        x, y = (round((v + 0.5) * scale) for v in found["click"])  # type: ignore[union-attr]
        cv2.circle(half, (x, y), 6, (255, 255, 255), -1)
        cv2.circle(half, (x, y), 4, (0, 0, 0), -1)
    gap = np.full((size[1], 8, 3), 255, np.uint8)
    return np.concatenate([left, gap, right], 1)


def worst_cases(model: Segmenter, samples: Path, most: int) -> list[dict[str, object]]:
    """The worst object of each sample picture, worst first."""
    cases = []
    for sample in json.loads((samples / "index.json").read_text())["samples"]:
        file = json.loads((samples / sample["truth"]).read_text())
        image = np.ascontiguousarray(cv2.imread(str(samples / sample["file"]))[:, :, ::-1])
        own = []
        for entry in file["masks"]:
            truth = mask_of_rle(entry["rle"], file["width"], file["height"])
            if truth.mean() >= SMALLEST_PART:
                own.append({"sample": sample, "name": entry["name"], "truth": truth, "image": image,
                            **answer(model, image, truth)})
        if own:
            cases.append(min(own, key=lambda c: c["iou"]))
    return sorted(cases, key=lambda c: c["iou"])[:most]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--samples", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=4)
    a = parser.parse_args()
    for case in worst_cases(Shipped(a.model), a.samples, a.most):
        sample = case["sample"]
        name = f"failure-{sample['id']}.webp"
        picture = drawing(case["image"], case["truth"], case)
        cv2.imwrite(str(a.out / name), picture[:, :, ::-1], [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
        print(f"![{sample['title']}: {case['name']}, wanted and found]({name})\n\n"
              f"{sample['title']}, {case['name']}: IoU {case['iou']:.2f} for the model's own choice "
              f"(it expected {case['expected']:.2f}), {case['best']:.2f} for the best of three. "
              f"Picture: {sample['credit']}, {sample['licence']}.\n")


if __name__ == "__main__":
    main()
