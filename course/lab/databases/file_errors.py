"""What can be wrong with the file of a database, in words, whichever engine wrote it."""

from course.lab.errors import FileFull, FileInUse, FileWriteProtected, WrongFile


def in_use(name: str) -> FileInUse:
    """Somebody else has it open."""
    return FileInUse(
        f"{name} is in use by another process, or elsewhere in this one.",
        name,
        "Close the other one first: only one at a time may have the file.",
    )


def full(name: str) -> FileFull:
    """The disk has no room for what was to be written."""
    return FileFull(
        f"There is no room left for {name}. What was about to be written was not.",
        name,
        "Make room on the disk, and do it again. What was stored before is all there.",
    )


def write_protected(name: str, why: str) -> FileWriteProtected:
    """It cannot be opened, or only be read."""
    return FileWriteProtected(
        f"{name} cannot be opened and written to: {why}.",
        name,
        "See that the folder exists and that you may write to it and to the file.",
    )


def no_database(name: str) -> WrongFile:
    """It holds something else."""
    return WrongFile(f"{name} is no database.", name, "Name another file, or a new one.")


def another_database(name: str, what: str) -> WrongFile:
    """It is a database, but not ``what`` it should be."""
    return WrongFile(
        f"{name} is a database, but not {what}.",
        name,
        "Name another file, or one that does not exist yet.",
    )


def another_format(name: str, written: object, known: object) -> WrongFile:
    """It is laid out in another way than the one that is known here."""
    return WrongFile(
        f"{name} has format {written}; this version of the course knows {known}.",
        name,
        "Open it with the version of the course that wrote it. It was not changed.",
    )
