"""The player's JavaScript: modules for who reads it, one module for the browser.

A widget brings one module, which cannot import others by their place. So the modules are put one
behind the other, each after those that it imports from.
"""

import re
from pathlib import Path

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
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def script() -> str:
    """All modules as one. What they import is there already, under the same name."""
    texts = [(BROWSER / f"{name}.js").read_text(encoding="utf-8") for name in ORDER]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
