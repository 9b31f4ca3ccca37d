"""The admin API's handlers for the state as a whole: reset, export, import, snapshots, worlds."""

import json
import os
import re
from pathlib import Path
from typing import Any, Final

import msgspec
from starlette.requests import Request

from localminis.clock import Clock
from localminis.commerce import ledger
from localminis.errors import Invalid, NotFound
from localminis.publishing import queries as publishing_queries
from localminis.store import clocks, reset, state
from localminis.store.model import DatabaseUnavailable, StateInvalid
from localminis.store.transaction import Tx
from localminis.web import world
from localminis.web.admin import shapes
from localminis.web.context import Context
from localminis.webhooks.rules import Rules

_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")


class SnapshotNameInvalid(Invalid):
    """A snapshot's name has a form that is not taken."""

    code = "snapshot_name_invalid"


class SnapshotNotFound(NotFound):
    """No snapshot has this name."""

    code = "snapshot_not_found"


def reset_state(tx: Tx, context: Context, _: Request, __: shapes.Nothing) -> Any:
    """Forget everything, then make the first users again, as in a new state folder."""
    reset.wipe(tx)
    tx.after_commit(context.faults.rules.clear)
    context.turn_clock(tx, Clock.straightened)
    world.populate(tx, Clock())
    return {}


def export_state(tx: Tx, context: Context, _: Request, __: shapes.Nothing) -> Any:
    """Answer with the whole state; client secrets are in it, in the clear."""
    return state.dump(tx, _unseal(context))


def import_state(tx: Tx, context: Context, _: Request, document: dict[str, Any]) -> Any:
    """Replace the whole state; a document that does not hold together changes nothing."""
    return take(tx, context, document)


def list_snapshots(_: Tx, context: Context, __: Request, ___: shapes.Nothing) -> Any:
    """List the snapshots by name."""
    found = sorted(_folder(context).glob("*.json"))
    return {"snapshots": [{"name": f.stem, "size_bytes": f.stat().st_size} for f in found]}


def take_snapshot(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Keep the present state under a name, instead of what the name stood for."""
    file = _file(context, request)
    text = json.dumps(state.dump(tx, _unseal(context)), ensure_ascii=False)
    try:
        file.parent.mkdir(exist_ok=True)
        temporary = file.with_suffix(".new")
        with os.fdopen(
            os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            out.write(text)
        temporary.replace(file)
    except OSError as error:
        raise DatabaseUnavailable(f"The snapshot {file} cannot be written ({error}).") from error
    return {"name": file.stem, "size_bytes": len(text.encode())}


def restore_snapshot(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Put the state back that a snapshot keeps."""
    file = _file(context, request)
    if not file.is_file():
        raise SnapshotNotFound(
            f"There is no snapshot {file.stem!r}. `localminis state snapshots` lists them."
        )
    try:
        document = msgspec.json.decode(file.read_bytes())
    except msgspec.DecodeError as error:
        raise StateInvalid(f"The snapshot {file} is damaged ({error}).") from error
    return take(tx, context, document)


def apply_world(tx: Tx, context: Context, _: Request, body: world.World) -> Any:
    """Make the apps, users and wallets of a world file; what exists is brought in line."""
    networks = Rules.of(context.settings).networks
    return world.apply(tx, context.clock, context.vault, context.bell, body, networks=networks)


def take(tx: Tx, context: Context, document: Any) -> dict[str, Any]:
    """Put a whole state in the place of the present one.

    Raises:
        StateInvalid: it does not hold together; the transaction must be given up.
    """
    count = state.restore(tx, document, lambda text, key: context.vault.seal(text, record=key))
    try:
        publishing_queries.read_everything(tx)
    except (ValueError, TypeError, KeyError) as error:
        raise StateInvalid(
            f"The code versions or drafts of the state cannot be read ({error}). Export it again."
        ) from error
    problems = ledger.audit(tx).problems
    if problems:
        raise StateInvalid(f"The ledger of the state does not hold: {problems[0]}.")
    for clock_id in clocks.read_all(tx):
        context.at(clock_id).turn_clock(tx, lambda kept: kept.state)
    return {"rows": count}


def _unseal(context: Context) -> state.Seal:
    return lambda sealed, client_key: context.vault.open(sealed, record=client_key)


def _folder(context: Context) -> Path:
    return context.settings.home / "snapshots"


def _file(context: Context, request: Request) -> Path:
    name = request.path_params["name"]
    if not _NAME.fullmatch(name):
        raise SnapshotNameInvalid(
            f"The snapshot name {name!r} is not 1 to 64 letters, digits, '-', '_' or '.'."
        )
    return _folder(context) / f"{name}.json"
