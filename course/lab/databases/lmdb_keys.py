"""What is under which key in an LMDB file. Keys are in the order of their bytes.

A number is written with its highest byte first, so that its bytes are in the order of numbers.
"""

from course.lab.databases.document import Id

HEAD = b"head"
"""Says what the file is, and its format."""

COLLECTION = b"c"
"""In front of the name of a collection. The value: its number, and the largest number given."""

OUTBOX = b"o"
"""In front of the number of a row of the outbox."""

OUTBOX_LAST = b"last of the outbox"
"""The largest number given to a row of the outbox. There as soon as there is an outbox."""

DOCUMENT = b"d"
"""In front of the number of a collection, and that in front of the id of a document."""

_OF_NUMBER, _OF_TEXT = b"\0", b"\1"


def number(value: int) -> bytes:
    """A whole number from 0 on as eight bytes."""
    return value.to_bytes(8, "big")


def read_number(written: bytes) -> int:
    """The number that eight bytes say."""
    return int.from_bytes(written, "big")


def of_documents(collection: int) -> bytes:
    """What the keys of the documents of a collection, given by its number, begin with."""
    return DOCUMENT + collection.to_bytes(4, "big")


def of_document(begin: bytes, id: Id) -> bytes:
    """The key of a document, in the order of ids: numbers before texts."""
    if isinstance(id, int):
        return begin + _OF_NUMBER + id.to_bytes(8, "big")
    return begin + _OF_TEXT + id.encode()
