"""A request that was sent without waiting for its answer."""

import asyncio

from course.lab.answer import Answer
from course.lab.errors import BadSetting


class Sent:
    """What ``lab.send`` gives. The answer comes while time passes, or not at all."""

    def __init__(self, task: "asyncio.Task[Answer]") -> None:
        self._task = task

    @property
    def is_answered(self) -> bool:
        """Whether the answer is there, or it is clear that none will come."""
        return self._task.done() and not self._task.cancelled()

    @property
    def answer(self) -> Answer:
        """The answer. Raises ``BadSetting`` where it is not there yet."""
        if self.is_answered:
            return self._task.result()
        if self._task.cancelled():
            raise BadSetting(
                "The answer never came: the run that it was on its way in ended in an error.",
                "sent.answer",
                "Mend what the error told of, and send the request again.",
            )
        raise BadSetting(
            "The answer is not there yet.",
            "sent.answer",
            "Let time pass first, with lab.run(ms) or lab.settle().",
        )

    def __repr__(self) -> str:
        return repr(self.answer) if self.is_answered else "sent, and not answered yet"
