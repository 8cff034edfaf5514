import pytest

from course.comparing import SITUATIONS, Prices, Story
from course.study.board.choice import Choice
from course.study.board.price_handles import LABELS, PriceHandles
from course.study.board.steps import Steps
from course.study.board.story_handles import StoryHandles

STORIES = [Story(), *(each.story for each in SITUATIONS)]


def test_a_slider_has_a_step_for_a_value_that_is_none_of_its_own() -> None:
    steps = Steps("Reads", (10, 100), 10)
    steps.move(48)
    assert steps.value == 48
    assert [value for _, value in steps.options] == [10, 48, 100]
    steps.move(100)
    assert steps.value == 100


def test_a_slider_waits_until_it_is_let_go() -> None:
    assert not Steps("Reads", (10, 100), 10).continuous_update


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_the_handles_say_the_story_that_they_were_put_to(story: Story) -> None:
    told: list[Story] = []
    handles = StoryHandles(Story(), told.append)
    handles.show(story)
    assert handles.story == story
    assert told == [], "nobody moved one by hand"


def test_whoever_moves_a_handle_gets_another_story() -> None:
    told: list[Story] = []
    handles = StoryHandles(Story(), told.append)
    handles.steps["hop_ms"].value = 20
    handles.down["users"].value = True
    assert told == [Story(hop_ms=20), Story(hop_ms=20, down=frozenset({"users"}))]


def test_every_price_has_a_field() -> None:
    assert set(LABELS) == set(vars(Prices()))
    assert PriceHandles(Prices(), lambda _: None).prices == Prices()


def test_a_price_that_is_changed_is_told() -> None:
    told: list[Prices] = []
    handles = PriceHandles(Prices(), told.append)
    handles.fields["cents_refused"].value = 7
    assert told == [Prices(cents_refused=7)]


def test_of_nothing_chosen_all_is_shown() -> None:
    choice = Choice("Shown:", ["one", "other"], lambda: None)
    choice.boxes["one"].value = False
    assert choice.chosen == ["other"]
    assert choice.hidden == {"one"}
    choice.boxes["other"].value = False
    assert choice.chosen == ["one", "other"]
