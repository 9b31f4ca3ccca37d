from sqlalchemy import select

from localminis.identity import apps, codes, users
from localminis.ids import digest
from localminis.spec import limits, scopes
from localminis.store import vault
from localminis.store.tables.identity import login_codes


def test_a_code_is_stored_as_a_digest_with_its_end(shelf, tmp_path):
    """What is in the database cannot be exchanged, and each code differs."""
    seal = vault.load(tmp_path / "secret.key")

    def work(tx):
        app = apps.create(tx, shelf.clock, seal, name="Drama")
        user = users.create(tx, shelf.clock, name="Mia")
        return [codes.issue(tx, shelf.clock, user, app) for _ in range(2)]

    first, second = shelf.run(work)
    rows = shelf.run(lambda tx: tx.all(select(login_codes)))
    assert {row.code_digest for row in rows} == {digest(first), digest(second)}
    assert first != second
    assert first not in str(rows)
    assert {row.expires_at_s for row in rows} == {shelf.clock.now_s() + limits.CODE_LIFETIME_S}
    assert {row.scope for row in rows} == {scopes.OPEN_ID}
    assert {row.used_at_s for row in rows} == {None}
