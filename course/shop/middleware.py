"""Middleware: what happens around every request, whatever the feature."""

import re
from contextvars import ContextVar
from uuid import uuid4

import httpx2
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from course.shop.errors import ShopError

REQUEST_ID = "x-request-id"

request_id: ContextVar[str] = ContextVar("request_id", default="none")


def read_request_id(headers: Headers) -> str:
    """The id a request came with; else its trace's id; else a new one."""
    given = headers.get(REQUEST_ID, "")
    if re.fullmatch(r"[\w.-]{1,64}", given, re.ASCII):
        return given
    traced = re.fullmatch(r"00-([0-9a-f]{32})-.*", headers.get("traceparent", ""))
    return traced.group(1) if traced else uuid4().hex


class RequestId:
    """Gives every request an id that travels with it, and puts it on the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Called for each request, by what is around this app."""
        if scope["type"] == "http":
            request_id.set(read_request_id(Headers(scope=scope)))

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID] = request_id.get()
            await send(message)

        await self.app(scope, receive, send_with_id)


def problem(status: int, errors: list[dict[str, str]]) -> JSONResponse:
    """An error as an answer: Problem Details (RFC 9457), with where and why."""
    body = {
        "title": httpx2.codes.get_reason_phrase(status),
        "status": status,
        "errors": errors,
        "request_id": request_id.get(),
    }
    headers = {REQUEST_ID: request_id.get()}
    return JSONResponse(body, status, headers, "application/problem+json")


async def answer_shop_error(request: Request, error: Exception) -> JSONResponse:
    """What the shop refused."""
    assert isinstance(error, ShopError)
    return problem(error.status, [{error.key: error.where, "why": error.why}])


async def answer_bad_input(request: Request, error: Exception) -> JSONResponse:
    """Input of the wrong shape: every field that is wrong, and why."""
    assert isinstance(error, RequestValidationError)
    wrong = [
        {"field": ".".join(str(part) for part in found["loc"][1:]) or "body", "why": found["msg"]}
        for found in error.errors()
    ]
    return problem(422, wrong)


async def answer_http_error(request: Request, error: Exception) -> JSONResponse:
    """A path or a method that does not exist."""
    assert isinstance(error, HTTPException)
    where = f"{request.method} {request.url.path}"
    return problem(error.status_code, [{"field": where, "why": error.detail}])


async def answer_fault(request: Request, error: Exception) -> JSONResponse:
    """A fault of ours: say so, and keep the details inside."""
    return problem(500, [{"field": "", "why": "a fault on our side"}])


def new_app(title: str) -> FastAPI:
    """An app with the middleware in place, and no routes yet."""
    app = FastAPI(title=title, redirect_slashes=False)
    app.add_middleware(RequestId)
    app.add_exception_handler(ShopError, answer_shop_error)
    app.add_exception_handler(RequestValidationError, answer_bad_input)
    app.add_exception_handler(HTTPException, answer_http_error)
    app.add_exception_handler(Exception, answer_fault)
    return app
