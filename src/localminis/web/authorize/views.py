"""The two views of the web flow: show the consent page, and act on its answer."""

import binascii
import logging
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from localminis.clock import wall_s
from localminis.errors import MinisError, NotFound, Refused, Unavailable
from localminis.identity import apps, codes, users
from localminis.identity.model import App, User
from localminis.ids import new_page_token
from localminis.spec.scopes import SCOPE_MEANING
from localminis.store.model import SealBroken
from localminis.store.transaction import Tx
from localminis.web.authorize import asked, pages
from localminis.web.authorize.asked import Asked, SentBack
from localminis.web.console import signing
from localminis.web.context import Context
from localminis.web.endpoint import BodyInvalid, read_body
from localminis.web.own import is_same_origin, visitor

PATH: Final = "/v2/auth/authorize/"

_COOKIE: Final = "localminis_authorize"
_COOKIE_LENGTH: Final = len(new_page_token())
_TICKET_LIFETIME_S: Final = 600
_FIELDS_MAX: Final = 32

_log = logging.getLogger(__name__)


class PageStale(Refused):
    """The consent page is too old, was altered, or belongs to another browser."""

    code = "invalid_request"


class NobodyToSignIn(NotFound):
    """There is no simulated user who could sign in."""

    code = "nobody_to_sign_in"


def show(context: Context) -> Callable[[Request], Awaitable[Response]]:
    """Build the view that shows the consent page."""

    async def answer(request: Request) -> Response:
        if await _is_stranger(context, request):
            return _introduced(context, request)
        pairs = request.query_params.multi_items()

        def look(tx: Tx) -> tuple[App, Asked, list[User]]:
            is_taken = context.settings.client_id_parameter == "accepted"
            app, wanted = asked.read(tx, pairs, is_client_id_taken=is_taken)
            everyone = users.listing(tx)
            if not everyone:
                raise NobodyToSignIn(
                    "There are no simulated users. Make one: `localminis user create NAME`."
                )
            return app, wanted, everyone

        app, wanted, everyone = await context.store.run(look)
        cookie = request.cookies.get(_COOKIE, "")
        if len(cookie) != _COOKIE_LENGTH:
            cookie = new_page_token()
        response = pages.page(
            "consent",
            app=app,
            users=everyone,
            scopes=[{"name": name, "meaning": SCOPE_MEANING[name]} for name in wanted.scopes],
            redirect_uri=wanted.redirect_uri,
            action=PATH,
            ticket=_seal(context, wanted, cookie),
        )
        response.set_cookie(
            _COOKIE,
            cookie,
            path=PATH[:-1],
            httponly=True,
            samesite="lax",
            secure=context.settings.is_behind_tls,
        )
        return response

    return _guarded(answer)


def decide(context: Context) -> Callable[[Request], Awaitable[Response]]:
    """Build the view that acts on the consent page's answer."""

    async def answer(request: Request) -> Response:
        if not is_same_origin(request):
            raise PageStale("The answer came from another page. Start the sign-in again.")
        if await _is_stranger(context, request):
            raise PageStale("You are signed in no more. Start the sign-in again.")
        form = _form(await read_body(request))
        wanted = _open(context, _one(form, "ticket"), request.cookies.get(_COOKIE, ""))
        chosen = [name for name in wanted.scopes if name in form.get("scope", [])]
        if _one(form, "decision") != "allow" or not chosen:
            message = "The user has denied the authorization."
            raise SentBack("access_denied", message, wanted.redirect_uri, wanted.state)
        code = await context.store.run(
            lambda tx: _allow(tx, context, wanted, _one(form, "user"), chosen)
        )
        answer = {"code": code, "scopes": ",".join(chosen)}
        return pages.redirect(asked.address(wanted.redirect_uri, answer, wanted.state))

    return _guarded(answer)


async def _is_stranger(context: Context, request: Request) -> bool:
    """Tell whether nobody of the team is there, where that is asked for.

    Raises:
        RoleTooLow: it is a member who may only look.
    """
    is_open = not context.settings.is_served or context.settings.sign_in_as == "anyone"
    return not is_open and await visitor(context, request) is None


def _introduced(context: Context, request: Request) -> Response:
    """Ask who is there: the browser once more, for its cookie, and then the person.

    A team's cookie is not sent along from the app's own site, where this begins, but from a page of
    ours it is.
    """
    if request.headers.get("sec-fetch-site", "none") in {"cross-site", "same-site"}:
        return pages.page("again", here=f"{PATH}?{request.url.query}")
    return signing.sign_in_first(context, request)


def _allow(tx: Tx, context: Context, wanted: Asked, user: str, chosen: list[str]) -> str:
    try:
        app = apps.get(tx, wanted.client_key)
        return codes.issue(
            tx,
            context.on(app).clock,
            users.get(tx, user),
            app,
            chosen,
            redirect_uri=wanted.redirect_uri,
            code_challenge=wanted.code_challenge,
        )
    except Refused as refusal:
        # Banned, not an adult, no test user: to the app it is as if the user had not agreed.
        raise SentBack(
            "access_denied", refusal.message, wanted.redirect_uri, wanted.state
        ) from refusal


def _guarded(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Turn what a view raises into a page or a redirect."""

    async def view(request: Request) -> Response:
        try:
            return await answer(request)
        except SentBack as refusal:
            return pages.redirect(refusal.location)
        except Unavailable as trouble:
            _log.error("Refused for want of the database: %s", trouble.message)
            return pages.refusal("temporarily_unavailable", trouble.message, 503)
        except MinisError as refusal:
            return pages.refusal("invalid_request", refusal.message, 400)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - the web door: a bug is answered and logged
            _log.exception("Bug while authorizing")
            message = "LocalMinis failed on this request; its log has the traceback."
            return pages.refusal("server_error", message, 500)

    return view


def _seal(context: Context, wanted: Asked, cookie: str) -> str:
    """Return the request as one sealed text that opens in the same browser only, and for a while.

    It is what keeps a foreign page from posting a consent, and the request from being altered.
    """
    fresh = msgspec.structs.replace(wanted, expires_at_wall_s=wall_s() + _TICKET_LIFETIME_S)
    return context.vault.seal(msgspec.json.encode(fresh).decode(), record=f"authorize {cookie}")


def _open(context: Context, ticket: str, cookie: str) -> Asked:
    try:
        text = context.vault.open(ticket, record=f"authorize {cookie}")
        wanted = msgspec.json.decode(text, type=Asked)
    except (SealBroken, binascii.Error, ValueError) as error:
        raise PageStale(
            "This page belongs to another browser or was altered. Start the sign-in again."
        ) from error
    if wanted.expires_at_wall_s < wall_s():
        raise PageStale("This page is too old. Start the sign-in again.")
    return wanted


def _form(raw: bytes) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX
        )
    except ValueError as error:
        raise BodyInvalid(f"The form cannot be read: {error}.") from error
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def _one(form: dict[str, list[str]], name: str) -> str:
    values = form.get(name, [])
    if len(values) != 1:
        raise BodyInvalid(f"The form field {name} is given {len(values)} times instead of once.")
    return values[0]
