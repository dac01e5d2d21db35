"""A token stands in nothing that is written, said or raised, whatever goes wrong on the way."""

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import inspect, text
from worker_parts import COMMENT, Machine, photo_draft, queue_draft, text_draft

from composer.app.log import Form, keep_log
from composer.domain.post import Target
from composer.domain.queue import Status
from composer.domain.secret import Secret
from composer.errors import PublishError
from composer.publishing.facebook import FacebookPage
from composer.publishing.policy import Policy
from composer.resources import shipped_root
from composer.sandbox import PRACTICE_APP_SECRET, Faults, PracticePage, transport
from composer.store.store import Store

TOKEN = "EAAtokenThatMustNotBeSeen0123456789"  # noqa: S105 - of the practice page
SECRET = PRACTICE_APP_SECRET
PAGE_ID = "100000000000077"
_FAULTS = (
    "cut-after-commit:times=1",
    "500-after-commit:times=1,skip=1",
    "throttle-80001:times=1,skip=4,minutes=1",
    "token-190:times=1,skip=14",
    "502-html:on=read,times=2",
    "cut-after-commit:on=comment,times=1",
)


class Recorded(httpx2.BaseTransport):
    """Keeps the addresses of all calls."""

    def __init__(self, inner: httpx2.BaseTransport) -> None:
        self.urls: list[str] = []
        self.authorised = 0
        self._inner = inner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.urls.append(str(request.url))
        self.authorised += TOKEN in request.headers.get("Authorization", "")
        return self._inner.handle_request(request)


@pytest.fixture
def kept_log() -> Iterator[None]:
    """The program's own log, of every library, with everything in it."""
    root, ours = logging.getLogger(), logging.getLogger("composer")
    before = root.level, ours.level, list(root.handlers)
    keep_log(Form.JSON, level=logging.DEBUG, secrets=[Secret(TOKEN), Secret(SECRET)])
    root.setLevel(logging.DEBUG)
    yield
    root.setLevel(before[0])
    ours.setLevel(before[1])
    for each in [each for each in root.handlers if each not in before[2]]:
        root.removeHandler(each)


def everything_in(store: Store) -> str:
    """Return every value of every row of the database, and the bytes of its files."""
    with store.database.read() as connection:
        tables = inspect(connection).get_table_names()
        rows = [
            str(row)
            for name in tables
            for row in connection.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608 - as told by the database
        ]
    files = [each.read_bytes().decode("latin-1") for each in written(store.state)]
    names = [str(each) for each in written(store.state)]
    return "\n".join((*rows, *files, *names))


def written(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def test_a_token_is_in_no_row_file_log_line_error_or_address(
    machine: Machine, tmp_path: Path, kept_log: None, capfd: pytest.CaptureFixture[str]
) -> None:
    del kept_log
    clock = machine.clock
    page = PracticePage(
        tmp_path / "the platform's own",
        templates=shipped_root() / "templates",
        fonts=None,
        clock=lambda: clock.true,
    )
    page.add_page(PAGE_ID, "صفحة", TOKEN)
    page.arm(Faults.parse(*_FAULTS))
    way = Recorded(transport(page))
    platform = FacebookPage(
        page_id=PAGE_ID,
        token=Secret(TOKEN),
        app_secret=Secret(SECRET),
        api_base="https://graph.facebook.com",
        api_version="v26.0",
        transport=way,
        monotonic=lambda: clock.passed_s,
    )
    target = Target(page="secret", publisher="facebook", page_id=PAGE_ID)
    machine.add_page(platform, policy=Policy(), target=target)
    drafts = [photo_draft(machine.store, comment=COMMENT) for _ in range(2)]
    drafts.append(text_draft(machine.store))
    items = [queue_draft(machine.store, each, target, now=clock.wall) for each in drafts]

    for _ in range(40):
        machine.worker().tick()
        clock.pass_s(120)
    errors: list[str] = []
    page.arm(Faults.parse("token-190", "500-after-commit:on=any"))
    for call in (platform.newest, lambda: platform.comment("1_1", "x")):
        with pytest.raises(PublishError) as raised:
            call()
        errors += traceback.format_exception(raised.value)
    page.close()

    said = capfd.readouterr()
    statuses = [machine.store.queue.get(each.id).status for each in items]
    assert Status.PUBLISHED in statuses
    assert way.authorised > 10
    assert "outcome unknown" in said.err
    everywhere = "\n".join((everything_in(machine.store), said.out, said.err, *way.urls, *errors))
    assert len(everywhere) > 10_000
    for hidden in (TOKEN, SECRET):
        at = everywhere.find(hidden)
        assert at < 0, everywhere[max(0, at - 200) : at + 40]
