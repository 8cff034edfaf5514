"""Tells a learner's code from the course's and the libraries'."""

from pathlib import Path
from types import TracebackType

import course
from course.lab.places import is_own_code, place, walk

_COURSE = str(Path(course.__file__).parent)
_STUDY = str(Path(__file__).parents[1])


def is_learners(filename: str) -> bool:
    """Whether code in this file was written by who hands it in."""
    return is_own_code(filename) and not filename.startswith(_COURSE)


def place_of_learner(traceback: TracebackType | None) -> str | None:
    """The innermost line of a learner's that an error passed through."""
    places = [
        place(frame.f_code, line)
        for frame, line in walk(traceback)
        if is_learners(frame.f_code.co_filename)
    ]
    return places[-1] if places else None


def passed_through_the_lab(traceback: TracebackType | None) -> bool:
    """Whether an error comes from what the course runs, not from the study of it."""
    names = [frame.f_code.co_filename for frame, _ in walk(traceback)]
    return any(name.startswith(_COURSE) and not name.startswith(_STUDY) for name in names)
