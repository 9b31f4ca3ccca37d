"""The first tables: identity, ledger and orders, agenda, webhooks, the clock.

`{identity}` stands for a whole-number key that counts by itself, which each database writes its way.
"""

STATEMENTS = (
    """CREATE TABLE accounts (
        id {identity},
        kind TEXT NOT NULL,
        owner_id INTEGER NOT NULL,
        balance_beans BIGINT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (kind, owner_id),
        CONSTRAINT accounts_never_negative CHECK (kind IN ('store', 'promotion') OR balance_beans >= 0)
    )
    """,
    """CREATE TABLE apps (
        id {identity},
        client_key TEXT NOT NULL,
        client_secret_sealed TEXT NOT NULL,
        name TEXT NOT NULL,
        webhook_url TEXT,
        is_payment_enabled INTEGER NOT NULL,
        created_at_s BIGINT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (client_key)
    )
    """,
    """CREATE TABLE clocks (
        id TEXT NOT NULL,
        offset_s BIGINT NOT NULL,
        frozen_at_s BIGINT,
        revision BIGINT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """CREATE TABLE platform (
        "key" TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY ("key")
    )
    """,
    """CREATE TABLE transfers (
        id {identity},
        kind TEXT NOT NULL,
        reference TEXT NOT NULL,
        created_at_s BIGINT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """CREATE TABLE users (
        id {identity},
        name TEXT NOT NULL,
        union_id TEXT NOT NULL,
        region TEXT NOT NULL,
        created_at_s BIGINT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (name),
        UNIQUE (union_id)
    )
    """,
    """CREATE TABLE agenda (
        id {identity},
        kind TEXT NOT NULL,
        "key" TEXT NOT NULL,
        clock_id TEXT NOT NULL,
        due_at_s BIGINT NOT NULL,
        leased_until_s BIGINT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (kind, "key"),
        FOREIGN KEY(clock_id) REFERENCES clocks (id)
    )
    """,
    "CREATE INDEX agenda_by_due ON agenda (clock_id, due_at_s)",
    """CREATE TABLE entries (
        id {identity},
        transfer_id INTEGER NOT NULL,
        account_id INTEGER NOT NULL,
        amount_beans BIGINT NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT entries_move_something CHECK (amount_beans <> 0),
        FOREIGN KEY(transfer_id) REFERENCES transfers (id),
        FOREIGN KEY(account_id) REFERENCES accounts (id)
    )
    """,
    "CREATE INDEX entries_by_account ON entries (account_id)",
    """CREATE TABLE login_codes (
        code_digest TEXT NOT NULL,
        app_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        scope TEXT NOT NULL,
        expires_at_s BIGINT NOT NULL,
        used_at_s BIGINT,
        PRIMARY KEY (code_digest),
        FOREIGN KEY(app_id) REFERENCES apps (id),
        FOREIGN KEY(user_id) REFERENCES users (id)
    )
    """,
    """CREATE TABLE open_ids (
        app_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        open_id TEXT NOT NULL,
        PRIMARY KEY (app_id, user_id),
        UNIQUE (app_id, open_id),
        FOREIGN KEY(app_id) REFERENCES apps (id),
        FOREIGN KEY(user_id) REFERENCES users (id)
    )
    """,
    """CREATE TABLE orders (
        trade_order_id TEXT NOT NULL,
        app_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        order_id TEXT NOT NULL,
        token_type TEXT NOT NULL,
        token_amount BIGINT NOT NULL,
        product_name TEXT NOT NULL,
        product_id TEXT,
        order_url TEXT,
        quantity BIGINT,
        quantity_unit TEXT,
        image_url TEXT,
        trade_order_status TEXT NOT NULL,
        created_at_s BIGINT NOT NULL,
        paid_at_s BIGINT,
        transfer_id INTEGER,
        PRIMARY KEY (trade_order_id),
        UNIQUE (app_id, order_id),
        FOREIGN KEY(app_id) REFERENCES apps (id),
        FOREIGN KEY(user_id) REFERENCES users (id),
        FOREIGN KEY(transfer_id) REFERENCES transfers (id)
    )
    """,
    "CREATE INDEX orders_by_user ON orders (user_id)",
    """CREATE TABLE tokens (
        token_digest TEXT NOT NULL,
        kind TEXT NOT NULL,
        app_id INTEGER NOT NULL,
        user_id INTEGER,
        scope TEXT NOT NULL,
        issued_at_s BIGINT NOT NULL,
        expires_at_s BIGINT NOT NULL,
        revoked_at_s BIGINT,
        PRIMARY KEY (token_digest),
        FOREIGN KEY(app_id) REFERENCES apps (id),
        FOREIGN KEY(user_id) REFERENCES users (id)
    )
    """,
    "CREATE INDEX tokens_by_grant ON tokens (app_id, user_id)",
    """CREATE TABLE webhook_events (
        id TEXT NOT NULL,
        app_id INTEGER NOT NULL,
        event TEXT NOT NULL,
        subject TEXT NOT NULL,
        create_time BIGINT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
    """CREATE TABLE webhook_deliveries (
        number {identity},
        id TEXT NOT NULL,
        event_id TEXT NOT NULL,
        url TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        next_attempt_at_s BIGINT,
        last_error TEXT,
        PRIMARY KEY (number),
        UNIQUE (id),
        FOREIGN KEY(event_id) REFERENCES webhook_events (id)
    )
    """,
    "CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (event_id)",
    """CREATE TABLE webhook_attempts (
        id {identity},
        delivery_id TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        sent_at_wall_s BIGINT NOT NULL,
        duration_ms INTEGER NOT NULL,
        response_status INTEGER,
        response_body TEXT,
        error TEXT,
        PRIMARY KEY (id),
        FOREIGN KEY(delivery_id) REFERENCES webhook_deliveries (id)
    )
    """,
    "CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery_id)",
)
