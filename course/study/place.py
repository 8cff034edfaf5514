"""Where the course's own files are. Not the door's: study stands on its own."""

import os
from pathlib import Path

import course

VARIABLE = "COURSE_PROGRESS"
"""Names another file: for a demonstration that begins at nothing, and for tests."""
NAME = "my_progress.jsonl"


def course_folder() -> Path:
    """The folder that was cloned or unpacked: the package ``course`` lies in it."""
    return Path(course.__file__).resolve().parents[1]


def progress_file() -> Path:
    """Where progress is kept. Asked anew each time, as a variable of the environment may say."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else course_folder() / NAME
