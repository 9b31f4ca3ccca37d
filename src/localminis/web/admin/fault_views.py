"""The admin API's handlers for an app's fault rules."""

from typing import Any

import msgspec
from starlette.requests import Request

from localminis.identity import apps
from localminis.store.transaction import Tx
from localminis.web.admin.shapes import Nothing
from localminis.web.context import Context
from localminis.web.faults import EVERY_ENDPOINT, Rule, new_rule, require_place


class RuleBody(msgspec.Struct, forbid_unknown_fields=True):
    """One rule: what goes wrong, where, and when; `seed` makes chance repeatable."""

    fault: str
    endpoint: str = EVERY_ENDPOINT
    times: int | None = None
    every: int = 1
    probability: float = 1.0
    seed: int = 0


def list_rules(tx: Tx, context: Context, request: Request, _: Nothing) -> Any:
    """List an app's rules with what they have done."""
    app = apps.get(tx, request.path_params["client_key"])
    return {"rules": [_shown(rule) for rule in context.faults.rules.get(app.client_key, [])]}


def add_rule(tx: Tx, context: Context, request: Request, body: RuleBody) -> Any:
    """Add a rule behind those there are; the first that fires decides."""
    app = apps.get(tx, request.path_params["client_key"])
    require_place(context.settings, app)
    rule = new_rule(
        endpoint=body.endpoint,
        fault=body.fault,
        times=body.times,
        every=body.every,
        probability=body.probability,
        seed=body.seed,
    )
    # Only then: a transaction may be run again from its start.
    tx.after_commit(lambda: context.faults.add(app.client_key, rule))
    return _shown(rule)


def clear_rules(tx: Tx, context: Context, request: Request, __: Nothing) -> Any:
    """Forget an app's rules."""
    client_key = request.path_params["client_key"]
    tx.after_commit(lambda: context.faults.forget(client_key))
    return {"forgotten": len(context.faults.rules.get(client_key, []))}


def _shown(rule: Rule) -> dict[str, Any]:
    return {
        "endpoint": rule.endpoint,
        "fault": rule.text,
        "times": rule.times,
        "every": rule.every,
        "probability": rule.probability,
        "seen": rule.seen,
        "fired": rule.fired,
    }
