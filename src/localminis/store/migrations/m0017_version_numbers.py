"""A number names one version of an app for ever, also when that was the newest and is deleted."""

STATEMENTS = (
    "ALTER TABLE apps ADD COLUMN newest_version INTEGER NOT NULL DEFAULT 0",
    """UPDATE apps SET newest_version = COALESCE(
        (SELECT MAX(number) FROM code_versions WHERE code_versions.app_id = apps.id), 0)
    """,
)
