"""The handles of a story: how much is asked, how far it is, what fails, who is down."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from course.comparing import Story
from course.comparing.story import FALLIBLE
from course.study.board.steps import Steps
from course.webs.wording import figure, percent


class StoryHandles(widgets.VBox):  # type: ignore[misc]
    """``changed`` is called with the story that the handles say, whenever one was moved by hand.

    What a story has and no handle shows stays as it is.
    """

    def __init__(self, story: Story, changed: Callable[[Story], object]) -> None:
        self._story = story
        self._changed = changed
        self._moving = False
        self.steps = {
            "reads": Steps("Reads", (12, 24, 48, 96, 192), story.reads),
            "reads_per_s": Steps(
                "Reads per second", (1, 2, 5, 10, 20, 50, 100, 200, 500), story.reads_per_s
            ),
            "writes": Steps("Writes", (0, 6, 12, 24, 48, 96), story.writes),
            "products": Steps("Products per user", (1, 2, 3, 5, 10, 20), story.products),
            "hop_ms": Steps("One hop, ms", (0, 1, 2, 5, 10, 20, 50, 100), story.hop_ms),
            "failing": Steps(
                "Calls that fail",
                (0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2),
                story.failing,
                percent,
            ),
            "work_ms": Steps("Work per request, ms", (0, 1, 2, 5, 10, 20), story.work_ms),
            "workers": Steps("Workers", (1, 2, 4, 8), story.workers, figure),
        }
        self.share = widgets.Dropdown(
            options=[("of each process", "service"), ("of the shop, per service", "shop")],
            value=story.workers_per,
            description="Workers are",
            style={"description_width": "9.5em"},
            layout=widgets.Layout(width="auto", min_width="0"),
        )
        self.seed = widgets.BoundedIntText(
            value=story.seed,
            min=0,
            max=2**32,
            description="Seed",
            style={"description_width": "9.5em"},
            layout=widgets.Layout(width="auto", min_width="0"),
        )
        self.down = {
            name: widgets.Checkbox(
                value=name in story.down,
                description=name,
                indent=False,
                layout=widgets.Layout(width="auto"),
            )
            for name in FALLIBLE
        }
        for handle in (*self.steps.values(), self.share, self.seed, *self.down.values()):
            handle.observe(self._moved, "value")
        who = widgets.HBox([widgets.Label("Down in the middle third:"), *self.down.values()])
        who.layout.flex_flow = "row wrap"
        who.layout.grid_gap = "0 16px"
        fields = widgets.GridBox([*self.steps.values(), self.share, self.seed])
        fields.layout.grid_template_columns = "repeat(auto-fill, minmax(19em, 1fr))"
        fields.layout.grid_gap = "0 20px"
        super().__init__(children=[fields, who])

    @property
    def story(self) -> Story:
        """What the handles say now. Raises ``ValueError`` for what cannot be played."""
        fields: dict[str, Any] = {name: handle.value for name, handle in self.steps.items()}
        down = frozenset(name for name, box in self.down.items() if box.value)
        return replace(
            self._story,
            **fields,
            workers_per=self.share.value,
            seed=self.seed.value,
            down=down,
        )

    def show(self, story: Story) -> None:
        """Puts the handles where a story has them."""
        self._moving = True
        try:
            self._story = story
            for name, handle in self.steps.items():
                handle.move(getattr(story, name))
            for name, box in self.down.items():
                box.value = name in story.down
            self.share.value, self.seed.value = story.workers_per, story.seed
        finally:
            self._moving = False

    def _moved(self, _change: object) -> None:
        if not self._moving:
            self._changed(self.story)
