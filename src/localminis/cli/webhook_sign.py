"""`localminis webhook sign` and `verify`: make a signature, or learn why one does not fit."""

from typing import IO

import click

from localminis import clock
from localminis.cli import terminal
from localminis.cli.steer import call, home_option, json_option, segment

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

    Exit code 0 when genuine and fresh, 1 otherwise.
    """
    from localminis.spec import signature
    from localminis.webhooks.explain import explain

    own, others = _secrets(home, client_key, secret)
    found = explain(
        own,
        body.read(),
        header,
        now_s=clock.wall_s() if now_s is None else now_s,
        tolerance_s=signature.TOLERANCE_S if tolerance_s is None else tolerance_s,
        other_secrets=others,
    )
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
    found = call(home, "GET", f"apps/{segment(client_key)}?secret=1")
    return str(found["client_secret"])
