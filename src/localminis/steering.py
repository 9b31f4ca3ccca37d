"""The way to a running platform: the run file that it leaves, and its admin API.

The command line and the tests steer by these; what is asked is decided by the platform.
"""

import asyncio
import json
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from starlette.types import ASGIApp

from localminis.errors import Invalid, MinisError, Unavailable
from localminis.settings import OWNER_ONLY, Settings
from localminis.store.model import DatabaseUnavailable

if TYPE_CHECKING:
    import httpx2

_ANSWER_TIMEOUT_S: Final = 10
# How often to look whether a platform that was joined is still there.
_LOOK_S: Final = 2


class PlatformEnded(Unavailable):
    """The platform that was joined is gone."""

    code = "platform_ended"


class TextUnreadable(Invalid):
    """An argument holds bytes that are no text."""

    code = "text_unreadable"


class AdminRefused(MinisError):
    """The platform refused a steering call; the message is its own, and so are the `facts`."""

    def __init__(self, message: str, code: str, facts: dict[str, Any]) -> None:
        super().__init__(message)
        self.refusal = code
        self.facts = facts


@dataclass(slots=True)
class Steering:
    """A way to steer a platform: its address and its admin API.

    `is_ours` tells whether the platform lives in this process and ends with it.
    """

    url: str
    is_ours: bool
    _token: str
    _app: ASGIApp | None = None
    _client: "httpx2.AsyncClient | None" = None

    async def call(
        self, method: str, path: str, body: object | None = None, *, patience_s: int = 0
    ) -> Any:
        """Call the admin API and return the decoded answer.

        Args:
            patience_s: for how much longer than others an answer may take.

        Raises:
            AdminRefused: the platform said no; the message says why.
            DatabaseUnavailable: the platform does not answer.
        """
        return await self._ask(method, path, json=body, timeout=_ANSWER_TIMEOUT_S + patience_s)

    async def send(
        self, path: str, content: AsyncIterator[bytes], *, size_bytes: int, kind: str
    ) -> Any:
        """Stream content to the admin API and return the decoded answer.

        There is no limit of time: the platform answers when it has looked at all of it.

        Args:
            kind: the content's media type.

        Raises:
            AdminRefused, DatabaseUnavailable: as `call`.
        """
        headers = {"Content-Length": str(size_bytes), "Content-Type": kind}
        return await self._ask("POST", path, content=content, headers=headers, timeout=None)

    async def fetch(self, path: str, target: BinaryIO) -> None:
        """Stream what the admin API answers into an open file; there is no limit of time.

        Raises:
            AdminRefused, DatabaseUnavailable: as `call`.
        """
        client = await self._opened()
        import httpx2

        try:
            async with client.stream("GET", path, timeout=None) as response:
                if response.is_error:
                    await response.aread()
                    self._answer(response)
                async for piece in response.aiter_bytes():
                    target.write(piece)
        except httpx2.TransportError as error:
            raise self._silent(error) from error

    async def _ask(self, method: str, path: str, **request: Any) -> Any:
        client = await self._opened()
        import httpx2

        try:
            response = await client.request(method, path, **request)
        except UnicodeEncodeError as error:
            raise TextUnreadable(
                f"The text {error.object[error.start : error.end]!r} is not UTF-8."
            ) from error
        except httpx2.TransportError as error:
            raise self._silent(error) from error
        return self._answer(response)

    def _silent(self, error: Exception) -> DatabaseUnavailable:
        return DatabaseUnavailable(
            f"The platform at {self.url} does not answer ({error}). Start it again."
        )

    def _answer(self, response: "httpx2.Response") -> Any:
        """Return the decoded answer, or raise the refusal that it is."""
        try:
            answer = response.json()
            if not response.is_error:
                return answer
            facts = dict(answer["error"])
            message, code = facts.pop("message"), facts.pop("code")
        except (ValueError, KeyError, TypeError) as error:
            raise DatabaseUnavailable(
                f"What answers at {self.url} is not a LocalMinis platform. Stop it, or choose "
                "another port or state folder."
            ) from error
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            raise DatabaseUnavailable(message)
        raise AdminRefused(message, code, facts)

    async def _opened(self) -> "httpx2.AsyncClient":
        # Loaded aside, at the first call: a platform answers before it is steered.
        if self._client is None:
            await asyncio.to_thread(import_module, "httpx2")
        if self._client is None:
            import httpx2

            is_plain = self.url.startswith("http://")
            self._client = httpx2.AsyncClient(
                base_url=self.url,
                headers={"Authorization": f"Bearer {self._token}"},
                transport=httpx2.ASGITransport(app=self._app) if self._app is not None else None,
                timeout=_ANSWER_TIMEOUT_S,
                # Without TLS no certificate is looked at, and loading all of them takes a while.
                verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if is_plain else True,
                trust_env=False,  # a proxy for the outside has no business on loopback
            )
        return self._client

    async def close(self) -> None:
        """Close the pooled connections."""
        if self._client is not None:
            await self._client.aclose()


@asynccontextmanager
async def steered(
    url: str,
    token: str,
    *,
    is_ours: bool,
    app: ASGIApp | None = None,
) -> AsyncIterator[Steering]:
    """Steer the platform at an address until the block ends.

    Args:
        app: the platform's doors, where it does not listen.
    """
    made = Steering(url, is_ours, token, app)
    try:
        yield made
    finally:
        await made.close()


async def find_running(settings: Settings) -> tuple[str, str] | None:
    """Return address and admin token of the platform that runs on this folder, if one answers."""
    try:
        left = json.loads(settings.run_file.read_text("utf-8"))
        url, token = str(left["url"]), str(left["admin_token"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    async with steered(url, token, is_ours=False) as platform:
        with suppress(MinisError):
            status = await platform.call("GET", "/admin/v1/alive")
            if isinstance(status, dict) and "home" in status:  # and not some other server's answer
                return url, token
    return None


async def ended(platform: Steering) -> None:
    """Wait until a platform in another process answers no more, and refuse.

    Raises:
        PlatformEnded: always, within a few seconds.
    """
    while await _is_there(platform):  # noqa: ASYNC110 - another process tells by its answers only
        await asyncio.sleep(_LOOK_S)
    raise PlatformEnded(
        f"The platform at {platform.url} has ended, and the simulator with it. Start this again."
    )


async def _is_there(platform: Steering) -> bool:
    try:
        await platform.call("GET", "/admin/v1/alive")
    except DatabaseUnavailable:
        return False
    return True


def leave_run_file(settings: Settings, url: str, token: str) -> None:
    """Let other processes find the platform of this one.

    Raises:
        DatabaseUnavailable: the file cannot be written.
    """
    temporary = settings.run_file.with_suffix(".new")
    try:
        settings.home.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"url": url, "admin_token": token, "pid": os.getpid()}, file)
        temporary.replace(settings.run_file)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The run file {settings.run_file} cannot be written ({error.strerror}). "
            "Check the folder's permissions and the free disk space."
        ) from error


def remove_run_file(settings: Settings, token: str) -> None:
    """Remove the run file, if it is that of the platform with this admin token."""
    # Another platform on the same shared database may have put its own there.
    with suppress(OSError, ValueError):
        if json.loads(settings.run_file.read_text("utf-8"))["admin_token"] == token:
            settings.run_file.unlink()
