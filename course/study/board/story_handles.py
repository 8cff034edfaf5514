"""The handles of a story: how much is asked, how far it is, what fails, who is down."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from course.comparing import FALLIBLE, Story
from course.study.board.lines import HANDLE, fields, filling, line
from course.study.board.steps import Steps
from course.webs.wording import milliseconds, percent


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
            "hop_ms": Steps("One hop", (0, 1, 2, 5, 10, 20, 50, 100), story.hop_ms, milliseconds),
            "failing": Steps(
                "Calls that fail",
                (0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2),
                story.failing,
                percent,
            ),
            "work_ms": Steps("Work per request", (0, 1, 2, 5, 10, 20), story.work_ms, milliseconds),
            "workers": Steps("Workers", (1, 2, 4, 8), story.workers),
        }
        self.share = widgets.Dropdown(
            options=[("process", "service"), ("shop, 5 times as many", "shop")],
            value=story.workers_per,
            description="Workers per",
            style={"description_width": HANDLE},
            layout=filling(),
        )
        self.seed = widgets.BoundedIntText(
            value=story.seed,
            min=0,
            max=2**32,
            description="Seed",
            style={"description_width": HANDLE},
            layout=filling(),
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
        self.who = line(widgets.Label("Down in the middle third:"), *self.down.values())
        handles = [*self.steps.values(), self.share, self.seed]
        super().__init__(children=[fields(handles, "21em")])

    @property
    def story(self) -> Story:
        """What the handles say now. Raises ``ValueError`` for what cannot be played."""
        values: dict[str, Any] = {name: handle.value for name, handle in self.steps.items()}
        down = frozenset(name for name, box in self.down.items() if box.value)
        return replace(
            self._story,
            **values,
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
