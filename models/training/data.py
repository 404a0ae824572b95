"""Reading a folder of photos with region maps.

Layout: ``ROOT/SET/STEM.jpg`` and ``ROOT/SET/STEM.K.png`` (8 or 16 bit, the size of the photo):
0 = unlabelled, 1..N = regions; K counts labellings of the same photo (other annotators, or wholes
beside parts). Any folder of this layout works.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

VALIDATION_TENTHS = 1


@dataclass(frozen=True)
class Photo:
    """One photo of a set and the files of its region maps."""

    set: str
    stem: str
    jpg: Path
    maps: tuple[Path, ...]


@dataclass(frozen=True)
class SetTraits:
    """What the training may conclude from a set's labels."""

    weight: float = 1.0
    """How often a photo of this set is drawn, relative to the others."""
    dense: bool = False
    """Nearly every pixel is labelled, so region borders are all the borders there are."""
    merge: bool = False
    """Neighbouring regions may be joined into a larger whole."""
    paste: bool = False
    """Its regions are whole objects that may be pasted into other photos."""
    iou_weight: float = 1.0
    """Weight of the IoU loss: lower where regions are parts rather than everyday objects."""

    last_first: bool = False
    """Its last map holds the objects: they are asked for twice as often as what lies in the others."""


TRAITS: dict[str, SetTraits] = {
    "bsds_train": SetTraits(1.4, dense=True, merge=True, iou_weight=0.5),
    "bsds_val": SetTraits(1.4, dense=True, merge=True, iou_weight=0.5),
    "coco_panoptic": SetTraits(3.0, dense=True, last_first=True),
    "coco_mini": SetTraits(3.0, paste=True),
    "coco_person_vehicle": SetTraits(1.6, paste=True),
    "ccp": SetTraits(0.7, iou_weight=0.5),
    "pennfudan": SetTraits(0.8, paste=True),
    "feral_cat": SetTraits(0.7, paste=True),
    "flowers17": SetTraits(0.5, paste=True),
    "labelmefacade": SetTraits(0.4, merge=True, iou_weight=0.3),
    "camvid": SetTraits(0.5, dense=True, merge=True, iou_weight=0.3),
    "football": SetTraits(0.5, dense=True, merge=True, iou_weight=0.3),
    "facade_ahwang": SetTraits(0.4, iou_weight=0.3),
    "carparts": SetTraits(0.4, merge=True, iou_weight=0.3),
    "human_vikram": SetTraits(0.4),
    "cats_ardamavi": SetTraits(0.6),
    "building_luo": SetTraits(0.4),
    "endangered": SetTraits(1.3, paste=True),
    "food_rezayoga": SetTraits(1.0, merge=True),
    "bottles": SetTraits(0.6, paste=True),
    "cow30": SetTraits(1.0, paste=True),
    "pets128": SetTraits(0.3),
}


def traits_of(name: str) -> SetTraits:
    """Traits of a set; a set that is not in the table gets the plain ones."""
    return TRAITS.get(name, SetTraits())


def is_validation(photo_set: str, stem: str) -> bool:
    """One photo in ten, by the SHA-256 of ``SET/STEM``: stable whatever else is in the folder."""
    digest = hashlib.sha256(f"{photo_set}/{stem}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 10 < VALIDATION_TENTHS


def list_photos(root: Path, validation: bool | None = None) -> list[Photo]:
    """All photos below ``root`` that have at least one map, sorted; optionally one side of the split."""
    found = []
    for jpg in sorted(root.glob("*/*.jpg")):
        name, stem = jpg.parent.name, jpg.stem
        if validation is not None and is_validation(name, stem) != validation:
            continue
        maps = tuple(sorted(jpg.parent.glob(f"{stem}.*.png")))
        if maps:
            found.append(Photo(name, stem, jpg, maps))
    return found


def read_photo(photo: Photo) -> tuple[np.ndarray, list[np.ndarray]]:
    """RGB ``uint8 [H, W, 3]`` and the maps as ``uint16 [H, W]``."""
    bgr = cv2.imread(str(photo.jpg), cv2.IMREAD_COLOR)
    if bgr is None:
        raise ValueError(f"cannot read {photo.jpg}")
    image = np.ascontiguousarray(bgr[:, :, ::-1])
    maps = []
    for path in photo.maps:
        labels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if labels is None or labels.shape != image.shape[:2]:
            raise ValueError(f"{path}: not a one-channel map of the size of its photo")
        maps.append(labels.astype(np.uint16))
    return image, maps
