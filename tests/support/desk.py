"""A workspace in a folder of its own, where people run the program; and a newsroom with a clock."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from in_process import here
from program import Outcome
from stores import bundle_files, write_bundle

from composer.app.newsroom import Newsroom
from composer.app.rundown import Rundown
from composer.settings import load_settings
from composer.store.stored import StoredDraft

TUESDAY = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
"""10:00 in Riyadh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A workspace that people work in from the command line.

    Args:
        folder: The workspace.
    """

    folder: Path

    def set(self, toml: str) -> None:
        """Write ``nashir.toml``."""
        (self.folder / "nashir.toml").write_text(toml, encoding="utf-8")

    def receive(self, bundle: Path) -> str:
        """Put a bundle that was composed elsewhere into the inbox, and return its draft's ID."""
        shutil.copytree(bundle, self.folder / ".nashir" / "inbox" / bundle.name)
        return bundle.name

    def run(
        self, *words: str | Path, by: str = "sara", stdin: str = "", **environment: str
    ) -> Outcome:
        """Run the program in this process as a person does, from its ``main`` to its exit code."""
        told = {"NASHIR_USER": by, **environment}
        return here(*words, cwd=self.folder, stdin=stdin.encode(), **told)

    def done(self, *words: str | Path, by: str = "sara", stdin: str = "") -> Outcome:
        """Run what must succeed."""
        run = self.run(*words, by=by, stdin=stdin)
        assert run.code == 0, run.err
        return run

    def refused(self, *words: str | Path, by: str = "sara") -> str:
        """Run what must be refused as a mistake that can be mended, and return the message."""
        run = self.run(*words, by=by)
        assert run.code == 1, (run.code, run.err)
        assert run.out == ""
        assert "Traceback" not in run.err
        last = run.err.splitlines()[-1]
        assert last.startswith("nashir: ")
        return last


@dataclass(slots=True)
class Office:
    """A newsroom whose clock stands still until a test moves it.

    Args:
        folder: The workspace.
        now: What the clock shows.
        rooms: What was opened.
    """

    folder: Path
    now: datetime = TUESDAY
    rooms: list[Newsroom] = field(default_factory=list)

    def open(self, person: str = "sara") -> Newsroom:
        """Come in as a person; two who come in work on one store."""
        room = Newsroom.open(load_settings(self.folder), now=lambda: self.now, person=person)
        self.rooms.append(room)
        return room

    def rundown(self, person: str = "sara") -> Rundown:
        """Come in and look at the queue."""
        return Rundown(newsroom=self.open(person))

    def draft(
        self, title: str = "افتتاح محطة جديدة", *, link: str | None = None, cards: int = 2
    ) -> StoredDraft:
        """Have a small draft come in."""
        shades = range(1, cards + 1)
        files = bundle_files(title, link=link, shades=shades)
        write_bundle(self.folder / ".nashir" / "inbox", files)
        room = self.open()
        return room.draft(room.taken[0])

    def approved(self, title: str = "افتتاح محطة جديدة", *, page: str = "main") -> str:
        """Have a draft come in and be approved; return its ID."""
        draft = self.draft(title)
        self.open("editor").approve(draft.id, page=page)
        return draft.id

    def set(self, toml: str) -> None:
        """Write ``nashir.toml``."""
        (self.folder / "nashir.toml").write_text(toml, encoding="utf-8")

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


@contextmanager
def working(folder: Path) -> Iterator[Office]:
    """Give a newsroom's office, and close it in the end."""
    office = Office(folder)
    try:
        yield office
    finally:
        for room in office.rooms:
            room.close()
