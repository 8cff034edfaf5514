"""Makes sheets of the guides: the overview of the course, and the guide to one notebook."""

from collections.abc import Iterator

from course.study import guide
from course.study.exercise import Exercise
from course.study.guide import misconceptions
from course.study.guide.outline import Outlined, outline, read
from course.study.guide.paths import PATHS, Path, Visit
from course.study.guide.plan import Section
from course.study.guide.sheet import Block, Code, Heading, Said, Sheet
from course.study.notebooks import notebooks
from course.webs.wording import counted

EXERCISES, QUIZ = ("Exercises", "Your first exercise"), "Quiz"
"""The sections in which exercises are handed in, and in which a quiz is answered."""
BETWEEN = (
    "Their cells still have to be run. Select the first cell of the next section that you teach, "
    "and choose Run, then Run All Above Selected Cell."
)


def overview() -> Sheet:
    """All notebooks with their minutes, and the ways through them."""
    return Sheet("overview", "The whole course", [*_notebooks(), *_paths()])


def of_notebook(number: str) -> Sheet:
    """The guide to one notebook. Raises ``NoSuchGuide``, and ``NoOutline`` if it is spoilt."""
    found = guide.find(number)
    seen = {section.heading: section for section in outline(read(found.notebook))}
    blocks: list[Block] = [
        Said("The point", found.point),
        Said("If you leave it out", found.without),
    ]
    began = 0
    for section in found.sections:
        blocks += _section(section, began, seen.get(section.heading))
        if section.heading in EXERCISES:
            for exercise in misconceptions.of_exercises(found.notebook):
                blocks += _exercise(exercise)
        if section.heading == QUIZ:
            blocks += _quiz(found.notebook)
        began += section.total
    title = f"{found.notebook} {titles()[found.notebook]}, {found.minutes} minutes"
    return Sheet(f"notebook-{found.notebook}", title, blocks)


def titles() -> dict[str, str]:
    """The notebooks' titles by their numbers."""
    return {each.number: each.title for each in notebooks()}


def _notebooks() -> Iterator[Block]:
    guides, named = guide.every(), titles()
    minutes = sum(each.minutes for each in guides)
    yield Said(
        "In all",
        f"{len(guides)} notebooks, {minutes} minutes with exercises and quizzes. "
        "To print the guide to one of them: python3 -m course guide 03",
    )
    yield Said(
        "The day before",
        "Run each notebook that you will teach once, on the machine that you will use: Run, then "
        "Restart Kernel and Run All Cells. Every run gives the same again.",
    )
    yield Said("Sections that you leave out", BETWEEN)
    for each in guides:
        yield Heading(f"{each.notebook} {named[each.notebook]}, {each.minutes} minutes", 3)
        yield Said("If you leave it out", each.without)


def _paths() -> Iterator[Block]:
    for path in PATHS:
        yield Heading(f"A course of {path.name}: {path.minutes} of {path.at_most} minutes")
        yield Said("Why so", path.why)
        yield from _visits(path)
        if path.left_out:
            yield Said("Left out", f"{', '.join(path.left_out)}.")


def _visits(path: Path) -> Iterator[Block]:
    named = titles()
    began = 0
    for visit in path.visits:
        minutes = f"{began} to {began + visit.minutes} min"
        yield Said(f"{visit.notebook} {named[visit.notebook]}, {minutes}", _taught(visit))
        began += visit.minutes


def _taught(visit: Visit) -> str:
    if not visit.headings:
        return "All of it."
    return "; ".join(f"{each.heading} ({each.total})" for each in visit.sections) + "."


def _section(section: Section, began: int, seen: Outlined | None) -> Iterator[Block]:
    yield Heading(f"{section.heading} ({_span(began, section)})")
    yield from _advice(section)
    if seen is not None and (found := _found(seen)):
        yield Said("In it", found)
    began += section.minutes
    for part in section.parts:
        yield Heading(f"{part.heading} ({_span(began, part)})", 3)
        yield from _advice(part)
        began += part.total


def _advice(section: Section) -> Iterator[Block]:
    labelled = {
        "The point": section.point,
        "Ask": section.ask,
        "Mind": section.mind,
        "Short of time": section.short,
    }
    for label, words in labelled.items():
        if words:
            yield Said(label, words)


def _span(began: int, section: Section) -> str:
    """The minutes so far, by which a teacher sees whether the class is late."""
    return f"{section.total} min, from {began} to {began + section.total}"


def _found(seen: Outlined) -> str:
    """What a teacher wants to know of a section's cells beforehand."""
    said = []
    if seen.predictions:
        said.append(f"{counted(seen.predictions, 'prediction')}.")
    if seen.statements:
        said.append(f"{counted(len(seen.statements), 'experiment')}: {', '.join(seen.statements)}.")
    if seen.errors:
        said.append(f"{counted(seen.errors, 'cell')} in which an error is meant to be seen.")
    return " ".join(said)


def _exercise(exercise: Exercise) -> Iterator[Block]:
    yield Heading(exercise.title, 3)
    yield Said("Task", exercise.task)
    yield Said("Why the solution is right", exercise.solution.why)
    for wrong in misconceptions.of_exercise(exercise):
        shown = f'It breaks "{wrong.broken}", and the check shows "{wrong.shows}".'
        if wrong.lines:
            yield Said("Somebody believes that this will do", "")
            yield Code(wrong.lines)
            yield Said("Not so", shown)
        else:
            yield Said("Somebody believes that nothing is missing", shown)


def _quiz(notebook: str) -> Iterator[Block]:
    for number, asked in enumerate(misconceptions.of_quiz(notebook), 1):
        yield Heading(f"{number}. {asked.question}", 3)
        yield Said("Right", f"{asked.right}. {asked.why}")
        for wrong in asked.wrong:
            yield Said("Somebody believes", f'"{wrong.believed}". Say: {wrong.says}')
