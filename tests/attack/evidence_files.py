"""F10, F13: a file is read by those whom it concerns, and sent by those who may, so much and no more."""

import samples
from installation import Bystander
from rows import row

GIB = 1024 ** 3


@row("F10", "a citation of a digest that is not theirs opens the file", quick=True)
def borrowed_digest(trial):
    here = trial.demo()
    officer, chief = here.as_("officer"), here.as_("chief")
    papers = [f"evidence/{officer.upload(samples.paper(), 'application/pdf')}" for _ in range(2)]
    # Somebody else's file, which nothing cites.
    secret = samples.video()
    digest = here.as_(samples.OTHER_WORKER).upload(secret)
    name = f"/v1/evidence/{digest}"

    def reads(client, who):
        for path in (f"{name}/content", name, f"{name}:proof"):
            answer = client.get(path)
            trial.check(answer.status in (403, 404), f"{who} at {path.replace(digest, '…')}: {answer.brief()}")

    clerk = here.as_("clerk-u01")
    reads(clerk, "a clerk before any citation")
    case = officer.done("/v1/cases", {"case": samples.case()})
    request = samples.freeze_request(here, case["name"], papers)
    path = f"/v1/{request['name']}"
    chief.done(f"{path}:submit")
    clerk.done(f"{path}:receive")
    feedback = {"outcome": "PROCESSING", "text": "办理中", "evidence": [f"evidence/{digest}"]}
    answer = clerk.post(f"{path}:feedback", {"feedback": feedback})
    trial.note(f"the clerk's answer with a digest that is not theirs: {answer.status} {answer.reason}".rstrip())
    reads(clerk, "a clerk after citing it in an answer")
    # An officer in a request of their own.
    other = samples.freeze_request(here, case["name"], papers[:1] + papers[1:])["name"]
    answer = officer.post("/v1/requests", {"request": {
        "matter": "matters/equity-freeze", "unit": "units/u01", "case": case["name"], "papers": [f"evidence/{digest}", papers[0]],
        "equityFreeze": request["equityFreeze"] | {"state": None, "holderIdentityNumber": ""}}})
    if answer.status != 200:
        answer = officer.request("PATCH", f"/v1/{other}", {"request": {
            **{key: value for key, value in request.items() if key in ("unit", "matter", "case", "caseNumber", "equityFreeze")},
            "name": other, "papers": [f"evidence/{digest}", papers[0]]}})
    trial.note(f"the officer's request with such a paper: {answer.status} {answer.reason}".rstrip())
    reads(officer, "an officer after citing it in a request")
    # A worker in a visit.
    task = samples.accepted_task(here)
    hidden = here.as_("cashier").upload(samples.video())
    worker = here.as_(samples.WORKER)
    worker.post(f"/v1/{task}/attempts", {"attempt": {"outcome": "DELIVERED", "evidence": [f"evidence/{hidden}"]}})
    answer = worker.get(f"/v1/evidence/{hidden}/content")
    trial.check(answer.status in (403, 404), f"a worker after citing the cashier's file in a visit: {answer.brief()}")
    # What is one's own to cite still opens it to those whom it is for.
    own = clerk.upload(samples.paper(), "application/pdf")
    clerk.done(f"{path}:feedback", {"feedback": {"outcome": "PROCESSING", "text": "附件", "evidence": [f"evidence/{own}"]}})
    answer = eventually(lambda: officer.get(f"/v1/evidence/{own}/content"), lambda answer: answer.status == 200)
    trial.check(answer.status == 200, f"the officer reads what the clerk sent: {answer.brief()}")


def eventually(call, right, seconds=15):
    """Asks until the answer is right, for effects that follow a log."""
    import time

    until = time.monotonic() + seconds
    while True:
        answer = call()
        if right(answer) or time.monotonic() > until:
            return answer
        time.sleep(0.1)


@row("F13", "a thousand files of 500 MB by one worker, and uploads by somebody whose term ended in 2012", quick=True)
def quotas(trial):
    here = trial.demo()
    worker = here.as_(samples.WORKER)
    person = Bystander(here)
    declared, last = 0, None
    with person:
        connection = worker.connect()
        for number in range(trial.amount(1000, 250)):
            digest = f"{number:064x}"
            body = {"requestId": f"q{number}", "evidence": {"sha256": digest, "sizeBytes": "500000000", "mediaType": "video/mp4"}}
            last = worker.request("POST", "/v1/evidence", body, connection=connection)
            if last.status == 200:
                declared += 1
            elif last.status in (403, 409, 413, 429, 507):
                break
        connection.close()
    trial.check(last.status in (403, 409, 413, 429, 507), f"one worker declared {declared * 500_000_000 / GIB:.0f} GiB: {last.brief()}")
    person.check(trial)
    # Another worker has a quota of their own.
    answer = here.as_(samples.OTHER_WORKER).declare(samples.video(), size=100_000_000)[1]
    trial.check(answer.status == 200, f"another worker's file: {answer.brief()}")
    past = {"startTime": "2011-01-01T00:00:00Z", "endTime": "2012-01-01T00:00:00Z"}
    for name, term in (("officer", {"role": "OFFICER", "regionCode": "330783"}),
                       ("worker", {"role": "GRID_WORKER", "court": f"courts/{samples.COURT}", "grid": samples.VILLAGE})):
        former = samples.person(here, f"former-{name}-{samples.Numbers.next()}", "冯离任", {**term, **past})
        digest, answer = here.as_(former).declare(samples.video())
        trial.refused(answer, (401, 403, 404), f"a {name} whose term ended in 2012 declares a file")
        if answer.status == 200:
            trial.refused(here.as_(former).send(digest, b"x"), (401, 403, 404), f"and sends it ({name})")
