"""Cases with parties of every kind of identity paper, acts of service, sanctions, supervision items and snapshots of indicators; imports."""

from borrowed import ADDRESS, COURT, USCC, citizen
from workload.calls import person

APPLICANT = person("张三", 1)
DEBTOR = person("李四", 2)


def parties(*more):
    """The parties of a case."""
    return [{"side": "APPLICANT", **APPLICANT, "phone": "13600000001", "agents": [{"displayName": "赵律师", "specialAuthority": True}]},
            {"side": "DEBTOR", **DEBTOR, "phone": "13700000001"}, *more]


def case(work, number, **changes):
    """Files a case; its name."""
    body = {"caseNumber": work.case_number(number), "cause": "买卖合同纠纷", "filingDate": {"year": 2026, "month": 2, "day": 2}, "claimFen": "10000000",
            "parties": parties(), **changes}
    name = work.post("officer", "cases", {"case": body})["name"]
    work.names[f"case {number}"] = name
    return name


def debtor(name, paper, number="", party="PERSON", **more):
    """A debtor by a kind of paper."""
    identity = {"kind": paper, **({"number": number} if number else {}), **more}
    return {"side": "DEBTOR", "displayName": name, "kind": party, "identity": identity}


# A debtor for each kind of paper.
PAPERS = [
    debtor("阮文", "PASSPORT", "C1234567", issuingState="VNM"),
    debtor("周护照", "PASSPORT", "E12345678"),
    debtor("何港", "HONG_KONG_MACAO_PERMIT", "H1234567801"),
    debtor("林台", "TAIWAN_PERMIT", "12345678"),
    debtor("孙军", "OFFICER_CARD", "军字第2001988号"),
    debtor("Smith", "FOREIGN_PERMANENT_RESIDENCE", "CHN110108100406"),
    debtor("无名", "UNKNOWN", unknownReason="查无此人的证件"),
    debtor("某厂", "ORGANISATION_CODE", "D2143569X", "ORGANISATION"),
    debtor("某老厂", "ORGANISATION_CODE", "D21435690", "ORGANISATION", registeredAsIsReason="登记机关原件如此"),
    debtor("某公司", "CREDIT_CODE", USCC, "ORGANISATION"),
    debtor("某旧公司", "CREDIT_CODE", "91350100M000100Y44", "ORGANISATION", registeredAsIsReason="营业执照如此"),
    debtor("不明单位", "UNKNOWN", "", "ORGANISATION", unknownReason="未登记"),
]


def first_day(work):
    case(work, 101)
    case(work, 102, greenChannel=True, cause="追索劳动报酬纠纷", applicationReceivedDate={"year": 2026, "month": 1, "day": 28})
    case(work, 103, parties=parties(*PAPERS), nonLitigation=True)
    item = {"subject": work.names["case 101"], "case": work.names["case 101"], "matter": "三日内书面说明进展", "owner": "people/officer",
            "dueTime": work.clock.time(days=3)}
    work.names["late item"] = work.post("command", "supervisions", {"supervision": item})["name"]
    ends = sanction(work, 101, "CONSUMPTION_RESTRICTION", endDate={"year": 2026, "month": 6, "day": 30}, noticeExpired=True)
    work.post("president", f"{ends}:approve", {"comment": "同意"})
    work.post("officer", f"{ends}:serve")


def after_first_day(work):
    """Waits until the late item is escalated to both levels, and items about the limits of the cases are issued."""
    name = work.names["late item"]
    work.until("the item is escalated", lambda: len(work.get("command", name).get("escalations", [])) == 2)
    work.until("items are issued", lambda: len(work.get("command", "supervisions?filter=rule%3DCASE_DEADLINE")["supervisions"]) >= 3)


def second_day(work):
    corrected = case(work, 104)
    work.patch("officer", f"{corrected}", {"requestId": "release-correct", "case": {"name": corrected, "cause": "民间借贷纠纷", "claimFen": "12000000"},
                                            "updateMask": "cause,claimFen", "reason": "录入有误"})
    suspended = case(work, 105)
    work.post("officer", f"{suspended}:suspend", {"ground": "AUDIT_APPRAISAL", "reason": "委托评估"})
    resumed = case(work, 106)
    work.post("officer", f"{resumed}:suspend", {"ground": "SUSPENSION", "reason": "案外人异议"})
    work.post("officer", f"{resumed}:resume")
    settle(work)
    extended = case(work, 109, filingDate={"year": 2026, "month": 5, "day": 6})
    work.post("officer", f"{extended}:extend", {"months": 3, "reason": "财产处置未完成"})
    work.post("president", f"{extended}:decideExtension", {"approve": True})
    asked = case(work, 110, filingDate={"year": 2026, "month": 5, "day": 6})
    work.post("officer", f"{asked}:extend", {"months": 2, "reason": "财产处置未完成"})
    case(work, 111)
    imports(work)
    openings(work)


def settle(work):
    """A settlement that stands, and a broken one."""
    plan = {"signedDate": work.clock.day(-1), "terms": "分两期履行", "instalments": [
        {"dueDate": work.clock.day(30), "amountFen": "5000000"}, {"dueDate": work.clock.day(60), "amountFen": "5000000"}]}
    stands = case(work, 107)
    work.post("officer", f"{stands}:settle", {"settlement": plan})
    broken = case(work, 108)
    work.post("officer", f"{broken}:settle", {"settlement": plan})
    work.post("officer", f"{broken}:endSettlement", {"paidFen": "1000", "repudiation": "来电表示不再履行"})


def imports(work):
    """Imports closed cases as history."""
    cases = ["案号,立案日期,案由,标的金额,申请执行人,申请执行人证件号码,被执行人姓名,被执行人证件号码,结案方式,结案日期"]
    for number, ending in enumerate(("执行完毕", "终本", "终结执行", "执行完毕"), 1):
        applicant, debtor = f"甲{number},{citizen(20 + number)}", f"乙{number},{citizen(40 + number)}"
        cases.append(f"（2024）浙0783执{number}号,2024-02-0{number},买卖合同纠纷,{number}000.5,{applicant},{debtor},{ending},2024-08-1{number}")
    path = work.here.folder.parent / "history.csv"
    path.write_text("\n".join(cases) + "\n", "utf-8")
    work.here.must_run("import", "cases", path, "--kind", "history", "--as", "people/command")


def openings(work):
    """Openings of cases and money: confirmed, a draft, and withdrawn."""
    as_of = {"year": 2026, "month": 9, "day": 1}
    opening = work.post("officer", "caseOpenings", {"caseOpening": {"asOfDate": as_of, "note": "期初在办案件"}})["name"]
    rows = [open_case(work, 2, 201), open_case(work, 3, 202), open_case(work, 4, 202)]
    draft = work.post("officer", f"{opening}:addRows", {"rows": rows}, once=False)["caseOpening"]
    work.post("chief", f"{opening}:confirm", {"etag": draft["etag"]})
    work.until("the opening is entered", lambda: not work.get("officer", opening)["totals"].get("pending"))
    money = work.post("cashier", "caseOpenings", {"caseOpening": {"asOfDate": as_of, "note": "期初在库案款"}})["name"]
    work.post("cashier", f"{money}:addRows", {"rows": [in_hand(work, 2, "OPEN-1", 201), in_hand(work, 3, "OPEN-2", 0)]}, once=False)
    withdrawn = work.post("officer2", "caseOpenings", {"caseOpening": {"asOfDate": as_of}})["name"]
    work.post("officer2", f"{withdrawn}:addRows", {"rows": [open_case(work, 2, 203)]}, once=False)
    work.post("officer2", f"{withdrawn}:withdraw", {"reason": "重做"})


def open_case(work, line, number):
    body = {"caseNumber": work.case_number(number), "filingDate": {"year": 2026, "month": 1, "day": 5}, "claimFen": "100000", "parties": parties(),
            "handler": "people/officer"}
    return {"file": "期初案件.csv", "line": line, "openCase": {"imported": {"case": body}, "paidFen": "40000"}}


def in_hand(work, line, reference, number):
    receipt = {"bankReference": reference, "amountFen": "30000", "arriveTime": "2026-08-03T02:00:00Z", "noticeTime": "2026-08-04T02:00:00Z"}
    return {"file": "期初案款.csv", "line": line, "money": {"receipt": receipt, **({"caseNumber": work.case_number(number)} if number else {})}}


def third_day(work):
    acts(work)
    sanctions(work)
    supervisions(work)
    closings(work)
    work.post("president", f"{work.names['case 110']}:decideExtension", {"approve": False})
    for title, begin, end in (("2026年前三季度", "2026-01-01", "2026-09-30"), ("2024年", "2024-01-01", "2024-12-31")):
        made = work.post("command", "indicators:snapshot", {"from": begin, "to": end, "title": title})
        work.names[f"snapshot {begin[:4]}"] = made["name"]


def acts(work):
    """Leave service, personal service with a visit of a grid worker, and electronic service."""
    name = work.names["case 101"]
    base = {"document": {"title": "执行通知书", "kind": "NOTICE", "copies": 1}, "procedure": "ENFORCEMENT",
            "addressee": {"displayName": "李四", "kind": "PERSON", "regionCode": COURT}, "server": {"displayName": "王建华", "courtStaff": True, "person": "people/officer"}}
    left = {**base, "mode": "LEFT", "refused": True, "place": "RESIDENCE", "recipient": {"displayName": "李四", "relation": "ADDRESSEE"}, "recordedMedia": True,
            "servedDate": work.clock.day(-3), "address": ADDRESS, "evidence": [work.picture("officer", "left at the door")]}
    work.names["act"] = work.post("officer", f"{name}/serviceActs", {"act": left})["name"]
    direct = {**base, "mode": "DIRECT", "place": "RESIDENCE", "recipient": {"displayName": "李四", "relation": "ADDRESSEE"}, "signed": True,
              "servedDate": work.clock.day(), "task": work.names["done task"], "attempt": work.names["done attempt"]}
    work.until("the task is known", lambda: any(
        entry["kind"] == "TASK_APPROVED" for entry in work.get("officer", f"{name}/timeline")["entries"]))
    work.post("officer", f"{name}/serviceActs", {"act": direct})
    sent = {**base, "mode": "ELECTRONIC", "consentRecorded": True, "consentBasis": "EXPRESS", "addressConfirmed": True, "servedDate": work.clock.day(-1)}
    work.post("officer", f"{work.names['case 102']}/serviceActs", {"act": sent})


def sanction(work, number, kind, **changes):
    """A sanction in PROPOSED; its name."""
    body = {"case": work.names[f"case {number}"], "kind": kind, "sanctioned": DEBTOR, "ground": "拒不报告财产", **changes}
    return work.post("officer", "sanctions", {"sanction": body})["name"]


def sanctions(work):
    """Sanctions of each kind and in each state."""
    proof = work.paper("officer", "proof of a ground")
    fine = sanction(work, 101, "FINE", amountFen="1000000", evidence=[proof])
    work.post("president", f"{fine}:approve", {"comment": "同意"})
    work.post("officer", f"{fine}:serve", {"serviceAct": work.names["act"]})
    work.post("officer", f"{fine}:reconsider")
    upheld = sanction(work, 102, "FINE", amountFen="2000000", evidence=[proof])
    work.post("president", f"{upheld}:approve")
    work.post("officer", f"{upheld}:serve")
    work.post("officer", f"{upheld}:reconsider")
    work.post("officer", f"{upheld}:decideReconsideration", {"upheld": True})
    detention = sanction(work, 101, "DETENTION", days=10, evidence=[proof])
    work.post("president", f"{detention}:reject", {"comment": "证据不足"})
    searched = sanction(work, 102, "SEARCH", noticeExpired=True, evidence=[proof])
    work.post("president", f"{searched}:approve")
    work.post("officer", f"{searched}:serve")
    work.post("officer", f"{searched}:execute")
    appearance = sanction(work, 101, "COMPELLED_APPEARANCE", summonsIgnored=True, evidence=[proof])
    work.post("president", f"{appearance}:approve")
    sanction(work, 101, "SEARCH", noticeExpired=True, evidence=[proof])
    dishonest = sanction(work, 104, "DISHONEST_LIST", dishonestGround="VIOLATES_PROPERTY_REPORTING", noticeExpired=True, evidence=[proof])
    work.post("president", f"{dishonest}:approve")
    work.post("officer", f"{dishonest}:serve")
    leaves = sanction(work, 104, "EXIT_RESTRICTION", evidence=[proof])
    work.post("president", f"{leaves}:approve")
    work.post("officer", f"{leaves}:serve")
    work.post("officer", f"{leaves}:lift", {"event": "SECURITY_OR_CONSENT"})
    sanction(work, 104, "CRIMINAL_REFERRAL", evidence=[proof])


def supervisions(work):
    """Supervision items in each state."""
    def item(number):
        case = work.names[f"case {number}"]
        body = {"subject": case, "case": case, "matter": "尽快核实不动产", "owner": "people/officer"}
        return work.post("command", "supervisions", {"supervision": body})["name"]

    item(102)
    signed = item(103)
    work.post("officer", f"{signed}:sign")
    begun = item(104)
    work.post("officer", f"{begun}:sign")
    work.post("officer", f"{begun}:begin")
    replied = [item(number) for number in (105, 106, 107)]
    for name in replied:
        work.post("officer", f"{name}:sign")
        work.post("officer", f"{name}:reply", {"reply": "已核实"})
    work.post("command", f"{replied[1]}:accept", {"comment": "好"})
    work.post("command", f"{replied[2]}:return", {"reason": "缺少查询回执"})
    cancelled = item(108)
    work.post("command", f"{cancelled}:cancel", {"reason": "重复"})


def closings(work):
    """Cases that are closed as performed, by the end of the current procedure, and terminated."""
    paid = case(work, 112)
    proof = work.paper("officer", "receipt of the applicant")
    discharge = {"kind": "PAID_DIRECTLY", "amountFen": "10000000", "evidence": [proof], "note": "当面付清"}
    work.post("officer", f"{paid}:close", {"ending": "COMPLETED", "facts": {"performed": True, "discharges": [discharge]}})
    current = work.names["case 111"]
    work.post("president", f"{current}:approveClosing")
    ticks = ("noticeSent", "reportOrderSent", "consumptionRestricted", "listedWhereDue", "inquiryExhausted", "searchDone", "panelReviewed")
    work.post("officer", f"{current}:close", {"ending": "CURRENT_PROCEDURE", "facts": dict.fromkeys(ticks, True)})
    ended = case(work, 113)
    work.post("officer", f"{ended}:close", {"ending": "TERMINATED", "facts": {"ground": "申请人撤销申请"}})
