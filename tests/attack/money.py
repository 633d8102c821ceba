"""F15, F22: amounts that no court has seen, and an account that nobody approved."""

import samples
from rows import row

HUGE = ("9223372036854775807", "9223372036854775000", "4611686018427387904")


@row("F15", "amounts near 2^63 in disposals, settlements and claims", quick=True)
def huge_amounts(trial):
    here = trial.demo()
    officer, cashier = here.as_("officer"), here.as_("cashier")
    case = officer.done("/v1/cases", {"case": samples.case()})
    identity = {"displayName": "李四", "kind": "PERSON", "identityNumber": samples.citizen(samples.Numbers.next() % 30000)}
    debtor = officer.done("/v1/debtors", {"debtor": {"identity": identity}})["name"]
    for amount in HUGE:
        trial.refused(officer.post("/v1/cases", {"case": samples.case(claimFen=amount)}), (400,), f"a claim of {amount} fen")
        row_ = {"case": samples.case(claimFen=amount)}
        answer = officer.request("POST", "/v1/cases:import", {"rows": [row_]})
        trial.check(not answer.json.get("created"), f"an imported claim of {amount} fen: {answer.brief()}")
        settle = {"signedDate": samples.date_at(), "terms": "分期履行", "instalments": [
            {"dueDate": samples.date_at(30), "amountFen": amount}, {"dueDate": samples.date_at(60), "amountFen": amount}]}
        answer = officer.post(f"/v1/{case['name']}:settle", {"settlement": settle})
        trial.refused(answer, (400,), f"a settlement of twice {amount} fen")
        disposal = {"title": "低效用地", "case": case["name"], "parcels": [
            {"number": f"P{samples.Numbers.next()}", "location": "某镇某村", "kind": "REAL_ESTATE", "areaMu": "1", "valuationFen": amount}]}
        trial.refused(officer.post("/v1/disposals", {"disposal": disposal}), (400,), f"a parcel valued {amount} fen")
        receipt = {"bankReference": f"HUGE-{samples.Numbers.next()}", "amountFen": amount, "arriveTime": samples.time_at(seconds=-60),
                   "noticeTime": samples.time_at(seconds=-60)}
        trial.refused(cashier.post("/v1/receipts", {"receipt": receipt}), (400,), f"a receipt of {amount} fen")
        seizure = {"case": case["name"], "assetClass": "REAL_ESTATE", "propertyKey": f"R{samples.Numbers.next()}", "valueFen": amount,
                   "claimFen": amount, "costsFen": amount, "termMonths": 36}
        trial.refused(officer.post("/v1/seizures", {"seizure": seizure}), (400,), f"a seizure of {amount} fen")
        asset = {"debtor": debtor, "case": case["name"], "kind": "REAL_ESTATE", "propertyKey": f"R{samples.Numbers.next()}",
                 "owners": [{"displayName": "李四", "percent": "100"}], "valueFen": amount, "valueDate": samples.date_at(days=-1)}
        trial.refused(officer.post("/v1/assets", {"asset": asset}), (400,), f"an asset of {amount} fen")
    # Old disposals by their prices, as sums.
    rows_ = [{"importKey": f"huge-{number}", "proposeTime": "2021-02-01T00:00:00Z", "disposal": {
        "title": "低效用地", "enterprise": {"uscc": samples.USCC, "displayName": "某公司"},
        "parcels": [{"number": f"H{number}", "location": "某镇某村", "areaMu": "1.0"}]},
        "parcels": [{"listTime": "2021-09-01T00:00:00Z", "sellTime": "2022-03-01T00:00:00Z", "priceFen": HUGE[0]}]} for number in range(3)]
    for person in ("admin", "command", "officer"):
        answer = here.as_(person).post("/v1/disposals:import", {"rows": rows_})
        trial.check(answer.status != 200 or not answer.json.get("createdCount"), f"disposals at {HUGE[0]} fen imported by {person}")
    window = "from=2021-01-01&to=2039-12-31"
    for person, path in (("command", "/v1/disposals:totals"), ("command", f"/v1/indicators/disposal-proceeds?{window}"),
                         ("command", f"/v1/indicators?{window}"), ("officer", "/v1/disposals"), ("officer", f"/v1/{case['name']}"),
                         ("command", "/v1/receipts"), ("officer", "/v1/cases")):
        answer = here.as_(person).get(path)
        trial.check(answer.status == 200, f"{path} afterwards: {answer.brief()}")


@row("F22", "a payee's account changed after approval is paid without the approver", quick=True)
def changed_account(trial):
    here = trial.shared()
    officer, cashier, chief = here.as_("officer"), here.as_("cashier"), here.as_("chief")
    case = officer.done("/v1/cases", {"case": samples.case()})
    applicant = next(party for party in case["parties"] if party["side"].endswith("APPLICANT"))
    time = samples.time_at(seconds=-3600)
    receipt = cashier.done("/v1/receipts", {"receipt": {
        "bankReference": f"R{samples.Numbers.next()}", "amountFen": "500000", "arriveTime": time, "noticeTime": time}})
    officer.done(f"/v1/{receipt['name']}:claim", {"case": case["name"]})
    number = applicant.get("identityNumber", "")
    payee = {"displayName": applicant["displayName"], "account": "6222020000000001", "bank": "中国工商银行东阳支行"}
    if number and "*" not in number:
        payee["identityNumber"] = number
    plan = officer.done("/v1/distributions", {"distribution": {
        "receipt": receipt["name"], "purpose": "PAYMENT", "items": [{"payee": payee, "amountFen": "500000"}]}})
    approved = chief.done(f"/v1/{plan['name']}:approve")
    payout = approved["items"][0]["payout"]
    cashier.done(f"/v1/{payout}:fail", {"reason": "户名不符"})
    changed = officer.post(f"/v1/{payout}:retry", {"account": "6217000000000666"})
    confirmed = cashier.post(f"/v1/{payout}:confirm", {"bankReference": f"P{samples.Numbers.next()}"})
    trial.refused(confirmed, (400, 403, 409), "a payment to a new account that nobody approved")
    state = chief.read(f"/v1/{payout}").get("state", "")
    trial.check(state != "PAYOUT_STATE_PAID", f"the payout is {state}; the change was answered {changed.brief()}")
    # Neither who changed it approves it nor who pays; an approver does, and then it is paid.
    for client, who in ((officer, "the person who changed the account"), (cashier, "the payer")):
        trial.refused(client.post(f"/v1/{payout}:decideAccount", {"approve": True}), (400, 403, 409), f"{who} approves it")
    answer = chief.post(f"/v1/{payout}:decideAccount", {"approve": True})
    trial.check(answer.status == 200, f"the chief approves the new account: {answer.brief()}")
    answer = cashier.post(f"/v1/{payout}:confirm", {"bankReference": f"P{samples.Numbers.next()}"})
    trial.check(answer.status == 200, f"a payment to the approved account: {answer.brief()}")
