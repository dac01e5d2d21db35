"""Copies of a whole database, whole even while others write to it."""

import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from composer.errors import StoreError
from composer.store.failure import sqlite_error
from composer.store.file import private_beside, sync_file, sync_folder

_HIDDEN_IN_PASSFILE = str.maketrans({"\\": r"\\", ":": r"\:"})


def copy_sqlite(source: Path, to: Path) -> None:
    """Copy a SQLite database into a file that appears at once, in place of an older copy.

    Raises:
        StoreError: It is damaged, or there is no room.
    """
    with private_beside(to) as fresh:
        try:
            with closing(sqlite3.connect(source, isolation_level=None)) as connection:
                connection.execute("VACUUM INTO ?", (str(fresh),))
        except sqlite3.Error as error:
            raise sqlite_error(error, place=f"the store {source}") from error
        sync_file(fresh)
        fresh.replace(to)
    sync_folder(to.parent)


def dump_postgresql(url: str, to: Path) -> bool:
    """Write what ``pg_restore`` reads into a file; return False where there is no ``pg_dump``.

    Args:
        url: Address of the database, with its password.
        to: The file, replaced when it is there.

    Raises:
        StoreError: The server does not give it.
    """
    program = shutil.which("pg_dump")
    if program is None:
        return False
    address = make_url(url).set(drivername="postgresql")
    with private_beside(to) as fresh, tempfile.TemporaryDirectory() as folder:
        if address.password:  # in a file of our own: every user sees the words of a command
            passfile = Path(folder) / "password"
            passfile.touch(0o600)
            hidden = str(address.password).translate(_HIDDEN_IN_PASSFILE)
            passfile.write_text(f"*:*:*:*:{hidden}\n", encoding="utf-8")
            address = address.set(password=None).update_query_dict({"passfile": str(passfile)})
        command = [program, "--format=custom", f"--file={fresh}", "--dbname"]
        shown = address.render_as_string(hide_password=True)
        run = subprocess.run([*command, shown], capture_output=True, check=False)  # noqa: S603 - our own words
        if run.returncode != 0:
            lines = run.stderr.decode(errors="replace").strip().splitlines()
            msg = f"pg_dump could not copy the store: {lines[-1] if lines else run.returncode}"
            raise StoreError(msg)
        sync_file(fresh)
        fresh.replace(to)
    sync_folder(to.parent)
    return True
