"""What it costs to look at a trace: 1,000 spans read, made into a web and drawn."""

import json
import time
from pathlib import Path

from course.trace import read
from course.views import draw, waterfall
from course.webs import request_web

SPANS = 1000
LIMIT = 0.5  # seconds, on two cores


def zipkin(path: Path) -> None:
    """500 calls between 40 services, each with its client and its server half."""
    spans = []
    for number in range(1, SPANS // 2 + 1):
        parent = max(number // 3, 1)
        for kind, service, inset in (("CLIENT", parent, 0), ("SERVER", number, 1000)):
            spans.append(
                {
                    "traceId": "abcdabcdabcdabcd",
                    "id": f"{number:016x}",
                    "parentId": f"{parent:016x}",
                    "kind": kind,
                    "name": "get",
                    "timestamp": 1_000_000 + number * 100 + inset,
                    "duration": 100_000 - 2 * inset,
                    "localEndpoint": {"serviceName": f"service-{service % 40}"},
                    "shared": kind == "SERVER",
                }
            )
    del spans[0]["parentId"], spans[1]["parentId"]
    path.write_text(json.dumps(spans))


def test_a_thousand_spans_are_read_and_drawn_in_half_a_second(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    zipkin(path)
    took = []
    for _ in range(3):
        start = time.perf_counter()
        trace = read(path)
        web = request_web(trace)
        draw(web)
        waterfall(trace)
        took.append(time.perf_counter() - start)
    print(f"{len(trace)} spans, {len(web)} nodes, {web.size()} edges: {min(took):.3f} s")
    assert len(trace) == SPANS
    assert min(took) < LIMIT
