"""The same walk by others: scikit-learn's compiled SGD, PyTorch's SGD with its own gradients."""

import json
from importlib.util import find_spec

import numpy as np
import pytest
from sklearn.linear_model import SGDRegressor

import sgdlab as sl

from .oracles import torch_sgd

KEPT = json.loads(torch_sgd.KEPT.read_text(encoding="utf-8"))["answers"]


@pytest.mark.parametrize("shuffle", [None, 5])
@pytest.mark.parametrize("lr", [0.001, 0.02])
def test_sgd_equals_scikit_learns(shuffle, lr):
    random = np.random.RandomState(1)
    X, y = random.standard_normal((40, 6)), random.standard_normal(40)
    # scikit-learn's squared error has a factor 1/2, so its rate is twice ours
    peer = SGDRegressor(
        penalty=None, fit_intercept=False, learning_rate="constant", eta0=2 * lr, shuffle=False
    )
    for epoch in range(4):
        *_, newest = sl.batches(40, 40, epoch + 1, shuffle)
        peer.partial_fit(X[newest], y[newest])
    path = sl.descend(
        sl.LeastSquares(X, y), np.zeros(6), lr=lr, batch_size=1, epochs=4, shuffle=shuffle
    )
    assert path.w[-1] == pytest.approx(peer.coef_, abs=1e-10, rel=1e-10)


@pytest.mark.parametrize(("case", "kept"), [*zip(torch_sgd.CASES, KEPT, strict=True)])
def test_every_batch_size_equals_pytorchs(case, kept):
    asked = [torch_sgd.torchs(*case)] if find_spec("torch") else []
    for answer in (np.array(kept), *asked):
        assert torch_sgd.ours(*case) == pytest.approx(answer, abs=1e-10, rel=1e-10)
