"""F2, F4: nobody gains an office that nobody gave them, and an administrator's right ends where their region ends."""

import samples
from installation import redeem
from rows import row

PASSWORD = "wide-river-7"
PRESIDENT = {"role": "PRESIDENT", "regionCode": "330783", "startTime": "2024-01-01T00:00:00Z"}
WORKER = {"role": "GRID_WORKER", "court": f"courts/{samples.COURT}", "grid": samples.VILLAGE}


def try_code(here, person, code):
    body = {"person": person, "code": code, "password": PASSWORD}
    return here.stranger("127.0.0.5").request("POST", "/v1/sessions:redeemInvitation", body)


def try_password(here, person):
    return here.stranger("127.0.0.5").request("POST", "/v1/sessions", {"person": person, "password": PASSWORD})


def promote(here, person):
    here.as_("admin").done(f"/v1/people/{person}/terms", {"term": PRESIDENT})


@row("F2", "a code, a session, a password from somebody who could not give the office that came later", quick=True)
def promoted(trial):
    here = trial.demo()
    town = samples.administrator(here, samples.TOWN)

    def enter(name, by, *terms):
        return samples.person(here, f"{name}-{samples.Numbers.next()}", "郑新人", *terms, by=by)

    def invited(person):
        return here.as_(town).done(f"/v1/people/{person}:invite")["code"]

    # A code that was never used.
    one = enter("one", town, WORKER)
    code = invited(one)
    promote(here, one)
    trial.refused(try_code(here, one, code), (401, 403), "the old code of somebody promoted")
    # A session and a password that came from the code.
    two = enter("two", town, WORKER)
    session = redeem(here, two, invited(two), PASSWORD)["token"]
    held = here.stranger()
    held.token = session
    if held.get("/v1/me").status != 200:
        trial.check(False, "a fresh session does not work")
    promote(here, two)
    trial.refused(held.get("/v1/cases"), (401, 403), "the open session of somebody promoted reads cases")
    trial.refused(held.post("/v1/people/three:invite"), (401, 403), "the open session of somebody promoted invites")
    trial.refused(try_password(here, two), (401, 403), "the password of somebody promoted")
    # Somebody who has no term yet is in the hand of who entered them.
    three = enter("three", "admin")
    answer = here.as_(town).post(f"/v1/people/{three}:invite")
    trial.refused(answer, (403, 404), "a town's administrator invites somebody entered by the county without a term")
    four = enter("four", town)
    code = invited(four)
    promote(here, four)
    trial.refused(try_code(here, four, code), (401, 403), "the code of somebody without a term, promoted later")
    # Nobody's administrator gives what is not theirs, or invites who is above them.
    trial.refused(here.as_(town).post(f"/v1/people/{one}/terms", {"term": PRESIDENT}), (403, 404), "a town's administrator makes a president")
    trial.refused(here.as_(town).post("/v1/people/president:invite"), (403, 404), "a town's administrator invites the president")
    # And those who could give it still can.
    code = here.as_("admin").done(f"/v1/people/{two}:invite")["code"]
    answer = try_code(here, two, code)
    trial.check(answer.status == 200, f"the county's own invitation: {answer.brief()}")
    five = enter("five", town, WORKER)
    answer = try_code(here, five, invited(five))
    trial.check(answer.status == 200, f"the town's invitation of its own worker: {answer.brief()}")


@row("F4", "administrators and command of a part rule or read the whole register", quick=True)
def foreign_register(trial):
    here = trial.shared()
    village = here.as_(samples.administrator(here, samples.VILLAGE))
    court = here.as_("admin").read(f"/v1/courts/{samples.OTHER_COURT}")
    refused = (403, 404)

    def change(client, fields, **values):
        return client.request("PATCH", f"/v1/courts/{samples.OTHER_COURT}?updateMask={','.join(fields)}", {**court, **values})

    trial.refused(change(village, ["covers"], covers=[samples.OTHER_COURT, samples.VILLAGE]), refused, "changes what another town's court covers")
    trial.refused(change(village, ["displayName"], displayName="改名共享法庭"), refused, "renames another town's court")
    trial.refused(change(village, ["state"], state="CLOSED"), refused, "closes another town's court")
    region = {"code": "330783001014", "displayName": "改名社区居委会"}
    trial.refused(village.post("/v1/regions:import", {"regions": [region]}), refused, "imports a region of another town")
    imported = {key: court[key] for key in ("name", "displayName", "kind", "host", "regionCode", "covers") if key in court}
    answer = village.post("/v1/courts:import", {"courts": [{**imported, "host": "别处"}]})
    trial.refused(answer, refused, "imports a court of another town")
    created = {"courtId": "330783001016", "court": {**imported, "name": "", "regionCode": "330783001016", "kind": "VILLAGE", "covers": ["330783001016"]}}
    trial.refused(village.post("/v1/courts", created), refused, "creates a court in another town")
    trial.refused(village.post("/v1/units/u01/webhook:set", {"url": "https://unit.example/"}), refused, "sets a unit's webhook")
    trial.refused(village.get("/v1/units/u01/webhook"), refused, "reads a unit's webhook")
    trial.refused(village.post("/v1/units/u01/webhook:remove"), refused, "removes a unit's webhook")
    outsider = f"outsider-{samples.Numbers.next()}"
    village.done("/v1/people", {"personId": outsider, "person": {"displayName": "外人"}})
    term = {"role": "GRID_WORKER", "court": f"courts/{samples.OTHER_COURT}", "grid": samples.OTHER_COURT, "startTime": "2024-01-01T00:00:00Z"}
    trial.refused(village.post(f"/v1/people/{outsider}/terms", {"term": term}), refused, "enters a worker of another town")
    row_ = {"name": f"people/{outsider}-2", "displayName": "外人", "terms": [term]}
    answer = village.post("/v1/people:import", {"people": [row_]})
    trial.check(answer.status in refused, f"imports a worker of another town: {answer.brief()}")
    trial.refused(village.post(f"/v1/people/worker-{samples.OTHER_COURT}-1:deactivate", {"reason": "离任"}), refused, "deactivates a worker of another town")
    # The audit shows the caller's own part.
    here.as_("officer").get("/v1/cases?pageSize=1")
    here.as_("officer").post("/v1/tasks", {"task": samples.task(address="东阳市吴宁街道东街社区1号", regionCode="330783001014")})
    command = here.as_(samples.person(here, f"town-command-{samples.Numbers.next()}", "何指挥", {"role": "COMMAND", "regionCode": samples.TOWN}))
    for client, who in ((village, "a village's administrator"), (command, "a town's command")):
        for what, path in (("the audit", "/v1/auditRecords?pageSize=200"), ("the officer's audit", "/v1/auditRecords?filter=person%3Dpeople/officer")):
            answer = client.get(path)
            people = {record.get("person") for record in answer.json.get("auditRecords", [])}
            outside = people & {"people/officer", "people/admin", "people/president", "people/cashier"}
            trial.check(answer.status in refused or not outside, f"{who} reads {what} of {', '.join(sorted(outside))}")
    # What they may, they may.
    answer = here.as_("admin").get("/v1/auditRecords?pageSize=1")
    trial.check(answer.status == 200 and answer.json.get("auditRecords"), f"the county's administrator reads the audit: {answer.brief()}")
    for path in ("/v1/courts?pageSize=5", "/v1/regions?pageSize=5", f"/v1/courts/{samples.OTHER_COURT}"):
        answer = village.get(path)
        trial.check(answer.status == 200, f"public register data ({path}): {answer.brief()}")
    again = here.as_("officer").read(f"/v1/courts/{samples.OTHER_COURT}")
    same = all(again.get(key) == court.get(key) for key in ("displayName", "state", "covers", "host"))
    if not trial.check(same, "the other town's court is not what it was"):
        here.as_("admin").request("PATCH", f"/v1/courts/{samples.OTHER_COURT}?updateMask=covers,displayName,state,host",
                                  {**court, "etag": again.get("etag", "")})
