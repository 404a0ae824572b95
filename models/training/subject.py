"""Trains the ``subject`` output alone: ``python subject.py --data DIR --checkpoint A --cache DIR --out B``.

Everything else of the encoder stays to the bit, so it runs once a photo and its levels are kept on
disk (about 1.5 MB a photo and pass); the head alone is then trained for many rounds. Resumes: what is
cached is not computed again, and ``B`` is gone on from where it exists.
"""

import argparse
import time
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from augment import recolour
from data import TRAITS, Photo, list_photos, read_photo
from evaluate import to_input
from losses import subject_loss
from train import Model, has_bf16, load_any, rate_scale

SIDES = (352, 416, 480, 512)
SAVE_SECONDS = 120


@dataclass(frozen=True)
class Kept:
    """Levels of one photo (``x32, y16, y8, y4``) and what is asked for, ``[1, 1, H/4, W/4]`` each."""

    levels: tuple[Tensor, ...]
    target: Tensor
    known: Tensor


def quarter(mask: np.ndarray, shape: tuple[int, int], scale: float) -> Tensor:
    """A mask of the photo's size as shares of the cells of a padded input, ``[1, 1, h, w]``."""
    h, w = round(mask.shape[0] * scale), round(mask.shape[1] * scale)
    small = cv2.resize(mask.astype(np.float32), (w, h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    full = np.zeros((4 * shape[0], 4 * shape[1]), np.float32)
    full[:h, :w] = small
    return F.avg_pool2d(torch.from_numpy(full)[None, None], 4)


@torch.no_grad()
def keep(model: Model, photo: Photo, side: int, rng: np.random.Generator | None) -> Kept:
    """Encodes one photo; with ``rng`` mirrored and recoloured by chance."""
    image, maps = read_photo(photo)
    mask = maps[-1] > 0
    if rng is not None:
        if rng.random() < 0.5:
            image, mask = np.ascontiguousarray(image[:, ::-1]), mask[:, ::-1]
        image = recolour(image, rng)
    x, scale = to_input(image, side)
    with torch.autocast("cpu", torch.bfloat16, enabled=rng is not None and has_bf16("cpu")):
        levels = model.enc.levels(x.contiguous(memory_format=torch.channels_last))[:4]
    shape = levels[3].shape[2], levels[3].shape[3]
    known = (quarter(np.ones_like(mask), shape, scale) > 0.5).float()
    return Kept(tuple(t.half() for t in levels), quarter(mask, shape, scale).half(), known.half())


def cache(model: Model, photos: list[Photo], folder: Path, turn: int) -> list[Path]:
    """Files with the levels of every photo, made where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    begun = time.time()
    for i, photo in enumerate(photos):
        file = folder / f"{photo.set}+{photo.stem}.{turn}.pt"
        files.append(file)
        if not file.exists():
            rng = np.random.default_rng([turn, i])
            kept = keep(model, photo, int(rng.choice(SIDES)), rng)
            torch.save((kept.levels, kept.target, kept.known), file.with_suffix(".part"))
            file.with_suffix(".part").replace(file)
        if i % 100 == 99:
            print(f"pass {turn}: {i + 1} of {len(photos)}, {time.time() - begun:.0f} s", flush=True)
    return files


@torch.no_grad()
def score(model: Model, photos: list[Photo], side: int = 512) -> float:
    """Mean IoU of the output at 0 over the photos, counted on its own cells."""
    values = []
    for photo in photos:
        kept = keep(model, photo, side, None)
        found = (model.enc.subject(*(t.float() for t in kept.levels)) > 0) & (kept.known > 0)
        truth = kept.target > 0.5
        union = int((found | truth).sum())
        values.append(int((found & truth).sum()) / union if union else 1.0)
    return float(np.mean(values))


Sample = tuple[tuple[Tensor, ...], Tensor, Tensor]


def read_coarse(file: Path) -> Sample:
    """What the head needs at 1/8: a quarter of the file, kept in memory."""
    levels, target, known = torch.load(file)
    known = F.avg_pool2d(known.float(), 2)
    return levels[:3], F.avg_pool2d(target.float(), 2), (known > 0.5).float()


def train_head(
    model: Model, files: list[Path], out: Path, minutes: float, batch: int, rate: float, seed: int, coarse: bool,
) -> None:
    """AdamW on the head with averaged weights, written to ``out`` beside the untouched rest.

    ``coarse``: only the layers up to 1/8, which decide nearly everything, under a layer of their own
    that is not kept; a step takes a fifth of the time.
    """
    head = model.enc.subject
    averaged = deepcopy(head)
    extra = torch.nn.Conv2d(head.mix8.out_channels, 1, 1)
    learnt = [*head.parameters(), *(extra.parameters() if coarse else ())]
    optimiser = torch.optim.AdamW(learnt, lr=rate, betas=(0.9, 0.98), weight_decay=0.02)
    samples = [read_coarse(f) for f in files] if coarse else []
    rng = np.random.default_rng(seed)
    begun = saved = time.time()
    shown: list[float] = []
    step = 0

    def write() -> None:
        enc = model.enc.state_dict() | {f"subject.{k}": v for k, v in averaged.state_dict().items()}
        torch.save({"enc": enc, "dec": model.dec.state_dict()}, out.with_suffix(".part"))
        out.with_suffix(".part").replace(out)

    while (progress := (time.time() - begun) / 60 / minutes) < 1:
        step += 1
        for group in optimiser.param_groups:
            group["lr"] = rate * rate_scale(progress) * min(1.0, step / 50)
        for i in rng.integers(len(files), size=batch):
            levels, target, known = samples[int(i)] if coarse else torch.load(files[int(i)])
            wide = [t.float() for t in levels]
            logits = extra(head.coarse(*wide)) if coarse else head(*wide)
            loss = subject_loss(logits, target.float(), known.float()) / batch
            loss.backward()
            shown.append(float(loss.detach()) * batch)
        torch.nn.utils.clip_grad_norm_(learnt, 3.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        decay = min(0.99, (1 + step) / (10 + step))
        with torch.no_grad():
            for a, b in zip(averaged.parameters(), head.parameters()):
                a.lerp_(b, 1 - decay)
        if step % 50 == 0:
            print(f"step {step}: {np.mean(shown):.4f}, {(time.time() - begun) / 60:.1f} min", flush=True)
            shown = []
        if time.time() - saved > SAVE_SECONDS:
            saved = time.time()
            write()
    head.load_state_dict(averaged.state_dict())
    write()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, help="hashes of photos kept aside")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=1, help="differently augmented copies of each photo")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--coarse", action="store_true", help="only the layers up to 1/8: do this first")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only-cache", action="store_true")
    parser.add_argument("--score", action="store_true", help="only: mean IoU on the validation side")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    # Features kept as fp16 hold denormal numbers: with them a step takes four times as long.
    torch.set_flush_denormal(True)
    torch.manual_seed(a.seed)
    model = Model()
    load_any(model, a.out if a.out.exists() else a.checkpoint)
    model.eval().requires_grad_(False)
    sets = [name for name, traits in TRAITS.items() if traits.subject]
    if a.score:
        print(f"mean IoU {score(model, list_photos(a.data, True, sets=sets)):.4f}")
        return
    photos = list_photos(a.data, validation=False, held_out=a.held_out, sets=sets)
    np.random.default_rng(a.seed).shuffle(photos)
    files = [f for turn in range(a.passes) for f in cache(model, photos, a.cache, turn)]
    if not a.only_cache:
        model.enc.subject.requires_grad_(True)
        train_head(model, files, a.out, a.minutes, a.batch, a.rate, a.seed, a.coarse)


if __name__ == "__main__":
    main()
