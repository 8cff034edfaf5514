"""Spans made by hand, for the tests of the views."""

from collections.abc import Mapping
from typing import Any

from course.trace import NS_PER_MS, Kind, Link, Span, Trace


def named(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """With a point for each two underscores, as attributes are called."""
    return {name.replace("__", "."): value for name, value in attributes.items()}


class Making:
    """Collects spans; times are in ms."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def span(
        self,
        service: str,
        kind: Kind,
        start: float = 0,
        end: float = 10,
        parent: Span | None = None,
        name: str = "GET",
        failed: bool = False,
        links: tuple[Span, ...] = (),
        trace_id: str = "t",
        **attributes: Any,
    ) -> Span:
        made = Span(
            trace_id=parent.trace_id if parent else trace_id,
            id=str(len(self.spans)),
            parent=parent.id if parent else None,
            service=service,
            name=name,
            kind=kind,
            start=int(start * NS_PER_MS),
            end=int(end * NS_PER_MS),
            attributes=named(attributes),
            status="error" if failed else "unset",
            links=[Link(link.trace_id, link.id) for link in links],
        )
        self.spans.append(made)
        return made

    def call(
        self,
        caller: str,
        callee: str,
        start: float = 0,
        end: float = 11,
        parent: Span | None = None,
        failed: bool = False,
    ) -> Span:
        """A call as the lab records it, 5 ms each way; gives the server span."""
        client = self.span(
            caller, "client", start, end, parent, failed=failed, server__address=callee
        )
        return self.span(callee, "server", start + 5, end - 5, client, f"GET /{callee}")

    def query(self, service: str, start: float, database: str, parent: Span | None) -> Span:
        return self.span(
            service,
            "client",
            start,
            start + 1,
            parent,
            "SELECT",
            db__system__name="sqlite",
            db__namespace=database,
        )

    def tell(self, service: str, event: str, at: float, parent: Span | None = None) -> Span:
        """An event as the lab records it: written, and sent at once; gives the span of writing."""
        create = self.message(service, "producer", "create", event, at, at, parent)
        self.send(create, at)
        return create

    def send(self, create: Span, at: float, **attributes: Any) -> Span:
        """One attempt to send what is in the outbox; 5 ms each way."""
        subject = create.name.removeprefix("create ")
        send = self.message(
            create.service, "client", "send", subject, at, at + 10, create, server__address="bus"
        )
        send.attributes |= named(attributes)
        stored = {"bus__position": 1, "bus__consumers": ["purchases"]}
        self.message("bus", "server", "store", subject, at + 5, at + 5, send, **stored)
        return send

    def bring(
        self, cause: Span, to: str, at: float, ms: float = 2, attempt: int = 1, **attributes: Any
    ) -> Span:
        """One delivery that is handled and acknowledged, 5 ms each way; gives the handling."""
        subject = cause.name.partition(" ")[2]
        about = {"bus__attempt": attempt, "messaging__consumer__group__name": to}
        deliver = self.message(
            "bus", "client", "deliver", subject, at, at + 10 + ms, None, (cause,), **about
        )
        deliver.attributes |= named({"server__address": to, **attributes})
        return self.message(
            to, "consumer", "process", subject, at + 5, at + 5 + ms, deliver, (cause,), **about
        )

    def question(
        self, asker: str, subject: str, at: float, owners: Mapping[str, float], parent: Span | None
    ) -> Span:
        """A question that the bus passes on to all owners at once; each takes so many ms.

        The bus hands each part back as it comes. Gives the span of asking.
        """
        ends = [at + 15 + ms for ms in owners.values()]
        ask = self.message(
            asker, "client", "ask", subject, at, max(ends) + 5, parent, server__address="bus"
        )
        for (owner, ms), end in zip(owners.items(), ends, strict=True):
            passed = self.message(
                "bus", "client", "pass", subject, at + 5, end, ask, server__address=owner
            )
            answer = self.message(owner, "server", "answer", subject, at + 10, at + 10 + ms, passed)
            self.query(owner, at + 10, f"{owner}.db", answer)
            self.message(
                "bus", "producer", "return", subject, end, end + 5, ask, server__address=asker
            )
        return ask

    def message(
        self,
        service: str,
        kind: Kind,
        operation: str,
        subject: str,
        start: float,
        end: float,
        parent: Span | None = None,
        links: tuple[Span, ...] = (),
        **attributes: Any,
    ) -> Span:
        """A span of the bus "bus"; what it brings starts a trace of its own."""
        if operation not in ("store", "answer"):  # the bus itself does these to what is sent
            attributes["messaging__operation__type"] = operation
        return self.span(
            service,
            kind,
            start,
            end,
            parent,
            f"{operation} {subject}",
            links=links,
            trace_id=f"delivery {len(self.spans)}" if operation == "deliver" else "t",
            messaging__system="bus",
            messaging__destination__name=subject,
            **attributes,
        )

    @property
    def trace(self) -> Trace:
        return Trace(self.spans)


def purchase(failed: bool = False) -> Trace:
    """A purchase query: the client asks the gateway, this purchases, and this three at once."""
    made = Making()
    gateway = made.call("client", "gateway", 0, 31, failed=failed)
    purchases = made.call("gateway", "purchases", 5, 26, gateway, failed=failed)
    for service in ("users", "orders", "products"):
        lost = failed and service == "products"
        owner = made.call("purchases", service, 10, 21, purchases, failed=lost)
        made.query(service, 15, f"{service}.db", owner)
    return made.trace


def order() -> Trace:
    """An order in the copying architecture: told to the bus, which brings it to two services."""
    made = Making()
    gateway = made.call("client", "gateway", 0, 32)
    orders = made.call("gateway", "orders", 5, 27, gateway)
    made.query("orders", 10, "orders.db", orders)
    made.query("orders", 11, "orders.db", orders)
    told = made.tell("orders", "order.placed", 12, orders)
    for service in ("orders", "purchases"):
        handling = made.bring(told, service, 17)
        made.query(service, 22, f"{service}.db", handling)
        made.query(service, 23, f"{service}.db", handling)
    return made.trace


def asked() -> Trace:
    """A purchase query in the asking architecture: one question, three answers."""
    made = Making()
    gateway = made.call("client", "gateway", 0, 41)
    purchases = made.call("gateway", "purchases", 5, 36, gateway)
    made.question(
        "purchases", "purchases.of_user", 10, {"users": 1, "orders": 1, "products": 1}, purchases
    )
    return made.trace
