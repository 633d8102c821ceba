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
            trial.refused(client.post(path, {"rows": [rows]}), (403,), f"{who} at {path}", ("ROLE_REQUIRED",))
    # Nothing is in force by it.
    chief = here.as_("chief")
    pushed = [one for one in chief.read("/v1/watches?pageSize=1000").get("watches", []) if one.get("caseNumber") == case_number]
    trial.check(not pushed, f"a police watch is {pushed and pushed[0].get('state')} without an approver")
    seizures = [one for one in chief.read("/v1/seizures?pageSize=1000").get("seizures", []) if one.get("caseNumber") == case_number]
    trial.check(not seizures, f"a freeze is {seizures and seizures[0].get('state')} without an approver")
    # Whoever may import does not put in force by it: neither the officer nor command.
    for person in ("officer", "command", "chief"):
        here_now = here.as_(person)
        for path, rows in tries[:2]:
            answer = here_now.post(path, {"rows": [{**rows, "importKey": f"{rows['importKey']}-{person}"}]})
            created = answer.json.get("createdCount", 0)
            trial.check(answer.status != 200 or not created, f"{person} puts something in force at {path}: {answer.brief()}")
    states = [one.get("state") for one in chief.read("/v1/watches?pageSize=1000").get("watches", []) if one.get("caseNumber") == case_number]
    trial.check(not states or pushed, f"a police watch is {states} by an import")
    # A case of another region is no officer's to import.
    foreign = {"case": samples.case(regionCode="330782001")}
    answer = here.as_("officer").request("POST", "/v1/cases:import", {"rows": [foreign]})
    bad = answer.json.get("badRows") or []
    trial.check(answer.status in (400, 403, 404) or (answer.status == 200 and bad and not answer.json.get("created")),
                f"an officer imports a case of another county: {answer.brief()}")
