"""A durable consumer: one place in the log, and the services that handle what comes there."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from course.lab.bus.attempt import Attempt
from course.lab.bus.log import Delivery

if TYPE_CHECKING:
    from course.lab.bus.broker import Broker
    from course.lab.bus.port import ServiceBus


@dataclass(eq=False, slots=True)
class Member:
    """A service that handles a consumer's events, one at a time."""

    port: "ServiceBus"
    task: "asyncio.Task[None] | None" = None
    in_hand: list[Delivery] = field(default_factory=list)


class Consumer:
    """Hands out a consumer's events: one at a time to each member, in the log's order.

    What is not acknowledged in time is handed out again before anything else. After so many
    attempts it is laid aside.
    """

    def __init__(self, name: str, broker: "Broker") -> None:
        self.name = name
        self.members: list[Member] = []
        self._broker = broker
        self._may_have_more = True
        self._arrived = asyncio.Event()
        self._overtaken: set[int] = set()

    def join(self, port: "ServiceBus") -> None:
        """One more service handles this consumer's events."""
        self.members.append(Member(port))
        self.stir()

    def leave(self, port: "ServiceBus") -> None:
        """A service is gone. What it had in hand is handed out again."""
        for member in [member for member in self.members if member.port is port]:
            self.members.remove(member)
            self._end(member)
        self.stir()

    def interrupt(self) -> None:
        """The bus is gone: nothing is under way any more."""
        for member in self.members:
            self._end(member)

    def stir(self) -> None:
        """There may be something new to take."""
        self._may_have_more = True
        self._arrived.set()
        self.wake()

    def wake(self) -> None:
        """Every member that has nothing to do looks whether there is something to take.

        Between two runs nobody does anything; the next one begins with waking everybody.
        """
        is_running = self._broker.running.loop.is_running()
        if is_running and self._may_have_more and not self._broker.is_down:
            for member in self.members:
                if member.task is None or member.task.done():
                    member.task = self._broker.running.send_off(self._serve(member))

    def _end(self, member: Member) -> None:
        self._give_back(member.in_hand)
        if member.task is not None:
            member.task.cancel()
            member.task = None

    def _give_back(self, in_hand: list[Delivery]) -> None:
        if in_hand:
            self._may_have_more = True
            self._broker.log.give_back(self.name, [it.position for it in in_hand])
            in_hand.clear()

    async def _serve(self, member: Member) -> None:
        """Hand out one event after the other, as long as there are any."""
        in_hand = member.in_hand = []
        try:
            while await self._take(in_hand, member.port.service):
                while in_hand:
                    await self._deliver(in_hand, member.port)
        finally:
            self._give_back(in_hand)

    async def _take(self, in_hand: list[Delivery], to: str) -> bool:
        """The next event, or two in the wrong order where a fault wants it so."""
        log = self._broker.log
        self._arrived.clear()
        in_hand += log.take(self.name)
        self._may_have_more = bool(in_hand)
        if in_hand and self._broker.faults.strikes("reorder", in_hand[0].event.type, to):
            overtaking = log.take(self.name) or await self._next_to_arrive()
            self._overtaken |= {in_hand[0].position for _ in overtaking}
            in_hand[:0] = overtaking
        return bool(in_hand)

    async def _next_to_arrive(self) -> list[Delivery]:
        """The next event of this consumer, if one comes before the first is given up."""
        try:
            async with asyncio.timeout(self._broker.ack_wait_ms / 1000):
                while not (taken := self._broker.log.take(self.name)):
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return []
        return taken

    async def _deliver(self, in_hand: list[Delivery], port: "ServiceBus") -> None:
        """One attempt. At its end the event is acknowledged, laid aside, or given back."""
        broker, delivery = self._broker, in_hand[0]
        attempt = Attempt(broker, self.name, port, delivery)
        if delivery.position in self._overtaken:
            self._overtaken.remove(delivery.position)
            attempt.mark("reordered", broker.running.loop.now_ns)
        if not await attempt.run():
            if delivery.attempt >= broker.delivery_limit:
                if broker.log.lay_aside(self.name, delivery.position, attempt.reason):
                    attempt.span.attributes["bus.dead_letter"] = True
            else:
                await attempt.wait_is_over()
                broker.log.give_back(self.name, [delivery.position])
                self._may_have_more = True
        in_hand.remove(delivery)
