"""The team of a served platform: who may sign in, their tokens and sessions, and what they did.

A platform that one person runs on their own machine has no members, and the tables stay empty.
"""

STATEMENTS = (
    """CREATE TABLE members (
        id {identity},
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        role INTEGER NOT NULL,
        password_hash TEXT,
        provider_subject TEXT,
        is_disabled INTEGER NOT NULL,
        created_at_s BIGINT NOT NULL,
        last_seen_at_s BIGINT,
        PRIMARY KEY (id),
        UNIQUE (email),
        UNIQUE (provider_subject)
    )
    """,
    """CREATE TABLE member_tokens (
        id {identity},
        member_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        token_digest TEXT NOT NULL,
        created_at_s BIGINT NOT NULL,
        expires_at_s BIGINT,
        last_used_at_s BIGINT,
        PRIMARY KEY (id),
        UNIQUE (member_id, name),
        UNIQUE (token_digest),
        FOREIGN KEY(member_id) REFERENCES members (id)
    )
    """,
    """CREATE TABLE member_sessions (
        session_digest TEXT NOT NULL,
        member_id INTEGER NOT NULL,
        created_at_s BIGINT NOT NULL,
        expires_at_s BIGINT NOT NULL,
        PRIMARY KEY (session_digest),
        FOREIGN KEY(member_id) REFERENCES members (id)
    )
    """,
    "CREATE INDEX member_sessions_by_member ON member_sessions (member_id)",
    """CREATE TABLE audit_entries (
        id {identity},
        at_s BIGINT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX audit_entries_by_actor ON audit_entries (actor, id)",
)
