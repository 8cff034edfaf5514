"""What the course states, in short. Each name stands for one statement everywhere."""

from collections.abc import Mapping
from types import MappingProxyType

STATEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "N1": '"sync" and "async" between services do not mean what they mean in code',
        "M1": "a monolith holds routing, middleware, business logic and database access for all "
        "features",
        "M2": "a microservice holds all four for one feature and stands alone",
        "D1": "the big problem is the data",
        "D2": "a service never reaches into another's database",
        "D3": "databases of their own keep services independent",
        "D4": "a neighbour's schema may change",
        "D5": "some services do better with another kind of database",
        "S1": "direct requests are conceptually easy",
        "S2": "the asking service may need no database",
        "S3": "the asking service depends on the others",
        "S4": "any failed request fails the whole",
        "S5": "as slow as the slowest request",
        "S6": "webs of requests grow complicated",
        "A1": "on a bus, services answer others' questions, like one reducer for all",
        "A2": "asking shares all downsides of direct requests",
        "A3": "asking on a bus is not popular",
        "E1": "services emit when they write; listeners keep a copy",
        "E2": "no dependency between services",
        "E3": "very fast, no web to navigate",
        "E4": "data is duplicated, and storage is paid for",
        "E5": "more complicated",
    }
)
