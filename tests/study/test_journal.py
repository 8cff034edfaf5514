"""The file of progress: nothing that was written whole is ever lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.study import journal


def ids(path: Path) -> list[str]:
    return [entry.id for entry in journal.read(path).entries]


def test_what_is_written_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    assert journal.write(path, "guessed", "03-thief", guess="no") == ""
    assert journal.write(path, "solved", "greet-by-name") == ""
    found = journal.read(path)
    assert [(e.what, e.id) for e in found.entries] == [
        ("guessed", "03-thief"),
        ("solved", "greet-by-name"),
    ]
    assert found.entries[0].details == {"guess": "no"}
    assert found.trouble == ""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines if line] == ["03-thief", "greet-by-name"]


def test_nothing_done_yet_is_no_trouble(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "nothing.jsonl") == journal.Journal(())


def test_a_crash_at_any_byte_costs_no_other_line(tmp_path: Path) -> None:
    whole = tmp_path / "whole.jsonl"
    journal.write(whole, "solved", "first")
    before = whole.read_bytes()
    journal.write(whole, "answered", "second", answer="größer: 5 ms", right=True)
    after = whole.read_bytes()
    assert after.startswith(before)
    for cut in range(len(before), len(after)):
        path = tmp_path / f"cut{cut}.jsonl"
        path.write_bytes(after[:cut])
        assert journal.write(path, "solved", "third") == ""
        assert ids(path) == ["first", "third"]
        broke_off = after[len(before) : cut].strip()
        assert bool(journal.read(path).trouble) == bool(broke_off)
    whole_again = tmp_path / "again.jsonl"
    whole_again.write_bytes(after)
    journal.write(whole_again, "solved", "third")
    assert ids(whole_again) == ["first", "second", "third"]


WRITER = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
spec = spec_from_file_location("journal", sys.argv[4])
journal = sys.modules["journal"] = module_from_spec(spec)
spec.loader.exec_module(journal)
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    trouble = journal.write(path, "answered", f"{name}-{number}", answer="x" * 200, right=True)
    assert not trouble, trouble
"""


def test_notebooks_that_write_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path, count = tmp_path / "progress.jsonl", 60
    module = str(journal.__file__)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(count), module])
        for name in ("a", "b", "c")
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert journal.read(path).trouble == ""
    for name in ("a", "b", "c"):
        own = [id for id in ids(path) if id.startswith(f"{name}-")]
        assert own == [f"{name}-{number}" for number in range(count)]


def test_damage_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    journal.write(path, "solved", "first")
    with path.open("ab") as file:
        file.write(b'\n\xff\xfe\x00garbage\n{"what": 3, "id": "x"}\n[1]\n' + b"[" * 10_000)
    damaged = path.read_bytes()
    journal.write(path, "solved", "last")
    found = journal.read(path)
    assert [entry.id for entry in found.entries] == ["first", "last"]
    assert "4 lines of progress.jsonl cannot be read (line 3, 4, 5, 6)" in found.trouble
    assert "Nothing was changed" in found.trouble
    assert path.read_bytes().startswith(damaged)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(content: bytes) -> None:
    for line in content.split(b"\n"):
        entry = journal._entry(line)
        assert entry is None or isinstance(entry.id, str)


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    assert "could not be kept" in journal.write(folder, "solved", "first")
    assert "cannot be read" in journal.read(folder).trouble
    assert "could not be kept" in journal.write(tmp_path / "no" / "such", "solved", "first")


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "progress.jsonl"
    real = journal.os.write
    monkeypatch.setattr(journal.os, "write", lambda handle, content: real(handle, content[:9]))
    assert "no room" in journal.write(path, "solved", "first")
    monkeypatch.undo()
    journal.write(path, "solved", "second")
    assert ids(path) == ["second"]
    assert "1 line of" in journal.read(path).trouble
