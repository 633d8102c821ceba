"""F18: somebody who holds the database changes what happened, and `sharedcourt verify` finds it."""

import contextlib
import shutil
import sqlite3

import samples
from custody import columns, verifiers
from rows import Unprepared, row


def lived(trial):
    """An installation in which things have happened; its names."""
    here = trial.demo()
    officer, cashier, chief = here.as_("officer"), here.as_("cashier"), here.as_("chief")
    names = {"task": samples.reported_task(here)}
    officer.done(f"/v1/{names['task']}:review", {"decision": "APPROVE"})
    names["other task"] = officer.done("/v1/tasks", {"task": samples.task()})["name"]
    case = officer.done("/v1/cases", {"case": samples.case()})
    names["case"] = case["name"]
    names["lone case"] = officer.done("/v1/cases", {"case": samples.case()})["name"]
    applicant = case["parties"][0]
    time = samples.time_at(seconds=-3600)
    receipt = cashier.done("/v1/receipts", {"receipt": {
        "bankReference": f"R{samples.Numbers.next()}", "amountFen": "500000", "arriveTime": time, "noticeTime": time}})
    officer.done(f"/v1/{receipt['name']}:claim", {"case": case["name"]})
    payee = {"displayName": applicant["displayName"], "account": "6222020000000001", "bank": "中国工商银行东阳支行"}
    plan = officer.done("/v1/distributions", {"distribution": {
        "receipt": receipt["name"], "purpose": "PAYMENT", "items": [{"payee": payee, "amountFen": "500000"}]}})
    payout = chief.done(f"/v1/{plan['name']}:approve")["items"][0]["payout"]
    cashier.done(f"/v1/{payout}:confirm", {"bankReference": f"P{samples.Numbers.next()}"})
    names["payout"] = payout
    worker = here.as_(samples.WORKER)
    digest = worker.upload(samples.video())
    name = samples.accepted_task(here)
    worker.done(f"/v1/{name}/attempts", {"attempt": {"outcome": "DELIVERED", "evidence": [f"evidence/{digest}"]}})
    names["evidence"], names["cited by"] = digest, name
    names["secret"] = here.as_("cashier").upload(samples.video())
    papers = [f"evidence/{officer.upload(samples.paper(), 'application/pdf')}" for _ in range(2)]
    request = samples.freeze_request(here, names["lone case"], papers)["name"]
    chief.done(f"/v1/{request}:submit")
    from evidence_files import eventually
    paper = papers[0]
    eventually(lambda: officer.get(f"/v1/{paper}"), lambda answer: answer.json.get("citedBy"))
    eventually(lambda: worker.get(f"/v1/evidence/{digest}"), lambda answer: answer.json.get("citedBy"))
    here.stop()
    return here, names


@contextlib.contextmanager
def opened(here, service):
    connection = sqlite3.connect(here.database(service))
    try:
        with connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            yield connection
    finally:
        connection.close()


def changed(connection, statement, *values):
    if connection.execute(statement, values).rowcount < 1:
        raise Unprepared(f"nothing to tamper with: {statement}")


def key_of(connection, table):
    return next(name for name in ("id", "name", "task", "sha256", "digest") if name in columns(connection, table))


def delete_task(here, names):
    with opened(here, "dispatch") as rows:
        changed(rows, "DELETE FROM tasks WHERE id LIKE ?", f"%{names['other task'].split('/')[1]}")


def delete_case(here, names):
    identity = names["lone case"].split("/")[1]
    with opened(here, "enforcement") as rows:
        changed(rows, f"DELETE FROM cases WHERE {key_of(rows, 'cases')} LIKE ?", f"%{identity}")


def set_payout_back(here, names):
    identity = names["payout"].split("/")[1]
    with opened(here, "enforcement") as rows:
        changed(rows, f"UPDATE payouts SET state = 'PAYABLE' WHERE {key_of(rows, 'payouts')} LIKE ?", f"%{identity}")


def move_task(here, names):
    with opened(here, "dispatch") as rows:
        changed(rows, "UPDATE tasks SET worker = ? WHERE id LIKE ?", f"people/{samples.OTHER_WORKER}", f"%{names['task'].split('/')[1]}")


def forge_term(here, _):
    with opened(here, "courts") as rows:
        names = columns(rows, "terms")
        here_and_there = {"role": "'PRESIDENT'", "place": "'330783'", "court": "NULL", "unit": "NULL", "grid": "NULL", "id": "'9'"}
        # As the program itself writes the office.
        president = rows.execute("SELECT role FROM terms WHERE person LIKE '%president'").fetchone()
        here_and_there["role"] = f"'{president[0]}'"
        values = ", ".join(here_and_there.get(name, name) for name in names)
        changed(rows, f"INSERT INTO terms ({', '.join(names)}) SELECT {values} FROM terms WHERE person = ? LIMIT 1", samples.WORKER)


def widen_term(here, _):
    with opened(here, "courts") as rows:
        changed(rows, "UPDATE terms SET end_time = NULL, start_time = start_time - 86400000000 WHERE person = ?", samples.WORKER)


def forge_citation(here, names, subject="tasks/%"):
    with opened(here, "evidence") as rows:
        row_ = rows.execute("SELECT * FROM citations WHERE subject LIKE ? LIMIT 1", (subject,)).fetchone()
        fields = columns(rows, "citations")
        if row_ is None:
            raise Unprepared("no citation to copy")
        other = rows.execute("SELECT * FROM files").fetchall()
        file_fields = columns(rows, "files")
        digests = [dict(zip(file_fields, one)) for one in other]
        field = next(name for name in ("digest", "sha256", "file", "evidence") if name in fields)
        own = dict(zip(fields, row_))
        key = next(name for name in ("digest", "sha256", "id") if name in file_fields)
        foreign = next(one[key] for one in digests if one[key] != own[field])
        own |= {field: foreign, "open_time": own.get("open_time") or own.get("create_time")}
        values = [own[name] for name in fields]
        changed(rows, f"INSERT INTO citations ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})", *values)


def remove_audit(here, _):
    for path in here.folder.glob("audit.db*"):
        path.unlink()
    shutil.rmtree(here.folder / "audit-heads", ignore_errors=True)


def empty_audit(here, _):
    with opened(here, "audit") as rows:
        tables = [one[0] for one in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%migrations%'")]
        for table in tables:
            rows.execute(f"DELETE FROM {table}")
    shutil.rmtree(here.folder / "audit-heads", ignore_errors=True)


def cut_audit(here, _):
    with opened(here, "audit") as rows:
        last = rows.execute("SELECT max(number) FROM records").fetchone()[0]
        changed(rows, "DELETE FROM records WHERE number > ?", last - 2)


def change_ledger(here, _):
    with opened(here, "enforcement") as rows:
        name = next(name for name in columns(rows, "ledger") if "amount" in name)
        changed(rows, f"UPDATE ledger SET {name} = {name} + 1 WHERE rowid = (SELECT max(rowid) FROM ledger)")


TAMPERINGS = {
    "a task's row deleted": delete_task,
    "a case's row deleted": delete_case,
    "a payout's state set back": set_payout_back,
    "a term of office forged": forge_term,
    "a citation of a visit forged": forge_citation,
    "a citation of a request forged": lambda here, names: forge_citation(here, names, "requests/%"),
    "the audit removed with its heads": remove_audit,
    "the audit emptied with its heads": empty_audit,
    "a task's worker changed in its column": move_task,
    "a term's time changed": widen_term,
    "the end of the audit cut off": cut_audit,
    "a fen added to the ledger": change_ledger,
}


@row("F18", "rows deleted, set back and forged in the databases")
def tampered(trial):
    here, names = lived(trial)
    kinds = verifiers(here)
    clean = {kind: here.run("verify", kind) for kind in kinds}
    wrong = {kind: said for kind, (code, said) in clean.items() if code != 0}
    trial.check(not wrong, f"verify before anything was changed: {wrong}")
    kinds = [kind for kind in kinds if kind not in wrong]
    saved = trial.workshop.new_folder()
    shutil.copytree(here.folder, saved, dirs_exist_ok=True)
    for what, tamper in TAMPERINGS.items():
        shutil.rmtree(here.folder)
        shutil.copytree(saved, here.folder)
        try:
            tamper(here, names)
        except (Unprepared, sqlite3.Error, StopIteration) as reason:
            trial.check(False, f"{what}: could not be tried ({reason})")
            continue
        codes = {}
        for kind in kinds:
            codes[kind], _ = here.run("verify", kind)
            if codes[kind] == 1:
                break
        trial.check(1 in codes.values(), f"{what}: verify {', '.join(kinds)} find nothing")
