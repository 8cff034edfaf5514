"""The widgets of progress: the foot of a notebook, the page of all, and the last page."""

import ipywidgets as widgets

from course.study.shown import Shown, note
from course.study.standing import Progress, Standing
from course.views.palette import DATABASE, LINE
from course.views.svg import escaped

_CELL = f"padding:.2em .9em .2em 0;border-bottom:1px solid {LINE};text-align:left"


class Foot(Shown):
    """The end of a notebook: what is done in it, what is open, and what comes next."""

    def __init__(self, number: str, progress: Progress) -> None:
        here = next(each for each in progress.standings if each.notebook.number == number)
        following = progress.next_after(number)
        comes = f"Next: {following.title} ({following.file})" if following else "This is the last."
        words = f"Your progress in {here.notebook.title} is shown here. {comes}"
        said = [f"{here.notebook.title}: {here.words}."]
        if here.open:
            said.append(f"Still open: {'; '.join(here.open)}.")
        said += [comes, *filter(None, [progress.trouble])]
        tone = "bad" if progress.trouble else "good" if here.is_whole else "plain"
        children: list[widgets.Widget] = [widgets.HTML(note("\n".join(said), tone))]
        if progress.is_whole:
            children.append(widgets.HTML(last_page(progress)))
        super().__init__(words, children)


class Page(Shown):
    """All notebooks in a table; above it, when all is done, the last page."""

    def __init__(self, words: str, progress: Progress) -> None:
        rows = "".join(_row(each) for each in progress.standings)
        head = "".join(
            f'<th scope="col" style="{_CELL}">{name}</th>'
            for name in ("notebook", "predicted", "solved", "answered", "")
        )
        table = f'<table style="border-collapse:collapse"><tr>{head}</tr>{rows}</table>'
        parts = [note(progress.trouble, "bad"), table]
        if progress.is_whole:
            parts.insert(0, last_page(progress))
        super().__init__(words, [widgets.HTML(part) for part in parts if part])


def _row(each: Standing) -> str:
    done = "done" if each.is_whole and each.has_tasks else ""
    cells = [
        str(each.guesses),
        f"{each.solved.done} of {each.solved.of}" if each.solved.of else "",
        f"{each.answered.done} of {each.answered.of}" if each.answered.of else "",
        done,
    ]
    title = escaped(f"{each.notebook.number} {each.notebook.title}")
    return (
        f'<tr><th scope="row" style="{_CELL};font-weight:normal">{title}</th>'
        + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
        + "</tr>"
    )


def last_page(progress: Progress) -> str:
    """What somebody sees who has done it all."""
    solved = sum(each.solved.done for each in progress.standings)
    answered = sum(each.answered.done for each in progress.standings)
    guesses = sum(each.guesses for each in progress.standings)
    said = [
        f"You solved all {solved} exercises. Each was run under load and faults, and held.",
        f"You answered all {answered} questions, and guessed {guesses} times before you looked.",
        "You built one shop in four architectures, broke each of them, and can say of each who has "
        "the data and how it gets to whoever needs it.",
    ]
    if progress.began:
        said.append(f"Begun on {progress.began}, done on {progress.latest}.")
    lines = "".join(f"<p style='margin:.4em 0'>{escaped(line)}</p>" for line in said)
    return (
        f'<div style="border:2px solid {DATABASE};border-radius:8px;padding:1em 1.5em;'
        f'max-width:42em;line-height:1.5"><h2 style="margin:.2em 0">One shop, four architectures'
        f"</h2>{lines}</div>"
    )
