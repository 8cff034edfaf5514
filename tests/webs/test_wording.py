import pytest

from course.webs.wording import counted, figure, listed, milliseconds, percent


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (1, "1"),
        (0.25, "0.25"),
        (12.5, "12.5"),
        (10.04, "10"),
        (100, "100"),
        (250.4, "250"),
        (4428.952, "4,429"),
    ],
)
def test_a_figure_has_the_digits_that_matter(value: float, written: str) -> None:
    assert figure(value) == written
    assert milliseconds(value) == f"{written} ms"


def test_one_call_and_several() -> None:
    assert [counted(number, "call") for number in (0, 1, 2)] == ["0 calls", "1 call", "2 calls"]


def test_names_are_listed_as_one_says_them() -> None:
    assert [listed(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0, "0 %"),
        (0.004, "0.4 %"),
        (0.56083, "56.1 %"),
        (0.999, "99.9 %"),
        (0.99987, "99.987 %"),
        (1 - 1e-15, "100 %"),
        (1, "100 %"),
    ],
)
def test_a_share_close_to_all_is_not_rounded_to_all(share: float, written: str) -> None:
    assert percent(share) == written
