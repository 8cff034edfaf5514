"""Widgets behind each other, as words are: what has no room goes to the next line."""

import ipywidgets as widgets

HANDLE = "9em"
"""The room for what stands before a handle."""


def line(*children: widgets.Widget) -> widgets.HBox:
    """A line of widgets."""
    made = widgets.HBox(children)
    made.layout.flex_flow = "row wrap"
    made.layout.grid_gap = "0 16px"
    made.layout.min_width = "0"
    return made


def fields(children: list[widgets.Widget], width: str) -> widgets.GridBox:
    """Widgets below and beside each other, each at least so wide."""
    made = widgets.GridBox(children)
    made.layout.grid_template_columns = f"repeat(auto-fill, minmax({width}, 1fr))"
    made.layout.grid_gap = "0 20px"
    return made


def filling() -> widgets.Layout:
    """As wide as its place is."""
    return widgets.Layout(width="auto", min_width="0")
