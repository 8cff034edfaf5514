"""What the shop answers when it cannot do what was asked."""


class ShopError(Exception):
    """Becomes an answer with ``status`` and a body that says where and why."""

    status = 500
    key = "field"

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


class NotFound(ShopError):
    """There is no such thing."""

    status = 404


class Conflict(ShopError):
    """It exists already."""

    status = 409


class Refused(ShopError):
    """It is well formed, but cannot be done."""

    status = 422


class BadAnswer(ShopError):
    """Another service answered with an error, or with something that cannot be read."""

    status = 502
    key = "service"


class Unavailable(ShopError):
    """Another service could not be reached."""

    status = 503
    key = "service"


class TooLate(ShopError):
    """Another service did not answer in time."""

    status = 504
    key = "service"
