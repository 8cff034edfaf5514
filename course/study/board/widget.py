"""The board as a widget: handles above, the four answers below."""

from collections.abc import Mapping
from dataclasses import replace

import ipywidgets as widgets

from course.comparing import ARCHITECTURES, SITUATIONS, Played, Prices, Story, compare
from course.study.board.choice import Choice
from course.study.board.lines import HANDLE, line
from course.study.board.price_handles import PriceHandles
from course.study.board.runs import Outcome, Runs
from course.study.board.stage import Stage
from course.study.board.story_handles import StoryHandles
from course.study.board.style import RULES
from course.study.board.webs import Webs
from course.study.board.wishing import Wishing
from course.study.shown import Shown, note
from course.views.comparison import Run, chart, text
from course.views.comparison.widget import Numbers
from course.views.svg import escaped

OWN = "A story of your own"


class Board(Shown):
    """What ``board`` gives. In words: the story it began with, and its four answers.

    ``comparison`` is what it shows now. ``play`` shows another story, as the handles do.
    """

    def __init__(self, story: Story) -> None:
        self._runs = Runs()
        self._drawn = Webs()
        self._wishing = Wishing(self._runs, self._begun, self._done)
        self._story = story
        self.prices = PriceHandles(Prices(), lambda _: self._show())
        for name in ARCHITECTURES:
            self._runs.play(story, name)
        outcomes = self._runs.outcomes(story)
        self.comparison = compare(_played(outcomes).values(), self.prices.prices)
        self._make_handles(story)
        self.numbers = Numbers(self.comparison, self._choose)
        self.stage = Stage(self._closed)
        self._chart, self._webs = widgets.HTML(), widgets.HTML()
        self._trouble = widgets.HTML()
        super().__init__(f"The board.\n{text(self.comparison)}", self._laid_out())
        self.add_class("course-board")
        self._name(story)
        self._show()

    def play(self, story: Story) -> None:
        """Shows another story, and puts the handles where it has them."""
        self.handles.show(story)
        self._wish(story)

    def _make_handles(self, story: Story) -> None:
        stories = [(each.title, each) for each in SITUATIONS]
        self.situation = widgets.Dropdown(
            options=[(OWN, None), *stories],
            value=None,
            description="Situation",
            style={"description_width": HANDLE},
            layout=widgets.Layout(width="24em"),
        )
        self.situation.observe(self._choose_situation, "value")
        self._sentence = widgets.HTML()
        self.handles = StoryHandles(story, self._wish)
        self.architectures = Choice("Shown:", ARCHITECTURES, self._show)
        names = [row.name for row in self.comparison.figures]
        self.figures = Choice("", names, self._show)
        self._progress = widgets.IntProgress(max=len(ARCHITECTURES))
        self._progress.layout = widgets.Layout(width="10em", visibility="hidden")
        self._playing = widgets.Label()

    def _laid_out(self) -> list[widgets.Widget]:
        self.numbers.add_class("course-table")
        self._chart.add_class("course-chart")
        self._webs.layout.width = "100%"
        more = [
            widgets.Accordion(children=[part], titles=(title,))
            for title, part in (("Prices", self.prices), ("Rows of the table", self.figures))
        ]
        for part in more:
            part.layout.flex = "1 1 30em"
        style = widgets.HTML(f"<style>{RULES}</style>", layout=widgets.Layout(display="none"))
        return [
            style,
            line(self.situation, self._sentence, self._progress, self._playing),
            self.handles,
            line(self.handles.who, self.architectures),
            line(*more),
            self._trouble,
            line(self.numbers, self._chart),
            self.stage,
            self._webs,
        ]

    def _choose_situation(self, _change: object) -> None:
        chosen = self.situation.value
        if chosen is not None and chosen.story != self.handles.story:
            self.play(chosen.story)

    def _wish(self, story: Story) -> None:
        self._name(story)
        self._wishing.wish(story)

    def _name(self, story: Story) -> None:
        """Says which of the usual situations a story is."""
        known = next((each for each in SITUATIONS if each.story == story), None)
        self.situation.value = known
        self._sentence.value = escaped(known.sentence if known else "")

    def _begun(self, architecture: str) -> None:
        """Says at once that something is on its way, and how far it is."""
        at = ARCHITECTURES.index(architecture)
        self._mark_as_old(True)
        self._progress.value = at
        self._progress.layout.visibility = "visible"
        self._playing.value = f"Playing {architecture}, {at + 1} of {len(ARCHITECTURES)}"

    def _mark_as_old(self, busy: bool) -> None:
        """Whether what is shown belongs to a story that is being replaced."""
        self.numbers.busy = busy
        for part in (self._chart, self._webs):
            (part.add_class if busy else part.remove_class)("course-busy")

    def _done(self, story: Story) -> None:
        self._story = story
        self.stage.clear()
        # All at once, or old numbers would for a moment look like new ones.
        with self.numbers.hold_sync():
            self._no_run()
            self._show()
            self._mark_as_old(False)
        self._progress.layout.visibility = "hidden"
        self._playing.value = ""

    def _show(self) -> None:
        """Puts what was played into the pictures. Needs no run; what goes wrong is said."""
        outcomes = self._runs.outcomes(self._story)
        trouble = [
            f"{name} could not be played. {_words(one)}"
            for name, one in outcomes.items()
            if isinstance(one, Exception)
        ]
        try:
            self._draw({name: outcomes[name] for name in self.architectures.chosen})
        except Exception as error:  # a callback's error would be lost, and nobody would know
            trouble.append(f"This could not be drawn. {_words(error)}")
        self._trouble.value = note("\n".join(trouble), "bad")

    def _draw(self, outcomes: Mapping[str, Outcome]) -> None:
        played = _played(outcomes)
        if not played:
            return  # why, is said above what was there before
        whole = compare(played.values(), self.prices.prices)
        hidden = self.figures.hidden
        rows = tuple(row for row in whole.figures if row.name not in hidden)
        self.comparison = replace(whole, figures=rows)
        self.numbers.show(self.comparison)
        self._chart.value = chart(self.comparison).svg
        self._webs.value = self._drawn.sheet(played)._repr_html_()

    def _choose(self, run: Run, figure: str, architecture: str) -> None:
        """Plays the run behind a number, and takes the reader there."""
        try:
            self.stage.show(run, figure, architecture)
        except Exception as error:  # a callback's error would be lost, and nobody would know
            self._trouble.value = note(f"{run.title} cannot be shown. {_words(error)}", "bad")
            return
        self.numbers.shown = (figure, architecture)
        self.numbers.said = f"Below, {architecture}: {run.title}"
        self.numbers.send({"look": "run"})

    def _closed(self) -> None:
        self.numbers.send({"look": "back"})
        self._no_run()

    def _no_run(self) -> None:
        self.numbers.shown, self.numbers.said = (), ""


def _played(outcomes: Mapping[str, Outcome]) -> dict[str, Played]:
    return {name: one for name, one in outcomes.items() if not isinstance(one, Exception)}


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
