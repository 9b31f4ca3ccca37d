"""Faults on request: a documented error, a status, a delay, a cut connection, or a lost answer.

One request asks for its own with a header; a rule makes an app's calls fail once, every n-th time,
or with a seeded probability. Rules live as long as the process and are off by default.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from localminis.errors import Invalid
from localminis.identity.model import App
from localminis.ids import Dice, new_dice
from localminis.settings import Settings
from localminis.spec import error_codes
from localminis.spec.endpoints import ENDPOINTS, Endpoint
from localminis.web import errors
from localminis.web.numbers import whole_number

HEADER: Final = "X-LocalMinis-Fault"
GRAMMAR: Final = (
    "Use error=CODE, status=400..599, delay=MILLISECONDS (up to 60000), cut or lose, "
    "joined by commas"
)
NOT_SERVED: Final = (
    "This platform is served to a team, and a fault for one would be an outage for all. Make a "
    "sandbox of the app (`localminis sandbox create`) and use its client key: sandboxes can fail."
)
EVERY_ENDPOINT: Final = "*"
_DELAY_MAX_MS: Final = 60_000
ENDPOINT_IDS: Final = frozenset({EVERY_ENDPOINT, *(each.id for each in ENDPOINTS)})
_API_CODES: Final = frozenset({*error_codes.WORD_STATUS, *error_codes.NUMERIC_MEANING})


class FaultInvalid(Invalid):
    """What is asked for is not a fault that can be made."""

    code = "invalid_params"


@dataclass(frozen=True, slots=True)
class Fault:
    """What shall go wrong with one call.

    `delay_ms` is wall time. `is_cut` ends the connection instead of an answer; with `is_lost` the
    work is done first, as when a network fails on the way back.
    """

    delay_ms: int = 0
    error: str | None = None
    status: int | None = None
    is_cut: bool = False
    is_lost: bool = False


@dataclass(slots=True)
class Rule:
    """When an app's calls fail: `times` calls at most, of every `every`-th, or by chance."""

    endpoint: str
    text: str
    fault: Fault
    times: int | None
    every: int
    probability: float
    dice: Dice
    seen: int = 0
    fired: int = 0

    def fires(self, endpoint: Endpoint) -> bool:
        """Count one call and tell whether it fails."""
        if self.endpoint not in {EVERY_ENDPOINT, endpoint.id}:
            return False
        if self.times is not None and self.fired >= self.times:
            return False
        self.seen += 1
        if self.seen % self.every or self.dice.random() >= self.probability:
            return False
        self.fired += 1
        return True


@dataclass(slots=True)
class FaultBook:
    """The rules of one run, by client key."""

    rules: dict[str, list[Rule]] = field(default_factory=dict)

    def add(self, client_key: str, rule: Rule) -> None:
        """Put a rule behind those that an app has."""
        self.rules.setdefault(client_key, []).append(rule)

    def forget(self, client_key: str) -> None:
        """Forget the rules of an app; none is no mistake."""
        self.rules.pop(client_key, None)

    def pick(self, client_key: str | None, endpoint: Endpoint) -> Fault | None:
        """Return the fault of the first rule that fires for this call."""
        for rule in self.rules.get(client_key or "", []):
            if rule.fires(endpoint):
                return rule.fault
        return None


def new_rule(
    *,
    endpoint: str,
    fault: str,
    times: int | None,
    every: int,
    probability: float,
    seed: int,
) -> Rule:
    """Make a rule.

    Raises:
        FaultInvalid: an unknown endpoint, a fault or number out of its range; says which.
    """
    if endpoint not in ENDPOINT_IDS:
        known = ", ".join(sorted(ENDPOINT_IDS))
        raise FaultInvalid(f"The endpoint {endpoint!r} is unknown. Known: {known}.")
    if (times is not None and times < 1) or every < 1 or not 0 < probability <= 1:
        raise FaultInvalid("times and every start at 1, and probability lies above 0 and up to 1.")
    return Rule(endpoint, fault, parse(fault), times, every, probability, new_dice(seed))


def require_place(settings: Settings, app: App | None) -> None:
    """Refuse faults where others would meet them: of a served platform only sandboxes can fail.

    Raises:
        FaultInvalid: the app, or the unknown caller, is no sandbox there.
    """
    if settings.is_served and (app is None or not app.is_sandbox):
        raise FaultInvalid(NOT_SERVED)


def parse(text: str) -> Fault:
    """Read a fault such as `delay=500, status=503`.

    Raises:
        FaultInvalid: says which part is not one, and the grammar.
    """
    values: dict[str, Any] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        number = whole_number(value)
        if name == "delay" and number is not None and number <= _DELAY_MAX_MS:
            values["delay_ms"] = number
        elif name == "status" and number is not None and 400 <= number <= 599:  # noqa: PLR2004 - HTTP
            values["status"] = number
        elif name == "error" and value in _API_CODES | set(error_codes.OAUTH_STATUS):
            values["error"] = value
        elif name in {"cut", "lose"} and not value:
            values["is_cut"], values["is_lost"] = True, name == "lose"
        else:
            raise FaultInvalid(f"{part.strip()!r} is not a fault. {GRAMMAR}.")
    return Fault(**values)


async def answer(fault: Fault, endpoint: Endpoint, settings: Settings) -> Response | None:
    """Make the answer of a fault after its delay; None when only the delay was wanted.

    Raises:
        FaultInvalid: the error is none that this endpoint can answer with.
    """
    if fault.delay_ms:
        await asyncio.sleep(fault.delay_ms / 1000)
    if fault.is_cut and not fault.is_lost:
        return Cut()
    if fault.error is not None:
        return _error(fault.error, endpoint, settings)
    if fault.status is not None:
        text = f"Fault on request: {fault.status}\n"
        return Response(text, fault.status, media_type="text/plain")
    return None


class Cut(Response):
    """An answer that starts and never ends: the server then drops the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Promise a body and send none of it."""
        headers = [(b"content-length", b"1024")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


def _error(code: str, endpoint: Endpoint, settings: Settings) -> Response:
    message = "Fault on request."
    is_oauth = endpoint.body == "form"
    if is_oauth and code in error_codes.OAUTH_STATUS:
        return errors.oauth_error(code, message, settings)
    if not is_oauth and code in _API_CODES:
        status = error_codes.api_status(code, settings.numeric_error_status)
        return errors.api_error(code, message, status)
    raise FaultInvalid(f"{endpoint.id} does not answer with {code!r}. {GRAMMAR}.")
