"""Recovers a checkpoint from the shipped files: ``python recover.py --model ../playground --out RUN/shipped.pt``.

The exported graphs hold plain convolutions. Each is split again into what training uses:
a convolution of He's scale with a per-channel factor (the batch normalisation of the encoder, the
gain of the decoder's weight-standardised convolutions), so that ``train.py --init`` can go on from
the weights that the page runs. The recovered model computes what the files compute; only how a
filter's length is shared between weight and factor differs from the run that made them.
"""

import argparse
import math
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from decoder import C4, C8, C16, C32, HEADS, HIDDEN, MASKS, TOKEN, WIDE, Decoder, WSConv
from encoder import FEATURES, WIDTHS, ConvBN, Encoder
from graph import weights_of
from lean import BOX_MAPS, FEATURE_COLUMNS, HEADS_4, SHARED, TOKEN_COLUMNS, by_head
from train import Model


def encoder_weights(path: Path, model: Encoder) -> dict[str, Tensor]:
    """Folded weights of ``encoder.onnx`` by module name: what ``lean.encoder_graph`` joined is cut again."""
    values = stored_weights(path, "encoder.")
    joint = "+".join(("out", *(f"encoder.{n}" for n in HEADS_4[1:])))
    for kind in ("weight", "bias"):
        rows = [len(model.get_submodule(n).weight) for n in HEADS_4]
        parts = values.pop(f"{joint}.{kind}").split(rows)
        values |= {f"{n}.{kind}": part for n, part in zip(HEADS_4, parts)}
    near, far = values.pop("ctxmix.near.weight"), values.pop("ctxmix.far.weight")
    own = WIDTHS[-1]
    values["ctxmix.weight"] = torch.cat([near[:, :own], far, near[:, own:]], 1)
    values["ctxmix.bias"] = values.pop("ctxmix.bias")
    # Export divides the first filters by the standard deviation of the colours.
    values["stem.0.weight"] = values["stem.0.weight"] * model.std
    return values


def decoder_weights(path: Path, model: Decoder) -> dict[str, Tensor]:
    """Folded weights of ``decoder.onnx`` by module name, as ``lean.LeanDecoder`` joined them.

    Where only a sum of shifts is in the file, one of them gets it and the others are zero.
    """
    v = stored_weights(path, "decoder.")
    for name in ("f4", "p4", "up8", "mix4"):
        v[f"{name}.weight"], v[f"{name}.bias"] = v[f"{name}.weight"][:C4], v[f"{name}.bias"][:C4]
    for name in ("mix4", "up4"):
        v[f"{name}.weight"] = v[f"{name}.weight"][:, :C4]
    for name in ("p8", "p4"):
        v[f"{name}.weight"] = v[f"{name}.weight"][:, :-BOX_MAPS]
    v["w8.weight"][:, :2] /= math.exp(8 / WIDE)
    heads = model.attend32.heads
    v["attend32.heat"] = v["attend32.heat"][:: 3 * C32 // heads, 0].rsqrt().view(-1, 1, 1)
    back = np.argsort(by_head(heads))
    for kind in ("weight", "bias"):
        v[f"attend32.qkv.{kind}"] = v[f"attend32.qkv.{kind}"][back]
    spread = v.pop("token.0.matrix").T
    last = [spread[:, to] / factor for to, factor in TOKEN_COLUMNS]
    v["token.0.weight"] = torch.cat([spread[:, FEATURE_COLUMNS], torch.stack(last, 1)], 1)
    v["token.2.weight"] = v.pop("token.2.matrix").T
    sizes = [n for _, n in SHARED]
    weight, bias = v.pop("shared.matrix").T.split(sizes), v.pop("shared.bias").split(sizes)
    for name, w, b in zip(("bias8", "film16", "film32", "query"), weight, bias):
        w, b = w.clone(), b.clone()
        if name.startswith("film"):
            b[: len(b) // 2] -= 1
        scale = math.sqrt(C8) if name == "query" else 1.0
        v[f"{name}.weight"], v[f"{name}.bias"] = w * scale, b * scale
    v["second.prompt.weight"] = weight[4][:HIDDEN]
    v["second.which"] = bias[4].view(HEADS, HIDDEN)
    for name in ("prompt", "inner", "outer"):
        v[f"second.{name}.bias"] = torch.zeros(HIDDEN)
    joint = v.pop("second.pools.matrix").T.clone()
    joint = joint / torch.tensor([1.0, 4.0]).repeat_interleave(torch.tensor([C8, C16])).repeat(2)
    v["second.inner.weight"], v["second.outer.weight"] = joint.chunk(2, 1)
    v["second.hidden.weight"] = v.pop("second.hidden.matrix").T
    of_filters = v.pop("second.last.matrix").T
    v["second.filters.weight"], v["second.iou.weight"] = of_filters[: C8 + C4], of_filters[-2:-1]
    fixed = v.pop("second.fixed")
    coarse = v.pop("coarse.signed")[::2]
    v["coarse.weight"] = coarse
    # Head 0 tells the filters' common shift, which the coarse masks do not have.
    common = (fixed[:, :C8] - coarse[:, :, 0, 0]).mean(0)
    v["second.filters.bias"] = torch.cat([common, torch.zeros(C4)])
    v["mask4.weight"] = fixed[:, C8: C8 + C4, None, None]
    v["mask4.bias"], v["outside"] = fixed[:, C8 + C4], fixed[:MASKS, C8 + C4 + 1] / -10
    v["second.iou.bias"], v["coarse.bias"] = fixed[:1, -2], fixed[:, -1]
    w = torch.zeros(model.iou[0].weight.shape)
    own, end = v.pop("iou.own.matrix").T, 2 * C16 + TOKEN
    w[:, :C16], w[:, C16: 2 * C16] = own[:, :C16], v.pop("iou.anywhere.matrix").T[: len(w)]
    w[:, end], w[:, end + 1] = own[:, C16], own[:, C16 + 1] / 2
    w[:, 2 * C16: end] = weight[5][: len(w)]
    w[:, end + 2:] = bias[5].view(MASKS, -1).T
    v["iou.0.weight"], v["iou.0.bias"] = w, torch.zeros(len(w))
    v["iou.2.weight"], v["iou.2.bias"] = v.pop("iou.last.matrix").T, torch.zeros(1)
    return v


def stored_weights(path: Path, prefix: str) -> dict[str, Tensor]:
    """Weights of a graph by name without the prefix, as fp32 whatever they are stored as."""
    values = weights_of(onnx.load(str(path)))
    return {k.removeprefix(prefix): torch.from_numpy(np.array(v)) for k, v in values.items()}


def he_scale(weight: Tensor) -> Tensor:
    """Factor ``[C, 1, 1, 1]`` between a filter of He's variance (2 / fan-in) and the given one."""
    fan = weight[0].numel()
    mean_square = (weight * weight).mean((1, 2, 3), keepdim=True)
    return torch.sqrt(mean_square * fan / 2).clamp(min=1e-6)


def set_normalised(layer: ConvBN, weight: Tensor, bias: Tensor) -> None:
    """Puts a folded convolution back as convolution and normalisation with neutral statistics."""
    conv, bn = layer[0], layer[1]
    scale = he_scale(weight)
    conv.weight.data = weight / scale
    bn.weight.data = scale.flatten()
    bn.bias.data = bias.clone()
    bn.running_mean.zero_()
    bn.running_var.fill_(1 - bn.eps)


def set_standard(layer: WSConv, weight: Tensor, bias: Tensor) -> None:
    """Puts a folded convolution back as a weight-standardised one."""
    scale = he_scale(weight)
    layer.weight.data = weight / scale
    layer.bias.data = bias.clone()
    layer.gain.data.fill_(1.0)
    # The gain that makes ``standard()`` return the stored filters, found by asking it.
    now = he_scale(layer.standard().detach())
    layer.gain.data = scale / now


def take(module: nn.Module, values: dict[str, Tensor], prefix: str = "") -> set[str]:
    """Fills ``module`` from folded weights by name; returns the names that were used.

    Modules of which the files hold nothing (new in this version of the code) keep their start.
    """
    used: set[str] = set()
    for name, child in module.named_children():
        path = f"{prefix}{name}"
        if isinstance(child, (ConvBN, WSConv)):
            key = next((k for k in (f"{path}.0", path) if f"{k}.weight" in values), None)
            if key is None:
                continue
            put = set_normalised if isinstance(child, ConvBN) else set_standard
            put(child, values[f"{key}.weight"], values[f"{key}.bias"])
            used |= {f"{key}.weight", f"{key}.bias"}
            continue
        used |= take(child, values, f"{path}.")
    for name, parameter in module.named_parameters(recurse=False):
        key = f"{prefix}{name}"
        if key in values:
            parameter.data = values[key].reshape(parameter.shape).clone()
            used.add(key)
    return used


def recover(folder: Path) -> Model:
    """The model of ``folder/encoder.onnx`` and ``folder/decoder.onnx``, ready to be trained on."""
    model = Model()
    for part, name, values in (
        (model.enc, "encoder", encoder_weights(folder / "encoder.onnx", model.enc)),
        (model.dec, "decoder", decoder_weights(folder / "decoder.onnx", model.dec)),
    ):
        left = set(values) - take(part, values)
        if left:
            raise ValueError(f"{name}.onnx holds weights that this model has no place for: {sorted(left)}")
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    model = recover(a.model)
    a.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"enc": model.enc.state_dict(), "dec": model.dec.state_dict()}, a.out)


if __name__ == "__main__":
    main()
