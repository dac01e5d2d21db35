"""A news site to be watched, on this machine, and what a watcher makes of it."""

import hashlib
import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from site_server import Act, SiteServer, answer, page, site

from composer.app.bundle import Bundle
from composer.app.watch import Looked, Tools, Watch
from composer.app.watch_merge import Rules
from composer.app.watch_ready import Ready
from composer.app.watch_record import Record
from composer.ingest import Reading
from composer.ingest.fetch import Fetcher
from composer.ingest.network import Network
from composer.ingest.robots import Robots
from composer.ingest.turn import Turns

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
BODY = "أعلنت الوزارة اليوم بدء برنامج جديد لتحديث الأسطول في قواعدها الشمالية، بعد أعوام."


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An article of the site."""

    number: int
    text: str = BODY
    published: datetime | None = None
    whole: bool = True

    @property
    def title(self) -> str:
        return f"خبر رقم {self.number}"


def news(*numbers: int) -> list[News]:
    """Return articles, each an hour older than the one before, the last one a day before START."""
    newest = START - timedelta(days=1)
    ages = reversed(range(len(numbers)))
    return [
        News(number=number, published=newest - timedelta(hours=age))
        for number, age in zip(reversed(numbers), ages, strict=True)
    ][::-1]


@dataclass(slots=True)
class Site:
    """The site; ``routes`` may be changed at any time."""

    server: SiteServer
    routes: dict[str, Act] = field(default_factory=dict)

    @property
    def feed(self) -> str:
        return self.server.url("/feed")

    def show(self, items: Sequence[News], *, path: str = "/feed", mark: bool = True) -> None:
        """Let the feed hold some articles; with an ETag, and 304 for who has it."""
        text = self.rss(items)
        etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:8]}"'
        whole = page(text, kind="application/rss+xml", headers=f"ETag: {etag}\r\n" if mark else "")

        def act(connection: socket.socket) -> None:
            known = f"If-None-Match: {etag}" in self.server.requests[-1]
            (answer(status="304 Not Modified") if mark and known else whole)(connection)

        self.routes[path] = act

    def rss(self, items: Sequence[News]) -> str:
        """Return a feed."""
        return (
            '<?xml version="1.0"?>\n<rss version="2.0"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>موقع</title>{''.join(map(self._item, items))}</channel></rss>"
        )

    def _item(self, item: News) -> str:
        date = f"{item.published:%a, %d %b %Y %H:%M:%S} +0000" if item.published else ""
        body = (
            f"<content:encoded><![CDATA[<p>{item.text}</p>]]></content:encoded>"
            if item.whole
            else f"<description>{item.text[:20]} [&#8230;]</description>"
        )
        return (
            f"<item><title>{item.title}</title><guid>{item.number}</guid>"
            f"<link>{self.server.url(f'/{item.number}')}</link>"
            f"<pubDate>{date}</pubDate>{body}</item>"
        )


@contextmanager
def watched_site() -> Iterator[Site]:
    """Serve the site until the block ends."""
    routes: dict[str, Act] = {}
    with site(routes) as server:
        yield Site(server, routes)


@dataclass(slots=True)
class Watcher:
    """A workspace in which a site is watched, as by a program that is started for each look."""

    folder: Path
    site: Site
    rules: Rules = field(default_factory=Rules)
    now: datetime = START
    every: timedelta = timedelta(minutes=5)
    unable: set[str] = field(default_factory=set)
    made: list[str] = field(default_factory=list)

    def look(self, *urls: str) -> Looked:
        """Start anew, look at some feeds (the site's own one), and end."""
        watch = self.start()
        looked = Looked()
        watch.finish()
        for url in urls or (self.site.feed,):
            watch.look(url, looked)
        return looked

    def start(self) -> Watch:
        fetcher = Fetcher(
            Network(allow=self.site.server.allow), turns=Turns(sleep=lambda _: None), limit_s=5.0
        )
        return Watch(
            record=Record.load(self.folder / "watch"),
            ready=Ready(self.folder / "watch" / "ready", self.folder / "inbox"),
            rules=self.rules,
            every=self.every,
            tools=Tools(
                web=fetcher,
                allow=Robots(fetcher).allow,
                make=self.make,
                now=lambda: self.now,
                chance=lambda: 0.5,
                stop=lambda: False,
            ),
        )

    def make(self, reading: Reading) -> Bundle:
        """Make a draft without cards; of some headlines none can be made."""
        article = reading.article
        if article.title in self.unable:
            msg = f"no draft can be made of {article.title}"
            raise RuntimeError(msg)
        self.made.append(article.title)
        text = "\n".join(text for _, text in article.texts())
        draft = hashlib.sha256(text.encode()).hexdigest()[:12]
        document = {"draft": draft, "title": article.title, "source": article.source}
        return Bundle(
            article=article,
            document={**document, "folder": ""},
            files={"post.txt": text.encode()},
        )

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    def drafts(self) -> list[str]:
        """Return the headlines of the drafts in the inbox, and see that each is whole."""
        found = []
        for folder in (self.folder / "inbox").glob("*"):
            document = json.loads((folder / "draft.json").read_bytes())
            assert document["draft"] == folder.name
            assert document["folder"] == str(folder)
            assert (folder / "post.txt").read_text("utf-8").startswith(document["title"])
            found.append(document["title"])
        return sorted(found)

    def empty_inbox(self) -> None:
        """Take the drafts in, as the next command would."""
        taken = self.folder / "taken"
        taken.mkdir(exist_ok=True)
        for number, folder in enumerate((self.folder / "inbox").glob("*")):
            folder.rename(taken / f"{len(list(taken.iterdir()))}-{number}")


def changed(item: News, text: str) -> News:
    return replace(item, text=text)


def titles(*numbers: int) -> list[str]:
    return sorted(f"خبر رقم {number}" for number in numbers)
