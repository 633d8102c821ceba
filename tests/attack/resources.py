"""F7, F8, F20: disk, connections and streams, each driven to its end by one while another works on."""

import http.client
import os
import pathlib
import resource
import subprocess
import time

import raw_http
import samples
from installation import Bystander
from rows import Skip, row

MIB = 1024 * 1024


def size_of(folder):
    """The bytes that a folder takes."""
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


class SmallDisk:
    """A file system of a few bytes in memory; only root can make one."""

    def __init__(self, folder, size):
        self.folder, self.size = pathlib.Path(folder), size

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={self.size},mode=0700", "none", str(self.folder)]
        if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
            raise Skip("a file system of its own can't be mounted here; the Rust test with a limit on file sizes covers it")
        return self

    def free(self):
        stat = os.statvfs(self.folder)
        return stat.f_bavail * stat.f_frsize

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", str(self.folder)], capture_output=True)


@row("F7", "a stranger's requests to unknown paths, and a disk that fills", quick=True)
def strangers_fill_the_disk(trial):
    here = trial.demo(rates=True)
    # Weighed while nothing runs, when SQLite has taken its write-ahead logs into the databases.
    here.stop()
    before, count = size_of(here.folder), trial.amount(6000, 400)
    here.start()
    person = Bystander(here, "officer2")
    own = 0
    with person:
        stranger = here.stranger("127.0.0.6")
        connection = stranger.connect()
        headers = {"user-agent": "x" * 2000, "x-terminal": "y" * 2000, "x-request-id": "z" * 200}
        answered = 0
        for number in range(count):
            path = f"/v1/{'nowhere' if number % 2 else 'tasks'}/{'p' * 1500}{number}"
            answer = stranger.request("GET", path, headers=headers, connection=connection)
            answered += answer.status in (400, 401, 404, 414, 429, 431, 503)
            if answer.status == 0:
                connection = stranger.connect()
        connection.close()
        time.sleep(2)
        own = person.rounds
    here.stop()
    grown = size_of(here.folder) - before
    # The first fifty of an address are kept one by one, and all that the other person did.
    allowed = MIB + own * 32 * 1024
    trial.note(f"{count} requests of a stranger and {own} rounds of another left {grown / 1024:.0f} KiB")
    trial.check(grown < allowed, f"{count} requests of a stranger left {grown / MIB:.1f} MiB, {grown / count:.0f} bytes each")
    trial.check(answered > count * 0.9, f"only {answered} of {count} were answered as they should be")
    person.check(trial)
    if not trial.quick:
        full_disk(trial)


def full_disk(trial):
    """Uploads until the disk has no more room: sign-in and reading go on, and readiness says so."""
    outer = trial.workshop.new_folder()
    disk = trial.enter(SmallDisk(outer, size_of(trial.workshop.template()) + 160 * MIB))
    here = trial.enter(trial.workshop.demo(folder=outer / "data", arguments=["--evidence-reserve-bytes", str(48 * MIB)]))
    officer = here.as_("officer")
    person = Bystander(here)
    with person:
        pass
    refused = None
    for _ in range(60):
        content = samples.video(4 * MIB)
        digest, declared = officer.declare(content)
        refused = officer.send(digest, content) if declared.status == 200 else declared
        if refused.status not in (200, 204):
            break
    # All that they declared has arrived: it is the disk that has no room, and nothing of theirs that could be sent first.
    trial.check(refused.status == 507, f"an upload to a full disk: {refused.brief()}")
    trial.note(f"{disk.free() / MIB:.1f} MiB were left when uploads were refused ({refused.brief()})")
    # Whatever else wants to write has a go at what is left.
    for number in range(30):
        officer.declare(samples.video(8))
        officer.post("/v1/tasks", {"task": samples.task(instructions="x" * 9000)})
    wrong = [fault for fault in person.once() if not fault.startswith("upload")]
    trial.check(not wrong, f"on a full disk, {wrong and wrong[0]}")
    ready = here.stranger().get("/readyz?verbose")
    trial.check(ready.status != 200 or "disk" in ready.text.lower() or "space" in ready.text.lower(), f"readiness says nothing of it: {ready.brief()}")


@row("F8", "1,088 idle HTTP/2 connections from one address at a limit of 1,024 descriptors", quick=True)
def idle_connections(trial):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2500:
        raise Skip(f"this machine allows {hard} descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2500), hard))
    here = trial.demo(rates=True, limits={resource.RLIMIT_NOFILE: (1024, 1024)})
    person = Bystander(here, patience=30)
    with person:
        pass
    connections = []
    try:
        for _ in range(1088):
            try:
                some = raw_http.connect(here.address, "127.0.0.7", timeout=0.5)
                some.sendall(raw_http.opening())
                connections.append(some)
            except OSError:
                if len(connections) < 16:
                    raise
                break
        time.sleep(1)
        wrong = person.once()
        trial.check(not wrong, f"beside {len(connections)} connections of another address, {wrong and wrong[0]}")
        trial.check(person.slowest < 30, f"somebody else waited {person.slowest:.1f} s")
    finally:
        raw_http.close(connections)
    time.sleep(1)
    answer = here.stranger("127.0.0.7").get("/healthz")
    trial.check(answer.status == 200, f"afterwards, from the same address: {answer.brief()}")


@row("F20", "one person opens all streams", quick=True)
def streams(trial):
    most, share = 48, 16
    here = trial.demo(arguments=["--streams", str(most), "--streams-of-one", str(share)])
    person = Bystander(here, patience=30)
    with person:
        pass
    greedy, opened, refused = here.as_("officer"), [], []
    for number in range(most + 20):
        connection = greedy.connect()
        connection.request("GET", ("/v1/tasks:watch", "/v1/requests:watch", "/v1/cases:watch")[number % 3],
                           headers={"authorization": f"Bearer {greedy.token}"})
        try:
            response = connection.getresponse()
        except (OSError, http.client.HTTPException):
            connection.close()
            continue
        if response.status == 200:
            opened.append((connection, response))
        else:
            refused.append(response.status)
            connection.close()
    trial.check(len(opened) <= share, f"one person holds {len(opened)} of {most} streams")
    trial.check(set(refused) <= {429, 503}, f"refused with {sorted(set(refused))}")
    other = here.as_(samples.WORKER, "127.0.0.2")
    connection = other.connect()
    connection.request("GET", "/v1/tasks:watch", headers={"authorization": f"Bearer {other.token}"})
    response = connection.getresponse()
    trial.check(response.status == 200, f"another person's watch: {response.status}")
    connection.close()
    wrong = person.once()
    trial.check(not wrong, f"beside one person's streams, {wrong and wrong[0]}")
    # Half-sent uploads are apart from streams too.
    halves = []
    for _ in range(most + 10):
        content = samples.video(2 * MIB)
        digest, declared = greedy.declare(content)
        if declared.status != 200:
            break
        some = raw_http.connect(here.address)
        head = (f"PATCH /v1/evidence/{digest}/content HTTP/1.1\r\nhost: court\r\nauthorization: Bearer {greedy.token}\r\n"
                f"content-type: application/partial-upload\r\nupload-offset: 0\r\nupload-complete: ?1\r\ncontent-length: {len(content)}\r\n\r\n")
        some.sendall(head.encode() + content[:1000])
        halves.append(some)
    time.sleep(0.5)
    wrong = person.once()
    trial.check(not wrong, f"beside {len(halves)} half uploads of one person, {wrong and wrong[0]}")
    raw_http.close(halves)
    for connection, _ in opened:
        connection.close()
