"""A report as its tests read it."""

from html.parser import HTMLParser
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

VOID = ("meta",)


class Tags(HTMLParser):
    """All tags with their attributes, as a browser takes them apart; and whether they match."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML only these, and what is drawn, may end without an end tag.
        assert tag in VOID or "svg" in self._open
        self.found.append((tag, dict(attrs)))


def parsed(page: str) -> Element:
    return ElementTree.fromstring(page)


def sections(page: str) -> dict[str, str]:
    """The words of each section, by its name."""
    return {it.attrib["id"]: words(it) for it in parsed(page).iter("section")}


def words(element: Element) -> str:
    """What a person reads, without what is only told or drawn."""
    if element.tag.endswith("}svg") or element.tag == "pre":
        return ""
    inner = "".join(words(child) + (child.tail or "") for child in element)
    space = " " if element.tag in ("td", "th", "p", "li", "h2", "h3", "summary") else ""
    return f"{element.text or ''}{inner}{space}"


def titles(page: str) -> list[str]:
    """The titles of all pictures, in their order."""
    svg = "{http://www.w3.org/2000/svg}"
    return [it.findtext(f"{svg}title") or "" for it in parsed(page).iter(f"{svg}svg")]


def words_of_pictures(page: str) -> str:
    """All that is told beside the pictures."""
    return "\n".join(it.text or "" for it in parsed(page).iter("pre"))
