"""How an app looks where it is listed: its words in other languages, its promotional images."""

STATEMENTS = (
    """CREATE TABLE app_localizations (
        app_id INTEGER NOT NULL,
        language TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        terms_url TEXT,
        privacy_url TEXT,
        is_online INTEGER NOT NULL,
        PRIMARY KEY (app_id, language),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
    """CREATE TABLE promo_images (
        app_id INTEGER NOT NULL,
        number INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        content_base64 TEXT NOT NULL,
        PRIMARY KEY (app_id, number),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
)
