"""One run: a shop that schedules are played on, and what is known of it by its names."""

from typing import Any

from course.lab import Answer, Lab
from course.study.referee.broken import Broken, told

NOBODY = 10**6
"""An id that nobody has."""


class Run:
    """A shop in its lab. ``users`` and ``products`` say which ids the shop gave to which names.

    ``handed_in`` is what the learner gave to the check, for a step that uses it by itself.
    """

    def __init__(self, *handed_in: Any) -> None:
        self.lab = Lab()
        self.handed_in = handed_in
        self.users: dict[str, int] = {}
        self.products: dict[str, int] = {}
        self.notes: dict[str, Any] = {}
        """What the steps of one exercise want to remember."""
        self.down: set[str] = set()
        """What the schedule has taken down."""

    def made(self, url: str, new: dict[str, Any], names: dict[str, int], name: str) -> None:
        """Create something; if that went well, its id is known under its name."""
        answer = self.lab.post(url, json=new)
        if answer.ok and isinstance(answer.body, dict) and "id" in answer.body:
            names[name] = answer.body["id"]

    def rows(self, owner: str, table: str) -> list[dict[str, Any]]:
        """What really is in a table, read without taking time."""
        return self.lab.tables(owner).get(table, [])

    def answered(self, clause: str, answer: Answer, what: str, advice: str = "") -> Any:
        """The body of an answer that must be 200."""
        if answer.status != 200:
            raise Broken(clause, f"{what}: an answer with 200", told(answer), advice)
        return answer.body
