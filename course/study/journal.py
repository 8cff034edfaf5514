"""What a learner has done, one line for each thing, in a file that people can read.

Lines are only ever added, and each is written in one piece that begins with a new line. So two
notebooks may write at the same time, and a line that broke off spoils no other. A line that cannot
be read is left as it is, and told.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

What = Literal["guessed", "tried", "solved", "looked", "answered"]


@dataclass(frozen=True)
class Entry:
    """One thing that was done. ``id`` is that of a question or an exercise."""

    what: str
    id: str
    details: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True)
class Journal:
    """All that could be read, the oldest first, and what is wrong with the file in words."""

    entries: tuple[Entry, ...]
    trouble: str = ""


def write(path: Path, what: What, id: str, **details: Any) -> str:
    """Add a line. Gives what went wrong, in words; nothing where all went well."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    line = json.dumps({"at": now, "what": what, "id": id, **details}, ensure_ascii=False)
    try:
        # In one call, to the end of the file wherever that is by now.
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            content = f"\n{line}".encode()
            if os.write(handle, content) != len(content):
                return f"Your progress could not be kept: there is no room for {path.name}."
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return f"Your progress could not be kept in {path.name}: {error.strerror}."
    return ""


def read(path: Path) -> Journal:
    """What is in the file; nothing yet where there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Journal(())
    except OSError as error:
        return Journal((), f"Your progress in {path.name} cannot be read: {error.strerror}.")
    entries, bad = [], []
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            entry = _entry(line)
            if entry is None:
                bad.append(number)
            else:
                entries.append(entry)
    return Journal(tuple(entries), _trouble(path, bad))


def _entry(line: bytes) -> Entry | None:
    try:
        found = json.loads(line)
        what, id, at = found.pop("what"), found.pop("id"), found.pop("at", "")
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None
    if not all(isinstance(each, str) for each in (what, id, at)):
        return None
    return Entry(what, id, found, at)


def _trouble(path: Path, bad: list[int]) -> str:
    if not bad:
        return ""
    lines = ", ".join(map(str, bad[:5])) + (" ..." if len(bad) > 5 else "")
    return (
        f"{len(bad)} line{'s' * (len(bad) > 1)} of {path.name} cannot be read (line {lines}). "
        "All others count. Nothing was changed in the file: mend the line, or delete it."
    )
