"""Ways to send something in, and to look at how it was refused."""

from typing import Any

from course.lab import Answer
from course.study.referee.broken import Broken, told
from course.study.referee.run import Run


def power_fails(run: Run, service: str, url: str, new: dict[str, Any], ms: float) -> None:
    """Something is sent, and ``ms`` later the service goes down, whatever it is at. It comes up
    again."""
    run.lab.post(url, json=new, timeout=ms / 1000)
    run.lab.down(service)
    run.lab.up(service)


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
