"""Execute notebooks and store them in their one form; a second time changes nothing."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from course.door import kernel, picture
from course.door import notebook as form
from course.door.place import NOTEBOOKS, DoorError, shown
from course.door.written import write

SECONDS_PER_CELL = 60
IGNORED = "nbval-ignore-output"


def run(arguments: list[str]) -> int:
    """Refresh the named notebooks and folders, or all and the README's pictures.

    Every notebook is tried before it fails.
    """
    failures = []
    for path in chosen(arguments):
        try:
            changed = refresh(path)
        except DoorError as error:
            failures.append(str(error))
            print(f"failed     {shown(path)}", flush=True)
        else:
            print(f"{'changed  ' if changed else 'unchanged'}  {shown(path)}", flush=True)
    if failures:
        raise DoorError("\n\n".join(failures))
    if not arguments:
        for path, drawn in picture.PICTURES.items():
            write(path, drawn())
    return 0


def chosen(arguments: list[str]) -> list[Path]:
    """The notebooks that the arguments mean."""
    paths: list[Path] = []
    for place in [Path(argument).resolve() for argument in arguments] or [NOTEBOOKS]:
        found = sorted(place.glob("*.ipynb")) if place.is_dir() else [place]
        if not found or not all(path.is_file() for path in found):
            raise DoorError(
                f"There is no notebook at {place}. Name a notebook or a folder of them."
            )
        paths += found
    return paths


def refresh(path: Path) -> bool:
    """Execute one notebook in its own folder and store it; tell whether the file changed.

    Raises `DoorError` where a cell fails, and leaves the file as it was.
    """
    before = path.read_text(encoding="utf-8")
    after = form.text(executed(before, path))
    if after == before:
        return False
    write(path, after)
    return True


def executed(before: str, path: Path) -> nbformat.NotebookNode:
    """What a notebook's text gives when it is executed in its folder, in the form it is stored in.

    Outputs that are ignored on purpose are those of before. Raises `DoorError` where a cell
    fails, and where the text is no notebook.
    """
    try:
        stored = nbformat.reads(before, as_version=4)
    except nbformat.reader.NotJSONError as error:
        raise DoorError(f"{shown(path)} is not a notebook: it holds no JSON. {error}") from error
    notebook = form.normalised(stored)
    execute(notebook, path)
    keep_ignored(notebook, stored)
    return form.normalised(notebook)


def execute(
    notebook: nbformat.NotebookNode, path: Path, variables: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Run every cell in a kernel of its own that no person's IPython configuration touches.

    The kernel has the environment of this process, and ``variables``.
    """
    started: list[int] = []
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        config=Config({"KernelManager": kernel.options()}),
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        on_cell_start=lambda cell, cell_index: started.append(cell_index),
    )
    with tempfile.TemporaryDirectory(prefix="course-ipython-") as folder:
        try:
            client.execute(env=os.environ | {"IPYTHONDIR": folder, **variables})
        except CellExecutionError as error:
            what = f"{error.ename}: {error.evalue}"
        except CellTimeoutError:
            what = f"it ran for more than {SECONDS_PER_CELL} seconds"
        except DeadKernelError:
            what = "its kernel died"
        else:
            return
    cell = notebook.cells[started[-1]]
    source = "\n".join(f"    {line}" for line in cell.source.splitlines())
    raise DoorError(
        f"{shown(path)}, cell {started[-1]} (id {cell.id}) failed: {what}\n{source}\n"
        "The file was left as it was. Mend the cell, or what it calls, and refresh again; an\n"
        "error that is meant to be seen carries the tag raises-exception."
    )


def keep_ignored(executed: nbformat.NotebookNode, stored: nbformat.NotebookNode) -> None:
    """Put back the outputs that are ignored on purpose, which would differ each time."""
    for new, old in zip(executed.cells, stored.cells, strict=True):
        if IGNORED in new.metadata.get("tags", []) and old.get("outputs"):
            new.outputs = old.outputs
