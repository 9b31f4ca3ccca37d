"""Lets the open API's views fail on request; costs nothing while nobody asks."""

from typing import Final
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message

from localminis.errors import MinisError
from localminis.identity import apps, tokens
from localminis.identity.model import App
from localminis.spec.endpoints import Endpoint
from localminis.store.transaction import Tx
from localminis.web import errors, faults
from localminis.web.context import Context
from localminis.web.endpoint import BodyInvalid, View, bearer_token, header, read_body
from localminis.web.faults import Cut, Fault, FaultInvalid

_HEADER: Final = faults.HEADER.lower().encode()


def with_faults(context: Context, endpoint: Endpoint, view: View) -> View:
    """Wrap an endpoint's view so that the header and the app's rules can make it fail."""

    async def faulty(request: Request) -> Response:
        asked = header(request, _HEADER)
        if asked is None and not context.faults.rules:
            return await view(request)
        try:
            request, raw = await _kept(request) if endpoint.body == "form" else (request, b"")
            fault = await _chosen(context, endpoint, request, raw, asked)
            if fault is None:
                return await view(request)
            instead = await faults.answer(fault, endpoint, context.settings)
        except (FaultInvalid, BodyInvalid) as refusal:
            return _refused(refusal, endpoint, context)
        except ClientDisconnect:
            return Response(status_code=400)
        if instead is not None:
            return instead
        response = await view(request)
        return Cut() if fault.is_lost else response

    return faulty


async def _kept(request: Request) -> tuple[Request, bytes]:
    """Read a form, and return a request in which the view finds it again.

    Raises:
        BodyInvalid: it is larger than what is taken.
    """
    raw = await read_body(request)

    async def receive() -> Message:
        return {"type": "http.request", "body": raw, "more_body": False}

    return Request(request.scope, receive), raw


async def _chosen(
    context: Context, endpoint: Endpoint, request: Request, raw: bytes, asked: str | None
) -> Fault | None:
    """Return what shall go wrong with a call: what its header asks for, or what a rule says.

    Raises:
        FaultInvalid: the header asks for no fault, or for one that this app may not have.
    """
    if asked is not None and not context.settings.is_served:
        return faults.parse(asked)
    app = await _caller(context, endpoint, request, raw)
    if asked is not None:
        faults.require_place(context.settings, app)
        return faults.parse(asked)
    return context.faults.pick(app.client_key, endpoint) if app is not None else None


async def _caller(context: Context, endpoint: Endpoint, request: Request, raw: bytes) -> App | None:
    """Return the app that calls; None when the view itself is going to refuse it."""
    token = bearer_token(request)
    form: dict[str, list[str]] = {}
    if endpoint.body == "form":
        form = parse_qs(raw.decode("latin-1"))

    def find(tx: Tx) -> App | None:
        try:
            if endpoint.body == "form":
                [client_key] = form.get("client_key") or form.get("client_id") or [""]
                return apps.get(tx, client_key)
            return tokens.caller(tx, context.clock, token).app
        except (MinisError, ValueError):
            return None

    return await context.store.run(find)


def _refused(refusal: MinisError, endpoint: Endpoint, context: Context) -> Response:
    if endpoint.body == "form":
        return errors.oauth_refusal(refusal, context.settings)
    return errors.api_refusal(refusal, context.settings, is_minis=endpoint.is_minis)
