"""A fixture that a program takes over."""

import contextlib
import os
import pathlib
import shutil
import tempfile

from databases import Database
from kept_installation import KeptInstallation


@contextlib.contextmanager
def taken_over(program, fixture, kind, server=None, programs=None):
    """The installation of a fixture, not started. For PostgreSQL `server` is a URL without a database."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="upgrade-"))
    database = Database(server, f"upgrade_{os.getpid()}_{fixture.release.replace('.', '_')}", programs) if kind == "postgres" else None
    here = None
    try:
        fixture.unpack(folder)
        if database:
            database.restore(fixture.dump())
        here = KeptInstallation(program, folder / kind, database)
        yield here
    finally:
        if here:
            here.stop()
        if database:
            with contextlib.suppress(RuntimeError):
                database.drop()
        shutil.rmtree(folder, ignore_errors=True)
