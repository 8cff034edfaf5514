"""Looks through the pages of an LMDB file before LMDB does.

LMDB reads its file as memory and believes what it finds there. A file that was cut off or written
over would end the whole process, without a word. So each page that LMDB could get to is looked at
first, with nothing but what ``mdb.c`` of LMDB 0.9 says of them. Its later format is left to LMDB.
"""

import mmap
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_MAGIC_AND_FORMAT = (0xBEEFC0DE, 1)
_PAGE_HEAD = 16
_NODE_HEAD = 8
_NO_PAGE = 2**64 - 1
_DEEPEST = 32
_BRANCH, _LEAF, _LONG_VALUE = 1, 2, 4
_IS_LONG, _NODE_FLAGS = 1, 7
_NUMBERS_AS_KEYS = 8
_FIRST_PAGE = 2
"""The two pages before it say where the trees are: the one of the latest commit counts."""

_begin_of_meta = struct.Struct("=II").unpack_from
_page_size = struct.Struct("=I").unpack_from
_free_tree_at, _tree_at, _last_page_at = 24, 72, 120
_last_page_and_commit = struct.Struct("=QQ").unpack_from
_tree = struct.Struct("=IHHQQQQQ").unpack_from
_page = struct.Struct("=QHHHH").unpack_from
_pages_of_long_value = struct.Struct("=QHHI").unpack_from
_node = struct.Struct("=HHHH").unpack_from
_number = struct.Struct("=Q").unpack_from


class Damaged(Exception):
    """What is wrong with a file."""


class _Node(NamedTuple):
    key: bytes
    start: int
    """Where its value begins, in bytes from the start of the file."""
    size: int


def look_through(path: Path) -> None:
    """Raises ``Damaged``. What is no file of LMDB 0.9 is left to LMDB."""
    if path.stat().st_size < _PAGE_HEAD + _NODE_HEAD:
        return
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        if _begin_of_meta(content, _PAGE_HEAD) == _MAGIC_AND_FORMAT:
            _Look(content).through()


class _Look:
    """One look at a file. Each page may be come upon once."""

    def __init__(self, content: mmap.mmap) -> None:
        self._content = content
        self._seen: set[int] = set()
        if len(content) < 2**9:
            raise Damaged("it is cut off")
        (self._size,) = _page_size(content, _PAGE_HEAD + _free_tree_at)
        if self._size not in (2**n for n in range(9, 17)) or len(content) < 2 * self._size:
            raise Damaged("it is cut off, or does not begin as LMDB writes it")
        metas = (_PAGE_HEAD, self._size + _PAGE_HEAD)
        if any(_begin_of_meta(content, meta) != _MAGIC_AND_FORMAT for meta in metas):
            raise Damaged("it does not begin as LMDB writes it")
        commits = {_last_page_and_commit(content, at + _last_page_at)[::-1]: at for at in metas}
        (_, self._last_page), self._meta = max(commits.items())

    def through(self) -> None:
        free = list(self._nodes(self._meta + _free_tree_at))
        for _ in self._nodes(self._meta + _tree_at):
            pass
        for node in free:
            self._look_at_free_pages(node)

    def _nodes(self, tree: int) -> Iterator[_Node]:
        """All that is in a tree, in order."""
        _, flags, depth, _, _, _, entries, root = _tree(self._content, tree)
        if depth > _DEEPEST:
            raise Damaged(f"a tree is said to be {depth} pages deep")
        found, before = 0, b""
        for node in self._below(root, depth) if root != _NO_PAGE else ():
            key = node.key
            if flags & _NUMBERS_AS_KEYS and sys.byteorder == "little":
                key = key[::-1]
            if found and key <= before:
                raise Damaged("its keys are not in order")
            found, before = found + 1, key
            yield node
        if found != entries:
            raise Damaged(f"a tree should have {entries} entries, and has {found}")

    def _below(self, page: int, depth: int) -> Iterator[_Node]:
        start, size = self._come_upon(page), self._size
        is_leaf = depth == 1
        itself, _, flags, lower, upper = _page(self._content, start)
        count, odd = divmod(lower - _PAGE_HEAD, 2)
        wrong = Damaged(f"page {page} is not as LMDB writes it")
        if itself != page or flags != (_LEAF if is_leaf else _BRANCH):
            raise wrong
        if odd or not (1 if is_leaf else 2) <= count or not lower <= upper <= size:
            raise wrong
        taken = 0
        for at in struct.unpack_from(f"={count}H", self._content, start + _PAGE_HEAD):
            if not upper <= at <= size - _NODE_HEAD:
                raise wrong
            low, high, more, key_size = _node(self._content, start + at)
            value = at + _NODE_HEAD + key_size
            is_long = is_leaf and bool(more & _IS_LONG)
            value_size = low | high << 16
            end = value + (0 if not is_leaf else _NODE_HEAD if is_long else value_size)
            taken += end - at + (end - at) % 2
            if end > size or (is_leaf and more & ~_NODE_FLAGS):
                raise wrong
            if not is_leaf:
                yield from self._below(value_size | more << 32, depth - 1)
                continue
            key = self._content[start + at + _NODE_HEAD : start + value]
            where = start + value
            if is_long:
                (first,) = _number(self._content, where)
                where = self._long_value(first, value_size)
            yield _Node(key, where, value_size)
        if taken != size - upper:
            raise wrong

    def _long_value(self, page: int, size: int) -> int:
        """Where a value begins that has pages of its own."""
        start = self._come_upon(page)
        itself, _, flags, pages = _pages_of_long_value(self._content, start)
        if itself != page or flags != _LONG_VALUE or pages * self._size < size + _PAGE_HEAD:
            raise Damaged(f"page {page} is not as LMDB writes it")
        for other in range(page + 1, page + pages):
            self._come_upon(other)
        return start + _PAGE_HEAD

    def _look_at_free_pages(self, node: _Node) -> None:
        """They are written over next, so nothing may be there."""
        count = _number(self._content, node.start)[0] if node.size >= _NODE_HEAD else node.size
        if _NODE_HEAD * (count + 1) > node.size:
            raise Damaged("its list of free pages is not as LMDB writes it")
        for page in struct.unpack_from(f"={count}Q", self._content, node.start + _NODE_HEAD):
            self._note(page)

    def _come_upon(self, page: int) -> int:
        """Where a page begins that something points to."""
        self._note(page)
        start: int = page * self._size
        if start + self._size > len(self._content):
            raise Damaged("it is cut off")
        return start

    def _note(self, page: int) -> None:
        if page in self._seen or not _FIRST_PAGE <= page <= self._last_page:
            raise Damaged(f"it uses page {page} twice, or where none can be")
        self._seen.add(page)
