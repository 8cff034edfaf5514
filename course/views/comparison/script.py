"""The JavaScript of the table as one module: it imports one file of the player's."""

from pathlib import Path

from course.views.browser_modules import as_one
from course.views.player.script import BROWSER as PLAYER

ORDER = (PLAYER / "elements.js", Path(__file__).parent / "browser" / "comparison.js")


def script() -> str:
    """All modules as one."""
    return as_one(ORDER)
