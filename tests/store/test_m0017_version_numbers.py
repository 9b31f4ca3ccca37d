from sqlalchemy import create_engine

from localminis.store import migrate


def test_numbers_go_on_after_the_highest_there_is():
    """An app without versions begins with one."""
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        migrate.run(connection, 0, 16)
        for number in (1, 2):
            connection.exec_driver_sql(
                "INSERT INTO apps (id, client_key, client_secret_sealed, name, is_payment_enabled, "
                f"created_at_s) VALUES ({number}, 'key{number}', 's', 'n', 1, 1)"
            )
        for number in (1, 4):
            connection.exec_driver_sql(
                "INSERT INTO code_versions (app_id, number, state, note, package_sha256, "
                "size_bytes, content_bytes, file_count, entry, config, report, release_mode, "
                f"reasons, uploaded_at_s) VALUES (1, {number}, 'preview', '', 'x', 1, 1, 1, 'i', "
                "'{}', '{}', 'manual', '[]', 1)"
            )
        migrate.run(connection, 16, 17)
        rows = connection.exec_driver_sql("SELECT newest_version FROM apps ORDER BY id")
        assert [row.newest_version for row in rows] == [4, 0]
    engine.dispose()
