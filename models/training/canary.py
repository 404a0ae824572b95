"""Pictures of known answer: what a right backend gives for two pictures made by formula.

The formulas and the file's layout are those of src/runtime/canary-pictures.ts and
src/contract/canary.ts; the numbers are PyTorch's in fp32.
"""

import numpy as np
import torch

from interpret import Interpreter

SIDE = 96
CASES = (("disk", (48.0, 48.0)), ("stripes", (40.0, 40.0)))
TOLERANCE = {"logit": 0.25, "score": 0.02, "embedding": 0.01}


def picture(name: str, side: int) -> np.ndarray:
    """``uint8 [side, side, 3]``; integer arithmetic only."""
    y, x = np.mgrid[0:side, 0:side].astype(np.int64)
    if name == "disk":
        dx, dy = 2 * x + 1 - side, 2 * y + 1 - side
        inside = 9 * (dx * dx + dy * dy) < 4 * side * side
        ground = np.stack([20 + 60 * x // side, np.full_like(x, 50), 40 + 70 * y // side], 2)
        return np.where(inside[..., None], [224, 176, 48], ground).astype(np.uint8)
    band = (4 * (x + 2 * y) // side) % 2 == 0
    dark = np.stack([np.full_like(x, 40), 90 + 80 * y // side, np.full_like(x, 190)], 2)
    light = np.stack([np.full_like(x, 230), 220 - 60 * x // side, np.full_like(x, 210)], 2)
    return np.where(band[..., None], dark, light).astype(np.uint8)


@torch.no_grad()
def make_canary(
    encoder: Interpreter, decoder: Interpreter, weights: dict[str, str]
) -> dict[str, object]:
    """The content of canary.json; ``weights`` are the SHA-256 of the files by role."""
    cases = []
    for name, point in CASES:
        image = torch.from_numpy(picture(name, SIDE).transpose(2, 0, 1)[None].copy()).float() / 255
        features, embedding, detail, *_ = encoder(image)
        half = SIDE // 2
        masks, scores = decoder(
            features, embedding, detail, torch.tensor([[point]]), torch.ones(1, 1),
            torch.zeros(1, 1, half, half), torch.zeros(1))
        three = masks[0, 1:].numpy()
        # The page offers the three candidates from small to large.
        order = np.argsort((three > 0).sum((1, 2)), kind="stable")
        smallest = three[order[0]]
        grid = range(4, half, 8)
        cases.append({
            "picture": name,
            "side": SIDE,
            "point": list(point),
            "expected": {
                "width": half,
                "height": half,
                "logits": [[x, y, round(float(smallest[y, x]), 4)] for y in grid for x in grid],
                "scores": [round(float(scores[0, 1 + k]), 4) for k in order],
                "embedding": {
                    "mean": round(float(features.mean()), 5),
                    "std": round(float(features.std(unbiased=False)), 5),
                },
            },
        })
    return {"schema": 1, "model": "playground", "weights": weights, "tolerance": TOLERANCE,
            "cases": cases}
