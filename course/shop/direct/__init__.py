"""Services that each own a database and ask each other over HTTP."""

from course.shop.direct.gateway import gateway
from course.shop.direct.orders import orders
from course.shop.direct.products import products
from course.shop.direct.purchases import purchases
from course.shop.direct.users import users

SERVICES = (users, products, orders, purchases, gateway)

__all__ = ["SERVICES", "gateway", "orders", "products", "purchases", "users"]
