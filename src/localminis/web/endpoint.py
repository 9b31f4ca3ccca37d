"""The single adapter between HTTP and the domain.

It reads the body, finds the caller, opens the transaction on the writer thread, calls the handler,
renders the answer and maps errors; handlers see none of that.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from localminis.errors import Invalid, MinisError
from localminis.identity import tokens
from localminis.identity.model import AccessTokenInvalid, Caller
from localminis.spec import limits
from localminis.spec.endpoints import Endpoint
from localminis.store.transaction import Tx
from localminis.web import errors, wording
from localminis.web.context import Context
from localminis.web.requestlog import recorder

Shape = TypeVar("Shape")
# A refusal that is raised takes back what was written; one that is returned keeps it.
OAuthHandler = Callable[[Tx, Context, dict[str, str]], msgspec.Struct | MinisError]
UserHandler = Callable[[Tx, Context, Caller, Any], msgspec.Struct]
View = Callable[[Request], Awaitable[Response]]

_FIELDS_MAX: Final = 32
_JSON: Final = "application/json"


class BodyInvalid(Invalid):
    """The body cannot be read as what the endpoint takes."""

    code = "invalid_params"


def oauth_endpoint(context: Context, handler: OAuthHandler) -> View:
    """Build the view of an OAuth endpoint: form in, flat JSON out."""

    async def view(request: Request) -> Response:
        note = recorder.note_of(request.scope)
        try:
            form = _form(request, await read_body(request))
            note.client_key = form.get("client_key") or form.get("client_id", "")
            answer = await context.store.run(lambda tx: handler(tx, context, form))
            if isinstance(answer, MinisError):
                note.refusal = answer
                return errors.oauth_refusal(answer, context.settings)
        except MinisError as refusal:
            note.refusal = refusal
            return errors.oauth_refusal(refusal, context.settings)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - the web door: a bug is answered and logged
            return errors.oauth_bug(context.settings)
        return errors.json_response(answer, 200, errors.new_log_id())

    return view


def user_endpoint(
    context: Context, endpoint: Endpoint, shape: type[Any], handler: UserHandler
) -> View:
    """Build the view of an endpoint that acts for a user: bearer token in, envelope out.

    Args:
        shape: the msgspec struct of the JSON body, or of the query for a GET.
    """

    async def view(request: Request) -> Response:
        note = recorder.note_of(request.scope)
        try:
            token = bearer_token(request)
            raw = await read_body(request)

            def work(tx: Tx) -> msgspec.Struct:
                caller = note.caller = tokens.caller(tx, context.clock, token)
                return handler(
                    tx, context.on(caller.app), caller, _given(request, raw, endpoint, shape)
                )

            answer = await context.store.run(work)
        except MinisError as refusal:
            note.refusal = refusal
            if isinstance(refusal, AccessTokenInvalid):
                note.client_key = refusal.client_key
            return errors.api_refusal(refusal, context.settings, is_minis=endpoint.is_minis)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - the web door: a bug is answered and logged
            return errors.api_bug(is_minis=endpoint.is_minis)
        return errors.api_success(answer)

    return view


def _given(request: Request, raw: bytes, endpoint: Endpoint, shape: type[Any]) -> Any:
    if endpoint.body == "none":
        return decode(b"{}", shape)
    if endpoint.body == "query":
        pairs = request.query_params.multi_items()
        return convert(_without_repeats(pairs), shape)
    kind = _content_type(request)
    if kind != _JSON:
        raise BodyInvalid(
            f"{_came(kind)}. Send the body as {_JSON}.", field="Content-Type", passes=_JSON
        )
    given = decode(raw, shape)
    _refuse_repeats(raw)
    return given


async def read_body(request: Request, size_max_bytes: int = limits.REQUEST_BODY_MAX_BYTES) -> bytes:
    """Read a request's body, up to a limit.

    Raises:
        BodyInvalid: it is larger.
        ClientDisconnect: whoever sent it has left.
    """
    chunks: list[bytes] = []
    size_bytes = 0
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        size_bytes += len(chunk)
        if size_bytes > size_max_bytes:
            raise BodyInvalid(f"The body is larger than {size_max_bytes} bytes. Send less.")
        chunks.append(chunk)
    return b"".join(chunks)


def header(request: Request, name: bytes) -> str | None:
    """Return a header of a request, or None; the name in small letters, as ASGI has it."""
    for each, value in request.scope["headers"]:
        if each == name:
            found: str = value.decode("latin-1")
            return found
    return None


def bearer_token(request: Request) -> str | None:
    """Return the token of the Authorization header, or None."""
    scheme, _, token = (header(request, b"authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def decode(raw: bytes, shape: type[Shape]) -> Shape:
    """Read a JSON body into a struct.

    Raises:
        BodyInvalid: not JSON, or a field is missing or of another type; says which.
    """
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(error, shape) from error


def convert(values: dict[str, str], shape: type[Shape]) -> Shape:
    """Read query parameters into a struct.

    Raises:
        BodyInvalid: a parameter is missing or of another form; says which.
    """
    try:
        return msgspec.convert(values, type=shape, strict=False)
    except msgspec.ValidationError as error:
        raise _unreadable(error, shape) from error


def readable(error: Exception, shape: type[Any] | None = None) -> str:
    """Say what a body lacks or has too much of, and where, without the library's own marks."""
    return wording.explain(error, shape).message


def _unreadable(error: Exception, shape: type[Any]) -> BodyInvalid:
    """Make the refusal of a body: in words, and which field it is about."""
    found = wording.explain(error, shape)
    return BodyInvalid(found.message, field=found.field, passes=found.passes)


def _form(request: Request, raw: bytes) -> dict[str, str]:
    kind = _content_type(request)
    if kind != errors.FORM:
        raise BodyInvalid(
            f"{_came(kind)}. Send the fields as {errors.FORM}.",
            field="Content-Type",
            passes=errors.FORM,
        )
    if raw.lstrip()[:1] == b"{":
        raise BodyInvalid(
            "The header says form, and the body is JSON. Send client_key=…&client_secret=….",
            passes="A form, such as URLSearchParams or the `data` of requests writes it.",
        )
    try:
        pairs = _pairs(raw.decode("ascii"))
    except ValueError as error:
        raise BodyInvalid(f"The form cannot be read: {error}.") from error
    return _without_repeats(pairs)


def _pairs(text: str) -> list[tuple[str, Any]]:
    if "%" in text or "+" in text or text.count("&") >= _FIELDS_MAX:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX)
    # Nothing is encoded, so there is nothing to be decoded.
    parted = [part.partition("=") for part in text.split("&") if part]
    return [(name, value) for name, _, value in parted]


def _content_type(request: Request) -> str:
    return (header(request, b"content-type") or "").partition(";")[0].strip().lower()


def _came(kind: str) -> str:
    return f"The content type is {kind!r}" if kind else "There is no content type"


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return pairs as a dictionary; which of two values counts would be anybody's guess."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BodyInvalid(
                f"The field {name!r} is given twice. Send each field once.",
                field=name,
                passes="The same with the field once.",
            )
        found[name] = value
    return found


def _refuse_repeats(raw: bytes) -> None:
    try:
        json.loads(raw, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:  # what the shape has no place for, odd or deep
        raise BodyInvalid(f"No JSON: {error}.") from error
