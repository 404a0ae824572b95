"""Turns a trained model into plain convolutions behind the contract of the exported files."""

import torch
from torch import Tensor, nn

from decoder import Decoder, WSConv
from encoder import ConvBN, Encoder


def plain_convolution(like: nn.Conv2d, weight: Tensor, bias: Tensor) -> nn.Conv2d:
    conv = nn.Conv2d(
        like.in_channels, like.out_channels, like.kernel_size, like.stride, like.padding)
    conv.weight.data = weight.detach().float().clone()
    conv.bias.data = bias.detach().float().clone()
    return conv


def fold(module: nn.Module) -> nn.Module:
    """Replaces, in place, normalised and weight-standardised convolutions by equivalent plain ones."""
    for name, child in list(module.named_children()):
        if isinstance(child, ConvBN):
            conv = plain_convolution(child[0], *child.folded())
            setattr(module, name, nn.Sequential(conv, nn.ReLU()) if child.relu else conv)
        elif isinstance(child, WSConv):
            setattr(module, name, plain_convolution(child, child.standard(), child.bias))
        else:
            fold(child)
    return module


class EncoderFile(nn.Module):
    """``image [1, 3, H, W]`` -> ``features, embedding, detail, edges, subject``."""

    def __init__(self, encoder: Encoder):
        """``encoder`` is folded; the division by the standard deviation moves into its first layer."""
        super().__init__()
        first = encoder.stem[0][0]
        if encoder.std is not None:
            first.weight.data /= encoder.std
            encoder.std = None
        self.encoder = encoder

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        return self.encoder(image)


class DecoderFile(nn.Module):
    """Prompts ``[B, N]`` of one picture -> ``masks [B, 4, H/2, W/2]``, ``iou_predictions [B, 4]``."""

    def __init__(self, decoder: Decoder):
        super().__init__()
        self.decoder = decoder

    def forward(
        self, features: Tensor, embedding: Tensor, detail: Tensor, point_coords: Tensor,
        point_labels: Tensor, mask_input: Tensor, has_mask_input: Tensor,
    ) -> tuple[Tensor, Tensor]:
        out = self.decoder(
            features, embedding, detail, point_coords.unsqueeze(0), point_labels.unsqueeze(0),
            mask_input.squeeze(1).unsqueeze(0), has_mask_input.unsqueeze(0))
        return out["masks"], torch.sigmoid(out["iou"])
