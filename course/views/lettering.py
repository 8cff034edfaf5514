"""How wide words are, and how to make long ones fit.

Nothing here can ask a browser, so widths are those of a wide font: what fits here fits anywhere.
"""

from math import fsum

from course.webs.wording import TIMES

_NARROW = frozenset("ijlI|'!.,:; ")
_SLIM = frozenset('tfr-/()[]"')
_WIDE = frozenset(f"mwMW@%{TIMES}→…")


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.33
    if character in _SLIM:
        return 0.42
    if character in _WIDE or character >= "\u2e80":
        return 1.0
    return 0.76 if character.isupper() else 0.64


def text_width(words: str, size: float) -> float:
    """The width in pixels of ``words`` in letters of ``size`` pixels."""
    return size * fsum(map(_em, words))


def shortened(words: str, size: float, width: float) -> str:
    """``words``, or their start and their end, so that they fit into ``width`` pixels."""
    if text_width(words, size) <= width:
        return words
    keep = len(words) - 1
    while keep > 1 and text_width(_cut(words, keep), size) > width:
        keep -= 1
    return _cut(words, keep)


def _cut(words: str, keep: int) -> str:
    head = (keep + 1) // 2
    return f"{words[:head]}…{words[len(words) - keep + head :]}"


def in_lines(name: str, size: float, width: float) -> list[str]:
    """``name`` in one line, or in two broken after a ``-``, ``_``, ``.``, ``/`` or blank."""
    if text_width(name, size) <= width:
        return [name]
    breaks = [at + 1 for at, character in enumerate(name[:-1]) if character in "-_./: "]
    if not breaks:
        return [shortened(name, size, width * 1.4)]
    middle = min(breaks, key=lambda at: abs(len(name) - 2 * at))
    return [shortened(part.strip(), size, width * 1.4) for part in (name[:middle], name[middle:])]
