"""All operations of the graph, by name."""

from . import elementwise, structure

RULES = elementwise.RULES | structure.RULES
