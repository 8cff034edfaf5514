"""A quiz: questions on what an experiment has shown, with feedback for every option."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from course.study import journal, quizzes
from course.study.errors import BadQuestion, NoSuchQuiz, did_you_mean
from course.study.place import progress_file
from course.views.svg import escaped

if TYPE_CHECKING:
    from course.study.quizzing import Quizzing

LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Option:
    """Something one may answer, and what is said to it."""

    text: str
    says: str
    right: bool = False


@dataclass(frozen=True)
class Ask:
    """One question. Exactly one of its options is right."""

    id: str
    text: str
    options: tuple[Option, ...]

    def told(self) -> list[str]:
        """The question and its options as lines."""
        lettered = zip(LETTERS, self.options, strict=False)
        return [self.text, *(f"   {letter}) {option.text}" for letter, option in lettered)]


@dataclass(frozen=True)
class Quiz:
    """The questions of one notebook."""

    notebook: str
    asks: tuple[Ask, ...]

    def told(self) -> str:
        """All questions in words, and how to answer where no widget can run."""
        lines = []
        for number, ask in enumerate(self.asks, 1):
            first, *rest = ask.told()
            lines += [f"{number}. {first}", *rest]
        return "\n".join([*lines, f'To answer in words: quiz("{self.notebook}").answer(1, "a")'])

    def chosen(self, number: int, letter: str) -> tuple[Ask, Option]:
        """The question of a number, from 1 on, and the option of a letter."""
        if not isinstance(number, int) or not 1 <= number <= len(self.asks):
            raise BadQuestion(f"There is no question {number!r}: give 1 to {len(self.asks)}.")
        ask = self.asks[number - 1]
        letters = LETTERS[: len(ask.options)]
        if not isinstance(letter, str) or len(letter) != 1 or letter.lower() not in letters:
            raise BadQuestion(f"There is no option {letter!r}: give one of {', '.join(letters)}.")
        return ask, ask.options[letters.index(letter.lower())]


def feedback(option: Option) -> str:
    """What is said to an answer."""
    return f"{'Right.' if option.right else 'Not quite.'} {option.says}"


@dataclass(frozen=True)
class Reply:
    """Feedback as a notebook shows it."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<div>{escaped(self.text)}</div>"


def find(notebook: str) -> Quiz:
    """The quiz of a notebook, by its number: ``03``."""
    known = quizzes.numbers()
    if notebook not in known:
        raise NoSuchQuiz(f"There is no quiz {notebook!r}. {did_you_mean(str(notebook), known)}")
    found: Quiz = import_module(f"{quizzes.__name__}.of_{notebook}").QUIZ
    return found


def quiz(notebook: str) -> "Quizzing":
    """The quiz of a notebook, to be answered."""
    from course.study.quizzing import Quizzing  # widgets take a sixth of a second to import

    return Quizzing(find(notebook))


def keep(quiz: Quiz, ask: Ask, option: Option) -> str:
    """Keep an answer; gives what went wrong, in words."""
    id = f"{quiz.notebook}-{ask.id}"
    return journal.write(progress_file(), "answered", id, answer=option.text, right=option.right)


def answers(quiz: Quiz) -> Mapping[str, str]:
    """The last answer to each question that has been answered, by the question's id."""
    ids = {f"{quiz.notebook}-{ask.id}": ask.id for ask in quiz.asks}
    return {
        ids[entry.id]: str(entry.details.get("answer"))
        for entry in journal.read(progress_file()).entries
        if entry.what == "answered" and entry.id in ids
    }
