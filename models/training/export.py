"""Export: ``python export.py --checkpoint RUN/last.pt --out ../playground``.

Writes ``encoder.onnx`` and ``decoder.onnx`` (``lean.py``; large weights stored as fp16 and widened to
fp32 when a session is made; ``--fp32`` stores fp32), ``architecture.json``, ``canary.json``, brings the
sizes and hashes in ``manifest.json`` up to date, and writes inputs and PyTorch's answers for the
parity check (``parity.mjs``) to ``--reference``.
"""

import argparse
import hashlib
import json
from pathlib import Path

import onnx
import torch

from architecture import describe
from canary import make_canary
from fold import EncoderFile, fold
from graph import count_nodes
from interpret import Interpreter
from lean import decoder_graph, encoder_graph
from train import Model, load_any


def digest(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file."""
    data = path.read_bytes()
    return len(data), hashlib.sha256(data).hexdigest()


def export_files(model: Model, out: Path, half: bool) -> tuple[Interpreter, Interpreter]:
    """Writes both graphs; returns them, to be run with the weights as stored. Folds ``model`` in place."""
    encoder = EncoderFile(fold(model.enc)).eval()
    graphs = encoder_graph(encoder.encoder, half), decoder_graph(fold(model.dec).eval(), half)
    for graph, name in zip(graphs, ("encoder.onnx", "decoder.onnx")):
        onnx.save(graph, str(out / name))
    return Interpreter(graphs[0]), Interpreter(graphs[1])


@torch.no_grad()
def write_reference(encoder: Interpreter, decoder: Interpreter, path: Path) -> None:
    """Inputs and PyTorch's answers for several sizes, batches and numbers of points."""
    rng = torch.Generator().manual_seed(7)
    cases = []
    for h, w, b, n in ((64, 96, 1, 1), (128, 96, 3, 2), (96, 160, 2, 6)):
        image = torch.rand(1, 3, h, w, generator=rng)
        image = torch.nn.functional.avg_pool2d(image, 9, 1, 4)
        features, embedding, detail, edges, subject = encoder(image)
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
            "edges": edges, "subject": subject, "point_coords": coords, "point_labels": labels, "mask_input": mask,
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
        print(name, *digest(a.out / name), count_nodes(onnx.load(str(a.out / name))), "nodes")


if __name__ == "__main__":
    main()
