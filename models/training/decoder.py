"""Prompt decoder: clicks, a box and a previous mask become four masks and their expected IoU.

Nearly all of the work is done at 1/8, 1/16 and 1/32 of the picture; only two thin layers run at
1/4 and 1/2. There are no normalisation layers: a first click and a later round with a previous
mask have different statistics, which broke batch normalisation in the first version, and layer or
group normalisation costs a pass over memory in the browser. Convolutions are weight-standardised
instead (Brock et al., "Characterizing signal propagation to close the performance gap in
unnormalized ResNets", ICLR 2021), which export folds into plain convolutions.

There are five mask heads for four masks: mask 0 answers a box by a head of its own, so that boxes
and corrected clicks need not share one.

Leading sizes: ``G`` pictures, ``R`` prompts for each. Everything that does not depend on the
prompt is computed once per picture. For export G = 1 and R is the dynamic batch.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoder import EMBEDDING, FEATURES, STEM, up2

MASKS = 4
HEADS = MASKS + 1
C8, C16, C32, C4, C2 = 40, 64, 80, 16, 8
TOKEN = 96
HIDDEN = 96
DYNAMIC = 8
SHARP, WIDE, SAMPLE = 50.0, 2000.0, 18.0


class WSConv(nn.Conv2d):
    """Convolution whose filters are kept at zero mean and unit scaled variance, with a gain."""

    def __init__(self, cin: int, cout: int, k: int = 3, stride: int = 1, gain: float = 1.0):
        super().__init__(cin, cout, k, stride, k // 2, bias=True)
        nn.init.kaiming_normal_(self.weight)
        nn.init.zeros_(self.bias)
        self.gain = nn.Parameter(torch.full((cout, 1, 1, 1), gain))

    def standard(self) -> Tensor:
        """The weight that is convolved with."""
        w = self.weight.float()
        fan = w[0].numel()
        var, mean = torch.var_mean(w, (1, 2, 3), keepdim=True, unbiased=False)
        return (w - mean) * (self.gain * math.sqrt(2.0) * torch.rsqrt(var * fan + 1e-4))

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.standard(), self.bias, self.stride, self.padding)


class Block(nn.Module):
    """Pre-activation residual block; the second convolution starts at ``gain`` (0: identity)."""

    def __init__(self, c: int, gain: float = 0.25):
        super().__init__()
        self.a = WSConv(c, c)
        self.b = WSConv(c, c, gain=gain)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.b(F.relu(self.a(F.relu(x))))


class Attention(nn.Module):
    """Self-attention over the cells of a small map, added to it; its last layer starts at zero.

    Cosine attention with a learned temperature (Liu et al., "Swin Transformer V2", CVPR 2022)
    needs no normalisation before it.
    """

    def __init__(self, c: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Conv2d(c, 3 * c, 1)
        self.out = nn.Conv2d(c, c, 1)
        self.heat = nn.Parameter(torch.full((heads, 1, 1), 8.0))
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor) -> Tensor:
        b, c, h, w = x.shape
        q, k, v = self.qkv(F.relu(x)).float().view(b, 3, self.heads, c // self.heads, h * w).unbind(1)
        q = q / torch.sqrt((q * q).sum(2, keepdim=True) + 1e-6)
        k = k / torch.sqrt((k * k).sum(2, keepdim=True) + 1e-6)
        share = torch.softmax(torch.matmul((q * self.heat).transpose(2, 3), k), -1)
        y = torch.matmul(v, share.transpose(2, 3)).reshape(b, c, h, w)
        return x + self.out(y.to(x.dtype))


class Second(nn.Module):
    """A second look at each coarse mask: what lies inside it and outside decides per-mask filters.

    Each coarse mask pools the features inside and outside of itself; a small network turns that
    (and the prompt) into a 1x1 filter for each mask at 1/8 and at 1/4 and into evidence for its
    expected IoU. It plays the part of the colour models of Rother et al., "GrabCut" (2004),
    with learned features. Everything starts at zero.
    """

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(C8 + C16, HIDDEN)
        self.outer = nn.Linear(C8 + C16, HIDDEN)
        self.prompt = nn.Linear(TOKEN, HIDDEN)
        self.which = nn.Parameter(torch.zeros(HEADS, HIDDEN))
        self.hidden = nn.Linear(HIDDEN, HIDDEN)
        self.filters = nn.Linear(HIDDEN, C8 + C4)
        self.iou = nn.Linear(HIDDEN, 1)
        for last in (self.filters, self.iou):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(
        self, coarse: Tensor, a8: Tensor, a16: Tensor, tokens: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Filters at 1/8 ``[B, 5, C8]`` and at 1/4 ``[B, 5, C4]``, and IoU evidence ``[B, 5]``."""
        pools = []
        p8 = torch.sigmoid(coarse.float())
        for p, a in ((p8.flatten(2), a8), (F.avg_pool2d(p8, 2).flatten(2), a16)):
            rows = a.float().flatten(2).transpose(1, 2)
            pools.append([torch.matmul(side, rows) / (side.sum(-1, keepdim=True) + 1.0)
                          for side in (p, 1 - p)])
        inner, outer = (torch.cat(side, 2) for side in zip(*pools))
        x = self.inner(inner) + self.outer(outer) + self.prompt(tokens.float())[:, None] + self.which
        x = F.relu(self.hidden(F.relu(x)))
        at8, at4 = self.filters(x).float().split((C8, C4), 2)
        return at8, at4, self.iou(x).float().squeeze(-1)


def gauss(axis: Tensor, at: Tensor, spread: float) -> Tensor:
    """``exp(-(axis - at)^2 / spread)``: ``[..., 1]`` positions against a 1-D axis."""
    d = axis - at
    return torch.exp(-(d * d) / spread)


def near_and_wide(on: Tensor, px: Tensor, py: Tensor, xs: Tensor, ys: Tensor) -> tuple[Tensor, Tensor]:
    """Nearness to the closest of the points that count: sharp at 1/4, ``[G*R, K, h, w]``, wide at 1/8.

    ``on [G, R, K, N]``, positions ``[G, R, N, 1]``. The squared distances are averaged for 1/8: the four
    cells lie 2 pixels from the middle on each axis, which adds 8 wherever one point is the closest.
    """
    dx, dy = xs - px, ys - py
    off = (1 - on) * 1e6
    apart = ((dy * dy)[:, :, None, :, :, None] + off[..., None, None] + (dx * dx)[:, :, None, :, None]).amin(3)
    apart = apart.flatten(0, 1)
    return torch.exp(-apart / SHARP), torch.exp((8 - F.avg_pool2d(apart, 2)) / WIDE)


def answers(heads: Tensor, boxed: Tensor) -> Tensor:
    """What the five heads say, ``[B, 5, ...]``, as four masks ``[B, 4, ...]``.

    Where ``boxed`` (``[B]``) is 1, mask 0 is the last head's, else the first's.
    """
    boxed = boxed.view(-1, *[1] * (heads.ndim - 1))
    single = heads[:, :1] + boxed * (heads[:, MASKS:] - heads[:, :1])
    return torch.cat([single, heads[:, 1:MASKS]], 1)


class Decoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.f8 = nn.Conv2d(FEATURES, C8, 2, 2)
        self.f4 = nn.Conv2d(FEATURES, C4, 1)
        self.f2 = nn.Conv2d(STEM, C2, 1)
        self.p8 = WSConv(8, C8, 3, 2)
        self.w8 = nn.Conv2d(2 + DYNAMIC, C8, 1)
        self.p4 = WSConv(8, C4, 3)
        self.token = nn.Sequential(
            nn.Linear(4 * FEATURES + 8, TOKEN), nn.ReLU(), nn.Linear(TOKEN, TOKEN), nn.ReLU()
        )
        self.bias8 = nn.Linear(TOKEN, C8)
        self.film16 = nn.Linear(TOKEN, 2 * C16)
        self.film32 = nn.Linear(TOKEN, 2 * C32)
        self.query = nn.Linear(TOKEN, DYNAMIC * C8)
        self.block8 = Block(C8)
        self.down16 = WSConv(C8, C16, 3, 2)
        self.block16 = nn.Sequential(Block(C16), Block(C16))
        self.down32 = WSConv(C16, C32, 3, 2)
        self.block32 = nn.Sequential(Block(C32), Block(C32))
        self.context = nn.Linear(C32, C32)
        self.attend32 = Attention(C32, 4)
        self.after32 = Block(C32, gain=0.0)
        self.more32 = nn.Sequential(Block(C32, gain=0.0), Block(C32, gain=0.0))
        self.up32 = nn.Conv2d(C32, C16, 1)
        self.mix16 = Block(C16)
        self.more16 = Block(C16, gain=0.0)
        self.up16 = nn.Conv2d(C16, C8, 1)
        self.mix8 = Block(C8)
        self.coarse = nn.Conv2d(C8, HEADS, 1)
        self.second = Second()
        self.outside = nn.Parameter(torch.zeros(MASKS, 1, 1))
        self.up8 = nn.Conv2d(C8, C4, 1)
        self.mix4 = WSConv(C4, C4, 3)
        self.up4 = nn.Conv2d(C4, C2, 1)
        self.mask4 = nn.Conv2d(C4, HEADS, 1)
        self.mask2 = nn.Conv2d(C2, MASKS, 3, 1, 1)
        self.iou = nn.Sequential(
            nn.Linear(2 * C16 + TOKEN + 2 + MASKS, 64), nn.ReLU(), nn.Linear(64, 1)
        )
        self.sim = nn.Parameter(torch.tensor([8.0, -4.0]))
        for head in (self.coarse, self.mask4, self.mask2):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        for film in (self.film16, self.film32, self.bias8, self.context):
            nn.init.normal_(film.weight, std=0.02)
            nn.init.zeros_(film.bias)

    @staticmethod
    def join(shared: Tensor, own: Tensor) -> Tensor:
        """Adds a map of each picture (``[G, ...]``) to those of its prompts (``[G*R, ...]``)."""
        g = shared.shape[0]
        if g == 1:
            return shared + own
        return (own.view(g, -1, *own.shape[1:]) + shared.unsqueeze(1)).flatten(0, 1)

    def prompt(
        self, features: Tensor, embedding: Tensor, coords: Tensor, labels: Tensor,
        mask: Tensor, has_mask: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Maps at 1/4 ``[G*R, 8, h, w]``, maps at 1/8 ``[G*R, 2, h/2, w/2]`` and tokens ``[G*R, T]``."""
        g, _, h, w = features.shape
        n = coords.shape[2]
        dev = coords.device
        xs = torch.arange(w, device=dev, dtype=torch.float32) * 4.0 + 1.5
        ys = torch.arange(h, device=dev, dtype=torch.float32) * 4.0 + 1.5
        px, py = coords[..., 0:1], coords[..., 1:2]
        inc = (labels == 1).float()
        exc = (labels == 0).float()
        first = (labels == 2).float()
        last = (labels == 3).float()
        has_box = first.amax(2)
        x0, y0 = (px[..., 0] * first).sum(2), (py[..., 0] * first).sum(2)
        x1, y1 = (px[..., 0] * last).sum(2), (py[..., 0] * last).sum(2)
        bw, bh = (x1 - x0) * has_box, (y1 - y0) * has_box

        # Where each prompt samples the picture: a small Gaussian at every point, a wide one in
        # the box and the previous mask itself. All of them are products of two 1-D profiles.
        wx = gauss(xs, px, SAMPLE) + 1e-9
        wy = gauss(ys, py, SAMPLE) + 1e-9
        cx, cy = ((x0 + x1) * 0.5)[..., None, None], ((y0 + y1) * 0.5)[..., None, None]
        sx = (bw * bw)[..., None, None] * 0.08 + 8.0
        sy = (bh * bh)[..., None, None] * 0.08 + 8.0
        bx = torch.exp(-((xs - cx) ** 2) / sx) + 1e-9
        by = torch.exp(-((ys - cy) ** 2) / sy) + 1e-9
        wx = torch.cat([wx, bx], 2)
        wy = torch.cat([wy, by], 2)
        wx = wx / wx.sum(-1, keepdim=True)
        wy = wy / wy.sum(-1, keepdim=True)
        at = (wy[..., :, None] * wx[..., None, :]).reshape(g, -1, h * w)
        prev = F.avg_pool2d(torch.tanh(mask * 0.25), 2).reshape(g, -1, h * w)
        prev = prev * has_mask.reshape(g, -1, 1)
        inside = F.relu(prev) + 1e-6
        area = inside.mean(-1, keepdim=True)
        inside = inside / inside.sum(-1, keepdim=True)
        weights = torch.cat([at, inside], 1)
        sampled = torch.matmul(
            weights, torch.cat([embedding, features.float()], 1).reshape(g, -1, h * w).transpose(1, 2)
        )
        emb = sampled[..., :EMBEDDING]
        emb = emb / torch.sqrt((emb * emb).sum(-1, keepdim=True) + 1e-12)
        sims = torch.matmul(emb, embedding.reshape(g, EMBEDDING, h * w))
        sim_at = sims[:, : at.shape[1]].reshape(g, -1, n + 1, h * w)
        sim_mask = sims[:, at.shape[1]:] * has_mask.reshape(g, -1, 1)
        minus = torch.full((1,), -1.0, device=dev)
        pos = torch.where(inc[..., None] > 0, sim_at[:, :, :n], minus).amax(2)
        neg = torch.where(exc[..., None] > 0, sim_at[:, :, :n], minus).amax(2)
        box_sim = sim_at[:, :, n] * has_box[..., None]

        near, wide = near_and_wide(torch.stack([inc, exc], 2), px, py, xs, ys)
        near_pos, near_neg = near.reshape(g, -1, 2, h * w).unbind(2)
        in_x = torch.sigmoid(torch.minimum(xs - x0[..., None], x1[..., None] - xs) * 0.5)
        in_y = torch.sigmoid(torch.minimum(ys - y0[..., None], y1[..., None] - ys) * 0.5)
        in_box = (in_y[..., :, None] * in_x[..., None, :]).reshape(g, -1, h * w) * has_box[..., None]
        maps = torch.stack([pos, neg, box_sim, sim_mask, near_pos, near_neg, in_box, prev], 2)

        feat = sampled[..., EMBEDDING:]
        feat_at = feat[:, : at.shape[1]].reshape(g, -1, n + 1, FEATURES)
        n_inc, n_exc = inc.sum(2, keepdim=True), exc.sum(2, keepdim=True)
        of_inc = (feat_at[:, :, :n] * inc[..., None]).sum(2) / torch.clamp(n_inc, min=1.0)
        of_exc = (feat_at[:, :, :n] * exc[..., None]).sum(2) / torch.clamp(n_exc, min=1.0)
        of_box = feat_at[:, :, n] * has_box[..., None]
        hm = has_mask.reshape(g, -1, 1)
        of_mask = feat[:, at.shape[1]:] * hm
        flags = torch.cat(
            [n_inc * 0.25, n_exc * 0.25, has_box[..., None], hm, bw[..., None] / 256.0,
             bh[..., None] / 256.0, area * 4.0, torch.clamp(n_inc, max=1.0)], 2)
        tokens = self.token(torch.cat([of_inc, of_exc, of_box, of_mask, flags], 2).flatten(0, 1))
        return maps.reshape(-1, 8, h, w), wide, tokens

    def forward(
        self, features: Tensor, embedding: Tensor, detail: Tensor, coords: Tensor, labels: Tensor,
        mask: Tensor, has_mask: Tensor,
    ) -> dict[str, Tensor]:
        """Decodes ``R`` prompts for each of ``G`` pictures.

        ``coords [G, R, N, 2]`` in pixels, ``labels [G, R, N]`` (1 include, 0 exclude, 2/3 box
        corners, -1 nothing), ``mask [G, R, H/2, W/2]`` logits, ``has_mask [G, R]``.
        Returns ``masks [G*R, 4, H/2, W/2]``, ``coarse`` (the same at 1/8), ``iou [G*R, 4]``
        (logits) and ``sim`` (similarity to the include points, 1/4).
        """
        g = features.shape[0]
        maps, wide, tokens = self.prompt(features, embedding, coords, labels, mask, has_mask)
        f8 = self.f8(features)
        h8, w8 = f8.shape[2], f8.shape[3]
        query = self.query(tokens).view(g, -1, C8) * (1.0 / math.sqrt(C8))
        dynamic = torch.matmul(query, f8.flatten(2).to(query.dtype)).reshape(-1, DYNAMIC, h8, w8)
        own = self.p8(maps) + self.w8(torch.cat([wide, dynamic.to(wide.dtype)], 1))
        x8 = self.block8(self.join(f8, own + self.bias8(tokens)[:, :, None, None]))
        s16, b16 = self.film16(tokens)[:, :, None, None].chunk(2, 1)
        x16 = self.block16(self.down16(F.relu(x8)) * (1.0 + s16) + b16)
        s32, b32 = self.film32(tokens)[:, :, None, None].chunk(2, 1)
        x32 = self.block32(self.down32(F.relu(x16)) * (1.0 + s32) + b32)
        x32 = x32 + self.context(x32.mean((2, 3)))[:, :, None, None]
        x32 = self.more32(self.after32(self.attend32(x32)))
        y16 = self.more16(self.mix16(x16 + up2(self.up32(F.relu(x32)))))
        y8 = self.mix8(x8 + up2(self.up16(F.relu(y16))))
        a8 = F.relu(y8)
        coarse = self.coarse(a8)
        at8, at4, evidence = self.second(coarse, a8, F.relu(y16), tokens)
        coarse = coarse + torch.matmul(at8, a8.float().flatten(2)).view(coarse.shape)
        y4 = self.join(self.f4(features), up2(self.up8(a8)) + self.p4(maps))
        y4 = y4 + self.mix4(F.relu(y4))
        a4 = F.relu(y4)
        m4 = up2(coarse) + self.mask4(a4)
        m4 = m4 + torch.matmul(at4, a4.float().flatten(2)).view(m4.shape)
        boxed = (labels == 2).float().amax(2).flatten()
        coarse, m4, evidence = (answers(x, boxed) for x in (coarse, m4, evidence))
        # A box rules out what lies well outside of it, as far as training found that true.
        m4 = m4 - 10.0 * self.outside * F.relu(boxed.view(-1, 1, 1, 1) - 4.0 * maps[:, 6:7])
        y2 = self.join(self.f2(detail), up2(self.up4(a4)))
        masks = up2(m4) + self.mask2(F.relu(y2))

        # Expected IoU from what lies inside each mask, what lies anywhere, and the prompt.
        prob = torch.sigmoid(F.avg_pool2d(coarse.float(), 2)).flatten(2)
        y = F.relu(y16).float().flatten(2)
        size = prob.mean(-1, keepdim=True)
        within = torch.matmul(prob, y.transpose(1, 2)) / (prob.sum(-1, keepdim=True) + 1.0)
        sure = (2.0 * prob - 1.0).abs().mean(-1, keepdim=True)
        both = torch.cat([y.mean(-1), tokens.float()], 1)[:, None] + 0.0 * size
        which = torch.eye(MASKS, device=y.device)[None] + 0.0 * size
        iou = self.iou(torch.cat([within, both, size, sure, which], 2)).squeeze(-1) + evidence
        return {"masks": masks, "coarse": coarse, "iou": iou, "sim": maps[:, 0]}
