"""A flow in words, for the ear."""

from course.views.player.flow import Flow
from course.views.player.move import VERBS, Move
from course.webs.wording import counted, milliseconds

_FIRST, _LAST = 30, 10  # lines of a long flow that are told


def tell_flow(flow: Flow) -> str:
    """One line for each message and each note, thinned where there are many."""
    timed = [(note.at, note.words) for note in flow.notes]
    timed += [(move.leave, _sentence(move, flow)) for move in flow.moves]
    timed.sort(key=lambda line: line[0])
    lines = [f"{milliseconds(flow.ms(moment))}: {words}" for moment, words in timed]
    if len(lines) > _FIRST + _LAST:
        left = len(lines) - _FIRST - _LAST
        since, until = (milliseconds(flow.ms(timed[at][0])) for at in (_FIRST, -_LAST - 1))
        lines[_FIRST:-_LAST] = [f"… {counted(left, 'more line')}, from {since} to {until}"]
    return "\n".join([flow_title(flow), *lines])


def flow_title(flow: Flow) -> str:
    """What is played, in one line."""
    messages = counted(len(flow.moves), "message")
    start, end = milliseconds(flow.ms(flow.start)), milliseconds(flow.ms(flow.end))
    return f"Flow: {messages}, {start} to {end}"


def _sentence(move: Move, flow: Flow) -> str:
    again = f", attempt {move.attempt}" if move.attempt > 1 else ""
    words = f"{move.sender} {VERBS[move.kind][move.failed]} {move.receiver}"
    if move.words:
        words += f" {move.words}"
    end = milliseconds(flow.ms(move.arrive))
    how = f"lost at {end}" if move.lost else f"arrives {end}"
    if move.kind == "statement":
        how = f"back {end}"
    if move.failed and move.kind == "statement":
        how = f"failed {end}"
    return f"{words}{again}, {how}{f', {move.fault}' if move.fault else ''}"
