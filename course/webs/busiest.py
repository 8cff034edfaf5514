"""How unevenly the calls of a web are spread."""

from fractions import Fraction

import networkx as nx


def busiest(web: nx.DiGraph, part: float) -> float:
    """The share of all calls that the busiest ``part`` of the web receives; both from 0 to 1.

    ``busiest(web, 0.05)`` is 0.78 where 5 of 100 receive 78 of 100 calls. Of as many nodes as fit
    into the part, the fraction is rounded down. It is a point of the Lorenz curve, seen from the
    top (M. O. Lorenz, "Methods of Measuring the Concentration of Wealth", 1905).

    Raises ``ValueError`` for another ``part``, and for a web without calls.
    """
    if not 0 <= part <= 1:
        raise ValueError(f"expected a part from 0 to 1, found {part:g}. 5 % are 0.05")
    received = sorted((calls for _, calls in web.in_degree(weight="calls")), reverse=True)
    if not sum(received):
        raise ValueError("there are no calls in this web, so nobody receives a share of them")
    # As it is written: the float 0.29 is a little less than 29 of 100.
    count = int(Fraction(str(part)) * len(received))
    return float(sum(received[:count]) / sum(received))
