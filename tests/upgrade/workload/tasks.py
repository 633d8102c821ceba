"""Tasks in every state, and the files and packets that go with them."""

from borrowed import ADDRESS, DIRECTOR, OTHER_WORKER, WORKER, citizen, png
from workload.calls import HALF, half_way, pdf, video
from workload.courts import NEW_VILLAGE, redeem

# Nearly two years, which is the most that a task may have: open ones expire late.
LATE = "2028-04-30T16:00:00Z"


def task(**changes):
    """The body of a task."""
    return {"kind": "SERVICE_OF_PROCESS", "addressee": {"displayName": "李四", "kind": "PERSON", "identityNumber": citizen(2), "phone": "13700000001"},
            "address": ADDRESS, "documents": [{"title": "执行通知书", "copies": 2}], "finishBy": LATE, **changes}


def filed(work, officer="officer", **changes):
    """A task in DISPATCHED; its name."""
    return work.post(officer, "tasks", {"task": task(**changes)})["name"]


def assigned(work, worker=WORKER, **changes):
    """A task in ASSIGNED; its name."""
    name = filed(work, **changes)
    work.post(DIRECTOR, f"{name}:assign", {"worker": f"people/{worker}"})
    return name


def accepted(work, worker=WORKER, **changes):
    """A task in ACCEPTED; its name."""
    name = assigned(work, worker, **changes)
    work.post(worker, f"{name}:accept")
    return name


def visited(work, worker=WORKER, attempt=None, **changes):
    """A task in IN_FIELD; its name."""
    name = accepted(work, worker, **changes)
    work.post(worker, f"{name}/attempts", {"attempt": attempt or {"outcome": "DELIVERED"}})
    return name


def reported(work, worker=WORKER, attempt=None, **changes):
    """A task in REPORTED; its name."""
    name = visited(work, worker, attempt, **changes)
    work.post(worker, f"{name}:report", {"summary": "已送达，当事人签收。"})
    return name


def first_day(work):
    # Both expire before the second day: a task, and an upload of which a part has arrived.
    work.names["expired"] = accepted(work, finishBy=work.clock.time(days=20), caseNumber=work.case_number(101))
    digest = work.declare("officer", video("never sent"), "video/mp4")
    work.send("officer", digest, video("never sent")[:1000], complete=False)
    # Nothing cites these files: the first is deleted after ninety days, the second is held.
    work.names["deleted"] = work.picture("officer", "nothing cites it")
    work.names["held"] = work.picture("command", "held")
    work.post("command", f"{work.names['held']}:hold", {"reason": "另案需要"})
    work.names["leaving task"] = accepted(work, "leaving", kind="LOCATE_PERSON", documents=[], caseNumber=work.case_number(102))


def after_first_day(work):
    """Waits until the task has expired and the file is deleted."""
    name, file = work.names["expired"], work.names["deleted"]
    work.until("the task expires", lambda: work.get("officer", name)["state"] == "TASK_STATE_EXPIRED")
    work.until("the file is deleted", lambda: work.get("officer", file)["state"] == "EVIDENCE_STATE_DELETED")


def second_day(work):
    # By the credential of their device a worker reports after their term what they did before its end.
    name = work.names["leaving task"]
    code = work.post("admin", "people/leaving:invite")["code"]
    session = redeem(work, "leaving", code)["token"]
    device = work.call(work.with_token(session), "sessions:createDeviceCredential", {"device": "phone-of-leaving"})["token"]
    before = work.clock.time()
    work.post("admin", "people/leaving:deactivate", {"reason": "调离"})
    phone = work.with_token(device)
    attempt = {"outcome": "NOT_FOUND", "note": "家中无人", "deviceTime": before, "position": {"latitude": 29.4, "longitude": 120.4, "accuracyM": 12}}
    phone.done(f"/v1/{name}/attempts", {"attempt": attempt, "sentTime": work.clock.time()})
    phone.done(f"/v1/{name}:report", {"summary": "离任前上门一次"})
    declined(work)


def declined(work):
    """A task that its worker declines."""
    name = assigned(work, OTHER_WORKER, kind="WITNESS", documents=[], addressee={"displayName": "王五"})
    work.post(OTHER_WORKER, f"{name}:decline", {"reason": "与当事人是亲戚"})


def third_day(work):
    number = work.case_number(101)
    filed(work, caseNumber=number, contact={"displayName": "王建华", "phone": "13800000000"}, instructions="请先电话联系", urgent=True)
    # Its case is not entered, so its events wait for that.
    filed(work, caseNumber=work.case_number(9001), kind="VERIFY_LEAD", documents=[])
    assigned(work, kind="LOCATE_PERSON", documents=[], caseNumber=number, addressee={
        "displayName": "阮文", "identity": {"kind": "PASSPORT", "number": "C1234567", "issuingState": "VNM"}})
    transferred = filed(work, kind="POST_NOTICE", documents=[{"title": "公告"}])
    work.post(DIRECTOR, f"{transferred}:transfer", {"court": f"courts/{NEW_VILLAGE}", "reason": "当事人已搬至新建村"})
    tasks = [{"task": task(kind="ON_SITE_ASSISTANCE", documents=[], addressee={"displayName": f"多户{n}", "kind": "ORGANISATION", "identity": {
        "kind": "ORGANISATION_CODE", "number": "D2143569X"}})} for n in (1, 2)]
    work.post("officer2", "tasks:batchCreate", {"requests": tasks})
    declined(work)
    visits(work, number)
    packets(work, number)
    revoked = accepted(work, kind="URGE_PERFORMANCE", documents=[], caseNumber=number)
    work.post("officer", f"{revoked}:revoke", {"reason": "当事人已履行"})
    work.post(WORKER, f"{revoked}/attempts", {"attempt": {"outcome": "OTHER", "note": "已当面督促"}})
    returned = reported(work, OTHER_WORKER, {"outcome": "REFUSED", "note": "拒绝签收", "witness": {"displayName": "陈一", "organisation": "前田村村民委员会"}})
    work.post("officer", f"{returned}:review", {"decision": "RETURN", "comment": "请补充见证人签名的照片"})
    reported(work, WORKER, {"outcome": "MOVED", "note": "已搬走", "deviceTime": work.clock.time(seconds=-60)}, caseNumber=number)


def visits(work, number):
    """Visits that cite files: stored, arriving, and not declared; one report is approved without its file."""
    door, sign = work.picture(WORKER, "the door"), work.picture(WORKER, "the signature")
    attempt = {"outcome": "DELIVERED", "evidence": [door, sign], "deviceTime": work.clock.time(seconds=-30), "note": "当面送达",
               "position": {"latitude": 29.40123, "longitude": 120.40211, "accuracyM": 8.5}, "witness": {"displayName": "陈一", "organisation": "前田村"}}
    done = reported(work, WORKER, attempt, caseNumber=number)
    work.post("officer", f"{done}:review", {"decision": "APPROVE", "comment": "好"})
    work.names["done task"], work.names["done attempt"] = done, work.get("officer", done)["attempts"][0]["name"]
    # A hold that another person releases, and one that stays.
    work.until("the visit opens its files", lambda: work.here.as_("command").get(f"/v1/{door}").status == 200)
    work.post("command", f"{door}:hold", {"reason": "待查"})
    work.post("chief", f"{door}:release")
    work.post("command", f"{sign}:hold", {"reason": "当事人有异议"})
    half = work.declare(OTHER_WORKER, half_way(), "video/mp4")
    work.send(OTHER_WORKER, half, half_way()[:HALF], complete=False)
    work.names["half"], work.names["door"] = f"evidence/{half}", door
    undeclared = "evidence/" + "ab" * 32
    visited(work, OTHER_WORKER, {"outcome": "DELIVERED", "evidence": [f"evidence/{half}", undeclared]}, caseNumber=number)
    without = reported(work, WORKER, {"outcome": "DELIVERED", "evidence": [undeclared]})
    work.post("officer2", f"{without}:review", {"decision": "APPROVE", "missingFilesReason": "手机损坏，照片无法找回"})
    # A file that two people upload, and one of a chief.
    for person in ("officer", "officer2"):
        work.upload(person, pdf("sent twice"), "application/pdf")
    work.upload("chief", png(16, 16, b"small"), "image/png")


def packets(work, number):
    """A packet that a device holds and shows, and one that it has purged."""
    held = work.names["lead task"] = accepted(work, caseNumber=number)
    packet = work.post(WORKER, "packets", {"task": held, "device": "phone-1"})["name"]
    views = [work.clock.time(seconds=second) for second in (1, 2, 3)]
    work.post(WORKER, f"{packet}:recordViews", {"viewTimes": views, "sentTime": work.clock.time(seconds=5)})
    gone = visited(work, caseNumber=number)
    packet = work.post(WORKER, "packets", {"task": gone, "device": "phone-1"})["name"]
    work.post(WORKER, f"{packet}:confirmPurge", {"device": "phone-1", "purgeTime": work.clock.time(seconds=-200), "sentTime": work.clock.time(seconds=-190)})
