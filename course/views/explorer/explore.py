"""The door to the explorer; what it is made of is imported when one is made."""

from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from course.views.explorer.widget import Explorer


def explore(web: nx.DiGraph, service: str | None = None) -> "Explorer":
    """Shows a service of a web with those around it; a click on one of them moves there.

    It starts at ``service``, or else at the one that is called most. Raises ``NotInTheWeb`` for an
    unknown service, and ``ValueError`` for a web without any.
    """
    from course.views.explorer.widget import Explorer  # widgets take long to import

    return Explorer(web, service)
