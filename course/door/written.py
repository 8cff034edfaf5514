"""A file that is written as a whole or not at all."""

import os
import tempfile
from pathlib import Path


def write(path: Path, content: str) -> None:
    """Make or replace a file in one step, so that it is never half written.

    Who may read it stays as it was; a new one may be read as any new file of this person.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
        part.chmod(path.stat().st_mode if path.exists() else _of_new_files())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _of_new_files() -> int:
    """Who may read and write a new file; the only way to ask for it is to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask
