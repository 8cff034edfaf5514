"""How one service asks another, and what can go wrong between them."""

from typing import Any, TypeVar

import httpx2
from pydantic import TypeAdapter, ValidationError

from course.ports import Http
from course.shop.errors import BadAnswer, TooLate, Unavailable
from course.shop.middleware import REQUEST_ID, request_id

Shape = TypeVar("Shape")


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


async def ask(http: Http, url: str, shape: type[Shape]) -> Shape | None:
    """What another service knows, checked to have the shape we need; ``None`` if it has none."""
    service = httpx2.URL(url).host
    response = await call(http, "GET", url)
    if response.status_code == 404:
        return None
    if response.status_code != 200:
        raise BadAnswer(service, f"answered {response.status_code}")
    try:
        return TypeAdapter(shape).validate_json(response.content)
    except ValidationError:
        raise BadAnswer(service, "answered something that cannot be read") from None
