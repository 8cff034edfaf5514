"""Where work goes from one service to another in a trace, whoever recorded it."""

from collections.abc import Iterator

from course.trace import Span, Trace
from course.webs.reading import Key, database, key, peer
from course.webs.work import Works


def around(trace: Trace, span: Span) -> Iterator[Span]:
    """The spans that ``span`` is part of, from the nearest outwards; a circle ends it."""
    seen = {key(span)}
    outer = trace.parent(span)
    while outer is not None and key(outer) not in seen:
        yield outer
        seen.add(key(outer))
        outer = trace.parent(outer)


class Crossings:
    """Which spans of a trace are calls, and who is at their two ends.

    ``answers``: per client span, the first span of each service that answered it.
    ``counted``: the client spans that are calls. A library's client span around that of the
    connection is one call with it, not two.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._works = Works(trace)
        self.client_of: dict[Key, Span] = {}
        self.answers: dict[Key, dict[str, Span]] = {}
        for span, parent in trace.with_parents:
            client = self._client_around(span, parent) if parent is not None else None
            if parent is not None and client is not None:
                self.client_of[key(span)] = client
                if span.kind == "server" or _arrives(span, parent):
                    self.answers.setdefault(key(client), {}).setdefault(span.service, span)
        self.counted = self._counted()

    def causes(self, consumer: Span) -> list[Span]:
        """The spans that sent what ``consumer`` handles."""
        linked = [self.trace.span(link.trace_id, link.span_id) for link in consumer.links]
        parent = self.trace.parent(consumer)
        if parent is not None and (parent.kind == "producer" or parent.service != consumer.service):
            linked.append(parent)
        return list({key(cause): cause for cause in linked if cause is not None}.values())

    def work(self, caller: str, span: Span, outer: Span | None) -> Span | None:
        """What ``caller`` did from being asked itself to its answer, meanwhile calling ``span``.

        ``outer`` is the span that this one is part of.
        """
        if outer is not None and outer.service == caller:
            return self._works.around(outer)
        if outer is None or span.kind != "client":
            return None
        # Nothing of its work was recorded but the calls: it is as long as the caller's own call.
        return self.client_of.get(key(span), span)

    def unrecorded(self, span: Span) -> Span | None:
        """The span that a call came from, where the caller has no client span for it."""
        parent = self.trace.parent(span)
        return parent if parent is not None and self.is_unrecorded(span, parent) else None

    def is_unrecorded(self, span: Span, parent: Span) -> bool:
        """Whether ``parent`` has no client span for the call that ``span``, a part of it, is."""
        return _arrives(span, parent) and key(span) not in self.client_of

    def _client_around(self, span: Span, parent: Span) -> Span | None:
        """The nearest client span that ``span`` is part of, past spans inside that caller only."""
        # Mostly that is its parent, or nobody: then there is no need to walk outwards.
        if parent.kind not in ("client", "internal"):
            return None
        if parent.kind == "client" and span.parent != span.id:
            return parent
        caller = None
        for outer in around(self.trace, span):
            caller = caller or outer.service
            if outer.service != caller or outer.kind not in ("client", "internal"):
                return None
            if outer.kind == "client":
                return outer
        return None

    def _counted(self) -> set[Key]:
        certain = set(self.answers)
        inside: dict[Key, set[Key]] = {}
        for span in self.trace:
            if span.kind == "client":
                at = key(span)
                if database(span) is not None:
                    certain.add(at)
                if at in certain or peer(span):
                    inside[at] = self._wrapping(at, span)
        wrapping = {outer for outers in inside.values() for outer in outers}
        return {
            at
            for at, outers in inside.items()
            if at in self.answers
            or (certain.isdisjoint(outers) and (at in certain or at not in wrapping))
        }

    def _wrapping(self, at: Key, client: Span) -> set[Key]:
        """The client spans of the same service that ``client``, which is there, is part of."""
        keys: set[Key] = set()
        outer = self.client_of.get(at)
        while outer is not None and outer.service == client.service and key(outer) not in keys:
            keys.add(key(outer))
            outer = self.client_of.get(key(outer))
        keys.discard(at)
        return keys


def _arrives(span: Span, parent: Span) -> bool:
    """Whether the work goes from the service of ``parent`` to another one's."""
    return parent.service != span.service and span.kind != "consumer"
