"""The teacher's guide: printed in the terminal, or written as one page for the printer."""

from pathlib import Path

from course.door.place import DoorError
from course.door.telling import tell
from course.door.written import write
from course.study.errors import StudyError
from course.study.guide import printed, telling, writing


def run(notebook: str | None = None, html: str | None = None) -> int:
    """Print the overview, or the guide to one notebook. With ``html`` write all of it to that file.

    Raises `DoorError` for a notebook that has no guide or cannot be read, and for a file that
    cannot be written.
    """
    if html is not None:
        return written(notebook, Path(html).expanduser())
    try:
        sheet = writing.overview() if notebook is None else writing.of_notebook(notebook)
    except StudyError as error:
        raise DoorError(str(error)) from error
    tell(telling.told(sheet))
    return 0


def written(notebook: str | None, path: Path) -> int:
    """Write the page of all guides, and say where it is."""
    if notebook is not None:
        raise DoorError(
            "The page holds all guides. Leave out the number, or leave out --html:\n"
            f"  python3 -m course guide --html {path}\n  python3 -m course guide {notebook}"
        )
    if path.is_dir():
        raise DoorError(f"{path} is a folder. Name a file in it: --html {path / 'guide.html'}")
    try:
        text = printed.whole()
        write(path, text)
    except StudyError as error:
        raise DoorError(str(error)) from error
    except OSError as error:
        raise DoorError(
            f"{path} cannot be written: {error.strerror}.\n"
            "Name a file where you may write, such as --html ~/guide.html"
        ) from error
    print(f"{path} is written, {len(text.encode()) / 1000:,.0f} kB. Open it in a browser to print.")
    return 0
