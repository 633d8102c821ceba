"""Makes the fixture of a release: two installations, on SQLite and on PostgreSQL, on which the same work is done through the public surface.

    python tests/upgrade/fill.py --program PROGRAM --release 0.1
"""

import argparse
import pathlib
import shutil
import sys
import tempfile

from answers import Answers, events
from databases import Database, Server, compact_folder
from fixture import HERE, KINDS, Fixture
from kept_installation import Clock, KeptInstallation
from questions import READ, WATCHES, Questions
from upgraded import taken_over
from workload import courts, enforcement, investigation, money, tasks
from workload.calls import Workload

# Files that nothing cites, events and request ids are kept for ninety days: those of the first day are gone on the second, and those of
# the second are still there on the third.
DAYS = ("2026-05-11", "2026-09-14", "2026-11-16")
# Where a unit's own system is said to be: a port of this machine on which nobody answers.
WEBHOOKS = ("--webhooks-allow", "127.0.0.1:9")
# Tables that no work fills, and why.
EMPTY = {
    "audit.audit_heads": "the other databases keep the heads of the audit's chains; its own keeps them in `heads`",
    "audit.log_epochs": "every database has the table, and the audit has no log of events",
    "evidence.log_epochs": "every database has the table, and evidence has no log of events",
    "enforcement.event_audiences": "events of enforcement are for regions, never for one person, court or unit",
    **{f"{service}.row_marks": "every database has the table; only people and terms, which hold nothing encrypted, are marked"
       for service in ("audit", "dispatch", "enforcement", "evidence", "investigation")},
    **{f"{service}.log_identity": "read for cursors from before there were epochs, and written by nothing any more"
       for service in ("courts", "dispatch", "enforcement", "investigation")},
}


def do_the_work(installation):
    """Three days of work on a fresh installation."""
    work = Workload(installation)
    with installation.on(DAYS[0], *WEBHOOKS):
        for service in (courts, enforcement, tasks, money, investigation):
            service.first_day(work)
    work.first_kept = len(work.sent)
    with installation.on(DAYS[1], *WEBHOOKS):
        for service in (enforcement, tasks, investigation):
            service.after_first_day(work)
        for service in (courts, enforcement, tasks, money, investigation):
            service.second_day(work)
    with installation.on(DAYS[2], "--demo-second-factor", *WEBHOOKS):
        courts.second_factors(work)
    with installation.on(DAYS[2], *WEBHOOKS):
        for service in (courts, tasks, investigation, enforcement, money):
            service.third_day(work)
        work.cursors = {path: events(installation.as_(person), path, READ)[-1]["id"] for person, path in WATCHES}
    return work


def check_counts(counts):
    """Ends where a table is empty without a reason."""
    empty = {table for table, count in counts.items() if count == 0}
    if empty != EMPTY.keys() & counts.keys():
        sys.exit(f"empty without a reason: {sorted(empty - EMPTY.keys())}; filled in spite of a reason: {sorted(EMPTY.keys() - empty)}")


def expected(installation, work, counts):
    """What the release answers."""
    answers = Answers(installation)
    questions = Questions(answers)
    questions.lists()
    questions.things()
    for person, name in work.things():
        questions.thing(person, name)
    questions.others(work.names["batch"], work.names["act"], work.names["done attempt"], work.names["door"])
    if questions.unasked():
        sys.exit(f"nobody asks {questions.unasked()}")
    asked, seen, kept = list(questions.asked), {}, []
    for (person, path), answer in zip(asked, answers.ask_all(asked)):
        # Several people often get the same answer.
        same = next((other for other, known in seen.get(path, []) if known == answer), None)
        seen.setdefault(path, []).append((person, answer))
        kept.append({"person": person, "path": path, **({"as": same} if same else {"answer": answer})})
    watches = [{"person": person, "path": path, "cursor": work.cursors[path], "events": answers.events(person, path)} for person, path in WATCHES]
    return {"counts": counts, "answers": kept, "watches": watches, "repeated": work.repeatable(), "unfinished": work.unfinished()}


def make(program, programs, fixture, folder, server):
    """Does the work on both databases, packs what it left, and asks the release about it."""
    clock, database = Clock(), Database(server.url, "release", programs)
    with server.running():
        database.create()
    works = {}
    for kind in KINDS:
        (folder / kind).mkdir(mode=0o700)
        rows = (database, clock, server) if kind == "postgres" else (None, clock, None)
        here = KeptInstallation(program, folder / kind, *rows)
        try:
            works[kind] = do_the_work(here)
        finally:
            here.stop()
        print(f"{kind}: the work is done", flush=True)
    compact_folder(folder / "sqlite")
    counts = {"sqlite": KeptInstallation(program, folder / "sqlite").counts()}
    with server.running(clock):
        dump, counts["postgres"] = database.dump(), database.counts()
    for kind in KINDS:
        check_counts(counts[kind])
    fixture.pack(folder, dump, {})
    answered = {}
    # In the afternoon of the last day: what time changes later is not the release's answer.
    clock.set(DAYS[-1], 14)
    with server.running(clock):
        for kind in KINDS:
            with taken_over(program, fixture, kind, server.url, programs) as here:
                here.environment = clock.environment
                with here:
                    answered[kind] = expected(here, works[kind], counts[kind])
            print(f"{kind}: {len(answered[kind]['answers'])} answers", flush=True)
    fixture.write_expected(answered)


def main():
    parser = argparse.ArgumentParser(prog="tests/upgrade/fill.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("--program", type=pathlib.Path, required=True, help="the program of the release")
    parser.add_argument("--release", required=True, help="its number")
    parser.add_argument("--postgres", type=pathlib.Path, help="the folder of initdb, postgres, psql and pg_dump; the newest installed")
    asked = parser.parse_args()
    programs = asked.postgres or max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    if programs is None:
        sys.exit("PostgreSQL is not installed: scripts/with-postgres true")
    folder, server = pathlib.Path(tempfile.mkdtemp(prefix="release-")), Server(programs)
    try:
        make(asked.program.resolve(), programs, Fixture(HERE / f"release-{asked.release}"), folder, server)
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
