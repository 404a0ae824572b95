"""The shipped graphs: the arithmetic of ``encoder.py`` and ``decoder.py`` in few nodes.

Equal up to rounding (tests compare them): layers that read the same tensor are one product, steps
that depend on the size of the picture need no shape, maxima over points are taken before the
exponential. ``recover.py`` reads the weights back by their names.
"""

import math

import numpy as np
import onnx
from torch import nn

from decoder import C4, C8, C16, C32, DYNAMIC, HEADS, HIDDEN, MASKS, SAMPLE, SHARP, TOKEN, WIDE, Decoder
from encoder import CONTEXT, DEPTHS, EMBEDDING, FEATURES, PYRAMID, STEM, SUBJECT, WIDTHS, Encoder
from graph import Graph

HEADS_4 = ("out", "emb", "edge", "subject.at4")
"""Layers of the encoder that read the finest level of the pyramid."""
ENCODER_HALF_FROM = 100_000
"""Larger than the decoder's: the encoder's groups are."""
FAR = 2.0**20
"""Taken off the similarity and the exponent of points that do not count."""
UNSEEN = 64.0
"""Taken off the exponents of the inside of a box where there is none."""
ENDS = 4
"""Channels at 1/4 after the learnt ones: a constant one, where a box rules out, and two of nothing: ONNX Runtime's WebGPU
kernel (1.30) answers wrongly for a 3x3 convolution of a number of channels that four does not divide."""
BOX_MAPS = 4
"""Maps that say whether there is a box: the first; the others are nothing, as above."""


def array(parameter: object) -> np.ndarray:
    """A parameter as an array."""
    return parameter.detach().float().numpy()  # type: ignore[attr-defined]


class Layers:
    """Adds layers of a folded module to a graph under the module's names."""

    def __init__(self, graph: Graph, module: nn.Module):
        self.g, self.module = graph, module

    def __getitem__(self, path: str) -> nn.Conv2d | nn.Linear:
        layer = self.module.get_submodule(path)
        if isinstance(layer, nn.Sequential):
            layer = layer[0]
        assert isinstance(layer, (nn.Conv2d, nn.Linear)), path
        return layer

    def conv(self, x: str, path: str, relu: bool = False, name: str = "") -> str:
        layer = self[path]
        assert isinstance(layer, nn.Conv2d)
        w = self.g.weight(f"{self.g.name}.{path}.weight", array(layer.weight))
        b = self.g.weight(f"{self.g.name}.{path}.bias", array(layer.bias))
        return self.g.conv(x, w, b, layer.stride[0], layer.padding[0], relu, name=name)

    def residual(self, x: str, path: str) -> str:
        """``relu(x + b(relu(a(x))))`` of the encoder."""
        y = self.conv(self.conv(x, f"{path}.a", relu=True), f"{path}.b")
        return self.g.one("Relu", self.g.one("Add", x, y))

    def block(self, x: str, path: str) -> str:
        """``x + b(relu(a(relu(x))))`` of the decoder."""
        y = self.conv(self.conv(self.g.one("Relu", x), f"{path}.a", relu=True), f"{path}.b")
        return self.g.one("Add", x, y)


def encoder_graph(encoder: Encoder, half: bool) -> onnx.ModelProto:
    """``encoder`` is folded; the division by the colours' deviation is in its first layer."""
    g = Graph("encoder", half, ENCODER_HALF_FROM)
    at = Layers(g, encoder)
    image = g.input("image", [1, 3, "height", "width"])
    g.block = "stem"
    x = g.one("Sub", image, g.constant(array(encoder.mean)))
    x = at.conv(at.conv(x, "stem.0", relu=True), "stem.1", relu=True)
    g.block = "fine"
    at.conv(x, "fine", name="detail")
    levels = []
    for i, depth in enumerate(DEPTHS):
        g.block = f"stages.{i}"
        x = at.conv(x, f"stages.{i}.0", relu=True)
        for k in range(depth):
            x = at.residual(x, f"stages.{i}.{k + 1}")
        levels.append(x)
    g.block = "ctx.0"
    far = at.conv(g.one("GlobalAveragePool", x), "ctx.0")
    g.block = "ctx.1"
    near = at.conv(g.one("AveragePool", x, kernel_shape=[5, 5], strides=[1, 1], pads=[2] * 4), "ctx.1")
    g.block = "ctxmix"
    mix = at["ctxmix"]
    own, of_far, of_near = np.split(array(mix.weight), np.cumsum([WIDTHS[-1], CONTEXT]), 1)
    far = g.conv(far, g.weight("encoder.ctxmix.far.weight", of_far))
    near = g.conv(g.concat(x, near, axis=1), g.weight("encoder.ctxmix.near.weight", np.concatenate([own, of_near], 1)),
                  g.weight("encoder.ctxmix.bias", array(mix.bias)))
    x32 = g.one("Relu", g.one("Add", near, far))
    g.block = "lat.3"
    y = at.conv(x32, "lat.3")
    pyramid = []
    for i in (2, 1, 0):
        g.block = f"lat.{i}"
        side = at.conv(levels[i], f"lat.{i}")
        g.block = f"smooth.{i}"
        y = at.conv(g.one("Add", g.up2(y), side), f"smooth.{i}", relu=True)
        pyramid.append(y)
    y16, y8, y4 = pyramid
    g.block = "heads"
    names = [f"encoder.{n}" for n in HEADS_4]
    weight = g.weight("+".join(names) + ".weight", np.concatenate([array(at[n].weight) for n in HEADS_4]))
    bias = g.weight("+".join(names) + ".bias", np.concatenate([array(at[n].bias) for n in HEADS_4]))
    sizes = [FEATURES, EMBEDDING, 1, SUBJECT[2]]
    _, embedding, _, at4 = g.split(g.conv(y4, weight, bias), sizes, 1)
    split = g.nodes[-1]
    split.output[0], split.output[2] = "features", "edges"
    g.block = "emb"
    g.one("Div", embedding, g.total("ReduceL2", embedding, 1), name="embedding")
    g.block = "subject"
    x = at.conv(at.conv(x32, "subject.far.0", relu=True), "subject.far.2", relu=True)
    x = at.conv(g.concat(g.up2(x), y16, axis=1), "subject.mix16", relu=True)
    x = at.conv(g.concat(g.up2(x), y8, axis=1), "subject.mix8", relu=True)
    at.conv(g.concat(g.up2(x), at4, axis=1), "subject.last", name="subject")
    for name, channels in (("features", FEATURES), ("embedding", EMBEDDING)):
        g.output(name, [1, channels, "h4", "w4"])
    g.output("detail", [1, STEM, "h2", "w2"])
    g.output("edges", [1, 1, "h4", "w4"])
    g.output("subject", [1, 1, "h4", "w4"])
    return g.model()


# What is known of a prompt as numbers, in the order of ``LeanDecoder.numbers``.
NUMBERS = ("x", "y", "width", "height", "width/4", "height/4", "included", "excluded", "four boxes", "box", "mask")
CHOICE = HEADS * MASKS
"""How much each of the four masks is of each of the five heads: the first answers points, the last boxes."""
TOLD = (("row", 6), ("flags", 8), ("least", 4), ("choice", CHOICE), ("box", BOX_MAPS), ("mask", 1))
"""What is computed from the numbers of a prompt by one product (``LeanDecoder.told``)."""
SHARED = (("bias8", C8), ("film16", 2 * C16), ("film32", 2 * C32), ("query", DYNAMIC * C8),
          ("second.prompt", HEADS * HIDDEN), ("iou.tokens", MASKS * 64))
"""What the tokens of a prompt say to each part, one product for all."""


class LeanDecoder:
    """Adds the decoder to a graph part by part."""

    def __init__(self, decoder: Decoder, half: bool):
        self.d = decoder
        self.g = Graph("decoder", half)
        self.at = Layers(self.g, decoder)

    def model(self) -> onnx.ModelProto:
        g = self.g
        features = g.input("features", [1, FEATURES, "h4", "w4"])
        embedding = g.input("embedding", [1, EMBEDDING, "h4", "w4"])
        detail = g.input("detail", [1, STEM, "h2", "w2"])
        coords = g.input("point_coords", ["batch", "points", 2])
        labels = g.input("point_labels", ["batch", "points"])
        mask = g.input("mask_input", ["batch", 1, "h2", "w2"])
        has = g.input("has_mask_input", ["batch"])
        maps, wide, tokens, choice = self.prompt(features, embedding, coords, labels, mask, has)
        self.trunk(features, detail, maps, wide, tokens, choice)
        g.output("masks", ["batch", MASKS, "h2", "w2"])
        g.output("iou_predictions", ["batch", MASKS])
        return g.model()

    def numbers(self, points: str, flags: str, has: str) -> str:
        """``[B, 11]``, see ``NUMBERS``, of points ``[B, N, 3]`` (x, y, 1) and flags ``[B, N, 4]``;
        positions count from half a cell before the picture."""
        g = self.g
        sums = g.reshape(g.einsum("bnk,bnc->bkc", flags, points), [0, 12])
        # Sums of x, y and 1 over the points of each label (include, exclude, first and last corner).
        rows = np.zeros((12, len(NUMBERS) - 1), np.float32)
        for axis in (0, 1):
            rows[[6 + axis, 9 + axis], axis] = 0.5
            rows[[6 + axis, 9 + axis], 2 + axis] = -1, 1
            rows[[6 + axis, 9 + axis], 4 + axis] = -0.25, 0.25
        rows[2, 6] = rows[5, 7] = rows[8, 9] = 1
        rows[8, 8] = 4
        shift = np.zeros(len(NUMBERS) - 1, np.float32)
        shift[:2] = 2.5
        return g.concat(g.one("Gemm", sums, g.constant(rows), g.constant(shift)), g.reshape(has, [-1, 1]), axis=1)

    def told(self, numbers: str) -> dict[str, str]:
        """Parts of ``TOLD``: the box as a row like those of the points (``rows``), which of the two rows after the points
        counts as a sample of what, least similarities ``[B, 4, 1, 1]``, ``CHOICE`` as ``[B, 4, 5]``, and whether
        there is a box ``[B, 4, 1, 1]`` and a mask ``[B, 1, 1, 1]``."""
        g = self.g
        n = len(NUMBERS)
        width, height, box, mask = 2, 3, 9, 10
        spread = np.zeros((n, 2), np.float32)
        spread[width, 0] = spread[height, 1] = -0.02
        spread = g.one("Gemm", g.one("Mul", numbers, numbers), g.constant(spread), g.constant([-2.0, -2.0]))
        both = g.concat(numbers, g.one("Div", g.constant(1.0), spread), axis=1)
        first = dict(zip((name for name, _ in TOLD), np.cumsum([0, *(size for _, size in TOLD)])))
        w = np.zeros((n + 2, sum(size for _, size in TOLD)), np.float32)
        b = np.zeros(w.shape[1], np.float32)
        for axis in (0, 1):
            w[axis, first["row"] + axis] = 0.5
            w[n + axis, first["row"] + 2 + axis] = 1
            w[4 + axis, first["row"] + 4 + axis] = 1
            w[box, first["row"] + 4 + axis], b[first["row"] + 4 + axis] = UNSEEN, -UNSEEN
        # Flags of the rows of box and mask as samples of: points included, excluded, the box, the mask.
        w[box, first["flags"] + 2] = w[mask, first["flags"] + 7] = FAR
        b[first["least"]: first["least"] + 2] = -1
        w[box, first["least"] + 2] = w[mask, first["least"] + 3] = -1
        b[first["choice"]: first["choice"] + CHOICE] = np.eye(HEADS, dtype=np.float32)[:MASKS].flatten()
        w[box, first["choice"]], w[box, first["choice"] + MASKS] = -1, 1
        w[box, first["box"]] = w[mask, first["mask"]] = 1
        parts = g.split(g.reshape(g.one("Gemm", both, g.constant(w), g.constant(b)), [0, -1, 1, 1]),
                        [size for _, size in TOLD], 1)
        told = dict(zip(first, parts))
        return told | {"row": g.reshape(told["row"], [0, 1, 6]), "flags": g.reshape(told["flags"], [0, 2, 4]),
                       "choice": g.reshape(told["choice"], [0, MASKS, HEADS])}

    def prompt(
        self, features: str, embedding: str, coords: str, labels: str, mask: str, has: str
    ) -> tuple[str, str, str, str]:
        """Maps at 1/4 and 1/8, tokens, and which heads answer ``[B, 4, 5]``.

        Rows are the points, then the box, then (where the picture is sampled) the earlier mask.
        """
        g = self.g
        g.block = "prompt"
        # Half positions of the cells: 2, 4, 6 ... is 1.25 more than half their centres.
        two = g.conv(features, g.constant(np.zeros((1, FEATURES, 1, 1))), g.constant([2.0]))
        cells = g.concat(*(g.one("CumSum", two, g.constant(axis, np.int64)) for axis in (3, 2)), axis=1)
        flags = g.one("Cast", g.one("Equal", g.reshape(labels, [0, -1, 1]), g.constant([1, 0, 2, 3])), to=1)
        points = g.one("Pad", coords, g.constant([0] * 5 + [1], np.int64), g.constant(1.0))
        numbers = self.numbers(points, flags, has)
        told = self.told(numbers)
        # Of each row: half its centre, factors of the squared half distances, half the size of its inside.
        of_point = np.zeros((3, 6), np.float32)
        of_point[0, 0] = of_point[1, 1] = 0.5
        of_point[2] = 1.25, 1.25, -4 / SAMPLE, -4 / SAMPLE, 0, 0
        rows = g.concat(g.one("MatMul", points, g.constant(of_point)), told["row"], axis=1)
        centre, factor, size = g.split(g.reshape(rows, [0, -1, 6, 1, 1]), [2, 2, 2], 2)
        away = g.one("Sub", cells, centre)
        exponents = g.total("ReduceSum", g.one("Mul", g.one("Mul", away, away), factor), 2)
        inside = g.slice(g.one("Sub", size, g.one("Abs", away)), -1, 2**31 - 1, 1)
        in_box = g.total("ReduceProd", g.one("Sigmoid", inside), 2, keep=False)

        earlier = g.one("Mul", g.one(
            "AveragePool", g.one("Tanh", g.one("Mul", mask, g.constant(0.25))), kernel_shape=[2, 2], strides=[2, 2],
            pads=[0] * 4), told["mask"])
        within = g.one("Max", earlier, g.constant(1e-6))
        area = g.total("ReduceMean", within, 2, 3, keep=False)
        # Where each prompt samples: a small Gaussian at every point, a wide one in the box, and the earlier mask.
        at = g.one("Softmax", g.concat(
            g.reshape(exponents, [0, 0, -1]), g.reshape(g.one("Log", within), [0, 1, -1]), axis=1), axis=2)
        read = FEATURES + 1 + EMBEDDING
        sampled = g.one("MatMul", at, g.transpose(
            g.reshape(g.concat(features, two, embedding, axis=1), [0, read, -1]), [0, 2, 1]))
        of_features, of_embedding = g.split(sampled, [FEATURES + 1, EMBEDDING], 2)
        unit = g.one("Div", of_embedding, g.total("ReduceL2", of_embedding, 2))
        # Which rows count as points included, excluded, the box and the mask: FAR or nothing, ``[B, rows, 4]``.
        counted = g.concat(g.one("Mul", flags, g.constant([FAR, FAR, 0, 0])), told["flags"], axis=1)
        off = g.reshape(g.one("Sub", counted, g.constant(FAR)), [0, 0, 4, 1, 1])
        alike = g.one("Max", g.total("ReduceMax", g.one(
            "Add", g.einsum("brc,zchw->brzhw", unit, embedding), off), 1, keep=False), told["least"])
        of_points = g.one("Slice", off, *(g.constant(v, np.int64) for v in ([0, 0], [-1, 2], [1, 2])))
        nearest = g.total("ReduceMax", g.one("Add", exponents, of_points), 1, keep=False)
        near = g.one("Exp", g.one("Mul", nearest, g.constant(SAMPLE / SHARP)))
        halved = g.one("AveragePool", nearest, kernel_shape=[2, 2], strides=[2, 2], pads=[0] * 4)
        wide = g.one("Exp", g.one("Mul", halved, g.constant(SAMPLE / WIDE)))
        maps = g.concat(alike, near, in_box, earlier, g.one("Mul", two, told["box"]), axis=1)

        g.block = "token"
        share = g.one("Div", counted, g.one("Max", g.total("ReduceSum", counted, 1), g.constant(FAR)))
        of_kinds = g.reshape(g.einsum("brk,brc->bkc", share, of_features), [0, 4 * (FEATURES + 1)])
        w, b = self.token_weight()
        tokens = g.one("Relu", self.linear(g.concat(of_kinds, numbers, area, axis=1), "token.0", w, b))
        second = self.at["token.2"]
        tokens = g.one("Relu", self.linear(tokens, "token.2", array(second.weight), array(second.bias)))
        return maps, wide, tokens, told["choice"]

    def linear(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray) -> str:
        g = self.g
        return g.one("Gemm", x, g.weight(f"decoder.{name}.matrix", weight.T), g.weight(f"decoder.{name}.bias", bias))

    def token_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """The first layer of the tokens, its columns spread over what the graph has."""
        layer = self.at["token.0"]
        w = array(layer.weight)
        out = np.zeros((TOKEN, 4 * (FEATURES + 1) + len(NUMBERS) + 1), np.float32)
        out[:, FEATURE_COLUMNS] = w[:, : 4 * FEATURES]
        for column, (to, factor) in enumerate(TOKEN_COLUMNS):
            out[:, to] = w[:, 4 * FEATURES + column] * factor
        return out, array(layer.bias)

    def shared(self, tokens: str) -> dict[str, str]:
        """What the tokens say to each part, ``[B, C]``; to whole maps ``[B, C, 1, 1]``, scale and shift apart."""
        g, d = self.g, self.d
        g.block = "film"
        iou = d.iou[0]
        start = 2 * C16
        parts = {
            "bias8": (array(d.bias8.weight), array(d.bias8.bias)),
            "film16": (array(d.film16.weight), array(d.film16.bias)),
            "film32": (array(d.film32.weight), array(d.film32.bias)),
            "query": (array(d.query.weight), array(d.query.bias)),
            # Once for each mask, with what tells it from the others.
            "second.prompt": (np.tile(array(d.second.prompt.weight), (HEADS, 1)), (
                array(d.second.which) + array(d.second.prompt.bias) + array(d.second.inner.bias)
                + array(d.second.outer.bias)).flatten()),
            "iou.tokens": (np.tile(array(iou.weight)[:, start:start + TOKEN], (MASKS, 1)), (
                array(iou.weight)[:, start + TOKEN + 2:].T + array(iou.bias)).flatten()),
        }
        weight = np.concatenate([parts[n][0] for n, _ in SHARED])
        bias = np.concatenate([parts[n][1] for n, _ in SHARED])
        # Scales are 1 + what is said; queries are divided by the root of their length.
        lift, factor = np.zeros_like(bias), np.ones_like(bias)
        first = np.cumsum([0, *(n for _, n in SHARED)])
        lift[first[1]: first[1] + C16] = 1
        lift[first[2]: first[2] + C32] = 1
        factor[first[3]: first[4]] = 1 / math.sqrt(C8)
        said = self.linear(tokens, "shared", weight * factor[:, None], bias * factor + lift)
        sizes = [C8, C16, C16, C32, C32]
        maps, query, second, iou = g.split(said, [sum(sizes), DYNAMIC * C8, HEADS * HIDDEN, MASKS * 64], 1)
        made = g.split(g.reshape(maps, [0, -1, 1, 1]), sizes, 1)
        names = ("bias8", "scale16", "shift16", "scale32", "shift32")
        return dict(zip(names, made)) | {"query": query, "second": second, "iou": iou}

    def attention(self, x: str) -> str:
        """Cosine attention over all cells; queries keep two axes of positions, so that none has to be restored."""
        g, d = self.g, self.d.attend32
        g.block = "attend32"
        heads, c = d.heads, C32 // d.heads
        order = by_head(heads)
        conv = self.at["attend32.qkv"]
        qkv = g.conv(g.one("Relu", x), g.weight("decoder.attend32.qkv.weight", array(conv.weight)[order]),
                     g.weight("decoder.attend32.qkv.bias", array(conv.bias)[order]))
        # Squared lengths of each head's queries and keys, by ones in groups; the temperature shortens the queries'.
        # Values are divided by one.
        heat = np.repeat(array(d.heat).flatten() ** -2.0, c)
        heat = np.concatenate([heat, np.ones(C32), np.zeros(C32)])[order].astype(np.float32)
        least = np.where(heat > 0, 1e-6 * heat, 1).astype(np.float32)
        lengths = g.weight("decoder.attend32.heat", np.repeat(heat, c).reshape(3 * C32, c, 1, 1))
        length = g.one("Sqrt", g.conv(g.one("Mul", qkv, qkv), lengths, g.constant(least), group=3 * heads))
        q, k, v = g.split(g.reshape(g.one("Div", qkv, length), [-1, 3 * c, 0, 0]), [c] * 3, 1)
        share = g.one("Softmax", g.einsum("nchw,ncp->nhwp", q, g.reshape(k, [0, 0, -1])), axis=-1)
        y = g.einsum("nhwp,ncp->nchw", share, g.reshape(v, [0, 0, -1]))
        return g.one("Add", x, self.at.conv(g.reshape(y, [-1, C32, 0, 0]), "attend32.out"))

    def filters(self, a8: str, a16: str, second: str, choice: str) -> list[str]:
        """For each of the four masks its filters at 1/8 and 1/4 ``[B, 4, n, 1]``, IoU evidence and shift."""
        g, d, s = self.g, self.d, self.d.second
        g.block = "coarse"
        # Each mask and its complement, one after the other: the sigmoid of -x is 1 less that of x.
        coarse, shift = array(d.coarse.weight), array(d.coarse.bias)
        signed = np.stack([coarse, -coarse], 1).reshape(2 * HEADS, C8, 1, 1)
        shares = g.one("Sigmoid", g.conv(a8, g.weight("decoder.coarse.signed", signed),
                                         g.constant(np.stack([shift, -shift], 1).flatten())))
        g.block = "second"
        halved = g.one("AveragePool", shares, kernel_shape=[2, 2], strides=[2, 2], pads=[0] * 4)
        sums = g.concat(*(g.einsum("bmhw,bchw->bmc", p, a) for p, a in ((shares, a8), (halved, a16))), axis=2)
        # Means of four cells add up to a quarter: (4 a) / (s + 4) is a / (s / 4 + 1).
        more = np.repeat(np.float32([1, 4]), [C8, C16])
        size = g.total("ReduceSum", g.reshape(shares, [0, 2 * HEADS, -1]), 2)
        means = g.one("Div", sums, g.one("Add", size, g.constant(more)))
        joint = np.concatenate([array(s.inner.weight), array(s.outer.weight)], 1) * np.tile(more, 2)
        # A row for each prompt and head; what the prompt says is added by the same product.
        x = g.one("Gemm", g.reshape(means, [-1, 2 * (C8 + C16)]), g.weight("decoder.second.pools.matrix", joint.T),
                  g.reshape(second, [-1, HIDDEN]))
        x = g.one("Gemm", g.one("Relu", x), g.weight("decoder.second.hidden.matrix", array(s.hidden.weight).T),
                  g.weight("decoder.second.hidden.bias", array(s.hidden.bias)))
        # What all prompts share: the fixed filters of the masks, their shifts, where a box rules out, the evidence's start.
        own = array(s.filters.weight), array(s.filters.bias)
        last = np.concatenate([own[0], np.zeros((ENDS, HIDDEN)), array(s.iou.weight), np.zeros((1, HIDDEN))])
        outside = -10 * array(d.outside).reshape(MASKS, 1)
        fixed = np.concatenate([
            coarse[:, :, 0, 0] + own[1][:C8], array(d.mask4.weight)[:, :, 0, 0] + own[1][C8:], array(d.mask4.bias)[:, None],
            np.concatenate([outside, outside[:1]]), np.zeros((HEADS, ENDS - 2)),
            np.full((HEADS, 1), float(s.iou.bias) + float(d.iou[2].bias), np.float32), shift[:, None]], 1)
        x = g.one("MatMul", g.one("Relu", x), g.weight("decoder.second.last.matrix", last.T))
        x = g.one("Add", g.reshape(x, [-1, *fixed.shape]), g.weight("decoder.second.fixed", fixed))
        return g.split(g.reshape(g.one("MatMul", choice, x), [0, MASKS, -1, 1]), [C8, C4 + ENDS, 1, 1], 2)

    def at4(self, path: str, inputs: bool = False) -> tuple[str, str]:
        """Weight and bias of a layer at 1/4, widened by rows (and, where it reads them, columns) for ``ENDS``."""
        layer = self.at[path]
        w, b = array(layer.weight), array(layer.bias)
        rows = len(w) + (0 if path == "up4" else ENDS)
        columns = w.shape[1] + (ENDS if inputs else BOX_MAPS if path == "p4" else 0)
        wide = np.zeros((rows, columns, *w.shape[2:]), np.float32)
        wide[: len(w), : w.shape[1]] = w
        if path == "p4":
            # Outside of a box: 1 less four times its inside, nowhere without one (that map is twice the flag).
            wide[len(w) + 1, [6, 8], 1, 1] = -4, 0.5
        shift = np.zeros(rows, np.float32)
        shift[: len(b)] = b
        if path == "f4":
            shift[len(b)] = 1
        return self.g.weight(f"decoder.{path}.weight", wide), self.g.weight(f"decoder.{path}.bias", shift)

    def trunk(self, features: str, detail: str, maps: str, wide: str, tokens: str, choice: str) -> None:
        g, at, d = self.g, self.at, self.d
        said = self.shared(tokens)
        g.block = "f8"
        f8 = at.conv(features, "f8")
        g.block = "query"
        dynamic = g.reshape(g.conv(f8, g.reshape(said["query"], [-1, C8, 1, 1])), [-1, DYNAMIC, 0, 0])
        g.block = "p8"
        # Whether there is a box is for 1/4 alone.
        p8 = np.pad(array(at["p8"].weight), ((0, 0), (0, BOX_MAPS), (0, 0), (0, 0)))
        own = g.conv(maps, g.weight("decoder.p8.weight", p8), g.weight("decoder.p8.bias", array(at["p8"].bias)), 2, 1)
        g.block = "w8"
        # The wide maps are a constant factor lower than in training (``decoder.py``, ``near_and_wide``).
        w8 = array(at["w8"].weight).copy()
        w8[:, :2] *= math.exp(8 / WIDE)
        own = g.one("Add", own, g.conv(g.concat(wide, dynamic, axis=1), g.weight("decoder.w8.weight", w8),
                                       g.weight("decoder.w8.bias", array(at["w8"].bias))))
        g.block = "block8"
        x8 = at.block(g.one("Add", own, g.one("Add", f8, said["bias8"])), "block8")
        g.block = "down16"
        x = at.conv(g.one("Relu", x8), "down16")
        g.block = "block16"
        x = g.one("Add", g.one("Mul", x, said["scale16"]), said["shift16"])
        x16 = at.block(at.block(x, "block16.0"), "block16.1")
        g.block = "down32"
        x = at.conv(g.one("Relu", x16), "down32")
        g.block = "block32"
        x = g.one("Add", g.one("Mul", x, said["scale32"]), said["shift32"])
        x = at.block(at.block(x, "block32.0"), "block32.1")
        g.block = "context"
        w = g.weight("decoder.context.weight", array(d.context.weight)[:, :, None, None])
        mean = g.conv(g.one("GlobalAveragePool", x), w, g.weight("decoder.context.bias", array(d.context.bias)))
        x = self.attention(g.one("Add", x, mean))
        for name in ("after32", "more32.0", "more32.1"):
            g.block = name.split(".")[0]
            x = at.block(x, name)
        g.block = "up32"
        x = at.conv(g.one("Relu", x), "up32")
        g.block = "mix16"
        x = at.block(g.one("Add", x16, g.up2(x)), "mix16")
        g.block = "more16"
        a16 = g.one("Relu", at.block(x, "more16"))
        g.block = "up16"
        x = at.conv(a16, "up16")
        g.block = "mix8"
        a8 = g.one("Relu", at.block(g.one("Add", x8, g.up2(x)), "mix8"))
        made = self.filters(a8, a16, said["second"], choice)
        g.block = "coarse"
        coarse = g.one("Add", g.einsum("bchw,bmcz->bmhw", a8, made[0]), made[3])
        g.block = "f4"
        y4 = g.conv(features, *self.at4("f4"))
        g.block = "p4"
        y4 = g.one("Add", y4, g.conv(maps, *self.at4("p4"), 1, 1))
        g.block = "up8"
        y4 = g.one("Add", y4, g.up2(g.conv(a8, *self.at4("up8"))))
        g.block = "mix4"
        a4 = g.one("Relu", g.one("Add", y4, g.conv(g.one("Relu", y4), *self.at4("mix4", inputs=True), 1, 1)))
        g.block = "mask4"
        m4 = g.one("Add", g.up2(coarse), g.einsum("bchw,bmcz->bmhw", a4, made[1]))
        g.block = "f2"
        y2 = at.conv(detail, "f2")
        g.block = "up4"
        y2 = g.one("Relu", g.one("Add", y2, g.up2(g.conv(a4, *self.at4("up4", inputs=True)))))
        g.block = "mask2"
        g.one("Add", g.up2(m4), at.conv(y2, "mask2"), name="masks")
        self.expected(coarse, a16, said["iou"], made[2])

    def expected(self, coarse: str, a16: str, tokens: str, evidence: str) -> None:
        """Expected IoU of each mask from what lies inside it, what lies anywhere, and the prompt."""
        g, d = self.g, self.d
        g.block = "iou"
        shares = g.one("Sigmoid", g.one("AveragePool", coarse, kernel_shape=[2, 2], strides=[2, 2], pads=[0] * 4))
        flat = g.reshape(shares, [0, MASKS, -1])
        size = g.total("ReduceMean", flat, 2)
        sure = g.total("ReduceMean", g.one("Abs", g.one("Sub", flat, g.constant(0.5))), 2)
        within = g.one("Div", g.einsum("bmhw,bchw->bmc", shares, a16), g.one(
            "Add", g.total("ReduceSum", flat, 2), g.constant(1.0)))
        w = array(d.iou[0].weight)
        end = 2 * C16 + TOKEN
        # Columns: inside, anywhere, tokens, size, sureness (here its half), which mask.
        of_own = np.concatenate([w[:, :C16], w[:, end:end + 1], 2 * w[:, end + 1:end + 2]], 1)
        # What lies anywhere says the same to each of the four masks.
        anywhere = g.weight("decoder.iou.anywhere.matrix", np.tile(w[:, C16:2 * C16].T, (1, MASKS)))
        said = g.one("Gemm", g.total("ReduceMean", a16, 2, 3, keep=False), anywhere, tokens)
        own = g.reshape(g.concat(within, size, sure, axis=2), [-1, C16 + 2])
        x = g.one("Gemm", own, g.weight("decoder.iou.own.matrix", of_own.T), g.reshape(said, [-1, len(w)]))
        x = g.one("Gemm", g.one("Relu", x), g.weight("decoder.iou.last.matrix", array(d.iou[2].weight).T),
                  g.reshape(evidence, [-1, 1]))
        g.one("Sigmoid", g.reshape(x, [-1, MASKS]), name="iou_predictions")


def by_head(heads: int) -> np.ndarray:
    """Rows of queries, keys and values in an order that has each head's together."""
    return np.arange(3 * C32).reshape(3, heads, C32 // heads).transpose(1, 0, 2).flatten()


# Columns of the token's first layer: of each kind of sample its features, then what the constant channel, two, says
# of whether there is one. After the samples: which column of the graph's (a number of NUMBERS, the last: area; the last
# of all: whether a point is included) and the factor that the training divides it by.
FEATURE_COLUMNS = (np.arange(4)[:, None] * (FEATURES + 1) + np.arange(FEATURES)).flatten()
_N = 4 * (FEATURES + 1)
TOKEN_COLUMNS = ((_N + 6, 0.25), (_N + 7, 0.25), (_N + 9, 1.0), (_N + 10, 1.0), (_N + 2, 1 / 256), (_N + 3, 1 / 256),
                 (_N + len(NUMBERS), 4.0), (FEATURES, 0.5))


def decoder_graph(decoder: Decoder, half: bool) -> onnx.ModelProto:
    """``decoder`` is folded."""
    return LeanDecoder(decoder, half).model()
