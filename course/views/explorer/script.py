"""The explorer's JavaScript as one module, as the player's is: each after those it imports from."""

from pathlib import Path

from course.views.browser_modules import as_one
from course.views.player.script import BROWSER as PLAYER

BROWSER = Path(__file__).parent / "browser"
ORDER = (
    PLAYER / "elements.js",
    PLAYER / "still.js",
    BROWSER / "seen.js",
    BROWSER / "tools.js",
    BROWSER / "explorer.js",
)


def script() -> str:
    """All modules as one."""
    return as_one(ORDER)
