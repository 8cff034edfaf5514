"""The bus as a learner sees it: what is stored, how far everybody is, and what shall go wrong."""

from typing import get_args

from course.lab.bus.broker import Broker
from course.lab.bus.faults import Kind, Lost
from course.lab.bus.log import DeadLetter
from course.lab.clock import to_ns
from course.lab.errors import BadSetting
from course.ports import Event
from course.trace import NS_PER_MS

_KEPT = {
    "nothing": "in memory: they do not survive the process",
    "process": "in a file: they survive the process",
    "machine": "in a file: they survive the machine",
}


class BusControl:
    """``lab.bus``: look at the bus, and let things go wrong on it."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    # Looking

    @property
    def survives(self) -> str:
        """What the stored events outlive: ``nothing``, the ``process``, or the ``machine``."""
        return self._broker.log.survives

    def events(self, start: int = 1) -> list[tuple[int, Event]]:
        """What is stored, from a position on: position and event."""
        return self._broker.log.read(start)

    def waiting(self, consumer: str) -> int:
        """How many events a consumer has still to handle."""
        return self._broker.log.waiting(self._known(consumer))

    def position(self, consumer: str) -> int:
        """Everything up to there is done with, as far as it is for this consumer."""
        return self._broker.log.position(self._known(consumer))

    def dead_letters(self) -> list[DeadLetter]:
        """The events that were laid aside after too many attempts."""
        return self._broker.log.dead_letters()

    def __repr__(self) -> str:
        log = self._broker.log
        kept = _KEPT[log.survives]
        lines = [f"{log.last} event{'s' * (log.last != 1)} stored, {kept}"]
        for name, subjects in log.consumers():
            lines += [
                f"{name}: done up to {log.position(name)}, {log.waiting(name)} waiting, "
                f"{len(log.dead_letters(name))} laid aside",
                f"    listens to {', '.join(subjects)}",
            ]
        return "\n".join(lines)

    # Changing

    @property
    def ack_wait_ms(self) -> float:
        """What is not acknowledged after so long is delivered again."""
        return self._broker.ack_wait_ms

    @ack_wait_ms.setter
    def ack_wait_ms(self, ms: float) -> None:
        ns = to_ns(ms, "A time to wait for an acknowledgement")
        if ns == 0:
            raise BadSetting(
                "No acknowledgement can come in 0 ms.",
                "lab.bus.ack_wait_ms",
                "Give more than the way there and back takes.",
            )
        self._broker.ack_wait_ms = ns / NS_PER_MS

    @property
    def delivery_limit(self) -> int:
        """After so many attempts an event is laid aside."""
        return self._broker.delivery_limit

    @delivery_limit.setter
    def delivery_limit(self, attempts: int) -> None:
        if isinstance(attempts, bool) or not isinstance(attempts, int) or attempts < 1:
            raise BadSetting(
                f"An event cannot be delivered {attempts!r} times.",
                "lab.bus.delivery_limit",
                "Give 1 or more.",
            )
        self._broker.delivery_limit = attempts

    def send_again(self, letter: DeadLetter) -> None:
        """A dead letter is delivered again, from its first attempt on."""
        if not isinstance(letter, DeadLetter):
            raise BadSetting(
                f"{letter!r} is no dead letter.",
                "lab.bus.send_again",
                "Give one of lab.bus.dead_letters().",
            )
        self._broker.log.send_again(letter.consumer, letter.position)
        self._moved("resend", letter.consumer)

    def replay(self, consumer: str, position: int = 1) -> None:
        """Deliver everything from a position on again, whatever was acknowledged."""
        if isinstance(position, bool) or not isinstance(position, int):
            raise BadSetting(
                f"{position!r} is no position.", "lab.bus.replay", "The first event is at 1."
            )
        self._broker.log.replay(self._known(consumer), position)
        self._moved("replay", consumer)

    def _moved(self, what: str, consumer: str) -> None:
        self._broker.mark(what, consumer)
        self._broker.stir(consumer)

    def _known(self, consumer: str) -> str:
        names = [name for name, _ in self._broker.log.consumers()]
        if consumer not in names:
            raise BadSetting(
                f"No consumer is called {consumer!r}.",
                "lab.bus",
                f"There are: {', '.join(names) or 'none yet'}.",
            )
        return consumer

    # Letting things go wrong

    def lose(self, what: Lost, subject: str = ">", to: str | None = None, times: int = 1) -> None:
        """Lose the next ``publish``, ``confirmation``, ``delivery`` or ``acknowledgement``.

        ``to`` is the service at the other end; without it any will do.
        """
        if what not in get_args(Lost):
            raise BadSetting(
                f"{what!r} cannot be lost.",
                "lab.bus.lose",
                f"These can: {', '.join(get_args(Lost))}.",
            )
        self._fault(what, subject, to, times)

    def double(self, subject: str = ">", to: str | None = None, times: int = 1) -> None:
        """The next delivery arrives twice."""
        self._fault("double", subject, to, times)

    def delay(self, ms: float, subject: str = ">", to: str | None = None, times: int = 1) -> None:
        """The next delivery takes so much longer."""
        self._fault("delay", subject, to, times, ms)

    def reorder(self, subject: str = ">", to: str | None = None, times: int = 1) -> None:
        """The next event is delivered after the one that follows it."""
        self._fault("reorder", subject, to, times)

    def _fault(
        self, kind: Kind, subject: str, to: str | None, times: int, extra_ms: float = 0
    ) -> None:
        ports = self._broker.ports
        if to is not None and to not in ports:
            raise BadSetting(
                f"No service on the bus is called {to!r}.",
                "lab.bus",
                f"There are: {', '.join(ports) or 'none yet'}.",
            )
        self._broker.faults.add(kind, subject, to, times, extra_ms)
