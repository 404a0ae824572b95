"""Mixes and reorders what was learnt: ``python candidates.py --checkpoint A [--with B --share 0.5] --order 0 0 1 2 --out C``.

``--order`` names, for each of the four masks of the new model, the mask of the old one that it shall
be. Mask 0 answers boxes and several points; 1 to 3 are the candidates for one click. Where the single
mask is a better guess at a click than one of the candidates, it can take that one's place without
any training.

``--with`` averages the weights of two checkpoints of the same start (Wortsman et al., "Model soups",
ICML 2022).
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

from decoder import MASKS
from train import Model, load_any

ROWS = ("coarse.weight", "coarse.bias", "mask4.weight", "mask4.bias", "mask2.weight", "mask2.bias",
        "second.which", "outside")


def reorder(decoder: dict[str, Tensor], order: list[int]) -> dict[str, Tensor]:
    """The decoder's state with mask ``k`` being what mask ``order[k]`` was."""
    if len(order) != MASKS or any(k not in range(MASKS) for k in order):
        raise ValueError(f"order {order}: expected {MASKS} numbers from 0 to {MASKS - 1}")
    state = dict(decoder)
    for name in ROWS:
        state[name] = decoder[name][order].clone()
    # The IoU head is told by its last inputs which mask it judges.
    head = decoder["iou.0.weight"].clone()
    head[:, -MASKS:] = head[:, -MASKS:][:, order]
    state["iou.0.weight"] = head
    return state


def mixed(a: dict[str, Tensor], b: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """``(1 - share) * a + share * b`` for every weight."""
    return {k: torch.lerp(v, b[k], share) if v.is_floating_point() else v for k, v in a.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--with", type=Path, dest="other")
    parser.add_argument("--share", type=float, default=0.5, help="of --with")
    parser.add_argument("--order", type=int, nargs=MASKS, default=list(range(MASKS)))
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    models = []
    for path in (a.checkpoint, a.other):
        if path is not None:
            model = Model()
            load_any(model, path)
            models.append((model.enc.state_dict(), model.dec.state_dict()))
    enc, dec = models[0] if len(models) == 1 else (
        mixed(x, y, a.share) for x, y in zip(*models))
    torch.save({"enc": enc, "dec": reorder(dec, a.order)}, a.out)


if __name__ == "__main__":
    main()
