"""The order from top to bottom in each column, so that few lines cross.

Columns hold items by number; ``left`` and ``right`` give each item's neighbours in the columns next
to it.
"""

from bisect import bisect_right, insort
from itertools import pairwise, product

Links = list[list[int]]

_SWEEPS = 8


def ordered(columns: list[list[int]], left: Links, right: Links) -> list[list[int]]:
    """The columns with their items in the order, of those tried, with the fewest crossings."""
    best, fewest = columns, crossings(columns, right)
    upside_down = [column[::-1] for column in columns]
    for start, rightwards in product((columns, upside_down), (True, False)):
        tried = start
        for _ in range(_SWEEPS):
            if fewest == 0:
                return best
            tried = _swept(tried, left) if rightwards else _swept(tried[::-1], right)[::-1]
            rightwards = not rightwards
            if (number := crossings(tried, right)) < fewest:
                best, fewest = tried, number
    return best


def crossings(columns: list[list[int]], right: Links) -> int:
    """How many links cross."""
    number = 0
    for here, there in pairwise(columns):
        place = {item: at for at, item in enumerate(there)}
        passed: list[int] = []
        for item in here:
            ends = [place[end] for end in right[item]]
            for end in ends:
                number += len(passed) - bisect_right(passed, end)
            for end in ends:
                insort(passed, end)
    return number


def _swept(columns: list[list[int]], towards: Links) -> list[list[int]]:
    """Each column sorted by where its items' neighbours in the one before stand on average."""
    swept = [columns[0]]
    for column in columns[1:]:
        place = {item: at for at, item in enumerate(swept[-1])}
        wish = {
            item: sum([place[end] for end in towards[item]]) / len(towards[item])
            if towards[item]
            else at
            for at, item in enumerate(column)
        }
        swept.append(sorted(column, key=wish.__getitem__))
    return swept
