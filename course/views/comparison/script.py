"""The JavaScript of the table as one module: it imports one file of the player's."""

import re
from pathlib import Path

from course.views.player.script import BROWSER as PLAYER

ORDER = (PLAYER / "elements.js", Path(__file__).parent / "browser" / "comparison.js")
_IMPORT = re.compile(r'^import \{[^}]*\} from "[./\w]+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def script() -> str:
    """All modules as one. What they import is there already, under the same name."""
    texts = [file.read_text(encoding="utf-8") for file in ORDER]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
