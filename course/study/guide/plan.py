"""What a teacher's guide says of a notebook, and of each of its sections."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A section of a notebook, called as its heading is.

    ``minutes`` are those up to the first of its ``parts``, which are level-3 headings and need not
    be all. ``point`` is what the demonstration is for. ``ask`` is for the class, ``mind`` is what
    could surprise a teacher, ``short`` is what to do when time runs short.
    """

    heading: str
    minutes: int
    point: str
    ask: str = ""
    mind: str = ""
    short: str = ""
    parts: tuple["Section", ...] = ()

    @property
    def total(self) -> int:
        """The minutes with those of its parts."""
        return self.minutes + sum(part.total for part in self.parts)


@dataclass(frozen=True)
class Guide:
    """The guide to one notebook: its point, what to say where it is left out, its sections."""

    notebook: str
    point: str
    without: str
    sections: tuple[Section, ...]

    @property
    def minutes(self) -> int:
        """How long the whole takes, exercises and quiz included."""
        return sum(section.total for section in self.sections)

    def section(self, heading: str) -> Section:
        """The section of that heading. Raises ``LookupError``."""
        for section in self.sections:
            if section.heading == heading:
                return section
        raise LookupError(f"The guide to {self.notebook} has no section {heading!r}.")
