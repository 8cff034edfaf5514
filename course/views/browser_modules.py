"""JavaScript in modules for who reads it, and as one module for the browser.

A widget brings one module, which cannot import others by their place. So the modules are put one
behind the other, each after those that it imports from.
"""

import re
from collections.abc import Iterable
from pathlib import Path

_IMPORT = re.compile(r'^import \{[^}]*\} from "[./\w]+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def as_one(files: Iterable[Path]) -> str:
    """All modules as one. What they import is there already, under the same name."""
    texts = [file.read_text(encoding="utf-8") for file in files]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
