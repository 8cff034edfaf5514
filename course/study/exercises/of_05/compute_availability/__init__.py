"""Notebook 05: services count once each, calls count each time."""

from course.study.exercise import Examined, Exercise
from course.study.exercises.of_05.compute_availability.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_05.compute_availability.check import (
    calls_are_counted,
    services_are_counted,
)

EXERCISE = Exercise(
    id="compute-availability",
    notebook="05",
    title="Compute how available an answer is",
    task=(
        "services_up(web, entry, up): for how much of the time can entry answer, when each service "
        "is up for the part up of the time? calls_answered(web, entry, answered): which part of "
        "the requests to entry is answered, when the part answered of the calls is?"
    ),
    hand_in=("services_up", "calls_answered"),
    setup="from course.webs import needs",
    starter="""\
def services_up(web, entry, up):
    return up


def calls_answered(web, entry, answered):
    return answered
""",
    hints=(
        "All of them have to work: multiply once for each. So the question is what to count. If "
        "products is asked three times and is down, how many things are down?",
        "needs(web, entry) names all that entry waits for, and not entry itself. Among them are "
        'databases: web.nodes[name]["kind"] tells. A service counts once, a call each time.',
        'The calls are those of web.subgraph([entry, *needs(web, entry)]): its edges(data="calls") '
        "gives caller, callee and number of calls, for each arrow. Add the numbers up, and take "
        "answered to the power of that.",
    ),
    check=Examined((services_are_counted, calls_are_counted)),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
