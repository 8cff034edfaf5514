"""The player's JavaScript as one module: each after those it imports from."""

from pathlib import Path

from course.views.browser_modules import as_one

BROWSER = Path(__file__).parent / "browser"
ORDER = (
    "elements",
    "times",
    "moves",
    "signs",
    "ways",
    "web",
    "nodes",
    "stage",
    "log",
    "table",
    "state",
    "reader",
    "clock",
    "controls",
    "still",
    "player",
)


def script() -> str:
    """All modules as one."""
    return as_one(BROWSER / f"{name}.js" for name in ORDER)
