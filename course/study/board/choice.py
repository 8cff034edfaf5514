"""What of a comparison is shown: which architectures, which figures."""

from collections.abc import Callable, Iterable

import ipywidgets as widgets

from course.study.board.lines import line


class Choice(widgets.HBox):  # type: ignore[misc]
    """Ticks for some of several names."""

    def __init__(self, label: str, names: Iterable[str], changed: Callable[[], object]) -> None:
        self.boxes = {
            name: widgets.Checkbox(
                value=True, description=name, indent=False, layout=widgets.Layout(width="auto")
            )
            for name in names
        }
        for box in self.boxes.values():
            box.observe(lambda _: changed(), "value")
        before = [widgets.Label(label)] if label else []
        super().__init__(children=[line(*before, *self.boxes.values())])

    @property
    def hidden(self) -> frozenset[str]:
        """The names that are not ticked."""
        return frozenset(name for name, box in self.boxes.items() if not box.value)

    @property
    def chosen(self) -> list[str]:
        """The names that are ticked, in their order; all where none is."""
        ticked = [name for name, box in self.boxes.items() if box.value]
        return ticked or list(self.boxes)
