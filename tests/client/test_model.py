"""The dataclasses that answers become."""

from localminis.client import ClientToken, UserTokens


def test_times_are_counted_from_receipt():
    """Lifetimes become moments of this machine's clock; nothing assumes 24 hours."""
    tokens = UserTokens("o", (), "act.hidden", "rft.hidden", 7200, 15_552_000, 1000)
    assert (tokens.expires_at_s, tokens.refresh_expires_at_s) == (8200, 15_553_000)
    assert ClientToken("clt.hidden", 7200, 1000).expires_at_s == 8200


def test_reprs_hide_tokens():
    """What lands in a log by accident opens nothing."""
    tokens = UserTokens("o", (), "act.hidden", "rft.hidden", 1, 1, 1)
    assert "hidden" not in repr(tokens)
    assert "hidden" not in repr(ClientToken("clt.hidden", 1, 1))
