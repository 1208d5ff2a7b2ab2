"""Draw docs/study.png from data/study.csv: `python docs/study.py`."""

from pathlib import Path

import sgdlab as sl

study = sl.study.stored()
scene = sl.figures.StudyScene(study)
scene.show(study.best(), m=32)
Path(__file__).with_suffix(".png").write_bytes(sl.figures.png(scene.fig, level=9))
