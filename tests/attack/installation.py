"""The real program on a folder and a port of its own, as its operator starts it."""

import contextlib
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from rest import Client
from rows import Unprepared

START = 60
STOP = 30
# The C library keeps what was given back to it, in a pool for each thread: without it, memory is what the program itself holds.
PLAIN_MEMORY = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_TRIM_THRESHOLD_": "262144"}
UNLIMITED = {"SHAREDCOURT__RATE__PERSON": "0", "SHAREDCOURT__RATE__ADDRESS": "0"}


class Installation:
    """One installation: a data folder, and a process on it or none."""

    def __init__(self, program, folder, demo=True, arguments=(), rates=False, environment=None, launcher=(), limits=None, cwd=None):
        self.program, self.folder, self.demo = program, pathlib.Path(folder), demo
        self.arguments, self.rates, self.environment = list(arguments), rates, dict(environment or {})
        self.launcher, self.limits, self.cwd = list(launcher), dict(limits or {}), cwd
        self.process, self.port, self._tokens = None, free_port(), {}
        self.log = self.folder.parent / f"{self.folder.name}.log"

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def address(self):
        return "127.0.0.1", self.port

    def launch(self):
        """Starts the process and does not wait for anything."""
        environment = {key: value for key, value in os.environ.items() if key != "RUST_LOG"}
        environment |= {} if self.rates else UNLIMITED
        environment |= self.environment

        def limited():
            for what, bounds in self.limits.items():
                resource.setrlimit(what, bounds)

        command = [*self.launcher, self.program, "serve", "--listen", f"127.0.0.1:{self.port}", "--data", self.folder]
        command += (["--demo"] if self.demo else []) + self.arguments
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                                            cwd=self.cwd, preexec_fn=limited, start_new_session=True)
        return self

    def start(self):
        """Starts it and waits until it is ready."""
        self.launch()
        if not self.wait_ready():
            raise Unprepared(f"the program did not start: {self.last_words()}")
        return self

    def wait_ready(self, seconds=START):
        """Whether it becomes ready; false as soon as it has ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.alive():
            if Client(self.address, timeout=5).get("/readyz").status == 200:
                return True
            time.sleep(0.05)
        return False

    def wait_end(self, seconds=START):
        """The exit code, or None where it goes on after so many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(seconds)
        return None

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def last_words(self):
        text = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return " ".join(text.split())[-300:]

    def stop(self, how=signal.SIGTERM):
        """Ends the process, and with it what started it (`faketime` starts it as a child)."""
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)
            if self.wait_end(STOP) is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(STOP)
        self.process = None

    def kill(self):
        self.stop(signal.SIGKILL)

    def memory(self):
        """Resident memory in bytes."""
        with contextlib.suppress(OSError, AttributeError):
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024
        return 0

    def run(self, *arguments, seconds=60):
        """Runs the program beside the installation; exit code and what it said."""
        environment = {**os.environ, "SHAREDCOURT__INSTALLATION__DATA": str(self.folder)}
        environment["SHAREDCOURT__CLIENT__SERVER"] = f"http://127.0.0.1:{self.port}"
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, env=environment, timeout=seconds)
        return done.returncode, (done.stdout + done.stderr).strip()

    def token(self, person):
        if person not in self._tokens:
            code, said = self.run("token", person)
            if code != 0:
                raise Unprepared(f"token {person}: {said}")
            self._tokens[person] = said.splitlines()[-1].strip()
        return self._tokens[person]

    def as_(self, person, source="127.0.0.1"):
        """A client of a person, by their id."""
        return Client(self.address, self.token(person), source)

    def stranger(self, source="127.0.0.1"):
        return Client(self.address, None, source)

    def database(self, service):
        """The file of a service's database."""
        return self.folder / f"{service}.db"


class Workshop:
    """Makes installations: each demonstration is a copy of one that was filled once."""

    def __init__(self, program):
        self.program = program
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="attack-"))
        self._shared = None
        self._template = None
        self._number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._shared:
            self._shared.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_folder(self):
        self._number += 1
        folder = self.folder / str(self._number)
        folder.mkdir()
        folder.chmod(0o700)
        return folder

    def template(self):
        """A filled demonstration folder on which nothing runs."""
        if self._template is None:
            folder = self.new_folder()
            with Installation(self.program, folder):
                pass
            self._template = folder
        return self._template

    def copy(self, folder=None):
        """A copy of the template as a folder of its own."""
        folder = folder or self.new_folder()
        shutil.copytree(self.template(), folder, dirs_exist_ok=True)
        return folder

    def demo(self, folder=None, **settings):
        return Installation(self.program, self.copy(folder), **settings)

    def empty(self, **settings):
        return Installation(self.program, self.new_folder(), demo=False, **settings)

    def shared(self):
        if self._shared is None or not self._shared.alive():
            self._shared = self.demo().start()
        return self._shared


class Bystander:
    """Somebody who does their work meanwhile, from another address: signs in, reads, uploads, until the block ends."""

    PASSWORD = "wide-river-7"

    def __init__(self, installation, person="officer2", source="127.0.0.2", patience=30):
        self.installation, self.person, self.source, self.patience = installation, person, source, patience
        self.rounds, self.failures, self.slowest = 0, [], 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self):
        invite(self.installation, self.person, self.PASSWORD, self.source)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join(self.patience * 3)

    def once(self):
        """One round; what went wrong in it."""
        stranger = Client(self.installation.address, None, self.source, self.patience)
        session = self._timed("sign-in", lambda: stranger.request(
            "POST", "/v1/sessions", {"person": self.person, "password": self.PASSWORD}))
        if session.status != 200:
            return [f"sign-in: {session.brief()}"]
        client = Client(self.installation.address, session.json["token"], self.source, self.patience)
        wrong = []
        listed = self._timed("read", lambda: client.get("/v1/tasks?pageSize=5"))
        if listed.status != 200:
            wrong.append(f"read: {listed.brief()}")
        content = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + os.urandom(64)
        digest, declared = self._timed("declare", lambda: client.declare(content))
        sent = self._timed("upload", lambda: client.send(digest, content)) if declared.status == 200 else declared
        if sent.status not in (200, 204):
            wrong.append(f"upload: {sent.brief()}")
        return wrong

    def _timed(self, _, call):
        begin = time.monotonic()
        answer = call()
        self.slowest = max(self.slowest, time.monotonic() - begin)
        return answer

    def _work(self):
        while not self._end.is_set():
            self.failures += self.once()
            self.rounds += 1
            self._end.wait(0.5)

    def check(self, trial):
        """Their work went on, all of it."""
        trial.check(self.rounds > 0, "nobody else could do anything meanwhile")
        if self.failures:
            trial.check(False, f"somebody else meanwhile, {len(self.failures)} failures in {self.rounds} rounds: {self.failures[0]}")
        trial.check(self.slowest < self.patience, f"somebody else waited {self.slowest:.1f} s")


def invite(installation, person, password, source="127.0.0.1"):
    """Invites a person as the administrator does and sets their password; their session."""
    code = installation.as_("admin").done(f"/v1/people/{person}:invite")["code"]
    return redeem(installation, person, code, password, source)


def redeem(installation, person, code, password, source="127.0.0.1"):
    answer = installation.stranger(source).request(
        "POST", "/v1/sessions:redeemInvitation", {"person": person, "code": code, "password": password})
    if answer.status != 200:
        raise Unprepared(f"redeem an invitation: {answer.brief()}")
    return answer.json


def free_port():
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]
