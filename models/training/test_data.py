from pathlib import Path

import numpy as np

from augment import border_target, choose_targets, grown, half_mask, regions_in, warp, warp_matrix
from batches import Batches, BatchPlan
from data import SetTraits, is_validation, list_photos, read_photo, traits_of


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
