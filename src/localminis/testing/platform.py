"""One platform for a test, in this process: what a person would click, as calls that block."""

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

from localminis import runtime, settings
from localminis.client import MinisClient
from localminis.steering import AdminRefused, Steering
from localminis.testing.inbox import Inbox

T = TypeVar("T")

_CALL_S: Final = 60
_DURATION: Final = re.compile(r"(\d+)([smhd]?)")
_UNIT_S: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
# The user that every new platform has first.
_FIRST_USER: Final = "Mia"

Refused = AdminRefused


@dataclass(slots=True)
class App:
    """A mini app of a platform in a test, as its backend knows it.

    Attributes:
        client_key: the app's key.
        client_secret: its secret.
        inbox: hears the app's webhooks; None when they go elsewhere.
    """

    client_key: str
    client_secret: str = field(repr=False)
    inbox: Inbox | None = None


class Minis:
    """A platform that listens on loopback for the length of a test.

    Attributes:
        url: the address that a backend calls in place of the platform's.
    """

    def __init__(self, steering: Steering, loop: asyncio.AbstractEventLoop) -> None:
        """Take over a platform that runs on `loop`, in another thread; see `serving`."""
        self.url = steering.url
        self._steering = steering
        self._loop = loop
        self._inboxes: list[Inbox] = []

    def admin(self, method: str, path: str, body: object | None = None) -> Any:
        """Call the admin API, for what has no method here.

        Args:
            path: without `/admin/v1/`, such as `users/Mia/grants/KEY`.

        Raises:
            Refused: the platform said no; the message says why.
        """
        return self._wait(self._steering.call(method, f"/admin/v1/{path}", body))

    def new_app(self, name: str = "Test app", *, webhook_url: str | None = None) -> App:
        """Register an app whose webhooks go to an inbox, or to your own backend.

        Args:
            webhook_url: your receiver, on loopback; an inbox of the app's own when not given.
        """
        made = self.admin("POST", "apps", {"name": name})
        app = App(made["client_key"], made["client_secret"])
        if webhook_url is None:
            app.inbox = Inbox(lambda: [app.client_secret])
            self._inboxes.append(app.inbox)
            webhook_url = app.inbox.url
        self.admin("PATCH", f"apps/{app.client_key}", {"webhook_url": webhook_url})
        return app

    def new_sandbox(self, app: App, name: str = "Test sandbox") -> App:
        """Make a sandbox of an app, with credentials, data and a clock of its own."""
        path = f"apps/{app.client_key}/sandboxes"
        made = self.admin("POST", path, {"name": name})
        return App(made["client_key"], made["client_secret"])

    def new_user(self, name: str, *, beans: int = 0, region: str = "US") -> str:
        """Make a simulated user with so many Beans and return the name."""
        self.admin("POST", "users", {"name": name, "region": region})
        if beans:
            self.grant(name, beans)
        return name

    def grant(self, user: str, beans: int) -> int:
        """Give Beans to a user, or take them with a negative number; returns the balance."""
        granted = self.admin("POST", f"wallets/{quote(user, safe='')}/grant", {"beans": beans})
        return int(granted["balance_beans"])

    def balance(self, user: str = _FIRST_USER) -> int:
        """Return how many Beans a user has."""
        return int(self.admin("GET", f"wallets/{quote(user, safe='')}")["balance_beans"])

    def login(self, app: App, user: str = _FIRST_USER, *, scopes: Sequence[str] = ()) -> str:
        """Log a user in as the page does, and return the one-time code.

        Args:
            scopes: what the user grants beyond the silent login, such as `user.info.basic`.
        """
        body = {"client_key": app.client_key, "scopes": list(scopes)}
        return str(self.admin("POST", f"users/{quote(user, safe='')}/login-codes", body)["code"])

    def client(self, app: App) -> MinisClient:
        """Make a client of the backend's SDK for an app; close it, or use it with `with`."""
        return MinisClient(app.client_key, app.client_secret, base_url=self.url)

    def access_token(self, app: App, user: str = _FIRST_USER) -> str:
        """Log a user in and exchange the code; for tests that begin after the login."""
        with self.client(app) as client:
            return client.exchange_code(self.login(app, user)).access_token

    def pay(self, trade_order_id: str, *, with_recharge: bool = False) -> None:
        """Pay an order as its user does in the sheet; the webhook leaves on its own.

        Args:
            with_recharge: buy what is missing first, as the sheet offers.

        Raises:
            Refused: the order is unknown or paid, or the user has too few Beans.
        """
        body = {"with_recharge": with_recharge}
        self.admin("POST", f"orders/{quote(trade_order_id, safe='')}/pay", body)

    def refund(self, user: str = _FIRST_USER) -> None:
        """Refund a user's last recharge in the store, and trace it back to what it paid for."""
        self.admin("POST", f"wallets/{quote(user, safe='')}/refund", {})

    def disconnect(self, app: App, user: str = _FIRST_USER) -> None:
        """Take back what a user has granted to an app, as in TikTok's settings."""
        self.admin("DELETE", f"users/{quote(user, safe='')}/grants/{app.client_key}")

    def advance(self, duration: str | int, *, sandbox: App | None = None, wait_s: int = 5) -> int:
        """Turn platform time forward; returns it, epoch seconds, when what fell due has run.

        Args:
            duration: seconds, or a text such as `5m`, `24h`, `3d`.
            sandbox: the sandbox whose clock to turn instead of the platform's.
            wait_s: how long to wait for that at most; 0 for a receiver that runs in the event loop
                of the test, which this call holds up.

        Raises:
            ValueError: the text is no duration.
        """
        found = _DURATION.fullmatch(str(duration))
        if found is None:
            raise ValueError(f"{duration!r} is no duration. Write 90, 5m, 24h or 3d.")
        seconds = int(found[1]) * _UNIT_S[found[2]]
        body: dict[str, object] = {"action": "advance", "seconds": seconds, "wait_s": wait_s}
        if sandbox is not None:
            body["client_key"] = sandbox.client_key
        call = self._steering.call("POST", "/admin/v1/clock", body, patience_s=wait_s)
        turned = self._wait(call)
        return int(turned["now_s"])

    def fail(self, app: App, fault: str, *, times: int = 1, endpoint: str | None = None) -> None:
        """Make the app's next calls of the open API fail on purpose.

        Args:
            fault: such as `status=503`, `error=50001000` or `delay=3000`, as `localminis fault add`
                takes them.
            endpoint: the id of the only one it is for, such as `trade_order.create`.
        """
        rule: dict[str, object] = {"fault": fault, "times": times}
        if endpoint is not None:
            rule["endpoint"] = endpoint
        self.admin("POST", f"apps/{app.client_key}/faults", rule)

    def close(self) -> None:
        """Stop the inboxes; `serving` stops the platform."""
        for inbox in self._inboxes:
            inbox.close()

    def _wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_CALL_S)


@contextmanager
def serving(home: Path, **flags: Any) -> Iterator[Minis]:
    """Serve a platform on a state folder until the block ends.

    Args:
        home: the folder; what is in it is gone on with.
        flags: settings by name, such as `token_lifetimes="nov2026"` or `seed=7`. The port is a
            free one unless given.

    Raises:
        Invalid: a setting has a value that is not taken.
        DatabaseInUse: a platform runs on the folder already.
    """
    chosen = settings.load(home=home, **{"port": 0, **flags})
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="localminis-platform", daemon=True)
    thread.start()

    def wait(coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(_CALL_S)

    try:
        running = runtime.alone(chosen)
        minis = Minis(wait(running.__aenter__()), loop)
        try:
            yield minis
        finally:
            minis.close()
            wait(running.__aexit__(None, None, None))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
