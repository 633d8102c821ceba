"""Debtors with their facts, leads, assets, requests to units, seizures, police watches, openings and webhooks."""

from borrowed import ADDRESS, USCC, WORKER, citizen
from workload import disposals, enforcement
from workload.calls import ACCOUNT

OTHER_ACCOUNT = "6222021208007654321"


def seizure(work, number, key=ACCOUNT, **changes):
    """A seizure in RECORDED; its name."""
    body = {"case": work.names[f"case {number}"], "assetClass": "DEPOSIT", "propertyKey": key, "description": "工商银行存款", "valueFen": "100000",
            "claimFen": "10000000", **changes}
    return work.post("officer", "seizures", {"seizure": body})["name"]


def published(work, number, **changes):
    """A seizure that is in force or waits; its name."""
    name = seizure(work, number, **changes)
    work.post("chief", f"{name}:publish", {"noticeNumber": f"冻结{work.number()}号"})
    return name


def watch(work, number, **changes):
    """A watch in DRAFT; its name."""
    body = {"case": work.names[f"case {number}"], "ground": "DETENTION", "groundText": "拘留决定书", "papers": work.papers(),
            "person": enforcement.DEBTOR, **changes}
    return work.post("officer", "watches", {"watch": body})["name"]


def pushed(work, number, **changes):
    """A watch in PUSHED; its name."""
    name = watch(work, number, **changes)
    work.post("chief", f"{name}:approve")
    work.post("command", f"{name}:push")
    return name


def request(work, number, matter, count=1, **changes):
    """A request in DRAFT; its name."""
    body = {"matter": f"matters/{matter}", "case": work.names[f"case {number}"], "papers": work.papers(count), "content": "请予协助",
            "subject": enforcement.DEBTOR, **changes}
    return work.post("officer", "requests", {"request": body})["name"]


def sent(work, number, matter, count=1, **changes):
    """A request in SUBMITTED; its name."""
    name = request(work, number, matter, count, **changes)
    work.post("chief", f"{name}:submit")
    return name


def first_day(work):
    # The first lapses before the second day, and the one that waits behind it takes effect.
    work.names["lapsing"] = published(work, 101, termMonths=3)
    work.names["following"] = published(work, 102)
    work.names["running out"] = pushed(work, 101, until={"year": 2026, "month": 7, "day": 1})
    sent(work, 101, "identity-query")
    debtor = work.post("officer", "debtors", {"debtor": {"identity": enforcement.DEBTOR}})["name"]
    work.names["debtor"] = debtor
    facts = (("RESIDENCE", ADDRESS, "COURT", "COURT"), ("WORK", "在横店镇某厂务工", "GRID_WORKER", "COURT"), ("FAMILY", "与其兄有纠纷", "APPLICANT", "HANDLERS"))
    for topic, text, source, audience in facts:
        fact = {"topic": topic, "text": text, "source": source, "factDate": work.clock.day(-1), "confidence": "HIGH", "audience": audience}
        work.post("officer", f"{debtor}/facts", {"fact": fact})


def after_first_day(work):
    """Waits until the seizure has lapsed, the next one is in force, and the watch is being withdrawn."""
    for name, state in (("lapsing", "SEIZURE_STATE_LAPSED"), ("following", "SEIZURE_STATE_IN_FORCE"), ("running out", "WATCH_STATE_WITHDRAWING")):
        work.until(f"{name}: {state}", lambda name=name, state=state: work.get("officer", work.names[name])["state"] == state)


def second_day(work):
    openings(work)
    imports(work)
    disposals.second_day(work)


def openings(work):
    """Openings of seizures and a watch: confirmed, a draft, and withdrawn."""
    as_of = {"year": 2026, "month": 9, "day": 1}

    def begin(officer, remark):
        return work.post(officer, "seizureOpenings", {"opening": {"asOfDate": as_of, "remark": remark}})["name"]

    opening = begin("officer", "查封台账")
    held = {"seizure": {"case": work.names["case 103"], "assetClass": "DEPOSIT", "propertyKey": OTHER_ACCOUNT, "valueFen": "10000"},
            "startDate": {"year": 2026, "month": 6, "day": 1}, "lastDay": {"year": 2027, "month": 6, "day": 1}}
    waits = {"seizure": {"case": work.names["case 104"], "assetClass": "DEPOSIT", "propertyKey": OTHER_ACCOUNT}, "startDate": {"year": 2026, "month": 7, "day": 1},
             "queuePosition": 1}
    person_watch = {"case": work.names["case 104"], "person": enforcement.DEBTOR, "ground": "COMPELLED_APPEARANCE", "groundText": "拘传"}
    with_papers = {"watch": {**person_watch, "papers": work.papers()}, "pushTime": "2026-08-03T01:00:00Z"}
    without = {"watch": person_watch, "pushTime": "2026-08-03T01:00:00Z"}
    rows = [{"seizure": held}, {"seizure": waits}, {"watch": with_papers}, {"watch": without}]
    rows = [{"sourceFile": "查封台账.csv", "sourceLine": line, **row} for line, row in enumerate(rows, 2)]
    read = work.post("officer", f"{opening}:addRows", {"rows": rows})["opening"]
    work.post("chief", f"{opening}:confirm", {"etag": read["etag"], "acceptedCount": 3, "exceptionCount": 1})
    work.until("the opening is entered", lambda: work.get("officer", opening).get("enteredCount") == 3)
    work.post("officer2", f"{begin('officer2', '待核对')}:addRows", {"rows": rows[:1]})
    work.post("officer2", f"{begin('officer2', '有误')}:withdraw", {"reason": "重做"})


def imports(work):
    """Imports history: of cases that are entered, and of one that is not."""
    files = {
        "watches": "案号,被执行人,证件号码,查控事由,推送时间,控制时间,截止日期\n"
                   f"（2024）浙0783执1号,乙1,{citizen(41)},拘留,2024-03-01,2024-03-09,2024-06-01\n"
                   f"（2019）浙0783执77号,丙,{citizen(42)},拘传,2019-03-01,2019-03-20,2019-06-01\n",
        "requests": "关键字,案号,事项,当事人,证件号码,提交时间,答复时间,答复内容,拒绝事由\n"
                    f"R-1,（2024）浙0783执1号,matters/vehicle-query,乙1,{citizen(41)},2024-03-01,2024-03-02,名下有车一辆,\n"
                    f"R-2,（2019）浙0783执77号,matters/vehicle-query,丙,{citizen(42)},2019-03-01,2019-03-02,名下无车,无此财产\n",
        "disposals": "序号,项目名称,企业信用代码,企业名称,立项时间,宗地编号,坐落,土地面积（亩）,建筑面积（平方米）,挂拍时间,成交时间,成交价\n"
                     f"D-1,低效用地一,{USCC},某公司,2021-02-01,330783-0001,某镇某村,12.345,100.5,2021-09-01,2022-03-01,1000.01\n"
                     f"D-1,低效用地一,{USCC},某公司,2021-02-01,330783-0002,某镇某村,1,,2021-09-01,2022-03-01,2000\n",
    }
    for what, text in files.items():
        path = work.here.folder.parent / f"{what}.csv"
        path.write_text(text, "utf-8")
        work.here.must_run("import", what, path, "--kind", "history", "--as", "people/command")


def third_day(work):
    webhooks(work)
    debtors(work)
    freezes(work)
    requests(work)
    seizures(work)
    watches(work)


def webhooks(work):
    """A unit whose own system never answers, so that calls wait."""
    work.post("admin", "units/u03/webhook:set", {"url": "http://127.0.0.1:9/calls"})


def debtors(work):
    """Debtors by other papers, one merged, and one merged and taken out again."""
    debtor = work.names["debtor"]
    passport = entered(work, "阮文", "PASSPORT", number="C1234567", issuingState="VNM")
    entered(work, "某厂", "ORGANISATION_CODE", party="ORGANISATION", number="D2143569X")
    same, other = entered(work, "李四", "UNKNOWN", unknownReason="未登记"), entered(work, "阮文", "UNKNOWN", unknownReason="未登记")
    work.post("officer", f"{debtor}:merge", {"other": same, "reason": "同一人"})
    work.post("officer", f"{passport}:merge", {"other": other, "reason": "同名"})
    work.post("officer", f"{other}:unmerge", {"reason": "并非同一人"})
    leads(work, debtor)


def entered(work, name, paper, party="PERSON", **more):
    """A debtor by a paper."""
    identity = {"displayName": name, "kind": party, "identity": {"kind": paper, **more}}
    return work.post("officer", "debtors", {"debtor": {"identity": identity}})["name"]


def leads(work, debtor):
    """Leads in each state, one of them of a grid worker; an asset."""
    case = work.names["case 101"]
    lead = {"case": case, "debtor": debtor, "source": "APPLICANT", "informer": "张三", "topic": "VEHICLE", "text": "常开一辆黑色轿车"}
    work.post("officer", "leads", {"lead": lead})
    true = work.post("officer", "leads", {"lead": {**lead, "topic": "REAL_ESTATE", "text": "在前田村有房", "urgent": True}})["name"]
    asset = {"debtor": debtor, "case": case, "kind": "REAL_ESTATE", "propertyKey": "浙（2020）东阳市不动产权第0000012号", "description": "三间四层",
             "owners": [{"displayName": "李四", "percent": "50"}, {"displayName": "李五", "percent": "33.3333"}], "valueFen": "80000000", "valueDate": work.clock.day(-30)}
    work.post("officer", f"{true}:verify", {"state": "CONFIRMED", "outcome": "属实", "asset": asset})
    false = work.post("officer", "leads", {"lead": {**lead, "topic": "DEPOSIT", "text": "有定期存款"}})["name"]
    work.post("officer", f"{false}:verify", {"state": "REFUTED", "outcome": "查无此款"})
    work.post(WORKER, "leads", {"lead": {"task": work.names["lead task"], "source": "GRID_WORKER", "topic": "WORK", "text": "在镇上打工"}})
    work.post("officer", "assets", {"asset": {"debtor": debtor, "case": case, "kind": "DEPOSIT", "propertyKey": ACCOUNT, "owners": [{"displayName": "李四", "percent": "100"}]}})


def freezes(work):
    """Freezes of equity: published with its duties, waiting, refused; and a request to lift one."""
    freeze = {"companyUscc": USCC, "companyName": "某有限公司", "holder": "李四", "holderIdentityNumber": citizen(2), "percent": "30",
              "heldPercent": "30", "termMonths": 36, "evidenceKind": "REGISTRATION"}

    def drawn(number):
        body = {"unit": "units/u01", "matter": "matters/equity-freeze", "case": work.names[f"case {number}"], "papers": work.papers(), "equityFreeze": freeze}
        name = work.post("officer", "requests", {"request": body})["name"]
        work.post("chief", f"{name}:submit")
        return name

    for number in (101, 102):
        name = drawn(number)
        work.post("clerk-u01", f"{name}:receive")
        answer = {"outcome": "DONE", "text": "已冻结并公示", "noticeNumber": f"公示{number}", "evidence": [work.paper("clerk-u01", f"publication {number}")]}
        work.post("clerk-u01", f"{name}:feedback", {"feedback": answer})
        if number == 101:
            work.post("officer", f"{name}:confirm")
            work.names["freeze"] = name
    refused = drawn(104)
    work.post("clerk-u01", f"{refused}:receive")
    work.post("clerk-u01", f"{refused}:refuse", {"ground": "NOT_THE_HOLDER", "reason": "并非该公司股东"})

    def duties():
        return work.get("officer", "duties")["duties"]

    work.until("each freeze has made its duties", lambda: len(duties()) == 6)
    company = next(duty for duty in duties() if duty["kind"] == "DUTY_KIND_NOTIFY_COMPANY")
    work.post("officer", f"{company['name']}:complete", {"outcome": "已书面通知"})
    work.until("the duties have become tasks", lambda: {duty["task"] for duty in duties()} <= {
        task["name"] for task in work.get("officer", "tasks?pageSize=1000")["tasks"]})
    lift = {"matter": "matters/equity-lift", "case": work.names["case 101"], "papers": work.papers()}
    name = work.post("officer", "requests", {"request": lift})["name"]
    work.post("chief", f"{name}:submit")


def requests(work):
    """Requests in each state."""
    request(work, 101, "real-estate-query")
    sent(work, 101, "identity-query")
    received = sent(work, 101, "vehicle-query")
    work.post("clerk-u08", f"{received}:receive")
    works = sent(work, 102, "lodging-query", 2)
    work.post("clerk-u03", f"{works}:receive")
    work.post("clerk-u03", f"{works}:feedback", {"feedback": {"outcome": "PROCESSING", "text": "正在查"}})
    partial = sent(work, 102, "social-insurance-query")
    work.post("clerk-u06", f"{partial}:receive")
    work.post("clerk-u06", f"{partial}:feedback", {"feedback": {"outcome": "PARTIAL", "text": "查到参保单位一家"}})
    done = sent(work, 103, "marriage-query")
    work.post("clerk-u07", f"{done}:receive")
    work.post("clerk-u07", f"{done}:feedback", {"feedback": {"outcome": "DONE", "text": "未婚"}})
    work.post("clerk-u07", f"{done}:feedback", {"feedback": {"outcome": "DONE", "text": "已婚，更正", "corrects": 1}})
    back = sent(work, 103, "housing-fund-query")
    work.post("clerk-u09", f"{back}:receive")
    work.post("clerk-u09", f"{back}:returnForFix", {"reason": "文书缺印章"})
    gone = sent(work, 103, "tax-query")
    work.post("officer", f"{gone}:withdraw", {"reason": "已结案"})
    sent(work, 103, "account-query", subject={"displayName": "某厂", "kind": "ORGANISATION", "identity": {"kind": "ORGANISATION_CODE", "number": "D2143569X"}})


def seizures(work):
    """Seizures in each state, one renewed."""
    seizure(work, 101, "浙G12345", assetClass="MOVABLE", description="轿车一辆", termMonths=24)
    record = {"startTime": work.clock.time(seconds=-3600), "endTime": work.clock.time(seconds=-60), "place": ADDRESS, "keeper": "李四", "evidence": work.papers(1)}
    house = {"assetClass": "REAL_ESTATE", "description": "三间四层", "termMonths": 36, "valueFen": "80000000", "indivisible": True, "excessReason": "不可分割",
             "record": record}
    first = published(work, 101, key="浙（2020）东阳市不动产权第0000012号", **house)
    work.post("officer2", f"{first}:renew", {"termMonths": 36})
    published(work, 102, key="浙（2020）东阳市不动产权第0000012号", **house)
    for number, disposed in ((103, False), (104, True)):
        name = published(work, number, key=f"浙（2020）东阳市不动产权第00000{number}号", **house)
        work.post("officer2", f"{name}:release", {"reason": "案款已付清", "disposed": disposed})
    published(work, 104, key="专利-1", assetClass="OTHER_RIGHT", description="发明专利")


def watches(work):
    """Watches in each state."""
    year = {"until": work.clock.day(300)}
    watch(work, 102, **year)
    rejected = watch(work, 102, **year)
    work.post("chief", f"{rejected}:reject", {"reason": "依据不足"})
    approved = watch(work, 102, ground="ASSISTED_SEARCH", **year)
    work.post("chief", f"{approved}:approve")
    pushed(work, 103, **year)
    hit = pushed(work, 105, **year)
    work.post("clerk-u03", f"{hit}:hit", {"place": "横店镇某宾馆"})
    controlled = pushed(work, 106, **year)
    work.post("clerk-u03", f"{controlled}:hit", {"place": "横店镇"})
    work.post("clerk-u03", f"{controlled}:control")
    over = pushed(work, 107, **year)
    work.post("clerk-u03", f"{over}:control")
    work.post("officer", f"{over}:handOver")
    withdrawn = pushed(work, 108, **year)
    work.post("officer", f"{withdrawn}:withdraw", {"reason": "当事人到庭"})
    work.post("clerk-u03", f"{withdrawn}:confirmWithdrawal")
