"""F23, F24: refusals say nothing of what is outside, and a handler is an officer."""

import samples
from rows import row


def alike(trial, what, there, nowhere):
    """What exists out of reach is answered as what does not exist at all."""
    same = (there.status, there.reason, sorted(there.error_reasons)) == (nowhere.status, nowhere.reason, sorted(nowhere.error_reasons))
    trial.check(same, f"{what}: {there.brief()}, and for what does not exist {nowhere.brief()}")


@row("F23", "refusals that speak of things outside the caller's scope", quick=True)
def oracles(trial):
    here = trial.shared()
    admin = here.as_("admin")
    # A case of the county, filed again by an officer of a town.
    case = here.as_("officer").done("/v1/cases", {"case": samples.case()})
    town = samples.person(here, f"town-officer-{samples.Numbers.next()}", "钱乡镇", {"role": "OFFICER", "regionCode": samples.TOWN})
    again = here.as_(town).post("/v1/cases", {"case": samples.case(caseNumber=case["caseNumber"], regionCode=samples.TOWN)})
    trial.check(again.status != 200, "the same case number twice")
    identity = case["name"].split("/")[1]
    trial.check(identity not in again.text, f"a case outside is named: {again.brief()}")
    trial.check(again.reason != "CASE_EXISTS", f"a case outside: {again.brief()}")
    # People outside.
    village = here.as_(samples.administrator(here, samples.VILLAGE))
    term = {"role": "GRID_WORKER", "court": f"courts/{samples.COURT}", "grid": samples.VILLAGE, "startTime": "2024-01-01T00:00:00Z"}
    answer = village.post("/v1/people", {"personId": "president", "person": {"displayName": "某人", "terms": [term]}})
    trial.check(answer.reason != "PERSON_EXISTS" and "PERSON_EXISTS" not in answer.error_reasons, f"somebody's id outside: {answer.brief()}")
    for what, path, body in (
        ("gives a term", "/terms", {"term": term}),
        ("gives a term that overlaps", "/terms", {"term": {**term, "role": "OFFICER", "court": "", "grid": "", "regionCode": samples.VILLAGE}}),
        ("invites", ":invite", {}),
        ("deactivates", ":deactivate", {"reason": "离任"}),
        ("ends a term", "/terms/1:end", {}),
    ):
        alike(trial, f"a village's administrator {what}", village.post(f"/v1/people/officer{path}", body), village.post(f"/v1/people/nobody-7{path}", body))
    alike(trial, "a village's administrator reads a person", village.get("/v1/people/officer"), village.get("/v1/people/nobody-7"))
    # A worker of another court.
    task = here.as_("officer").done("/v1/tasks", {"task": samples.task()})["name"]
    director = here.as_(samples.DIRECTOR)
    other = f"people/worker-{samples.OTHER_COURT}-1"
    alike(trial, "a director assigns a worker of another court", director.post(f"/v1/{task}:assign", {"worker": other}),
          director.post(f"/v1/{task}:assign", {"worker": "people/nobody-7"}))
    # The log.
    digest = here.as_("cashier").upload(samples.video())
    nothing = "evidence/" + "0" * 64
    for client, who in ((village, "a village's administrator"), (here.as_(town), "a town's officer")):
        alike(trial, f"{who} asks the log for a file", client.get(f"/v1/log:prove?subject=evidence/{digest}"), client.get(f"/v1/log:prove?subject={nothing}"))
    # The usual ways to ask for what is outside.
    for name in (case["name"], task.replace("tasks/", "tasks/")):
        outsider = here.as_(town) if name.startswith("cases/") else here.as_(f"director-{samples.OTHER_COURT}")
        kind = name.split("/")[0]
        alike(trial, f"somebody outside reads {kind}", outsider.get(f"/v1/{name}"), outsider.get(f"/v1/{kind}/01900000-0000-7000-8000-000000000000"))
    trial.check(admin.get("/v1/me").status == 200, "the administrator is not who they were")


@row("F24", "a case's handler who is nobody, or a unit's clerk", quick=True)
def handlers(trial):
    here = trial.shared()
    for handler in ("people/zzzz", "people/clerk-u01", f"people/{samples.WORKER}", "people/cashier", "people/admin", "people/", "tasks/1"):
        answer = here.as_("officer").post("/v1/cases", {"case": samples.case(handler=handler)})
        trial.refused(answer, (400,), f"a case handled by {handler}")
        answer = here.as_("officer").request("POST", "/v1/cases:import", {"rows": [{"case": samples.case(handler=handler)}]})
        trial.check(not answer.json.get("created"), f"an imported case handled by {handler}: {answer.brief()}")
    answer = here.as_("officer").post("/v1/cases", {"case": samples.case(handler="people/officer2")})
    trial.check(answer.status == 200, f"a case handled by an officer: {answer.brief()}")
