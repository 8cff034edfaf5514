"""All notebooks run again, in another order: every output as it is stored, and all runs alike.

``python3 -m course test --long`` does twenty such runs, two at a time. So each of them finds
the other core busy, and is interrupted elsewhere than the last. One of them alone:
``python -m course.door.again SEED FOLDER``.

A run takes the notebooks in an order that is drawn from its seed. Each is executed as the refresh
command executes it (a kernel of its own, in the notebook's folder) and brought into the form in
which it is stored; its file stays as it is. What came out is compared twice:

- with the stored notebook, to the last character, except for the pixels of charts, which
  another machine may draw otherwise;
- with what the other runs left in the folder, pixels as well.

What is ignored on purpose (the tag ``nbval-ignore-output``) counts in neither.
"""

import argparse
import difflib
import random
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import nbformat

from course.door import notebook as form
from course.door import refresh
from course.door.place import NOTEBOOKS, DoorError, shown
from course.door.written import write

PIXELS = ("image/png", "image/jpeg")
LINES, WIDTH = 20, 160  # of a difference that is shown


def run(seed: int, folder: Path) -> int:
    """Run every notebook once; 0 when nothing differs, else 1 and what differs is printed."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = in_order(seed)
    wrong = [each for path in paths for each in differences(path, seed, folder)]
    for each in wrong:
        print(f"{each}\n")
    verdict = "something differs" if wrong else "all as stored, and as in every run so far"
    print(f"Seed {seed}, in the order {', '.join(path.stem[:2] for path in paths)}: {verdict}.")
    return 1 if wrong else 0


def in_order(seed: int) -> list[Path]:
    """The notebooks in the order that this seed draws."""
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    random.Random(seed).shuffle(paths)
    return paths


def differences(path: Path, seed: int, folder: Path) -> Iterator[str]:
    """Execute one notebook, leave the result in the folder, and say what differs in words."""
    before = path.read_text(encoding="utf-8")
    try:
        executed = refresh.executed(before, path)
    except DoorError as error:
        yield str(error)
        return
    stored = form.text(without_pixels(nbformat.reads(before, as_version=4)))
    if lines := diff(stored, form.text(without_pixels(executed))):
        yield f"{shown(path)} gave with seed {seed} (+) what is not stored (-):\n{lines}"
    # First written, then compared: of two runs that end together, one at least sees the other.
    mine = folder / f"{path.stem}.{seed}.ipynb"
    write(mine, form.text(executed))
    for other in sorted(folder.glob(f"{path.stem}.*.ipynb")):
        if lines := diff(other.read_text(encoding="utf-8"), form.text(executed)):
            name = other.suffixes[0].removeprefix(".")
            yield f"{shown(path)} differs between seed {name} (-) and seed {seed} (+):\n{lines}"


def without_pixels(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy in which each picture made of pixels is there, and empty."""
    copy: nbformat.NotebookNode = nbformat.from_dict(notebook)
    for cell in copy.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.update({kind: "" for kind in PIXELS if kind in data})
    return copy


def diff(one: str, other: str) -> str:
    """The first lines in which two notebooks differ; nothing where they are the same."""
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=1)
    return "\n".join(line[:WIDTH] for line in islice(lines, 2, LINES + 2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m course.door.again")
    parser.add_argument("seed", type=int, help="draws the order of the notebooks")
    parser.add_argument("folder", type=Path, help="where the runs leave what they gave")
    options = parser.parse_args()
    sys.exit(run(options.seed, options.folder))
