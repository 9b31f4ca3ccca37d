"""The request log: every call of the open API with its answer, and why it was refused."""

STATEMENTS = (
    """CREATE TABLE api_requests (
        number {identity},
        log_id TEXT NOT NULL,
        at_wall_ms BIGINT NOT NULL,
        at_s BIGINT NOT NULL,
        duration_ms INTEGER NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        client_key TEXT NOT NULL,
        user_id INTEGER,
        status INTEGER NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        is_refused INTEGER NOT NULL,
        PRIMARY KEY (number)
    )
    """,
    "CREATE INDEX api_requests_by_log_id ON api_requests (log_id)",
    "CREATE INDEX api_requests_by_app ON api_requests (client_key, number)",
    "CREATE INDEX api_requests_by_user ON api_requests (user_id, number)",
    "CREATE INDEX api_requests_by_path ON api_requests (path, number)",
    "CREATE INDEX api_requests_by_status ON api_requests (status, number)",
    "CREATE INDEX api_requests_by_outcome ON api_requests (is_refused, number)",
    """CREATE TABLE api_request_details (
        number INTEGER NOT NULL,
        query TEXT NOT NULL,
        request_headers TEXT NOT NULL,
        request_body TEXT NOT NULL,
        response_headers TEXT NOT NULL,
        response_body TEXT NOT NULL,
        field TEXT,
        passes TEXT,
        PRIMARY KEY (number)
    )
    """,
)
