"""What the lab says when a shop cannot run: what happened, where, and what to do."""

from textwrap import fill

LINE = 95
"""So wide a notebook shows text without breaking it in the middle of a word."""


class LabError(Exception):
    """Ends the run at once. The lab and the kernel go on working.

    The message has three parts: what happened, in whose code, and what to do next.
    """

    def __init__(self, happened: str, where: str, advice: str) -> None:
        super().__init__(f"{happened}\nWhere: {where}\nWhat to do: {advice}")
        self.happened = happened
        self.where = where
        self.advice = advice

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message, without the lab's own insides (IPython's hook)."""
        lines = f"{type(self).__name__}: {self}".splitlines()
        wrapped = [
            fill(line, LINE, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
            for line in lines
        ]
        return ["\n".join(wrapped)]


class NotAService(LabError):
    """What was started is not a function from ports to an ASGI app."""


class UnknownPort(LabError):
    """A signature asks for something that no port is called."""


class MissingPort(LabError):
    """A service uses a port that its signature does not ask for."""


class PlainFunction(LabError):
    """A handler is a plain ``def``, which would need a thread."""


class NoSuchService(LabError):
    """A request to a name that no started service has."""


class NotYourDatabase(LabError):
    """A service reached into a database that belongs to another."""


class NotYourEvent(LabError):
    """A service told an event that it has not declared, or that belongs to another."""


class NobodyAnswers(LabError):
    """A question on the bus that no started service has an answer to."""


class CallsInACircle(LabError):
    """Services call each other without end."""


class EventsInACircle(LabError):
    """Events set each other off without end."""


class WaitsForEver(LabError):
    """Nothing is left that could wake what is being waited for."""


class NeverYields(LabError):
    """A handler keeps the lab to itself, so nobody else can go on."""


class BlocksTheProcess(LabError):
    """A handler waits in a way that stops the whole process, or leaves the lab."""


class ForgottenAwait(LabError):
    """A call was made but not awaited, so nothing happened."""


class FailedInTheBackground(LabError):
    """A task that a handler started raised, and nobody was there to see it."""


class BadSetting(LabError, ValueError):
    """A value that the lab cannot use."""


class BadEvent(LabError, ValueError):
    """What was to be stored is no event."""


class NoSuchConsumer(LabError, LookupError):
    """A consumer that was never subscribed."""


class NotHandedOut(LabError, LookupError):
    """A position was acknowledged, or sent again, that the consumer never had in its hands."""


class FileInUse(LabError):
    """A file is held by somebody else."""


class FileDamaged(LabError):
    """A file does not hold what was written to it."""


class FileFull(LabError):
    """There is no room left for a file."""


class FileWriteProtected(LabError):
    """A file cannot be opened, or not be written to."""


class WrongFile(LabError):
    """A file that is something else."""
