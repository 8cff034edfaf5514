"""Records made by hand, for the tests of the readers."""

from typing import Any

A, B, C, D = "000000000000000a", "000000000000000b", "000000000000000c", "000000000000000d"


def record(id: str = A, service: str = "users", **fields: Any) -> dict[str, Any]:
    """A span as Zipkin writes it."""
    return {
        "traceId": "463ac35c9f6413ad",
        "id": id,
        "name": "get",
        "timestamp": 1_000_000,
        "duration": 5_000,
        "localEndpoint": {"serviceName": service},
        **fields,
    }
