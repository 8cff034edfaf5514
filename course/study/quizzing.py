"""The widget of a quiz."""

import ipywidgets as widgets

from course.study.questions import Ask, Option, Quiz, Reply, answers, feedback, keep
from course.study.shown import Shown, button, choice, heading, note


class Quizzing(Shown):
    """Questions one below the other, each with its own button and feedback."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz
        given = answers(quiz)
        self.asked = [
            Asked(quiz, number, ask, given.get(ask.id)) for number, ask in enumerate(quiz.asks, 1)
        ]
        super().__init__(quiz.told(), [part.box for part in self.asked])

    def answer(self, number: int, letter: str) -> Reply:
        """Answer a question in words: its number, and the letter of an option."""
        ask, option = self._quiz.chosen(number, letter)
        return Reply(self.asked[self._quiz.asks.index(ask)].answer(option))


class Asked:
    """One question. ``field``, then the button, then the feedback: the order of the Tab key."""

    def __init__(self, quiz: Quiz, number: int, ask: Ask, given: str | None) -> None:
        self._quiz, self._ask = quiz, ask
        texts = [option.text for option in ask.options]
        self.field = choice(texts, texts.index(given) if given in texts else None)
        self.said = widgets.HTML()
        children = [heading(f"{number}. {ask.text}"), self.field]
        children += [button("Answer", self.commit), self.said]
        self.box = widgets.VBox(children, layout=widgets.Layout(margin="0 0 1em 0"))
        if self.field.value is not None:
            self._say(ask.options[self.field.value])

    def commit(self) -> None:
        """Answer with what is chosen."""
        if self.field.value is None:
            self.said.value = note("Choose one first.")
        else:
            self.answer(self._ask.options[self.field.value])

    def answer(self, option: Option) -> str:
        """Answer, and give the feedback."""
        trouble = keep(self._quiz, self._ask, option)
        return self._say(option, trouble)

    def _say(self, option: Option, trouble: str = "") -> str:
        said = "\n".join(filter(None, [feedback(option), trouble]))
        self.said.value = note(said, "good" if option.right else "bad")
        return said
