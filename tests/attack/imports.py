"""F3: an import decides like a person, and an administrator imports the register alone."""

import samples
from rows import row


@row("F3", "a village's administrator imports a police watch or a freeze that is in force", quick=True)
def coercion(trial):
    here = trial.shared()
    village = here.as_(samples.administrator(here, samples.VILLAGE))
    county = here.as_("admin")
    number = samples.Numbers.next()
    debtor = {"displayName": f"王五{number}", "kind": "PERSON", "identityNumber": samples.citizen(number % 30000)}
    case_number = f"（2026）浙0783执{number}号"
    watch = {"importKey": f"w{number}", "pushTime": samples.time_at(days=-2), "watch": {
        "caseNumber": case_number, "person": debtor, "ground": "DETENTION", "groundText": "拘留决定书"}}
    freeze = {"importKey": f"r{number}", "submitTime": samples.time_at(days=-2), "answerTime": samples.time_at(days=-1), "answerText": "已冻结", "request": {
        "unit": "units/u01", "matter": "matters/equity-freeze", "caseNumber": case_number, "equityFreeze": {
            "companyUscc": samples.USCC, "companyName": "某有限公司", "holder": debtor["displayName"],
            "holderIdentityNumber": debtor["identityNumber"], "percent": "30", "termMonths": 36, "evidenceKind": "REGISTRATION"}}}
    disposal = {"importKey": f"d{number}", "proposeTime": samples.time_at(days=-2), "disposal": {
        "title": "低效用地", "enterprise": {"uscc": samples.USCC, "displayName": "某公司"},
        "parcels": [{"number": f"P{number}", "location": "某镇某村"}]}, "parcels": [{}]}
    closed = {"case": samples.case(), "ending": "COMPLETED", "closingDate": samples.date_at(days=-1)}
    tries = [("/v1/watches:import", watch), ("/v1/requests:import", freeze), ("/v1/disposals:import", disposal), ("/v1/cases:import", closed)]
    for client, who in ((village, "a village's administrator"), (county, "the administrator")):
        for path, rows in tries:
            trial.refused(client.request("POST", path, {"rows": [rows]}), (403,), f"{who} at {path}", ("ROLE_REQUIRED",))
    # Nothing is in force by it.
    chief = here.as_("chief")

    def in_force():
        watches = [one["state"] for one in chief.read("/v1/watches?pageSize=1000").get("watches", []) if one.get("caseNumber") == case_number]
        requests = [one for one in chief.read("/v1/requests?pageSize=1000").get("requests", []) if one.get("caseNumber") == case_number]
        seizures = [one for one in chief.read("/v1/seizures?pageSize=1000").get("seizures", []) if one.get("caseNumber") == case_number]
        freezes = [one["equityFreeze"].get("state", "") for one in requests]
        return ([state for state in watches if state.endswith(("PUSHED", "CONTROLLED", "HIT"))]
                + [state for state in freezes if state.endswith(("IN_FORCE", "FROZEN"))] + [str(one.get("state")) for one in seizures])

    trial.check(not in_force(), f"in force without an approver: {in_force()}")
    # An import puts nothing in force by itself, whatever it is called: neither the officer nor command.
    answers = []
    for person in ("officer", "command", "chief"):
        for kind in ("", "IMPORT_KIND_HISTORY", "IMPORT_KIND_DAILY"):
            for path, rows in tries[:2]:
                row_ = {**rows, "importKey": f"{rows['importKey']}-{person}-{kind[-7:]}"}
                answer = here.as_(person).post(path, {"rows": [row_], **({"kind": kind} if kind else {})})
                answers.append(f"{person} {kind[12:]} {path[4:11]}: {answer.brief()}")
                trial.check(answer.status in (200, 400, 403), answers[-1])
    trial.check(not in_force(), f"in force by an import: {in_force()} ({'; '.join(answers)})")
    trial.check(not any("UNKNOWN_FIELD" in answer for answer in answers), f"badly formed rows: {answers}")
    # A case of another region is no officer's to import.
    foreign = {"case": samples.case(regionCode="330782001")}
    answer = here.as_("officer").request("POST", "/v1/cases:import", {"rows": [foreign]})
    bad = answer.json.get("badRows") or []
    trial.check(answer.status in (400, 403, 404) or (answer.status == 200 and bad and not answer.json.get("created")),
                f"an officer imports a case of another county: {answer.brief()}")
