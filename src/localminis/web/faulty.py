"""Lets the open API's views fail on request; costs nothing while nobody asks."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from localminis.errors import MinisError
from localminis.identity import tokens
from localminis.spec.endpoints import Endpoint
from localminis.store.transaction import Tx
from localminis.web import errors, faults
from localminis.web.context import Context
from localminis.web.endpoint import View, bearer_token
from localminis.web.faults import Cut, Fault, FaultInvalid


def with_faults(context: Context, endpoint: Endpoint, view: View) -> View:
    """Wrap an endpoint's view so that the header and the app's rules can make it fail."""

    async def faulty(request: Request) -> Response:
        asked = request.headers.get(faults.HEADER)
        if asked is None and not context.faults.rules:
            return await view(request)
        if context.settings.is_served:
            return _refused(FaultInvalid(faults.NOT_SERVED), endpoint, context)
        try:
            fault = faults.parse(asked) if asked else await _by_rule(context, endpoint, request)
            if fault is None:
                return await view(request)
            instead = await faults.answer(fault, endpoint, context.settings)
        except FaultInvalid as refusal:
            return _refused(refusal, endpoint, context)
        if instead is not None:
            return instead
        response = await view(request)
        return Cut() if fault.is_lost else response

    return faulty


async def _by_rule(context: Context, endpoint: Endpoint, request: Request) -> Fault | None:
    if endpoint.body == "form":
        form = parse_qs((await request.body()).decode("latin-1"))
        return context.faults.pick(form.get("client_key", [""])[0], endpoint)
    token = bearer_token(request)

    def client_key(tx: Tx) -> str | None:
        try:
            return tokens.caller(tx, context.clock, token).app.client_key
        except MinisError:
            return None  # the view itself refuses the token

    return context.faults.pick(await context.store.run(client_key), endpoint)


def _refused(refusal: FaultInvalid, endpoint: Endpoint, context: Context) -> Response:
    if endpoint.body == "form":
        return errors.oauth_refusal(refusal, context.settings)
    return errors.api_refusal(refusal, context.settings, is_minis=endpoint.is_minis)
