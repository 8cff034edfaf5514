"""Who answers which question, and whether what somebody asks can be answered at all."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from course.lab.errors import NobodyAnswers
from course.lab.mistakes import where_now

if TYPE_CHECKING:
    from course.lab.bus.broker import Broker


def check_answers(broker: "Broker", asker: str, subject: str, wanted: Sequence[str]) -> None:
    """Somebody must be able to answer, even if he is down at the moment."""
    ports = broker.ports.values()
    after = {
        port.service: each.after
        for port in ports
        for each in port.answering
        if each.subject == subject
    }
    missing = [name for name in wanted if name not in after]
    if wanted and not missing:
        _check_order(broker, subject, wanted, after)
        return
    subjects = sorted({each.subject for port in ports for each in port.answering})
    close = get_close_matches(subject, subjects, n=1)
    happened = (
        f"{asker} asked {subject!r} and waits for {missing[0]}, where nothing answers it."
        if missing
        else f"{asker} asked {subject!r} and waits for nobody."
    )
    advice = (
        f"Did you mean {close[0]!r}? "
        if close and close[0] != subject
        else f"Start a service {missing[0] if missing else ''} with a handler under "
        f"@bus.answers({subject!r}), and name it: answers=[...]. "
    )
    raise broker.running.fail(
        NobodyAnswers(
            happened,
            where_now(),
            f"{advice}Answered so far: {', '.join(subjects) or 'nothing'}.",
        )
    )


def _check_order(
    broker: "Broker", subject: str, wanted: Sequence[str], after: dict[str, str | None]
) -> None:
    """Nobody may wait for a part that never comes: of nobody, or of who waits for him."""
    for name in wanted:
        way, before = [name], after[name]
        while before is not None:
            way.append(before)
            if before not in after or before in way[:-1]:
                why = (
                    "and so on, in a circle"
                    if before in after
                    else f"but {before} does not answer {subject}"
                )
                raise broker.running.fail(
                    NobodyAnswers(
                        f"{name} can never answer {subject!r}: {' after '.join(way)}, {why}.",
                        f"@bus.answers({subject!r}, after={way[-1]!r}) in {way[-2]}",
                        "Name a service there that answers by itself.",
                    )
                )
            before = after[before]
