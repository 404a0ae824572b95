"""Makes the modules of this folder importable, and a small data set of drawn pictures."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures of ellipses with a part inside, in the layout of data.py."""
    root = tmp_path_factory.mktemp("drawn")
    rng = np.random.default_rng(5)
    for name in ("bsds_train", "cow30"):
        (root / name).mkdir()
        for i in range(6):
            image = np.full((160, 200, 3), rng.integers(0, 90, 3), np.uint8)
            labels = np.ones((160, 200), np.uint8)
            for label in (2, 3):
                centre = int(rng.integers(50, 150)), int(rng.integers(40, 120))
                axes = int(rng.integers(20, 45)), int(rng.integers(15, 35))
                cv2.ellipse(image, centre, axes, 0, 0, 360, rng.integers(120, 255, 3).tolist(), -1)
                cv2.ellipse(labels, centre, axes, 0, 0, 360, label, -1)
            cv2.imwrite(str(root / name / f"p{i}.jpg"), image)
            cv2.imwrite(str(root / name / f"p{i}.0.png"), labels)
            cv2.imwrite(str(root / name / f"p{i}.1.png"), (labels > 1).astype(np.uint8))
    return root
