"""A platform that costs next to nothing: it answers each call after a set time, and counts.

The practice page keeps every post and picture on the disk and draws pages of them; behind several
workers it is what would be measured. This one speaks just as much of the Graph API as publishing
asks for, in one thread.

python benchmarks/stub_platform.py --port 8799 --latency 0.2
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Platform:
    """What was posted, by page."""

    latency_s: float
    numbers: count[int] = field(default_factory=lambda: count(10**6))
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_page: dict[str, list[str]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)

    def answer(self, method: str, target: str, body: bytes) -> object:
        parts = urlsplit(target).path.split("/")[2:]
        node, edge = parts[0], (parts[1] if len(parts) > 1 else "")
        self.calls[f"{method} {edge or 'post'}"] += 1
        if (method, edge) == ("POST", "photos"):
            return {"id": str(next(self.numbers))}
        if (method, edge) == ("POST", "feed"):
            return {"id": self.posted(node, parse_qs(body.decode()))}
        if edge == "published_posts":
            names = reversed(self.by_page.get(node, [])[-100:])
            return {"data": [self.posts[each] for each in names]}
        if edge:
            return {"data": []}
        return self.posts.get(node, {"id": node})

    def posted(self, page: str, told: dict[str, list[str]]) -> str:
        name = f"{page}_{next(self.numbers)}"
        photos = [json.loads(told[key][0])["media_fbid"] for key in told if "media" in key]
        below = [{"media_type": "photo", "target": {"id": each}} for each in photos]
        self.posts[name] = {
            "id": name,
            "message": told.get("message", [""])[0],
            "created_time": int(time.time()),
            "is_published": True,
            "permalink_url": f"https://example.org/{name}",
            "attachments": {"data": [{"subattachments": {"data": below}}] if below else []},
        }
        self.by_page.setdefault(page, []).append(name)
        return name

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the calls of one connection, one after the other."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.split("\r\n")
                method, target, _ = first.split(" ")
                headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                if target == "/counts":
                    told: object = {"posts": len(self.posts), "calls": self.calls}
                else:
                    await asyncio.sleep(self.latency_s)
                    told = self.answer(method, target, body)
                data = json.dumps(told).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                    b"Content-Length: %d\r\n\r\n%b" % (len(data), data)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def run(port: int, latency_s: float) -> None:
    platform = Platform(latency_s)
    server = await asyncio.start_server(platform.serve, "127.0.0.1", port, backlog=1000)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds before each answer")
    asked = parser.parse_args()
    asyncio.run(run(asked.port, asked.latency))


if __name__ == "__main__":
    main()
