"""From a photo to a training crop: geometry, colour, pasted objects, targets, prompts, borders."""

from dataclasses import dataclass

import cv2
import numpy as np

from data import SetTraits
from prompts import first_click, loose_box

MEAN_COLOUR = (124, 116, 104)
SMALLEST = 0.004
BOX_SHARE = 0.5
MERGE_TRUST = 0.2
SAME = 0.85
POINTS = 3
CLICK, BOX, SEVERAL = 0, 1, 2


@dataclass
class Crop:
    """Picture ``[H, W, 3]``, its region maps, and which pixels lie inside the photo."""

    image: np.ndarray
    maps: list[np.ndarray]
    valid: np.ndarray


def warp_matrix(
    photo: tuple[int, int], size: tuple[int, int], focus: np.ndarray | None,
    rng: np.random.Generator,
) -> np.ndarray:
    """Affine map from photo to crop pixels, 2x3.

    Three ways: the whole picture fitted to the crop (as the app does), a window around ``focus``
    (a mask) which then takes 20 to 100 % of the side, or a window anywhere at 0.6 to 1.6 times
    the photo's scale.
    """
    (ph, pw), (h, w) = photo, size
    way = rng.random()
    fit = min(w / pw, h / ph)
    stretch = float(np.exp(rng.normal(0, 0.08)))
    angle = float(rng.normal(0, 6.0)) if rng.random() < 0.4 else 0.0
    if way < (0.65 if max(h, w) >= 384 else 0.25):
        scale = fit * float(rng.uniform(0.85, 1.1))
        if rng.random() < 0.5:
            m = np.array([[fit, 0, 0], [0, fit, 0]], np.float64)
            angle, stretch = 0.0, 1.0
        else:
            cx, cy = pw / 2, ph / 2
            m = np.array([[scale, 0, w / 2 - cx * scale], [0, scale, h / 2 - cy * scale]])
    else:
        if focus is not None and way < 0.8:
            ys, xs = np.nonzero(focus)
            extent = max(xs.max() - xs.min(), ys.max() - ys.min(), 8) + 1
            share = float(rng.uniform(0.2, 1.0))
            scale = min(min(h, w) * share / extent, 2.5)
            cx = (xs.max() + xs.min()) / 2 + rng.uniform(-0.25, 0.25) * min(h, w) / scale
            cy = (ys.max() + ys.min()) / 2 + rng.uniform(-0.25, 0.25) * min(h, w) / scale
        else:
            scale = float(np.exp(rng.uniform(np.log(0.6), np.log(1.6))))
            cx, cy = rng.uniform(0.2, 0.8) * pw, rng.uniform(0.2, 0.8) * ph
        scale = max(scale, 0.8 * fit)
        # Keep the window over the photo as far as it is large enough.
        half_w, half_h = min(w / scale / 2, pw / 2), min(h / scale / 2, ph / 2)
        cx = float(np.clip(cx, half_w, pw - half_w))
        cy = float(np.clip(cy, half_h, ph - half_h))
        m = np.array([[scale, 0, w / 2 - cx * scale], [0, scale, h / 2 - cy * scale]])
    if stretch != 1.0 or angle != 0.0:
        c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
        turn = np.array([[c * stretch, -s], [s, c / stretch]])
        centre = np.array([w / 2, h / 2])
        m = np.concatenate([turn @ m[:, :2], (turn @ (m[:, 2] - centre) + centre)[:, None]], 1)
    if rng.random() < 0.5:
        m = np.array([[-m[0, 0], -m[0, 1], w - 1 - m[0, 2]], m[1]])
    return m


def warp(
    image: np.ndarray, maps: list[np.ndarray], m: np.ndarray, size: tuple[int, int]
) -> Crop:
    """Applies an affine map; outside the photo is the mean colour and unlabelled."""
    h, w = size
    scale = float(np.sqrt(abs(np.linalg.det(m[:, :2]))))
    if scale < 0.7:
        image = cv2.GaussianBlur(image, (0, 0), 0.45 / scale)
    out = cv2.warpAffine(
        image, m, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT,
        borderValue=MEAN_COLOUR)
    inside = cv2.warpAffine(np.ones(image.shape[:2], np.uint8), m, (w, h), flags=cv2.INTER_NEAREST)
    regions = [cv2.warpAffine(r, m, (w, h), flags=cv2.INTER_NEAREST) for r in maps]
    return Crop(out, regions, inside > 0)


def recolour(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Random exposure, contrast, colour cast, saturation, blur and noise."""
    if rng.random() < 0.2:
        return image
    ramp = np.arange(256, dtype=np.float32) / 255
    gamma = np.exp(rng.normal(0, 0.2))
    table = np.stack(
        [np.clip(ramp**gamma * np.exp(rng.normal(0, 0.18)) * cast + rng.normal(0, 0.02), 0, 1)
         for cast in np.exp(rng.normal(0, 0.06, 3))], 1)
    out = cv2.LUT(image, (table * 255).astype(np.uint8).reshape(1, 256, 3))
    if rng.random() < 0.4:
        grey = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        keep = 0.0 if rng.random() < 0.15 else float(rng.uniform(0.4, 1.4))
        out = cv2.addWeighted(out, keep, grey, 1 - keep, 0)
    if rng.random() < 0.12:
        out = cv2.GaussianBlur(out, (0, 0), float(rng.uniform(0.5, 1.4)))
    if rng.random() < 0.12:
        noise = rng.normal(0, rng.uniform(2, 9), out.shape[:2] + (1,))
        out = np.clip(out + noise, 0, 255).astype(np.uint8)
    return out


def paste(
    crop: Crop, image: np.ndarray, mask: np.ndarray, rng: np.random.Generator
) -> Crop:
    """Pastes an object of another photo somewhere into the crop, with a soft edge.

    Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method" (CVPR 2021). The object
    becomes a new region in every map.
    """
    h, w = crop.valid.shape
    ys, xs = np.nonzero(mask)
    extent = max(xs.max() - xs.min(), ys.max() - ys.min(), 8) + 1
    scale = min(min(h, w) * float(rng.uniform(0.15, 0.75)) / extent, 1.8)
    sign = -1.0 if rng.random() < 0.5 else 1.0
    centre = np.array([(xs.max() + xs.min()) / 2, (ys.max() + ys.min()) / 2])
    angle = np.radians(float(rng.normal(0, 12.0)))
    turn = scale * np.array([[sign * np.cos(angle), -np.sin(angle)],
                             [sign * np.sin(angle), np.cos(angle)]])
    to = rng.uniform(0.1, 0.9, 2) * (w, h)
    m = np.concatenate([turn, (to - turn @ centre)[:, None]], 1)
    source = cv2.GaussianBlur(image, (0, 0), 0.45 / scale) if scale < 0.7 else image
    moved = cv2.warpAffine(source, m, (w, h), flags=cv2.INTER_LINEAR)
    where = cv2.warpAffine(mask.astype(np.float32), m, (w, h), flags=cv2.INTER_LINEAR)
    hard = (where > 0.5) & crop.valid
    if hard.mean() < SMALLEST:
        return crop
    alpha = cv2.GaussianBlur(where, (0, 0), 0.7)[..., None] * crop.valid[..., None]
    mixed = (moved * alpha + crop.image * (1 - alpha)).astype(np.uint8)
    maps = []
    for labels in crop.maps:
        fresh = labels.copy()
        fresh[hard] = int(labels.max()) + 1
        maps.append(fresh)
    return Crop(mixed, maps, crop.valid)


def regions_in(maps: list[np.ndarray]) -> list[tuple[int, int, float]]:
    """``(map, label, share of the crop)`` of every region that is large enough to ask for."""
    found = []
    for k, labels in enumerate(maps):
        counts = np.bincount(labels[1::2, 1::2].ravel())
        total = labels.size / 4
        found += [(k, int(v), c / total) for v, c in enumerate(counts) if v and c / total > SMALLEST]
    return found


def grown(labels: np.ndarray, label: int, rng: np.random.Generator) -> np.ndarray:
    """The region joined with the neighbour it shares the longest border with (now and then two)."""
    mask = labels == label
    for _ in range(1 if rng.random() < 0.7 else 2):
        ring = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool) & ~mask
        around = np.bincount(labels[ring])
        if around.size:
            around[0] = 0
        if around.size < 2 or around.max() == 0:
            break
        mask |= labels == int(np.argmax(around))
    return mask


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    union = int((a | b).sum())
    return int((a & b).sum()) / union if union else 0.0


def choose_targets(
    crop: Crop, traits: SetTraits, rows: int, rng: np.random.Generator
) -> list[tuple[np.ndarray, tuple[int, int] | None, float]]:
    """``rows`` masks to ask for, some with a given click, and how far each is an object in its
    own right (1, or ``MERGE_TRUST`` for regions joined by chance).

    Half of the later ones share the click of the first and are another region there (a part of
    it, or the whole it belongs to): so one click has several right answers in the same step,
    which is what the three candidates are for.
    """
    found = regions_in(crop.maps)
    if not found:
        return []
    last = len(crop.maps) - 1
    weights = np.array([
        np.clip(a / 0.02, 0.15, 1.0) * (2.0 if traits.last_first and k == last else 1.0)
        for k, _, a in found])
    weights /= weights.sum()

    def draw() -> tuple[np.ndarray, float]:
        k, label, share = found[int(rng.choice(len(found), p=weights))]
        if traits.merge and share < 0.3 and rng.random() < 0.2:
            return grown(crop.maps[k], label, rng), MERGE_TRUST
        return crop.maps[k] == label, 1.0

    chosen: list[tuple[np.ndarray, tuple[int, int] | None, float]] = []
    for _ in range(rows):
        if chosen and rng.random() < 0.5:
            mask, at, trust = chosen[0]
            click = at or first_click(mask, rng)
            others = [(r == r[click[1], click[0]], 1.0) for r in crop.maps if r[click[1], click[0]]]
            if traits.merge:
                others += [(grown(r, int(r[click[1], click[0]]), rng), MERGE_TRUST)
                           for r in crop.maps[:1] if r[click[1], click[0]]]
            others = [o for o in others if o[0].mean() > SMALLEST and
                      all(overlap(o[0], c[0]) < SAME for c in chosen)]
            if others:
                chosen[0] = (mask, click, trust)
                other, trust = others[int(rng.integers(len(others)))]
                chosen.append((other, click, trust))
                continue
        mask, trust = draw()
        chosen.append((mask, None, trust))
    return chosen


def make_prompt(
    mask: np.ndarray, click: tuple[int, int] | None, rng: np.random.Generator,
    box_share: float = BOX_SHARE,
) -> tuple[int, np.ndarray, np.ndarray]:
    """Kind, points ``[POINTS, 2]`` and labels ``[POINTS]`` of a first prompt for the mask."""
    points = np.zeros((POINTS, 2), np.float32)
    labels = np.full(POINTS, -1.0, np.float32)
    draw = rng.random()
    if click is None and draw < box_share:
        x0, y0, x1, y1 = loose_box(mask, rng)
        points[:2] = [[x0, y0], [x1, y1]]
        labels[:2] = [2, 3]
        if rng.random() < 0.2:
            points[2], labels[2] = first_click(mask, rng), 1
        return BOX, points, labels
    points[0], labels[0] = click or first_click(mask, rng), 1
    if click is None and draw > 0.88:
        for i in range(1, int(rng.integers(2, POINTS + 1))):
            if rng.random() < 0.6:
                points[i], labels[i] = first_click(mask, rng), 1
                continue
            ring = cv2.dilate(mask.astype(np.uint8), np.ones((31, 31), np.uint8)) > 0
            ys, xs = np.nonzero(ring & ~mask)
            if len(xs):
                j = int(rng.integers(len(xs)))
                points[i], labels[i] = (xs[j], ys[j]), 0
        return SEVERAL, points, labels
    return CLICK, points, labels


def border_target(maps: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Share of the labellings that draw a border in each 4x4 cell, and where that is known."""
    total = np.zeros((maps[0].shape[0] // 4, maps[0].shape[1] // 4), np.float32)
    known = np.ones_like(total, bool)
    for r in maps:
        edge = np.zeros(r.shape, np.uint8)
        right = (r[:, 1:] != r[:, :-1]) & (r[:, 1:] > 0) & (r[:, :-1] > 0)
        below = (r[1:] != r[:-1]) & (r[1:] > 0) & (r[:-1] > 0)
        edge[:, :-1] |= right
        edge[:-1] |= below
        h, w = total.shape
        total += edge.reshape(h, 4, w, 4).max((1, 3))
        known &= (r > 0).reshape(h, 4, w, 4).mean((1, 3)) > 0.5
    return total / len(maps), known


def half_mask(mask: np.ndarray) -> np.ndarray:
    """The mask at half size, 0..255: the share of each 2x2 block."""
    return cv2.resize(
        mask.astype(np.uint8) * 255, (mask.shape[1] // 2, mask.shape[0] // 2),
        interpolation=cv2.INTER_AREA)


def subject_target(
    crop: Crop, photo: tuple[int, int], matrix: np.ndarray, told: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Share of the subject in each 4x4 cell, and where it is known, both ``[H/4, W/4]``.

    Known inside crops that show at least nine tenths of the photo: what the subject is depends on the whole.
    """
    h, w = crop.valid.shape
    cells = (w // 4, h // 4)
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    shown = crop.valid.sum() / (photo[0] * photo[1] * scale * scale)
    if not told or shown < 0.9:
        return np.zeros(cells[::-1], np.float32), np.zeros(cells[::-1], np.float32)
    subject = (crop.maps[-1] > 0).astype(np.float32)
    share = cv2.resize(subject, cells, interpolation=cv2.INTER_AREA)
    known = cv2.resize(crop.valid.astype(np.float32), cells, interpolation=cv2.INTER_AREA) > 0.5
    return share, known.astype(np.float32)
