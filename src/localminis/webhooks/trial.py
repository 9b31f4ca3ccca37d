"""Trying an address before it is registered: the portal's "Test URL", one genuine ping."""

from dataclasses import dataclass

from localminis.clock import Clock, wall_s
from localminis.errors import Refused
from localminis.spec import signature
from localminis.spec.events import PING
from localminis.webhooks import guard
from localminis.webhooks.post import Exchange, Limit, Poster
from localminis.webhooks.rules import Rules, compact


class TrialFailed(Refused):
    """The address did not acknowledge the ping, so it is not registered."""

    code = "trial_failed"


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name an address is tried."""

    client_key: str
    secret: str


async def ping(
    url: str, sender: Sender, clock: Clock, rules: Rules, *, timeout_s: float
) -> Exchange:
    """Send the portal's test event to an address, signed as any other, and hear its answer.

    Raises:
        AddressRefused: webhooks may not be sent there.
        TrialFailed: it was not acknowledged; says what came instead.

    Source: contract server-api §7, toolchain-portal §9.8.
    """
    guard.check(url, rules.networks)
    envelope = {
        "client_key": sender.client_key,
        "event": PING.name,
        "create_time": clock.now_s(),
        "user_openid": "",
        "content": compact({}),
    }
    body = rules.shape(compact(envelope)).encode()
    t = clock.now_s() if rules.is_t_platform_time else wall_s()
    headers = {signature.HEADER: signature.sign(sender.secret, body, t)}
    poster = Poster(rules)
    try:
        met = await poster.post(url, body, headers, limit=Limit(total=timeout_s))
    finally:
        await poster.close()
    if not rules.is_success(met.status):
        what = met.trouble or f"It answered {met.status}"
        raise TrialFailed(
            f"{url} did not acknowledge the ping: {what.rstrip('.')}. Nothing was saved. Answer "
            "200 to every event that is genuinely signed, then test again."
        )
    return met
