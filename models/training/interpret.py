"""Runs a graph of ``graph.py`` with PyTorch: for tests, known answers and shapes of its blocks."""

from collections.abc import Callable

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper
from torch import Tensor

from graph import weights_of

Attributes = dict[str, object]


def conv(a: Attributes, x: Tensor, w: Tensor, b: Tensor | None = None) -> Tensor:
    y = F.conv2d(x, w, b, a["strides"], a["pads"][:2], 1, a["group"])  # type: ignore[index,arg-type]
    return F.relu(y) if a.get("activation") == b"Relu" else y


def reduce(how: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def run(a: Attributes, x: Tensor, axes: Tensor | None = None) -> Tensor:
        given = axes.tolist() if axes is not None else a["axes"]
        return how(x, given, bool(a["keepdims"]))
    return run


def reshape(a: Attributes, x: Tensor, shape: Tensor) -> Tensor:
    return x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape.tolist())])


def cut(a: Attributes, x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor, steps: Tensor | None = None) -> Tensor:
    where = [slice(None)] * x.ndim
    for i, axis in enumerate(axes.tolist()):
        where[axis] = slice(int(starts[i]), int(ends[i]), int(steps[i]) if steps is not None else 1)
    return x[tuple(where)]


def pad(a: Attributes, x: Tensor, pads: Tensor, value: Tensor) -> Tensor:
    p, n = pads.tolist(), x.ndim
    flat = [v for i in reversed(range(n)) for v in (p[i], p[i + n])]
    return F.pad(x, flat, value=float(value))


OPS: dict[str, Callable[..., Tensor | tuple[Tensor, ...]]] = {
    "Abs": lambda a, x: x.abs(),
    "Add": lambda a, x, y: x + y,
    "AveragePool": lambda a, x: F.avg_pool2d(x, a["kernel_shape"], a["strides"], a["pads"][0], count_include_pad=False),
    "Cast": lambda a, x: x.float(),
    "Clip": lambda a, x, low, high: x.clamp(float(low), float(high)),
    "Concat": lambda a, *x: torch.cat(x, a["axis"]),
    "Conv": conv,
    "CumSum": lambda a, x, axis: x.cumsum(int(axis)),
    "Div": lambda a, x, y: x / y,
    "Einsum": lambda a, *x: torch.einsum(a["equation"].decode(), *x),
    "Equal": lambda a, x, y: x == y,
    "Exp": lambda a, x: x.exp(),
    "FusedConv": conv,
    "Gemm": lambda a, x, w, b: x @ w + b,
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), True),
    "Log": lambda a, x: x.log(),
    "MatMul": lambda a, x, y: torch.matmul(x, y),
    "Max": lambda a, x, y: torch.maximum(x, y),
    "Mul": lambda a, x, y: x * y,
    "Pad": pad,
    "ReduceL2": reduce(lambda x, axes, keep: x.norm(dim=axes, keepdim=keep)),
    "ReduceMax": reduce(lambda x, axes, keep: x.amax(axes, keep)),
    "ReduceMean": reduce(lambda x, axes, keep: x.mean(axes, keep)),
    "ReduceProd": reduce(lambda x, axes, keep: x.prod(axes[0], keep)),
    "ReduceSum": reduce(lambda x, axes, keep: x.sum(axes, keep)),
    "Relu": lambda a, x: F.relu(x),
    "Reshape": reshape,
    "Resize": lambda a, x, roi, scales: F.interpolate(x, scale_factor=scales.tolist()[2:], mode="bilinear", align_corners=False),
    "Sigmoid": lambda a, x: torch.sigmoid(x),
    "Slice": cut,
    "Softmax": lambda a, x: torch.softmax(x, a["axis"]),
    "Split": lambda a, x, sizes: torch.split(x, sizes.tolist(), a["axis"]),
    "Sqrt": lambda a, x: x.sqrt(),
    "Sub": lambda a, x, y: x - y,
    "Tanh": lambda a, x: x.tanh(),
    "Transpose": lambda a, x: x.permute(a["perm"]),
}

Seen = Callable[[onnx.NodeProto, list[Tensor], list[Tensor]], None]


class Interpreter:
    """A built graph, callable with its inputs in order; gives its outputs in order."""

    def __init__(self, model: onnx.ModelProto):
        self.graph = model.graph
        self.fixed = {t.name: torch.from_numpy(np.array(numpy_helper.to_array(t))) for t in model.graph.initializer}
        self.learnt = {name: values.size for name, values in weights_of(model).items()}
        self.attributes = [{a.name: helper.get_attribute_value(a) for a in n.attribute} for n in model.graph.node]

    @torch.no_grad()
    def __call__(self, *inputs: Tensor, seen: Seen | None = None) -> tuple[Tensor, ...]:
        """``seen`` is told of every node with what it took and gave."""
        values = dict(self.fixed)
        values |= {port.name: x for port, x in zip(self.graph.input, inputs)}
        for node, attributes in zip(self.graph.node, self.attributes):
            taken = [values[n] if n else None for n in node.input]
            made = OPS[node.op_type](attributes, *taken)
            outputs = list(made) if isinstance(made, tuple) else [made]
            values |= dict(zip(node.output, outputs))
            if seen:
                seen(node, [t for t in taken if t is not None], outputs)
        return tuple(values[port.name] for port in self.graph.output)
