"""How far a learner is: what was predicted, solved and answered in each notebook."""

from dataclasses import dataclass
from pathlib import Path

from course.study import exercises, journal, questions, quizzes
from course.study.journal import Journal
from course.study.notebooks import Notebook, notebooks


@dataclass(frozen=True)
class Part:
    """So many of so many."""

    done: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Nothing is open."""
        return self.done == self.of


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in one notebook. ``open`` names the exercises not solved yet."""

    notebook: Notebook
    guesses: int
    solved: Part
    answered: Part
    open: tuple[str, ...]

    @property
    def has_tasks(self) -> bool:
        """Whether there is anything to solve or to answer."""
        return self.solved.of + self.answered.of > 0

    @property
    def is_whole(self) -> bool:
        """All is solved and answered."""
        return self.solved.is_whole and self.answered.is_whole

    @property
    def words(self) -> str:
        """In one line."""
        parts = [f"{self.guesses} predicted"] if self.guesses else []
        if self.solved.of:
            parts.append(f"{self.solved.done} of {self.solved.of} solved")
        if self.answered.of:
            parts.append(f"{self.answered.done} of {self.answered.of} answered")
        return ", ".join(parts) or "nothing to hand in"


@dataclass(frozen=True)
class Progress:
    """Where somebody stands in the course. ``began`` is a day; ``trouble`` what is wrong."""

    standings: tuple[Standing, ...]
    trouble: str = ""
    began: str = ""
    latest: str = ""

    @property
    def is_whole(self) -> bool:
        """Every exercise is solved, every question answered."""
        return all(standing.is_whole for standing in self.standings)

    def next_after(self, number: str) -> Notebook | None:
        """The notebook that follows; ``None`` after the last."""
        later = [each.notebook for each in self.standings if each.notebook.number > number]
        return later[0] if later else None


def read(path: Path) -> Progress:
    """What the file tells of all notebooks."""
    found = journal.read(path)
    days = sorted(entry.at[:10] for entry in found.entries if entry.at)
    standings = tuple(_standing(notebook, found) for notebook in notebooks())
    began, latest = (days[0], days[-1]) if days else ("", "")
    return Progress(standings, found.trouble, began, latest)


def _standing(notebook: Notebook, found: Journal) -> Standing:
    number = notebook.number
    done = {(entry.what, entry.id) for entry in found.entries}
    right = {e.id for e in found.entries if e.what == "answered" and e.details.get("right") is True}
    tasks = {id: exercises.find(id).title for id in exercises.of(number)}
    asks = questions.find(number).asks if number in quizzes.numbers() else ()
    answered = sum(f"{number}-{ask.id}" in right for ask in asks)
    solved = [id for id in tasks if ("solved", id) in done]
    guesses = {id for what, id in done if what == "guessed" and id.startswith(f"{number}-")}
    return Standing(
        notebook,
        len(guesses),
        Part(len(solved), len(tasks)),
        Part(answered, len(asks)),
        tuple(title for id, title in tasks.items() if id not in solved),
    )
