"""Recovers a checkpoint from the shipped files: ``python recover.py --model ../playground --out RUN/shipped.pt``.

The exported graphs hold plain convolutions. Each is split again into what training uses:
a convolution of He's scale with a per-channel factor (the batch normalisation of the encoder, the
gain of the decoder's weight-standardised convolutions), so that ``train.py --init`` can go on from
the weights that the page runs. The recovered model computes what the files compute; only how a
filter's length is shared between weight and factor differs from the run that made them.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from candidates import BY_HEAD
from decoder import HEADS, WSConv
from encoder import ConvBN
from train import Model

HALF = ".half"


def stored_weights(path: Path, prefix: str) -> dict[str, Tensor]:
    """Weights of a graph by module name as fp32, whatever they are stored as.

    A linear layer on 3-D input is exported as a matrix product whose constant has lost its name
    and is transposed; it is found through the bias that is added to the product.
    """
    graph = onnx.load(str(path)).graph
    values = {
        t.name.removesuffix(HALF): torch.from_numpy(numpy_helper.to_array(t).astype(np.float32))
        for t in graph.initializer if t.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)}
    product = {n.output[0]: n.input[1] for n in graph.node if n.op_type == "MatMul"}
    for node in graph.node:
        if node.op_type != "Add":
            continue
        bias = next((i for i in node.input if i.startswith(prefix) and i.endswith(".bias")), None)
        matrix = next((product[i] for i in node.input if product.get(i) in values), None)
        if bias and matrix:
            values[bias.removesuffix("bias") + "weight"] = values[matrix].T.contiguous()
    return {k.removeprefix(prefix): v for k, v in values.items() if k.startswith(prefix)}


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
    for part, name in ((model.enc, "encoder"), (model.dec, "decoder")):
        values = stored_weights(folder / f"{name}.onnx", f"{name}.")
        if name == "encoder" and "stem.0.0.weight" in values:
            # Export divides the first filters by the standard deviation of the colours.
            values["stem.0.0.weight"] = values["stem.0.0.weight"] * model.enc.std
        for head in BY_HEAD:
            # Files of before the head for boxes: mask 0 answered boxes too.
            if head in values and len(values[head]) < HEADS:
                values[head] = torch.cat([values[head], values[head][:1]])
        left = set(values) - take(part, values) - {"mean"}
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
