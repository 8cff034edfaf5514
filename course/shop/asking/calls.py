"""How one service asks others, and what can go wrong between them."""

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from course.ports import Bus, BusUnavailable, Http
from course.shop.errors import BadAnswer, TooLate, Unavailable
from course.shop.middleware import REQUEST_ID, request_id

Shape = TypeVar("Shape", bound=BaseModel)


async def call(http: Http, method: str, url: str, **options: Any) -> httpx2.Response:
    """Any request to another service, with this request's id on it."""
    service = httpx2.URL(url).host
    headers = {**options.pop("headers", {}), REQUEST_ID: request_id.get()}
    try:
        return await http.request(method, url, headers=headers, **options)
    except httpx2.TimeoutException:
        raise TooLate(service, "did not answer in time") from None
    except httpx2.TransportError:
        raise Unavailable(service, "could not be reached") from None
    except httpx2.DecodingError:
        raise BadAnswer(service, "answered something that cannot be read") from None


async def ask(bus: Bus, subject: str, data: Mapping[str, Any], shape: type[Shape]) -> Shape:
    """What others know, put together: each service named in ``shape`` adds the part of its name.

    Of several parts that are wrong or missing, the error names the first in ``shape``.
    """
    try:
        parts = await bus.ask(subject, data, answers=list(shape.model_fields))
    except BusUnavailable:
        raise Unavailable("bus", "could not be reached") from None
    try:
        return shape.model_validate(parts)
    except ValidationError as error:
        service = str(error.errors()[0]["loc"][0])
    if service not in parts:
        raise TooLate(service, "did not answer in time")
    raise BadAnswer(service, "answered something that cannot be read")
