"""The databases of an installation from outside: row counts, dump and restore, and a PostgreSQL server of its own."""

import contextlib
import os
import pathlib
import pwd
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

SERVICES = ("courts", "dispatch", "enforcement", "investigation", "evidence", "audit")
# Tables of the databases themselves, and the list of migrations, which grows with each release.
NOT_OURS = re.compile(r"sqlite_|seaql_migrations$")


def counts_of_folder(folder):
    """The number of rows of each table in the files of a folder, by `service.table`."""
    counts = {}
    for service in SERVICES:
        with contextlib.closing(sqlite3.connect(f"file:{pathlib.Path(folder) / service}.db?mode=ro", uri=True)) as opened:
            tables = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            for table in tables:
                if not NOT_OURS.match(table):
                    counts[f"{service}.{table}"] = opened.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]
    return dict(sorted(counts.items()))


def compact_folder(folder):
    """Writes each database of a folder into one file without free pages, with no write-ahead log beside it."""
    for service in SERVICES:
        path = pathlib.Path(folder) / f"{service}.db"
        with contextlib.closing(sqlite3.connect(path)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            opened.execute("PRAGMA journal_mode = DELETE")
            opened.execute("VACUUM")
            opened.commit()
        left = [other.name for other in path.parent.glob(f"{service}.db-*")]
        if left:
            raise RuntimeError(f"left beside {path.name}: {left}")


class Database:
    """A database of a PostgreSQL server. `server` is a URL without a database, `programs` the folder of psql and pg_dump."""

    def __init__(self, server, name, programs):
        self.server, self.name, self.programs = server, name, pathlib.Path(programs)

    @property
    def url(self):
        return f"{self.server}/{self.name}"

    def sql(self, text, database=None):
        """The rows of a statement, as lists of texts."""
        command = [self.programs / "psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", f"{self.server}/{database or self.name}", "-c", text]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return [line.split("\t") for line in done.stdout.splitlines()]

    def create(self):
        self.sql(f'CREATE DATABASE "{self.name}"', "postgres")

    def drop(self):
        self.sql(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)', "postgres")

    def restore(self, text):
        """Creates the database from a dump."""
        self.create()
        command = [self.programs / "psql", "-Xq", "--single-transaction", "-v", "ON_ERROR_STOP=1", self.url]
        done = subprocess.run(command, input=text, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode("utf-8", "replace").strip())

    def dump(self):
        """The database as plain SQL, for servers of this version or later."""
        command = [self.programs / "pg_dump", "--format=plain", "--no-owner", "--no-privileges", self.url]
        text = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
        # Newer pg_dumps write two commands that older psqls do not know.
        return b"".join(line for line in text.splitlines(keepends=True) if not line.startswith((b"\\restrict ", b"\\unrestrict ")))

    def counts(self):
        """The number of rows of each table, by `service.table`."""
        tables = self.sql("SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
        ours = [(schema, table) for schema, table in tables if not NOT_OURS.match(table)]
        each = [f"SELECT '{schema}.{table}', COUNT(*) FROM \"{schema}\".\"{table}\"" for schema, table in ours]
        return dict(sorted((name, int(count)) for name, count in self.sql(" UNION ALL ".join(each))))


def is_free(port):
    with socket.socket() as some:
        try:
            some.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class Server:
    """A PostgreSQL server in a temporary folder that is started when it is needed, each time on another clock."""

    def __init__(self, programs):
        self.programs = pathlib.Path(programs)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postgres-"))
        self.prefix = []
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self.prefix = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
        self._run("initdb", "-D", "data", "-U", "sharedcourt", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8")
        # Outside the ephemeral range: the port has to be free again at the next start.
        self.port = next(port for port in iter(lambda: random.randrange(20000, 30000), None) if is_free(port))

    @property
    def url(self):
        return f"postgres://sharedcourt@127.0.0.1:{self.port}"

    def _run(self, program, *arguments):
        subprocess.run([*self.prefix, self.programs / program, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, check=True)

    @contextlib.contextmanager
    def running(self, clock=None):
        """Runs the server while the block runs, on a clock where one is given."""
        # By `env`: libfaketime must not be loaded before setpriv has changed the user.
        environment = ["env", f"HOME={self.folder}", *(f"{name}={value}" for name, value in (clock.environment if clock else {}).items())]
        settings = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300", "-c", "fsync=off"]
        with open(self.folder / "log", "ab") as log:
            command = [*self.prefix, *environment, self.programs / "postgres", "-D", "data", "-p", str(self.port), "-k", str(self.folder), *settings]
            process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        try:
            ready = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            for _ in range(300):
                if subprocess.run(ready).returncode == 0:
                    break
                if process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text("utf-8", "replace")[-1000:])
                time.sleep(0.1)
            else:
                raise RuntimeError("PostgreSQL did not start")
            yield self
        finally:
            # `setpriv` becomes the server: this is its own pid.
            process.send_signal(signal.SIGINT)
            process.wait(60)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
