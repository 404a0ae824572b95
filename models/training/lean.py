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
FAR = 1e6
"""Added to the squared distance of points that do not count."""


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


# Rows of what is known of a prompt as numbers, in the order of ``LeanDecoder.prompt``.
NUMBERS = ("x", "y", "width", "height", "width/4", "height/4", "included", "excluded", "four boxes", "box", "mask")
CHOICE = HEADS * MASKS
"""How much each of the four masks is of each of the five heads: the first answers points, the last boxes."""
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
        maps, wide, tokens, outside, choice = self.prompt(features, embedding, coords, labels, mask, has)
        self.trunk(features, detail, maps, wide, tokens, outside, choice)
        g.output("masks", ["batch", MASKS, "h2", "w2"])
        g.output("iou_predictions", ["batch", MASKS])
        return g.model()

    def numbers(self, coords: str, flags: str, has: str) -> tuple[str, str]:
        """``[B, 11]``, see ``NUMBERS``; positions count from half a cell before the picture. And the sums ``[B, 12]``."""
        g = self.g
        padded = g.one("Pad", g.reshape(coords, [0, 1, -1, 2]), g.constant([0] * 7 + [1], np.int64), g.constant(1.0))
        sums = g.reshape(g.one("MatMul", flags, padded), [0, 12])
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
        return g.concat(g.one("Gemm", sums, g.constant(rows), g.constant(shift)), g.reshape(has, [-1, 1]), axis=1), sums

    def choice(self, sums: str) -> str:
        """``[B, 20]``, see ``CHOICE``."""
        plain = np.eye(HEADS, dtype=np.float32)[:MASKS]
        rows = np.zeros((12, MASKS, HEADS), np.float32)
        rows[8, 0, 0], rows[8, 0, MASKS] = -1, 1
        return self.g.one("Gemm", sums, self.g.constant(rows.reshape(12, CHOICE)), self.g.constant(plain.flatten()))

    def prompt(
        self, features: str, embedding: str, coords: str, labels: str, mask: str, has: str
    ) -> tuple[str, str, str, str, str]:
        """Maps at 1/4 and 1/8, tokens, where a box rules out, and which heads answer ``[B, 20]``."""
        g = self.g
        g.block = "prompt"
        four = g.constant(4.0)
        # Positions of the cells: 4, 8, 12 ... is 2.5 more than their centres.
        x, y = (
            g.one("CumSum", g.one("Clip", self.line(features, axis), four, four), g.constant(axis, np.int64))
            for axis in (3, 2))
        flags = g.one("Cast", g.one("Equal", g.reshape(labels, [0, 1, 1, -1]), g.constant([[1], [0], [2], [3]])), to=1)
        numbers, sums = self.numbers(coords, flags, has)
        spread = g.one("Div", g.constant(-1.0), g.one(
            "Add", g.one("Mul", g.one("Mul", numbers, numbers), g.constant(0.08)), g.constant(8.0)))
        scalars = g.split(g.reshape(g.concat(numbers, spread, axis=1), [0, 1, 1, -1]),
                          [1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 2, 1, 1, 7], 3)
        cx, cy, _, _, width, height, _, four_boxes, box, _, _, narrow, low, _ = scalars
        both = g.split(g.one("Add", g.reshape(coords, [0, 1, -1, 1, 2]), g.constant(2.5)), [1, 1], 4)

        inside, spreads, squares = [], [], []
        for line, centre, size, inverse, point, five in (
            (x, cx, width, narrow, both[0], [0, 1, 1, 1, -1]), (y, cy, height, low, both[1], [0, 1, 1, -1, 1])):
            away = g.one("Sub", line, centre)
            of_box = g.one("Mul", g.one("Mul", away, away), inverse)
            inside.append(g.one("Sigmoid", g.one(
                "Sub", size, g.one("Mul", g.one("Abs", away), g.constant(0.5)))))
            d = g.one("Sub", line, point)
            square = g.one("Mul", g.one("Mul", d, d), g.constant(-1 / SAMPLE))
            squares.append(square)
            spreads.append(g.concat(square, g.reshape(of_box, five), axis=2))
        # Where each prompt samples: a small Gaussian at every point and a wide one in the box. The sum of
        # the exponents under one softmax is the product of the two sides' shares.
        at = g.one("Softmax", g.reshape(g.one("Add", *spreads), [0, 0, 0, -1]), axis=3)

        off = g.one("Mul", g.one("Sub", g.slice(flags, 0, 2, 2), g.constant(1.0)), g.constant(FAR))
        least = g.total("ReduceMax", g.one("Add", g.one("Add", squares[1], g.reshape(off, [0, 2, -1, 1, 1])), squares[0]), 2,
                        keep=False)
        near = g.one("Exp", g.one("Mul", least, g.constant(SAMPLE / SHARP)))
        halved = g.one("AveragePool", least, kernel_shape=[2, 2], strides=[2, 2], pads=[0] * 4)
        wide = g.one("Exp", g.one("Mul", halved, g.constant(SAMPLE / WIDE)))
        in_box = g.one("Mul", g.one("Mul", inside[0], inside[1]), four_boxes)
        outside = g.one("Relu", g.one("Sub", box, in_box))

        earlier = g.one("Mul", g.one(
            "AveragePool", g.one("Tanh", g.one("Mul", mask, g.constant(0.25))), kernel_shape=[2, 2], strides=[2, 2],
            pads=[0] * 4), g.reshape(has, [-1, 1, 1, 1]))
        within = g.one("Add", g.one("Relu", earlier), g.constant(1e-6))
        flat = g.reshape(within, [0, 1, 1, -1])
        area = g.total("ReduceMean", flat, 2, 3, keep=False)
        flat = g.one("Div", flat, g.total("ReduceSum", flat, 3))
        weights = g.concat(at, flat, axis=2)
        sampled, of_embedding = (
            g.one("MatMul", weights, g.transpose(g.reshape(t, [0, n, -1]), [0, 2, 1]))
            for t, n in ((features, FEATURES), (embedding, EMBEDDING)))
        unit = g.one("Div", of_embedding, g.total("ReduceL2", of_embedding, 3))
        sims = g.one("MatMul", unit, g.transpose(embedding, [0, 2, 1, 3]))
        there = g.reshape(g.slice(numbers, 9, 11, 1), [0, 1, 2, 1])
        sides = g.split(g.reshape(off, [0, 2, -1, 1]), [1, 1], 1)
        of_points = g.slice(sims, 0, -2, 2)
        best = [g.total("ReduceMax", g.one("Add", of_points, side), 2) for side in sides]
        rest = g.one("Mul", g.slice(sims, -2, 2**31 - 1, 2), there)
        alike = g.transpose(g.one("Max", g.concat(*best, rest, axis=2), g.constant(-1.0)), [0, 2, 1, 3])
        maps = g.concat(alike, near, in_box, earlier, axis=1)

        g.block = "token"
        counted = g.slice(flags, 0, 2, 2)
        share = g.one("Div", counted, g.one("Max", g.total("ReduceSum", counted, 3), g.constant(1.0)))
        of_clicks = g.one("MatMul", share, g.slice(sampled, 0, -2, 2))
        of_rest = g.one("Mul", g.slice(sampled, -2, 2**31 - 1, 2), there)
        said = g.concat(g.reshape(g.concat(of_clicks, of_rest, axis=2), [0, 4 * FEATURES]), numbers,
                        g.one("Min", numbers, g.constant(1.0)), area, axis=1)
        w, b = self.token_weight()
        tokens = self.linear(said, "token.0", w, b)
        tokens = g.one("Relu", tokens)
        second = self.at["token.2"]
        tokens = g.one("Relu", self.linear(tokens, "token.2", array(second.weight), array(second.bias)))
        return maps, wide, tokens, outside, self.choice(sums)

    def line(self, features: str, axis: int) -> str:
        """One row (axis 3) or column (axis 2) of the features, as long as the picture is wide or high."""
        g = self.g
        ends = [g.constant(v, np.int64) for v in ([0, 0], [1, 1], [1, 5 - axis])]
        return g.one("Slice", features, *ends)

    def linear(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray) -> str:
        g = self.g
        return g.one("Gemm", x, g.weight(f"decoder.{name}.matrix", weight.T), g.weight(f"decoder.{name}.bias", bias))

    def token_weight(self) -> tuple[np.ndarray, np.ndarray]:
        """The first layer of the tokens, its columns spread over the numbers that the graph has."""
        layer = self.at["token.0"]
        w = array(layer.weight)
        n = len(NUMBERS)
        out = np.zeros((TOKEN, 4 * FEATURES + 2 * n + 1), np.float32)
        out[:, : 4 * FEATURES] = w[:, : 4 * FEATURES]
        for column, (to, factor) in enumerate(TOKEN_COLUMNS):
            out[:, 4 * FEATURES + to] = w[:, 4 * FEATURES + column] * factor
        return out, array(layer.bias)

    def shared(self, tokens: str) -> dict[str, list[str] | str]:
        """What the tokens say to each part, ``[B, C, 1, 1]``; scale and shift apart."""
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
        sizes = [C8, C16, C16, C32, C32, DYNAMIC * C8, HEADS * HIDDEN, MASKS * 64]
        made = g.split(g.reshape(said, [0, -1, 1, 1]), sizes, 1)
        names = ("bias8", "scale16", "shift16", "scale32", "shift32", "query", "second", "iou")
        return dict(zip(names, made))

    def attention(self, x: str) -> str:
        """Cosine attention over all cells; positions stay two axes, so that none has to be restored."""
        g, d = self.g, self.d.attend32
        g.block = "attend32"
        heads, c = d.heads, C32 // d.heads
        qk, v = g.split(self.at.conv(g.one("Relu", x), "attend32.qkv"), [2 * C32, C32], 1)
        # Squared lengths of each head's part, by ones in groups; the temperature shortens the queries' lengths.
        heat = np.concatenate([np.repeat(array(d.heat).flatten() ** -2.0, c), np.ones(C32, np.float32)]).astype(np.float32)
        ones = np.ones((2 * C32, c, 1, 1), np.float32) * heat[:, None, None, None]
        length = g.one("Sqrt", g.conv(g.one("Mul", qk, qk), g.weight("decoder.attend32.heat", ones),
                                      g.constant(1e-6 * heat), group=2 * heads))
        q, k = g.split(g.one("Div", qk, length), [C32, C32], 1)
        q = g.transpose(g.reshape(q, [-1, c, 0, 0]), [0, 2, 3, 1])
        k, v = (g.reshape(g.reshape(t, [0, heads, c, -1]), [-1, 1, c, 0]) for t in (k, v))
        share = g.one("Softmax", g.one("MatMul", q, k), axis=-1)
        y = g.one("MatMul", share, g.transpose(v, [0, 1, 3, 2]))
        y = g.reshape(g.transpose(y, [0, 3, 1, 2]), [-1, C32, 0, 0])
        return g.one("Add", x, self.at.conv(y, "attend32.out"))

    def filters(self, a8n: str, rows8: str, rows16: str, a8: str, second: str, choice: str) -> list[str]:
        """For each of the four masks its filters at 1/8 and 1/4, IoU evidence and shifts, ``[B, 1, n, 4]``."""
        g, d, s = self.g, self.d, self.d.second
        g.block = "coarse"
        # Each mask and its complement, one after the other: the sigmoid of -x is 1 less that of x.
        coarse, shift = array(d.coarse.weight), array(d.coarse.bias)
        signed = np.stack([coarse, -coarse], 1).reshape(2 * HEADS, C8, 1, 1)
        shares = g.one("Sigmoid", g.conv(a8, g.weight("decoder.coarse.signed", signed),
                                         g.constant(np.stack([shift, -shift], 1).flatten())))
        g.block = "second"
        halved = g.one("AveragePool", shares, kernel_shape=[2, 2], strides=[2, 2], pads=[0] * 4)
        flat = g.reshape(shares, [0, 2 * HEADS, -1])
        sums = g.concat(g.one("MatMul", flat, rows8),
                        g.one("MatMul", g.reshape(halved, [0, 2 * HEADS, -1]), rows16), axis=2)
        # Means of four cells add up to a quarter: (4 a) / (s + 4) is a / (s / 4 + 1).
        more = np.repeat(np.float32([1, 4]), [C8, C16])
        means = g.one("Div", sums, g.one("Add", g.total("ReduceSum", flat, 2), g.constant(more)))
        joint = np.concatenate([array(s.inner.weight), array(s.outer.weight)], 1) * np.tile(more, 2)
        # A row for each prompt and head; what the prompt says is added by the same product.
        x = g.one("Gemm", g.reshape(means, [-1, 2 * (C8 + C16)]), g.weight("decoder.second.pools.matrix", joint.T),
                  g.reshape(second, [-1, HIDDEN]))
        x = g.one("Gemm", g.one("Relu", x), g.weight("decoder.second.hidden.matrix", array(s.hidden.weight).T),
                  g.weight("decoder.second.hidden.bias", array(s.hidden.bias)))
        last = np.concatenate([array(s.filters.weight), array(s.iou.weight), np.zeros((2, HIDDEN), np.float32)])
        x = g.one("MatMul", g.one("Relu", x), g.weight("decoder.second.last.matrix", last.T))
        x = g.reshape(x, [-1, HEADS, C8 + C4 + 3])
        # What all prompts share: the fixed filters of the masks, the evidence's start, their shifts.
        fixed = np.concatenate([
            coarse[:, :, 0, 0] + array(s.filters.bias)[:C8], array(d.mask4.weight)[:, :, 0, 0] + array(s.filters.bias)[C8:],
            np.full((HEADS, 1), float(s.iou.bias) + float(d.iou[2].bias), np.float32), shift[:, None],
            array(d.mask4.bias)[:, None]], 1)
        x = g.one("Add", x, g.weight("decoder.second.fixed", fixed))
        x = g.transpose(g.one("MatMul", g.reshape(choice, [-1, MASKS, HEADS]), x), [0, 2, 1])
        return g.split(g.reshape(x, [0, 1, -1, MASKS]), [C8, C4, 1, 1, 1], 2)

    def filtered(self, rows: str, filters: str, shift: str) -> str:
        """Masks ``[B, 4, h, w]`` of ``rows [B, h, w, C]`` under filters ``[B, 1, C, 4]``."""
        g = self.g
        return g.transpose(g.one("Add", g.one("MatMul", rows, filters), shift), [0, 3, 1, 2])

    def trunk(
        self, features: str, detail: str, maps: str, wide: str, tokens: str, outside: str, choice: str
    ) -> None:
        g, at, d = self.g, self.at, self.d
        said = self.shared(tokens)
        g.block = "f8"
        f8 = at.conv(features, "f8")
        g.block = "query"
        dynamic = g.reshape(g.conv(f8, g.reshape(said["query"], [-1, C8, 1, 1])), [-1, DYNAMIC, 0, 0])
        g.block = "p8"
        p8 = array(at["p8"].weight).copy()
        p8[:, 6] /= 4  # its map of the box counts to four
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
        g.block = "coarse"
        a8n = g.transpose(a8, [0, 2, 3, 1])
        rows8 = g.reshape(a8n, [0, -1, C8])
        rows16 = g.reshape(g.transpose(a16, [0, 2, 3, 1]), [0, -1, C16])
        made = self.filters(a8n, rows8, rows16, a8, said["second"], choice)
        g.block = "coarse"
        coarse = self.filtered(a8n, made[0], made[3])
        g.block = "f4"
        y4 = at.conv(features, "f4")
        g.block = "p4"
        p4 = array(at["p4"].weight).copy()
        p4[:, 6] /= 4
        y4 = g.one("Add", y4, g.conv(maps, g.weight("decoder.p4.weight", p4),
                                     g.weight("decoder.p4.bias", array(at["p4"].bias)), 1, 1))
        g.block = "up8"
        y4 = g.one("Add", y4, g.up2(at.conv(a8, "up8")))
        g.block = "mix4"
        a4 = g.one("Relu", g.one("Add", y4, at.conv(g.one("Relu", y4), "mix4")))
        g.block = "mask4"
        m4 = g.one("Add", g.up2(coarse), self.filtered(g.transpose(a4, [0, 2, 3, 1]), made[1], made[4]))
        m4 = g.one("Add", m4, g.one("Mul", outside, g.weight("decoder.outside", -10 * array(d.outside)[None])))
        g.block = "f2"
        y2 = at.conv(detail, "f2")
        g.block = "up4"
        y2 = g.one("Relu", g.one("Add", y2, g.up2(at.conv(a4, "up4"))))
        g.block = "mask2"
        g.one("Add", g.up2(m4), at.conv(y2, "mask2"), name="masks")
        self.expected(coarse, rows16, said["iou"], made[2])

    def expected(self, coarse: str, rows16: str, tokens: str, evidence: str) -> None:
        """Expected IoU of each mask from what lies inside it, what lies anywhere, and the prompt."""
        g, d = self.g, self.d
        g.block = "iou"
        shares = g.one("Sigmoid", g.one("AveragePool", coarse, kernel_shape=[2, 2], strides=[2, 2], pads=[0] * 4))
        flat = g.reshape(shares, [0, MASKS, -1])
        size = g.total("ReduceMean", flat, 2)
        sure = g.total("ReduceMean", g.one("Abs", g.one("Sub", flat, g.constant(0.5))), 2)
        within = g.one("Div", g.one("MatMul", flat, rows16), g.one(
            "Add", g.total("ReduceSum", flat, 2), g.constant(1.0)))
        w = array(d.iou[0].weight)
        end = 2 * C16 + TOKEN
        # Columns: inside, anywhere, tokens, size, sureness (here its half), which mask.
        of_own = np.concatenate([w[:, :C16], w[:, end:end + 1], 2 * w[:, end + 1:end + 2]], 1)
        x = g.one("MatMul", g.concat(within, size, sure, axis=2), g.weight("decoder.iou.own.matrix", of_own.T))
        anywhere = g.one("MatMul", g.total("ReduceMean", rows16, 1), g.weight("decoder.iou.anywhere.matrix", w[:, C16:2 * C16].T))
        x = g.one("Add", g.one("Add", x, anywhere), g.reshape(tokens, [0, MASKS, -1]))
        x = g.one("MatMul", g.one("Relu", x), g.weight("decoder.iou.last.matrix", array(d.iou[2].weight).T))
        x = g.one("Add", x, g.reshape(evidence, [0, MASKS, 1]))
        g.one("Sigmoid", g.reshape(x, [0, MASKS]), name="iou_predictions")


# Columns of the token's first layer after the samples: which of NUMBERS (from the second eleven: at
# most 1; the last: area) and the factor that the training divides it by.
_N = len(NUMBERS)
TOKEN_COLUMNS = ((6, 0.25), (7, 0.25), (9, 1.0), (10, 1.0), (2, 1 / 256), (3, 1 / 256), (2 * _N, 4.0), (_N + 6, 1.0))


def decoder_graph(decoder: Decoder, half: bool) -> onnx.ModelProto:
    """``decoder`` is folded."""
    return LeanDecoder(decoder, half).model()
