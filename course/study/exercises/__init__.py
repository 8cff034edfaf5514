"""All exercises, found by their names: ``of_03/survive_a_schema_change.py`` is one definition.

A long one is a folder: the definition, and in ``check`` and ``answers`` what it is made of.
"""

import pkgutil
from importlib import import_module
from pathlib import Path

from course.study.errors import NoSuchExercise, did_you_mean
from course.study.exercise import Exercise


def names() -> dict[str, str]:
    """The module of each exercise by its id, in the order of the notebooks. Loads none of them."""
    folder = Path(__file__).parent
    return {
        module.name.replace("_", "-"): f"{__name__}.{notebook.name}.{module.name}"
        for notebook in pkgutil.iter_modules([str(folder)])
        for module in pkgutil.iter_modules([str(folder / notebook.name)])
    }


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
