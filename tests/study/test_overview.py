"""Progress: the same words for everybody, and a last page to be proud of."""

from pathlib import Path

import pytest

from course.study import exercises, journal, progress, progress_words, questions, quizzes
from course.study.errors import NoSuchQuiz


def html(widget: object) -> str:
    return " ".join(
        [str(getattr(widget, "value", "")), *map(html, getattr(widget, "children", ()))]
    )


def do_everything(path: Path, but: str = "") -> None:
    for id in exercises.names():
        if id != but:
            journal.write(path, "solved", id)
    for number in quizzes.numbers():
        for ask in questions.find(number).asks:
            journal.write(path, "answered", f"{number}-{ask.id}", answer="", right=True)


def test_who_begins_has_nothing_done() -> None:
    assert "0 of 2 solved" in html(progress("03"))
    assert "Still open: Move a trespasser out" in html(progress("03"))
    assert "A database each: 0 of 2 solved, 0 of 4 answered" in progress_words()


def test_what_is_done_is_counted_once(progress_path: Path) -> None:
    for _ in range(2):
        journal.write(progress_path, "tried", "move-a-trespasser-out")
        journal.write(progress_path, "solved", "move-a-trespasser-out")
        journal.write(progress_path, "guessed", "03-thief", guess="no")
        journal.write(progress_path, "answered", "03-empty", answer="", right=False)
        journal.write(progress_path, "answered", "03-thief", answer="", right=True)
    assert "1 predicted, 1 of 2 solved, 1 of 4 answered" in html(progress("03"))
    assert "Move a trespasser out" not in html(progress("03"))


def test_the_words_are_the_same_for_everybody(progress_path: Path) -> None:
    before = repr(progress()), repr(progress("03"))
    do_everything(progress_path)
    assert (repr(progress()), repr(progress("03"))) == before
    assert "Next: The right engine (04_the_right_engine.ipynb)" in before[1]


def test_the_last_page_comes_when_all_is_done_and_not_before(progress_path: Path) -> None:
    last = next(reversed(exercises.names()))
    do_everything(progress_path, but=last)
    assert "You solved all" not in html(progress())
    journal.write(progress_path, "solved", last)
    for page in (progress(), progress("03")):
        assert f"You solved all {len(exercises.names())} exercises" in html(page)


def test_the_last_notebook_says_that_it_is_the_last() -> None:
    assert "This is the last." in repr(progress("11"))


def test_damage_is_told(progress_path: Path) -> None:
    do_everything(progress_path)
    with progress_path.open("ab") as file:
        file.write(b"\nbroken")
    for words in (html(progress()), html(progress("03")), progress_words()):
        assert "1 line of progress.jsonl cannot be read" in words
    assert "2 of 2 solved" in progress_words()


def test_a_notebook_that_there_is_not() -> None:
    with pytest.raises(NoSuchQuiz, match="There is no notebook"):
        progress("77")
