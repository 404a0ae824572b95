"""Training: ``python train.py --data DIR --out RUN [--init checkpoint.pt] [--minutes M]``.

Resumes from ``RUN/last.pt`` where that exists. Runs on CPU and CUDA, in bf16 where that is faster.
"""

import argparse
import csv
import json
import math
import time
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from augment import BOX_SHARE
from batches import BOX, CLICK, SIZE_SHARES, SIZES, BatchPlan, loader
from candidates import BY_HEAD
from clicks import next_clicks
from data import list_photos, only_listed
from decoder import HEADS, Decoder
from encoder import Encoder
from losses import border_loss, iou_loss, iou_of, mask_loss, ranking_loss, similarity_loss, subject_loss

SAVE_SECONDS = 180


@dataclass
class Recipe:
    """Everything that decides a run besides the data."""

    seed: int = 20240
    steps: int = 20_000
    minutes: float = 0.0
    rate_decoder: float = 2e-3
    rate_encoder: float = 1e-3
    decay: float = 0.02
    clip: float = 3.0
    ema: float = 0.998
    warmup: int = 150
    encoder_from: int = 200
    encoder_warmup: int = 400
    freeze_encoder: bool = False
    box_head_only: bool = False
    low_precision: bool = True
    rounds: tuple[float, ...] = (0.35, 0.4, 0.15, 0.1)
    plan: BatchPlan = field(default_factory=BatchPlan)


class Model(nn.Module):
    """Encoder and decoder under one roof."""

    def __init__(self) -> None:
        super().__init__()
        self.enc = Encoder()
        self.dec = Decoder()

    def train(self, mode: bool = True) -> "Model":
        """The normalisation of the encoder keeps its stored statistics in training as well."""
        super().train(mode)
        for m in self.enc.modules():
            if isinstance(m, nn.BatchNorm2d):
                m.eval()
        return self


def load_any(model: Model, path: Path) -> bool:
    """Loads a checkpoint. What an older one lacks keeps its start (new blocks start as identity);
    one whose decoder has another shape gives its encoder only: then the answer is false."""
    state = torch.load(path, map_location="cpu")
    fits = False
    for part, theirs in ((model.enc, state["enc"]), (model.dec, state["dec"])):
        own = part.state_dict()
        fits = all(k in own and own[k].shape == v.shape for k, v in theirs.items())
        if not fits and part is model.enc:
            raise ValueError(f"{path}: its encoder has another shape")
        if fits:
            part.load_state_dict(theirs, strict=False)
    return fits


def click_rows(
    masks: Tensor, target: Tensor, valid: Tensor, clicked: Tensor
) -> tuple[Tensor, Tensor]:
    """One more click for each row from its error region, in input pixels: ``[B, 2]``, ``[B]``."""
    inside = valid[:, 0] > 0.5
    xy, label = next_clicks((masks[:, 0] > 0) & inside, (target[:, 0] > 0.5) & inside, clicked)
    return 2.0 * xy + torch.randint(0, 2, xy.shape, device=xy.device), label


def has_bf16(device: str) -> bool:
    """Whether bf16 is worth it: always on CUDA; on a processor only with instructions for it
    (measured without them: a step takes 1.8 times the time of fp32)."""
    if device.startswith("cuda"):
        return True
    info = Path("/proc/cpuinfo")
    return info.exists() and any(f in info.read_text() for f in ("avx512_bf16", "amx_bf16"))


def step_losses(
    model: Model, batch: dict[str, Tensor], rounds: int,
    autocast_device: str, low_precision: bool = True, frozen: bool = False,
) -> tuple[Tensor, dict[str, Tensor]]:
    """Total loss of one batch: a first prompt, and the last of ``rounds`` corrected ones.

    Rounds in between are run without gradients, as the robot user of the evaluation would. The
    figures for the log stay tensors: to read one would make the processor wait for the GPU.
    """
    image = (batch["image"].float() / 255).contiguous(memory_format=torch.channels_last)
    g, r = batch["points"].shape[:2]
    target = (batch["target"].float() / 255).flatten(0, 1)[:, None]
    valid = batch["valid"][:, None].repeat_interleave(r, 0)
    kind = batch["kind"].flatten()
    weight = batch["iou_weight"].flatten()
    log: dict[str, Tensor] = {}
    with torch.autocast(autocast_device, torch.bfloat16, enabled=low_precision), \
            torch.set_grad_enabled(torch.is_grad_enabled() and not frozen):
        features, embedding, detail, edges, subject = model.enc(image)
    h2, w2 = detail.shape[2:]
    points, labels = batch["points"], batch["labels"]
    empty = torch.zeros(g, r, h2, w2, device=image.device)
    none = torch.zeros(g, r, device=image.device)

    def decode(p: Tensor, q: Tensor, m: Tensor, has: Tensor) -> dict[str, Tensor]:
        with torch.autocast(autocast_device, torch.bfloat16, enabled=low_precision):
            return model.dec(features, embedding, detail, p, q, m, has)

    out = decode(points, labels, empty, none)
    is_click = (kind == CLICK).float()
    loss = 0.0
    coarse_t = nn.functional.avg_pool2d(target, 4)
    coarse_v = (nn.functional.avg_pool2d(valid, 4) > 0.5).float()

    def one_round(o: dict[str, Tensor], single: Tensor) -> tuple[Tensor, Tensor]:
        per = mask_loss(o["masks"], target, valid) + 0.4 * mask_loss(o["coarse"], coarse_t, coarse_v)
        least = per[:, 1:].min(1).values
        three = 0.92 * least + 0.08 * per[:, 1:].mean(1)
        masks = single * (three + 0.4 * per[:, 0]) + (1 - single) * (per[:, 0] + 0.15 * three)
        actual = iou_of(o["masks"], target, valid)
        judged = iou_loss(o["iou"], actual)
        ranked = ranking_loss(o["iou"][:, 1:], actual[:, 1:])
        judged = single * (judged.mean(1) + ranked) + (1 - single) * judged[:, 0]
        return masks.mean() + 0.6 * (judged * weight).mean(), actual

    first, actual = one_round(out, is_click)
    loss = first
    sim = similarity_loss(out["sim"], model.dec.sim, target, valid)
    has_include = (labels == 1).any(2).flatten().float()
    if not frozen:
        loss = loss + 0.3 * (sim * has_include).sum() / (has_include.sum() + 1)
    with torch.no_grad():
        n = is_click.sum() + 1e-6
        pick = out["iou"][:, 1:].argmax(1, keepdim=True) + 1
        log["oracle1"] = (actual[:, 1:].max(1).values * is_click).sum() / n
        log["chosen1"] = (actual.gather(1, pick)[:, 0] * is_click).sum() / n
        box = (kind == BOX).float()
        # Not a number where the batch has no box, and left out of the mean.
        log["box"] = (actual[:, 0] * box).sum() / box.sum()
    clicked = torch.zeros(g * r, h2, w2, dtype=torch.bool, device=image.device)
    for turn in range(1, rounds):
        last = turn == rounds - 1
        with torch.no_grad():
            if turn == 1:
                best = actual[:, 1:].argmax(1, keepdim=True) + 1
                own = out["iou"][:, 1:].argmax(1, keepdim=True) + 1
                use = torch.where(torch.rand(g * r, 1, device=best.device) < 0.3, best, own)
                use = torch.where(is_click[:, None] > 0, use, torch.zeros_like(use))
                prev = out["masks"].float().gather(1, use[..., None, None].expand(-1, 1, h2, w2))
            else:
                prev = out["masks"].float()[:, :1]
            xy, label = click_rows(prev, target, valid, clicked)
            points = torch.cat([points, xy.view(g, r, 1, 2)], 2)
            labels = torch.cat([labels, label.view(g, r, 1)], 2)
            keep = (torch.rand(g, r, device=image.device) > 0.1).float()
            prev = prev.view(g, r, h2, w2) * keep[..., None, None]
        if last:
            out = decode(points, labels, prev, keep)
        else:
            with torch.no_grad():
                out = decode(points, labels, prev, keep)
    if rounds > 1:
        later, actual = one_round(out, torch.zeros_like(is_click))
        loss = loss + later
        log[f"later{rounds}"] = actual[:, 0].mean()
    if not frozen:
        border = border_loss(edges[:, 0], batch["edge"], batch["known"])
        loss = loss + border
        log["border"] = border.detach()
        whole = subject_loss(subject, batch["subject"][:, None], batch["subject_known"][:, None])
        loss = loss + 0.5 * whole
        log["subject"] = whole.detach()
    log["loss1"] = first.detach()
    return loss, log


def only_box_head(model: Model) -> None:
    """Lets nothing learn but what answers boxes alone: the last head, and the limit outside a box.

    Everything else stays to the bit, so a model whose clicks are good can be given better boxes.
    The rows share tensors with other heads; their gradients are set to zero.
    """
    model.requires_grad_(False)
    for names, row in ((BY_HEAD, HEADS - 1), (("outside",), 0)):
        for name in names:
            p = model.dec.get_parameter(name)
            mask = torch.zeros_like(p)
            mask[row] = 1
            p.requires_grad_(True)
            p.register_hook(lambda g, mask=mask: g * mask.to(g.device))


def rate_scale(progress: float) -> float:
    """Cosine from 1 to 0.01."""
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def save(path: Path, model: Model, ema: Model, optimiser: torch.optim.Optimizer, state: dict) -> None:
    """Writes a checkpoint beside and then moves it, so that a stop leaves a whole one."""
    temporary = path.with_suffix(".part")
    torch.save({"enc": ema.enc.state_dict(), "dec": ema.dec.state_dict(),
                "raw": model.state_dict(), "optimiser": optimiser.state_dict(), **state}, temporary)
    temporary.replace(path)


def train(
    data: Path, out: Path, recipe: Recipe, init: Path | None, workers: int, device: str,
    every: int = 100, cache: bool = False, held_out: Path | None = None,
    listed: Path | None = None,
) -> Model:
    """Trains and returns the averaged model; writes ``last.pt``, ``recipe.json`` and ``log.csv``."""
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    model = Model()
    # A trained encoder waits until a new decoder has something to say.
    waits = init is not None and not load_any(model, init)
    ema = deepcopy(model).eval()
    groups = []
    model.enc.requires_grad_(not recipe.freeze_encoder)
    if recipe.box_head_only:
        only_box_head(model)
    for part, rate in ((model.enc, recipe.rate_encoder), (model.dec, recipe.rate_decoder)):
        # Decay would move the rows that have no gradient.
        wide = [] if recipe.box_head_only else [
            p for p in part.parameters() if p.ndim > 1 and p.numel() > p.shape[0]]
        thin = [p for p in part.parameters() if all(p is not w for w in wide)]
        groups += [{"params": wide, "lr": rate, "base": rate, "weight_decay": recipe.decay},
                   {"params": thin, "lr": rate, "base": rate, "weight_decay": 0.0}]
    # Channels last is the layout that both oneDNN (CPU) and cuDNN convolve in: without it every
    # convolution reorders its input (measured here: 1.9 times the time of a step).
    on_gpu = device.startswith("cuda")
    model.to(device, memory_format=torch.channels_last)
    ema.to(device)
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), **({"fused": True} if on_gpu else {}))
    pairs = [(a, b) for a, b in zip(ema.parameters(), model.parameters()) if b.requires_grad]
    averaged, learnt = [a for a, _ in pairs], [b for _, b in pairs]
    step, spent = 0, 0.0
    if (out / "last.pt").exists():
        state = torch.load(out / "last.pt", map_location="cpu")
        model.load_state_dict(state["raw"])
        ema.enc.load_state_dict(state["enc"])
        ema.dec.load_state_dict(state["dec"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent = state["step"], state["minutes"]
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1))
    photos = list_photos(data, validation=False, held_out=held_out)
    if listed:
        photos = only_listed(photos, listed)
    rng = np.random.default_rng([recipe.seed, step])
    shares = np.array(recipe.rounds) / sum(recipe.rounds)
    model.train()
    kind = device.split(":")[0]
    low = recipe.low_precision and has_bf16(device)
    saved = time.time()
    sums: dict[str, list[Tensor]] = {}
    begin = time.time() - spent * 60
    for batch in loader(photos, recipe.plan, recipe.seed + step, workers, cache):
        minutes = (time.time() - begin) / 60
        progress = max(step / recipe.steps, minutes / recipe.minutes if recipe.minutes else 0.0)
        if progress >= 1:
            break
        scale = rate_scale(progress) * min(1.0, (step + 1) / recipe.warmup)
        late = min(1.0, max(0.0, (step - recipe.encoder_from) / recipe.encoder_warmup))
        for i, group in enumerate(optimiser.param_groups):
            group["lr"] = group["base"] * scale * (late if i < 2 and waits else 1.0)
        batch = {k: v.to(device, non_blocking=True) for k, v in batch.items()}
        rounds = 1 + int(rng.choice(len(shares), p=shares))
        loss, log = step_losses(model, batch, rounds, kind, low,
                                recipe.freeze_encoder or recipe.box_head_only)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), recipe.clip)
        if not torch.isfinite(norm):
            print(f"step {step}: gradient not finite, skipped", flush=True)
            continue
        optimiser.step()
        step += 1
        decay = min(recipe.ema, (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_mul_(averaged, decay)
            torch._foreach_add_(averaged, learnt, alpha=1 - decay)
        for k, v in (log | {"loss": loss.detach(), "norm": norm}).items():
            sums.setdefault(k, []).append(v)
        if step % every == 0:
            row = {"step": step, "minutes": round(minutes, 2), "rate": round(scale, 5)}
            row |= {k: round(float(torch.stack(v).nanmean()), 4) for k, v in sorted(sums.items())}
            sums = {}
            write_row(out / "log.csv", row)
            print(row, flush=True)
        if time.time() - saved > SAVE_SECONDS:
            saved = time.time()
            save(out / "last.pt", model, ema, optimiser, {"step": step, "minutes": minutes})
    save(out / "last.pt", model, ema, optimiser,
         {"step": step, "minutes": (time.time() - begin) / 60})
    return ema


COLUMNS = ("step", "minutes", "rate", "loss", "loss1", "oracle1", "chosen1", "box", "later2",
           "later3", "later4", "border", "subject", "norm")


def write_row(path: Path, row: dict[str, float]) -> None:
    """Appends to the log; columns that a run has nothing for stay empty."""
    fresh = not path.exists()
    with path.open("a", newline="") as f:
        writer = csv.DictWriter(f, COLUMNS, extrasaction="ignore", restval="")
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--init", type=Path)
    parser.add_argument("--held-out", type=Path,
                        help="hashes of photos kept aside (data.py): those like them are left out")
    parser.add_argument("--photos", type=Path, help="only the photos of this list (data.py writes it)")
    parser.add_argument("--steps", type=int, default=Recipe.steps)
    parser.add_argument("--minutes", type=float, default=0.0, help="end of the schedule; 0 = steps")
    parser.add_argument("--pixels", type=int, default=BatchPlan.pixels)
    parser.add_argument("--rows", type=int, default=BatchPlan.rows)
    parser.add_argument("--shares", type=float, nargs=len(SIZES), default=SIZE_SHARES,
                        help="how often each crop size of batches.py is drawn")
    parser.add_argument("--ema", type=float, default=Recipe.ema, help="of the averaged weights")
    parser.add_argument("--rate", type=float, default=1.0, help="factor on both learning rates")
    parser.add_argument("--warmup", type=int, default=Recipe.warmup)
    parser.add_argument("--freeze-encoder", action="store_true", help="train the decoder only")
    parser.add_argument("--box-head", action="store_true",
                        help="train on boxes, and only what answers them")
    parser.add_argument("--every", type=int, default=100, help="steps between lines of the log")
    parser.add_argument("--cache", action="store_true",
                        help="decode every photo once and keep it in memory (about 1 MB a photo)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.set_flush_denormal(True)
    recipe = Recipe(
        seed=a.seed, steps=a.steps, minutes=a.minutes, warmup=a.warmup,
        rate_decoder=Recipe.rate_decoder * a.rate, rate_encoder=Recipe.rate_encoder * a.rate,
        freeze_encoder=a.freeze_encoder, box_head_only=a.box_head, ema=a.ema,
        rounds=(1.0,) if a.box_head else Recipe.rounds,
        plan=BatchPlan(pixels=a.pixels, rows=a.rows, shares=tuple(a.shares),
                       box_share=1.0 if a.box_head else BOX_SHARE))
    train(a.data, a.out, recipe, a.init, a.workers, a.device, a.every, a.cache, a.held_out, a.photos)


if __name__ == "__main__":
    main()
