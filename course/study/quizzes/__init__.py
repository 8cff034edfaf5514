"""The quizzes, one for a notebook: ``of_03.py`` is that of 03."""

import pkgutil


def numbers() -> list[str]:
    """The notebooks that have a quiz."""
    return sorted(
        module.name.removeprefix("of_")
        for module in pkgutil.iter_modules(__path__)
        if module.name.startswith("of_")
    )
