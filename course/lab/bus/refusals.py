"""What a service may not do with its bus, and the errors that say so."""

import asyncio
import json
from collections.abc import Collection, Mapping
from typing import Any

from course.lab.circle import refuse_endless_events
from course.lab.databases.database import LabDatabase
from course.lab.databases.transaction import Transaction
from course.lab.errors import BadSetting, LabError, NotYourEvent
from course.lab.mistakes import where_now
from course.lab.record import service_here
from course.lab.running import Running
from course.ports import Collections, Event, Queries


class Refusals:
    """The mistakes around one service's bus. Each ends the run, and is raised."""

    def __init__(self, service: str, running: Running, database: LabDatabase[Any] | None) -> None:
        self._service = service
        self._running = running
        self._database = database

    def mistake(self, happened: str, advice: str) -> LabError:
        """End the run; gives the error, to be raised where it was found."""
        return self._running.fail(BadSetting(happened, where_now(), advice))

    def caller(self) -> None:
        """Another service's code has got hold of the bus, or what goes on after a crash."""
        user = service_here()
        if user not in (self._service, None):
            raise self.mistake(
                f"{user} uses the bus in the name of {self._service}.",
                f"Ask for a bus of its own in the signature of {user}.",
            )
        if self._running.is_crashed():
            raise asyncio.CancelledError("the service is down")

    def event(self, event: Event, declared: Collection[str]) -> str:
        """What is no event, or not for this service to tell. Gives its data as JSON."""
        self.caller()
        if not isinstance(event, Event) or not isinstance(event.id, str):
            raise self.mistake(f"{event!r} is no event.", 'Write: Event("order.placed", {"id": 1})')
        if event.id.startswith(f"{self._service}#"):
            raise self.mistake(
                f"The event {event.type} was named {event.id!r}. Such ids are given to events of "
                f"{self._service} that have none.",
                "Name it after what happened, or give it no id.",
            )
        if event.type not in declared:
            raise self._running.fail(
                NotYourEvent(
                    f"{self._service} told {event.type!r}, which it has not declared.",
                    where_now(),
                    f"Write bus.declare({event.type!r}) in the function {self._service}. Declared "
                    f"so far: {', '.join(declared) or 'nothing'}.",
                )
            )
        refuse_endless_events(self._running, event.type)
        return self.data(event.data, f"the event {event.type}")

    def data(self, data: Mapping[str, Any], what: str) -> str:
        """What is no JSON object. Gives it as text."""
        try:
            text = json.dumps(data, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise self.mistake(
                f"The data of {what} cannot be written as JSON: {error}.",
                "Give a dict of texts, numbers, lists and dicts.",
            ) from None
        if not text.startswith("{"):
            raise self.mistake(f"The data of {what} is {data!r}.", 'Give a dict: {"id": 1}.')
        return text

    def transaction(self, tx: Queries | Collections) -> Transaction:
        """What is no open transaction on this service's database. Gives it, if it is one."""
        if isinstance(tx, Transaction) and tx.database is self._database and tx.is_open:
            return tx
        raise self.mistake(
            f"bus.emit was given {_in_words(tx)}, not an open transaction on {self._service}'s "
            "database.",
            "Write: async with db.transaction() as tx, and in it bus.emit(tx, event)."
            if self._database is not None
            else f"Ask for db in the signature of {self._service}, and write: async with "
            "db.transaction() as tx. Or tell it now: await bus.publish(event).",
        )


def _in_words(tx: object) -> str:
    if isinstance(tx, Transaction):
        return (
            f"a transaction on {tx.database.name}" if tx.is_open else "a transaction that is over"
        )
    return "the database itself" if isinstance(tx, LabDatabase) else repr(tx)
