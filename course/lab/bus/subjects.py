"""Subjects: words joined by dots, as NATS has them, and the patterns that one listens with."""

import re
from functools import lru_cache

from course.lab.errors import BadSetting

_WORD = "[a-z0-9_-]+"
_SUBJECT = re.compile(rf"{_WORD}(\.{_WORD})*")
_PATTERN = re.compile(rf"({_WORD}|\*)(\.({_WORD}|\*))*(\.>)?|>")


def check_subject(subject: str) -> None:
    """Refuse what is no subject."""
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise BadSetting(
            f"{subject!r} is no subject.",
            "the name of an event or of a question",
            "Write small letters, digits, _ and -, with dots between the words: order.placed",
        )


def check_pattern(pattern: str) -> None:
    """Refuse what is neither a subject nor a pattern."""
    if not isinstance(pattern, str) or not _PATTERN.fullmatch(pattern):
        raise BadSetting(
            f"{pattern!r} is nothing that one can listen to.",
            "the subject that was given",
            "Name a subject, order.placed, or a pattern: order.* for one word, > for the rest.",
        )


def matches(pattern: str, subject: str) -> bool:
    """Whether a pattern, or a subject itself, covers a subject."""
    return pattern == subject or _expression(pattern).fullmatch(subject) is not None


@lru_cache(maxsize=512)
def _expression(pattern: str) -> re.Pattern[str]:
    words = (
        ".+" if word == ">" else _WORD if word == "*" else re.escape(word)
        for word in pattern.split(".")
    )
    return re.compile(r"\.".join(words))
