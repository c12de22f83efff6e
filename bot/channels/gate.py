"""What every request below /guichet passes: origin, rate, and one form for whatever goes wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping

from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.origins import Origins
from bot.channels.rate import Rates, TooFastError
from bot.channels.request import RefusedError
from bot.channels.security_headers import ALLOWED, EXPOSED, HEADERS
from bot.metrics import count_refusal

logger = logging.getLogger(__name__)

Answer = Callable[..., Awaitable[HTTPResponse | None]]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNCOUNTED = ("/guichet/health", "/guichet/ready")  # probes come often, and from one address
FILES = (".css", ".js", ".svg")  # a page asks for a dozen at once, and an office has one address


class Gate:
    """Puts handlers behind the checks. `too_fast` gives the words for who asks too often."""

    def __init__(self, origins: Origins, rates: Rates, too_fast: Callable[[Request], str]) -> None:
        self._origins = origins
        self._rates = rates
        self._too_fast = too_fast

    def add(self, blueprint: Blueprint, path: str, handlers: Mapping[str, Answer]) -> None:
        """Serve `path` with one handler for each method; other methods are answered with 405."""

        async def handle(request: Request, **values: str) -> HTTPResponse | None:
            answer = await self._answer(request, handlers, values)
            if answer is not None:
                for name, value in self.headers(request).items():
                    answer.headers.setdefault(name, value)
            return answer

        # All methods and all bodies come here, so that Sanic answers nothing in its own way.
        name = re.sub(r"\W+", "_", path).strip("_") or "index"
        blueprint.add_route(handle, path, methods=METHODS, stream=True, name=name)

    async def _answer(
        self, request: Request, handlers: Mapping[str, Answer], values: Mapping[str, str]
    ) -> HTTPResponse | None:
        try:
            self.check_origin(request, None)
            if request.method == "OPTIONS":
                return response.empty(headers=dict(ALLOWED) if "origin" in request.headers else {})
            handler = handlers.get("GET" if request.method == "HEAD" else request.method)
            if handler is None:
                allowed = ", ".join(handlers)
                raise RefusedError(405, f"{request.method} is not for this address; {allowed} is", "method")
            if request.path not in UNCOUNTED and not request.path.endswith(FILES):
                await self._rates.request(address_of(request))
            return await handler(request, **values)
        except TooFastError as error:
            self._count(request, "too_fast")
            return self._refuse_too_fast(request, error)
        except RefusedError as refused:
            return self._refuse(request, refused)
        except SanicException as error:
            status = getattr(error, "status_code", 400)
            return self._refuse(request, RefusedError(status, "the request can't be read", "request"))
        except Exception:
            logger.exception("A request to %s failed.", request.uri_template)
            return self._refuse(request, RefusedError(500, "this failed here; the server's log says why", "failed"))

    def check_origin(self, request: Request, desk: str | None) -> None:
        """Who comes from a page must come from one that may; who is no browser tells no origin.

        Raises:
            RefusedError: for a page that is not on the list of this desk (of any, where it is None).
        """
        origin = request.headers.get("origin")
        if origin is not None and not self._origins.allow(origin, request.headers.get("host", ""), desk):
            about = f" of {desk}" if desk else ""
            raise RefusedError(
                403, f"this page's origin is not on the list{about}; see `origins` in credentials.yml", "origin"
            )

    def _refuse(self, request: Request, refused: RefusedError) -> HTTPResponse:
        self._count(request, refused.code)
        return response.json({"error": refused.error, "code": refused.code}, status=refused.status)

    def _count(self, request: Request, reason: str) -> None:
        hints = getattr(request.ctx, "hints", {})  # of the session, once it has been read
        count_refusal("web", reason, hints.get("language"), hints.get("desk"))

    def _refuse_too_fast(self, request: Request, error: TooFastError) -> HTTPResponse:
        told = {"error": str(error), "code": "too_fast", "text": self._too_fast(request)}
        waiting = {"Retry-After": str(error.retry_after)}
        return response.json({**told, "retry_after": error.retry_after}, status=429, headers=waiting)

    def headers(self, request: Request) -> dict[str, str]:
        """What browsers are told with every answer."""
        origin = request.headers.get("origin")
        headers = {**HEADERS, "Cache-Control": "no-store", "Vary": "Origin"}
        if origin is not None and self._origins.allow(origin, request.headers.get("host", ""), None):
            headers |= {"Access-Control-Allow-Origin": origin, **EXPOSED}
        return headers


def address_of(request: Request) -> str:
    """Where the request comes from; behind proxies, what the nearest ones say (`proxies` in credentials.yml)."""
    return str(request.remote_addr or request.ip or "")
