"""Export: ``python export.py --checkpoint RUN/last.pt --out ../playground``.

Writes ``encoder.onnx`` and ``decoder.onnx`` (opset 17, weights stored as fp16 and widened to fp32
when a session is made; ``--fp32`` stores fp32), ``architecture.json``, ``canary.json``, brings the
sizes and hashes in ``manifest.json`` up to date, and writes inputs and PyTorch's answers for the
parity check (``parity.mjs``) to ``--reference``.
"""

import argparse
import hashlib
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from architecture import describe
from canary import make_canary
from encoder import EMBEDDING, FEATURES, STEM
from fold import DecoderFile, EncoderFile, fold
from train import Model, load_any

OPSET = 17
SMALL = 128
QUARTER = {2: "h4", 3: "w4"}
HALF = {2: "h2", 3: "w2"}


def write_graph(
    model: torch.nn.Module, inputs: tuple[Tensor, ...], names: tuple[list[str], list[str]],
    axes: dict[str, dict[int, str]], path: Path,
) -> None:
    """Traces one graph to ONNX; tracer warnings about the batch of one picture are expected."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, inputs, str(path), opset_version=OPSET, input_names=names[0],
            output_names=names[1], dynamic_axes=axes, do_constant_folding=True)


def store_half(path: Path) -> None:
    """Stores large fp32 weights as fp16 followed by a Cast to fp32.

    Every backend then computes in fp32 with the rounded weights: ONNX Runtime folds the casts when
    it makes the session, so that speed and memory are those of fp32.
    """
    model = onnx.load(str(path))
    graph = model.graph
    casts, kept = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALL:
            kept.append(tensor)
            continue
        name = f"{tensor.name}.half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), name))
        casts.append(onnx.helper.make_node("Cast", [name], [tensor.name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def drop_names(path: Path) -> None:
    """Leaves out what names the machine or the source lines of the export."""
    model = onnx.load(str(path))
    for node in model.graph.node:
        node.doc_string = ""
    model.producer_name, model.producer_version = "segment-playground", ""
    onnx.save(model, str(path))


def digest(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file."""
    data = path.read_bytes()
    return len(data), hashlib.sha256(data).hexdigest()


def export_files(model: Model, out: Path, half: bool) -> tuple[EncoderFile, DecoderFile]:
    """Writes both graphs; returns the folded modules (with the weights as stored)."""
    encoder = EncoderFile(fold(model.enc)).eval()
    decoder = DecoderFile(fold(model.dec)).eval()
    if half:
        for module in (encoder, decoder):
            for p in module.parameters():
                if p.numel() >= SMALL:
                    p.data = p.data.half().float()
    side, b, n = 128, 2, 3
    write_graph(
        encoder, (torch.rand(1, 3, side, side),),
        (["image"], ["features", "embedding", "detail", "edges"]),
        {"image": {2: "height", 3: "width"}, "features": QUARTER, "embedding": QUARTER,
         "detail": HALF, "edges": QUARTER}, out / "encoder.onnx")
    q, h = side // 4, side // 2
    inputs = (
        torch.rand(1, FEATURES, q, q), torch.rand(1, EMBEDDING, q, q), torch.rand(1, STEM, h, h),
        torch.rand(b, n, 2) * side, torch.ones(b, n), torch.rand(b, 1, h, h), torch.ones(b))
    write_graph(
        decoder, inputs,
        (["features", "embedding", "detail", "point_coords", "point_labels", "mask_input",
          "has_mask_input"], ["masks", "iou_predictions"]),
        {"features": QUARTER, "embedding": QUARTER, "detail": HALF,
         "point_coords": {0: "batch", 1: "points"}, "point_labels": {0: "batch", 1: "points"},
         "mask_input": {0: "batch", **HALF}, "has_mask_input": {0: "batch"},
         "masks": {0: "batch", **HALF}, "iou_predictions": {0: "batch"}}, out / "decoder.onnx")
    for name in ("encoder.onnx", "decoder.onnx"):
        drop_names(out / name)
        if half:
            store_half(out / name)
    return encoder, decoder


@torch.no_grad()
def write_reference(encoder: EncoderFile, decoder: DecoderFile, path: Path) -> None:
    """Inputs and PyTorch's answers for several sizes, batches and numbers of points."""
    rng = torch.Generator().manual_seed(7)
    cases = []
    for h, w, b, n in ((64, 96, 1, 1), (128, 96, 3, 2), (96, 160, 2, 6)):
        image = torch.rand(1, 3, h, w, generator=rng)
        image = torch.nn.functional.avg_pool2d(image, 9, 1, 4)
        features, embedding, detail, edges = encoder(image)
        coords = torch.rand(b, n, 2, generator=rng) * torch.tensor([w - 1.0, h - 1.0])
        labels = torch.randint(-1, 2, (b, n), generator=rng).float()
        labels[:, 0] = 1
        if n == 6:
            coords[:, 1], coords[:, 2] = torch.tensor([20.0, 30.0]), torch.tensor([90.0, 80.0])
            labels[:, 1], labels[:, 2] = 2, 3
        mask = torch.randn(b, 1, h // 2, w // 2, generator=rng) * 4
        has = (torch.arange(b) % 2).float()
        masks, scores = decoder(features, embedding, detail, coords, labels, mask, has)
        tensors = {
            "image": image, "features": features, "embedding": embedding, "detail": detail,
            "edges": edges, "point_coords": coords, "point_labels": labels, "mask_input": mask,
            "has_mask_input": has, "masks": masks, "iou_predictions": scores}
        cases.append({k: {"dims": list(v.shape), "data": [round(float(x), 6) for x in v.flatten()]}
                      for k, v in tensors.items()})
    path.write_text(json.dumps(cases))


def update_manifest(path: Path, out: Path, parameters: int) -> None:
    """Sizes and hashes of the files in an existing manifest.

    The precision stays fp32 also where the weights are stored as fp16: it names what is computed
    in, and so what the device must offer.
    """
    manifest = json.loads(path.read_text())
    for role in ("encoder", "decoder"):
        size, sha = digest(out / f"{role}.onnx")
        manifest["files"][role] |= {"bytes": size, "sha256": sha, "precision": "fp32"}
    size, sha = digest(out / "canary.json")
    manifest["canary"] = {"url": "canary.json", "bytes": size, "sha256": sha}
    manifest["card"]["params"] = parameters
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reference", type=Path, help="where the parity check finds its cases")
    parser.add_argument("--fp32", action="store_true", help="store the weights as fp32")
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    model = Model()
    load_any(model, a.checkpoint)
    model.eval()
    encoder, decoder = export_files(model, a.out, not a.fp32)
    blocks = describe(encoder, decoder)
    (a.out / "architecture.json").write_text(json.dumps(blocks, indent=1) + "\n")
    hashes = {role: digest(a.out / f"{role}.onnx")[1] for role in ("encoder", "decoder")}
    (a.out / "canary.json").write_text(json.dumps(make_canary(encoder, decoder, hashes), separators=(",", ":")) + "\n")
    manifest = a.out / "manifest.json"
    if manifest.exists():
        update_manifest(manifest, a.out, sum(blocks["parameters"].values()))
    if a.reference:
        write_reference(encoder, decoder, a.reference)
    for name in ("encoder.onnx", "decoder.onnx"):
        print(name, *digest(a.out / name))


if __name__ == "__main__":
    main()
