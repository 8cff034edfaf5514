"""The bus itself: its log, who is there, and what it is to do when something arrives."""

from collections import Counter
from pathlib import Path

from course.lab.bus.attempt import Attempt
from course.lab.bus.consumer import Consumer
from course.lab.bus.faults import Faults
from course.lab.bus.log import Log
from course.lab.bus.port import ServiceBus
from course.lab.bus.spans import BUS, about
from course.lab.errors import BadSetting, NotYourEvent
from course.lab.mistakes import where_now
from course.lab.network import Network
from course.lab.running import Running
from course.ports import Event
from course.trace import Span

ACK_WAIT_MS = 1000
"""What is not acknowledged after so long is delivered again."""
DELIVERY_LIMIT = 5
"""After so many attempts an event is laid aside."""


class Broker:
    """One bus, and the services on it."""

    def __init__(self, network: Network, running: Running, path: Path | None = None) -> None:
        self.network = network
        self.running = running
        self.log = Log(path)
        self.faults = Faults()
        self.is_down = False
        self.ack_wait_ms: float = ACK_WAIT_MS
        self.delivery_limit = DELIVERY_LIMIT
        self.ports: dict[str, ServiceBus] = {}
        """Of every service that was started, also of one that is down."""
        self.told_at_once: Counter[str] = Counter()
        """How many events each service has published without an outbox."""
        self.under_way: dict[tuple[str, int], Attempt] = {}
        """The attempt that is waited for, by consumer and position."""
        self._consumers: dict[str, Consumer] = {}
        running.wake.append(self.wake)
        running.busy.append(self.busy)

    # Who is there

    def join(self, port: ServiceBus) -> None:
        """A service has been built: it takes up its place, or a new one at the log's start."""
        self._check_groups(port)
        self.ports[port.service] = port
        port.is_connected = True
        known = dict(self.log.consumers())
        for name, subjects in port.subjects().items():
            self.log.subscribe(name, subjects)
            if known.get(name) != tuple(subjects):
                self.mark("subscribe", name)
            if name not in self._consumers:
                self._consumers[name] = Consumer(name, self)
            self._consumers[name].join(port)
        self.wake()

    def _check_groups(self, port: ServiceBus) -> None:
        """Whichever member of a group gets an event must have a handler for it."""
        for name, subjects in port.subjects().items():
            for other in self.ports.values():
                theirs = other.subjects().get(name, subjects)
                if other.is_connected and set(theirs) != set(subjects):
                    raise BadSetting(
                        f"{port.service} and {other.service} share the events of {name}, but "
                        f"listen to different ones: {', '.join(subjects)}, and "
                        f"{', '.join(theirs)}.",
                        f"@bus.on(...) in {port.service}",
                        "Let all of a group listen to the same, or give them groups of their own.",
                    )

    def leave(self, service: str) -> None:
        """A service is gone; its consumers keep their places."""
        port = self.ports.get(service)
        if port is not None:
            port.is_connected = False
            for consumer in self._consumers.values():
                consumer.leave(port)

    def check_owner(self, event_type: str, service: str) -> None:
        """An event belongs to the service that tells it, and to no other."""
        for port in self.ports.values():
            if port.service != service and event_type in port.types:
                raise NotYourEvent(
                    f"{service} declares {event_type}, but that event belongs to {port.service}.",
                    where_now(),
                    f"Listen to it with @bus.on({event_type!r}), or tell what happened in "
                    f"{service} under a name of its own.",
                )

    # Up and down

    def go_down(self) -> None:
        """Nothing can be published, delivered or asked; what is stored stays."""
        self.is_down = True
        for consumer in self._consumers.values():
            consumer.interrupt()

    def come_up(self) -> None:
        """Everybody goes on where he was."""
        self.is_down = False
        self.wake()

    def wake(self) -> None:
        """Whoever has something to do does it."""
        for consumer in self._consumers.values():
            consumer.wake()
        for port in self.ports.values():
            if port.is_connected and port.outbox is not None:
                port.outbox.wake()

    def busy(self) -> list[str]:
        """What is under way, in words."""
        relays = [
            f"{port.service} publishes what is in its outbox"
            for port in self.ports.values()
            if port.outbox is not None and port.outbox.is_busy
        ]
        return relays + [
            f"{member.port.service} is to handle {delivery.event.type}, attempt {delivery.attempt}"
            for consumer in self._consumers.values()
            for member in consumer.members
            for delivery in member.in_hand
        ]

    def stir(self, consumer: str) -> None:
        """There is something new for a consumer."""
        if consumer in self._consumers:
            self._consumers[consumer].stir()

    # What arrives

    def store(self, events: list[Event], spans: list[Span]) -> None:
        """Store events, each sent by a span, and see to it that they are delivered."""
        last = self.log.last
        for event, span, position in zip(events, spans, self.log.append(events), strict=True):
            names = self.log.consumers_of(event.type) if position > last else []
            attributes = about("store", event.type) | {
                "messaging.message.id": event.id,
                "messaging.message.body": span.attributes["messaging.message.body"],
                "bus.position": position,
                "bus.consumers": names,
            }
            if position <= last:
                attributes["bus.duplicate"] = True
            last = max(last, position)
            self.running.recorder.mark(BUS, f"store {event.type}", attributes, span)
            for name in names:
                self.stir(name)

    def mark(self, what: str, consumer: str) -> None:
        """Record that a consumer's place was made or moved."""
        attributes = {
            "messaging.system": BUS,
            "messaging.consumer.group.name": consumer,
            "bus.position": self.log.position(consumer),
            "bus.waiting": self.log.waiting(consumer),
        }
        self.running.recorder.mark(BUS, what, attributes)
