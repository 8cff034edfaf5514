"""How the gateway asks a service, and what can go wrong between them."""

from typing import Any

import httpx2

from course.ports import Http
from course.shop.errors import BadAnswer, TooLate, Unavailable
from course.shop.middleware import REQUEST_ID, request_id


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
