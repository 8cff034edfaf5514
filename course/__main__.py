"""The one door: ``python3 -m course`` opens the course; ``--help`` names the other commands.

It runs on a bare Python: everything imported before the environment is ready comes with Python.
This file also has to be readable by a Python that is too old, so as to say so.
"""

from __future__ import annotations

import argparse
import sys

OLDEST, NEWEST = (3, 11), (3, 14)


def arguments() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python3 -m course",
        description="One shop, four architectures. Without a command it opens the course "
        "in JupyterLab; the first time it installs what it needs into .venv.",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address, open no browser"
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    board = commands.add_parser("board", help="show the four architectures on one board, as a page")
    board.add_argument("--no-browser", action="store_true", default=argparse.SUPPRESS)
    test = commands.add_parser(
        "test",
        help="prove that everything works, the notebooks too",
        description="Check style and types, run the tests, run every notebook and compare each "
        "output with the stored one, solve every exercise, then run the benchmarks alone. The "
        "steps run two at a time. The summary at the end names what failed; the exit code is 0 "
        "when nothing did.",
    )
    test.add_argument(
        "--long",
        action="store_true",
        help="afterwards also the tests that take long, the tests in three shuffled orders, and "
        "all notebooks twenty times in other orders: more than an hour",
    )
    commands.add_parser("doctor", help="say what is and what is not right on this machine")
    refresh = commands.add_parser("refresh", help="execute the notebooks and store them normalised")
    refresh.add_argument("paths", nargs="*", help="notebooks or folders; all when left out")
    web = commands.add_parser("web", help="tell what a trace of your own says, as one web page")
    web.add_argument("file", help="a trace as OTLP, Jaeger or Zipkin JSON, or who calls whom")
    web.add_argument("--before", metavar="FILE", help="compare with this earlier one")
    web.add_argument("--output", metavar="FILE", help="write here, instead of to NAME.html")
    claims = commands.add_parser("claims", help="prove the statements of the course, or one")
    claims.add_argument("id", nargs="?", help="its name, such as S4; all when left out")
    claims.add_argument("--json", action="store_true", help="print them as JSON, for a program")
    claims.add_argument("--html", metavar="FILE", help="write the run that shows it as a page")
    solutions = commands.add_parser("solutions", help="write the notebooks with exercises solved")
    solutions.add_argument("folder", nargs="?", help="where to; the folder solutions if left out")
    guide = commands.add_parser("guide", help="say how to teach the course, or one notebook of it")
    guide.add_argument("notebook", nargs="?", help="its number, such as 03; all when left out")
    guide.add_argument("--html", metavar="FILE", help="write all of it as one page, to be printed")
    return parser


def main(argv: list[str]) -> int:
    """Run one command and give its exit code."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return wrong_python()
    options = arguments().parse_args(argv)
    from course.door.commands import run
    from course.door.place import DoorError

    try:
        return run(options, argv)
    except DoorError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command starts again where it makes sense.", file=sys.stderr)
        return 130


def wrong_python() -> int:
    """Say which Python is needed, and which one of this machine would do."""
    import shutil

    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    found = [name for name in names if shutil.which(name)]
    advice = (
        f"Run `{found[0]} -m course`." if found else "Install Python 3.13 and run it with that."
    )
    print(
        "The course needs Python 3.11 to 3.14; "
        f"this is Python {sys.version.split()[0]} ({sys.executable}).\n{advice}",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
