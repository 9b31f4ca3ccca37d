"""`localminis webhook sign` and `verify`: make a signature, or learn why one does not fit."""

from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import click

from localminis import clock
from localminis.cli import terminal
from localminis.cli.steer import app_path, call, home_option, json_option, segment

if TYPE_CHECKING:
    from localminis.webhooks.explain import Verdict

# How many deliveries of an order, and of the newest, a webhook is compared with.
_LIKELY_MAX: Final = 20

_app_option = click.option("--app", "client_key", help="Take the secret of this app (client key).")
_secret_option = click.option(
    "--secret",
    envvar="LOCALMINIS_CLIENT_SECRET",
    help="The client secret. [env: LOCALMINIS_CLIENT_SECRET]",
)


@click.command("sign")
@click.argument("body", type=click.File("rb"))
@_app_option
@_secret_option
@click.option("--time", "t", type=click.IntRange(0), help="Epoch seconds. Default now.")
@home_option
def sign(
    body: IO[bytes],
    client_key: str | None,
    secret: str | None,
    t: int | None,
    home: str | None,
) -> None:
    """Print the TikTok-Signature header for the bytes of the file BODY (- for standard input)."""
    from localminis.spec import signature

    own, _ = _secrets(home, client_key, secret)
    at = clock.wall_s() if t is None else t
    terminal.say(f"{signature.HEADER}: {signature.sign(own, body.read(), at)}")


@click.command("verify")
@click.argument("body", type=click.File("rb"))
@click.option("--header", required=True, help="Value of TikTok-Signature, as it arrived.")
@_app_option
@_secret_option
@click.option("--tolerance", "tolerance_s", type=click.IntRange(0), help="Seconds. Default 300.")
@click.option("--at", "now_s", type=click.IntRange(0), help="When it arrived, epoch seconds.")
@home_option
@json_option
def verify(
    body: IO[bytes],
    header: str,
    client_key: str | None,
    secret: str | None,
    tolerance_s: int | None,
    now_s: int | None,
    home: str | None,
    *,
    is_json: bool,
) -> None:
    """Verify the bytes of the file BODY (- for standard input) and say what is wrong.

    With --app, what fits nothing is compared with what the platform has sent: it says whether time
    or body was changed, and where. Exit code 0 when genuine and fresh, 1 otherwise.
    """
    from localminis.spec import signature
    from localminis.webhooks.explain import explain

    own, others = _secrets(home, client_key, secret)
    content = body.read()
    found = explain(
        own,
        content,
        header,
        now_s=clock.wall_s() if now_s is None else now_s,
        tolerance_s=signature.TOLERANCE_S if tolerance_s is None else tolerance_s,
        other_secrets=others,
    )
    if client_key is not None and found.reason == "no_match":
        found = _compared(home, client_key, content, header)
    if is_json:
        terminal.print_json(
            {
                "is_genuine": found.is_genuine,
                "reason": found.reason,
                "message": found.message,
                "age_s": found.age_s,
            }
        )
    elif found.is_genuine:
        terminal.done(found.message)
    else:
        terminal.fail(f"{found.message} [{found.reason}]")
    if not found.is_genuine:
        raise click.exceptions.Exit(terminal.EXIT_REFUSED)


def _compared(home: str | None, client_key: str, content: bytes, header: str) -> "Verdict":
    """Look in the platform's log for what was sent with this signature or body."""
    from localminis.webhooks.compare import Sent, compare
    from localminis.webhooks.explain import Verdict

    sent, ids = [], _likely(home, client_key, content)
    for each in ids:
        found = call(home, "GET", f"webhooks/deliveries/{segment(each)}")
        for attempt in found["log"]:
            headers = {name.lower(): value for name, value in attempt["request_headers"]}
            signed = headers.get("tiktok-signature", "")
            sent.append(Sent(each, found["event"], signed, attempt["request_body"].encode()))
    verdict = compare(content, header, sent)
    if verdict is not None:
        return verdict
    looked = "its only delivery" if len(ids) == 1 else f"{len(ids)} deliveries that come near"
    where = f"neither this signature nor this body is among {looked}" if ids else "it is empty"
    return Verdict(
        "not_sent",
        f"The signature fits neither this body nor a known secret. In the log of {client_key} "
        f"{where}: another platform has sent it, nobody has, or both body and header were changed.",
    )


def _likely(home: str | None, client_key: str, content: bytes) -> list[str]:
    """Return the ids of deliveries that a body may be of: its order's first, then the newest."""
    import json

    searches: list[dict[str, Any]] = [{}]
    try:
        inner = json.loads(json.loads(content)["content"])
        order = inner.get("trade_order_id") or inner.get("subscription_id")
        searches = [{"order": str(order)}, {}] if order else searches
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        pass  # too much of it was changed
    found = [
        each["id"]
        for search in searches
        for each in call(
            home,
            "GET",
            "webhooks/deliveries?"
            + urlencode({"client_key": client_key, "limit": _LIKELY_MAX, **search}),
        )["deliveries"]
    ]
    return list(dict.fromkeys(found))


def _secrets(
    home: str | None, client_key: str | None, secret: str | None
) -> tuple[str, dict[str, str]]:
    """Return the secret that should fit, and the platform's other ones by client key."""
    if client_key is None:
        if not secret:
            raise click.UsageError("Say whose secret: --app KEY, or --secret SECRET.")
        return secret, {}
    keys = [each["client_key"] for each in call(home, "GET", "apps")["apps"]]
    known = {key: _secret(home, key) for key in {client_key, *keys}}
    return secret or known[client_key], known


def _secret(home: str | None, client_key: str) -> str:
    found = call(home, "GET", f"{app_path(client_key)}?secret=1")
    return str(found["client_secret"])
