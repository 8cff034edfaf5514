"""What is wished for while something is played: nothing piles up, and the last wish counts."""

import asyncio

from course.comparing import ARCHITECTURES, Story
from course.study.board.runs import Runs
from course.study.board.wishing import Wishing

ALL = len(ARCHITECTURES)


class Watched:
    """A wishing whose runs are counted, and what it told."""

    def __init__(self) -> None:
        self.played: list[tuple[int, str]] = []
        self.begun: list[str] = []
        self.done: list[int] = []
        self.wishing = Wishing(
            Runs(self.play), self.begun.append, lambda story: self.done.append(story.seed)
        )
        self.meanwhile: dict[int, Story] = {}

    def play(self, story: Story, architecture: str) -> object:
        self.played.append((story.seed, architecture))
        wished = self.meanwhile.pop(len(self.played), None)
        if wished is not None:
            self.wishing.wish(wished)
        return object()

    def wish(self, seed: int) -> None:
        self.wishing.wish(Story(seed=seed))


async def until_done(watched: Watched, seed: int) -> None:
    while watched.done[-1:] != [seed]:
        await asyncio.sleep(0)


def test_without_a_loop_it_is_done_at_once() -> None:
    watched = Watched()
    watched.wish(1)
    assert watched.played == [(1, name) for name in ARCHITECTURES]
    assert watched.begun == list(ARCHITECTURES)
    assert watched.done == [1]


def test_in_a_loop_it_says_at_once_that_it_begins_and_plays_later() -> None:
    async def scene() -> None:
        watched = Watched()
        watched.wish(1)
        assert (watched.begun, watched.played) == ([ARCHITECTURES[0]], [])
        await until_done(watched, 1)
        assert watched.played == [(1, name) for name in ARCHITECTURES]

    asyncio.run(scene())


def test_of_many_wishes_only_the_last_is_played() -> None:
    async def scene() -> None:
        watched = Watched()
        for seed in range(20):
            watched.wish(seed)
        await until_done(watched, 19)
        assert {seed for seed, _ in watched.played} == {19}
        assert watched.done == [19]

    asyncio.run(scene())


def test_a_wish_that_comes_during_a_run_takes_the_place_of_what_is_left() -> None:
    async def scene() -> None:
        watched = Watched()
        watched.meanwhile[2] = Story(seed=2)
        watched.wish(1)
        await until_done(watched, 2)
        assert [seed for seed, _ in watched.played] == [1, 1] + [2] * ALL
        assert watched.done == [2]
        watched.wish(1)
        await until_done(watched, 1)
        assert len(watched.played) == 2 * ALL + 2 - 2, "what was played once is known"

    asyncio.run(scene())


def test_what_is_known_is_done_at_once_also_while_something_else_is_played() -> None:
    async def scene() -> None:
        watched = Watched()
        watched.wish(1)
        await until_done(watched, 1)
        watched.wish(2)
        watched.wish(1)
        assert watched.done == [1, 1]
        await asyncio.sleep(0.05)
        assert {seed for seed, _ in watched.played} == {1}, "nobody waits for the other any more"

    asyncio.run(scene())
