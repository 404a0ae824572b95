"""Reading a folder of photos with region maps.

Layout: ``ROOT/SET/STEM.jpg`` and ``ROOT/SET/STEM.K.png`` (8 or 16 bit, the size of the photo):
0 = unlabelled, 1..N = regions; K counts labellings of the same photo (other annotators, or wholes
beside parts). Any folder of this layout works.
"""

import argparse
import hashlib
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

VALIDATION_TENTHS = 1
HASH_REACH = 10


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

    zero: Literal["unlabelled", "background", "unknown"] = "unlabelled"
    """What 0 in the maps means: not looked at; surely no object of the set; possibly one that was missed."""
    subject: bool = False
    """The labelled pixels of the last map are all that a person would cut out of the photo."""



UNLABELLED, BACKGROUND, UNKNOWN = "unlabelled", "background", "unknown"

TRAITS: dict[str, SetTraits] = {
    "bsds_train": SetTraits(1.4, dense=True, merge=True, iou_weight=0.5),
    "bsds_val": SetTraits(1.4, dense=True, merge=True, iou_weight=0.5),
    "coco_panoptic": SetTraits(3.0, dense=True, last_first=True),
    "coco_mini": SetTraits(3.0, paste=True),
    "coco_person_vehicle": SetTraits(1.6, paste=True, zero=UNKNOWN),
    "coco_pv2": SetTraits(1.6, paste=True, zero=UNKNOWN),
    "ccp": SetTraits(0.5, iou_weight=0.5, zero=BACKGROUND, subject=True, last_first=True),
    "pennfudan": SetTraits(0.8, paste=True, zero=BACKGROUND),
    "feral_cat": SetTraits(0.7, paste=True, zero=BACKGROUND, subject=True),
    "flowers17": SetTraits(0.5, paste=True, zero=BACKGROUND, subject=True),
    "flowers17b": SetTraits(0.5, paste=True, zero=BACKGROUND, subject=True),
    "labelmefacade": SetTraits(0.4, merge=True, iou_weight=0.3),
    "camvid": SetTraits(0.5, dense=True, merge=True, iou_weight=0.3),
    "football": SetTraits(0.5, dense=True, merge=True, iou_weight=0.3),
    "facade_ahwang": SetTraits(0.4, iou_weight=0.3),
    "carparts": SetTraits(0.4, merge=True, iou_weight=0.3),
    "human_vikram": SetTraits(0.4, zero=BACKGROUND, subject=True),
    "cats_ardamavi": SetTraits(0.6, zero=BACKGROUND, subject=True),
    "building_luo": SetTraits(0.4, zero=BACKGROUND),
    "endangered": SetTraits(1.3, paste=True, zero=UNKNOWN),
    "endangered2": SetTraits(1.3, paste=True, zero=UNKNOWN),
    "food_rezayoga": SetTraits(1.0, merge=True),
    "bottles": SetTraits(0.6, paste=True, zero=BACKGROUND),
    "cow30": SetTraits(1.0, paste=True, zero=BACKGROUND, subject=True),
    "pets128": SetTraits(0.3, zero=BACKGROUND, subject=True),
    "ecssd": SetTraits(1.6, zero=BACKGROUND, subject=True),
    "borrat": SetTraits(0.5, zero=BACKGROUND),
    "pugs": SetTraits(0.8, paste=True, zero=BACKGROUND, subject=True),
    "cockatoo": SetTraits(0.8, paste=True, zero=BACKGROUND, subject=True),
    "baguette": SetTraits(0.8, paste=True, zero=UNKNOWN),
    "butterfly": SetTraits(0.8, paste=True, zero=BACKGROUND, subject=True),
    "firetruck": SetTraits(0.8, paste=True, zero=BACKGROUND, subject=True),
    "dogcat": SetTraits(1.0, paste=True, zero=UNKNOWN),
    "kangaroo": SetTraits(1.0, paste=True, zero=BACKGROUND, subject=True),
    "cartruck": SetTraits(1.0, paste=True, zero=BACKGROUND, subject=True),
    "covidmask": SetTraits(0.4, zero=UNKNOWN),
    "feet": SetTraits(0.4, zero=UNKNOWN),
    "ppe": SetTraits(0.6, zero=UNKNOWN),
    "mugs": SetTraits(0.4, zero=BACKGROUND),
    "food_sh": SetTraits(0.6, zero=UNKNOWN),
    "wastebottle": SetTraits(0.6, zero=UNKNOWN),
    "kayaker": SetTraits(0.8, paste=True, zero=BACKGROUND, subject=True),
    "mandarin": SetTraits(0.6, paste=True, zero=UNKNOWN),
    "labelme_ravi": SetTraits(0.6, zero=UNKNOWN),
    "strawberry_as": SetTraits(0.6, paste=True, zero=UNKNOWN),
    "heads": SetTraits(0.6, zero=BACKGROUND, subject=True),
    "hats": SetTraits(0.5, zero=BACKGROUND, subject=True),
    "room": SetTraits(0.6, zero=UNKNOWN),
}


def traits_of(name: str) -> SetTraits:
    """Traits of a set; a set that is not in the table gets the plain ones."""
    return TRAITS.get(name, SetTraits())


def is_validation(photo_set: str, stem: str) -> bool:
    """One photo in ten, by the SHA-256 of ``SET/STEM``: stable whatever else is in the folder."""
    digest = hashlib.sha256(f"{photo_set}/{stem}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 10 < VALIDATION_TENTHS


def difference_hash(image: np.ndarray) -> np.ndarray:
    """256-bit hash (``uint8 [32]``) of a photo, ``uint8 [H, W, 3]``: grey, 17x16 by area averaging,
    a bit for each pixel whose right neighbour is brighter, rows from the top, first bit highest."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (17, 16), interpolation=cv2.INTER_AREA)
    return np.packbits(small[:, 1:] > small[:, :-1])


def read_hashes(path: Path) -> np.ndarray:
    """Hashes ``uint8 [K, 32]`` of photos kept aside: 64 hexadecimal digits at the start of a line."""
    words = (line.split("#")[0].split() for line in path.read_text().splitlines())
    rows = [list(bytes.fromhex(w[0])) for w in words if w]
    return np.array(rows, np.uint8).reshape(-1, 32)


def is_held_out(image: np.ndarray, hashes: np.ndarray, reach: int = HASH_REACH) -> bool:
    """Whether the photo or its mirror image is at most ``reach`` bits from one kept aside."""
    for seen in (image, np.ascontiguousarray(image[:, ::-1])):
        apart = np.unpackbits(hashes ^ difference_hash(seen), axis=1).sum(1)
        if (apart <= reach).any():
            return True
    return False


def leave_out(photos: list[Photo], hashes: np.ndarray) -> list[Photo]:
    """The photos that are not among those kept aside."""
    def keep(photo: Photo) -> bool:
        return not is_held_out(read_image(photo), hashes)

    with ThreadPoolExecutor() as pool:
        return [p for p, kept in zip(photos, pool.map(keep, photos)) if kept]


def list_photos(
    root: Path, validation: bool | None = None, held_out: Path | None = None,
    sets: Collection[str] | None = None,
) -> list[Photo]:
    """All photos below ``root`` that have at least one map, sorted; optionally one side of the split.

    ``held_out`` names a file of hashes (``read_hashes``): photos like those are left out.
    ``sets``: only these.
    """
    found = []
    for jpg in sorted(root.glob("*/*.jpg")):
        name, stem = jpg.parent.name, jpg.stem
        if sets is not None and name not in sets:
            continue
        if validation is not None and is_validation(name, stem) != validation:
            continue
        maps = tuple(sorted(jpg.parent.glob(f"{stem}.*.png")))
        if maps:
            found.append(Photo(name, stem, jpg, maps))
    return leave_out(found, read_hashes(held_out)) if held_out else found


def write_list(photos: list[Photo], path: Path) -> None:
    """One ``SET/STEM`` a line: which photos a run may read, so that the hashes are compared once."""
    path.write_text("".join(f"{p.set}/{p.stem}\n" for p in photos))


def only_listed(photos: list[Photo], path: Path) -> list[Photo]:
    """The photos whose ``SET/STEM`` stands in the file of ``write_list``."""
    names = set(path.read_text().split("\n"))
    return [p for p in photos if f"{p.set}/{p.stem}" in names]


def read_image(photo: Photo) -> np.ndarray:
    """RGB ``uint8 [H, W, 3]``."""
    bgr = cv2.imread(str(photo.jpg), cv2.IMREAD_COLOR)
    if bgr is None:
        raise ValueError(f"cannot read {photo.jpg}")
    return np.ascontiguousarray(bgr[:, :, ::-1])


def read_photo(photo: Photo) -> tuple[np.ndarray, list[np.ndarray]]:
    """RGB ``uint8 [H, W, 3]`` and the maps as ``uint16 [H, W]``."""
    image = read_image(photo)
    maps = []
    for path in photo.maps:
        labels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if labels is None or labels.shape != image.shape[:2]:
            raise ValueError(f"{path}: not a one-channel map of the size of its photo")
        maps.append(labels.astype(np.uint16))
    return image, maps


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the list of photos that a training run may read.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, help="hashes of photos kept aside")
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    photos = list_photos(a.data, validation=False, held_out=a.held_out)
    write_list(photos, a.out)
    print(f"{len(photos)} photos")


if __name__ == "__main__":
    main()
