"""F16, F21: where webhooks may go, and who reads an account whole."""

import samples
from rows import row

PRIVATE = (
    "http://127.0.0.1:9/", "https://127.0.0.1/", "http://[::1]:9/", "https://[::1]/", "https://169.254.169.254/latest/meta-data/",
    "http://169.254.169.254/", "https://2130706433/", "http://2130706433:9/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/",
    "https://localhost/", "http://localhost:9/", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://100.64.0.1/",
    "https://0.0.0.0/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[fe80::1]/", "https://[fd00::1]/",
    "https://[64:ff9b::7f00:1]/", "https://user:word@127.0.0.1/", "https://127.0.0.1.:443/", "https://①②⑦.0.0.1/", "https://224.0.0.1/",
    "https://255.255.255.255/", "https://[2002:7f00:1::]/", "ftp://unit.example/", "file:///etc/passwd", "https:///", "gopher://127.0.0.1/",
)


@row("F16", "a webhook to addresses inside", quick=True)
def inside(trial):
    here = trial.shared()
    admin = here.as_("admin")
    for url in PRIVATE:
        answer = admin.post("/v1/units/u07/webhook:set", {"url": url})
        trial.refused(answer, (400,), f"a webhook to {url}", ("URL_INSIDE", "URL_MALFORMED", "URL_UNRESOLVED"))
        if answer.status == 200:
            admin.post("/v1/units/u07/webhook:remove")


@row("F21", "a deposit's account in the list of seizures", quick=True)
def account_in_list(trial):
    here = trial.shared()
    officer = here.as_("officer")
    case = officer.done("/v1/cases", {"case": samples.case()})
    account = f"62220212{samples.Numbers.next():010}"
    seizure = officer.post("/v1/seizures", {"seizure": {
        "case": case["name"], "assetClass": "DEPOSIT", "propertyKey": account, "description": "存款", "termMonths": 12,
        "valueFen": "100", "claimFen": "10000000"}})
    if seizure.status != 200:
        trial.check(False, f"a deposit can't be seized: {seizure.brief()}")
        return
    name = seizure.json["name"]
    for person in ("officer", "officer2", "chief", "president", "command"):
        for path in ("/v1/seizures?pageSize=200", f"/v1/{name}"):
            answer = here.as_(person).get(path)
            trial.check(answer.status == 200, f"{person} at {path}: {answer.brief()}")
            # An officer who renews or releases a seizure writes the account into a request: officers and chiefs read it, one by one.
            whole = name in path and person in ("officer", "officer2", "chief")
            trial.check(whole or account not in answer.text, f"{person} reads the whole account at {path.replace(name, 'seizures/…')}")
    trial.check(account not in seizure.text, "the answer to the seizure holds the whole account")
