"""The picture that the README shows first, drawn from a run like every other picture."""

from course.claims.stage import ADA, open_shop
from course.door.place import PROJECT
from course.shop import direct
from course.views import draw
from course.webs import request_web

PICTURE = PROJECT / "course" / "data" / "request-web.svg"


def drawn() -> str:
    """One query for purchases, answered by services that ask each other, as SVG text."""
    answer = open_shop(direct, products=3).get(f"/purchases/{ADA}")
    return draw(request_web(answer.trace)).svg + "\n"
