"""All exercises, found by their names: ``of_03/move_a_trespasser_out.py`` is one definition."""

import pkgutil
from importlib import import_module

from course.study.errors import NoSuchExercise, did_you_mean
from course.study.exercise import Exercise


def names() -> dict[str, str]:
    """The module of each exercise by its id, in the order of the notebooks. Loads none of them."""
    found = {}
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        if not module.ispkg:
            found[module.name.rpartition(".")[2].replace("_", "-")] = module.name
    return found


def find(id: str) -> Exercise:
    """The exercise of that name."""
    known = names()
    if id not in known:
        raise NoSuchExercise(f"No exercise is called {id!r}. {did_you_mean(str(id), known)}")
    exercise: Exercise = import_module(known[id]).EXERCISE
    return exercise


def every() -> list[Exercise]:
    """All of them, in the order of the notebooks."""
    return [find(id) for id in names()]


def of(notebook: str) -> list[str]:
    """The exercises of a notebook, by its number."""
    return [id for id, module in names().items() if module.split(".")[-2] == f"of_{notebook}"]
