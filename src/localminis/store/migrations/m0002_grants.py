"""Consent: what each user granted to each app, and everything a login may depend on.

Apps gain the portal's legal addresses, redirect addresses and test users; users gain a language, an
age flag, a ban and a way to be deleted; tokens remember the code that began their family. Whoever
holds a living token is taken to have logged in silently.
"""

STATEMENTS = (
    "ALTER TABLE apps ADD COLUMN developer TEXT NOT NULL DEFAULT 'default'",
    "ALTER TABLE apps ADD COLUMN terms_url TEXT DEFAULT 'https://example.com/terms'",
    "ALTER TABLE apps ADD COLUMN privacy_url TEXT DEFAULT 'https://example.com/privacy'",
    "ALTER TABLE apps ADD COLUMN requires_test_user INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT 'en'",
    "ALTER TABLE users ADD COLUMN is_adult INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE users ADD COLUMN is_banned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE users ADD COLUMN avatar_url TEXT",
    "ALTER TABLE users ADD COLUMN deleted_at_s BIGINT",
    "ALTER TABLE login_codes ADD COLUMN redirect_uri TEXT",
    "ALTER TABLE login_codes ADD COLUMN code_challenge TEXT",
    "CREATE INDEX login_codes_by_grant ON login_codes (app_id, user_id)",
    "ALTER TABLE tokens ADD COLUMN family TEXT",
    """CREATE TABLE grants (
        app_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        scope TEXT NOT NULL,
        granted_at_s BIGINT NOT NULL,
        PRIMARY KEY (app_id, user_id, scope),
        FOREIGN KEY(app_id) REFERENCES apps (id),
        FOREIGN KEY(user_id) REFERENCES users (id)
    )
    """,
    "CREATE INDEX grants_by_user ON grants (user_id)",
    """INSERT INTO grants (app_id, user_id, scope, granted_at_s)
    SELECT app_id, user_id, 'user.info.open_id', MIN(issued_at_s) FROM tokens
    WHERE user_id IS NOT NULL AND revoked_at_s IS NULL GROUP BY app_id, user_id
    """,
    """CREATE TABLE redirect_uris (
        app_id INTEGER NOT NULL,
        redirect_uri TEXT NOT NULL,
        PRIMARY KEY (app_id, redirect_uri),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
    """CREATE TABLE test_users (
        app_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        added_at_s BIGINT NOT NULL,
        PRIMARY KEY (app_id, user_id),
        FOREIGN KEY(app_id) REFERENCES apps (id),
        FOREIGN KEY(user_id) REFERENCES users (id)
    )
    """,
    "CREATE INDEX test_users_by_user ON test_users (user_id)",
)
