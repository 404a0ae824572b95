#!/bin/sh
# A whole training run from the shipped weights, ready for a machine with a GPU; the same command again goes on.
#   DATA=folder of photos and maps  HELD_OUT=file of hashes  OUT=folder for checkpoints  [MINUTES=100] [STEPS=1000000] sh gpu-run.sh
# Checkpoints: $OUT/run/last.pt every three minutes. Data list: $OUT/photos.txt. At the end: $OUT/model/*.onnx and $OUT/scores.json.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${DATA:?}" "${HELD_OUT:?}" "${OUT:?}"
python=${PYTHON:-python3}
minutes=${MINUTES:-100}
steps=${STEPS:-1000000}
pixels=${PIXELS:-12600000}
workers=${WORKERS:-15}
mkdir -p "$OUT/model"
cd "$here"
[ -f "$OUT/shipped.pt" ] || "$python" recover.py --model ../playground --out "$OUT/shipped.pt"
[ -f "$OUT/photos.txt" ] || "$python" data.py --data "$DATA" --held-out "$HELD_OUT" --out "$OUT/photos.txt"
OMP_NUM_THREADS=1 "$python" train.py --data "$DATA" --photos "$OUT/photos.txt" --out "$OUT/run" --init "$OUT/shipped.pt" \
  --cache --workers "$workers" --threads 1 --rows 4 --pixels "$pixels" --minutes "$minutes" --steps "$steps" \
  --ema 0.999 --seed 37 --every "${EVERY:-100}" --shares 0 .03 .06 .06 .06 .14 .2 .2 .25
"$python" candidates.py --checkpoint "$OUT/run/last.pt" --order 0 1 2 3 3 --out "$OUT/boxes.pt"
[ "${SCORE:-1}" = 0 ] || "$python" evaluate.py --data "$DATA" --checkpoint "$OUT/boxes.pt" --json "$OUT/scores.json"
cp ../playground/manifest.json "$OUT/model/"
"$python" export.py --checkpoint "$OUT/boxes.pt" --out "$OUT/model" --reference "$OUT/reference.json"
