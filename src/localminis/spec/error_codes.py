"""Every error the platform answers with, and its HTTP status; doors translate by this table.

Two families share the API envelope: words (`access_token_invalid`) and numbers (`20021002`). The
OAuth endpoints have a flat shape and words of their own.
"""

from typing import Final

# Source: contract server-api §12, tiktok-api-v2-error-handling. Documented.
WORD_STATUS: Final = {
    "access_token_invalid": 401,
    "scope_not_authorized": 401,
    "scope_permission_missed": 400,
    "invalid_params": 400,
    "invalid_file_upload": 400,
    "rate_limit_exceeded": 429,
    "internal_error": 500,
}

# Source: contract server-api §12, minis-error-codes. The meanings are documented; JSON type and
# HTTP status are unknown. Assumed: strings, and HTTP 200 (setting `numeric_error_status`).
NUMERIC_MEANING: Final = {
    "50001000": "TikTok internal error; retry or ignore",
    "40001000": "Invalid parameters",
    "20011002": "The order does not exist; check client key, trade order id and user",
    "20021001": "The sub-merchant is invalid; payment is not enabled for this app",
    "20021002": "The developer's order id is already used; choose a new one",
    "20001003": "The tier id is invalid",
    "20021101": "The subscription is already active",
    "20021102": "The subscription is cancelled; reactivate it",
    "20021103": "The subscription is on hold; the user must act in the store",
    "20021108": "The previous change has not finished; wait one hour",
    "20021111": "The renewal is less than 24 hours away",
}

# What `numeric_error_status = http` answers; 200 otherwise.
NUMERIC_STATUS_HTTP: Final = {"50001000": 500, "40001000": 400}
NUMERIC_STATUS_HTTP_OTHER: Final = 400

# Source: contract server-api §1.5, oauth-error-handling. The words are documented, the statuses are
# assumed (setting `oauth_error_status`): 400, and 401 for a client that could not be authenticated.
OAUTH_STATUS: Final = {
    "access_denied": 400,
    "invalid_client": 401,
    "invalid_grant": 400,
    "invalid_request": 400,
    "invalid_scope": 400,
    "unauthorized_client": 400,
    "unsupported_grant_type": 400,
    "unsupported_response_type": 400,
    "server_error": 500,
    "temporarily_unavailable": 503,
}

# Errors worth sending the same request again for. Source: contract server-api §12.
RETRYABLE: Final = frozenset({"50001000", "rate_limit_exceeded", "internal_error"})

# Client-side errors of the page's SDK. 102102 and the suffixes are documented for login and
# subscriptions; the prefix 115 for pay is assumed from their neighbours 116 and 118.
# Source: contract client-sdk §2.2.
SDK_LOGIN_LEGAL_URLS_MISSING: Final = 102102
SDK_SUFFIX: Final = {
    "parameter_empty": 101,
    "timeout": 302,
    "internal": 502,
    "user_error": 600,
    "user_cancel": 601,
    "third_party": 602,
}
SDK_PREFIX: Final = {"pay": 115, "login": 102}


def api_status(code: str, numeric_error_status: str) -> int:
    """Return the HTTP status that goes with an API error code.

    Args:
        code: a word or a number of the tables above.
        numeric_error_status: the fidelity setting, `ok` or `http`.
    """
    if code in WORD_STATUS:
        return WORD_STATUS[code]
    if numeric_error_status == "ok":
        return 200
    return NUMERIC_STATUS_HTTP.get(code, NUMERIC_STATUS_HTTP_OTHER)


def oauth_status(code: str, oauth_error_status: str) -> int:
    """Return the HTTP status that goes with an OAuth error word.

    Args:
        code: a word of `OAUTH_STATUS`.
        oauth_error_status: the fidelity setting, `standard` or `ok`.
    """
    status = OAUTH_STATUS[code]
    return 200 if oauth_error_status == "ok" and status < 500 else status  # noqa: PLR2004 - HTTP


def sdk_error_code(method: str, reason: str) -> int:
    """Return the number that the page's SDK reports, such as 115601 for a cancelled payment.

    Source: contract client-sdk §2.2; the prefixes of `pay` and `login` are assumed.
    """
    return SDK_PREFIX[method] * 1000 + SDK_SUFFIX[reason]
