"""Saying why a call was refused: the rule, the field, what would pass, and where to read more."""

from http import HTTPStatus
from typing import Final

from localminis.spec import endpoints, refusals
from localminis.spec.fields import FIELDS, Field
from localminis.spec.refusals import Why
from localminis.web.requestlog.model import Call, Reason

NO_ANSWER: Final = "no_answer"
_ERRORS_PAGE: Final = "docs/reference/errors.md"
_ENDPOINTS_PAGE: Final = "docs/reference/endpoints.md"
_KNOWN: Final = {
    path: each for each in endpoints.ENDPOINTS for path in (each.path, each.path.removesuffix("/"))
}
_ABOUT_FIELDS: Final = frozenset({"invalid_params", "40001000", "invalid_request"})
_NOWHERE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})


def of(call: Call, *, field: str | None, passes: str | None) -> Reason | None:
    """Return why a call was refused; None for a success.

    Args:
        field: what of the request the refusal named, if it did.
        passes: what the refusal said would pass.
    """
    if not call.is_refused:
        return None
    why = _why(call)
    field = field or _field(call, why)
    return Reason(
        rule=why.rule,
        field=field,
        passes=passes or _taken(call, field) or why.passes,
        page=_ENDPOINTS_PAGE
        if call.code in _ABOUT_FIELDS or why is refusals.NOWHERE
        else _ERRORS_PAGE,
        source=why.page,
    )


def _why(call: Call) -> Why:
    if call.code == NO_ANSWER:
        return refusals.NO_ANSWER
    if call.path not in _KNOWN or call.status in _NOWHERE:
        return refusals.NOWHERE
    return refusals.REASONS.get(call.code, refusals.OTHER)


def _taken(call: Call, field: str | None) -> str | None:
    """Say what the endpoint takes in a field; None for a refusal that is not about its form."""
    if call.code not in _ABOUT_FIELDS:
        return None
    endpoint = _KNOWN.get(call.path)
    known = FIELDS[endpoint.id] if endpoint is not None else ()
    found = next((each for each in known if each.name == field), None)
    return None if found is None else _form(found)


def _form(field: Field) -> str:
    if field.only:
        return f"{' or '.join(field.only)}."
    least = 1 if field.least is None and not field.may_be_empty else field.least or 0
    if field.kind == "number":
        bounds = "" if field.most is None else f" from {least} to {field.most}"
        return f"A whole number{bounds}."
    if field.kind == "object":
        return f"An object: {field.about}"
    what = {"text": "characters", "texts": "texts", "numbers": "whole numbers"}[field.kind]
    kind = "Text" if field.kind == "text" else "A list"
    size = f"{least} {what} or more" if field.most is None else f"{least} to {field.most} {what}"
    return f"{kind} of {size}. {field.about}"


def _field(call: Call, why: Why) -> str | None:
    if call.code == "invalid_grant" and "refresh_token" in call.message:
        return "refresh_token"
    return why.field
