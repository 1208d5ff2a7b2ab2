"""Two computations and their gradients: by the tracer, by micrograd, PyTorch, autograd, by hand.

Each function returns a task without arguments that gives (value, gradients).
"""

import numpy as np

import sgdlab as sl


def terms(x, y, z, relu):
    """Return the sum of 25 terms of 30 operations each."""
    total = 0.0
    for i in range(25):
        term = x * (0.1 * i - 1.0)
        for _ in range(7):
            term = relu(term * y - z) + x
        total = total + term
    return total


def our_terms(*at):
    """Return the task of the tracer."""
    both = sl.value_and_grad(lambda x, y, z: terms(x, y, z, sl.relu))
    return lambda: both(*at)


def micrograd_terms(*at):
    """Return the task of micrograd."""
    from micrograd.engine import Value

    def run():
        inputs = [Value(number) for number in at]
        value = terms(*inputs, Value.relu)
        value.backward()
        return value.data, [node.grad for node in inputs]

    return run


def torch_terms(*at):
    """Return the task of eager PyTorch."""
    import torch

    def run():
        inputs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in at]
        value = terms(*inputs, torch.relu)
        value.backward()
        return value.item(), [node.grad.item() for node in inputs]

    return run


def autograd_terms(*at):
    """Return the task of autograd."""
    import autograd

    def relu(x):
        return autograd.numpy.maximum(0, x)

    both = autograd.value_and_grad(lambda x, y, z: terms(x, y, z, relu), (0, 1, 2))
    return lambda: both(*at)


def our_network(X, labels, *parameters):
    """Return the task of the tracer: an MLP with one hidden layer, its mean cross-entropy."""

    def loss(W1, b1, W2, b2):
        hidden = sl.relu(X @ W1 + b1)
        return sl.cross_entropy(hidden @ W2 + b2, labels).mean()

    both = sl.value_and_grad(loss)
    return lambda: both(*parameters)


def network_by_hand(X, labels, W1, b1, W2, b2):
    """Return the task of NumPy alone, forward and backward written out: the floor."""
    m, rows = len(X), np.arange(len(X))

    def run():
        hidden = np.maximum(0.0, X @ W1 + b1)
        scores = hidden @ W2 + b2
        scores -= scores.max(axis=1, keepdims=True)
        share = np.exp(scores)
        total = share.sum(axis=1)
        loss = (np.log(total) - scores[rows, labels]).mean()
        share /= total[:, None]
        share[rows, labels] -= 1.0
        share /= m
        back = share @ W2.T
        back *= hidden > 0
        return loss, (X.T @ back, back.sum(axis=0), hidden.T @ share, share.sum(axis=0))

    return run


def torch_network(X, labels, *parameters):
    """Return the task of eager PyTorch."""
    import torch

    X, labels = torch.from_numpy(X), torch.from_numpy(labels)
    W1, b1, W2, b2 = inputs = [torch.from_numpy(p).requires_grad_() for p in parameters]

    def run():
        for node in inputs:
            node.grad = None
        hidden = torch.relu(X @ W1 + b1)
        value = torch.nn.functional.cross_entropy(hidden @ W2 + b2, labels)
        value.backward()
        return value.item(), [node.grad.numpy() for node in inputs]

    return run


def autograd_network(X, labels, *parameters):
    """Return the task of autograd."""
    import autograd
    import autograd.numpy as anp
    from autograd.scipy.special import logsumexp

    rows = np.arange(len(X))

    def loss(W1, b1, W2, b2):
        hidden = anp.maximum(0.0, anp.dot(X, W1) + b1)
        scores = anp.dot(hidden, W2) + b2
        return anp.mean(logsumexp(scores, axis=1) - scores[rows, labels])

    both = autograd.value_and_grad(loss, (0, 1, 2, 3))
    return lambda: both(*parameters)
