"""Where something happened, in the words of the person who wrote it."""

import linecache
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, CoroutineType, FrameType, TracebackType
from typing import Any

_LAB = str(Path(__file__).parent)
_LIBRARIES = tuple(
    str(Path(sysconfig.get_path(kind))) for kind in ("stdlib", "platstdlib", "purelib", "platlib")
)


def is_own_code(filename: str) -> bool:
    """Whether a person wrote it for this shop: not a library's, nor the lab's."""
    return not filename.startswith((_LAB, *_LIBRARIES, "<frozen", "<string"))


def place(code: CodeType, line: int | None) -> str:
    """For example ``place_order, line 12 of orders.py: await asyncio.Event().wait()``.

    A notebook's cells have no name that stays the same, so there the line of code says where.
    Python adds instructions that stand in no line, as at the end of a loop (PEP 626): ``None`` is
    where the function begins.
    """
    path, line = Path(code.co_filename), code.co_firstlineno if line is None else line
    source = linecache.getline(code.co_filename, line).strip()
    in_file = f"line {line} of {_file(path)}"
    return f"{code.co_name}, {in_file}: {source}" if source else f"{code.co_name}, {in_file}"


def _file(path: Path) -> str:
    return "its cell" if path.parent.name.startswith("ipykernel_") else path.name


def place_of_function(function: Any) -> str:
    """Where a function was defined."""
    code = getattr(function, "__code__", None)
    if code is None:
        return getattr(function, "__name__", repr(function))
    return f"{code.co_name}, line {code.co_firstlineno} of {_file(Path(code.co_filename))}"


def place_of_frame(frame: FrameType | None) -> str | None:
    """The nearest own code at or above a frame."""
    while frame is not None:
        if is_own_code(frame.f_code.co_filename):
            return place(frame.f_code, frame.f_lineno)
        frame = frame.f_back
    return None


def place_of_error(error: BaseException) -> str | None:
    """The innermost own code an exception passed through."""
    found = None
    for frame, line in walk(error.__traceback__):
        if is_own_code(frame.f_code.co_filename):
            found = place(frame.f_code, line)
    return found


def place_of_wait(coroutine: Any) -> str | None:
    """The innermost own code in which a suspended coroutine waits."""
    found = None
    while isinstance(coroutine, CoroutineType):
        frame = coroutine.cr_frame
        if frame is not None and is_own_code(frame.f_code.co_filename):
            found = place(frame.f_code, frame.f_lineno)
        coroutine = coroutine.cr_await
    return found


def walk(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int | None]]:
    """The frames of a traceback with their lines, if they have one, outermost first."""
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
