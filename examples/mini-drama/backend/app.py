"""The backend of the mini drama: login, episodes, orders and the webhook that delivers them.

Run it with `python app.py --port 8602`; README.md lists the environment it reads.
"""

import argparse
import logging
import os
import socket
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from drama import BY_NUMBER, EPISODES, TITLE
from refusals import HANDLERS, failure
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from localminis.client import (
    AsyncMinisClient,
    EventMalformed,
    SignatureRefused,
    TradeOrderRedeemed,
    TradeOrderRefundTraceback,
)
from store import Session, Store, StoreUnusable

log = logging.getLogger("mini-drama")
CLIENT_KEY = "mnminidrama0001"


async def login(request: Request) -> Response:
    """Trade the page's one-time code for tokens, which stay here; the page gets a session."""
    try:
        code = (await request.json())["code"]
        tokens = await request.app.state.minis.exchange_code(code)
    except (KeyError, TypeError, ValueError):
        raise HTTPException(400, "Send JSON with the code that TTMinis.login gave.") from None
    session = request.app.state.store.open_session(tokens.open_id, tokens.access_token)
    return JSONResponse({"session": session, "user": {"open_id": tokens.open_id}})


async def me(request: Request) -> Response:
    """Ask the platform who the user is, which also proves that the token still works."""
    user = await request.app.state.minis.user_info(caller(request).access_token)
    return JSONResponse({"user": {"open_id": user.open_id}})


async def episodes(request: Request) -> Response:
    """List the episodes as this user sees them."""
    unlocked = request.app.state.store.unlocked(caller(request).open_id)
    return JSONResponse(
        {
            "title": TITLE,
            "episodes": [
                {
                    "number": episode.number,
                    "title": episode.title,
                    "synopsis": episode.synopsis,
                    "price_beans": episode.price_beans,
                    "locked": episode.price_beans > 0 and episode.number not in unlocked,
                }
                for episode in EPISODES
            ],
        }
    )


async def order(request: Request) -> Response:
    """Create an order for one locked episode; the page pays it with TTMinis.pay."""
    user, store = caller(request), request.app.state.store
    episode = BY_NUMBER.get(request.path_params["number"])
    if episode is None:
        raise HTTPException(404, "There is no such episode.")
    if episode.price_beans == 0 or episode.number in store.unlocked(user.open_id):
        raise HTTPException(409, "This episode is open already.")
    # Stored before the call: the webhook may arrive before the call's answer does. Every attempt
    # gets an id of its own, because the platform never takes one twice, not even after a failure.
    order_id = f"lighthouse-{uuid.uuid4().hex}"
    store.add_order(order_id, user.open_id, episode.number, episode.price_beans)
    trade_order_id = await request.app.state.minis.create_trade_order(
        user.access_token,
        order_id=order_id,
        product_name=f"{TITLE}, episode {episode.number}",
        product_id=f"episode-{episode.number}",
        # The price is ours. A price sent by the page would be the user's to choose.
        token_amount=episode.price_beans,
        quantity=1,
        quantity_unit="episode",
    )
    store.link_order(order_id, trade_order_id)
    return JSONResponse({"trade_order_id": trade_order_id})


async def webhook(request: Request) -> Response:
    """Deliver what was paid. This, and never the page's callback, is the basis of delivery."""
    # The signature covers the bytes as they were sent: read them before anything parses them.
    body = await request.body()
    try:
        event = request.app.state.minis.parse_webhook(body, request.headers.get("TikTok-Signature"))
    except SignatureRefused as refusal:
        log.warning("Webhook refused: %s", refusal)
        return failure(401, "bad_signature", str(refusal))
    except EventMalformed as refusal:
        log.warning("Webhook unreadable: %s", refusal)
        return failure(400, "bad_event", str(refusal))
    store = request.app.state.store
    if isinstance(event, TradeOrderRedeemed):
        # The same event may come many times. Key and unlocking are one transaction, so it counts
        # once, and counts at all even when the process dies half way: the platform sends it again.
        if store.mark_paid(event.dedupe_key, event.order_id, event.trade_order_id):
            log.info("Order %s is paid: its episode is open.", event.trade_order_id)
    elif isinstance(event, TradeOrderRefundTraceback):
        # Beans may come back in parts. The episode closes when all of its price has come back.
        store.add_refund(
            event.dedupe_key, event.order_id, event.trade_order_id, event.refund_amount
        )
    # Everything else gets its 200 too (the portal's ping, events of later versions), or the
    # platform would go on sending it for three days.
    return PlainTextResponse("ok")


async def healthz(_request: Request) -> Response:
    """Say that the backend runs."""
    return PlainTextResponse("ok")


def caller(request: Request) -> Session:
    """Find the session that the page sent as a bearer token."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    store: Store = request.app.state.store
    session = store.find_session(key) if scheme.lower() == "bearer" else None
    if session is None:
        raise HTTPException(401, "The session is unknown; log in again.")
    request.state.session = session
    return session


def create_app(environment: Mapping[str, str], transport: Any = None) -> Starlette:
    """Build the application; the platform's address comes from LOCALMINIS_API_URL."""
    store = Store(Path(environment.get("MINI_DRAMA_DATABASE") or "mini-drama.db"))
    minis = AsyncMinisClient(
        environment.get("MINI_DRAMA_CLIENT_KEY") or CLIENT_KEY,
        environment["MINI_DRAMA_CLIENT_SECRET"],
        base_url=environment.get("LOCALMINIS_API_URL"),
        transport=transport,
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await minis.aclose()
            store.close()

    origins = environment.get("MINI_DRAMA_PAGE_ORIGINS") or "http://127.0.0.1:8601"
    cors = Middleware(
        CORSMiddleware,
        allow_origins=[origin.strip() for origin in origins.split(",")],
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app = Starlette(
        routes=[
            Route("/api/login", login, methods=["POST"]),
            Route("/api/me", me),
            Route("/api/episodes", episodes),
            Route("/api/episodes/{number:int}/order", order, methods=["POST"]),
            Route("/webhooks/tiktok", webhook, methods=["POST"]),
            Route("/healthz", healthz),
        ],
        middleware=[cors],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.state.minis, app.state.store = minis, store
    return app


def main() -> None:
    """Read the arguments and the environment, and serve."""
    parser = argparse.ArgumentParser(description=f"Backend of the mini drama {TITLE!r}.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8602, help="port to listen on")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    log.setLevel(logging.INFO)
    try:
        app = create_app(os.environ)
    except KeyError as missing:
        parser.error(
            f"Set {missing.args[0]}; `localminis app show {CLIENT_KEY} --secret` shows it."
        )
    except (ValueError, StoreUnusable) as problem:
        parser.error(str(problem))
    try:
        listener = socket.create_server((arguments.host, arguments.port))
    except (OSError, OverflowError) as problem:
        parser.error(f"{arguments.host}:{arguments.port} is not free ({problem}); use --port.")
    log.info("The backend listens on http://%s:%d", *listener.getsockname())
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
