"""`debug --lan`: the app on a real phone of the same network, by a code to scan."""

import io
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from localminis.cli import terminal
from localminis.ids import new_page_token

if TYPE_CHECKING:
    from localminis.devserver.proxy import PageServer


@asynccontextmanager
async def reachable(
    server: "PageServer", platform_url: str, address: str | None
) -> AsyncIterator[tuple[dict[str, str], "PageServer"]]:
    """Open simulator and page to the network; gives what the simulator is told, and the page's.

    Args:
        server: the page's server on loopback, whose options its twin on the network takes.
        platform_url: where the platform listens, on loopback.
        address: of this machine on its network; None finds it.

    Raises:
        LanUnavailable: nothing is opened.
    """
    import segno

    from localminis.devserver import lan
    from localminis.devserver.proxy import PageServer

    found, token = lan.find_address(address), new_page_token()
    gate = lan.LanGate(
        platform_url=platform_url,
        client_key=server.options.client_key,
        token=token,
        address=found,
    )
    async with AsyncExitStack() as parts:
        await gate.start()
        parts.push_async_callback(gate.stop)
        options = replace(
            server.options, platform_url=gate.origin, host=found, port=0, lan_token=token
        )
        page = PageServer(options)
        await page.start()
        parts.push_async_callback(page.stop)
        gate.page_origin = page.origin
        picture = segno.make(gate.link, error="m")
        yield (
            {
                "page_url": page.url,
                "link": gate.link,
                "qr": picture.svg_data_uri(scale=4, border=2),
            },
            page,
        )


def announce(link: str) -> None:
    """Show the code in the terminal, and say loudly what it opens."""
    import segno

    drawn = io.StringIO()
    segno.make(link, error="l").terminal(out=drawn, border=1, compact=True)
    terminal.say()
    terminal.say(drawn.getvalue().rstrip("\n"))
    terminal.say(f"{terminal.bold('On a phone')}  {terminal.link(link)}")
    terminal.warn(
        "Whoever in your network has this link can use the simulator and everything that the app's "
        "development server serves, while debug runs. Use it in networks that you trust."
    )
    terminal.note(
        "A backend on 127.0.0.1 is not reachable from a phone: let your development server pass "
        "its path on, such as /api."
    )
