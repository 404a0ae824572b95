"""The blocks of the real model with shapes, parameters and multiply-adds at 512x512, for the page."""

import torch
from torch import Tensor, nn

from fold import DecoderFile, EncoderFile

ENCODER_WORDS = {
    "stem": "two 3x3 convolutions, the first halves the picture",
    "stages": "a stride-2 3x3 convolution and residual 3x3 blocks",
    "ctx": "what the whole picture and the surroundings say",
    "ctxmix": "mixes the context into the last stage",
    "lat": "brings a stage to the width of the pyramid",
    "smooth": "adds the enlarged coarser level and smooths",
    "out": "features for the decoder",
    "emb": "unit-length embedding of every pixel",
    "edge": "boundary logits",
    "fine": "fine detail at half size",
}
DECODER_WORDS = {
    "f8": "features at 1/8, once per picture",
    "f4": "features at 1/4, once per picture",
    "f2": "detail at 1/2, once per picture",
    "p8": "prompt maps brought to 1/8",
    "w8": "wide click maps and learned similarity maps",
    "p4": "prompt maps at 1/4",
    "token": "what was sampled at the points, in the box and in the earlier mask",
    "bias8": "the prompt's shift at 1/8",
    "film16": "the prompt's scale and shift at 1/16",
    "film32": "the prompt's scale and shift at 1/32",
    "query": "eight learned questions to every pixel",
    "block8": "residual block at 1/8",
    "down16": "to 1/16",
    "block16": "residual blocks at 1/16",
    "down32": "to 1/32",
    "block32": "residual blocks at 1/32",
    "context": "mean of the whole picture",
    "attend32": "self-attention over the whole picture at 1/32",
    "after32": "residual block at 1/32",
    "more32": "residual blocks at 1/32",
    "up32": "back to 1/16",
    "mix16": "residual block at 1/16",
    "more16": "residual block at 1/16",
    "up16": "back to 1/8",
    "mix8": "residual block at 1/8",
    "coarse": "four coarse masks",
    "second": "filters for each mask from what lies inside and outside of it",
    "up8": "back to 1/4",
    "mix4": "one layer at 1/4",
    "up4": "back to 1/2",
    "mask4": "correction of the masks at 1/4",
    "mask2": "correction of the masks at 1/2",
    "iou": "expected IoU of each mask",
}


def work_of(layer: nn.Module, out: Tensor) -> int:
    """Multiply-adds of one convolution or linear layer."""
    if isinstance(layer, nn.Conv2d):
        return out.numel() * layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1]
    if isinstance(layer, nn.Linear):
        return out.numel() * layer.in_features
    return 0


def parts_of(model: nn.Module) -> list[tuple[str, nn.Module]]:
    """The named blocks: direct children, and the members of lists of blocks."""
    parts = []
    for name, child in model.named_children():
        if isinstance(child, nn.ModuleList):
            parts += [(f"{name}.{i}", c) for i, c in enumerate(child)]
        else:
            parts.append((name, child))
    return parts


def trace(
    model: nn.Module, run: nn.Module, inputs: tuple[Tensor, ...], words: dict[str, str], prefix: str
) -> tuple[list[dict[str, object]], tuple[Tensor, ...]]:
    """Runs once and records what each block took in and gave, in the order of the run."""
    blocks: list[dict[str, object]] = []
    macs: dict[int, int] = {}
    hooks = []
    for name, part in parts_of(model):
        for layer in part.modules():
            hooks.append(layer.register_forward_hook(
                lambda m, _, o: macs.__setitem__(id(m), macs.get(id(m), 0) + work_of(m, o))
                if isinstance(o, Tensor) else None))

        def note(
            m: nn.Module, i: tuple[Tensor, ...], o: Tensor | tuple[Tensor, ...], name: str = name
        ) -> None:
            kinds = [c for c in m.modules() if isinstance(c, (nn.Conv2d, nn.Linear))]
            blocks.append({
                "name": f"{prefix}.{name}",
                "kind": "linear" if isinstance(kinds[0], nn.Linear) else "convolution",
                "words": words[name.split(".")[0]],
                "layers": len(kinds),
                "input": list(i[0].shape),
                "output": list((o if isinstance(o, Tensor) else o[0]).shape),
                "parameters": sum(p.numel() for p in m.parameters()),
                "macs": sum(macs.get(id(c), 0) for c in m.modules()),
            })

        hooks.append(part.register_forward_hook(note))
    with torch.no_grad():
        out = run(*inputs)
    for hook in hooks:
        hook.remove()
    return blocks, out


def describe(encoder: EncoderFile, decoder: DecoderFile, side: int = 512) -> dict[str, object]:
    """Both lists of blocks for one picture of ``side`` squared and one click."""
    first, out = trace(
        encoder.encoder, encoder, (torch.rand(1, 3, side, side),), ENCODER_WORDS, "encoder")
    half = side // 2
    prompt = (torch.full((1, 1, 2), float(half)), torch.ones(1, 1), torch.zeros(1, 1, half, half),
              torch.zeros(1))
    second, _ = trace(decoder.decoder, decoder, (*out[:3], *prompt), DECODER_WORDS, "decoder")
    return {
        "side": side,
        "parameters": {
            "encoder": sum(p.numel() for p in encoder.parameters()),
            "decoder": sum(p.numel() for p in decoder.parameters()),
        },
        "macs": {
            "encoder": sum(int(b["macs"]) for b in first),  # type: ignore[call-overload]
            "decoder": sum(int(b["macs"]) for b in second),  # type: ignore[call-overload]
        },
        "encoder": first,
        "decoder": second,
    }
