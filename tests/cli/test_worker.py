def test_a_worker_without_a_shared_database_is_refused(refused):
    """A SQLite file belongs to one process; the refusal says what to set."""
    assert "LOCALMINIS_DATABASE_URL" in refused(1, "worker")
