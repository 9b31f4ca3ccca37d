"""The adapter of the console: a page is what it reads and a template, a form is one admin call."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from localminis.errors import MinisError
from localminis.identity import apps
from localminis.identity.model import AppNotFound
from localminis.publishing.model import StaleRevision
from localminis.store.transaction import Tx
from localminis.web import errors
from localminis.web.admin import calls, roles
from localminis.web.admin.fingerprints import Overtaken
from localminis.web.console import access, flash, forms, pages, signing
from localminis.web.console.access import Visit
from localminis.web.console.flash import Flash
from localminis.web.console.forms import Form, Given
from localminis.web.context import Context
from localminis.web.endpoint import View
from localminis.web.own import is_same_origin

Read = Callable[[Tx, Context, Request], dict[str, Any]]

PREFIX: Final = "/console/"
ROWS: Final = 50
# The switcher is for a few apps; the list of apps has them all.
_SWITCHER_MAX: Final = 12
_NOT_FOUND: Final = 404
_BUG: Final = "LocalMinis failed on this page; the terminal it runs in shows the traceback."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its path below the prefix, what it reads, and where in the navigation it stands.

    `command` is the line that shows the same in a terminal; it may name the path's parameters.
    """

    path: str
    template: str
    read: Read
    nav: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One form: the admin call that it makes, the page it is on, and what comes then.

    `call` is an admin call's method and path; what its path names and the form's own path does
    not, comes from a field. `said` and `then` may name the path's and the answer's values;
    `reveals` names the one that is shown once. Without `then` the form's page comes again.
    With `is_shown_at_once` it is the answer to the form itself: for much, that may be sent twice.
    `file` names the field of the call that takes the form's file, in base64.
    """

    path: str
    call: tuple[str, str]
    page: str
    said: str
    then: str | None = None
    keeps_empty: bool = False
    reveals: str | None = None
    is_shown_at_once: bool = False
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A form that was done: what was typed, and what the call answered."""

    action: Action
    given: Given
    made: Any

    def facts(self, request: Request) -> dict[str, Any]:
        """Return what a sentence about it may name."""
        answered = self.made if isinstance(self.made, dict) else {}
        # A path's own names go before those of an answer, in which `user` may be a whole one.
        return {**self.given, **answered, **request.path_params}


def page_view(context: Context, page: Page, actions: tuple[Action, ...]) -> View:
    """Build the view of a page, for whoever has been let in."""

    async def answer(request: Request, visit: Visit) -> Response:
        return await shown(context, request, visit, page, actions)

    return guarded(context, answer)


def action_view(context: Context, action: Action, page: Page, actions: tuple[Action, ...]) -> View:
    """Build the view that makes an action's admin call; a refusal shows the form again, filled."""
    call = calls.find(*action.call)

    async def answer(request: Request, visit: Visit) -> Response:
        given = await forms.read(request)
        access.check_mark(visit, given.pop(forms.MARK, ""))
        try:
            made = await called(context, visit, call, request, given, action)
        except MinisError as refusal:
            refused = Refused(action, refusal, given)
            return await shown(context, request, visit, page, actions, refused)
        return await finished(context, request, visit, page, actions, Done(action, given, made))

    return guarded(context, answer)


async def finished(
    context: Context,
    request: Request,
    visit: Visit,
    page: Page,
    actions: tuple[Action, ...],
    done: Done,
) -> Response:
    """Lead from a form that was done to the page that tells so."""
    action, facts = done.action, done.facts(request)
    left = Flash([("good", action.said.format_map(facts))])
    if action.reveals is not None:
        left.revealed[action.reveals] = facts[action.reveals]
    if action.is_shown_at_once:
        return await shown(context, request, visit, page, actions, left=left)
    path = (action.then or page.path).format_map(_quoted(facts))
    return go_on(context, request, visit, path, left)


def go_on(context: Context, request: Request, visit: Visit, path: str, left: Flash) -> Response:
    """Lead to the page of a path, which tells what the form left."""
    return flash.leave(context, request, visit, left, signing.see(PREFIX + path))


def leave_view(context: Context) -> View:
    """Build the view that ends a visit."""

    async def answer(request: Request, visit: Visit) -> Response:
        access.check_mark(visit, (await forms.read(request)).get(forms.MARK, ""))
        return await signing.leave(context, request, visit)

    return guarded(context, answer)


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was refused: by what, and what was typed."""

    action: Action
    refusal: MinisError
    given: Given

    def form(self, request: Request) -> Form:
        """Return the form as it is shown again."""
        is_conflict = isinstance(self.refusal, Overtaken | StaleRevision)
        return Form(request.url.path, self.given, is_conflict=is_conflict)


def guarded(context: Context, answer: Callable[[Request, Visit], Awaitable[Response]]) -> View:
    """Build a view that only whoever has been let in gets an answer of, on a page of ours."""

    async def view(request: Request) -> Response:
        if access.is_foreign(request) or not is_same_origin_form(request):
            text = "Another page asked for this. Open the console in a tab of its own."
            return _trouble(request, text, 403)
        try:
            visit = await signing.find_visit(context, request)
            if visit is None:
                return signing.outside(context, request)
            return await answer(request, visit)
        except MinisError as refusal:
            return _trouble(request, refusal.message, errors.own_status(refusal))
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - the web door: a bug is answered and logged
            _log.exception("Bug while answering %s", request.url.path)
            return _trouble(request, _BUG, 500)

    return view


def is_same_origin_form(request: Request) -> bool:
    """Return whether a form comes from a page of ours; what only reads is judged elsewhere."""
    return request.method in {"GET", "HEAD"} or is_same_origin(request)


async def called(
    context: Context,
    visit: Visit,
    call: calls.Call,
    request: Request,
    given: Given,
    action: Action,
) -> Any:
    """Make an admin call with a form's fields, as if the call had come over its own door."""
    named = {name: given.get(name, "") for name in call.parameters}
    parameters = {**named, **request.path_params}
    inner = _inside(request, parameters, {}, path=call.path)
    body = forms.body(call.shape, given, keeps_empty=action.keeps_empty)
    return await call.run(context, visit.actor, inner, body)


async def shown(
    context: Context,
    request: Request,
    visit: Visit,
    page: Page,
    actions: tuple[Action, ...],
    refused: Refused | None = None,
    left: Flash | None = None,
) -> Response:
    """Render a page as it is now, with a refused form in it, and what the form before left."""
    asked = {name: value for name, value in request.query_params.items() if value.strip()}
    inner = _inside(request, request.path_params, {"limit": str(ROWS), **asked}, path=page.path)
    # A page's path begins like that of the call which reads the same.
    visit.actor.require(roles.needed("GET", page.path, inner))
    inner.state.actor = visit.actor

    def look(tx: Tx) -> dict[str, Any]:
        return {**_around(tx, context, inner, asked), **page.read(tx, context, inner)}

    facts = await context.store.run(look)
    sent = refused.form(request) if refused else None
    here = page.path.format_map(_quoted(request.path_params))

    def form(path: str) -> Form:
        action = PREFIX + path
        return sent if sent is not None and sent.action == action else Form(action)

    told = left or flash.read(context, request, visit)
    response = pages.page(
        request,
        page.template,
        errors.own_status(refused.refusal) if refused else 200,
        **facts,
        here=here,
        nav=page.nav,
        command=page.command.format_map(_shell(request.path_params)),
        calls=[" /admin/v1/".join(each.call) for each in actions],
        asked=asked,
        form=form,
        mark=visit.mark,
        said=told.said,
        revealed=told.revealed,
        actor=visit.actor,
        # What would only be refused is not offered.
        may_see=lambda path: visit.actor.role >= roles.needed("GET", path, inner),
        is_served=context.settings.is_served,
        refusal=refused.refusal if refused else None,
    )
    return flash.forget(request, response)


def _around(tx: Tx, context: Context, request: Request, asked: Mapping[str, str]) -> dict[str, Any]:
    """Read what stands around every page: the apps to switch to, and the clock."""
    key = request.path_params.get("client_key") or asked.get("client_key")
    try:
        current = apps.get(tx, key) if key else None
    except AppNotFound:
        current = None  # the page itself says so
    newest = apps.newest(tx, limit=_SWITCHER_MAX)
    # A sandbox goes by a clock of its own.
    clock = context.on(current).clock if current else context.clock
    return {
        "switcher": newest,
        "current": current,
        "clock": clock.state,
        "now_s": clock.now_s(),
        "platform_url": context.url,
    }


def _inside(
    request: Request, parameters: Mapping[str, Any], asked: Mapping[str, str], *, path: str
) -> Request:
    """Make the request that an admin call sees: these parameters, and nothing of the browser's."""
    scope = {
        **request.scope,
        "path": "/admin/v1/" + path.format_map(_quoted(parameters)),
        "state": {},
        "path_params": dict(parameters),
        "query_string": urlencode(asked).encode(),
        "headers": [],
    }
    return Request(scope)


def _quoted(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: quote(str(value), safe="") for name, value in values.items()}


def _shell(values: Mapping[str, Any]) -> dict[str, str]:
    """Quote values for a command line that somebody copies."""
    import shlex

    return {name: shlex.quote(str(value)) for name, value in values.items()}


def _trouble(request: Request, text: str, status: int) -> Response:
    return pages.page(request, "trouble", status, text=text, is_missing=status == _NOT_FOUND)
