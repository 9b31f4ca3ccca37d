"""Calls of the open API, as they were made and answered: a log, kept up to a number of rows.

What lists and searches read is narrow and apart from bodies and headers. Nothing refers to other
tables: a call stays in the log when its app or user is gone, or another state is restored.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from localminis.store.tables.schema import OF_INSTALLATION, metadata

# `client_key` and `path` are empty where they are not known; `code` is `ok` for a success.
api_requests = Table(
    "api_requests",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("log_id", Text, nullable=False),
    Column("at_wall_ms", BigInteger, nullable=False),
    Column("at_s", BigInteger, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("method", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("client_key", Text, nullable=False),
    Column("user_id", Integer),
    Column("status", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("is_refused", Integer, nullable=False),
    info=OF_INSTALLATION,
)
# Each with the number, so that the newest of a kind are read off the index, however many there are.
Index("api_requests_by_log_id", api_requests.c.log_id)
Index("api_requests_by_app", api_requests.c.client_key, api_requests.c.number)
Index("api_requests_by_user", api_requests.c.user_id, api_requests.c.number)
Index("api_requests_by_path", api_requests.c.path, api_requests.c.number)
Index("api_requests_by_status", api_requests.c.status, api_requests.c.number)
Index("api_requests_by_outcome", api_requests.c.is_refused, api_requests.c.number)

# Headers are JSON lists of pairs; secrets are masked in all of it.
api_request_details = Table(
    "api_request_details",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("query", Text, nullable=False),
    Column("request_headers", Text, nullable=False),
    Column("request_body", Text, nullable=False),
    Column("response_headers", Text, nullable=False),
    Column("response_body", Text, nullable=False),
    Column("field", Text),
    Column("passes", Text),
    info=OF_INSTALLATION,
)
