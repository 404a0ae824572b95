"""Builds an ONNX graph node by node: static arithmetic, no shapes computed at run time.

Large weights are stored as fp16. Those that convolve the same number of channels with kernels of the
same size are stored as one tensor, widened by one Cast and cut by one Split, which ONNX Runtime folds
when it makes the session: a Cast for every weight would be a third of all nodes.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
HALF_FROM = 60_000
"""Stored as fp16 from this many elements a group: what is smaller saves less than its Cast costs."""
JOIN = "|"
"""Between the names of weights stored as one."""


MOST_PARTS = 7
"""Outputs of a Split: with its input they fill the 8 storage buffers of a shader."""


class Graph:
    """Collects nodes and weights; names of tensors are those of the nodes that make them."""

    def __init__(self, name: str, half: bool, half_from: int = HALF_FROM):
        self.name, self.half, self.half_from = name, half, half_from
        self.nodes: list[onnx.NodeProto] = []
        self.fixed: dict[str, np.ndarray] = {}
        self.weights: dict[str, np.ndarray] = {}
        self.inputs: list[onnx.ValueInfoProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []
        self.block = ""
        self.fused = False

    def input(self, name: str, shape: Sequence[int | str]) -> str:
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        return name

    def output(self, name: str, shape: Sequence[int | str]) -> None:
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def constant(self, values: object, kind: type = np.float32) -> str:
        """A small constant; equal ones are kept once."""
        array = np.asarray(values, kind)
        for name, other in self.fixed.items():
            if other.dtype == array.dtype and other.shape == array.shape and (other == array).all():
                return name
        name = f"constant.{len(self.fixed)}"
        self.fixed[name] = array
        return name

    def weight(self, name: str, values: object) -> str:
        """A learnt tensor, found again by its name (``recover.py``)."""
        self.weights[name] = np.asarray(values, np.float32)
        return name

    def node(self, op: str, *inputs: str, outputs: int = 1, name: str = "", domain: str = "", **attributes: object) -> str | list[str]:
        """Adds a node; gives the name of its output, or several. ``name`` names the output itself."""
        path = f"/{self.name}/{self.block}/" if self.block else f"/{self.name}/"
        label = f"{path}{op}_{len(self.nodes)}"
        made = [name or f"{label}.{i}" if outputs > 1 else name or label for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), made, label, domain=domain, **attributes))
        return made if outputs > 1 else made[0]

    def one(self, op: str, *inputs: str, name: str = "", **attributes: object) -> str:
        made = self.node(op, *inputs, name=name, **attributes)
        assert isinstance(made, str)
        return made

    def conv(
        self, x: str, weight: str, bias: str = "", stride: int = 1, pad: int = 0, relu: bool = False,
        group: int = 1, name: str = "",
    ) -> str:
        """Convolution, with its ReLU in the same node: the form that ONNX Runtime's optimiser makes."""
        given = {"strides": [stride] * 2, "pads": [pad] * 4, "group": group}
        inputs = (x, weight, bias) if bias else (x, weight)
        if not relu:
            return self.one("Conv", *inputs, name=name, **given)
        self.fused = True
        return self.one("FusedConv", *inputs, name=name, domain="com.microsoft", activation="Relu", **given)

    def einsum(self, equation: str, *x: str) -> str:
        """Sum of products by names of axes, where a product of matrices would need its factors transposed. On WebGPU
        one thread sums each element, so the axes that stay should be the long ones."""
        return self.one("Einsum", *x, equation=equation)

    def reshape(self, x: str, shape: Sequence[int]) -> str:
        """0 keeps a size, -1 takes what is left."""
        return self.one("Reshape", x, self.constant(shape, np.int64))

    def transpose(self, x: str, perm: Sequence[int]) -> str:
        return self.one("Transpose", x, perm=list(perm))

    def slice(self, x: str, start: int, end: int, axis: int, step: int = 1) -> str:
        four = [self.constant([v], np.int64) for v in (start, end, axis, step)]
        return self.one("Slice", x, *four)

    def split(self, x: str, sizes: Sequence[int], axis: int) -> list[str]:
        """Parts of a tensor. On WebGPU a node may bind 8 buffers (the limit that every device offers), so that
        more than ``MOST_PARTS`` parts are cut in two steps."""
        if len(sizes) > MOST_PARTS:
            groups = [sizes[i:i + MOST_PARTS] for i in range(0, len(sizes), MOST_PARTS)]
            wide = self.split(x, [sum(group) for group in groups], axis)
            return [part for group, whole in zip(groups, wide)
                    for part in (self.split(whole, group, axis) if len(group) > 1 else [whole])]
        made = self.node("Split", x, self.constant(sizes, np.int64), outputs=len(sizes), axis=axis)
        assert isinstance(made, list)
        return made

    def concat(self, *x: str, axis: int) -> str:
        return self.one("Concat", *x, axis=axis)

    def up2(self, x: str) -> str:
        """Bilinear doubling with half-pixel centres."""
        return self.one("Resize", x, "", self.constant([1, 1, 2, 2]), mode="linear",
                        coordinate_transformation_mode="pytorch_half_pixel")

    def total(self, op: str, x: str, *axes: int, keep: bool = True) -> str:
        """ReduceSum and its kin over axes."""
        if op == "ReduceSum":
            return self.one(op, x, self.constant(axes, np.int64), keepdims=int(keep))
        return self.one(op, x, axes=list(axes), keepdims=int(keep))

    def stored(self) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
        """Weights as they lie in the file, and the nodes that widen them."""
        groups: dict[object, list[str]] = {}
        for name, values in self.weights.items():
            key = (values.shape[1:], "4d") if values.ndim == 4 else name
            groups.setdefault(key, []).append(name)
        tensors, nodes = [], []
        for names in groups.values():
            arrays = [self.weights[n] for n in names]
            if not self.half or sum(a.size for a in arrays) < self.half_from:
                tensors += [numpy_helper.from_array(a, n) for a, n in zip(arrays, names)]
                continue
            both = np.concatenate(arrays) if len(arrays) > 1 else arrays[0]
            label = f"{JOIN.join(names)}.half"
            tensors.append(numpy_helper.from_array(both.astype(np.float16), label))
            wide = names[0] if len(names) == 1 else f"{label}.wide"
            nodes.append(helper.make_node("Cast", [label], [wide], f"/{self.name}/Cast_{len(nodes)}", to=TensorProto.FLOAT))
            if len(names) > 1:
                sizes = self.constant([len(a) for a in arrays], np.int64)
                nodes.append(helper.make_node("Split", [wide, sizes], names, f"/{self.name}/Split_{len(nodes)}", axis=0))
        return tensors, nodes

    def model(self) -> onnx.ModelProto:
        """The finished and checked model."""
        tensors, first = self.stored()
        tensors += [numpy_helper.from_array(a, n) for n, a in self.fixed.items()]
        graph = helper.make_graph([*first, *self.nodes], self.name, self.inputs, self.outputs, tensors)
        opsets = [helper.make_opsetid("", OPSET)] + ([helper.make_opsetid("com.microsoft", 1)] if self.fused else [])
        model = helper.make_model(graph, opset_imports=opsets, producer_name="segment-playground")
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model


def weights_of(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Learnt tensors of a built graph by name as fp32, joined ones cut again."""
    graph = model.graph
    known = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    values = {n: a for n, a in known.items() if a.dtype == np.float32 and not n.startswith("constant.")}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in known:
            values[node.output[0]] = known[node.input[0]].astype(np.float32)
        elif node.op_type == "Split" and node.input[0] in values and node.input[0].endswith(".wide"):
            parts = np.split(values.pop(node.input[0]), np.cumsum(known[node.input[1]])[:-1])
            values |= dict(zip(node.output, parts))
    return values


def count_nodes(model: onnx.ModelProto) -> int:
    """Nodes whose op is not Constant."""
    return sum(n.op_type != "Constant" for n in model.graph.node)
