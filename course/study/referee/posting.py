"""Ways to send something in, and to look at how it was refused."""

from typing import Any

from course.lab import Answer
from course.study.referee.broken import Broken, told
from course.study.referee.run import Run

OUR_FAULT = "a fault of ours is called one"
AT_ONCE = (
    "While you wait for one answer, the next request begins. What belongs to one request belongs "
    "into the handler, where each has its own."
)
"""The advice where one of two requests at the same moment got what belongs to the other."""


def no_pair(what: str) -> str:
    """The advice where ``what`` is known by two ids, written one behind the other."""
    return (
        "Written one behind the other, 1 and 11 are the same as 11 and 1. What tells two "
        f"{what} apart is a pair: keep both columns, or something between them."
    )


def power_fails(run: Run, service: str, url: str, new: dict[str, Any], ms: float) -> None:
    """Something is sent, and ``ms`` later the service goes down, whatever it is at. It comes up
    again."""
    run.lab.post(url, json=new, timeout=ms / 1000)
    run.lab.down(service)
    run.lab.up(service)


def database_fails(
    run: Run, database: str, method: str, url: str, new: dict[str, Any] | None, ms: float
) -> Answer:
    """Something is sent, and ``ms`` later the database is gone, until all is done. It comes back.

    A statement that has reached it by then takes effect; the next one fails. Gives the answer.
    """
    sent = run.lab.send(method, url, json=new)
    run.lab.run(ms)
    run.lab.down(database)
    run.lab.settle()
    run.lab.up(database)
    return sent.answer


def called_our_fault(answer: Answer, database: str) -> None:
    """While its database is down, a service knows nothing, and the client has made no mistake."""
    if answer.status is None or answer.status < 500:
        raise Broken(
            OUR_FAULT,
            f"a 5xx, as {database} is down and the client did nothing wrong",
            told(answer),
            "An except that catches everything makes an answer of our faults, or a mistake of "
            "theirs. Look before you write, and catch nothing; or catch only what you can name.",
        )


def sent_twice_at_once(run: Run, url: str, new: dict[str, Any]) -> Answer:
    """The same is sent twice at the same moment. Gives the second answer."""
    _, second = (run.lab.send("POST", url, json=new) for _ in range(2))
    run.lab.settle()
    return second.answer


def refused(clause: str, answer: Answer, field: str, advice: str = "", form: str = "") -> None:
    """A 4xx whose body says, in the shop's form, that this field is wrong.

    ``advice`` is given where it is no 4xx, ``form`` where the field is not named.
    """
    if answer.status is None or not 400 <= answer.status < 500:
        raise Broken(clause, f"a 4xx that names {field}", told(answer), advice)
    errors = answer.body.get("errors") if isinstance(answer.body, dict) else None
    named = [
        str(error.get("field"))
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict) and error.get("why")
    ]
    if not any(is_part(name, field) for name in named):
        form = form or f'raise Refused("{field}", "...") gives an answer of that form.'
        raise Broken(clause, f"errors that say: field {field}, and why", told(answer), form)


def is_part(name: str, field: str) -> bool:
    """Whether an error's place is this field, or in it: ``product_ids.1`` is in ``product_ids``.

    One of many may be named, too: ``product_id``.
    """
    return name.split(".")[0].rstrip("s") == field.rstrip("s")
