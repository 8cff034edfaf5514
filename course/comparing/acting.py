"""Lets a story happen in a running shop."""

from dataclasses import dataclass

from course.comparing.moments import Buy, Fall, Look, Reprice, Rise, moments
from course.comparing.shops import break_links, holders
from course.comparing.story import Story
from course.lab import Lab, Sent
from course.trace import NS_PER_MS

US_PER_MS = 1000
LOOK_EVERY_MS = 50
"""When all has been asked, one looks so often whether all answers have come."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that was asked of the shop; ``at_us`` since the story began."""

    deed: Buy | Reprice | Look
    at_us: int
    sent: Sent

    @property
    def at_ms(self) -> float:
        """When, in milliseconds since the story began."""
        return self.at_us / US_PER_MS

    @property
    def asked_ns(self) -> int:
        """The same in ns."""
        return self.at_us * NS_PER_MS // US_PER_MS

    @property
    def answered_ns(self) -> int:
        """When the answer was there, in ns since the story began."""
        return self.asked_ns + round(self.sent.answer.milliseconds * NS_PER_MS)


def act(lab: Lab, story: Story) -> list[Asked]:
    """What was asked, in order, all answered. In the end all is up and well, and nothing moves.

    Nobody waits for anybody: each request is sent at its moment, whatever became of the others.
    """
    break_links(lab, story.failing)
    asked: list[Asked] = []
    now_us = 0
    for at_us, deed in moments(story):
        lab.run((at_us - now_us) / US_PER_MS)
        now_us = at_us
        if isinstance(deed, Fall):
            for name in holders(lab, story.down):
                lab.down(name)
        elif isinstance(deed, Rise):
            for name in holders(lab, story.down):
                lab.up(name)
        else:
            asked.append(Asked(deed, at_us, _send(lab, deed)))
    while not all(each.sent.is_answered for each in asked):
        lab.run(LOOK_EVERY_MS)
    break_links(lab, 0)
    lab.settle()
    return asked


def _send(lab: Lab, deed: Buy | Reprice | Look) -> Sent:
    if isinstance(deed, Look):
        return lab.send("GET", f"/purchases/{deed.user}")
    if isinstance(deed, Buy):
        order = {"user_id": deed.user, "product_id": deed.product}
        return lab.send("POST", "/orders", json=order)
    return lab.send("PATCH", f"/products/{deed.product}", json={"price_cents": deed.price_cents})
