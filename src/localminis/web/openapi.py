"""The open API and the admin API described in OpenAPI 3.1, made from `spec/` and the shapes.

Served at `/openapi.json` and `/openapi-admin.json`, and kept in `docs/reference`.
"""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from localminis import __version__
from localminis.spec import endpoints, error_codes
from localminis.spec.endpoints import Endpoint
from localminis.spec.fields import ERRORS, FIELDS, Field
from localminis.web import errors
from localminis.web.admin import bundle_views
from localminis.web.admin.routes import TABLE
from localminis.web.api import answers

OPEN_API_PATH: Final = "/openapi.json"
ADMIN_PATH: Final = "/openapi-admin.json"

Json = dict[str, Any]

# What each endpoint answers with: inside the envelope's `data`, or flat for the OAuth endpoints.
ANSWERS: Final[Mapping[Endpoint, tuple[type[msgspec.Struct], ...]]] = {
    endpoints.TOKEN: (answers.UserTokens, answers.ClientToken),
    endpoints.REVOKE: (answers.Revoked,),
    endpoints.USER_INFO: (answers.UserInfo,),
    endpoints.TIER_INFOS: (answers.TierInfos,),
    endpoints.CHECK_AMOUNTS: (answers.AmountsVerdict,),
    endpoints.ORDER_CREATE: (answers.OrderCreated,),
    endpoints.ORDER_QUERY: (answers.OrderState,),
    endpoints.SUBSCRIPTION_CREATE: (answers.OrderCreated,),
    endpoints.SUBSCRIPTION_REACTIVATE: (answers.OrderCreated,),
    endpoints.SUBSCRIPTION_ACTIVE_LIST: (answers.ActiveList,),
    endpoints.SUBSCRIPTION_INFO: (answers.SubscriptionInfo,),
    endpoints.SUBSCRIPTION_ORDER_INFO: (answers.SubscriptionOrder,),
    endpoints.SUBSCRIPTION_TIER_INFO: (answers.SubscriptionTiers,),
}

_REF: Final = "#/components/schemas/{name}"
_ANSWERED: Final = (
    *dict.fromkeys(shape for group in ANSWERS.values() for shape in group),
    answers.Ok,
    answers.ApiError,
    answers.OAuthError,
)
_ZIP: Final[Json] = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
# Of the admin API: those that answer with a file.
_FILES: Final = frozenset({bundle_views.export_bundle})
_REFUSAL: Final[Json] = {"$ref": _REF.format(name="Refusal")}
_NOTHING: Final[Json] = {"type": "object", "maxProperties": 0}
# Refused before the endpoint is asked: a call from a page.
_FROM_PAGE: Final = 403
_ABOUT: Final = (
    "Statuses are those of the default settings; `oauth_error_status` and `numeric_error_status` "
    "choose others. Each path is answered with and without its slash at the end."
)


@cache
def open_api() -> Json:
    """Describe the open API."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "LocalMinis: open API", "version": __version__, "description": _ABOUT},
        "servers": [{"url": "http://127.0.0.1:8600"}],
        "paths": {each.path: {each.method.lower(): _operation(each)} for each in ANSWERS},
        "components": {
            "schemas": {
                **msgspec.json.schema_components(_ANSWERED, ref_template=_REF)[1],
                "Refusal": _envelope(_NOTHING, _ref(answers.ApiError)),
            },
            "securitySchemes": {
                "userToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The user access token, act.…",
                }
            },
        },
    }


def _operation(endpoint: Endpoint) -> Json:
    found: Json = {
        "operationId": endpoint.id,
        "summary": " or ".join(_first_line(shape) for shape in ANSWERS[endpoint]),
        "responses": _responses(endpoint),
    }
    if ERRORS[endpoint.id]:
        found["description"] = "Refused with " + ", ".join(ERRORS[endpoint.id]) + "."
    if endpoint.auth == "user":
        found["security"] = [{"userToken": []}]
    if endpoint.body == "query":
        found["parameters"] = [
            {
                "name": each.name,
                "in": "query",
                "required": each.is_required,
                "description": each.about,
                "schema": _schema(each),
            }
            for each in FIELDS[endpoint.id]
        ]
    elif endpoint.body in {"json", "form"}:
        kind = "application/json" if endpoint.body == "json" else errors.FORM
        schema = _object(FIELDS[endpoint.id])
        found["requestBody"] = {"required": True, "content": {kind: {"schema": schema}}}
    return found


def _responses(endpoint: Endpoint) -> Json:
    shapes = [_ref(shape) for shape in ANSWERS[endpoint]]
    if endpoint.body == "form":
        refusal = _answer("Refused, flat", _ref(answers.OAuthError))
        done = shapes[0] if len(shapes) == 1 else {"oneOf": shapes}
        statuses = sorted({*error_codes.OAUTH_STATUS.values(), _FROM_PAGE})
        return {
            "200": _answer("Done, flat", done),
            **{str(status): refusal for status in statuses},
        }
    done = _envelope(shapes[0], _ref(answers.Ok))
    about, statuses = "Done", sorted({*error_codes.WORD_STATUS.values(), _FROM_PAGE, 503})
    if endpoint.is_minis:
        about, done = "Done, or refused with a number", {"oneOf": [done, _REFUSAL]}
        statuses = [401, _FROM_PAGE, 500, 503]
    refusals = {str(status): _answer("Refused", _REFUSAL) for status in statuses}
    return {"200": _answer(about, done), **refusals}


def _answer(about: str, schema: Json) -> Json:
    return {"description": about, "content": {"application/json": {"schema": schema}}}


def _envelope(data: Json, error: Json) -> Json:
    return {
        "type": "object",
        "properties": {"data": data, "error": error},
        "required": ["data", "error"],
        "additionalProperties": False,
    }


def _object(fields: Sequence[Field], above: tuple[str, ...] = ()) -> Json:
    """Nest the fields that lie directly below a path; unknown ones are tolerated beside them."""
    here = [each for each in fields if each.path[:-1] == above]
    return {
        "type": "object",
        "properties": {
            each.path[-1]: {
                **(_object(fields, each.path) if each.kind == "object" else _schema(each)),
                "description": each.about,
            }
            for each in here
        },
        "required": [each.path[-1] for each in here if each.is_required],
    }


def _schema(field: Field) -> Json:
    if field.kind == "number":
        return _bounded({"type": "integer"}, field, "minimum", "maximum")
    if field.kind in {"texts", "numbers"}:
        item = {"type": "string" if field.kind == "texts" else "integer"}
        return {"type": "array", "items": item, "minItems": 1, "maxItems": field.most}
    if field.only:
        return {"type": "string", "enum": list(field.only)}
    # Not empty, not blank, and without a NUL.
    pattern = r"^[^\x00]*$" if field.may_be_empty else r"^[^\x00]*[^\x00\s][^\x00]*$"
    return _bounded({"type": "string", "pattern": pattern}, field, "minLength", "maxLength")


def _bounded(schema: Json, field: Field, least: str, most: str) -> Json:
    bounds = {least: field.least, most: field.most}
    return {**schema, **{name: value for name, value in bounds.items() if value is not None}}


@cache
def admin_api() -> Json:
    """Describe the admin API."""
    shapes = [*dict.fromkeys(shape for _, _, shape, _ in TABLE if _is_described(shape))]
    refs, schemas = msgspec.json.schema_components(shapes, ref_template=_REF)
    ref_of = dict(zip(shapes, refs, strict=True))
    paths: Json = {}
    for method, path, shape, handler in TABLE:
        body = ref_of.get(shape, {"type": "object"} if shape is dict else None)
        content = None if body is None else {"application/json": {"schema": body}}
        if shape is bytes:
            content = _ZIP
        here = paths.setdefault(f"/admin/v1/{path}", {})
        here[method.lower()] = _admin_operation(method, path, content, handler)
    text: Json = {"type": "string"}
    error = {"type": "object", "properties": {"code": text, "message": text}}
    schemas["Refusal"] = {"type": "object", "properties": {"error": error}, "required": ["error"]}
    about = "The admin_token of run.json in the state folder."
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "LocalMinis: admin API",
            "version": __version__,
            "description": "Steers a running platform; the command line calls it.",
        },
        "servers": [{"url": "http://127.0.0.1:8600"}],
        "security": [{"adminToken": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "adminToken": {"type": "http", "scheme": "bearer", "description": about}
            },
        },
    }


def _admin_operation(
    method: str, path: str, content: Json | None, handler: Callable[..., Any]
) -> Json:
    statuses = {"400": "Wrong", "403": "Not allowed", "404": "Not found", "409": "Refused"}
    statuses |= {"500": "A bug", "503": "Something outside is not there"}
    found: Json = {
        "operationId": f"{method.lower()}_{re.sub(r'[^a-z]+', '_', path).strip('_')}",
        "summary": _first_line(handler),
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)}", path)
        ],
        "responses": {
            "200": _answer("Done", {}),
            **{status: _answer(about, _REFUSAL) for status, about in statuses.items()},
        },
    }
    if handler in _FILES:
        found["responses"]["200"]["content"] = _ZIP
    if content is not None:
        found["requestBody"] = {"content": content}
    return found


def _is_described(shape: type[Any]) -> bool:
    """Whether a body is more than nothing, and other than any object."""
    return issubclass(shape, msgspec.Struct) and bool(shape.__struct_fields__)


def _ref(shape: type[Any]) -> Json:
    return {"$ref": _REF.format(name=shape.__name__)}


def _first_line(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0].rstrip(".;")


def routes() -> list[Route]:
    """Return the two addresses of the descriptions; they hold no secret and need no token."""

    def serve(describe: Callable[[], Json]) -> Callable[[Request], Any]:
        async def view(_: Request) -> Response:
            return errors.json_response(describe())

        return view

    return [Route(OPEN_API_PATH, serve(open_api)), Route(ADMIN_PATH, serve(admin_api))]
