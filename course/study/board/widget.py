"""The board as a widget: handles above, the four answers below."""

from collections.abc import Mapping
from dataclasses import replace

import ipywidgets as widgets

from course.comparing import ARCHITECTURES, SITUATIONS, Played, Prices, Story, compare
from course.study.board.choice import Choice
from course.study.board.pictures import Pictures
from course.study.board.price_handles import PriceHandles
from course.study.board.runs import Outcome, Runs
from course.study.board.stage import Stage
from course.study.board.story_handles import StoryHandles
from course.study.board.style import RULES
from course.study.board.wishing import Wishing
from course.study.shown import Shown, note
from course.views.comparison import Run, text
from course.views.comparison.widget import Numbers
from course.views.svg import escaped

OWN = "A story of your own"


class Board(Shown):
    """What ``board`` gives. In words: the story it began with, and its four answers.

    ``comparison`` is what it shows now; ``story`` and ``prices`` can be given as the handles do.
    """

    def __init__(self, story: Story) -> None:
        self._runs = Runs()
        self._pictures = Pictures()
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
        self._show()

    def play(self, story: Story) -> None:
        """Shows another story, as the handles do."""
        self.handles.show(story)
        self._wish(story)

    def _make_handles(self, story: Story) -> None:
        stories = [(each.title, each) for each in SITUATIONS]
        known = next((each for each in SITUATIONS if each.story == story), None)
        self.situation = widgets.Dropdown(
            options=[(OWN, None), *stories],
            value=known,
            description="Situation",
            layout=widgets.Layout(width="22em"),
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
        more = widgets.Accordion(children=[self.prices, self.figures], titles=("Prices", "Rows"))
        top = widgets.HBox([self.situation, self._sentence, self._progress, self._playing])
        tables = widgets.HBox([self.numbers, self._chart])
        self.numbers.add_class("course-table")
        self._chart.add_class("course-chart")
        for row in (top, tables):
            row.layout.flex_flow = "row wrap"
            row.layout.grid_gap = "0 16px"
        style = widgets.HTML(f"<style>{RULES}</style>", layout=widgets.Layout(display="none"))
        self._webs.layout.width = "100%"
        return [
            style,
            top,
            self.handles,
            self.architectures,
            more,
            self._trouble,
            tables,
            self.stage,
            self._webs,
        ]

    def _choose_situation(self, _change: object) -> None:
        if self.situation.value is not None:
            self.play(self.situation.value.story)

    def _wish(self, story: Story) -> None:
        self._wishing.wish(story)
        known = next((each for each in SITUATIONS if each.story == story), None)
        self.situation.value = known

    def _begun(self, architecture: str) -> None:
        """Says at once that something is on its way, and how far it is."""
        at = ARCHITECTURES.index(architecture)
        self.numbers.busy = True
        self._progress.value = at
        self._progress.layout.visibility = "visible"
        self._playing.value = f"Playing {architecture}, {at + 1} of {len(ARCHITECTURES)}"

    def _done(self, story: Story) -> None:
        self._story = story
        self.stage.clear()
        self._no_run()
        self._show()

    def _show(self) -> None:
        """Puts what was played into the pictures; nothing is run for it."""
        outcomes = self._runs.outcomes(self._story)
        shown = {name: outcomes[name] for name in self.architectures.chosen}
        played = _played(shown)
        self._trouble.value = _told(outcomes)
        self._progress.layout.visibility = "hidden"
        self._playing.value = ""
        self.numbers.busy = False
        if not played:
            return
        whole = compare(played.values(), self.prices.prices)
        hidden = self.figures.hidden
        rows = tuple(row for row in whole.figures if row.name not in hidden)
        self.comparison = replace(whole, figures=rows)
        self.numbers.show(self.comparison)
        self._chart.value = self._pictures.chart(self.comparison).svg
        self._webs.value = self._pictures.webs(played)._repr_html_()
        self._sentence.value = escaped(
            self.situation.value.sentence if self.situation.value else ""
        )

    def _choose(self, run: Run, figure: str, architecture: str) -> None:
        """Plays the run behind a number, and takes the reader there."""
        self.stage.show(run, figure, architecture)
        self.numbers.shown = (figure, architecture)
        self.numbers.said = f"Below: {run.title}, {architecture}."
        self.numbers.send({"look": "run"})

    def _closed(self) -> None:
        self.numbers.send({"look": "back"})
        self._no_run()

    def _no_run(self) -> None:
        self.numbers.shown, self.numbers.said = (), ""


def _played(outcomes: Mapping[str, Outcome]) -> dict[str, Played]:
    return {name: one for name, one in outcomes.items() if not isinstance(one, Exception)}


def _told(outcomes: Mapping[str, Outcome]) -> str:
    """Which architectures could not be played, and why; as HTML."""
    told = [
        f"{name} could not be played. {type(one).__name__}: {one}"
        for name, one in outcomes.items()
        if isinstance(one, Exception)
    ]
    return note("\n".join(told), "bad")
