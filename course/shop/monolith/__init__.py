"""One app with every feature and one database."""

from course.shop.monolith.shop import shop

SERVICES = (shop,)

__all__ = ["SERVICES", "shop"]
