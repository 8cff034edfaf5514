"""The shops that the experiments try things on, and the features they try."""

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType, ModuleType
from typing import Any

from fastapi import FastAPI

from course.lab import Answer, Lab
from course.shop import asking, copying, direct, monolith

Shops = Mapping[str, ModuleType]
"""Architectures by their names."""
SHOPS: Shops = MappingProxyType(
    {"monolith": monolith, "direct": direct, "asking": asking, "copying": copying}
)
"""All of them, in the order in which the course builds them."""
ADA, TEA = 1, 1
"""The ids of the first user and the first product."""


def fill(lab: Lab, products: int = 1) -> Lab:
    """Let Ada sign up in a shop, and buy each of the ``products`` once."""
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    for number in range(1, products + 1):
        lab.post("/products", json={"title": f"Product {number}", "price_cents": 100 * number})
        lab.post("/orders", json={"user_id": ADA, "product_id": number})
    lab.settle()
    return lab


def open_shop(architecture: ModuleType, seed: int = 0, products: int = 1) -> Lab:
    """A running shop in which Ada has bought each of the ``products`` once."""
    lab = Lab(seed=seed)
    lab.start(*architecture.SERVICES)
    return fill(lab, products)


def instead(architecture: ModuleType, **services: Callable[..., FastAPI]) -> ModuleType:
    """The same architecture with other services, each in the place of the one of that name."""
    names = [service.__name__ for service in architecture.SERVICES]
    if unknown := sorted(services.keys() - set(names)):
        raise ValueError(
            f"There is no {', '.join(unknown)} in {architecture.__name__} to be replaced. "
            f"It has {', '.join(names)}."
        )
    changed = ModuleType(architecture.__name__)
    vars(changed).update(vars(architecture))
    vars(changed)["SERVICES"] = tuple(
        _named(services[service.__name__], service.__name__)
        if service.__name__ in services
        else service
        for service in architecture.SERVICES
    )
    return changed


def _named(service: Callable[..., FastAPI], name: str) -> Callable[..., FastAPI]:
    """The same service under another name: a service is started under its function's."""

    @wraps(service)
    def same(**ports: Any) -> FastAPI:
        return service(**ports)

    same.__name__ = name
    return same


Feature = Callable[[Lab, str], Answer]
"""Uses one feature of the shop at an address, and gives the answer."""

FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        "sign up": lambda lab, at: lab.post(
            f"{at}/users", json={"name": "Eve", "email": "eve@example.org"}
        ),
        "read a user": lambda lab, at: lab.get(f"{at}/users/{ADA}"),
        "list a product": lambda lab, at: lab.post(
            f"{at}/products", json={"title": "Pot", "price_cents": 900}
        ),
        "read products": lambda lab, at: lab.get(f"{at}/products"),
        "read a product": lambda lab, at: lab.get(f"{at}/products/{TEA}"),
        "change a price": lambda lab, at: lab.patch(
            f"{at}/products/{TEA}", json={"price_cents": 5}
        ),
        "place an order": lambda lab, at: lab.post(
            f"{at}/orders", json={"user_id": ADA, "product_id": TEA}
        ),
        "read orders": lambda lab, at: lab.get(f"{at}/orders?user_id={ADA}"),
        "read purchases": lambda lab, at: lab.get(f"{at}/purchases/{ADA}"),
    }
)

OWNERS: Mapping[str, str] = MappingProxyType(
    {
        "sign up": "users",
        "read a user": "users",
        "list a product": "products",
        "read products": "products",
        "read a product": "products",
        "change a price": "products",
        "place an order": "orders",
        "read orders": "orders",
        "read purchases": "purchases",
    }
)
"""Which service offers a feature, where there are several."""


def use_at_owner(lab: Lab, feature: str) -> Answer:
    """Use a feature at the address of the service that offers it, without the gateway."""
    return FEATURES[feature](lab, f"http://{OWNERS[feature]}")
