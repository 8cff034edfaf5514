"""Services that tell what they write, and keep copies of what others told."""

from course.shop.copying import calls, gateway, orders, products, purchases, reports, users

SERVICES = (users.users, products.products, orders.orders, purchases.purchases, gateway.gateway)

__all__ = ["SERVICES", "calls", "gateway", "orders", "products", "purchases", "reports", "users"]
