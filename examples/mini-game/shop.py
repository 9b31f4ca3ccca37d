"""The game's backend: login, one order, and the webhook that delivers it.

What was bought lives as long as this process; a real backend keeps it in a database.
"""

import json
import secrets
import threading
import uuid
from http import HTTPStatus
from typing import Any

from localminis.client import (
    EventMalformed,
    MinisClient,
    MinisClientError,
    SignatureRefused,
    TradeOrderRedeemed,
)

PRICE_BEANS = 30


class Refusal(Exception):
    """A call of the page that is refused, with its status and words."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Shop:
    """Who is logged in, and whose jar is golden; calls come from many threads."""

    def __init__(self, minis: MinisClient) -> None:
        self._minis = minis
        self._lock = threading.Lock()
        # Session to open id and access token, order id to open id.
        self._sessions: dict[str, tuple[str, str]] = {}
        self._orders: dict[str, str] = {}
        self._golden: set[str] = set()

    def run(
        self, path: str, body: bytes, authorization: str, signature: str | None
    ) -> tuple[HTTPStatus, dict[str, Any]]:
        """Answer one call of the page or one webhook, with its status."""
        try:
            if path == "/webhooks":
                self.deliver(body, signature)
                return HTTPStatus.OK, {}
            return HTTPStatus.OK, self._call(path, body, authorization.removeprefix("Bearer "))
        except Refusal as refusal:
            return refusal.status, {"message": str(refusal)}
        except SignatureRefused as refusal:
            return HTTPStatus.UNAUTHORIZED, {"message": str(refusal)}
        except (ValueError, EventMalformed) as refusal:
            return HTTPStatus.BAD_REQUEST, {"message": str(refusal)}
        except MinisClientError as refusal:
            return HTTPStatus.BAD_GATEWAY, {"message": str(refusal)}

    def _call(self, path: str, body: bytes, session: str) -> dict[str, Any]:
        calls = {"/api/login": self.login, "/api/order": self.order, "/api/jar": self.jar}
        if path not in calls:
            raise Refusal(HTTPStatus.NOT_FOUND, f"There is no {path}.")
        data = json.loads(body or b"{}")
        if not isinstance(data, dict):
            raise Refusal(HTTPStatus.BAD_REQUEST, "Send a JSON object.")
        return calls[path](data, session)

    def login(self, data: dict[str, Any], _session: str) -> dict[str, Any]:
        """Trade the page's one-time code for tokens, which stay here."""
        tokens = self._minis.exchange_code(str(data.get("code", "")))
        session = secrets.token_urlsafe(24)
        with self._lock:
            self._sessions[session] = (tokens.open_id, tokens.access_token)
            return {"session": session, "is_golden": tokens.open_id in self._golden}

    def order(self, _data: dict[str, Any], session: str) -> dict[str, Any]:
        """Make an order for the golden jar; the page pays it with TTMinis.game.pay."""
        open_id, access_token = self._caller(session)
        order_id = f"jar-{uuid.uuid4().hex}"
        with self._lock:
            # Before the call: the webhook may arrive before the call's answer does.
            self._orders[order_id] = open_id
        trade_order_id = self._minis.create_trade_order(
            access_token, order_id=order_id, product_name="Golden jar", token_amount=PRICE_BEANS
        )
        return {"trade_order_id": trade_order_id}

    def jar(self, _data: dict[str, Any], session: str) -> dict[str, Any]:
        """Say whether the user's jar is golden."""
        open_id, _ = self._caller(session)
        with self._lock:
            return {"is_golden": open_id in self._golden}

    def deliver(self, body: bytes, signature: str | None) -> None:
        """Take a webhook; a second one for the same order changes nothing."""
        event = self._minis.parse_webhook(body, signature)
        if isinstance(event, TradeOrderRedeemed):
            with self._lock:
                open_id = self._orders.get(event.order_id)
                if open_id is not None:
                    self._golden.add(open_id)

    def _caller(self, session: str) -> tuple[str, str]:
        with self._lock:
            found = self._sessions.get(session)
        if found is None:
            raise Refusal(HTTPStatus.UNAUTHORIZED, "The session is unknown; log in again.")
        return found
