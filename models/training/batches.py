"""Endless stream of training batches, made in worker processes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from augment import (
    BOX, BOX_SHARE, CLICK, POINTS, SMALLEST, border_target, choose_targets, half_mask, make_prompt, paste,
    recolour, regions_in, subject_target, warp, warp_matrix,
)
from data import Photo, read_photo, traits_of

SIZES: tuple[tuple[int, int], ...] = (
    (192, 192), (256, 256), (320, 320), (384, 288), (288, 384), (384, 384), (512, 384), (384, 512),
    (512, 512),
)
SIZE_SHARES = (0.03, 0.12, 0.2, 0.1, 0.1, 0.15, 0.125, 0.125, 0.05)
PASTE_SHARE = 0.5
PASTE_MORE = 0.4


Reader = Callable[[Photo], tuple[np.ndarray, list[np.ndarray]]]


@dataclass(frozen=True)
class BatchPlan:
    """How much one step sees: about ``pixels`` picture pixels and ``rows`` prompts a picture."""

    pixels: int = 400_000
    rows: int = 3
    sizes: tuple[tuple[int, int], ...] = SIZES
    shares: tuple[float, ...] = SIZE_SHARES
    box_share: float = BOX_SHARE


class Batches(IterableDataset):
    """Yields dictionaries of tensors; see ``make_batch`` for their shapes."""

    def __init__(self, photos: list[Photo], plan: BatchPlan, seed: int, read: Reader = read_photo):
        super().__init__()
        self.read = read
        if not photos:
            raise ValueError("no photos to train on")
        self.photos, self.plan, self.seed = photos, plan, seed
        weights = np.array([traits_of(p.set).weight for p in photos])
        self.weights = weights / weights.sum()
        self.paste_from = [p for p in photos if traits_of(p.set).paste]

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        info = get_worker_info()
        rng = np.random.default_rng([self.seed, info.id if info else 0])
        import cv2  # each worker is one thread: the others belong to the network

        cv2.setNumThreads(1)
        while True:
            yield self.make_batch(rng)

    def make_batch(self, rng: np.random.Generator) -> dict[str, Tensor]:
        """``image [G,3,H,W]`` uint8, ``target [G,R,H/2,W/2]`` uint8 share, ``valid [G,H/2,W/2]``,
        ``points [G,R,3,2]``, ``labels [G,R,3]``, ``kind [G,R]``, ``edge``/``known`` and
        ``subject``/``subject_known [G,H/4,W/4]``, ``iou_weight [G,R]``."""
        shares = np.array(self.plan.shares) / sum(self.plan.shares)
        size = self.plan.sizes[int(rng.choice(len(shares), p=shares))]
        count = max(1, round(self.plan.pixels / (size[0] * size[1])))
        items: list[dict[str, np.ndarray]] = []
        while len(items) < count:
            photo = self.photos[int(rng.choice(len(self.photos), p=self.weights))]
            item = self.make_item(photo, size, rng)
            if item is not None:
                items.append(item)
        return {k: torch.from_numpy(np.stack([i[k] for i in items])) for k in items[0]}

    def make_item(
        self, photo: Photo, size: tuple[int, int], rng: np.random.Generator
    ) -> dict[str, np.ndarray] | None:
        """One crop with its rows, or nothing where no region is large enough."""
        image, maps = self.read(photo)
        traits = traits_of(photo.set)
        found = regions_in(maps)
        focus = None
        if found:
            k, label, _ = found[int(rng.integers(len(found)))]
            focus = maps[k] == label
        matrix = warp_matrix(image.shape[:2], size, focus, rng)
        crop = warp(image, maps, matrix, size)
        pasted = False
        again = PASTE_SHARE
        while self.paste_from and rng.random() < again:
            again = PASTE_MORE
            other = self.paste_from[int(rng.integers(len(self.paste_from)))]
            other_image, other_maps = self.read(other)
            theirs = [f for f in regions_in(other_maps[-1:]) if f[2] > 4 * SMALLEST]
            if theirs:
                label = theirs[int(rng.integers(len(theirs)))][1]
                source = recolour(other_image, rng) if rng.random() < 0.5 else other_image
                crop = paste(crop, source, other_maps[-1] == label, rng)
                pasted = True
        targets = choose_targets(crop, traits, self.plan.rows, rng)
        if not targets:
            return None
        boxes = self.plan.box_share
        # Where only boxes are asked for, a click that two targets share is not.
        rows = [(make_prompt(m, None if boxes == 1 else c, rng, boxes), m) for m, c, _ in targets]
        if traits.dense and not pasted:
            labelled = crop.maps if photo.set != "coco_panoptic" else crop.maps[:1]
            edge, known = border_target(labelled)
        else:
            edge = np.zeros((size[0] // 4, size[1] // 4), np.float32)
            known = np.zeros_like(edge, bool)
        subject, subject_known = subject_target(crop, image.shape[:2], matrix, traits.subject and not pasted)
        return {
            "subject": subject,
            "subject_known": subject_known,
            "image": np.ascontiguousarray(recolour(crop.image, rng).transpose(2, 0, 1)),
            "target": np.stack([half_mask(m) for _, m in rows]),
            "valid": (half_mask(crop.valid) > 127).astype(np.float32),
            "points": np.stack([p[1] for p, _ in rows]),
            "labels": np.stack([p[2] for p, _ in rows]),
            "kind": np.array([p[0] for p, _ in rows], np.int64),
            "edge": edge,
            "known": known.astype(np.float32),
            "iou_weight": np.array([traits.iou_weight * t for _, _, t in targets], np.float32),
        }


def remembered(photos: list[Photo]) -> Reader:
    """Reads every photo now; worker processes that are forked later share the memory."""
    with ThreadPoolExecutor() as pool:
        kept = dict(zip(photos, pool.map(read_photo, photos)))
    return kept.__getitem__


def loader(
    photos: list[Photo], plan: BatchPlan, seed: int, workers: int, cache: bool = False
) -> DataLoader:
    """Batches made by ``workers`` processes (0: in this one); ``cache`` keeps all photos in memory."""
    read = remembered(photos) if cache else read_photo
    return DataLoader(
        Batches(photos, plan, seed, read), batch_size=None, num_workers=workers,
        pin_memory=torch.cuda.is_available(), prefetch_factor=4 if workers else 2,
        persistent_workers=False)


__all__ = ["BOX", "CLICK", "POINTS", "BatchPlan", "Batches", "loader"]
