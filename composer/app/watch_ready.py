"""Handing drafts to the inbox exactly once, whenever the program is killed.

A draft goes three steps: its folder is put on the disk here, then the record says that its article
is drafted, then the folder is moved into the inbox. Killed before the second step, the folder is
swept away and the article is drafted anew; killed after it, the next start makes the third.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from composer.app.bundle import Bundle
from composer.store.file import sync_folder, told

_WRITING = ".new"


class Ready:
    """The drafts that are on their way into the inbox.

    Args:
        folder: Where they lie; on the disk of the inbox.
        inbox: Where they go.
    """

    def __init__(self, folder: Path, inbox: Path) -> None:
        self._folder = folder
        self._inbox = inbox

    def put(self, bundle: Bundle) -> None:
        """Put a draft on the disk; it is not in the inbox yet.

        Raises:
            StoreError: It cannot be written.
        """
        fresh, place = self._folder / _WRITING, self._folder / bundle.id
        with told(place):
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.rmtree(place, ignore_errors=True)
            fresh.mkdir(parents=True)
            _write(fresh, bundle.files_in(self._inbox / bundle.id))
            fresh.rename(place)
            sync_folder(self._folder)

    def hand_over(self, draft: str) -> None:
        """Move a draft into the inbox, unless the very same one waits there.

        Raises:
            StoreError: It cannot be moved.
        """
        place, goal = self._folder / draft, self._inbox / draft
        with told(goal):
            self._inbox.mkdir(parents=True, exist_ok=True)
            if goal.exists():
                shutil.rmtree(place, ignore_errors=True)
                return
            place.rename(goal)
            sync_folder(self._inbox)

    def finish(self, is_drafted: Callable[[str], bool]) -> int:
        """Do for every draft what a killed program has left undone.

        Args:
            is_drafted: Tells of a draft whether the record has it.

        Returns:
            How many have been handed over.

        Raises:
            StoreError: One cannot be moved.
        """
        if not self._folder.is_dir():
            return 0
        names = sorted(each.name for each in self._folder.iterdir())
        drafted = [each for each in names if each != _WRITING and is_drafted(each)]
        for name in drafted:
            self.hand_over(name)
        for name in set(names) - set(drafted):
            shutil.rmtree(self._folder / name, ignore_errors=True)
        return len(drafted)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a folder, and wait until they are on the disk."""
    for name, data in files.items():
        with (folder / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    sync_folder(folder)
