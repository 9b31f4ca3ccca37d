"""The portal: code versions and who gets which, trusted domains, ad placements, drafts, icons.

An app gains what its page in the portal says, a revision for each half of that page, so that the
second of two tabs is told, and the app that it is a sandbox of.
"""

STATEMENTS = (
    "ALTER TABLE apps ADD COLUMN kind TEXT NOT NULL DEFAULT 'mini_drama'",
    "ALTER TABLE apps ADD COLUMN description TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE apps ADD COLUMN category TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE apps ADD COLUMN is_ads_enabled INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE apps ADD COLUMN sandbox_of INTEGER REFERENCES apps (id)",
    "ALTER TABLE apps ADD COLUMN revision INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE apps ADD COLUMN release_revision INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE apps ADD COLUMN deleted_at_s BIGINT",
    "CREATE INDEX apps_by_sandbox_of ON apps (sandbox_of)",
    """CREATE TABLE code_versions (
        id {identity},
        app_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        state TEXT NOT NULL,
        note TEXT NOT NULL,
        package_sha256 TEXT NOT NULL,
        size_bytes BIGINT NOT NULL,
        content_bytes BIGINT NOT NULL,
        file_count INTEGER NOT NULL,
        entry TEXT NOT NULL,
        config TEXT NOT NULL,
        report TEXT NOT NULL,
        release_mode TEXT NOT NULL,
        target TEXT,
        target_percentage INTEGER,
        percentage INTEGER,
        production_until INTEGER,
        reasons TEXT NOT NULL,
        uploaded_at_s BIGINT NOT NULL,
        submitted_at_s BIGINT,
        reviewed_at_s BIGINT,
        released_at_s BIGINT,
        PRIMARY KEY (id),
        UNIQUE (app_id, number),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
    "CREATE INDEX code_versions_by_state ON code_versions (app_id, state)",
    """CREATE TABLE version_target_users (
        version_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        PRIMARY KEY (version_id, user_id),
        FOREIGN KEY(version_id) REFERENCES code_versions (id),
        FOREIGN KEY(user_id) REFERENCES users (id)
    )
    """,
    "CREATE INDEX version_target_users_by_user ON version_target_users (user_id)",
    """CREATE TABLE trusted_domains (
        app_id INTEGER NOT NULL,
        origin TEXT NOT NULL,
        PRIMARY KEY (app_id, origin),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
    """CREATE TABLE ad_placements (
        placement_id TEXT NOT NULL,
        app_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        is_active INTEGER NOT NULL,
        created_at_s BIGINT NOT NULL,
        PRIMARY KEY (placement_id),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
    "CREATE INDEX ad_placements_by_app ON ad_placements (app_id)",
    """CREATE TABLE app_drafts (
        app_id INTEGER NOT NULL,
        content TEXT NOT NULL,
        state TEXT NOT NULL,
        reasons TEXT NOT NULL,
        changed_at_s BIGINT NOT NULL,
        PRIMARY KEY (app_id),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
    """CREATE TABLE app_icons (
        app_id INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        content_base64 TEXT NOT NULL,
        PRIMARY KEY (app_id),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
)
