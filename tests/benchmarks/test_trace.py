"""What it costs to read a large trace: 100,000 spans of OTLP JSON, about 70 MB."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

SPANS = 100_000
SERVICES = 50
LIMIT = 4.0  # seconds, on two cores
LIMIT_MIB = 600

# In a process of its own, as memory that was once taken shows for good. "VmHWM" is the most it had
# (Linux); what getrusage says includes the process that started it.
READ = """
import sys, time
from pathlib import Path
from course.trace import otlp, read
if sys.argv[2:] == ["without"]:
    otlp.find_spec = lambda name: None
start = time.perf_counter()
trace = read(sys.argv[1])
took = time.perf_counter() - start
status = Path("/proc/self/status").read_text()
print(took, int(status.split("VmHWM:")[1].split()[0]) / 1024)
print(len(trace), len(trace.services))
if sys.argv[2:] == ["web"]:
    from course.webs import request_web
    start = time.perf_counter()
    web = request_web(trace)
    print(time.perf_counter() - start, len(web), web.size())
"""


def span(number: int) -> dict[str, Any]:
    """One of a tree in which each span has three others as its parts; about 700 bytes."""
    parent = {"parentSpanId": f"{(number + 1) // 3:016x}"} if number > 1 else {}
    tags = {
        "http.request.method": "GET",
        "http.route": "/orders/{order_id}/lines",
        "url.path": f"/orders/{number}/lines",
        "server.address": f"service-{number % SERVICES}.shop.svc.cluster.local",
    }
    return {
        "traceId": "abcdabcdabcdabcdabcdabcdabcdabcd",
        "spanId": f"{number:016x}",
        **parent,
        "name": "GET /orders/{order_id}/lines",
        "kind": 3 - number % 2,
        "startTimeUnixNano": str(1_700_000_000_000_000_000 + number * 1000),
        "endTimeUnixNano": str(1_700_000_000_000_000_000 + SPANS * 2000 - number * 1000),
        "attributes": [
            *({"key": name, "value": {"stringValue": value}} for name, value in tags.items()),
            {"key": "http.response.status_code", "value": {"intValue": "200"}},
            {"key": "thread.id", "value": {"intValue": str(number % 16)}},
        ],
        "status": {},
    }


def resource(service: int) -> dict[str, Any]:
    """All spans of one service."""
    name = {"key": "service.name", "value": {"stringValue": f"service-{service}"}}
    spans = [span(number) for number in range(1, SPANS + 1) if number % SERVICES == service]
    return {"resource": {"attributes": [name]}, "scopeSpans": [{"spans": spans}]}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One object, and JSON Lines with a batch of 2,000 spans on each."""
    folder = tmp_path_factory.mktemp("large")
    resources = [resource(service) for service in range(SERVICES)]
    (folder / "object.json").write_text(json.dumps({"resourceSpans": resources}))
    lines = (json.dumps({"resourceSpans": [each]}) for each in resources)
    (folder / "lines.json").write_text("\n".join(lines))
    return folder


def measured(file: Path, *how: str) -> tuple[float, float]:
    """Seconds and MiB for reading it."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(file), *how], capture_output=True, text=True, check=True
    )
    print(f"{file.name}, {file.stat().st_size / 1e6:.0f} MB: {done.stdout.split()}")
    seconds, mib, spans, services = done.stdout.split()[:4]
    assert (int(spans), int(services)) == (SPANS, SERVICES)
    return float(seconds), float(mib)


@pytest.mark.skipif(not find_spec("msgspec"), reason="a fast parser is not installed")
def test_one_object_of_100_000_spans_is_read_in_4_seconds_and_600_mib(large: Path) -> None:
    seconds, mib = zip(*(measured(large / "object.json", "web") for _ in range(3)), strict=True)
    assert min(seconds) <= LIMIT
    assert max(mib) <= LIMIT_MIB


def test_one_object_is_read_in_600_mib_without_a_fast_parser_too(large: Path) -> None:
    _, mib = measured(large / "object.json", "without")
    assert mib <= LIMIT_MIB


def test_json_lines_of_100_000_spans_are_read_in_bounded_memory(large: Path) -> None:
    _, mib = measured(large / "lines.json")
    assert mib <= LIMIT_MIB
