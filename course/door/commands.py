"""What each command needs and which module does it."""

import argparse

from course.door import environment


def run(options: argparse.Namespace, argv: list[str]) -> int:
    """Run the chosen command, in the environment it needs, and give its exit code.

    The modules are imported here, once the packages they import are known to be there.
    """
    match options.command:
        case "doctor":
            from course.door import doctor

            return doctor.run(argv)
        case "board":
            environment.enter(argv)
            from course.door import board

            return board.run(browser=not options.no_browser)
        case "test":
            environment.enter(argv, "test")
            from course.door import prove

            return prove.run(long=options.long)
        case "refresh":
            environment.enter(argv)
            from course.door import refresh

            return refresh.run(options.paths)
        case "solutions":
            environment.enter(argv)
            from course.door import solutions

            return solutions.run(options.folder)
        case "guide":
            environment.enter(argv)
            from course.door import guide

            return guide.run(options.notebook, html=options.html)
        case "claims":
            environment.enter(argv)
            from course.door import claims

            return claims.run(options.id, as_json=options.json, html=options.html)
        case "web":
            environment.enter(argv)
            from course.door import web

            return web.run(options.file, before=options.before, output=options.output)
        case _:
            environment.enter(argv)
            from course.door import jupyter

            return jupyter.run(browser=not options.no_browser)
