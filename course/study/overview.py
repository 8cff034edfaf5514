"""Shows how far a learner is."""

from typing import TYPE_CHECKING

from course.study import standing
from course.study.errors import NoSuchQuiz, did_you_mean
from course.study.notebooks import notebooks
from course.study.place import progress_file

if TYPE_CHECKING:
    from course.study.shown import Shown

ALL = "Your progress in all notebooks is shown here."


def progress(notebook: str | None = None) -> "Shown":
    """How far you are: in one notebook, by its number, with what comes next; or in all.

    The words are the same for everybody. In a terminal, ``print(progress_words())`` tells.
    """
    from course.study.progressing import Foot, Page  # widgets take a sixth of a second to import

    if notebook is None:
        return Page(ALL, standing.read(progress_file()))
    known = {each.number: each for each in notebooks()}
    if notebook not in known:
        raise NoSuchQuiz(f"There is no notebook {notebook!r}. {did_you_mean(notebook, known)}")
    return Foot(notebook, standing.read(progress_file()))


def progress_words() -> str:
    """How far you are, as text."""
    found = standing.read(progress_file())
    lines = [
        f"{each.notebook.number} {each.notebook.title}: {each.words}" for each in found.standings
    ]
    return "\n".join([*lines, *filter(None, [found.trouble])])
