"""F11, F12, F17, F25: keys, clocks, stores, folders, and the last details of the front door."""

import contextlib
import os
import pathlib
import resource
import signal
import sqlite3
import stat
import subprocess
import time

import raw_http
import samples
from evidence_files import eventually
from installation import Installation
from resources import SmallDisk, size_of
from rows import Skip, row

MIB = 1024 * 1024
SERVICES = ("courts", "dispatch", "enforcement", "investigation", "evidence", "audit")


def does_not_start(trial, here, what):
    """The program refuses to start, with a word about it."""
    here.launch()
    if here.wait_ready(30):
        trial.check(False, f"{what}: it starts and is ready")
        here.stop()
        return False
    ended = here.wait_end(1)
    if ended is None:
        here.stop()
        return trial.check(False, f"{what}: it neither starts nor ends")
    trial.check(ended != 0, f"{what}: it ends with 0")
    return trial.check(here.last_words(), f"{what}: it says nothing")


@row("F11", "a start without the key, or with another", quick=True)
def wrong_key(trial):
    for what in ("without secret.key", "with another secret.key", "with another key in its environment"):
        here = trial.workshop.demo()
        key = here.folder / "secret.key"
        if what == "without secret.key":
            key.unlink()
        elif what == "with another secret.key":
            key.write_text("5a" * 32 + "\n")
        else:
            here.environment["SHAREDCOURT__INSTALLATION__SECRET"] = "5a" * 32
        does_not_start(trial, here, f"a start {what}")
        trial.check(what != "without secret.key" or not key.exists(), "a new key is made beside old data")
        if what == "with another key in its environment":
            here.environment.clear()
            here.launch()
            trial.check(here.wait_ready(), f"with its own key it does not start any more: {here.last_words()}")
        here.stop()


@row("F12", "a clock 100 days ahead for half a minute")
def moved_clock(trial):
    library = next(iter(sorted(pathlib.Path("/usr/lib").rglob("faketime/libfaketimeMT.so.1"))), None)
    if library is None:
        raise Skip("faketime is not installed (scripts/tools brings it); the Rust test of the clock covers it")
    here = trial.demo()
    content = samples.video()
    digest = here.as_(samples.WORKER).upload(content)
    task = here.as_("officer").done("/v1/tasks", {"task": samples.task()})["name"]
    here.stop()
    # The clock leaps while it runs, and it is ahead at a start; both are over after a while.
    clock = pathlib.Path(here.folder.parent / f"{here.folder.name}.clock")
    clock.write_text("+0\n")
    here.environment = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    here.start()
    clock.write_text("+100d\n")
    time.sleep(15)
    words = here.stranger().get("/readyz?verbose").text
    here.stop()
    here.launch()
    here.wait_ready(20)
    time.sleep(13)
    words += here.stranger().get("/readyz?verbose").text + here.log.read_text("utf-8", "replace")
    here.stop()
    here.environment = {}
    here.start()
    answer = here.as_(samples.WORKER).get(f"/v1/evidence/{digest}/content")
    trial.check(answer.status == 200 and answer.body == content, f"evidence that nothing cites yet: {answer.brief() if answer.status != 200 else 'other bytes'}")
    state = here.as_("officer").read(f"/v1/{task}")["state"]
    trial.check(state == "TASK_STATE_DISPATCHED", f"an open task is {state}")
    trial.check("clock" in words.lower() or "时钟" in words, "nothing is said about the clock")
    here.as_("officer").done("/v1/tasks", {"task": samples.task()})


@row("F17", "a database file malformed, emptied or gone, and one damaged row", quick=True)
def damaged_store(trial):
    damages = {
        "gone": lambda file: file.unlink(),
        "emptied": lambda file: file.write_bytes(b""),
        "malformed": lambda file: file.write_bytes(b"not a database\n" * 4096),
    }
    services = SERVICES[:trial.amount(len(SERVICES), 2)]
    for number, service in enumerate(services):
        quick = list(damages.items())[:2] if number == 0 else list(damages.items())[2:]
        for what, damage in trial.amount(list(damages.items()), quick):
            here = trial.demo()
            for end in ("-wal", "-shm"):
                pathlib.Path(f"{here.database(service)}{end}").unlink(missing_ok=True)
            damage(here.database(service))
            answer = eventually(lambda here=here: here.stranger().get("/readyz"), lambda answer: answer.status != 200, 30)
            trial.check(answer.status == 503, f"{service}.db {what}: /readyz {answer.brief()}")
            alive = here.stranger().get("/healthz")
            trial.check(alive.status == 200, f"{service}.db {what}: /healthz {alive.brief()}")
            here.kill()
            # What was emptied or is gone is no fresh start beside the others.
            does_not_start(trial, here, f"a start with {service}.db {what}")
            here.stop()
    here = trial.demo()
    officer = here.as_("officer")
    names = [officer.done("/v1/tasks", {"task": samples.task()})["name"] for _ in range(3)]
    cases = [officer.done("/v1/cases", {"case": samples.case()})["name"] for _ in range(3)]
    here.stop()
    damage_row(here.database("dispatch"), "tasks", names[1].split("/")[1])
    damage_row(here.database("enforcement"), "cases", cases[1].split("/")[1])
    for kind in ("records", "all"):
        code, said = here.run("verify", kind)
        trial.check(code == 1, f"verify {kind} ends with {code}: {said[-120:]}")
        for what, name in (("task", names[1]), ("case", cases[1])):
            trial.check(name.split("/")[1] in said, f"verify {kind} does not name the damaged {what}")
    here.start()
    for kind, all_names in (("tasks", names), ("cases", cases)):
        answer = here.as_("officer").get(f"/v1/{kind}?pageSize=50")
        listed = {one["name"] for one in answer.json.get(kind, [])}
        trial.check(answer.status == 200 and {all_names[0], all_names[2]} <= listed, f"{kind} with one damaged row: {answer.brief()}")


def damage_row(database, table, identity):
    """Changes a byte in the middle of each sealed value of a row."""
    with sqlite3.connect(database) as opened:
        opened.row_factory = sqlite3.Row
        key = next(name for name in ("id", "name") if name in columns(opened, table))
        found = opened.execute(f"SELECT rowid AS place, * FROM {table} WHERE {key} LIKE ?", (f"%{identity}",)).fetchone()
        if found is None:
            raise Skip(f"the row of {identity} is not in {table}")
        for name in found.keys():
            value = found[name]
            if isinstance(value, bytes) and len(value) > 20:
                middle = len(value) // 2
                broken = value[:middle] + bytes((value[middle] ^ 1,)) + value[middle + 1:]
                opened.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (broken, found["place"]))
    opened.close()


def columns(opened, table):
    return [column[1] for column in opened.execute(f"PRAGMA table_info({table})")]


def verifiers(here):
    """What `sharedcourt verify` can prove, by its own help."""
    code, said = here.run("verify", "--help")
    known = ("audit", "log", "money", "evidence", "records", "subjects", "register", "keys", "backup", "all", "data", "rows", "tasks", "cases", "store",
             "stores", "columns", "terms", "logs")
    words = {line.strip().lstrip("- ").split(":")[0].split(" ")[0] for line in said.splitlines() if line.strip().startswith("- ")}
    if "possible values:" in said:
        words |= {word.strip() for word in said.split("possible values:")[1].split("]")[0].split(",")}
    chosen = sorted(word for word in words if word in known or word.isalpha())
    if "all" in chosen:
        return ["all"]
    return chosen if code == 0 and chosen else ["audit", "evidence", "log", "money"]


@row("F25", "an open data folder, core dumps, a full disk, two Host headers, chunked twice", quick=True)
def details(trial):
    folders(trial)
    core_dump(trial)
    here = trial.shared()
    for what, head in {
        "two Host headers on a page": "GET /sign-in HTTP/1.1\r\nhost: court\r\nhost: other\r\n\r\n",
        "two Host headers on REST": "GET /v1/me HTTP/1.1\r\nhost: court\r\nHost: court\r\n\r\n",
        "chunked, chunked": "POST /v1/sessions HTTP/1.1\r\nhost: court\r\ncontent-type: application/json\r\n"
                            "transfer-encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "chunked in two headers": "POST /v1/sessions HTTP/1.1\r\nhost: court\r\ncontent-type: application/json\r\n"
                                  "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    }.items():
        status = raw_http.status(raw_http.exchange(here.address, head.encode()))
        trial.check(status == 400, f"{what}: {status or 'no answer'}")
    if not trial.quick:
        no_room(trial)
    trial.note("the callback of OpenID Connect twice: the Rust test beside the certified provider (tests/tests/oidc.rs)")


def folders(trial):
    """A data folder that exists with 0755, and one that is made at the start."""
    outer = trial.workshop.new_folder()
    there = trial.workshop.copy(outer / "there")
    there.chmod(0o755)
    for path in there.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    here = Installation(trial.workshop.program, there)
    here.launch()
    if here.wait_ready(30):
        readable = others_read(there)
        trial.check(not readable, f"a data folder that was 0755 stays readable by others: {readable[:4]}")
    here.stop()
    fresh = trial.workshop.new_folder()
    fresh.chmod(0o755)
    here = trial.workshop.empty()
    here.folder = fresh / "made"
    here.log = fresh / "made.log"
    here.launch()
    if here.wait_ready(30):
        readable = others_read(here.folder)
        trial.check(not readable, f"a data folder that was made is readable by others: {readable[:4]}")
    here.stop()


def others_read(folder):
    """What others can reach in a folder: nothing, where the folder itself is closed to them."""
    if not stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return []
    return sorted(str(path.relative_to(folder)) or "." for path in folder.rglob("*") if path.stat().st_mode & 0o044 and path.is_file())


def core_dump(trial):
    """A process that dies of a signal leaves no copy of its memory, and with it of its keys."""
    place = trial.workshop.new_folder()
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != resource.RLIM_INFINITY:
        trial.note("core dumps: not tried, this machine allows none")
        return
    here = trial.enter(trial.workshop.demo(limits={resource.RLIMIT_CORE: unlimited}, cwd=place))
    limits = pathlib.Path(f"/proc/{here.process.pid}/limits").read_text()
    soft = next(line.split()[4] for line in limits.splitlines() if line.startswith("Max core file size"))
    os.kill(here.process.pid, signal.SIGABRT)
    _, status = os.waitpid(here.process.pid, 0)
    here.process.returncode = -signal.SIGABRT
    left = list(place.glob("*"))
    trial.check(not left and not (os.WCOREDUMP(status) and soft != "0"), f"it leaves a core dump: {[path.name for path in left]}")


def no_room(trial):
    """A full disk is 507 and nobody's fault."""
    outer = trial.workshop.new_folder()
    disk = trial.enter(SmallDisk(outer, size_of(trial.workshop.template()) + 96 * MIB))
    here = trial.enter(trial.workshop.demo(folder=outer / "data", arguments=["--evidence-reserve-bytes", str(4 * MIB)]))
    officer = here.as_("officer")
    content = samples.video(8 * MIB)
    digest, declared = officer.declare(content)
    if declared.status != 200:
        trial.check(False, f"declare before the disk is full: {declared.brief()}")
        return
    free = disk.free()
    subprocess.run(["fallocate", "-l", str(max(free - 65536, 4096)), str(outer / "filler")], capture_output=True)
    filler = os.open(outer / "filler2", os.O_WRONLY | os.O_CREAT)
    with contextlib.suppress(OSError):
        while os.write(filler, b"\0" * 4096):
            pass
    os.close(filler)
    answer = officer.send(digest, content)
    trial.check(answer.status == 507, f"an upload to a full disk: {answer.brief()}")
    answers = [officer.post("/v1/tasks", {"task": samples.task(instructions="x" * 9000)}) for _ in range(40)]
    full = [answer for answer in answers if answer.status != 200]
    trial.check(all(answer.status == 507 for answer in full), f"a task on a full disk: {[answer.brief() for answer in full][:1]}")
    trial.check(full, "40 tasks on a full disk are all taken")
    read = officer.get("/v1/tasks?pageSize=5")
    trial.check(read.status == 200, f"reading on a full disk: {read.brief()}")
