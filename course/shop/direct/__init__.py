"""Services that each own a database and ask each other over HTTP."""

from course.shop.direct import calls, gateway, orders, products, purchases, users

SERVICES = (users.users, products.products, orders.orders, purchases.purchases, gateway.gateway)

__all__ = ["SERVICES", "calls", "gateway", "orders", "products", "purchases", "users"]
