"""What reading or writing a trace raises when there is none that can be."""

from typing import Self


class TraceError(ValueError):
    """A file is damaged, or is no trace of a format that can be read or written.

    The message names the file, the place in it, what was expected there, and what to do.
    """

    def at(self, place: str) -> Self:
        """The same, with the place where it is."""
        return type(self)(f"{place}, {self}")


class NotJson(TraceError):
    """The content is no JSON at all."""


class WrongField(TraceError):
    """Part of a record is not what it should be; what to do about it is said with the file."""


class OnlyEdges(TraceError):
    """The content is a graph of who calls whom, in which there are no spans."""
