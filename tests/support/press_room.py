"""Workspaces that publish to a practice page, with waits of no length."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from in_process import here
from program import Outcome
from stores import bundle_files, write_bundle

from composer.app.store_checkup import StoreCheckup
from composer.resources import shipped_root
from composer.sandbox import Faults, PracticePage, running
from composer.sandbox.feed import StoredPost
from composer.settings import load_settings
from composer.store.store import Store

_SHORT = """\
spacing = "0s"
retry_after = ["0s", "0s", "0s"]
reconcile_after = ["0s"]
settle = "1s"
audit_after = "0s"
"""


@dataclass(frozen=True, kw_only=True)
class PressRoom:
    """A workspace.

    Args:
        folder: Where it is.
        outputs: What every run of the program in it printed.
    """

    folder: Path
    outputs: list[str] = field(default_factory=list)

    def run(self, *words: str | Path, stdin: bytes = b"", **environment: str) -> Outcome:
        """Run the program in it."""
        outcome = here(*words, cwd=self.folder, stdin=stdin, **environment)
        self.outputs.extend((outcome.out, outcome.err))
        return outcome

    def set(self, publisher: str = "", *, publishing: str = "", more: str = "") -> None:
        """Write its settings."""
        text = f"[publisher]\n{publisher}\n[publishing]\n{_SHORT}{publishing}\n{more}\n"
        (self.folder / "nashir.toml").write_text(text, encoding="utf-8")

    def draft(self, title: str = "افتتاح محطة جديدة", **made: Any) -> str:  # noqa: ANN401 - JSON
        """Leave a draft in the inbox and return its ID."""
        return write_bundle(self.folder / ".nashir" / "inbox", bundle_files(title, **made)).name

    def approved(self, title: str = "افتتاح محطة جديدة", **made: Any) -> str:  # noqa: ANN401 - JSON
        """Return the ID of a draft that is approved."""
        draft = self.draft(title, **made)
        assert self.run("approve", draft).code == 0
        return draft

    def queued(self, title: str = "افتتاح محطة جديدة", **made: Any) -> str:  # noqa: ANN401 - JSON
        """Return the ID of an item that is due now."""
        draft = self.approved(title, **made)
        added = self.run("queue", "add", draft, "--at", "now", "--json")
        assert added.code == 0, added.err
        name: str = added.document["id"]
        return name

    def items(self) -> dict[str, Any]:
        """Return the entries of the queue by their IDs."""
        return {each["id"]: each for each in self.run("queue", "list", "--json").document}

    def journal(self, name: str) -> list[str]:
        """Return what happened to an item, in order."""
        lines = self.run("show", name, "--json").document["journal"]
        return [each["event"] for each in lines if each["item"] == name]

    def checkup(self, check: str, *, deep: bool = False) -> list[str]:
        """Return what the doctor says of one thing about the store, each with its level."""
        looked = StoreCheckup(settings=load_settings(self.folder), person="doctor", deep=deep)
        found = [each for each in looked.results() if each.check == check]
        return [f"{each.level.value} {each.detail}" for each in found]

    def page(self) -> PracticePage:
        """Return its practice page."""
        root = shipped_root()
        return PracticePage(
            self.folder / ".nashir" / "sandbox",
            templates=root / "templates",
            fonts=None,
            clock=lambda: datetime.now(UTC),  # noqa: TID251 - the program's own clock runs, too
            zone=ZoneInfo("Asia/Riyadh"),
        )

    def posts(self) -> tuple[StoredPost, ...]:
        """Return what stands on its practice page."""
        return self.page().posts()

    def arm(self, *faults: str) -> None:
        """Have the practice page go wrong."""
        folder = self.folder / ".nashir" / "sandbox"
        folder.mkdir(parents=True, exist_ok=True)
        document = json.dumps(Faults.parse(*faults).as_json())
        (folder / "faults.json").write_text(document, encoding="utf-8")

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Give its store, as another program would open it."""
        url = load_settings(self.folder).store.url
        opened = Store.open(url, workspace=self.folder, state=self.folder / ".nashir")
        with opened.closing():
            yield opened

    @contextmanager
    def served(self, publisher: str = 'kind = "sandbox"') -> Iterator[str]:
        """Serve its practice page on a free port, and have the settings lead there."""
        with running(self.page()) as url:
            self.set(f'{publisher}\napi_base = "{url}"')
            yield url


def press_room(folder: Path) -> PressRoom:
    """Return a workspace that publishes to its own practice page, without a server."""
    room = PressRoom(folder=folder)
    room.set()
    return room
