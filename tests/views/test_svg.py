from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from course.views.svg import element, escaped, joined, number


def test_an_element_holds_attributes_text_and_elements() -> None:
    assert element("g", element("path", d="M0 0"), "a", class_="x", data_from="b", x=1.25) == (
        '<g class="x" data-from="b" x="1.2"><path d="M0 0"/>a</g>'
    )


@given(st.text(alphabet=st.characters(codec=None)), st.text(alphabet=st.characters(codec=None)))
def test_any_words_are_well_formed_in_text_and_attributes(inside: str, attribute: str) -> None:
    read = ElementTree.fromstring(element("text", inside, name=attribute))
    assert len(read) == 0
    assert set(read.attrib) == {"name"}


def test_markup_in_words_stays_words() -> None:
    read = ElementTree.fromstring(element("text", '<b>"&amp;', name='"><script>'))
    assert read.text == '<b>"&amp;'
    assert read.get("name") == '"><script>'


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert escaped("a\x00b\ud800") == "a\ufffdb\ufffd"


def test_numbers_are_short() -> None:
    assert [number(value) for value in (3.0, 2.55, -0.01, 1234.56)] == ["3", "2.5", "0", "1234.6"]


def test_pieces_are_joined_without_escaping_them_again() -> None:
    assert joined([element("a"), element("b")]) == "<a/><b/>"
