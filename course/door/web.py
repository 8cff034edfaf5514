"""The report of a trace: read from a file, written to a web page."""

import os
from pathlib import Path

import networkx as nx

from course.door.place import DoorError
from course.door.written import write
from course.trace import Trace, TraceError, read, read_edges
from course.trace.error import OnlyEdges
from course.views import report

_BEGINNING = 1_000  # the letters by which a page of ours is known


def run(file: str, before: str | None = None, output: str | None = None) -> int:
    """Read a trace, or a web without times, write its report, and say where it is.

    With ``before`` the report begins with what has changed since. Without ``output`` it is written
    into the current folder. Raises `DoorError` where something cannot be read or written.
    """
    page = target(file, output)
    for source in filter(None, (file, before)):
        if page.exists() and os.path.exists(source) and page.samefile(source):
            raise DoorError(
                f"{page} is the file that is read, so the report is not written there.\n"
                "Give it another name: --output report.html"
            )
    text = told(file, before)
    try:
        write(page, text)
    except OSError as error:
        raise DoorError(
            f"{page} cannot be written: {error.strerror}.\n"
            "Say with --output where you may write, such as --output ~/report.html"
        ) from error
    print(f"{page} is written, {len(text.encode()) / 1000:,.0f} kB. Open it in a browser.")
    return 0


def told(file: str, before: str | None) -> str:
    """The report, as HTML. Raises `DoorError` for what cannot be read, or not be compared."""
    after, name = opened(file), Path(file).name
    earlier = None if before is None else opened(before)
    earlier_name = "" if before is None else Path(before).name
    match earlier, after:
        case None, Trace():
            return report.of_trace(after, name)
        case None, nx.DiGraph():
            return report.of_web(after, name)
        case Trace(), Trace():
            try:
                return report.of_two_traces(earlier, after, name, earlier_name)
            except ValueError as error:
                raise DoorError(f"{file} and {before} cannot be compared: {error}") from error
        case nx.DiGraph(), nx.DiGraph():
            return report.of_two_webs(earlier, after, name, earlier_name)
    raise DoorError(
        f"{file} and {before} cannot be compared: one is a trace, the other says only who calls\n"
        "whom, without times. Give two traces, or two of the other kind."
    )


def opened(file: str) -> Trace | nx.DiGraph:
    """The trace in a file, or the web in it. Raises `DoorError` where there is neither."""
    try:
        try:
            found = read(file)
        except OnlyEdges:
            return read_edges(file)
    except TraceError as error:
        raise DoorError(str(error)) from error
    except FileNotFoundError as error:
        raise DoorError(f"There is no file {file}. Name the file of a trace.") from error
    except OSError as error:
        raise DoorError(
            f"{file} cannot be read: {error.strerror or error}. Name a file that you may read."
        ) from error
    if not found.spans:
        raise DoorError(
            f"{file} holds no span, so there is nothing to tell. Export the trace again."
        )
    return found


def target(file: str, output: str | None) -> Path:
    """Where the report is written. What is not ours is replaced only where it is named.

    Raises `DoorError` for a folder, and for a file that would be replaced by accident.
    """
    name = Path(Path(file).name.removesuffix(".gz")).stem or "report"
    path = Path(f"{name}.html" if output is None else output).expanduser()
    if path.is_dir():
        raise DoorError(f"{path} is a folder. Name a file in it: --output {path / 'report.html'}")
    if output is None and os.path.lexists(path) and not is_report(path):
        raise DoorError(
            f"{path} is there already and is no report of ours, so it is left as it is.\n"
            f"Say where to write instead: --output other.html, or --output {path} to replace it."
        )
    return path


def is_report(path: Path) -> bool:
    """Whether a file is one that this command has written."""
    if not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return report.is_ours(file.read(_BEGINNING))
    except OSError:
        return False
