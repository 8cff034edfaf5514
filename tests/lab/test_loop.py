"""Time that jumps: exact, in order, and never stuck in silence."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from course.lab.loop import VirtualLoop

MS = 1_000_000


def test_waiting_takes_exactly_its_time() -> None:
    loop = VirtualLoop()
    loop.run(loop.create_task(loop.sleep_ns(50 * MS)))
    assert loop.now_ns == 50 * MS


def test_three_parallel_waits_take_the_longest() -> None:
    loop = VirtualLoop()

    async def together() -> None:
        await asyncio.gather(*(loop.sleep_ns(ms * MS) for ms in (50, 80, 120)))

    loop.run(loop.create_task(together()))
    assert loop.now_ns == 120 * MS


def test_asyncios_own_sleep_and_timeout_are_exact() -> None:
    loop = VirtualLoop()

    async def patient() -> float:
        for _ in range(1000):
            await asyncio.sleep(0.0001)
        try:
            async with asyncio.timeout(0.05):
                await asyncio.sleep(1)
        except TimeoutError:
            return loop.now_ns
        raise AssertionError("the timeout did not strike")

    task = loop.create_task(patient())
    loop.run(task)
    assert task.result() == 150 * MS


@given(st.lists(st.integers(min_value=0, max_value=5), max_size=30))
def test_timers_fire_by_time_and_first_in_first_out_among_equals(delays: list[int]) -> None:
    loop = VirtualLoop()
    fired: list[tuple[int, int]] = []
    for number, delay in enumerate(delays):
        loop.call_at_ns(delay, fired.append, (delay, number))
    loop.run()
    assert fired == sorted((delay, number) for number, delay in enumerate(delays))
    assert loop.now_ns == max(delays, default=0)


def test_what_follows_from_one_timer_happens_before_the_next() -> None:
    loop = VirtualLoop()
    order: list[str] = []
    loop.call_at_ns(1, lambda: loop.call_soon(order.append, "first's consequence"))
    loop.call_at_ns(1, order.append, "second")
    loop.run()
    assert order == ["first's consequence", "second"]


def test_a_time_limit_comes_after_all_else_at_its_moment() -> None:
    loop = VirtualLoop()
    order: list[str] = []
    loop.call_at_ns(1, order.append, "limit", last=True)
    loop.call_at_ns(1, order.append, "answer")
    loop.run()
    assert order == ["answer", "limit"]


def test_a_cancelled_timer_does_not_move_the_clock() -> None:
    loop = VirtualLoop()
    loop.call_at_ns(5 * MS, print).cancel()
    loop.run()
    assert loop.now_ns == 0
    assert loop.is_idle


def test_a_run_stops_at_its_horizon_and_goes_on_later() -> None:
    loop = VirtualLoop()
    task = loop.create_task(loop.sleep_ns(10 * MS))
    loop.run(task, horizon_ns=9 * MS)
    assert not task.done()
    loop.run(task)
    assert (task.done(), loop.now_ns) == (True, 10 * MS)


def test_what_can_never_happen_ends_the_run_at_once() -> None:
    loop = VirtualLoop()
    task = loop.create_task(asyncio.Event().wait())
    loop.run(task)
    assert not task.done()
    assert loop.is_idle
    task.cancel()
    loop.run()


def test_going_round_without_time_passing_is_noticed() -> None:
    loop = VirtualLoop()

    async def spin() -> None:
        while True:
            await asyncio.sleep(0)

    noticed = []

    def notice() -> None:
        noticed.append(True)
        task.cancel()

    task = loop.create_task(spin())
    loop.run(task, on_spin=notice)
    assert noticed


def test_it_runs_inside_another_loop_and_gives_it_back() -> None:
    async def outer() -> tuple[int, bool, str]:
        inner = VirtualLoop()
        inner.run(inner.create_task(inner.sleep_ns(7)))
        task = asyncio.current_task()
        await asyncio.sleep(0)
        return (
            inner.now_ns,
            asyncio.current_task() is task,
            type(asyncio.get_running_loop()).__name__,
        )

    now, same_task, name = asyncio.run(outer())
    assert (now, same_task) == (7, True)
    assert name != "VirtualLoop"
