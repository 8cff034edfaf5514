"""LMDB in a file: what is committed stays, and what can be wrong with a file is said."""

import gc
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lmdb
import pytest
from fastapi import FastAPI

from course.lab import Lab, errors
from course.lab.databases import lmdb_file, lmdb_keys
from course.lab.databases.document import from_text
from course.lab.databases.lmdb import LmdbDocuments
from course.lab.databases.lmdb_pages import Damaged, look_through
from course.ports import Documents, Row
from tests.lab.databases.engines import refused


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.lmdb"


@contextmanager
def opened(path: Path) -> Iterator[LmdbDocuments]:
    store = LmdbDocuments(path)
    try:
        store.declare("notes")
        yield store
    finally:
        store.close()


def write(store: LmdbDocuments, n: int, text: str = "") -> None:
    store.put("notes", n, f'{{"id":{n},"text":"{text}"}}', [])


def kept(store: LmdbDocuments) -> list[int]:
    return [row["id"] for row in store.all("notes")]


def filled(path: Path) -> None:
    """A file with free pages, long values, and trees of some depth."""
    with opened(path) as store:
        for first in range(0, 900, 100):
            store.begin()
            for n in range(first, first + 100):
                write(store, n, "x" * (n if n % 100 else 20_000))
            store.commit()
        for n in range(0, 900, 3):
            store.remove("notes", n, [])


def test_a_store_says_what_its_rows_outlive(path: Path) -> None:
    store = LmdbDocuments()
    assert store.survives == "nothing"
    store.close()
    for survives in ("process", "machine"):
        store = LmdbDocuments(path, survives)  # type: ignore[arg-type]
        assert store.survives == survives
        assert store._environment.flags()["sync"] == (survives == "machine")
        store.close()


def test_there_is_one_file(path: Path) -> None:
    with opened(path) as store:
        write(store, 1)
    assert [found.name for found in path.parent.iterdir()] == ["notes.lmdb"]


def test_without_a_path_its_folder_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    first, second = LmdbDocuments(), LmdbDocuments()
    assert len(list(tmp_path.iterdir())) == 2
    first.close()
    assert len(list(tmp_path.iterdir())) == 1
    del second
    gc.collect()
    assert list(tmp_path.iterdir()) == []


# What can be wrong with a file


@pytest.mark.parametrize("name", [None, b"theirs"], ids=["one tree", "a tree in a tree"])
def test_a_database_of_somebody_else_is_left_as_it_is(path: Path, name: bytes | None) -> None:
    with (
        lmdb.open(str(path), subdir=False, lock=False, max_dbs=1) as other,
        other.begin(write=True) as writing,
    ):
        theirs = other.open_db(name, writing, dupsort=name is not None)
        for n in range(100):
            writing.put(b"key %d" % (n % 7), b"value %d" % n, db=theirs)
    before = path.read_bytes()
    with refused(errors.WrongFile, path, "not a database of documents"):
        LmdbDocuments(path)
    assert path.read_bytes() == before


def test_a_file_of_a_later_format_is_left_as_it_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(lmdb_file, "FORMAT", 7)
        filled(path)
    before = path.read_bytes()
    with refused(errors.WrongFile, path, "format 7", "knows 1", "was not changed"):
        LmdbDocuments(path)
    assert path.read_bytes() == before


def test_a_file_that_only_a_later_lmdb_knows_is_left_as_it_is(path: Path) -> None:
    with opened(path):
        pass
    content = bytearray(path.read_bytes())
    page_size = int.from_bytes(content[40:44], sys.byteorder)
    for meta in (16, page_size + 16):
        content[meta + 4] = 99
    path.write_bytes(content)
    with refused(errors.WrongFile, path):
        LmdbDocuments(path)
    assert path.read_bytes() == bytes(content)


# Damage


def test_a_file_that_was_cut_off_is_said_to_be_damaged(path: Path) -> None:
    filled(path)
    content = path.read_bytes()
    for size in (3 * len(content) // 4, len(content) // 2, 3 * 4096, 5000, 100):
        path.write_bytes(content[:size])
        with refused(errors.FileDamaged, path, "Put back a copy"):
            LmdbDocuments(path)
        assert path.read_bytes() == content[:size]


def test_a_document_that_is_no_json_is_said_to_be_damaged(path: Path) -> None:
    with opened(path) as store:
        write(store, 1, "only here")
        store.outbox.create()
        store.outbox.put({"id": "only there"}, "", [])
    content = path.read_bytes()
    path.write_bytes(content.replace(b'{"id":1,', b'!"id":1,').replace(b'{"number"', b'!"number"'))
    with opened(path) as store:
        for look in (store.tables, lambda: store.get("notes", 1), lambda: store.outbox.oldest(1)):
            with refused(errors.FileDamaged, path, "no JSON"):
                look()


READER = """
import json, sys
from pathlib import Path
from course.lab.databases.lmdb import LmdbDocuments
from course.lab.errors import FileDamaged, WrongFile
for line in sys.stdin:
    try:
        store = LmdbDocuments(Path(line.strip()))
    except (FileDamaged, WrongFile) as error:
        print(type(error).__name__, flush=True)
        continue
    try:
        store.declare("notes")
        store.tables()
        for n in range(300):
            store.put("notes", n, json.dumps({"id": n, "text": "y" * (30 * n)}), [])
        for n in range(0, 900, 2):
            store.remove("notes", n, [])
        store.tables()
        print("fine", flush=True)
    except FileDamaged:
        print("FileDamaged", flush=True)
    store.close()
"""
"""Opens, reads and writes a file for each line. Damage that gets past it may kill it."""


def reads(paths: list[Path]) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", READER],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, (
        f"ended by {ran.returncode} after {ran.stdout.split()}: {ran.stderr}"
    )
    return ran.stdout.split()


def spoiled(path: Path, content: bytes, seed: int) -> Path:
    """A copy with something written over."""
    chance = random.Random(seed)
    copy = path.with_name(f"{seed}.lmdb")
    spoiled = bytearray(content)
    page = 4096 * chance.randrange(len(content) // 4096)
    kind = seed % 4
    if kind == 0:  # a page of noise
        spoiled[page : page + 4096] = chance.randbytes(4096)
    elif kind == 1:  # a page of nothing
        spoiled[page : page + 4096] = bytes(4096)
    elif kind == 2:  # some bytes, in the head of a page
        for _ in range(3):
            spoiled[page + chance.randrange(200)] = chance.randrange(256)
    else:  # another page
        other = 4096 * chance.randrange(len(content) // 4096)
        spoiled[page : page + 4096] = content[other : other + 4096]
    copy.write_bytes(spoiled)
    return copy


def spoil(path: Path, seeds: range) -> list[str]:
    filled(path)
    content = path.read_bytes()
    return reads([spoiled(path, content, seed) for seed in seeds])


def test_no_damage_ends_the_process(path: Path) -> None:
    told = spoil(path, range(80))
    assert len(told) == 80
    assert 30 < told.count("FileDamaged") < 80, "some pages are free, and may hold anything"


@pytest.mark.long
def test_no_damage_ends_the_process_however_often(path: Path) -> None:
    assert len(spoil(path, range(1000, 4000))) == 3000


def test_pages_are_looked_at_as_lmdb_writes_them(path: Path) -> None:
    with lmdb.open(str(path), subdir=False, lock=False, map_size=2**30) as other:
        chance = random.Random(3)
        for _ in range(60):
            with other.begin(write=True) as writing:
                for _ in range(50):
                    key = chance.randbytes(chance.randint(1, 511))
                    writing.put(key, chance.randbytes(chance.choice([0, 1, 99, 2000, 9999])))
                cursor = writing.cursor()
                for _ in range(30):
                    cursor.set_range(chance.randbytes(2)) and cursor.delete()
            look_through(path)
    path.write_bytes(path.read_bytes()[: -40 * 4096])
    with pytest.raises(Damaged):
        look_through(path)


class Content(bytearray):
    """A file of LMDB, to be written over with care."""

    @property
    def page_size(self) -> int:
        return self.number(40, 4)

    def number(self, at: int, size: int = 8) -> int:
        return int.from_bytes(self[at : at + size], sys.byteorder)

    def write(self, at: int, number: int, size: int = 8) -> None:
        self[at : at + size] = number.to_bytes(size, sys.byteorder)

    def root(self, tree: int) -> int:
        """The first page of a tree: 0 is that of the free pages, 1 the other."""
        metas = (16, self.page_size + 16)
        meta = max(metas, key=lambda meta: self.number(meta + 128))
        return self.number(meta + 24 + 48 * tree + 40)

    def node(self, page: int, which: int) -> int:
        """Where a node of a page begins."""
        start = page * self.page_size
        return start + self.number(start + 16 + 2 * which, 2)


def a_free_page_that_is_in_use(content: Content) -> None:
    node = content.node(content.root(0), 0)
    assert content.number(node + 16) > 0, "so many free pages"
    content.write(node + 24, content.root(1))


def a_page_in_two_places(content: Content) -> None:
    first, second = (content.node(content.root(1), which) for which in (0, 1))
    content.write(second, content.number(first, 4), 4)


def a_value_that_ends_too_early(content: Content) -> None:
    leaf = content.number(content.node(content.root(1), 1), 4)
    node = content.node(leaf, 0)
    content.write(node, content.number(node, 2) - 2, 2)


@pytest.mark.parametrize(
    "spoil", [a_free_page_that_is_in_use, a_page_in_two_places, a_value_that_ends_too_early]
)
def test_what_lmdb_itself_would_not_notice_is_noticed(
    path: Path, spoil: Callable[[Content], None]
) -> None:
    with lmdb.open(str(path), subdir=False, lock=False) as other:
        with other.begin(write=True) as writing:
            for n in range(100):
                writing.put(b"%04d" % n, b"x" * 100)
        with other.begin(write=True) as writing:
            writing.put(b"0050", b"y" * 100)
    content = Content(path.read_bytes())
    look_through(path)
    spoil(content)
    path.write_bytes(content)
    with pytest.raises(Damaged):
        look_through(path)


# No room


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """What a full disk is to whoever writes: the system refuses."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_new_file_that_finds_no_room_can_be_opened_later(path: Path) -> None:
    with no_file_longer_than(3000), refused(errors.FileFull, path):
        LmdbDocuments(path)
    with opened(path) as store:
        assert kept(store) == []


def test_a_file_that_has_all_the_room_it_can_have_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lmdb_file, "ROOM", 200_000)
    with opened(path) as store:
        with refused(errors.FileFull, path, "no room left"):
            for n in range(1000):
                write(store, n, "x" * 500)
        found = kept(store)
        assert found == list(range(len(found)))
    monkeypatch.undo()
    with opened(path) as store:
        write(store, 1000)
        assert kept(store) == [*found, 1000]


def test_what_is_wrong_with_a_file_ends_the_run_and_the_lab_goes_on(path: Path) -> None:
    lab = Lab(folder=path.parent)

    def keeper(documents: Documents) -> FastAPI:
        documents.declare("notes")
        app = FastAPI()

        @app.get("/")
        async def keep() -> Row:
            async with documents.transaction() as tx:
                await tx.add("notes", {"text": "first"})
                return await tx.add("notes", {"text": "x" * 500_000})

        return app

    lab.start(keeper, engine="lmdb")
    with no_file_longer_than(100_000), refused(errors.FileFull, path.parent / "keeper.lmdb"):
        lab.get("http://keeper/")
    assert lab.tables("keeper")["notes"] == []
    assert lab.get("http://keeper/").body["id"] == 2
    lab.close()


def test_keys_are_in_the_order_of_ids() -> None:
    ids: list[Any] = [0, 1, 255, 256, 2**63 - 1, "", "\0", "a", "a\0", "aa", "é", "\U0001f6d2"]
    begin = lmdb_keys.of_documents(1)
    keys = [lmdb_keys.of_document(begin, id) for id in ids]
    assert keys == sorted(keys)
    assert max(map(len, (lmdb_keys.of_document(begin, "x" * 400), *keys))) <= 511
    assert from_text('{"id":1}') == {"id": 1}
