"""Tables and curves of the model card: ``python card.py --scores S.json --log RUN/log.csv --out DIR``.

Prints the score table and writes ``curves.svg``.
"""

import argparse
import csv
import json
from pathlib import Path

from evaluate import table

WIDTH, HEIGHT, PAD = 640, 240, 36
CURVES = (("oracle1", "#0072b2", "best of three, 1 click"), ("chosen1", "#d55e00", "own choice, 1 click"),
          ("later4", "#009e73", "after 3 corrections"), ("box", "#7a5195", "box"))


def curves(log: Path) -> str:
    """IoU on training crops over the steps, as SVG."""
    rows = list(csv.DictReader(log.open()))
    last = max(int(r["step"]) for r in rows)

    def place(step: float, value: float) -> str:
        x = PAD + step / last * (WIDTH - 2 * PAD)
        return f"{x:.1f},{HEIGHT - PAD - value * (HEIGHT - 2 * PAD):.1f}"

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
             'font-family="sans-serif" font-size="11"><title>IoU on training crops</title>'
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for tenth in range(0, 11, 2):
        y = HEIGHT - PAD - tenth / 10 * (HEIGHT - 2 * PAD)
        parts.append(f'<path d="M{PAD} {y:.1f}H{WIDTH - PAD}" stroke="#ddd"/>'
                     f'<text x="6" y="{y + 4:.1f}">{tenth / 10}</text>')
    for i, (name, colour, words) in enumerate(CURVES):
        line = " ".join(place(float(r["step"]), float(r[name])) for r in rows if r.get(name))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
                     f'<text x="{PAD + 150 * i}" y="14" fill="{colour}">{words}</text>')
    parts.append(f'<text x="{WIDTH - PAD}" y="{HEIGHT - 12}" text-anchor="end">step {last}</text></svg>')
    return "".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scores", type=Path, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    (a.out / "curves.svg").write_text(curves(a.log) + "\n")
    print(table(json.loads(a.scores.read_text())))


if __name__ == "__main__":
    main()
