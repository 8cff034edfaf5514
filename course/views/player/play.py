"""The door to the player; what the player is made of is imported when one is made."""

from typing import TYPE_CHECKING

from course.trace import Trace

if TYPE_CHECKING:
    from course.views.player.widget import Player


def play(trace: Trace, from_ms: float | None = None, to_ms: float | None = None) -> "Player":
    """Shows what moved and what changed, as a film over the request web.

    ``from_ms`` and ``to_ms`` choose a part of the trace, in ms since it began; tables and queues
    are then as they were left by what came before. Raises ``ValueError`` where there is no time
    between the two.
    """
    from course.views.player.widget import Player  # widgets take a sixth of a second to import

    return Player(trace, from_ms, to_ms)
