"""What nearly all files of OTLP JSON look like, for ``msgspec``: it parses and checks in one go.

A field that is not named is not passed over, as it may be no JSON. So all of the protocol are
named, and those that the course does not need may hold anything. A shape may refuse what is right,
which then gets a closer look, but never takes what is wrong.
"""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from course.trace.fields import LONGEST_NAME, LONGEST_TEXT
from course.trace.otlp_span import KINDS, STATUSES

Title = Annotated[str, Meta(max_length=LONGEST_NAME)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]


class Value(Struct, rename="camel", forbid_unknown_fields=True):
    string_value: Text | UnsetType = UNSET
    int_value: int | str | UnsetType = UNSET
    bool_value: bool | UnsetType = UNSET
    double_value: float | int | str | UnsetType = UNSET


class Pair(Struct, forbid_unknown_fields=True):
    value: Value
    key: Title = ""


class Event(Struct, rename="camel", forbid_unknown_fields=True):
    name: str = ""
    attributes: list[Pair] = []
    time_unix_nano: Any = None
    dropped_attributes_count: Any = None


class Cause(Struct, rename="camel", forbid_unknown_fields=True):
    trace_id: str
    span_id: str
    trace_state: Any = None
    flags: Any = None
    attributes: Any = None
    dropped_attributes_count: Any = None


class Outcome(Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[int, Meta(ge=0, lt=len(STATUSES))] = 0
    message: Text = ""


class Record(Struct, rename="camel", forbid_unknown_fields=True):
    trace_id: str
    span_id: str
    start_time_unix_nano: str
    end_time_unix_nano: str
    parent_span_id: str = ""
    name: Title = ""
    kind: Annotated[int, Meta(ge=0, lt=len(KINDS))] = 0
    attributes: list[Pair] = []
    status: Outcome = Outcome()
    events: tuple[Event, ...] = ()
    links: tuple[Cause, ...] = ()
    trace_state: Any = None
    flags: Any = None
    dropped_attributes_count: Any = None
    dropped_events_count: Any = None
    dropped_links_count: Any = None


class Scope(Struct, rename="camel", forbid_unknown_fields=True):
    spans: list[Raw] = []
    scope: Any = None
    instrumentation_library: Any = None
    schema_url: Any = None


class Resource(Struct, rename="camel", forbid_unknown_fields=True):
    resource: Any = None
    scope_spans: list[Scope] = []
    instrumentation_library_spans: list[Scope] = []
    schema_url: Any = None


class Document(Struct, rename="camel", forbid_unknown_fields=True):
    resource_spans: list[Resource]
