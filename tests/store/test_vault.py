import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from localminis.store import vault
from localminis.store.model import DatabaseUnavailable, SealBroken


def test_a_sealed_text_opens_with_the_same_key_and_record_only(tmp_path):
    """A secret can be read again, and a row's secret is no use in another row."""
    path = tmp_path / "secret.key"
    sealed = vault.load(path).seal("sécret", record="mnkey")
    assert "cret" not in sealed
    assert vault.load(path).open(sealed, record="mnkey") == "sécret"
    with pytest.raises(SealBroken):
        vault.load(path).open(sealed, record="mnother")
    with pytest.raises(SealBroken):
        vault.load(tmp_path / "other.key").open(sealed, record="mnkey")


def test_the_same_text_is_never_sealed_alike(tmp_path):
    """A nonce is used once."""
    seal = vault.load(tmp_path / "secret.key").seal
    assert seal("x", record="r") != seal("x", record="r")


def test_only_the_owner_may_read_the_key(tmp_path):
    """The key file is made with the narrowest mode."""
    path = tmp_path / "secret.key"
    vault.load(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes()) == 32


def test_a_wrong_key_file_is_refused_and_kept(tmp_path):
    """A cut or foreign key file is not replaced: the secrets would be lost."""
    path = tmp_path / "secret.key"
    path.write_bytes(b"short")
    with pytest.raises(DatabaseUnavailable, match="5 bytes instead of 32"):
        vault.load(path)
    assert path.read_bytes() == b"short"
    path.unlink()
    path.mkdir()
    with pytest.raises(DatabaseUnavailable, match="cannot be used"):
        vault.load(path)


def test_a_missing_key_of_a_full_database_is_not_made_anew(tmp_path):
    """A new key would open none of the secrets that are sealed already."""
    with pytest.raises(DatabaseUnavailable, match="is missing"):
        vault.load(tmp_path / "secret.key", may_make=False)
    assert not (tmp_path / "secret.key").exists()


def test_who_starts_together_shares_one_key(tmp_path):
    """Processes with one key file seal with the key that stays in it, whoever is first."""
    for attempt in range(20):
        path, ready = tmp_path / f"{attempt}.key", threading.Barrier(4)

        def start(path=path, ready=ready):
            ready.wait()
            return vault.load(path).seal("secret", record="r")

        with ThreadPoolExecutor(4) as threads:
            sealed = [each.result() for each in [threads.submit(start) for _ in range(4)]]
        assert {vault.load(path).open(each, record="r") for each in sealed} == {"secret"}
