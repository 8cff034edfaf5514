"""The widgets of a prediction: to guess, and to compare."""

import ipywidgets as widgets

from course.study.predictions import Guess, Question, guess_of, keep
from course.study.shown import Shown, button, choice, heading, note
from course.views.svg import escaped


class Guessing(Shown):
    """A question with a place for the guess."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._said = widgets.HTML()
        made = guess_of(question)
        self.field = _field(question, made)
        if made is not None:
            self._said.value = note(f"Your guess: {question.written(made)}")
        children = [heading(question.text), self.field]
        children += [button("This is my guess", self.commit), self._said]
        super().__init__(question.told(), children)

    def commit(self) -> None:
        """Keep what stands in the field."""
        value = self.field.value
        if value is None:
            self._said.value = note("Choose one first.")
            return
        guess = self._question.choices[value] if self._question.choices else value
        self.guess(guess)

    def guess(self, guess: Guess) -> None:
        """Make a guess, as the button does. Raises ``BadQuestion`` for what cannot be one."""
        trouble = keep(self._question, guess)
        said = f"Your guess: {self._question.written(guess)}. Now run on."
        self._said.value = note(trouble or said, "bad" if trouble else "plain")


def _field(question: Question, made: Guess | None) -> widgets.ValueWidget:
    if question.choices:
        number = None if made is None else question.choices.index(str(made))
        return choice(list(question.choices), number)
    return widgets.FloatText(
        value=made or 0.0, description=question.unit, layout=widgets.Layout(width="14em")
    )


class Comparison(Shown):
    """Guess, measurement and reason side by side. In words: all but the guess."""

    def __init__(self, question: Question, measured: Guess, why: str) -> None:
        guess = guess_of(question)
        self.said = question.judged(guess, measured)
        columns = {
            "Your guess": "none" if guess is None else question.written(guess),
            "Measured": question.written(measured),
            "Why": why,
        }
        cells = "".join(
            f'<div style="flex:{3 if name == "Why" else 1};min-width:8em"><em>{name}</em><br>'
            f"{escaped(text)}</div>"
            for name, text in columns.items()
        )
        table = f'<div style="display:flex;flex-wrap:wrap;gap:1em;line-height:1.4">{cells}</div>'
        tone = "good" if guess == measured else "plain"
        words = f"{question.text}\n  Measured: {columns['Measured']}\n  Why: {why}"
        children = [heading(question.text), widgets.HTML(table)]
        super().__init__(words, [*children, widgets.HTML(note(self.said, tone))])
