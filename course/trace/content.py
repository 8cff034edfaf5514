"""The bytes of a file, unpacked where it is gzipped, and never more of them than can be held."""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from course.trace.error import TraceError, WrongField

MIB = 2**20
# Parsed, JSON takes about seven times its size, and JSON made to do harm forty times.
LARGEST_DOCUMENT = 128 * MIB
# A small gzip can unpack to a thousand times its size.
LARGEST_FILE = 1024 * MIB
GZIP = b"\x1f\x8b"
# Some editors put it before the text.
MARK = b"\xef\xbb\xbf"
DAMAGED = "The file is damaged or cut off: export or download it again"
CORRECT = "Correct it there, or export the trace again"
FEWER = "Export fewer traces, or a shorter time"


class Content:
    """What is left to read of a file, unpacked."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._taken = 0
        self.lines_taken = 0

    def line(self) -> bytes:
        """The next line with its end; empty at the end of the file."""
        line = self._take(self._stream.readline)
        self.lines_taken += bool(line)
        return line

    def lines(self) -> Iterator[bytes]:
        """The lines that are left."""
        while line := self.line():
            yield line

    def rest(self) -> bytes:
        """All that is left."""
        return self._take(self._stream.read)

    def _take(self, taking: Callable[[int], bytes]) -> bytes:
        try:
            found = taking(LARGEST_DOCUMENT + 1)
        except EOFError:
            raise TraceError(f"truncated gzip: it ends too early. {DAMAGED}") from None
        except (gzip.BadGzipFile, zlib.error) as fault:
            raise TraceError(f"damaged gzip: {fault}. {DAMAGED}") from None
        if len(found) > LARGEST_DOCUMENT:
            raise TraceError(
                f"more than {LARGEST_DOCUMENT // MIB} MiB in one piece, which is not read. "
                f"{FEWER}, or as JSON Lines (OTLP JSON, one object on each line)"
            )
        self._taken += len(found)
        if self._taken > LARGEST_FILE:
            raise TraceError(f"more than {LARGEST_FILE // MIB} MiB, which is not read. {FEWER}")
        return found


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[Content]:
    """The content of a file; each ``TraceError`` about it then names the file.

    Raises ``OSError`` when the file cannot be opened.
    """
    file = os.fspath(path)
    if os.path.isdir(file):
        raise TraceError(f"{file}: expected a file, and it is a folder. Name a file in it.")
    try:
        with open(file, "rb") as packed:
            if packed.peek(2).startswith(GZIP):
                with gzip.GzipFile(fileobj=packed) as unpacked:
                    yield Content(unpacked)  # type: ignore[arg-type]
            else:
                yield Content(packed)
    except WrongField as fault:
        raise TraceError(f"{file}: {fault}. {CORRECT}.") from None
    except TraceError as fault:
        raise type(fault)(f"{file}: {fault}.") from None
    except RecursionError:
        raise TraceError(
            f"{file}: lists or objects nested too deep. Is this a trace? Export it again."
        ) from None
