"""The layered layout of a directed graph: boxes in columns, wires that cross no box."""

from .layout import Layout, layout

__all__ = ["Layout", "layout"]
