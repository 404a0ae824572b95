import cv2
import numpy as np
import torch

from clicks import next_clicks, squared_distance
from prompts import box_of, centre_of, distance_inside, first_click, loose_box, next_click


def square(x0: int, y0: int, x1: int, y1: int, side: int = 40) -> np.ndarray:
    mask = np.zeros((side, side), bool)
    mask[y0:y1, x0:x1] = True
    return mask


def test_centre_is_the_deepest_pixel_and_the_border_counts_as_outside() -> None:
    assert centre_of(square(10, 5, 21, 16)) == (15, 10)
    x, _ = centre_of(square(0, 0, 11, 40))
    assert x == 5


def test_first_click_lies_inside() -> None:
    rng = np.random.default_rng(0)
    mask = square(3, 4, 9, 30)
    assert all(mask[y, x] for x, y in (first_click(mask, rng) for _ in range(50)))


def test_box_in_pixel_indices_and_loose_box_within_15_percent() -> None:
    mask = square(10, 12, 30, 22)
    assert box_of(mask) == (10, 12, 29, 21)
    rng = np.random.default_rng(1)
    boxes = np.array([loose_box(mask, rng) for _ in range(200)])
    assert np.abs(boxes[:, [0, 2]] - [10, 29]).max() <= 0.15 * 19 + 1e-6
    assert np.abs(boxes[:, [1, 3]] - [12, 21]).max() <= 0.15 * 9 + 1e-6
    assert len(np.unique(boxes[:, 0])) > 50


def test_next_click_goes_to_the_larger_error_with_its_label() -> None:
    truth = square(5, 5, 25, 25)
    assert next_click(square(0, 0, 0, 0), truth)[2] == 1
    x, y, label = next_click(truth | square(28, 28, 40, 40), truth)
    assert label == 0 and x > 28 and y > 28
    # A tie is an exclude click, as in RITM.
    assert next_click(square(20, 0, 30, 10), square(0, 0, 10, 10))[2] == 0


def test_next_click_avoids_pixels_clicked_before() -> None:
    truth = square(5, 5, 16, 16)
    nothing = np.zeros_like(truth)
    first = next_click(nothing, truth)
    seen = np.zeros_like(truth)
    seen[first[1], first[0]] = True
    assert next_click(nothing, truth, seen)[:2] != first[:2]


def test_the_gpu_robot_measures_the_same_distances() -> None:
    rng = np.random.default_rng(3)
    smooth = cv2.resize(rng.random((6, 8), np.float32), (96, 64), interpolation=cv2.INTER_CUBIC) > 0.5
    ours = squared_distance(torch.from_numpy(smooth)[None]).sqrt()[0].numpy()
    assert np.allclose(ours, distance_inside(smooth), atol=1e-4)


def test_the_gpu_robot_clicks_where_the_exact_one_does() -> None:
    rng = np.random.default_rng(4)
    shape = (64, 96)
    truth = np.stack([cv2.resize(rng.random((4, 5), np.float32), shape[::-1]) > 0.5 for _ in range(8)])
    guess = np.stack([cv2.resize(rng.random((4, 5), np.float32), shape[::-1]) > 0.5 for _ in range(8)])
    clicked = torch.zeros(truth.shape, dtype=torch.bool)
    xy, label = next_clicks(torch.from_numpy(guess), torch.from_numpy(truth), clicked)
    for i in range(8):
        _, _, want = next_click(guess[i], truth[i])
        error = (truth[i] & ~guess[i]) if label[i] else (guess[i] & ~truth[i])
        depth = distance_inside(error)
        assert depth[int(xy[i, 1]), int(xy[i, 0])] >= depth.max() - 2.0
        both = [distance_inside(e).max() for e in (truth[i] & ~guess[i], guess[i] & ~truth[i])]
        assert int(label[i]) == want or abs(both[0] - both[1]) <= 1.5
        assert clicked[i].sum() == 9
