"""SVG as text: elements whose attributes and words are always escaped."""

import html
import re
from collections.abc import Iterable

# What XML 1.0 cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Svg(str):
    """Markup: it goes into an element as it is, where plain text would be escaped."""

    __slots__ = ()


def escaped(words: str) -> Svg:
    """The words as XML text; a character XML cannot hold becomes U+FFFD."""
    return Svg(html.escape(_FORBIDDEN.sub("\ufffd", words)))


def number(value: float) -> str:
    """At most one decimal: a tenth of a pixel is finer than the eye."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def element(tag: str, *children: str, **attributes: str | float) -> Svg:
    """One element; an attribute ``data_from`` is written ``data-from``, ``class_`` is ``class``."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="'
        f'{escaped(value) if isinstance(value, str) else number(value)}"'
        for name, value in attributes.items()
    )
    if not children:
        return Svg(f"<{tag}{written}/>")
    inside = joined(child if isinstance(child, Svg) else escaped(child) for child in children)
    return Svg(f"<{tag}{written}>{inside}</{tag}>")


def joined(parts: Iterable[Svg]) -> Svg:
    """Several pieces of markup, one after the other."""
    return Svg("".join(parts))
