"""Sandbox payment, store refunds with their tracebacks, and subscriptions.

`{identity}` stands for a whole-number key that counts by itself, which each database writes its way.
"""

STATEMENTS = (
    "ALTER TABLE orders ADD COLUMN is_sandbox INTEGER DEFAULT '0' NOT NULL",
    """CREATE TABLE sandbox_users (
        user_id INTEGER NOT NULL,
        since_s BIGINT NOT NULL,
        PRIMARY KEY (user_id),
        FOREIGN KEY(user_id) REFERENCES users (id)
    )
    """,
    """CREATE TABLE store_refunds (
        id {identity},
        user_id INTEGER NOT NULL,
        recharge_transfer_id INTEGER NOT NULL,
        wallet_beans BIGINT NOT NULL,
        owed_beans BIGINT NOT NULL,
        parts_left INTEGER NOT NULL,
        created_at_s BIGINT NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (recharge_transfer_id),
        FOREIGN KEY(user_id) REFERENCES users (id),
        FOREIGN KEY(recharge_transfer_id) REFERENCES transfers (id)
    )
    """,
    """CREATE TABLE tracebacks (
        id {identity},
        refund_id INTEGER NOT NULL,
        trade_order_id TEXT NOT NULL,
        refund_amount BIGINT NOT NULL,
        transfer_id INTEGER NOT NULL,
        created_at_s BIGINT NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT tracebacks_recover_something CHECK (refund_amount > 0),
        FOREIGN KEY(refund_id) REFERENCES store_refunds (id),
        FOREIGN KEY(trade_order_id) REFERENCES orders (trade_order_id),
        FOREIGN KEY(transfer_id) REFERENCES transfers (id)
    )
    """,
    "CREATE INDEX tracebacks_by_order ON tracebacks (trade_order_id)",
    "CREATE INDEX tracebacks_by_refund ON tracebacks (refund_id)",
    """CREATE TABLE subscriptions (
        number {identity},
        subscription_id TEXT NOT NULL,
        app_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        region TEXT NOT NULL,
        tier_id TEXT NOT NULL,
        order_id TEXT NOT NULL,
        trade_order_id TEXT NOT NULL,
        state TEXT NOT NULL,
        pay_type TEXT NOT NULL,
        is_sandbox INTEGER NOT NULL,
        begin_time BIGINT NOT NULL,
        end_time BIGINT NOT NULL,
        anchor_s BIGINT NOT NULL,
        periods INTEGER NOT NULL,
        renewals INTEGER NOT NULL,
        is_payment_failing INTEGER NOT NULL,
        on_hold_since_s BIGINT,
        failed_attempts INTEGER NOT NULL,
        changed_at_s BIGINT,
        next_step_at_s BIGINT,
        created_at_s BIGINT NOT NULL,
        PRIMARY KEY (number),
        UNIQUE (subscription_id),
        FOREIGN KEY(app_id) REFERENCES apps (id),
        FOREIGN KEY(user_id) REFERENCES users (id)
    )
    """,
    "CREATE UNIQUE INDEX subscriptions_one_live ON subscriptions (app_id, user_id) WHERE state <> 'expired'",
    "CREATE INDEX subscriptions_by_step ON subscriptions (next_step_at_s)",
    """CREATE TABLE subscription_orders (
        number {identity},
        trade_order_id TEXT NOT NULL,
        app_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        subscription_id TEXT,
        kind TEXT NOT NULL,
        order_id TEXT,
        tier_id TEXT NOT NULL,
        product_name TEXT NOT NULL,
        order_url TEXT,
        order_detail TEXT,
        trade_order_status TEXT NOT NULL,
        price TEXT NOT NULL,
        currency TEXT NOT NULL,
        is_sandbox INTEGER NOT NULL,
        begin_time BIGINT,
        end_time BIGINT,
        actually_end_time BIGINT,
        created_at_s BIGINT NOT NULL,
        paid_at_s BIGINT,
        PRIMARY KEY (number),
        UNIQUE (trade_order_id),
        UNIQUE (app_id, order_id),
        FOREIGN KEY(app_id) REFERENCES apps (id),
        FOREIGN KEY(user_id) REFERENCES users (id),
        FOREIGN KEY(subscription_id) REFERENCES subscriptions (subscription_id)
    )
    """,
    "CREATE INDEX subscription_orders_by_subscription ON subscription_orders (subscription_id)",
)
