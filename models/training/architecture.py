"""The blocks of the real model with shapes, parameters and multiply-adds at 512x512, for the page."""

import onnx
import torch
from torch import Tensor

from interpret import Interpreter

ENCODER_WORDS = {
    "stem": "two 3x3 convolutions, the first halves the picture",
    "stages": "a stride-2 3x3 convolution and residual 3x3 blocks",
    "ctx": "what the whole picture and the surroundings say",
    "ctxmix": "mixes the context into the last stage",
    "lat": "brings a stage to the width of the pyramid",
    "smooth": "adds the enlarged coarser level and smooths",
    "heads": "features for the decoder, embedding, boundary logits, fine hints for the subject: one product",
    "emb": "embedding of every pixel brought to unit length",
    "subject": "logits of what one would cut out without a click",
    "fine": "fine detail at half size",
}
DECODER_WORDS = {
    "prompt": "clicks, box and earlier mask as maps; where they sample the picture",
    "f8": "features at 1/8, once per picture",
    "f4": "features at 1/4, once per picture",
    "f2": "detail at 1/2, once per picture",
    "p8": "prompt maps brought to 1/8",
    "w8": "wide click maps and learned similarity maps",
    "p4": "prompt maps at 1/4",
    "token": "what was sampled at the points, in the box and in the earlier mask",
    "film": "what the prompt says to every scale: one product",
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


Block = dict[str, object]


def block_of(node: onnx.NodeProto) -> str:
    """The block in a node's name, ``/decoder/mix8/Conv_3`` -> ``mix8``; empty outside of blocks."""
    parts = node.name.split("/")
    return parts[2] if len(parts) > 3 else ""


def work_of(node: onnx.NodeProto, taken: list[Tensor], made: list[Tensor]) -> int:
    """Multiply-adds of one convolution or product."""
    if node.op_type in ("Conv", "FusedConv"):
        return made[0].numel() * taken[1][0].numel()
    if node.op_type in ("MatMul", "Gemm"):
        return made[0].numel() * taken[0].shape[-1]
    return 0


def trace(
    run: Interpreter, inputs: tuple[Tensor, ...], words: dict[str, str], prefix: str
) -> tuple[list[Block], tuple[Tensor, ...]]:
    """Runs once and records what each block took in and gave, in the order in which they end."""
    found: dict[str, Block] = {}

    def seen(node: onnx.NodeProto, taken: list[Tensor], made: list[Tensor]) -> None:
        name = block_of(node)
        if not name:
            return
        learnt = [i for i in node.input if i in run.learnt]
        block = found.pop(name, None) or {
            "name": f"{prefix}.{name}", "kind": "arithmetic", "words": words[name.split(".")[0]], "layers": 0,
            "input": list(taken[0].shape), "output": [], "parameters": 0, "macs": 0}
        product = node.op_type in ("Conv", "FusedConv", "MatMul", "Gemm") and bool(learnt)
        if product and block["kind"] != "convolution":
            block["kind"] = "convolution" if "Conv" in node.op_type else "linear"
        block["layers"] = int(block["layers"]) + product  # type: ignore[call-overload]
        block["parameters"] = int(block["parameters"]) + sum(run.learnt[i] for i in learnt)  # type: ignore[call-overload]
        block["macs"] = int(block["macs"]) + work_of(node, taken, made)  # type: ignore[call-overload]
        block["output"] = list(made[0].shape)
        found[name] = block

    out = run(*inputs, seen=seen)
    return list(found.values()), out


def describe(encoder: Interpreter, decoder: Interpreter, side: int = 512) -> dict[str, object]:
    """Both lists of blocks for one picture of ``side`` squared and one click."""
    first, out = trace(encoder, (torch.rand(1, 3, side, side),), ENCODER_WORDS, "encoder")
    half = side // 2
    prompt = (torch.full((1, 1, 2), float(half)), torch.ones(1, 1), torch.zeros(1, 1, half, half),
              torch.zeros(1))
    second, _ = trace(decoder, (*out[:3], *prompt), DECODER_WORDS, "decoder")
    return {
        "side": side,
        "parameters": {"encoder": sum(encoder.learnt.values()), "decoder": sum(decoder.learnt.values())},
        "macs": {
            "encoder": sum(int(b["macs"]) for b in first),  # type: ignore[call-overload]
            "decoder": sum(int(b["macs"]) for b in second),  # type: ignore[call-overload]
        },
        "encoder": first,
        "decoder": second,
    }
