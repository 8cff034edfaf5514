"""The door to the board; what it is made of is imported when one is made."""

from typing import TYPE_CHECKING

from course.comparing import Story

if TYPE_CHECKING:
    from course.study.board.widget import Board


def board(story: Story | None = None) -> "Board":
    """Shows the four architectures side by side, with handles for load, faults and prices.

    It begins with ``story``, or else with a quiet day; that one is played at once, through all
    four. A number with a line below it shows the run behind it.
    """
    from course.study.board.widget import Board  # widgets take a sixth of a second to import

    return Board(Story() if story is None else story)
