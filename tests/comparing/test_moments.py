"""Who does what, and when."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from course.comparing import FALLIBLE, Story
from course.comparing.moments import USERS, Buy, Fall, Look, Reprice, Rise, moments

STORIES = st.builds(
    Story,
    reads=st.integers(1, 60),
    reads_per_s=st.floats(0.1, 1000),
    writes=st.integers(0, 60),
    products=st.integers(1, 20),
    down=st.frozensets(st.sampled_from(FALLIBLE)),
    seed=st.integers(0, 100),
)


@given(STORIES)
def test_all_come_in_order_and_within_the_story(story: Story) -> None:
    found = moments(story)
    assert all(0 <= at <= story.lasts_us for at, _ in found)
    assert all(one <= other for (one, _), (other, _) in pairwise(found))
    kinds = [type(deed) for _, deed in found]
    assert kinds.count(Look) == story.reads
    assert kinds.count(Buy) + kinds.count(Reprice) == story.writes
    assert kinds.count(Fall) == kinds.count(Rise) == bool(story.down)


@given(STORIES)
def test_they_are_the_same_each_time(story: Story) -> None:
    assert moments(story) == moments(replace(story))


@given(STORIES, st.integers(0, 60))
def test_more_writes_leave_the_reads_where_they_are(story: Story, writes: int) -> None:
    def reads(of: Story) -> list[object]:
        return [moment for moment in moments(of) if isinstance(moment[1], Look)]

    assert reads(replace(story, writes=writes)) == reads(story)


@given(STORIES, st.integers(1, 4))
def test_more_reads_in_the_same_time_leave_the_writes_where_they_are(
    story: Story, times: int
) -> None:
    def writes(of: Story) -> dict[object, int]:
        return {deed: at for at, deed in moments(of) if isinstance(deed, Reprice)}

    more = replace(story, reads=times * story.reads, reads_per_s=times * story.reads_per_s)
    assert writes(more).keys() == writes(story).keys()
    drift = [abs(at - writes(story)[deed]) for deed, at in writes(more).items()]
    assert max(drift, default=0) <= 1


@given(STORIES)
def test_each_buys_and_prices_what_there_is_and_no_price_comes_twice(story: Story) -> None:
    deeds = [deed for _, deed in moments(story)]
    changed = [deed for deed in deeds if isinstance(deed, Buy | Reprice)]
    assert all(1 <= deed.product <= story.products for deed in changed)
    assert all(1 <= deed.user <= USERS for deed in deeds if isinstance(deed, Buy | Look))
    prices = [deed.price_cents for deed in deeds if isinstance(deed, Reprice)]
    assert len(prices) == len(set(prices))


def test_reads_come_evenly_over_the_whole_story() -> None:
    story = Story(reads=2000)
    thirds = [0, 0, 0]
    for at, deed in moments(story):
        if isinstance(deed, Look):
            thirds[min(2, 3 * at // story.lasts_us)] += 1
    spread = (2000 * 1 / 3 * 2 / 3) ** 0.5
    assert all(abs(count - 2000 / 3) < 4 * spread for count in thirds)
