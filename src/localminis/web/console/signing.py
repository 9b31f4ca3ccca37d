"""The way in and out: the run's link, a member's password, and whose visit a request is of."""

import asyncio
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localminis.clock import wall_ms, wall_s
from localminis.errors import MinisError
from localminis.members import access as sessions
from localminis.members import passwords, people
from localminis.members.model import Member, SignInRefused
from localminis.store.transaction import Tx
from localminis.web import errors
from localminis.web.console import access, forms, pages
from localminis.web.console.access import Visit
from localminis.web.context import Context
from localminis.web.endpoint import View
from localminis.web.own import is_same_origin

if TYPE_CHECKING:
    from localminis.web.provider import Provider, Vouched

PREFIX: Final = "/console/"
SIGN_IN: Final = f"{PREFIX}sign-in"
CALLBACK: Final = f"{SIGN_IN}/callback"

# The web sign-in of apps: the one page outside of the console that sends people here first.
_WAITING: Final = "/v2/auth/authorize"
_WAITING_MAX: Final = 3_000
_NEXT: Final = f"{access.COOKIE_PREFIX}_next"
_WAY: Final = f"{access.COOKIE_PREFIX}_way"
_WAY_S: Final = 600
_NOT_LET_IN: Final = "This browser has not been let in, or LocalMinis was started again."
_OLD_LINK: Final = (
    "This link is from an earlier run of LocalMinis. Links end with the run that printed them."
)


async def find_visit(context: Context, request: Request) -> Visit | None:
    """Return the visit that a request's cookie names, if it may still go on."""
    key = request.cookies.get(access.cookie_name(request), "")
    visit = context.console.of_operator(key)
    if visit is not None or not key or not context.settings.is_served:
        return visit
    # Asked each time: an account that was shut out is out at once, in every process.
    actor = await context.store.run(lambda tx: sessions.by_session(tx, key, now_s=wall_s()))
    return None if actor is None else Visit(key, actor)


def outside(context: Context, request: Request) -> Response:
    """Answer somebody who has not been let in."""
    if context.settings.is_served:
        return see(SIGN_IN) if request.method == "GET" else _sign_in_page(context, request, 401)
    return pages.page(request, "signed_out", 401, why=_NOT_LET_IN)


def enter_view(context: Context) -> View:
    """Build the view that trades the printed link for a cookie."""

    async def view(request: Request) -> Response:
        visit = context.console.enter(request.query_params.get("token", ""))
        if visit is None:
            return pages.page(request, "signed_out", 401, why=_OLD_LINK)
        return _let_in(context, request, visit.key)

    return view


def sign_in_view(context: Context) -> View:
    """Build the view that signs a member in by password."""

    async def view(request: Request) -> Response:
        if not context.settings.is_served:
            return see(PREFIX)
        if request.method != "POST":
            return _sign_in_page(context, request, 200)
        if not is_same_origin(request) or access.is_foreign(request):
            return _sign_in_page(context, request, 403, "Sign in on this page, not from another.")
        given: forms.Given = {}
        try:
            given = await forms.read(request)
            key = await _session(context, given.get("email", ""), given.get("password", ""))
        except MinisError as refusal:
            text = refusal.message
            return _sign_in_page(
                context, request, errors.own_status(refusal), text, given.get("email", "")
            )
        return _let_in(context, request, key, _then(request))

    return view


def provider_view(context: Context) -> View:
    """Build the view that sends a member to the identity provider."""

    async def view(request: Request) -> Response:
        if context.settings.oidc_issuer is None:
            return see(PREFIX)
        try:
            address, kept = await _provider(context).start()
        except MinisError as refusal:
            return _sign_in_page(context, request, errors.own_status(refusal), refusal.message)
        response = see(address)
        _keep_on_the_way(context, response, _WAY, kept)
        return response

    return view


def callback_view(context: Context) -> View:
    """Build the view that lets in whom the identity provider vouches for."""

    async def view(request: Request) -> Response:
        if context.settings.oidc_issuer is None:
            return see(PREFIX)
        try:
            query, kept = dict(request.query_params), request.cookies.get(_WAY, "")
            vouched = await _provider(context).finish(query, kept)
            key = await context.store.run(lambda tx: _vouched_session(tx, vouched))
        except MinisError as refusal:
            return _sign_in_page(context, request, errors.own_status(refusal), refusal.message)
        # Not a redirect: the browser would count it as the provider's, and send no cookie with it.
        told = pages.page(request, "signed_in", then=_then(request))
        response = _with_cookie(context, request, key, told)
        response.delete_cookie(_WAY, path=SIGN_IN)
        return response

    return view


def _provider(context: Context) -> "Provider":
    # Imported when it is asked for: few platforms have one.
    from localminis.web.provider import Provider

    return Provider(context.settings, context.vault)


def _vouched_session(tx: Tx, vouched: "Vouched") -> str:
    member = sessions.by_provider(tx, subject=vouched.subject, email=vouched.email)
    return sessions.open_session(tx, member, now_s=wall_s())


async def _session(context: Context, email: str, password: str) -> str:
    """Begin a session for whom the password is of; a wrong one is not told from no account."""
    if not context.sign_ins.take(email.strip().casefold(), wall_ms()):
        raise SignInRefused("There were too many attempts for this address. Wait a minute.")

    def look(tx: Tx) -> tuple[Member | None, str | None]:
        return people.with_password(tx, email)

    member, stored = await context.store.run(look)
    # It takes its time on purpose, and may not take everybody's.
    is_right = await asyncio.to_thread(passwords.is_right, stored, password)
    if member is None or not is_right:
        raise SignInRefused(sessions.WRONG)
    return await context.store.run(
        lambda tx: sessions.open_session(tx, member, now_s=wall_s(), password_hash=stored)
    )


async def leave(context: Context, request: Request, visit: Visit) -> Response:
    """End a visit, in this browser and here."""
    context.console.leave(visit.key)
    if visit.actor.member_id is not None:
        await context.store.run(lambda tx: sessions.close_session(tx, visit.key))
        response: Response = see(SIGN_IN)
    else:
        response = pages.page(request, "signed_out", 200, why="You have left the console.")
    response.delete_cookie(access.cookie_name(request), path=_cookie_path(context))
    return response


def sign_in_first(context: Context, request: Request) -> Response:
    """Lead somebody to the sign-in, and from there back to where they wanted to go."""
    response = see(SIGN_IN)
    there = quote(f"{request.url.path}?{request.url.query}", safe="")
    if len(there) <= _WAITING_MAX:
        _keep_on_the_way(context, response, _NEXT, there)
    return response


def _keep_on_the_way(context: Context, response: Response, name: str, value: str) -> None:
    """Give the browser a cookie for the sign-in's pages; from another site it comes along, too."""
    response.set_cookie(
        name,
        value,
        path=SIGN_IN,
        max_age=_WAY_S,
        httponly=True,
        samesite="lax",
        secure=context.settings.is_behind_tls,
    )


def _then(request: Request) -> str:
    """Return where to go after the sign-in; whoever wrote the cookie, it is a page of ours."""
    there = unquote(request.cookies.get(_NEXT, ""))
    is_waiting = there.partition("?")[0].removesuffix("/") == _WAITING
    return there if is_waiting else PREFIX


def see(location: str) -> Response:
    """Send the browser to another page, as a GET."""
    return RedirectResponse(location, 303, pages.HEADERS)


def _sign_in_page(
    context: Context, request: Request, status: int, trouble: str = "", email: str = ""
) -> Response:
    has_provider = context.settings.oidc_issuer is not None
    facts = {"trouble": trouble, "email": email, "has_provider": has_provider}
    return pages.page(request, "sign_in", status, **facts)


def _cookie_path(context: Context) -> str:
    # A team's simulator asks who is there, by the same cookie.
    return "/" if context.settings.is_served else PREFIX


def _let_in(context: Context, request: Request, key: str, then: str = PREFIX) -> Response:
    return _with_cookie(context, request, key, see(then))


def _with_cookie(context: Context, request: Request, key: str, response: Response) -> Response:
    if _NEXT in request.cookies:
        response.delete_cookie(_NEXT, path=SIGN_IN)
    response.set_cookie(
        access.cookie_name(request),
        key,
        path=_cookie_path(context),
        httponly=True,
        samesite="strict",
        secure=context.settings.is_behind_tls,
    )
    return response
