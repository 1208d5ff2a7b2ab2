"""The computation graph: `trace` a function, see its three stages, take gradients of anything.

>>> from sgdlab import trace
>>> print(trace(lambda x, y, z: (x + y) * z, x=-2, y=5, z=-4))
Stage 1: values
  x = −2
  y = 5
  z = −4
  v1 = x + y = 3
  f = v1 × z = −12
Stage 2: local derivatives
  ∂v1/∂x = 1
  ∂v1/∂y = 1
  ∂f/∂v1 = z = −4
  ∂f/∂z = v1 = 3
Stage 3: backward, incoming × local
  ∂f/∂f = 1
  to v1 from f: 1 × (−4) = −4
  to z from f: 1 × 3 = 3
  to x from v1: −4 × 1 = −4
  to y from v1: −4 × 1 = −4
  ∂f/∂x = −4
  ∂f/∂y = −4
  ∂f/∂z = 3
"""

from .differentiate import check_grad, grad, pullback, value_and_grad
from .functions import cross_entropy, relu, sigmoid, softmax
from .tracing import Call, Graph, trace

__all__ = [
    "Call",
    "Graph",
    "check_grad",
    "cross_entropy",
    "grad",
    "pullback",
    "relu",
    "sigmoid",
    "softmax",
    "trace",
    "value_and_grad",
]
