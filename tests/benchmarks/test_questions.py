"""What it costs to put all questions to a large trace: 100,000 spans, all on the critical path.

Nothing is as slow as where all lies on the path. Seconds would measure the machine, so one textbook
question that networkx answers is the peer.
"""

import gc
import time
from collections import deque
from statistics import median

import networkx as nx

from course.trace import Span, Trace
from course.webs import (
    critical_path,
    depth,
    of_calls,
    one_after_another,
    repeats,
    repeats_by_anybody,
    repeats_by_service,
    retries,
    shares,
    ways,
)
from course.webs.calls import calls

SPANS = 100_000
SERVICES = 40
LIMIT = 4.0


def one_after_the_other() -> list[Span]:
    """Each answer makes five calls that never overlap, of which the trace has both halves."""
    whole = 10**12
    spans = [Span("t", "0", None, "service-0", "GET /0", "server", 0, whole)]
    answers = deque(spans)
    while len(spans) < SPANS:
        answer = answers.popleft()
        part = (answer.end - answer.start) // 6
        for number in range(5):
            start = answer.start + number * part
            end = start + part - part // 10
            callee = f"service-{len(spans) // 10 % SERVICES}"
            path = f"/things/{len(spans) % 49}"
            asked = {
                "http.request.method": "GET",
                "url.full": f"http://{callee}{path}",
                "server.address": callee,
            }
            client = Span(
                "t", str(len(spans)), answer.id, answer.service, "GET", "client", start, end, asked
            )
            server = Span(
                *("t", str(len(spans) + 1), client.id, callee, "GET /things/{id}", "server"),
                start=start + part // 20,
                end=end - part // 20,
                attributes={"url.path": path},
            )
            spans += [client, server]
            answers.append(server)
    return spans


def seconds(trace: Trace) -> float:
    """For all questions, once the calls are found."""
    calls(trace)
    start = time.process_time()
    path = critical_path(trace)
    assert len(path) > SPANS
    assert shares(path)
    assert ways(path)
    assert depth(trace).calls > 5
    assert one_after_another(trace)
    assert repeats(trace)
    assert repeats_by_service(trace)
    assert repeats_by_anybody(trace)
    assert not retries(trace)
    assert of_calls(trace, 0.999).calls > SPANS // 2 - 5
    return time.process_time() - start


def seconds_of_networkx(trace: Trace) -> float:
    """For one textbook question: the longest path through the tree of the same spans."""
    start = time.process_time()
    tree = nx.DiGraph()
    tree.add_weighted_edges_from(
        (span.parent, span.id, span.end - span.start) for span in trace if span.parent is not None
    )
    assert len(nx.dag_longest_path(tree)) > 5
    return time.process_time() - start


def test_all_questions_to_100_000_spans_take_little_more_than_one_asked_of_networkx() -> None:
    spans = one_after_the_other()
    ratios = []
    for _ in range(3):
        trace = Trace(spans)
        took, peer = seconds(trace), seconds_of_networkx(trace)
        ratios.append(took / peer)
        print(f"{len(spans):,} spans: {took:.2f} s, {ratios[-1]:.2f} times networkx's longest path")
        del trace
        gc.collect()
    assert median(ratios) < LIMIT
