"""A1, A3: one question on the bus, answered by all its owners; and what no lab can measure."""

import json
from types import ModuleType
from typing import Any

from fastapi import FastAPI

from course.claims.finding import Finding, Verdict, decided
from course.claims.stage import ADA, open_shop, use_at_owner
from course.claims.statements import STATEMENTS
from course.ports import Bus, Question
from course.shop import asking, direct
from course.shop.asking.purchases import Parts, put_together
from course.trace import NS_PER_MS, Span, Trace

SUBJECT = "purchases.of_user"
PRODUCTS = 2


def reviews(bus: Bus) -> FastAPI:
    """One more service that has something to say to the same question."""

    @bus.answers(SUBJECT)
    async def answer_stars(question: Question) -> int:
        return 5

    return FastAPI()


def step(span: Span) -> str | None:
    """Which step of a message's way a span is."""
    return span.attributes.get("messaging.operation.type")


def spans(trace: Trace, operation: str, key: str) -> dict[str, Span]:
    """The spans of one step of a question on its way, by whom they concern."""
    steps = (span for span in trace if step(span) == operation)
    return {span.attributes.get(key, span.service): span for span in steps}


def answers_together(shop: ModuleType = asking) -> Finding:
    """A1: follow one question through the trace; reduce the parts once more; ask directly too."""
    lab = open_shop(shop, products=PRODUCTS)
    answer = use_at_owner(lab, "read purchases")
    asked = [span for span in answer.trace if step(span) == "ask"]
    heard = spans(answer.trace, "pass", "server.address")
    answered = spans(answer.trace, "answer", "")
    returned = spans(answer.trace, "return", "bus.part_of")
    texts = {name: span.attributes["messaging.message.body"] for name, span in answered.items()}
    parts = {name: json.loads(text) for name, text in texts.items()}
    reduced = put_together(ADA, Parts.model_validate(parts)).model_dump()
    by_direct = use_at_owner(open_shop(direct, products=PRODUCTS), "read purchases")

    def after_ms(moment: int) -> float:
        return (moment - asked[0].start) / NS_PER_MS

    waited = heard["products"].start == heard["orders"].end
    given = heard["products"].attributes["messaging.message.body"] == texts["orders"]
    lab.start(reviews)
    again = use_at_owner(lab, "read purchases")
    unnamed = spans(again.trace, "answer", "").keys() - answered.keys()
    numbers: dict[str, Any] = {
        "questions that purchases asks": len(asked),
        "the bus passed it on, after ms": {n: after_ms(s.start) for n, s in heard.items()},
        "whose part was at the bus, after ms": {n: after_ms(s.end) for n, s in heard.items()},
        **{f"the part of {name}": text for name, text in texts.items()},
        "products heard it once orders' part was there": waited,
        "products was given orders' part": given,
        "parts that came back": len(returned),
        "the parts, reduced, are the answer": reduced == answer.body,
        "direct answers the same": by_direct.body == answer.body,
        "one more service answers": list(unnamed),
        "the answer changes": again.body != answer.body,
    }
    return decided(
        "A1",
        len(asked) == 1
        and heard.keys() == answered.keys() == returned.keys() == {"users", "orders", "products"}
        and waited
        and reduced == answer.body == by_direct.body,
        numbers,
        f"a part that the asker did not name is left out: {', '.join(unnamed)}"
        if unnamed and again.body == answer.body
        else "",
        answer.trace,
    )


def popularity() -> Finding:
    """A3: nothing that runs here can tell how many do something."""
    return Finding(
        "A3",
        STATEMENTS["A3"],
        Verdict.NOT_MEASURABLE,
        {
            "would count": "a survey of services in production that asks how each gets the data of "
            "others, with its year and how those asked were chosen",
            "would count too": "code of many shops, read for who waits for answers on a bus",
            "would not count": "how often a broker is downloaded: it says nothing of what for",
        },
    )
