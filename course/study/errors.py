"""What is said to somebody who asked for an exercise, a question or a quiz that is not there."""

import difflib
from collections.abc import Iterable


class StudyError(Exception):
    """What happened, and what to do. A notebook shows the message and no insides."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows (IPython's hook)."""
        return [f"{type(self).__name__}: {self}"]


class NoSuchExercise(StudyError, LookupError):
    """No exercise is called so."""


class NoSuchQuiz(StudyError, LookupError):
    """No notebook of that number has a quiz."""


class NoSuchGuide(StudyError, LookupError):
    """No notebook of that number has a teacher's guide."""


class NoOutline(StudyError, ValueError):
    """A notebook whose sections cannot be read."""


class NotAsked(StudyError, LookupError):
    """A guess is to be compared, and the question was not asked in this notebook."""


class NotSolved(StudyError, ValueError):
    """A notebook whose exercises cannot be solved in their places."""


class BadQuestion(StudyError, ValueError):
    """A question, an answer or a definition that cannot be used."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint for somebody who may have mistyped a name."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(names) or 'none'}."
