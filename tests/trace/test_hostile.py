"""A trace file is from anywhere. What it says is shown as words, and is never anything else."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from course.trace import read, write_otlp
from course.trace.nezha import COLUMNS
from course.views import draw, waterfall
from course.webs import request_web
from tests.trace.making import TRACE, A, B, jaeger, jaeger_span, otlp, otlp_span, record

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "../../etc/passwd",
    "]]></svg><svg onload=alert(1)>",
    "${jndi:x}{{7*7}}",
    "\u202eevil\u0000\x1b[31m",
    "&lt;&#60;",
    "a\nb",
]


def zipkin_file(words: str) -> Any:
    tags = {words: words}
    remote = {"serviceName": words}
    client = record(A, words, kind="CLIENT", name=words, tags=tags, remoteEndpoint=remote)
    return [client, record(B, "users", kind="SERVER", name=words, parentId=A)]


def otlp_file(words: str) -> Any:
    tags = [{"key": name, "value": {"stringValue": words}} for name in (words, "server.address")]
    document = otlp(otlp_span(A, kind=3, name=words, attributes=tags), service=words)
    document["resourceSpans"] += otlp(otlp_span(B, parentSpanId=A))["resourceSpans"]
    return document


def jaeger_file(words: str) -> Any:
    tags = [{"key": words, "value": words}, {"key": "span.kind", "value": "client"}]
    answer = jaeger(
        jaeger_span(A, operationName=words, tags=tags),
        jaeger_span(
            B,
            processID="p2",
            references=[{"refType": "CHILD_OF", "traceID": "463ac35c9f6413ad", "spanID": A}],
        ),
    )
    answer["data"][0]["processes"]["p1"]["serviceName"] = words
    return answer


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("form", [zipkin_file, otlp_file, jaeger_file])
def test_names_and_attributes_never_become_markup(tmp_path: Path, form: Any, words: str) -> None:
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(form(words)))
    trace = read(file)
    assert words in trace.services
    for picture in (draw(request_web(trace)), waterfall(trace)):
        svg = picture.svg
        elements = {it.tag.rpartition("}")[2] for it in ElementTree.fromstring(svg).iter()}
        assert not elements & {"script", "img", "image", "foreignObject", "a"}
        names = {name for it in ElementTree.fromstring(svg).iter() for name in it.attrib}
        assert not {name for name in names if name.startswith("on") or "href" in name}
    assert sorted(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("words", HOSTILE)
def test_names_in_a_table_are_words_too(tmp_path: Path, words: str) -> None:
    quoted = words.replace('"', '""')
    line = f'{TRACE},{A},root,"{quoted}-1-2","{quoted}",5,7,0'
    (tmp_path / "minute.csv").write_text(f"{COLUMNS}\n{line}\n", newline="")
    (span,) = read(tmp_path / "minute.csv")
    assert (span.service, span.name) == (words, words)


@pytest.mark.parametrize("words", HOSTILE)
def test_what_is_written_is_json_and_nothing_else(tmp_path: Path, words: str) -> None:
    (tmp_path / "in.json").write_text(json.dumps(otlp_file(words)))
    trace = read(tmp_path / "in.json")
    write_otlp(trace, tmp_path / "out.json")
    assert list(read(tmp_path / "out.json")) == list(trace)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.json", "out.json"]
