"""Every architecture keeps the contract, and a shop that breaks it is found out."""

from types import ModuleType

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.ports import Database
from course.shop import asking, contract, copying, direct, monolith
from course.shop.contract import CONTRACT, Clause, ContractBroken

ARCHITECTURES = (monolith, direct, asking, copying)


def run(architecture: ModuleType) -> Lab:
    lab = Lab()
    lab.start(*architecture.SERVICES)
    return lab


@pytest.mark.parametrize("clause", CONTRACT, ids=lambda clause: clause.__name__)
@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda module: module.__name__)
def test_architecture_keeps(architecture: ModuleType, clause: Clause) -> None:
    clause(run(architecture))


@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda module: module.__name__)
def test_all_clauses_hold_on_one_shop(architecture: ModuleType) -> None:
    assert len(contract.check(run(architecture))) == len(CONTRACT)


@pytest.mark.parametrize("clause", CONTRACT, ids=lambda clause: clause.__name__)
@pytest.mark.parametrize("architecture", ARCHITECTURES[1:], ids=lambda module: module.__name__)
def test_architecture_keeps_with_another_engine(architecture: ModuleType, clause: Clause) -> None:
    pytest.importorskip("lmdb")
    lab = Lab()
    for service in architecture.SERVICES:
        lab.start(service, engine="lmdb" if service.__name__ == "products" else None)
    clause(lab)


def empty(db: Database) -> FastAPI:
    """A shop without a single feature."""
    return FastAPI()


@pytest.mark.parametrize("clause", CONTRACT, ids=lambda clause: clause.__name__)
def test_a_shop_without_features_breaks(clause: Clause) -> None:
    lab = Lab()
    lab.start(empty)
    with pytest.raises(ContractBroken):
        clause(lab)


def test_a_broken_contract_says_what_was_expected() -> None:
    lab = Lab()
    lab.start(empty)
    with pytest.raises(ContractBroken, match="POST /users: expected 201, got 404"):
        contract.check(lab)


def test_all_architectures_answer_the_same_bodies() -> None:
    bodies = []
    for architecture in ARCHITECTURES:
        lab = run(architecture)
        for url, new in (
            ("/users", {"name": "Ada", "email": "ada@example.org"}),
            ("/products", {"title": "Tea", "price_cents": 450}),
            ("/orders", {"user_id": 1, "product_id": 1}),
        ):
            assert lab.post(url, json=new).status == 201
            lab.settle()
        bodies.append([lab.get(url).body for url in ("/users/1", "/products", "/purchases/1")])
    assert all(body == bodies[0] for body in bodies)


def test_the_monolith_needs_one_statement_for_purchases() -> None:
    lab = Lab()
    lab.start(*monolith.SERVICES)
    spans = lab.get("/purchases/1").trace.spans
    assert [span.name for span in spans if span.attributes.get("db.system.name")] == [
        "SELECT users orders products"
    ]
