"""Losses. Logits and targets are ``[..., H, W]``; ``valid`` masks pixels outside the photo."""

import torch
import torch.nn.functional as F
from torch import Tensor

FOCAL_WEIGHT = 12.0
RANK_STEP = 0.1


def mask_loss(logits: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Focal cross entropy (Lin et al., ICCV 2017, gamma 2) plus Dice (Milletari et al., 3DV 2016).

    ``logits [B, K, h, w]``, ``target`` and ``valid [B, 1, h, w]`` -> ``[B, K]``.
    """
    x = logits.float()
    p = torch.sigmoid(x)
    t = target.expand_as(x)
    miss = (p - t).abs()
    ce = F.binary_cross_entropy_with_logits(x, t, reduction="none")
    norm = valid.sum((2, 3)) + 1.0
    focal = (ce * miss * miss * valid).sum((2, 3)) / norm
    pv, tv = p * valid, t * valid
    dice = 1 - (2 * (pv * tv).sum((2, 3)) + 1) / ((pv * pv).sum((2, 3)) + (tv * tv).sum((2, 3)) + 1)
    return FOCAL_WEIGHT * focal + dice


def iou_of(logits: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Intersection over union of the thresholded masks, ``[B, K]``."""
    a = ((logits > 0) & (valid > 0.5)).float()
    b = ((target > 0.5) & (valid > 0.5)).float()
    both = (a * b).sum((2, 3))
    return both / ((a + b).clamp(max=1).sum((2, 3)) + 1e-6)


def iou_loss(predicted: Tensor, actual: Tensor) -> Tensor:
    """Cross entropy of the predicted IoU (logit) with the actual one: its minimum is the mean."""
    return F.binary_cross_entropy_with_logits(predicted.float(), actual, reduction="none")


def ranking_loss(predicted: Tensor, actual: Tensor) -> Tensor:
    """Cross entropy between the candidates' order by predicted (logit) and by actual IoU, ``[B]``.

    Both become shares by a softmax over IoU / ``RANK_STEP``; the entropy of the actual shares is
    taken off, so that 0 is reached where the two agree. After Cao et al., "Learning to Rank: From
    Pairwise Approach to Listwise Approach" (ICML 2007).
    """
    want = torch.softmax(actual / RANK_STEP, 1)
    have = torch.log_softmax(torch.sigmoid(predicted.float()) / RANK_STEP, 1)
    return (want * (torch.log(want + 1e-9) - have)).sum(1)


def similarity_loss(sim: Tensor, scale: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Balanced cross entropy of the similarity map with the target mask, ``[B]``.

    ``sim [B, h, w]`` cosine, ``scale [2]`` factor and offset, target and valid ``[B, 1, 2h, 2w]``.
    """
    t = F.avg_pool2d(target, 2)[:, 0]
    v = F.avg_pool2d(valid, 2)[:, 0]
    ce = F.binary_cross_entropy_with_logits(sim * scale[0] + scale[1], t, reduction="none")
    inside, outside = t * v, (1 - t) * v
    a = (ce * inside).sum((1, 2)) / (inside.sum((1, 2)) + 1)
    b = (ce * outside).sum((1, 2)) / (outside.sum((1, 2)) + 1)
    return 0.5 * (a + b)


def border_loss(logits: Tensor, target: Tensor, known: Tensor) -> Tensor:
    """Weighted cross entropy of the border logits; rare borders count three times."""
    weight = known * (1 + 2 * target)
    ce = F.binary_cross_entropy_with_logits(logits.float(), target, reduction="none")
    return (ce * weight).sum() / (weight.sum() + 1)


def subject_loss(logits: Tensor, target: Tensor, known: Tensor) -> Tensor:
    """Cross entropy plus soft IoU of the subject where it is known; all ``[G, 1, h, w]``.

    A picture of which nothing is known adds nothing.
    """
    x = logits.float()
    ce = F.binary_cross_entropy_with_logits(x, target, reduction="none")
    area = known.sum((1, 2, 3))
    p, t = torch.sigmoid(x) * known, target * known
    both = (p * t).sum((1, 2, 3))
    union = (p + t).sum((1, 2, 3)) - both
    each = (ce * known).sum((1, 2, 3)) / (area + 1) + 1 - (both + 1) / (union + 1)
    seen = (area > 0).float()
    return (each * seen).sum() / (seen.sum() + 1e-6)
