"""A webhook receiver that does nothing but note when each event arrived, so that it is never slow.

Prints its port. `GET /wait/N` answers once N events are there, `GET /report` tells them all; times
are of the monotonic clock, which all processes of one machine share.
"""

import asyncio
import json
import re
import time

import uvloop

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
SIGNATURE = re.compile(rb"tiktok-signature: *([^\r]+)", re.IGNORECASE)

heard: list[tuple[float, bytes, bytes]] = []
news = asyncio.Event()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection until the other side closes it."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"POST"):
                found = LENGTH.search(head)
                body = await reader.readexactly(int(found[1])) if found else b""
                heard.append((time.monotonic(), head, body))
                news.set()
                writer.write(OK)
            else:
                answer = json.dumps(await look(head.split()[1].decode())).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer))
                writer.write(answer)
    except (asyncio.IncompleteReadError, ConnectionResetError):
        pass
    finally:
        writer.close()


async def look(path: str) -> object:
    """Return what a GET asks for, waiting for it where it asks to."""
    if path == "/report":
        return report()
    count = int(path.removeprefix("/wait/"))
    while len(heard) < count:
        news.clear()
        await news.wait()
    return len(heard)


def report() -> list[tuple[float, str, str]]:
    """List arrival time, signature header and body of everything heard."""
    rows = []
    for at_s, head, body in heard:
        found = SIGNATURE.search(head)
        rows.append((at_s, found[1].decode() if found else "", body.decode()))
    return rows


async def main() -> None:
    """Listen on a free port until the process is ended."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
