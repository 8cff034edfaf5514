"""One app with every feature and one database."""

from course.shop.monolith import orders, products, purchases, shop, users

SERVICES = (shop.shop,)

__all__ = ["SERVICES", "orders", "products", "purchases", "shop", "users"]
