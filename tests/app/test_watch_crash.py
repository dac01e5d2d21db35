"""Whatever happens at whatever instant, each new article becomes one draft: not two, not none."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watched_site import News, Site, Watcher, changed, news, titles, watched_site

from composer.app.watch import Looked
from composer.errors import StoreError


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with watched_site() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here processes end, and not machines: what was written needs no sync to be seen again."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@contextmanager
def ending_at(step: int, end: Callable[[], None], *, after: bool) -> Iterator[list[str]]:
    """Have the world end at one of the steps that put something on the disk.

    Args:
        step: Which one, counted from 0.
        end: What happens there.
        after: Whether the step itself is still done.

    Yields:
        The names of the steps that were begun.
    """
    steps: list[str] = []

    def watched(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def work_or_end(*arguments: object) -> object:
            steps.append(name)
            if len(steps) - 1 != step:
                return work(*arguments)
            if after:
                work(*arguments)
            end()
            return None

        return work_or_end

    with pytest.MonkeyPatch.context() as patched:
        for name in ("rename", "replace"):
            patched.setattr(Path, name, watched(name, getattr(Path, name)))
        patched.setattr(os, "fsync", watched("fsync", os.fsync))
        yield steps


def die() -> None:
    raise Killed


def fill_the_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def begun(folder: Path, site: Site) -> Watcher:
    """Return a watcher that knows an article, where three more have just appeared."""
    watcher = Watcher(folder, site)
    site.show(news(1))
    watcher.look()
    site.show(items())
    return watcher


def items() -> list[News]:
    return [*(News(number=number) for number in (4, 3, 2)), *news(1)]


def steps_of_a_look(folder: Path, site: Site) -> int:
    watcher = begun(folder, site)
    with ending_at(-1, die, after=False) as steps:
        watcher.look()
    return len(steps)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("is_changed", [False, True])
def test_a_watch_that_is_killed_at_any_step_loses_no_article_and_drafts_none_twice(
    site: Site, tmp_path: Path, *, after: bool, is_changed: bool
) -> None:
    count = steps_of_a_look(tmp_path / "whole", site)
    assert count > 20
    for step in range(count):
        folder = tmp_path / f"step-{step}"
        watcher = begun(folder, site)
        with ending_at(step, die, after=after), pytest.raises(Killed):
            watcher.look()
        if is_changed:  # what was made before the end is not what would be made now
            site.show([changed(each, "نص صار غير ما كان.") for each in items()])
        watcher.look()
        assert watcher.drafts() == titles(1, 2, 3, 4), step
        assert list((folder / "watch" / "ready").iterdir()) == [], step
        assert not list((folder / "watch").glob(".new-*")), step
        shutil.rmtree(folder)


def test_a_first_look_that_is_killed_at_any_step_is_made_up_for(site: Site, tmp_path: Path) -> None:
    site.show(news(5, 4, 3, 2, 1))
    with ending_at(-1, die, after=False) as steps:
        Watcher(tmp_path / "whole", site).look()
    for step in range(len(steps)):
        watcher = Watcher(tmp_path / f"step-{step}", site)
        with ending_at(step, die, after=True), pytest.raises(Killed):
            watcher.look()
        watcher.look()
        assert watcher.drafts() == titles(3, 4, 5), step


def test_a_full_disk_at_any_step_loses_no_article_and_drafts_none_twice(
    site: Site, tmp_path: Path
) -> None:
    count = steps_of_a_look(tmp_path / "whole", site)
    for step in range(count):
        watcher = begun(tmp_path / f"step-{step}", site)
        watch = watcher.start()
        with ending_at(step, fill_the_disk, after=False), pytest.raises(StoreError):
            watch.look(site.feed, Looked())
        watch.finish()  # the same program goes on
        watch.look(site.feed, Looked())
        assert watcher.drafts() == titles(1, 2, 3, 4), step


def test_a_draft_that_was_handed_over_and_taken_in_does_not_come_back(
    site: Site, tmp_path: Path
) -> None:
    watcher = begun(tmp_path, site)
    watcher.look()
    watcher.empty_inbox()
    watcher.look()
    assert watcher.drafts() == []


def test_an_article_that_was_composed_by_hand_meanwhile_is_one_draft(
    site: Site, tmp_path: Path
) -> None:
    watcher = begun(tmp_path, site)
    watcher.look()
    for each in (tmp_path / "inbox").iterdir():
        shutil.copytree(each, tmp_path / "watch" / "ready" / each.name)  # killed in hand_over
    watcher.look()
    assert watcher.drafts() == titles(1, 2, 3, 4)
    assert list((tmp_path / "watch" / "ready").iterdir()) == []
