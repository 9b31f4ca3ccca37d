"""`localminis webhook torture`: a report on a receiver, for people and for CI."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.local_file import FILE
from localminis.cli.steer import app_path, call, home_option, json_option, segment
from localminis.errors import Unavailable

if TYPE_CHECKING:
    from localminis.webhooks.torture import Order, Result

_MARKS: Final = {"pass": "✓", "fail": "✗", "warn": "!", "skip": "-"}
_COLOURS: Final = {"pass": "green", "fail": "red", "warn": "yellow", "skip": None}


class ReportUnwritable(Unavailable):
    """The report's file cannot be written."""

    code = "report_unwritable"


@click.command("torture")
@click.argument("url")
@click.option("--app", "client_key", required=True, help="In whose name (client key).")
@click.option(
    "--state-url",
    help="Where the receiver's state can be read with GET, to judge what it did; may hold "
    "{trade_order_id} and {order_id}.",
)
@click.option(
    "--order",
    "trade_order_ids",
    multiple=True,
    help="A trade order that the receiver knows; repeat it for more. The first is paid, refunded "
    "and paid again, the second is paid by several deliveries at once.",
)
@click.option(
    "--timeout", "timeout_s", type=click.FloatRange(0.1, 60), default=10.0, help="Seconds."
)
@click.option("--junit", type=FILE, help="Write JUnit XML.")
@home_option
@json_option
def torture(
    url: str,
    client_key: str,
    state_url: str | None,
    trade_order_ids: tuple[str, ...],
    timeout_s: float,
    junit: Path | None,
    home: str | None,
    *,
    is_json: bool,
) -> None:
    """Test the webhook receiver at URL with everything that it must survive.

    Its deliveries are not in the platform's log. Exit code 0 when nothing failed; warnings do not
    count.
    """
    from localminis.webhooks.torture import Target

    app = call(home, "GET", f"{app_path(client_key)}?secret=1")
    orders = [_order(home, client_key, each) for each in trade_order_ids]
    target = Target(url, client_key, app["client_secret"], state_url, orders, timeout_s)
    results = asyncio.run(_run(target, settings.load(home=home)))
    if junit is not None:
        _write_junit(junit, url, results)
    if is_json:
        terminal.print_json([asdict(each) for each in results])
    else:
        _report(results)
    if any(each.outcome == "fail" for each in results):
        raise click.exceptions.Exit(terminal.EXIT_REFUSED)


async def _run(target: Any, chosen: settings.Settings) -> "list[Result]":
    from localminis.webhooks import torture as bench
    from localminis.webhooks.post import Poster
    from localminis.webhooks.rules import Rules
    from localminis.webhooks.torture_cases import CASES

    rules = Rules.of(chosen)
    for address in filter(None, (target.url, target.state_url)):
        bench.check_address(address, rules)
    poster = Poster(rules)
    try:
        return await bench.run(target, poster, CASES)
    finally:
        await poster.close()


def _order(home: str | None, client_key: str, trade_order_id: str) -> "Order":
    from localminis.webhooks.torture import Order

    found = call(home, "GET", f"orders/{segment(trade_order_id)}")
    app = call(home, "GET", app_path(client_key))
    if found["app_id"] != app["id"]:
        raise click.UsageError(f"The order {trade_order_id} belongs to another app.")
    return Order(found["trade_order_id"], found["order_id"], "", is_real=True)


def _report(results: "Sequence[Result]") -> None:
    width = max(len(each.name) for each in results)
    for each in results:
        mark = click.style(_MARKS[each.outcome], fg=_COLOURS[each.outcome])
        terminal.say(f"{mark} {each.name.ljust(width)}  {each.about}")
        if each.detail:
            terminal.say(f"  {' ' * width}  {each.detail}")
        if each.fix:
            terminal.say(f"  {' ' * width}  fix: {each.fix}")
    counts = {name: sum(each.outcome == name for each in results) for name in _MARKS}
    said = [f"{counts['pass']} passed", f"{counts['fail']} failed"]
    said += [f"{counts['warn']} warned"] if counts["warn"] else []
    said += [f"{counts['skip']} skipped"] if counts["skip"] else []
    terminal.say(terminal.bold(", ".join(said)))
    if any(each.name == "valid" and each.outcome == "fail" for each in results):
        terminal.note(
            "Begin with `valid`: while a genuine delivery fails, most others fail with it."
        )


def _write_junit(path: Path, url: str, results: "Sequence[Result]") -> None:
    suite = ET.Element(
        "testsuite",
        name=f"webhook receiver {url}",
        tests=str(len(results)),
        failures=str(sum(each.outcome == "fail" for each in results)),
        skipped=str(sum(each.outcome == "skip" for each in results)),
    )
    for each in results:
        case = ET.SubElement(
            suite,
            "testcase",
            classname="localminis.webhook",
            name=each.name,
            time=f"{each.duration_ms / 1_000:.3f}",
        )
        # Some of what is not printable cannot be in XML.
        said = terminal.plain(each.detail)
        if each.outcome == "fail":
            ET.SubElement(case, "failure", message=said).text = each.fix
        elif each.outcome == "skip":
            ET.SubElement(case, "skipped", message=said)
        elif each.outcome == "warn":
            ET.SubElement(case, "system-out").text = f"{said}. {each.fix}"
    try:
        ET.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise ReportUnwritable(
            f"The report {path} cannot be written ({error.strerror}). Choose another with --junit."
        ) from error
