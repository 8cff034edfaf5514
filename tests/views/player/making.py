"""Traces with a bus made by hand, as the lab records them, faults included. Times are in ms."""

from typing import Any

from course.trace import NS_PER_MS, Span, Trace
from tests.webs.making import Making, named


def inserted(table: str, **row: Any) -> dict[str, Any]:
    return {"table": table, "before": None, "after": row}


def deleted(table: str, **row: Any) -> dict[str, Any]:
    return {"table": table, "before": row, "after": None}


def updated(table: str, before: dict[str, Any], **after: Any) -> dict[str, Any]:
    return {"table": table, "before": before, "after": before | after}


class Story(Making):
    """Orders that are told to the bus, and copied by purchases; a message travels 5 ms."""

    def write(self, service: str, at: float, parent: Span | None, *changes: Any) -> Span:
        """A statement that changed rows, for good at once."""
        span = self.query(service, at, f"{service}.db", parent)
        span.name = f"INSERT {changes[0]['table']}"
        span.attributes |= {"db.changes": list(changes), "db.committed": span.start}
        return span

    def emit(self, position: int, at: float) -> Span:
        """An order is placed, and stands in the outbox."""
        order = {"id": position, "user_id": 1}
        self.write("orders", at, None, inserted("orders", **order))
        create = self.tell_of(position, at)
        create.attributes |= {
            "db.namespace": "orders.db",
            "db.changes": [inserted("outbox", id=position, type="order.placed")],
            "db.committed": create.start,
        }
        return create

    def tell_of(self, position: int, at: float, **attributes: Any) -> Span:
        return self.message(
            "orders",
            "producer",
            "create",
            "order.placed",
            at,
            at,
            messaging__message__id=f"e{position}",
            messaging__message__body=f'{{"id": {position}}}',
            **attributes,
        )

    def sent(
        self, create: Span, position: int, at: float, stored: bool = True, **more: Any
    ) -> Span:
        """The relay sends what is in the outbox, and removes it when the bus confirms."""
        attributes = {
            "messaging__message__id": f"e{position}",
            "messaging__message__body": f'{{"id": {position}}}',
        }
        end = at + 10 if stored else at + 1000
        send = self.message(
            "orders", "client", "send", "order.placed", at, end, create, server__address="bus"
        )
        send.attributes |= named(attributes | more)
        if not stored:
            send.status = "error"
            send.attributes["error.type"] = "timeout"
            return send
        about = {"bus__position": position, "bus__consumers": ["purchases"]}
        self.message("bus", "server", "store", "order.placed", at + 5, at + 5, send, **about)
        send.attributes |= {
            "db.namespace": "orders.db",
            "db.changes": [deleted("outbox", id=position, type="order.placed")],
            "db.committed": send.end,
        }
        return send

    def deliver(
        self, create: Span, position: int, at: float, ms: float = 2, **attributes: Any
    ) -> Span:
        """From the bus to purchases. With an ``error`` it ends after 100 ms."""
        about = {
            "bus__attempt": attributes.pop("attempt", 1),
            "bus__position": position,
            "messaging__consumer__group__name": "purchases",
            "messaging__message__id": f"e{position}",
            "messaging__message__body": f'{{"id": {position}}}',
        }
        error = attributes.pop("error", "")
        end = at + 100 if error else at + 10 + ms
        span = self.message(
            "bus", "client", "deliver", "order.placed", at, end, None, (create,), **about
        )
        span.attributes |= named({"server__address": "purchases", **attributes})
        if error:
            span.status = "error"
            span.attributes["error.type"] = error
        return span

    def process(
        self, deliver: Span, at: float, ms: float = 2, position: int = 0, **attributes: Any
    ) -> Span:
        """Purchases handles what was delivered, and keeps a copy where a position is given."""
        failed = "exception__message" in attributes
        about = named(attributes)
        span = self.message(
            "purchases", "consumer", "process", "order.placed", at, at + ms, deliver
        )
        span.attributes |= about
        if failed:
            span.status = "error"
        if position:
            self.write(
                "purchases", at + 1, span, inserted("bought", order_id=position, title="Tea")
            )
        return span

    def happens(self, service: str, name: str, at: float, **attributes: Any) -> Span:
        """The service goes down or comes up, or the place of a consumer is moved."""
        if service == "bus":
            attributes["messaging__system"] = "bus"
        trace_id = f"life {len(self.spans)}"
        return self.span(service, "internal", at, at, name=name, trace_id=trace_id, **attributes)


def ripple() -> Trace:
    """One order: written, told, stored, delivered, copied, acknowledged."""
    made = Story()
    made.happens("bus", "subscribe", 0, **place(0, 0))
    create = made.emit(1, 2)
    made.sent(create, 1, 2)
    made.process(made.deliver(create, 1, 7), 12, 2, position=1)
    return made.trace


def trouble() -> Trace:
    """A publish lost, a delivery lost, one doubled, an acknowledgement lost, a dead letter."""
    made = Story()
    made.happens("bus", "subscribe", 0, **place(0, 0))
    first = made.emit(1, 2)
    struck = {"lab__fault": "publish lost", "lab__fault_at": int(4 * NS_PER_MS)}
    made.sent(first, 1, 2, stored=False, **struck)
    made.sent(first, 1, 1002)
    lost = {"lab__fault": "delivery lost", "lab__fault_at": int(1010 * NS_PER_MS)}
    made.deliver(first, 1, 1007, error="timeout", **lost)
    again = made.deliver(first, 1, 1107, attempt=2, lab__fault="doubled")
    made.process(again, 1112, 2, position=1)
    made.process(again, 1114, 1)
    second = made.emit(2, 1150)
    made.sent(second, 2, 1150)
    unheard = made.deliver(second, 2, 1155, error="timeout", lab__fault="acknowledgement lost")
    made.process(unheard, 1160, 2, position=2)
    for attempt in (2, 3):
        at = 1155 + 100 * (attempt - 1)
        failing = made.deliver(second, 2, at, attempt=attempt, error="handler_failed")
        failing.end = failing.start + int(12 * NS_PER_MS)
        failing.attributes["bus.dead_letter"] = attempt == 3
        wrong = {"exception__message": "it is there already", "error__type": "IntegrityError"}
        made.process(failing, at + 5, 2, **wrong)
    made.happens("purchases", "down", 1400, lab__fault="down")
    third = made.emit(3, 1402)
    made.sent(third, 3, 1402)
    made.deliver(third, 3, 1407, error="disconnected")
    made.happens("purchases", "up", 1510)
    made.process(made.deliver(third, 3, 1511, attempt=2), 1516, 2, position=3)
    return made.trace


def place(position: int, waiting: int) -> dict[str, Any]:
    return {
        "messaging__consumer__group__name": "purchases",
        "bus__position": position,
        "bus__waiting": waiting,
    }


def crowd(messages: int, width_ms: float = 5, every_ms: float = 0.0) -> Trace:
    """Requests of one client to ten services, one after ``every_ms``, each ``width_ms`` there."""
    made = Making()
    for number in range(messages // 2):
        start = number * every_ms
        client = made.span(
            "client", "client", start, start + 2 * width_ms, server__address=f"s{number % 10}"
        )
        there = start + width_ms
        made.span(f"s{number % 10}", "server", there, there, client, f"GET /{number}")
    return made.trace
