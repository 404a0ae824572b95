"""Picture encoder: a residual convolution network with a top-down pyramid.

Input: RGB in 0..1, ``[G, 3, H, W]``, H and W multiples of 32.
Output at 1/4 scale: ``features`` (48 channels), ``embedding`` (32, unit length per pixel),
``edges`` (boundary logits) and ``subject`` (logits of what a person would cut out without a
click); at 1/2 scale: ``detail`` (16).

The residual blocks follow He et al., "Deep Residual Learning for Image Recognition" (CVPR 2016);
the pyramid follows Lin et al., "Feature Pyramid Networks for Object Detection" (CVPR 2017).
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

STEM = 16
WIDTHS = (40, 72, 128, 160)
DEPTHS = (2, 2, 3, 2)
PYRAMID = 64
CONTEXT = 32
FEATURES = 48
EMBEDDING = 32
SUBJECT = (48, 32, 16)

MEAN_RGB = (0.485, 0.456, 0.406)
STD_RGB = (0.229, 0.224, 0.225)


class ConvBN(nn.Sequential):
    """Convolution, batch normalisation and optionally ReLU, run as one convolution.

    With ``frozen`` statistics (the state this project trains and ships in) the normalisation is
    an affine map per channel, so it is multiplied into the weights on every call: gradients still
    reach the weights, scale and shift, and no activation is written twice.
    """

    def __init__(self, cin: int, cout: int, k: int = 3, stride: int = 1, relu: bool = True):
        conv = nn.Conv2d(cin, cout, k, stride, k // 2, bias=False)
        super().__init__(conv, nn.BatchNorm2d(cout))
        self.relu = relu

    def folded(self) -> tuple[Tensor, Tensor]:
        """Weight and bias of the single equivalent convolution."""
        conv, bn = self[0], self[1]
        scale = bn.weight / torch.sqrt(bn.running_var + bn.eps)
        return conv.weight * scale[:, None, None, None], bn.bias - bn.running_mean * scale

    def forward(self, x: Tensor) -> Tensor:
        conv, bn = self[0], self[1]
        if bn.training:
            y = bn(conv(x))
        else:
            weight, bias = self.folded()
            y = F.conv2d(x, weight, bias, conv.stride, conv.padding)
        return F.relu(y, inplace=True) if self.relu else y


class Residual(nn.Module):
    """``relu(x + b(a(x)))`` with two 3x3 convolutions."""

    def __init__(self, c: int):
        super().__init__()
        self.a = ConvBN(c, c)
        self.b = ConvBN(c, c, relu=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.b(self.a(x)), inplace=True)


def up2(x: Tensor) -> Tensor:
    """Bilinear doubling with half-pixel centres.

    On a CPU in bf16 it goes through fp32: PyTorch's bf16 kernel is several times slower.
    """
    if x.dtype == torch.bfloat16 and not x.is_cuda:
        return up2(x.float()).to(torch.bfloat16)
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class Subject(nn.Module):
    """Which pixels belong to the subject: decided at 1/32, drawn more finely at 1/16, 1/8 and 1/4."""

    def __init__(self) -> None:
        super().__init__()
        c, d, e = SUBJECT
        self.far = nn.Sequential(
            nn.Conv2d(WIDTHS[-1], c, 3, 1, 1), nn.ReLU(), nn.Conv2d(c, c, 3, 1, 1), nn.ReLU())
        self.mix16 = nn.Conv2d(c + PYRAMID, d, 3, 1, 1)
        self.mix8 = nn.Conv2d(d + PYRAMID, e, 3, 1, 1)
        self.at4 = nn.Conv2d(PYRAMID, e, 1)
        self.last = nn.Conv2d(2 * e, 1, 3, 1, 1)

    def coarse(self, x32: Tensor, y16: Tensor, y8: Tensor) -> Tensor:
        """What is known at 1/8, ``[G, 16, H/8, W/8]``."""
        x = F.relu(self.mix16(torch.cat([up2(self.far(x32)), y16], 1)))
        return F.relu(self.mix8(torch.cat([up2(x), y8], 1)))

    def forward(self, x32: Tensor, y16: Tensor, y8: Tensor, y4: Tensor) -> Tensor:
        """``x32 [G, 160, H/32, W/32]`` and the pyramid's levels -> logits ``[G, 1, H/4, W/4]``."""
        return self.last(torch.cat([up2(self.coarse(x32, y16, y8)), self.at4(y4)], 1))


class Levels(NamedTuple):
    """What the outputs are read from: the mixed last stage, the pyramid, fine detail."""

    x32: Tensor
    y16: Tensor
    y8: Tensor
    y4: Tensor
    detail: Tensor


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(MEAN_RGB).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(STD_RGB).view(1, 3, 1, 1))
        self.stem = nn.Sequential(ConvBN(3, STEM, stride=2), ConvBN(STEM, STEM))
        widths = (STEM, *WIDTHS)
        self.stages = nn.ModuleList(
            nn.Sequential(
                ConvBN(widths[i], widths[i + 1], stride=2),
                *(Residual(widths[i + 1]) for _ in range(DEPTHS[i])),
            )
            for i in range(4)
        )
        last = WIDTHS[-1]
        self.ctx = nn.ModuleList([nn.Conv2d(last, CONTEXT, 1), nn.Conv2d(last, CONTEXT, 1)])
        self.ctxmix = ConvBN(last + 2 * CONTEXT, last, k=1)
        self.lat = nn.ModuleList(nn.Conv2d(w, PYRAMID, 1) for w in WIDTHS)
        self.smooth = nn.ModuleList(ConvBN(PYRAMID, PYRAMID) for _ in range(3))
        self.out = nn.Conv2d(PYRAMID, FEATURES, 1)
        self.emb = nn.Conv2d(PYRAMID, EMBEDDING, 1)
        self.edge = nn.Conv2d(PYRAMID, 1, 1)
        self.fine = nn.Conv2d(STEM, STEM, 1)
        self.subject = Subject()

    def levels(self, image: Tensor) -> Levels:
        """Everything before the outputs' own layers."""
        x = image - self.mean
        x = self.stem(x if self.std is None else x / self.std)
        detail = self.fine(x)
        levels = []
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        far = self.ctx[0](F.adaptive_avg_pool2d(x, 1)).expand(-1, -1, x.shape[2], x.shape[3])
        near = self.ctx[1](F.avg_pool2d(x, 5, 1, 2, count_include_pad=False))
        x32 = self.ctxmix(torch.cat([x, far, near], 1))
        pyramid = [self.lat[3](x32)]
        for i in (2, 1, 0):
            pyramid.append(self.smooth[i](up2(pyramid[-1]) + self.lat[i](levels[i])))
        return Levels(x32, *pyramid[1:], detail)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """``features``, ``embedding``, ``detail``, ``edges``, ``subject``."""
        x32, y16, y8, y, detail = self.levels(image)
        embedding = self.emb(y).float()
        embedding = embedding / embedding.norm(dim=1, keepdim=True).clamp(min=1e-12)
        return self.out(y), embedding, detail, self.edge(y), self.subject(x32, y16, y8, y)
