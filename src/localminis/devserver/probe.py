"""Asking a development server whether it answers yet, and with a page or with something else."""

from typing import Final, Literal

import aiohttp

_TIMEOUT_S: Final = 5.0
_REDIRECTS: Final = range(300, 400)

Answer = Literal["page", "other"]


def probing() -> aiohttp.ClientSession:
    """Open what the questions are asked with."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=False, force_close=True),
        timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S),
        headers={"Accept": "text/html"},
    )


async def probe(session: aiohttp.ClientSession, url: str) -> Answer | None:
    """Say what answers at an address; None while nothing does."""
    try:
        async with session.get(url, allow_redirects=False) as answer:
            # A redirect leads to a page; only an API answers with anything else.
            is_page = answer.ok and (
                answer.status in _REDIRECTS or answer.content_type == "text/html"
            )
            return "page" if is_page else "other"
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
