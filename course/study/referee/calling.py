"""Whether what was handed in can be called as the check calls it."""

import inspect

from course.study.referee.attempt import STARTS
from course.study.referee.broken import Broken, shown
from course.webs.wording import listed


def takes(function: object, name: str, *given: str) -> None:
    """Raises ``Broken`` unless it is a plain function that can be given these, in order."""
    first_line = f"def {name}({', '.join(given)})"
    if not callable(function):
        raise Broken(STARTS, f"{first_line}: a function", f"it was {shown(function)}")
    if inspect.iscoroutinefunction(function):
        raise Broken(
            STARTS,
            first_line,
            f"{name} is an async def, but it is called where nothing is waited for",
            f"Write def {name}(...), and async def only for handlers inside.",
        )
    try:
        inspect.signature(function).bind(*given)
    except TypeError:
        names = listed(list(inspect.signature(function).parameters)) or "nothing"
        raise Broken(
            STARTS,
            first_line,
            f"it is called with {listed(given)}, and yours takes {names}",
            f"Keep the first line of the starter, and hand in {name} itself.",
        ) from None
