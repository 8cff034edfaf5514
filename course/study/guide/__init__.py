"""The teacher's guides, one for a notebook: ``of_03.py`` is that of 03."""

import pkgutil
from importlib import import_module

from course.study.errors import NoSuchGuide, did_you_mean
from course.study.guide.plan import Guide


def numbers() -> list[str]:
    """The notebooks that have a guide."""
    return sorted(
        module.name.removeprefix("of_")
        for module in pkgutil.iter_modules(__path__)
        if module.name.startswith("of_")
    )


def find(number: str) -> Guide:
    """The guide to a notebook, by its number: ``03``, or ``3``."""
    known, wanted = numbers(), number.zfill(2)
    if wanted not in known:
        raise NoSuchGuide(
            f"There is no guide to a notebook {number!r}. {did_you_mean(wanted, known)}"
        )
    guide: Guide = import_module(f"{__name__}.of_{wanted}").GUIDE
    return guide


def every() -> list[Guide]:
    """All guides, in the order of the notebooks."""
    return [find(number) for number in numbers()]
