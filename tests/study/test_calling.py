"""What cannot be called as the check calls it is told so, before anything runs."""

from typing import Any

import pytest

from course.study.referee.broken import Broken
from course.study.referee.calling import takes


def two(app: Any, db: Any) -> None:
    raise AssertionError("nothing of it is run")


def any_number(*things: Any) -> None: ...


def one(db: Any) -> None: ...


def none() -> None: ...


async def two_later(app: Any, db: Any) -> None: ...


@pytest.mark.parametrize("function", [two, any_number])
def test_what_takes_as_much_as_it_is_given_is_accepted(function: object) -> None:
    takes(function, "add", "app", "db")


@pytest.mark.parametrize(
    ("function", "happened"),
    [
        (one, "it is called with app and db, and yours takes db"),
        (none, "it is called with app and db, and yours takes nothing"),
        (two_later, "add is an async def, but it is called where nothing is waited for"),
        (3, "it was 3"),
    ],
)
def test_all_else_is_told_with_what_is_wrong(function: object, happened: str) -> None:
    with pytest.raises(Broken) as broken:
        takes(function, "add", "app", "db")
    assert broken.value.happened == happened
    assert broken.value.expected.startswith("def add(app, db)")
