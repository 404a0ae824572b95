import os
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from augment import border_target, choose_targets, grown, half_mask, regions_in, subject_target, warp, warp_matrix
from batches import Batches, BatchPlan
from data import (
    TRAITS, SetTraits, difference_hash, is_held_out, is_validation, list_photos, only_listed,
    read_hashes, read_image, read_photo, traits_of, write_list,
)


def test_split_is_stable_and_about_a_tenth() -> None:
    names = [f"p{i}" for i in range(3000)]
    share = np.mean([is_validation("coco_mini", n) for n in names])
    assert 0.08 < share < 0.12
    assert [is_validation("a", n) for n in names] != [is_validation("b", n) for n in names]


def test_both_sides_of_the_split_are_all_photos(drawn: Path) -> None:
    everything = list_photos(drawn)
    train, held = list_photos(drawn, False), list_photos(drawn, True)
    assert len(everything) == 12
    assert {p.jpg for p in train} | {p.jpg for p in held} == {p.jpg for p in everything}
    assert not {p.jpg for p in train} & {p.jpg for p in held}


def test_photo_and_maps_have_one_size(drawn: Path) -> None:
    image, maps = read_photo(list_photos(drawn)[0])
    assert image.shape == (160, 200, 3) and image.dtype == np.uint8
    assert len(maps) == 2 and all(m.shape == (160, 200) for m in maps)


def test_warp_moves_picture_and_map_alike() -> None:
    labels = np.zeros((100, 120), np.uint16)
    labels[30:70, 40:90] = 1
    image = np.repeat((labels * 200).astype(np.uint8)[..., None], 3, 2)
    rng = np.random.default_rng(2)
    for _ in range(30):
        m = warp_matrix((100, 120), (96, 128), labels > 0, rng)
        crop = warp(image, [labels], m, (96, 128))
        bright = crop.image[..., 0] > 100
        wrong = (bright != (crop.maps[0] > 0)) & crop.valid & (crop.image[..., 0] != 124)
        assert wrong.mean() < 0.03


def test_borders_only_between_labelled_regions() -> None:
    labels = np.zeros((16, 16), np.uint16)
    labels[:, :6], labels[:, 6:10] = 1, 2
    share, known = border_target([labels])
    assert share[:, 1].all() and not share[:, 0].any() and not share[:, 2].any()
    assert known[:, 0].all() and not known[:, 3].any()


def test_grown_region_takes_a_neighbour() -> None:
    labels = np.ones((20, 20), np.uint16)
    labels[:, 10:] = 2
    assert grown(labels, 1, np.random.default_rng(0)).all()


def test_targets_may_share_a_click_and_then_differ(drawn: Path) -> None:
    image, maps = read_photo(list_photos(drawn)[0])
    crop = warp(image, maps, np.eye(2, 3), (160, 192))
    rng = np.random.default_rng(3)
    shared = 0
    for _ in range(30):
        chosen = choose_targets(crop, SetTraits(), 3, rng)
        clicks = [c for _, c, _ in chosen if c is not None]
        shared += len(clicks) > 1
        for mask, click, trust in chosen:
            assert trust == 1.0
            assert click is None or mask[click[1], click[0]]
    assert shared > 0
    assert len(regions_in(maps)) >= 3


def test_half_mask_is_the_share_of_each_block() -> None:
    mask = np.zeros((4, 4), bool)
    mask[0, 0] = True
    assert half_mask(mask)[0, 0] in (63, 64)


def test_batch_shapes(drawn: Path) -> None:
    plan = BatchPlan(pixels=2 * 96 * 128, rows=2, sizes=((96, 128),), shares=(1.0,))
    batch = Batches(list_photos(drawn), plan, 1).make_batch(np.random.default_rng(1))
    assert batch["image"].shape == (2, 3, 96, 128)
    assert batch["target"].shape == (2, 2, 48, 64)
    assert batch["points"].shape == (2, 2, 3, 2)
    assert batch["edge"].shape == (2, 24, 32)
    assert traits_of("never heard of").weight == 1.0


def smooth_picture(seed: int, side: tuple[int, int] = (120, 160)) -> np.ndarray:
    """A picture of large soft spots, as far from others as photos are."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (9, 12, 3)).astype(np.uint8)
    return cv2.resize(small, side[::-1], interpolation=cv2.INTER_CUBIC)


def test_difference_hash_is_row_by_row_with_the_first_bit_highest() -> None:
    ramp = np.tile(np.arange(17, dtype=np.uint8) * 10, (16, 1))
    assert difference_hash(np.stack([ramp] * 3, 2)).tolist() == [255] * 32
    ramp[0, 1] = 0  # no longer brighter than its left neighbour, which only the first bit compares
    assert difference_hash(np.stack([ramp] * 3, 2)).tolist() == [127] + [255] * 31


def test_a_photo_kept_aside_is_left_out_also_mirrored_smaller_and_as_jpeg(tmp_path: Path) -> None:
    kept = smooth_picture(1)
    _, jpeg = cv2.imencode(".jpg", kept[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 60])
    again = np.ascontiguousarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR)[:, :, ::-1])
    alike = (kept, np.ascontiguousarray(kept[:, ::-1]), cv2.resize(kept, (96, 72), interpolation=cv2.INTER_AREA), again)
    file = tmp_path / "hashes.txt"
    file.write_text(f"# kept aside\n{difference_hash(kept).tobytes().hex()}  photo 1\n")
    hashes = read_hashes(file)
    assert hashes.shape == (1, 32)
    assert all(is_held_out(image, hashes) for image in alike)
    assert not any(is_held_out(smooth_picture(seed), hashes) for seed in range(2, 30))
    (tmp_path / "heads").mkdir()
    for i, image in enumerate((*alike, smooth_picture(2))):
        cv2.imwrite(str(tmp_path / "heads" / f"p{i}.jpg"), image[:, :, ::-1])
        cv2.imwrite(str(tmp_path / "heads" / f"p{i}.0.png"), np.ones(image.shape[:2], np.uint8))
    left = list_photos(tmp_path, held_out=file)
    assert [p.stem for p in left] == ["p4"]
    write_list(left, tmp_path / "photos.txt")
    assert only_listed(list_photos(tmp_path), tmp_path / "photos.txt") == left


def test_sets_that_teach_the_subject_say_what_0_means() -> None:
    assert all(t.zero == "background" for t in TRAITS.values() if t.subject)
    assert sum(t.subject for t in TRAITS.values()) == 18
    assert traits_of("coco_person_vehicle").zero == "unknown"


@pytest.mark.skipif("TRAINING_DATA" not in os.environ or "HELD_OUT" not in os.environ,
                    reason="needs TRAINING_DATA (folder) and HELD_OUT (file of hashes)")
def test_exactly_eighteen_photos_fall_out_of_bsds() -> None:
    hashes = read_hashes(Path(os.environ["HELD_OUT"]))
    photos = list_photos(Path(os.environ["TRAINING_DATA"]), sets=("bsds_train", "bsds_val"))
    out = Counter(p.set for p in photos if is_held_out(read_image(p), hashes))
    assert len(photos) == 300 and sum(out.values()) == 18, out


def test_the_subject_is_known_only_where_the_whole_photo_is_seen() -> None:
    labels = np.zeros((64, 96), np.uint16)
    labels[16:32, 32:64] = 3
    image = np.zeros((64, 96, 3), np.uint8)
    whole = np.array([[1.0, 0, 0], [0, 1, 0]])
    share, known = subject_target(warp(image, [labels], whole, (64, 96)), (64, 96), whole, True)
    assert share.shape == (16, 24) and known.all()
    assert share[4:8, 8:16].all() and share.sum() == 32
    near = np.array([[2.0, 0, -30], [0, 2, -20]])
    crop = warp(image, [labels], near, (64, 96))
    assert not subject_target(crop, (64, 96), near, True)[1].any()
    assert not subject_target(warp(image, [labels], whole, (64, 96)), (64, 96), whole, False)[1].any()
