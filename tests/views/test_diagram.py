import subprocess
import sys
from xml.etree import ElementTree

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from course.trace import Trace
from course.views import draw
from course.views.lettering import text_width
from course.webs import request_web
from tests.views.player.making import trouble
from tests.webs.making import Making, purchase

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def marks(svg: str, name: str) -> set[str]:
    """The classes of the line from one node to another, written ``from>to``."""
    caller, callee = name.split(">")
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if (group.get("data-from"), group.get("data-to")) == (caller, callee):
            return set(next(group.iter(f"{SVG}path")).get("class", "").split())
    raise AssertionError(f"no line {name}")


def test_every_node_and_every_time_is_written() -> None:
    written = words(draw(request_web(purchase())).svg)
    for expected in ("client", "gateway", "purchases", "users", "orders.db", "31 ms", "21 ms"):
        assert expected in written
    assert written.count("11 ms") == 3
    assert written.count("1 ms") == 3


def test_the_text_says_who_asks_whom() -> None:
    assert str(draw(request_web(purchase()))) == (
        "Request web: 5 services, 3 databases and 8 calls\n"
        "client asks gateway: 1 call, 31 ms, waits\n"
        "gateway asks purchases: 1 call, 21 ms, waits\n"
        "purchases asks users: 1 call, 11 ms, waits\n"
        "purchases asks orders: 1 call, 11 ms, waits\n"
        "purchases asks products: 1 call, 11 ms, waits\n"
        "users asks users.db: 1 call, 1 ms, waits\n"
        "orders asks orders.db: 1 call, 1 ms, waits\n"
        "products asks products.db: 1 call, 1 ms, waits"
    )


def test_a_failure_is_a_word_a_sign_and_a_colour() -> None:
    drawn = draw(request_web(purchase(failed=True)))
    assert "purchases asks products: 1 call, 11 ms, failed, waits" in drawn.text
    assert words(drawn.svg).count("failed") == 3
    assert "wrong" in marks(drawn.svg, "purchases>products")
    assert "wrong" not in marks(drawn.svg, "purchases>users")


def test_some_of_several_calls_failed() -> None:
    made = Making()
    made.call("client", "shop", 0, 20, failed=True)
    made.call("client", "shop", 20, 40)
    drawn = draw(request_web(made.trace))
    assert {"2 \N{MULTIPLICATION SIGN} 20 ms", "1 of 2 failed"} < set(words(drawn.svg))
    assert drawn.text.endswith("2 calls, 20 ms each, 40 ms in all, 1 failed, waits")


def test_several_calls_show_times_that_calls_took() -> None:
    made = Making()
    made.call("client", "shop", 0, 15)
    made.call("client", "shop", 20, 1020)
    drawn = draw(request_web(made.trace))
    assert "2 \N{MULTIPLICATION SIGN} 15\N{EN DASH}1,000 ms" in words(drawn.svg)
    assert "two calls; their shortest and longest time" in words(drawn.svg)
    assert "client asks shop: 2 calls, 15 to 1,000 ms, 1,015 ms in all, waits" in drawn.text


def test_a_line_is_dashed_where_nobody_waits() -> None:
    made = Making()
    sent = made.span("users", "producer", parent=made.call("client", "users"))
    made.span("mailer", "consumer", links=(sent,))
    drawn = draw(request_web(made.trace))
    assert "later" in marks(drawn.svg, "users>mailer")
    assert "later" not in marks(drawn.svg, "client>users")
    assert "users tells mailer: 1 call, 10 ms, does not wait" in drawn.text


def test_a_database_of_two_services_is_marked() -> None:
    made = Making()
    made.query("users", 0, "shop.db", None)
    made.query("orders", 0, "shop.db", None)
    made.query("orders", 0, "orders.db", None)
    drawn = draw(request_web(made.trace))
    assert "shop.db is shared: users and orders use it." in drawn.text
    assert words(drawn.svg).count("shared") == 2
    assert "wrong" in marks(drawn.svg, "users>shop.db")
    assert "wrong" not in marks(drawn.svg, "orders>orders.db")


def test_who_reaches_into_anothers_database_is_marked_and_its_owner_is_not() -> None:
    made = Making()
    made.query("users", 0, "users.db", None)
    alone = made.query("orders", 0, "users.db", None)
    alone.attributes["lab.owner"] = "users"
    drawn = draw(request_web(made.trace))
    assert "orders reaches into users.db, which belongs to users." in drawn.text
    assert "is shared" not in drawn.text
    assert "wrong" in marks(drawn.svg, "orders>users.db")
    assert "wrong" not in marks(drawn.svg, "users>users.db")
    assert words(drawn.svg).count("reaches in") == 1
    assert "reaches into another's database" in words(drawn.svg)


def test_one_call_is_enough_to_see_the_trespass() -> None:
    made = Making()
    made.query("orders", 0, "users.db", None).attributes["lab.owner"] = "users"
    assert "wrong" in marks(draw(request_web(made.trace)).svg, "orders>users.db")


def test_a_circle_and_a_call_to_oneself_are_drawn() -> None:
    made = Making()
    first = made.call("a", "b", 0, 90)
    second = made.call("b", "a", 5, 60, first)
    made.call("a", "a", 10, 40, second)
    drawn = draw(request_web(made.trace))
    assert "a and b ask each other in a circle." in drawn.text
    for line in ("a>b", "b>a", "a>a"):
        assert "edge" in marks(drawn.svg, line)


def test_the_legend_has_only_what_occurs() -> None:
    plain = words(draw(request_web(purchase())).svg)
    assert "asks and waits for the answer" in plain
    for absent in ("tells and does not wait", "a call failed", "shared database"):
        assert absent not in plain


def test_what_failed_may_be_a_delivery_where_deliveries_are_drawn() -> None:
    assert "a call failed" in words(draw(request_web(purchase(failed=True))).svg)
    assert "a call or a delivery failed" in words(draw(request_web(trouble())).svg)


def test_a_long_name_is_broken_or_cut_and_told_in_full() -> None:
    made = Making()
    made.call("ts-ticketinfo-service", "x" * 80)
    drawn = draw(request_web(made.trace))
    written = words(drawn.svg)
    assert {"ts-ticketinfo-", "service"} < set(written)
    assert not any("x" * 30 in text for text in written)
    assert "x" * 80 in drawn.svg


def test_the_picture_is_the_same_in_every_process() -> None:
    program = (
        "from course.views import draw\n"
        "from course.webs import request_web\n"
        "from tests.webs.making import purchase\n"
        "print(draw(request_web(purchase())).svg, end='')"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {draw(request_web(purchase())).svg}


def test_importing_the_views_imports_neither_numpy_nor_matplotlib() -> None:
    program = "import sys, course.views; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "networkx" in loaded
    assert not {"numpy", "matplotlib", "scipy", "pandas"} & set(loaded)


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=5))
def test_any_names_give_well_formed_svg(pairs: list[tuple[str, str]]) -> None:
    made = Making()
    for caller, callee in pairs:
        made.query(callee, 0, caller + callee, made.call(caller, callee))
    drawn = draw(request_web(made.trace))
    root = ElementTree.fromstring(drawn.svg)
    assert root.tag == f"{SVG}svg"


def test_an_empty_web_is_a_picture_too() -> None:
    assert draw(nx.DiGraph()).title == "Request web: 0 services and 0 calls"
    assert ElementTree.fromstring(draw(request_web(Trace([]))).svg) is not None


def test_the_letters_of_a_name_fit_into_their_node() -> None:
    made = Making()
    made.call("client", "purchases-and-returns-of-goods")
    made.call("client", "WWWWWWWWWWWWWWWWWWWWWW")
    root = ElementTree.fromstring(draw(request_web(made.trace)).svg)
    nodes = [group for group in root.iter(f"{SVG}g") if group.get("data-node")]
    assert len(nodes) == 3
    for group in nodes:
        room = float(next(group.iter(f"{SVG}rect")).get("width", 0))
        for line in group.iter(f"{SVG}text"):
            assert text_width("".join(line.itertext()), 13) <= room
