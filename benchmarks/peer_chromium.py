"""Draws the same five cards with a headless Chromium that is kept open, to compare speed with.

    python benchmarks/peer_chromium.py [--sets N] [--ground PNG] [--out FOLDER] [--seed N]

It talks to the browser through the pipe of ``--remote-debugging-pipe``. CPU time is that of all
its processes, read from ``/proc``, so this runs on Linux only. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import base64
import html
import itertools
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from article import altered, original

FONTS = Path(__file__).parent.parent / "fonts"
FACES = (
    ("cairo/Cairo_800ExtraBold.ttf", "Cairo", 800),
    ("cairo/Cairo_900Black.ttf", "Cairo", 900),
    ("ibm-plex-sans-arabic/IBMPlexSansArabic_500Medium.ttf", "Plex", 500),
    ("ibm-plex-sans-arabic/IBMPlexSansArabic_600SemiBold.ttf", "Plex", 600),
    ("ibm-plex-sans-arabic/IBMPlexSansArabic_700Bold.ttf", "Plex", 700),
    ("amiri/Amiri_700Bold.ttf", "Amiri", 700),
)
WIDTH, HEIGHT = 1080, 1350
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
    "--remote-debugging-pipe",
    f"--window-size={WIDTH},{HEIGHT}",
)
STYLE = """
html, body { margin: 0; overflow: hidden }
body { width: 1080px; height: 1350px; box-sizing: border-box; padding: 64px 72px 56px;
  display: flex; flex-direction: column; direction: rtl; font: 500 44px/1.5 Plex; color: #fff;
  background: #0B1F33 }
.top, .foot, .point { display: flex; align-items: center; gap: 24px }
.tag { background: #E3B341; color: #0B1F33; font: 700 30px/56px Plex; padding: 0 22px }
.rule { flex: 1; height: 2px; background: #2A4764 }
main { flex: 1; display: flex; flex-direction: column; justify-content: center;
  padding: 44px 44px 44px 0 }
h1, h2, h3, p { margin: 0 }
h1 { font: 900 132px/1.36 Cairo } h2 { font: 900 80px/1.36 Cairo } h3 { font: 900 98px/1.36 Cairo }
b { color: #E3B341; font-weight: inherit }
.deck { font-size: 46px; line-height: 1.55; color: #C9D5E1; margin-top: 30px }
.point { border-top: 2px solid #2A4764; padding: 26px 0; line-height: 1.6; color: #C9D5E1 }
.point i { font: 900 118px/1 Cairo; color: #E3B341; width: 84px }
.quote { font: 700 77px/1.65 Amiri; flex: 1 }
table { border-collapse: collapse } td { padding: 28px 24px; border-top: 2px solid #2A4764 }
td:last-child, tr:first-child td { background: #122C46 }
td { font-size: 38px } tr:first-child td { font: 700 30px Plex; border-top: 6px solid #E3B341 }
.call { background: #E3B341; color: #0B1F33; padding: 34px 44px; margin: 56px 0 36px }
.bar { display: flex; gap: 8px; margin-bottom: 28px } .bar i { flex: 1; height: 6px }
.sign { width: 76px; height: 76px; background: #E3B341 }
.foot { gap: 18px; font: 700 29px/1.4 Plex } .foot p { flex: 1 }
.name { font: 800 46px Cairo } .office { font-size: 34px }
.call .name { font: 900 60px Cairo }
.mute { color: #9DB1C5; font: 500 27px Plex }
"""


def main() -> None:
    """Draw the sets and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=6)
    parser.add_argument("--ground", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - no secret
    with browser() as chromium:
        chromium.open(head(asked.ground))
        if asked.out:
            asked.out.mkdir(parents=True, exist_ok=True)
            for number, card in enumerate(cards(original()), 1):
                (asked.out / f"{number}.png").write_bytes(chromium.draw(card))
        walls, cpus, size = [], [], 0
        for turn in range(-2, asked.sets):
            text = altered(original(), chance)
            cpu, wall = chromium.cpu_ms(), time.perf_counter()
            size = sum(len(chromium.draw(card)) for card in cards(text))
            if turn >= 0:
                walls.append((time.perf_counter() - wall) * 1000)
                cpus.append(chromium.cpu_ms() - cpu)
    name = "same ground" if asked.ground else "flat ground"
    found = {
        "peer": f"chromium, {name}",
        "sets": asked.sets,
        "cpu_ms": round(statistics.median(cpus) / 5, 2),
        "wall_ms": round(statistics.median(walls) / 5, 2),
        "kib": round(size / 5 / 1024, 1),
    }
    print(json.dumps(found))


def head(ground: Path | None) -> str:
    """Return the page whose body is replaced for each card: fonts and style are loaded once."""
    faces = "".join(
        f"@font-face {{ font-family: {family}; font-weight: {weight};"
        f" src: url({(FONTS / file).resolve().as_uri()}) }}"
        for file, family, weight in FACES
    )
    picture = f"body {{ background-image: url({ground.resolve().as_uri()}) }}" if ground else ""
    return f"<!doctype html><meta charset=utf-8><style>{faces}{STYLE}{picture}</style>"


def spoken(parts: list[str]) -> str:
    """Return plain and emphasised parts in turn, as markup."""
    return "".join(
        f"<b>{html.escape(part)}</b>" if i % 2 else html.escape(part)
        for i, part in enumerate(parts)
    )


def deck(text: str) -> str:
    """Return the line under a headline."""
    return f"<p class=deck>{text}</p>"


def name(first: str, second: str) -> str:
    """Return two lines, the first one large."""
    return f"<p class=name>{first}</p><p class=office>{second}</p>"


def call(text: dict[str, Any]) -> str:
    """Return the box that asks to read on, and the source under it."""
    return f"<div class=call>{name(*text['call'])}</div><p class=mute>{text['source']}</p>"


def frame(text: dict[str, Any], page: int, middle: str) -> str:
    """Return the body of one card."""
    bar = "".join(
        f"<i style='background:{'#E3B341' if i <= page else '#2A4764'}'></i>" for i in range(1, 6)
    )
    return (
        f"<div class=top><span class=tag>{text['tag']}</span><span class=rule></span></div>"
        f"<main>{middle}</main><div class=bar>{bar}</div>"
        f"<div class=foot><span class=sign></span><p>{'<br>'.join(text['brand'])}</p>"
        f"<span class=mute>{text['next']}</span>"
        f"<bdi dir=ltr style='font:900 46px Cairo'>{page} / 5</bdi></div>"
    )


def cards(text: dict[str, Any]) -> list[str]:
    """Return the bodies of the five cards."""
    points = "".join(
        f"<div class=point><i>{i}</i><p>{point}</p></div>"
        for i, point in enumerate(text["points"], 1)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in text["table"]
    )
    middles = (
        f"<div style='flex:1'></div><h1>{spoken(text['headline'])}</h1>{deck(text['deck'])}",
        f"<h2>{spoken(text['pointsTitle'])}</h2>{points}",
        f"<p class=quote>{spoken(text['quote'])}</p>{name(text['speaker'], text['office'])}",
        f"<h2>{spoken(text['tableTitle'])}</h2><table>{rows}</table>",
        f"<h3>{spoken(text['conclusion'])}</h3>{deck(text['sentence'])}{call(text)}",
    )
    return [frame(text, page, middle) for page, middle in enumerate(middles, 1)]


class Chromium:
    """A browser at the other end of two pipes; messages are JSON, each ended by a zero byte."""

    def __init__(
        self, process: subprocess.Popen[bytes], folder: Path, *, send: int, receive: int
    ) -> None:
        self._process = process
        self._folder = folder
        self._send = os.fdopen(send, "wb", buffering=0)
        self._receive = os.fdopen(receive, "rb")
        self._numbers = itertools.count(1)
        self._waiting = b""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]

    def call(self, method: str, session: str | None = None, **params: object) -> dict[str, Any]:
        """Call a method of the browser and return its result."""
        number = next(self._numbers)
        message: dict[str, object] = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        self._send.write(json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != number:
            pass
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        result: dict[str, Any] = answer["result"]
        return result

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            self._waiting += os.read(self._receive.fileno(), 1 << 20)
        first, self._waiting = self._waiting.split(b"\0", 1)
        message: dict[str, Any] = json.loads(first)
        return message

    def open(self, page: str) -> None:
        """Show a page at the size of a card and wait for its fonts."""
        file = self._folder / "card.html"
        file.write_text(page, encoding="utf-8")
        self.call("Page.navigate", self._session, url=file.as_uri())
        self.call(
            "Emulation.setDeviceMetricsOverride",
            self._session,
            width=WIDTH,
            height=HEIGHT,
            deviceScaleFactor=1,
            mobile=False,
        )
        time.sleep(0.5)  # the page is there; nothing depends on how fast
        self._run("Promise.all([...document.fonts].map(font => font.load())).then(() => 1)")

    def draw(self, body: str) -> bytes:
        """Return the page with this body as a PNG."""
        self._run(f"document.body.innerHTML = {json.dumps(body)}; 1")
        shot = self.call(
            "Page.captureScreenshot", self._session, format="png", optimizeForSpeed=True
        )
        return base64.b64decode(shot["data"])

    def _run(self, script: str) -> None:
        self.call("Runtime.evaluate", self._session, expression=script, awaitPromise=True)

    def cpu_ms(self) -> float:
        """Return the CPU time that all processes of the browser have used so far."""
        ticks = sum(map(own_ticks, family(self._process.pid)))
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> Iterator[int]:
    """Give a process and all that descend from it."""
    yield pid
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in tasks.read_text().split():
            yield from family(int(child))


def own_ticks(pid: int) -> int:
    """Return the clock ticks of user and system time of one process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@contextmanager
def browser() -> Iterator[Chromium]:
    """Keep a browser open."""
    to_read, to_send = os.pipe()
    from_read, from_send = os.pipe()

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # The browser reads from descriptor 3 and writes to 4; the shell puts them there.
        script = f'exec chromium "$@" 3<&{to_read} 4>&{from_send}'
        process = subprocess.Popen(
            ["bash", "-c", script, "chromium", *SWITCHES, f"--user-data-dir={profile}"],
            pass_fds=(to_read, from_send),
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Chromium(process, Path(profile), send=to_send, receive=from_read)
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
