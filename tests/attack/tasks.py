"""F14, F19: the person who did it does not review it, and a visit has a time that can be."""

import unicodedata

import samples
from rows import row


@row("F14", "one person with two terms files, visits, reports and approves; or is the debtor", quick=True)
def own_review(trial):
    here = trial.shared()
    both = samples.person(here, f"both-{samples.Numbers.next()}", "郑两用", {"role": "OFFICER", "regionCode": "330783"}, {
        "role": "GRID_WORKER", "court": f"courts/{samples.COURT}", "grid": samples.VILLAGE})
    # Their own task never becomes theirs to do.
    own = here.as_(both).done("/v1/tasks", {"task": samples.task()})["name"]
    answer = here.as_(samples.DIRECTOR).post(f"/v1/{own}:assign", {"worker": f"people/{both}"})
    trial.refused(answer, (400, 403, 409), "is given the task that they filed themselves")
    # Another's task, reported by them, is not theirs to review.
    name = samples.reported_task(here, "officer", both)
    for decision in ("APPROVE", "RETURN"):
        answer = here.as_(both).post(f"/v1/{name}:review", {"decision": decision, "comment": "补充"})
        trial.refused(answer, (400, 403, 409), f"reviews their own report ({decision})", ("REVIEWER_IS_REPORTER",))
    answer = here.as_("officer2").post(f"/v1/{name}:review", {"decision": "APPROVE"})
    trial.check(answer.status == 200, f"another officer approves it: {answer.brief()}")
    # A visit to oneself, however the name is written.
    own = here.as_(samples.WORKER).read("/v1/me")["displayName"]
    full = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in own)
    spellings = {own, f"{own[0]} {own[1:]}", f"{own[0]}\u3000{own[1:]}", f" {own}", f"{own[0]}\u00a0{own[1:]}", unicodedata.normalize("NFD", full)}
    for spelling in sorted(spellings):
        concerned = {"displayName": spelling, "kind": "PERSON"}
        filed = here.as_("officer").post("/v1/tasks", {"task": samples.task(addressee=concerned)})
        if filed.status != 200:
            continue
        answer = here.as_(samples.DIRECTOR).post(f"/v1/{filed.json['name']}:assign", {"worker": f"people/{samples.WORKER}"})
        trial.refused(answer, (400, 403, 409), f"visits {spelling!r}, which is their own name", ("WORKER_IS_PARTY",))


@row("F19", "a visit dated before its task", quick=True)
def early_visit(trial):
    here = trial.shared()
    name = samples.accepted_task(here)
    worker = here.as_(samples.WORKER)
    answer = worker.post(f"/v1/{name}/attempts", {"attempt": {"outcome": "DELIVERED", "deviceTime": samples.time_at(days=-3)}})
    if answer.status != 200:
        trial.check(400 <= answer.status < 500 and answer.reason, f"a visit dated before its task: {answer.brief()}")
    else:
        marks = {key: value for key, value in answer.json.items() if key in ("lateness", "marks", "doubts", "beforeTask", "timeDoubt", "predatesTask") and value}
        trial.check(marks, f"a visit three days before its task is unmarked: {sorted(answer.json)}")
    answer = worker.post(f"/v1/{name}/attempts", {"attempt": {"outcome": "DELIVERED", "deviceTime": samples.time_at(seconds=-1)}})
    trial.check(answer.status == 200 and not answer.json.get("lateness"), f"a visit just now: {answer.brief()} {answer.json.get('lateness', '')}")
