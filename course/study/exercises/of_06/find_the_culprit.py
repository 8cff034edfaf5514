"""Notebook 06: who was made slow, in two recorded minutes of a shop."""

from difflib import get_close_matches
from functools import cache
from typing import Any

from course.study.exercise import Answer, Examined, Exercise, Wrong
from course.study.place import course_folder
from course.study.referee.broken import Broken, shown
from course.trace import read
from course.webs import compare
from course.webs.compare import Comparison
from course.webs.suspects import Suspect
from course.webs.wording import milliseconds

COMPARED = "the good minute is compared with the bad one"
NAMED = "culprit is the name of a service"
CULPRIT = "the culprit has itself become slower, or the way to it has"
WHERE = "the time was added where you say"

SERVICES = {"frontend", "currencyservice", "checkoutservice"}
"""By these the two minutes are known."""
MOST = 0.5
"""A culprit explains at least so much of what was added to a request."""
INSIDE, ON_THE_WAY = "inside", "on the way"


@cache
def two_minutes() -> Comparison:
    """What the notebook compares. Takes some seconds, the first time."""
    good, bad = (
        read(course_folder() / "course" / "data" / f"onlineboutique-{name}.csv.gz")
        for name in ("fault-free", "currency-network-delay")
    )
    return compare(good, bad)


def names(change: Comparison) -> list[str]:
    """All services at which time is spent, or on the way to which it is."""
    places = [suspect.place for suspect in change.suspects]
    ends = [place if isinstance(place, str) else place[-1] for place in places]
    return sorted(set(ends))


def inside(change: Comparison, service: str) -> list[Suspect]:
    """The own time of a service."""
    return [it for it in change.suspects if it.place == service]


def on_the_way(change: Comparison, service: str) -> list[Suspect]:
    """The own time of the calls to a service."""
    return [it for it in change.suspects if it.place != service and it.place[-1] == service]


def added_ms(suspects: list[Suspect]) -> float:
    """What these added to each request."""
    return sum(suspect.added_ms for suspect in suspects)


def two_minutes_are_compared(culprit: Any, where: Any, change: Any) -> None:
    """The comparison must be of the two minutes, and in this order."""
    if not isinstance(change, Comparison) or not set(names(change)) >= SERVICES:
        raise Broken(
            COMPARED,
            "change, as compare(good, bad) gave it",
            f"it was {shown(change)}",
            "Run the cell with compare(good, bad), and hand in its change.",
        )
    if change.after.mean_ms <= change.before.mean_ms:
        raise Broken(
            COMPARED,
            "requests that take longer in the second minute",
            f"they take {milliseconds(change.before.mean_ms)} in the first, and "
            f"{milliseconds(change.after.mean_ms)} in the second",
            "What was before comes first: compare(good, bad).",
        )


def the_culprit_explains_most(culprit: Any, where: Any, change: Comparison) -> None:
    """Of the time that requests take longer, its own time explains most."""
    known = names(change)
    if not isinstance(culprit, str) or culprit not in known:
        near = get_close_matches(str(culprit), known, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        expected = f"one of: {', '.join(known)}"
        raise Broken(NAMED, expected, f"it was {shown(culprit)}", f"{hint}The picture names all.")
    longer_ms = change.after.mean_ms - change.before.mean_ms
    part = added_ms(inside(change, culprit) + on_the_way(change, culprit)) / longer_ms
    if part < MOST:
        raise Broken(
            CULPRIT,
            f"more than {MOST:.0%} of the {milliseconds(longer_ms)} that a request takes longer",
            f"the own time of {culprit}, and of the way to it, explain {max(part, 0):.0%}",
            why_not(change, culprit),
        )


def why_not(change: Comparison, culprit: str) -> str:
    """What makes a service look like the culprit."""
    slower = [edge for edge in change.web.slower if edge.callee == culprit]
    asks = [edge for edge in change.web.slower if edge.caller == culprit]
    if asks:
        return (
            f"Calls that {culprit} makes became slower, so it waits for longer. Whoever waits is "
            "slow as well. Follow its arrows, and take the waiting away."
        )
    if slower:
        return (
            "Calls to it did become slower. But by how much, and how many requests come by? "
            "change.suspects says what each adds to a request, and begins with who adds most."
        )
    return (
        "No call to it became slower beyond chance. Who is called most, or takes longest in a good "
        "minute, need not be sick in the bad one. Print change."
    )


def the_place_is_right(culprit: Any, where: Any, change: Comparison) -> None:
    """Inside the service, or on the way to it: wherever more was added."""
    if where not in (INSIDE, ON_THE_WAY):
        raise Broken(WHERE, f"{INSIDE!r} or {ON_THE_WAY!r}", f"it was {shown(where)}")
    its_own, its_way = inside(change, culprit), on_the_way(change, culprit)
    right = INSIDE if added_ms(its_own) > added_ms(its_way) else ON_THE_WAY
    if where != right:
        raise Broken(
            WHERE,
            "the place where the time of each visit has grown",
            f"at {culprit} itself {grown(its_own)}; on the way there and back {grown(its_way)}",
            "A call that takes long is not yet a callee that works long. In change.suspects there "
            "is a line for the service, and one for the way to it.",
        )


def grown(suspects: list[Suspect]) -> str:
    """From when to when a visit took how long."""
    return ", ".join(
        f"{milliseconds(it.before_ms or 0)} became {milliseconds(it.after_ms)}" for it in suspects
    )


EXERCISE = Exercise(
    id="find-the-culprit",
    notebook="06",
    title="Find the culprit in a real trace",
    task=(
        "One service was made slow in the bad minute. Name it, and say where the time was added: "
        f"{INSIDE!r} the service, or {ON_THE_WAY!r} to it."
    ),
    hand_in=("culprit", "where", "change"),
    setup="""\
from course.study.exercises.of_06.find_the_culprit import two_minutes

change = two_minutes()
""",
    starter=f"""\
culprit = "frontend"
where = "{INSIDE}"
""",
    hints=(
        "Many arrows are slower. Which of them lead to a service that only waits for others?",
        "Take the waiting away: own time is left. change = compare(good, bad) does that. Print it.",
        "change.suspects begins with who added most. Its place is a service, or a pair of caller "
        "and callee: that is the way from one to the other.",
    ),
    check=Examined((two_minutes_are_compared, the_culprit_explains_most, the_place_is_right)),
    solution=Answer(
        f"""\
culprit = "currencyservice"
where = "{ON_THE_WAY}"
""",
        "Whoever waits for the currency service is slow as well, and so are those who wait for "
        "them. Own time takes the waiting away. The service itself worked no longer than before: "
        "it was its network that somebody had made slow. The checkout looks sick, too, as it was "
        "not recorded that it asks the currency service: what is not recorded looks like own time. "
        "But one request in twenty comes by there, so it explains 5 %.",
    ),
    right=(
        Answer(f"""\
(accused,) = change.accused
caller, culprit = accused.place
where = "{ON_THE_WAY}"
"""),
        Answer("""\
worst = max(change.suspects, key=lambda suspect: suspect.added_ms)
culprit = worst.place[-1]
where = " ".join(("on", "the", "way"))
"""),
    ),
    wrong=(
        Wrong('culprit, where = "frontend", "on the way"\n', CULPRIT, "Whoever waits is slow as"),
        Wrong(
            'culprit, where = "checkoutservice", "inside"\n', CULPRIT, "how many requests come by"
        ),
        Wrong(
            'culprit, where = "productcatalogservice", "inside"\n',
            CULPRIT,
            "begins with who adds most",
        ),
        Wrong('culprit, where = "adservice", "inside"\n', CULPRIT, "need not be sick in the bad"),
        Wrong(
            'culprit, where = "currency", "on the way"\n', NAMED, "Did you mean 'currencyservice'"
        ),
        Wrong('culprit, where = ["frontend"], "inside"\n', NAMED, "one of: adservice"),
        Wrong(
            'culprit, where = "currencyservice", "inside"\n', WHERE, "not yet a callee that works"
        ),
        Wrong('culprit, where = "currencyservice", "network"\n', WHERE, "'inside' or 'on the way'"),
        Wrong(
            """\
from dataclasses import replace

culprit, where = "currencyservice", "on the way"
change = replace(change, before=change.after, after=change.before)
""",
            COMPARED,
            "What was before comes first",
        ),
        Wrong(
            'culprit, where, change = "currencyservice", "on the way", change.web\n',
            COMPARED,
            "hand in its change",
        ),
    ),
)
