"""The public API as one executable suite. Every architecture passes it, so a client cannot tell
them apart, except by how fast, how fresh and how robust they are.

A clause is a function that takes a shop and raises ``ContractBroken`` where it does not hold. It
makes its own users and products, so the clauses can run in any order, on one shop or on many.
"""

from collections.abc import Callable
from itertools import count
from typing import Any, Protocol


class Answer(Protocol):
    """What a shop answers."""

    @property
    def status(self) -> int | None: ...
    @property
    def headers(self) -> Any: ...
    @property
    def body(self) -> Any: ...


class Shop(Protocol):
    """A running shop, seen from outside."""

    def get(self, url: str) -> Answer: ...
    def post(self, url: str, json: Any = None) -> Answer: ...
    def patch(self, url: str, json: Any = None) -> Answer: ...
    def request(self, method: str, url: str, **options: Any) -> Answer: ...
    def settle(self) -> None:
        """Wait until what was written is known everywhere."""
        ...


class ContractBroken(AssertionError):
    """A shop does not do what the contract says."""


_numbers = count(1)


def sign_up(shop: Shop, name: str = "Ada") -> int:
    """A new user's id."""
    return made(shop, "/users", {"name": name, "email": f"{next(_numbers)}@example.org"})


def list_product(shop: Shop, title: str = "Tea", price_cents: int = 450) -> int:
    """A new product's id."""
    return made(shop, "/products", {"title": title, "price_cents": price_cents})


def buy(shop: Shop, user_id: int, product_id: int) -> int:
    """A new order's id."""
    return made(shop, "/orders", {"user_id": user_id, "product_id": product_id})


def made(shop: Shop, url: str, new: dict[str, Any]) -> int:
    """Create something, and give its id once everybody knows of it."""
    answer = shop.post(url, json=new)
    expect(answer, 201, f"POST {url}")
    shop.settle()
    number: int = answer.body["id"]
    return number


def expect(answer: Answer, status: int, what: str) -> None:
    """The status must be as the contract says."""
    if answer.status != status:
        raise ContractBroken(f"{what}: expected {status}, got {answer.status}: {answer.body}")


def expect_same(found: Any, expected: Any, what: str) -> None:
    """Two values must be the same."""
    if found != expected:
        raise ContractBroken(f"{what}: expected {expected!r}, got {found!r}")


def expect_refused(answer: Answer, status: int, field: str, what: str) -> None:
    """Refused, in a body that says which field and why."""
    expect(answer, status, what)
    errors = answer.body.get("errors", []) if isinstance(answer.body, dict) else []
    if not any(error.get("field") == field and error.get("why") for error in errors):
        raise ContractBroken(f"{what}: no reason given for {field!r}: {errors}")


def a_user_who_signed_up_can_be_read(shop: Shop) -> None:
    user_id = sign_up(shop, "Grace")
    answer = shop.get(f"/users/{user_id}")
    expect(answer, 200, "GET /users/{id}")
    expect_same(answer.body["id"], user_id, "the user's id")
    expect_same(answer.body["name"], "Grace", "the user's name")


def a_taken_email_is_a_conflict(shop: Shop) -> None:
    email = f"taken{next(_numbers)}@example.org"
    expect(shop.post("/users", json={"name": "Ada", "email": email}), 201, "POST /users")
    again = shop.post("/users", json={"name": "Eve", "email": email.upper()})
    expect_refused(again, 409, "email", "POST /users with a taken email")


def a_product_keeps_its_attributes(shop: Shop) -> None:
    attributes = {"colour": "red", "sizes": [1, 2.5, None], "more": {"ünï": True}}
    new = {"title": "Coat", "price_cents": 9900, "attributes": attributes}
    product_id = made(shop, "/products", new)
    answer = shop.get(f"/products/{product_id}")
    expect(answer, 200, "GET /products/{id}")
    expect_same(answer.body, {"id": product_id, **new}, "the product")
    listed = [product for product in shop.get("/products").body if product["id"] == product_id]
    expect_same(listed, [answer.body], "the product in GET /products")


def a_price_can_change(shop: Shop) -> None:
    product_id = list_product(shop, price_cents=100)
    expect(shop.patch(f"/products/{product_id}", json={"price_cents": 80}), 200, "PATCH")
    shop.settle()
    expect_same(shop.get(f"/products/{product_id}").body["price_cents"], 80, "the new price")


def orders_are_listed_for_their_user(shop: Shop) -> None:
    ada, eve, tea = sign_up(shop), sign_up(shop, "Eve"), list_product(shop)
    first, second = buy(shop, ada, tea), buy(shop, ada, tea)
    answer = shop.get(f"/orders?user_id={ada}")
    expect(answer, 200, "GET /orders")
    expect_same([order["id"] for order in answer.body], [first, second], "Ada's orders")
    expect_same(shop.get(f"/orders?user_id={eve}").body, [], "Eve's orders")


def an_order_for_nobody_is_refused_and_leaves_nothing(shop: Shop) -> None:
    ada, tea = sign_up(shop), list_product(shop)
    for user_id, product_id, field in ((10**9, tea, "user_id"), (ada, 10**9, "product_id")):
        order = {"user_id": user_id, "product_id": product_id}
        expect_refused(shop.post("/orders", json=order), 422, field, f"an order without {field}")
    shop.settle()
    expect_same(shop.get(f"/orders?user_id={ada}").body, [], "Ada's orders")
    expect_same(shop.get(f"/orders?user_id={10**9}").body, [], "the orders of nobody")


def purchases_have_names_titles_and_todays_prices_in_order(shop: Shop) -> None:
    ada, tea, pot = sign_up(shop, "Ada"), list_product(shop, "Tea", 450), list_product(shop, "Pot")
    numbers = [buy(shop, ada, product_id) for product_id in (tea, pot, tea)]
    shop.patch(f"/products/{tea}", json={"price_cents": 500})
    shop.settle()
    answer = shop.get(f"/purchases/{ada}")
    expect(answer, 200, "GET /purchases/{user_id}")
    expect_same(answer.body["name"], "Ada", "the buyer's name")
    bought = [
        (line["order_id"], line["title"], line["price_cents"]) for line in answer.body["purchases"]
    ]
    wanted = list(zip(numbers, ("Tea", "Pot", "Tea"), (500, 450, 500), strict=True))
    expect_same(bought, wanted, "the purchases")


def a_user_who_has_bought_nothing_has_no_purchases(shop: Shop) -> None:
    answer = shop.get(f"/purchases/{sign_up(shop, 'Eve')}")
    expect(answer, 200, "GET /purchases/{user_id}")
    expect_same((answer.body["name"], answer.body["purchases"]), ("Eve", []), "the purchases")


def what_does_not_exist_is_not_found(shop: Shop) -> None:
    for url, field in (
        ("/users/1000000000", "user_id"),
        ("/products/1000000000", "product_id"),
        ("/purchases/1000000000", "user_id"),
    ):
        expect_refused(shop.get(url), 404, field, f"GET {url}")
    answer = shop.patch("/products/1000000000", json={"price_cents": 1})
    expect_refused(answer, 404, "product_id", "PATCH of an unknown product")
    for url in ("/nothing", "/", "/users/", "/users/1/more"):
        expect(shop.get(url), 404, f"GET {url}")


BAD_INPUT: tuple[tuple[str, str, Any, str], ...] = (
    ("POST", "/users", {"email": "a@example.org"}, "name"),
    ("POST", "/users", {"name": "  ", "email": "a@example.org"}, "name"),
    ("POST", "/users", {"name": "x" * 201, "email": "a@example.org"}, "name"),
    ("POST", "/users", {"name": "Ada", "email": "nowhere"}, "email"),
    ("POST", "/users", ["Ada"], "body"),
    ("POST", "/products", {"title": "Tea", "price_cents": -1}, "price_cents"),
    ("POST", "/products", {"title": "Tea", "price_cents": 4.5}, "price_cents"),
    ("POST", "/products", {"title": "Tea", "price_cents": "450"}, "price_cents"),
    ("POST", "/products", {"title": "Tea", "price_cents": 1, "attributes": []}, "attributes"),
    ("PATCH", "/products/1", {"price_cents": None}, "price_cents"),
    ("POST", "/orders", {"product_id": 1}, "user_id"),
    ("POST", "/orders", {"user_id": 0, "product_id": 1}, "user_id"),
    ("POST", "/orders", {"user_id": 1, "product_id": 2**63}, "product_id"),
    ("GET", "/users/ada", None, "user_id"),
    ("GET", "/users/0", None, "user_id"),
    ("GET", f"/products/{2**63}", None, "product_id"),
    ("GET", "/orders", None, "user_id"),
    ("GET", "/purchases/-1", None, "user_id"),
)
"""Method, path, body, and the field that the answer must name."""


def bad_input_is_refused_and_says_why(shop: Shop) -> None:
    before = shop.get("/products").body
    for method, url, body, field in BAD_INPUT:
        options = {} if body is None else {"json": body}
        answer = shop.request(method, url, **options)
        expect_refused(answer, 422, field, f"{method} {url} with {body}")
    shop.settle()
    expect_same(shop.get("/products").body, before, "the products after bad input")


def what_is_not_json_is_refused(shop: Shop) -> None:
    headers = {"content-type": "application/json"}
    for content in (b"", b"{", b"\xff", b'{"name": "\\ud800", "email": "a@example.org"}'):
        answer = shop.request("POST", "/users", content=content, headers=headers)
        expect(answer, 400 if content == b"\xff" else 422, f"POST /users with {content!r}")
    for number in (b"NaN", b"1e999", b'"\\ud800"'):
        content = b'{"title": "Tea", "price_cents": 1, "attributes": {"n": [' + number + b"]}}"
        answer = shop.request("POST", "/products", content=content, headers=headers)
        expect_refused(answer, 422, "attributes", f"POST /products with {number!r} in attributes")


def a_request_id_travels_there_and_back(shop: Shop) -> None:
    headers = {"x-request-id": "order-of-ada.1"}
    for url in ("/products", "/users/1000000000", "/purchases/1000000000"):
        answer = shop.request("GET", url, headers=headers)
        expect_same(answer.headers.get("x-request-id"), "order-of-ada.1", f"the id on GET {url}")


Clause = Callable[[Shop], None]

CONTRACT: tuple[Clause, ...] = (
    a_user_who_signed_up_can_be_read,
    a_taken_email_is_a_conflict,
    a_product_keeps_its_attributes,
    a_price_can_change,
    orders_are_listed_for_their_user,
    an_order_for_nobody_is_refused_and_leaves_nothing,
    purchases_have_names_titles_and_todays_prices_in_order,
    a_user_who_has_bought_nothing_has_no_purchases,
    what_does_not_exist_is_not_found,
    bad_input_is_refused_and_says_why,
    what_is_not_json_is_refused,
    a_request_id_travels_there_and_back,
)


def check(shop: Shop) -> list[str]:
    """Hold a shop to every clause; the names of the clauses, or the first that is broken."""
    for clause in CONTRACT:
        clause(shop)
    return [clause.__name__.replace("_", " ") for clause in CONTRACT]
