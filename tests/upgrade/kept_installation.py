"""An installation whose folder and database are kept, and the clock on which it runs while a fixture is made."""

import contextlib
import datetime
import os
import pathlib
import sqlite3
import subprocess
import sys
import time

from borrowed import Installation
from databases import counts_of_folder

# The services that consume the logs of others.
CONSUMERS = ("dispatch", "enforcement", "investigation", "evidence")
BEIJING = datetime.timezone(datetime.timedelta(hours=8))


class Clock:
    """A clock that is set to an hour of a day in Beijing and runs on from there, by libfaketime."""

    def __init__(self):
        library = next(iter(sorted(pathlib.Path("/usr/lib").rglob("faketime/libfaketimeMT.so.1"))), None)
        if library is None:
            sys.exit("faketime is not installed: make tools")
        self.library, self.offset = library, 0

    def set(self, day, hour=9):
        moment = datetime.datetime.fromisoformat(f"{day}T{hour:02}:00:00+08:00").timestamp()
        self.offset = int(moment - time.time())

    def now(self):
        return time.time() + self.offset

    @property
    def environment(self):
        """The environment in which a program runs on this clock. How fast time passes stays true."""
        return {"LD_PRELOAD": str(self.library), "FAKETIME": f"{self.offset:+d}", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def day(self, days=0):
        """A day of Beijing so many days from now, as JSON."""
        day = datetime.datetime.fromtimestamp(self.now(), BEIJING).date() + datetime.timedelta(days=days)
        return {"year": day.year, "month": day.month, "day": day.day}

    def time(self, days=0, seconds=0):
        """An instant so many days and seconds from now, as JSON."""
        instant = datetime.datetime.fromtimestamp(self.now() + 86400 * days + seconds, datetime.timezone.utc)
        return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


class KeptInstallation(Installation):
    """An installation with its rows in the folder or in a PostgreSQL database; with a clock, on the days of that clock."""

    def __init__(self, program, folder, database=None, clock=None, server=None):
        super().__init__(program, folder, arguments=["--database", database.url] if database else [])
        self.rows, self.clock, self.server = database, clock, server

    @contextlib.contextmanager
    def on(self, day, *arguments):
        """Runs the program on a day while the block runs."""
        self.clock.set(day)
        self.environment = self.clock.environment
        self._tokens.clear()
        with self.server.running(self.clock) if self.server else contextlib.nullcontext():
            if (self.folder / "secret.key").exists():
                # After more than three days the operator confirms the clock.
                self.must_run("clock", "confirm")
            usual = list(self.arguments)
            self.arguments += arguments
            try:
                with self:
                    yield self
                    self.settle()
            finally:
                self.arguments = usual

    def settle(self):
        """Waits until every consumer has read the other logs: what is unread is deleted when the program starts ninety days later."""
        before = None
        for _ in range(60):
            now = self.cursors()
            if now == before:
                return
            before = now
            # Longer than the services wait between two looks at what is late.
            time.sleep(6)
        raise RuntimeError("the services do not come to rest")

    def cursors(self):
        """The cursor of each consumer in each log."""
        if self.rows:
            return [self.rows.sql(f"SELECT log, cursor FROM {service}.followed ORDER BY log") for service in CONSUMERS]
        read = []
        for service in CONSUMERS:
            with contextlib.closing(sqlite3.connect(f"file:{self.folder / service}.db?mode=ro", uri=True)) as opened:
                read.append(opened.execute("SELECT log, cursor FROM followed ORDER BY log").fetchall())
        return read

    def counts(self):
        """The number of rows of each table, by `service.table`."""
        return self.rows.counts() if self.rows else counts_of_folder(self.folder)

    def run(self, *arguments, seconds=120):
        """Runs the program beside the installation; its exit code and output."""
        environment = {**os.environ, **self.environment, "SHAREDCOURT__INSTALLATION__DATA": str(self.folder)}
        environment["SHAREDCOURT__CLIENT__SERVER"] = f"http://127.0.0.1:{self.port}"
        if self.rows:
            environment["SHAREDCOURT__INSTALLATION__DATABASE"] = self.rows.url
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, env=environment, timeout=seconds)
        return done.returncode, (done.stdout + done.stderr).strip()

    def must_run(self, *arguments):
        code, output = self.run(*arguments)
        if code != 0:
            raise RuntimeError(f"sharedcourt {' '.join(map(str, arguments))} ended with {code}: {output[-1500:]}")
        return output
