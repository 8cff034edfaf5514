"""Services that each own a database and ask each other by questions on a bus."""

from course.shop.asking import calls, gateway, orders, products, purchases, users

SERVICES = (users.users, products.products, orders.orders, purchases.purchases, gateway.gateway)

__all__ = ["SERVICES", "calls", "gateway", "orders", "products", "purchases", "users"]
