"""What exercises on copies share: to start again, to be told again, and what was laid aside."""

from dataclasses import dataclass

from course.study.referee.broken import Broken, in_short
from course.study.referee.run import Run
from course.study.referee.trouble import Trouble

HANDLES = "handles every event"
KEEP_IT = "What is only in memory is gone when a service starts again: keep it in the database."


@dataclass(frozen=True)
class Restart(Trouble):
    """It goes down and comes up again: what it had in memory is gone."""

    @property
    def words(self) -> str:
        return f"{self.where} goes down, and is up again"

    def do(self, run: Run) -> None:
        run.lab.down(self.where)
        run.lab.up(self.where)
        run.notes["restarted"] = True


@dataclass(frozen=True)
class Replay(Trouble):
    """Everything in the log of the bus is delivered to it again."""

    @property
    def words(self) -> str:
        return f"{self.where} is told everything again"

    def do(self, run: Run) -> None:
        run.lab.bus.replay(self.where)


def check_laid_aside(run: Run, consumer: str) -> None:
    """Raise ``Broken`` if an event could not be handled, after all its attempts."""
    letters = [each for each in run.lab.bus.dead_letters() if each.consumer == consumer]
    if letters:
        event, reason = letters[0].event, in_short(letters[0].reason)
        advice = (
            f"The bus gave up after {run.lab.bus.delivery_limit} attempts. What the event tells is "
            "not in the copy."
        )
        if "UNIQUE" in reason:
            advice += "\nSomething is told of one thing more than once, and then its key is taken. "
            advice += "Say what to do then: on conflict ..."
        raise Broken(
            HANDLES,
            f"{consumer} handles each event, however often it comes",
            f"{event.type} was laid aside, because each time: {reason}",
            advice,
        )
