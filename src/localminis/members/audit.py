"""The audit log: who did what, in the transaction that did it."""

from typing import Final

from localminis.clock import wall_s
from localminis.members import queries
from localminis.members.model import Actor, AuditEntry
from localminis.store.transaction import Tx

_SUBJECT_MAX: Final = 500


def record(tx: Tx, actor: Actor, action: str, subject: str) -> None:
    """Note that `actor` did `action` to `subject`; no values, so no secret can be among them."""
    queries.insert_audit(
        tx, at_s=wall_s(), actor=actor.name, action=action, subject=subject[:_SUBJECT_MAX]
    )


def page(
    tx: Tx, *, limit: int = 100, before: int | None = None, actor: str | None = None
) -> list[AuditEntry]:
    """Return entries, the newest first.

    Args:
        before: the number of the last entry of the page before.
        actor: only what this member did.
    """
    return queries.audit_page(tx, before=before, actor=actor, count_max=limit)
