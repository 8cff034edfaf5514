"""A guess before an experiment, and guess, measurement and reason side by side after it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course.study import journal
from course.study.errors import BadQuestion, NotAsked, did_you_mean
from course.study.notebooks import notebook_of
from course.study.place import progress_file
from course.webs.wording import figure

if TYPE_CHECKING:
    from course.study.guessing import Comparison, Guessing

Guess = str | float
NO_GUESS = "You made no guess. A wrong guess teaches most: try one at the next question."


@dataclass(frozen=True)
class Question:
    """What is to be guessed: one of ``choices``, or where there are none a number, in ``unit``."""

    id: str
    text: str
    choices: tuple[str, ...] = ()
    unit: str = ""

    def accept(self, guess: Guess) -> Guess:
        """The guess, if it is one. Raises ``BadQuestion``."""
        if self.choices and guess not in self.choices:
            raise BadQuestion(f"{guess!r} is none of: {', '.join(self.choices)}.")
        if not self.choices and not _is_number(guess):
            raise BadQuestion(f"{guess!r} is no number.")
        return guess

    def written(self, value: Guess) -> str:
        """A guess or a measurement as people read it."""
        if isinstance(value, str):
            return value
        return f"{figure(value)} {self.unit}".rstrip()

    def told(self) -> str:
        """The question with what may be said to it: the same for everybody."""
        if self.choices:
            return "\n".join([self.text, *(f"  - {choice}" for choice in self.choices)])
        return f"{self.text}\n  (a number{f', in {self.unit}' if self.unit else ''})"

    def judged(self, guess: Guess | None, measured: Guess) -> str:
        """How guess and measurement compare, kindly."""
        if guess is None:
            return NO_GUESS
        if guess == measured:
            return "As you guessed."
        if isinstance(guess, str) or isinstance(measured, str):
            return "Not as you guessed. Look at the reason before you go on."
        apart = self.written(abs(guess - measured))
        return f"You guessed {apart} too {'much' if guess > measured else 'little'}."


_asked: dict[str, Question] = {}


def predict(
    id: str, question: str, choices: Sequence[str] = (), unit: str = "", guess: Guess | None = None
) -> "Guessing":
    """Ask for a guess: one of ``choices``, or a number in ``unit``.

    ``id`` begins with the number of the notebook: ``03-thief``. Where no widget can run, give the
    ``guess`` in the call.
    """
    from course.study.guessing import Guessing  # widgets take a sixth of a second to import

    notebook_of(id)
    if len(set(choices)) != len(choices) or len(choices) == 1:
        raise BadQuestion(f"{id}: give two choices or more, all different, or none for a number.")
    asked = Question(id, question, tuple(choices), unit)
    _asked[id] = asked
    if guess is not None:
        keep(asked, guess)
    return Guessing(asked)


def compare(id: str, measured: Guess, why: str) -> "Comparison":
    """Show what was guessed, what was measured, and the reason, side by side."""
    from course.study.guessing import Comparison

    question = _asked.get(id)
    if question is None:
        raise NotAsked(
            f"Nothing was asked under {id!r}. Run the cell with predict first. "
            f"{did_you_mean(id, _asked)}"
        )
    if question.choices and measured not in question.choices:
        raise BadQuestion(f"{id}: {measured!r} was measured, and is none of the choices.")
    return Comparison(question, measured, why)


def keep(question: Question, guess: Guess) -> str:
    """Keep a guess; gives what went wrong, in words."""
    return journal.write(progress_file(), "guessed", question.id, guess=question.accept(guess))


def guess_of(question: Question) -> Guess | None:
    """The last guess that was made and that fits the question."""
    for entry in reversed(journal.read(progress_file()).entries):
        if entry.what == "guessed" and entry.id == question.id:
            guess = entry.details.get("guess")
            if guess in question.choices or (not question.choices and _is_number(guess)):
                return guess
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
