"""The statements of the course, proved: the whole ledger, or one statement with its numbers."""

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from course.claims import CLAIMS, Claim, Finding, Ledger, Verdict
from course.claims.ledger import limits, line
from course.door.place import DoorError
from course.door.telling import tell
from course.door.written import write
from course.views import report, waterfall

ROWS = 30
"""So many rows of a run are shown; a report shows all."""
MOST = 4
"""More processes would hardly be quicker: some experiments take as long as many others."""


def run(id: str | None = None, as_json: bool = False, html: str | None = None) -> int:
    """Prove all statements, or one; 1 if one does not hold.

    With ``as_json`` there is nothing but JSON on the standard output. With ``html`` the run that
    shows the statement best is written to that file, as a report. Raises `DoorError` for a
    statement that does not exist, and for a report that cannot be written.
    """
    chosen = [*CLAIMS.values()] if id is None else [wanted(id)]
    page = None if html is None else page_for(chosen, Path(html).expanduser())
    found = []
    for claim, finding in zip(chosen, proved(chosen), strict=True):
        found.append(finding)
        if as_json:
            print(f"{claim.id} {finding.verdict.name.lower()}", file=sys.stderr, flush=True)
        elif id is None:
            tell(line(claim, finding))
    ledger = Ledger(tuple(found))
    if as_json:
        tell(json.dumps([entry(*row) for row in ledger.rows], indent=2))
    elif id is None:
        tell("\n".join([*limits(ledger), "", ledger.summary]))
    else:
        tell(alone(chosen[0], found[0]))
    if page is not None:
        write_report(found[0], page)
    return int(any(finding.verdict is Verdict.FAILS for finding in found))


def wanted(id: str) -> Claim:
    """The statement of that name, in small letters too."""
    claim = CLAIMS.get(id.upper())
    if claim is None:
        raise DoorError(
            f"There is no statement {id}. There are:\n  {' '.join(CLAIMS)}\n"
            "Name one of them: python3 -m course claims S4; or none, to prove all."
        )
    return claim


def proved(chosen: list[Claim]) -> Iterator[Finding]:
    """What each experiment finds, in the same order: one here, several side by side.

    Only where it is one, the finding comes with its trace.
    """
    if len(chosen) == 1:
        yield chosen[0].experiment()
        return
    processes = min(MOST, os.cpu_count() or 1)
    # Spawned, so that no process begins with locks that another holds; deaf to Ctrl+C, so that
    # only this one answers to it.
    pool = ProcessPoolExecutor(
        processes, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN)
    )
    try:
        yield from pool.map(without_trace, [claim.id for claim in chosen])
    finally:
        pool.shutdown(cancel_futures=True)


def without_trace(id: str) -> Finding:
    """What the experiment of a statement finds: its numbers only, as they travel light."""
    return replace(CLAIMS[id].experiment(), trace=None)


def alone(claim: Claim, finding: Finding) -> str:
    """One statement with its numbers, what would undo it, and the run that shows it best."""
    parts = [repr(finding), f"Taught in {claim.taught_in.notebook}: {claim.taught_in.section}"]
    if claim.without is not None:
        parts.append(f"It would not hold if {claim.without.cause}.")
    if finding.trace is not None:
        parts.append(f"A run that shows it:\n{waterfall(finding.trace, rows=ROWS)}")
    return "\n\n".join(parts)


def entry(claim: Claim, finding: Finding) -> dict[str, Any]:
    """A statement as JSON has it."""
    return {
        "id": claim.id,
        "statement": claim.statement,
        "verdict": finding.verdict.name.lower(),
        "but": finding.but,
        "numbers": plain(finding.numbers),
        "taught_in": {"notebook": claim.taught_in.notebook, "section": claim.taught_in.section},
    }


def plain(value: Any) -> Any:
    """The same with nothing in it that JSON does not have: rows become words, sets lists."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value))
    return str(value)


def page_for(chosen: list[Claim], path: Path) -> Path:
    """Where the report is to be written, looked at before anything is run."""
    if len(chosen) > 1:
        raise DoorError(
            "A report shows one run. Say of which statement:\n"
            f"  python3 -m course claims S4 --html {path}"
        )
    if path.is_dir():
        raise DoorError(f"{path} is a folder. Name a file in it: --html {path / 'report.html'}")
    return path


def write_report(finding: Finding, path: Path) -> None:
    """Write the run that shows a statement best as a page, and say where it is."""
    if finding.trace is None:
        raise DoorError(f"{finding.id} is not shown by any run, so there is no report of one.")
    text = report.of_trace(finding.trace, f"{finding.id}: {finding.statement}")
    try:
        write(path, text)
    except OSError as error:
        raise DoorError(
            f"{path} cannot be written: {error.strerror}.\n"
            "Name a file where you may write, such as --html ~/report.html"
        ) from error
    print(f"{path} is written. Open it in a browser.", file=sys.stderr)
