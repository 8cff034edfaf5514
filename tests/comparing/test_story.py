"""What a story may be, and how it is told."""

import pytest

from course.comparing import SITUATIONS, Story


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reads": 0}, "reads=0"),
        ({"reads": 1.5}, "whole number"),
        ({"reads": True}, "reads=True"),
        ({"reads_per_s": 0}, "from 0.01"),
        ({"writes": -1}, "writes=-1"),
        ({"products": 51}, "from 1 to 50"),
        ({"hop_ms": float("nan")}, "hop_ms=nan"),
        ({"failing": 1.1}, "from 0 to 1"),
        ({"failing": "often"}, "failing='often'"),
        ({"down": "users"}, "set of names"),
        (
            {"down": {"gateway"}},
            "'gateway' cannot be down; users, orders, products, purchases, bus can",
        ),
        ({"work_ms": -1}, "work_ms=-1"),
        ({"workers": 0}, "workers=0"),
        ({"workers_per": "town"}, "per 'service' or per 'shop'"),
        ({"seed": -1}, "seed=-1"),
    ],
)
def test_what_cannot_be_played_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        Story(**wrong)


def test_stories_that_are_alike_are_the_same_to_a_cache() -> None:
    assert {Story(): "played"}[Story(down=frozenset())] == "played"
    assert Story(down={"users"}) == Story(down=["users"])
    assert hash(Story(down={"users", "bus"})) == hash(Story(down={"bus", "users"}))


def test_what_goes_wrong_is_told() -> None:
    assert str(Story()).endswith("of which each process has 1.")
    said = str(Story(failing=0.005, down={"users", "bus"}))
    assert "On each link 0.5 % of the calls fail." in said
    assert said.endswith("In the middle third, for 600 ms, users and bus are down.")
    assert "each shop has 10" in str(Story(workers=2, workers_per="shop"))


def test_the_usual_situations_have_names_and_differ() -> None:
    assert SITUATIONS[0].story == Story()
    assert len({each.title for each in SITUATIONS}) == len(SITUATIONS)
    assert len({each.story for each in SITUATIONS}) == len(SITUATIONS)
    assert all(each.sentence.endswith(".") for each in SITUATIONS)
