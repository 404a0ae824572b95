import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from batches import BatchPlan
from candidates import BY_HEAD, mixed, reorder
from canary import make_canary, picture
from data import list_photos, read_photo
from decoder import answers
from evaluate import FromModel, objects_of, score_photo
from export import export_files, write_reference
from fold import DecoderFile, EncoderFile, fold
from graph import count_nodes, weights_of
from losses import ranking_loss
from recover import recover
from train import Model, Recipe, load_any, train


def prompts(r: int, n: int, side: int) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(1)
    return (torch.rand(1, r, n, 2, generator=generator) * side, torch.ones(1, r, n),
            torch.zeros(1, r, side // 2, side // 2), torch.zeros(1, r))


@pytest.fixture(scope="module")
def trained(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty steps on the drawn pictures, as two runs: the second resumes the first."""
    out = tmp_path_factory.mktemp("run")
    torch.manual_seed(0)
    plan = BatchPlan(pixels=3 * 96 * 96, rows=2, sizes=((96, 96),), shares=(1.0,))
    for steps in (20, 40):
        recipe = Recipe(steps=steps, warmup=5, plan=plan, rate_decoder=1e-3)
        train(drawn, out, recipe, None, 0, "cpu", every=10)
    return out


def test_training_resumes_and_the_loss_falls(trained: Path) -> None:
    rows = [line.split(",") for line in (trained / "log.csv").read_text().splitlines()]
    at = rows[0].index("loss1")
    losses = [float(r[at]) for r in rows[1:]]
    assert [int(r[0]) for r in rows[1:]] == [10, 20, 30, 40]
    assert losses[-1] < 0.92 * losses[0]


def test_encoder_outputs_follow_the_contract() -> None:
    features, embedding, detail, edges, subject = Model().eval().enc(torch.rand(1, 3, 64, 96))
    assert features.shape == (1, 48, 16, 24)
    assert detail.shape == (1, 16, 32, 48) and edges.shape == subject.shape == (1, 1, 16, 24)
    assert torch.allclose(embedding.norm(dim=1), torch.ones(1, 16, 24), atol=1e-4)


def test_prompts_do_not_influence_each_other_and_padding_means_nothing() -> None:
    model = Model().eval()
    with torch.no_grad():
        f = model.enc(torch.rand(1, 3, 64, 64))[:3]
        coords, labels, mask, has = prompts(3, 2, 64)
        together = model.dec(*f, coords, labels, mask, has)["masks"]
        alone = model.dec(*f, coords[:, 1:2], labels[:, 1:2], mask[:, 1:2], has[:, 1:2])["masks"]
        assert torch.allclose(together[1:2], alone, atol=1e-4)
        padded = torch.cat([coords, coords.flip(1)], 2)
        codes = torch.cat([labels, torch.full_like(labels, -1)], 2)
        assert torch.allclose(model.dec(*f, padded, codes, mask, has)["masks"], together, atol=1e-4)


def test_several_pictures_at_once_equal_one_at_a_time() -> None:
    model = Model().eval()
    with torch.no_grad():
        image = torch.rand(2, 3, 64, 64)
        one = [t.expand(2, *t.shape[1:]) for t in prompts(2, 2, 64)]
        both = model.dec(*model.enc(image)[:3], *one)["masks"]
        second = model.dec(*model.enc(image[1:])[:3], *prompts(2, 2, 64))["masks"]
        assert torch.allclose(both[2:], second, atol=1e-3)


def test_export_keeps_the_contract(trained: Path, tmp_path: Path) -> None:
    model = Model()
    state = torch.load(trained / "last.pt", map_location="cpu")
    model.enc.load_state_dict(state["enc"])
    model.dec.load_state_dict(state["dec"])
    model.eval()
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        before = model.enc(image)[0]
        encoder, decoder = export_files(model, tmp_path, half=True)
        assert torch.allclose(before, encoder(image)[0], atol=0.02)
    names = {}
    for role in ("encoder", "decoder"):
        graph = onnx.load(str(tmp_path / f"{role}.onnx"))
        onnx.checker.check_model(graph)
        assert graph.opset_import[0].version == 17
        assert count_nodes(graph) <= {"encoder": 90, "decoder": 250}[role]
        made = {n.op_type for n in graph.graph.node}
        assert not made & {"Shape", "Gather", "Unsqueeze", "ConstantOfShape", "Range", "Where", "Expand", "Constant"}
        fixed = {t.name for t in graph.graph.initializer}
        casts = [n for n in graph.graph.node if n.op_type == "Cast"]
        assert all(n.attribute[0].i == onnx.TensorProto.FLOAT for n in casts)
        assert sum(n.input[0] not in fixed for n in casts) <= 1  # labels become 0 and 1
        # See lean.ENDS; that the picture's three channels come out right, the canary says.
        sizes = {t.name: list(t.dims) for t in graph.graph.initializer} | {n: list(v.shape) for n, v in weights_of(graph).items()}
        wide = [sizes[n.input[1]] for n in graph.graph.node if "Conv" in n.op_type and n.input[1] in sizes]
        assert all(c % 4 == 0 or c == 3 for _, c, height, _ in wide if height > 1)
        names[role] = ([i.name for i in graph.graph.input], [o.name for o in graph.graph.output])
    assert names["encoder"] == (["image"], ["features", "embedding", "detail", "edges", "subject"])
    assert names["decoder"] == (
        ["features", "embedding", "detail", "point_coords", "point_labels", "mask_input",
         "has_mask_input"], ["masks", "iou_predictions"])
    assert sum((tmp_path / f"{r}.onnx").stat().st_size for r in names) < 9_000_000
    first, second = make_canary(encoder, decoder, {})["cases"]
    assert first["expected"]["embedding"] != second["expected"]["embedding"]
    assert len(first["expected"]["scores"]) == 3
    write_reference(encoder, decoder, tmp_path / "reference.json")
    assert json.loads((tmp_path / "reference.json").read_text())[1]["masks"]["dims"] == [3, 4, 64, 48]


def awake(model: Model) -> Model:
    """Gives every layer that starts at zero something to say, so that a test would miss it."""
    generator = torch.Generator().manual_seed(2)
    for p in model.parameters():
        if not p.any():
            p.data = torch.randn(p.shape, generator=generator) * 0.05
    return model.eval()


@torch.no_grad()
def test_a_checkpoint_recovered_from_the_files_answers_as_they_do(tmp_path: Path) -> None:
    model = awake(Model())
    encoder, decoder = export_files(deepcopy(model), tmp_path, half=True)
    again = recover(tmp_path)
    image, one = torch.rand(1, 3, 64, 64), prompts(2, 3, 64)
    want = encoder(image)
    got = again.enc(image)
    for a, b in zip(want, got):
        assert torch.allclose(a, b, atol=1e-3)
    masks, scores = decoder(*want[:3], one[0][0], one[1][0], one[2][0][:, None], one[3][0])
    assert masks.std() > 0.01
    out = again.dec(*got[:3], *one)
    assert torch.allclose(out["masks"], masks, atol=5e-3)
    assert torch.allclose(torch.sigmoid(out["iou"]), scores, atol=1e-3)


@torch.no_grad()
@pytest.mark.parametrize(("side", "batch", "points"), [((64, 96), 1, 1), ((128, 96), 3, 2), ((96, 160), 2, 7)])
def test_the_files_compute_what_the_modules_do(
    tmp_path: Path, side: tuple[int, int], batch: int, points: int
) -> None:
    model = awake(Model())
    folded = deepcopy(model)
    first, second = EncoderFile(fold(folded.enc)).eval(), DecoderFile(fold(folded.dec)).eval()
    encoder, decoder = export_files(model, tmp_path, half=False)
    generator = torch.Generator().manual_seed(points)
    h, w = side
    want = first(torch.rand(1, 3, h, w, generator=generator))
    got = encoder(torch.rand(1, 3, h, w, generator=torch.Generator().manual_seed(points)))
    assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(want, got))
    coords = torch.rand(batch, points, 2, generator=generator) * torch.tensor([w - 1.0, h - 1.0])
    labels = torch.randint(-1, 2, (batch, points), generator=generator).float()
    labels[:, 0] = 1
    if points > 2:
        labels[-1, 1:3] = torch.tensor([2.0, 3.0])
        coords[-1, 1:3] = torch.tensor([[20.0, 30.0], [70.0, 60.0]])
    mask = torch.randn(batch, 1, h // 2, w // 2, generator=generator) * 4
    given = (*want[:3], coords, labels, mask, (torch.arange(batch) % 2).float())
    for a, b in zip(second(*given), decoder(*given)):
        assert a.shape == b.shape and torch.allclose(a, b, atol=2e-3)


def test_recovering_says_what_does_not_fit(tmp_path: Path) -> None:
    model = awake(Model())
    export_files(model, tmp_path, half=False)
    graph = onnx.load(str(tmp_path / "decoder.onnx"))
    stranger = onnx.numpy_helper.from_array(np.zeros(3, np.float32), "decoder.never_heard_of.bias")
    graph.graph.initializer.append(stranger)
    onnx.save(graph, str(tmp_path / "decoder.onnx"))
    with pytest.raises(ValueError, match="never_heard_of"):
        recover(tmp_path)


@torch.no_grad()
def test_a_checkpoint_without_the_newer_blocks_still_answers_the_same(tmp_path: Path) -> None:
    torch.manual_seed(4)
    model = Model().eval()
    new = ("attend32.", "after32.", "more16.", "second.", "outside")
    state = {"enc": model.enc.state_dict(),
             "dec": {k: v for k, v in model.dec.state_dict().items() if not k.startswith(new)}}
    torch.save(state, tmp_path / "old.pt")
    other = Model()
    load_any(other, tmp_path / "old.pt")
    other.eval()
    image, one = torch.rand(1, 3, 64, 64), prompts(2, 2, 64)
    outs = [m.dec(*m.enc(image)[:3], *one)["masks"] for m in (model, other)]
    assert torch.allclose(*outs, atol=1e-4)


def test_ranking_loss_is_zero_for_the_right_order_and_grows_with_the_wrong_one() -> None:
    actual = torch.tensor([[0.9, 0.5, 0.2]])
    right, wrong = torch.logit(actual), torch.logit(actual.flip(1))
    assert float(ranking_loss(right, actual)) == pytest.approx(0, abs=1e-5)
    assert float(ranking_loss(wrong, actual)) > 1


def test_a_frozen_encoder_stays_as_it_was(drawn: Path, tmp_path: Path) -> None:
    plan = BatchPlan(pixels=2 * 96 * 96, rows=2, sizes=((96, 96),), shares=(1.0,))
    torch.save({"enc": Model().enc.state_dict(), "dec": Model().dec.state_dict()}, tmp_path / "a.pt")
    start = torch.load(tmp_path / "a.pt")
    recipe = Recipe(steps=4, warmup=1, plan=plan, freeze_encoder=True)
    trained = train(drawn, tmp_path / "run", recipe, tmp_path / "a.pt", 0, "cpu", every=2)
    assert all(torch.equal(v, start["enc"][k]) for k, v in trained.enc.state_dict().items())
    assert not all(torch.equal(v, start["dec"][k]) for k, v in trained.dec.state_dict().items())


@torch.no_grad()
def test_heads_can_be_reordered_without_training() -> None:
    model = awake(Model())
    features, one = model.enc(torch.rand(1, 3, 64, 64))[:3], prompts(2, 1, 64)
    before = model.dec(*features, *one)
    model.dec.load_state_dict(reorder(model.dec.state_dict(), [0, 0, 1, 3, 2]))
    after = model.dec(*features, *one)
    for name in ("masks", "coarse", "iou"):
        assert torch.allclose(after[name], before[name][:, [0, 0, 1, 3]], atol=1e-4)
    with pytest.raises(ValueError, match="order"):
        reorder(model.dec.state_dict(), [0, 1, 2, 3, 5])


@torch.no_grad()
def test_a_checkpoint_of_before_the_head_for_boxes_answers_as_it_did() -> None:
    model = awake(Model())
    old = {k: v[:4] if k in BY_HEAD else v for k, v in model.dec.state_dict().items()}
    model.dec.load_state_dict(reorder(old, [0, 1, 2, 3, 0]))
    features, (coords, _, mask, has) = model.enc(torch.rand(1, 3, 64, 64))[:3], prompts(2, 2, 64)
    model.dec.outside.zero_()
    box = torch.tensor([[[2.0, 3.0]] * 2])
    same = model.dec(*features, coords, box, mask, has)["masks"]
    model.dec.load_state_dict(reorder(old, [0, 1, 2, 3, 3]))
    model.dec.outside.zero_()
    other = model.dec(*features, coords, box, mask, has)["masks"]
    assert torch.equal(same[:, 1:], other[:, 1:])
    assert not torch.allclose(same[:, 0], other[:, 0], atol=1e-2)


@torch.no_grad()
def test_only_boxes_are_answered_by_the_head_for_boxes() -> None:
    heads = torch.arange(5.0).repeat(2, 1)
    assert answers(heads, torch.tensor([0.0, 1.0])).tolist() == [[0, 1, 2, 3], [4, 1, 2, 3]]
    maps = heads[..., None, None].expand(2, 5, 3, 3)
    assert answers(maps, torch.tensor([1.0, 0.0]))[:, 0, 2, 2].tolist() == [4, 0]


def test_mixing_weights_lies_between() -> None:
    a = {"w": torch.zeros(2), "n": torch.tensor(3)}
    b = {"w": torch.ones(2), "n": torch.tensor(3), "second.iou.bias": torch.ones(1),
         "second.which": torch.ones(1)}
    m = mixed(a, b, 0.25)
    assert m["w"].tolist() == [0.25, 0.25] and int(m["n"]) == 3
    # What only b has began at zero in its last layers, and elsewhere as it is.
    assert m["second.iou.bias"].tolist() == [0.25] and m["second.which"].tolist() == [1]


def test_canary_pictures_differ_and_are_stable() -> None:
    disk, stripes = picture("disk", 96), picture("stripes", 96)
    assert disk[48, 48].tolist() == [224, 176, 48] and disk[0, 0].tolist() == [20, 50, 40]
    assert stripes[0, 0].tolist() == [40, 90, 190]
    assert (disk != stripes).any()


def test_robot_user_scores_every_object(trained: Path, drawn: Path) -> None:
    photo = list_photos(drawn)[0]
    image, maps = read_photo(photo)
    truths = objects_of(photo, maps[:1])
    rows = score_photo(FromModel(trained / "last.pt"), image, truths, 3, longest=128)
    assert len(rows) == len(truths)
    for row in rows:
        assert 0 <= row["chosen@1"] <= row["oracle@1"] <= 1
        assert row["NoC@85"] in (1, 2, 3)
    assert np.isfinite([v for r in rows for v in r.values()]).all()
