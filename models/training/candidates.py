"""Mixes and reorders what was learnt: ``python candidates.py --checkpoint A [--with B --share 0.5] --order 0 1 2 3 3 --out C``.

``--order`` names, for each of the five mask heads of the new model, the head of the old one that it
shall be. Head 0 answers several points; 1 to 3 are the candidates for one click; 4 answers boxes.
Where one is better at another's task, it can take its place without any training. A checkpoint of
before the head for boxes has heads 0 to 3: ``0 1 2 3 0`` makes it answer as it did.

``--with`` averages the weights of two checkpoints of the same start (Wortsman et al., "Model soups",
ICML 2022).
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

from decoder import HEADS, MASKS, Decoder

BY_HEAD = ("coarse.weight", "coarse.bias", "mask4.weight", "mask4.bias", "second.which")
BY_MASK = ("mask2.weight", "mask2.bias", "outside")
BEGAN_AT_ZERO = ("attend32.out.", "after32.b.gain", "more16.b.gain", "more32.0.b.gain", "more32.1.b.gain", "second.filters.", "second.iou.",
                 "outside")


def reorder(decoder: dict[str, Tensor], order: list[int]) -> dict[str, Tensor]:
    """The decoder's state with head ``k`` being what head ``order[k]`` was.

    What is told apart by the four masks only (the finest layer, the IoU head) follows the first
    four; there the head for boxes counts as mask 0.
    """
    heads = len(decoder["coarse.bias"])
    if len(order) != HEADS or any(k not in range(heads) for k in order):
        raise ValueError(f"order {order}: expected {HEADS} numbers from 0 to {heads - 1}")
    masks = [k % MASKS for k in order[:MASKS]]
    state = dict(decoder)
    for names, rows in ((BY_HEAD, order), (BY_MASK, masks)):
        for name in names:
            # A checkpoint of before the second look has nothing to reorder there.
            if name in decoder:
                state[name] = decoder[name][rows].clone()
    # The IoU head is told by its last inputs which mask it judges.
    head = decoder["iou.0.weight"].clone()
    head[:, -MASKS:] = head[:, -MASKS:][:, masks]
    state["iou.0.weight"] = head
    return state


def mixed(a: dict[str, Tensor], b: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """``(1 - share) * a + share * b`` for every weight.

    Blocks that only ``b`` has were added to ``a`` as identities: what began at zero there is
    weighted as if ``a`` had that zero, the rest is ``b``'s.
    """
    out = {}
    for name, theirs in b.items():
        own = a.get(name, torch.zeros_like(theirs) if name.startswith(BEGAN_AT_ZERO) else theirs)
        out[name] = torch.lerp(own, theirs, share) if theirs.is_floating_point() else theirs
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--with", type=Path, dest="other")
    parser.add_argument("--share", type=float, default=0.5, help="of --with")
    parser.add_argument("--order", type=int, nargs=HEADS, default=list(range(HEADS)))
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    states = [torch.load(path, map_location="cpu") for path in (a.checkpoint, a.other) if path]
    enc, dec = (
        states[0][part] if len(states) == 1 else mixed(states[0][part], states[1][part], a.share)
        for part in ("enc", "dec"))
    dec = reorder(dec, a.order)
    Decoder().load_state_dict(dec, strict=False)
    torch.save({"enc": enc, "dec": dec}, a.out)


if __name__ == "__main__":
    main()
