"""Trains only the boundary head: ``python edge_head.py --data DIR --checkpoint IN --out OUT``.

Everything below the head is frozen, so its input is computed once for each photo (as it is, mirrored
and at a random scale) and kept in memory; then many passes over it cost little. Reads the training
side of BSDS500's train and val photos; the validation side says how well it goes. Never reads the
test photos.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from augment import MEAN_COLOUR, border_target
from data import Photo, list_photos, read_photo
from losses import border_loss
from train import Model, load_any

SETS = ("bsds_train", "bsds_val")
LONGEST = 512
CROP = 64
BATCH = 8


@torch.no_grad()
def kept_item(
    model: Model, photo: Photo, longest: int, mirrored: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """The head's input ``[64, h, w]`` (fp16), target and known ``[h, w]`` of one view of a photo."""
    image, maps = read_photo(photo)
    scale = longest / max(image.shape[:2])
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    image = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    maps = [cv2.resize(r, size, interpolation=cv2.INTER_NEAREST) for r in maps]
    pad = -size[1] % 32, -size[0] % 32
    image = cv2.copyMakeBorder(image, 0, pad[0], 0, pad[1], cv2.BORDER_CONSTANT, value=MEAN_COLOUR)
    maps = [np.pad(r, ((0, pad[0]), (0, pad[1]))) for r in maps]
    if mirrored:
        image, maps = image[:, ::-1], [r[:, ::-1] for r in maps]
    target, known = border_target([np.ascontiguousarray(r) for r in maps])
    x = torch.from_numpy(image.transpose(2, 0, 1)[None].copy()).float() / 255
    y, _ = model.enc.trunk(x)
    return y[0].half(), torch.from_numpy(target), torch.from_numpy(known.astype(np.float32))


def keep(model: Model, photos: list[Photo], views: int, seed: int) -> list[tuple[Tensor, Tensor, Tensor]]:
    """``views`` views of each photo: as it is, mirrored, then at random scales."""
    rng = np.random.default_rng(seed)
    items = []
    for photo in photos:
        for view in range(views):
            longest = LONGEST if view < 2 else int(rng.integers(10, 21)) * 32
            items.append(kept_item(model, photo, longest, view == 1 or (view > 1 and rng.random() < 0.5)))
    return items


def crops(
    items: list[tuple[Tensor, Tensor, Tensor]], rng: np.random.Generator, most: int = CROP
) -> list[Tensor]:
    """A batch of random windows of the kept maps."""
    chosen = []
    for _ in range(BATCH):
        y, target, known = items[int(rng.integers(len(items)))]
        side = min(most, *(min(t.shape) for _, t, _ in items))
        top = int(rng.integers(target.shape[0] - side + 1))
        left = int(rng.integers(target.shape[1] - side + 1))
        window = slice(top, top + side), slice(left, left + side)
        chosen.append((y[(slice(None), *window)].float(), target[window], known[window]))
    return [torch.stack(part) for part in zip(*chosen)]


def train_head(
    model: Model, items: list[tuple[Tensor, Tensor, Tensor]], steps: int, rate: float, seed: int
) -> float:
    """Trains ``edge`` and ``edges`` in place; returns the mean loss of the last tenth."""
    rng = np.random.default_rng(seed)
    heads = nn.ModuleList([model.enc.edge, model.enc.edges])
    optimiser = torch.optim.AdamW(heads.parameters(), lr=rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.1)
    last = []
    for step in range(steps):
        y, target, known = crops(items, rng)
        loss = border_loss(model.enc.borders(y)[:, 0], target, known)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        if step >= 0.9 * steps:
            last.append(float(loss))
    return float(np.mean(last))


@torch.no_grad()
def loss_of(model: Model, items: list[tuple[Tensor, Tensor, Tensor]]) -> float:
    """Mean loss over whole photos."""
    return float(np.mean([
        float(border_loss(model.enc.borders(y[None].float())[:, 0], t[None], k[None]))
        for y, t, k in items]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--views", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    model = Model()
    state = load_any(model, a.checkpoint)
    model.eval()
    sides = [[p for p in list_photos(a.data, side) if p.set in SETS] for side in (False, True)]
    learn = keep(model, sides[0], a.views, a.seed)
    check = keep(model, sides[1], 1, a.seed)
    print(f"{len(sides[0])} photos to learn from, {len(sides[1])} to check; loss {loss_of(model, check):.4f}", flush=True)
    reached = train_head(model, learn, a.steps, a.rate, a.seed)
    print(f"learnt to {reached:.4f}; checked {loss_of(model, check):.4f}")
    torch.save({**state, "enc": model.enc.state_dict()}, a.out)


if __name__ == "__main__":
    main()
