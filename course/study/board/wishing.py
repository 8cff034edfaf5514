"""The last wish counts: what is asked for while something is played replaces what waits."""

import asyncio
from collections.abc import Callable

from course.comparing import Story
from course.study.board.runs import Runs

BREATH_S = 0.01
"""So long one listens for other wishes, between two runs."""


class Wishing:
    """Has stories played, one architecture after the other, and only as long as they are wished.

    ``begun`` is called before each run with its architecture, ``done`` with a story that has been
    played through all. A story that is known is done at once. Where a loop runs, as in a notebook,
    the rest is done in it, bit by bit, so that another wish can come in between; where none runs,
    it is done before ``wish`` returns.
    """

    def __init__(
        self, runs: Runs, begun: Callable[[str], object], done: Callable[[Story], object]
    ) -> None:
        self._runs = runs
        self._begun = begun
        self._done = done
        self._wanted: Story | None = None
        self._task: asyncio.Task[None] | None = None

    def wish(self, story: Story) -> None:
        """Ask for a story; one that was asked for before and is not yet played is dropped."""
        self._wanted = story
        missing = self._runs.missing(story)
        if not missing:
            self._step()
            return
        self._begun(missing[0])
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            while self._wanted is not None:
                self._step()
            return
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._work())

    async def _work(self) -> None:
        while self._wanted is not None:
            await asyncio.sleep(BREATH_S)
            self._step()

    def _step(self) -> None:
        """One run, or what is to be done after the last."""
        story = self._wanted
        if story is None:
            return
        missing = self._runs.missing(story)
        if missing:
            self._runs.play(story, missing[0])
            missing = self._runs.missing(story)
        if missing:
            self._begun(missing[0])
        else:
            self._wanted = None
            self._done(story)
