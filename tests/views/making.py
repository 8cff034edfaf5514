"""Spans made by hand, for the tests of the views."""

from typing import Any

from course.trace import NS_PER_MS, Kind, Link, Span, Trace


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
        **attributes: Any,
    ) -> Span:
        made = Span(
            trace_id="t",
            id=str(len(self.spans)),
            parent=parent.id if parent else None,
            service=service,
            name=name,
            kind=kind,
            start=int(start * NS_PER_MS),
            end=int(end * NS_PER_MS),
            attributes={key.replace("__", "."): value for key, value in attributes.items()},
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
