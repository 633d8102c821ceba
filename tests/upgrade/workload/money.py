"""Case funds: receipts, claims, distributions, payouts that succeed and fail, deferrals; batches."""

from borrowed import USCC, citizen
from workload import enforcement
from workload.calls import ACCOUNT, BANK

PAYEE = {"displayName": "张三", "identityNumber": citizen(1), "account": ACCOUNT, "bank": BANK}
PAYER = {"displayName": "李四", "account": "6217001111222233334", "bank": "中国建设银行东阳支行"}


def receipt(work, reference, fen, days=10, **changes):
    """Money that arrived so many days ago; its name."""
    time = work.clock.time(days=-days)
    body = {"bankReference": reference, "amountFen": str(fen), "arriveTime": time, "noticeTime": time, "remark": "案款", "payer": PAYER, **changes}
    return work.post("cashier", "receipts", {"receipt": body})["name"]


def plan(work, name, *items, officer="officer", **changes):
    """A distribution in PROPOSED; its name."""
    items = items or ({"payee": PAYEE, "amountFen": "100000"},)
    return work.post(officer, "distributions", {"distribution": {"receipt": name, "items": list(items), **changes}})["name"]


def approved(work, name, *items, **changes):
    """A distribution that is approved; the names of its payouts."""
    made = plan(work, name, *items, **changes)
    return [item["payout"] for item in work.post("chief", f"{made}:approve")["items"]]


def first_day(work):
    # Nobody claims it, so that an item is issued about it.
    receipt(work, "IN-1001", 88800, days=5)


def second_day(work):
    case = work.names["case 101"]
    claimed = receipt(work, "IN-2001", 300000, case=case)
    other = receipt(work, "IN-2002", 100000)
    work.post("officer", f"{other}:claim", {"case": case})
    work.post("chief", f"{other}:unclaim", {"reason": "认领有误"})
    paid = approved(work, claimed, {"payee": PAYEE, "amountFen": "200000"})[0]
    work.post("cashier", f"{paid}:confirm", {"bankReference": "OUT-2001"})
    back = receipt(work, "IN-2003", 5000)
    returned = approved(work, back, {"payee": PAYER, "amountFen": "5000"}, purpose="RETURN", note="误汇")[0]
    work.post("cashier", f"{returned}:confirm", {"bankReference": "OUT-2002"})
    batch(work)


def batch(work):
    """Wages of a building site: a payment that fails and is repeated, and one that is not made yet. And a batch that has only begun."""
    members = [{"payee": {"displayName": f"工人{number}", "identityNumber": citizen(60 + number), "account": f"622202{number:010}", "bank": BANK},
                "claimFen": str(788200 + number), "caseNumber": work.case_number(2000 + number)} for number in range(1, 5)]
    body = {"displayName": "某工地工人工资", "cause": "追索劳动报酬纠纷", "members": members, "filingDate": {"year": 2026, "month": 2, "day": 9},
            "debtor": {"displayName": "某建设公司", "kind": "ORGANISATION", "identityNumber": USCC}}
    name = work.post("officer", "batches", {"batch": body})["name"]

    def run(person, step, **more):
        return work.post(person, f"{name}:run", {"step": step, **more})

    run("officer", "FILE_CASES")
    run("officer", "URGE")
    money = receipt(work, "WAGES-1", sum(788200 + number for number in range(1, 5)))
    run("cashier", "ALLOCATE", receipt=money)
    run("officer", "PROPOSE")
    run("chief", "APPROVE")
    payments = [{"member": 1, "bankReference": "PAY-1"}, {"member": 2, "failure": "户名不符"}, {"member": 3, "bankReference": "PAY-3"}]
    done = run("cashier", "PAY", payments=payments)
    run("officer", "CLOSE")
    failed = done["batch"]["members"][1]["payouts"][0]
    work.post("officer", f"{failed}:retry", {"account": "6217000000000002"})
    work.post("chief", f"{failed}:decideAccount", {"approve": True})
    run("cashier", "PAY", payments=[{"member": 2, "bankReference": "PAY-2"}])
    work.names["batch"] = name
    members = [{**member, "caseNumber": work.case_number(2100 + number)} for number, member in enumerate(members, 1)]
    work.post("officer2", "batches", {"batch": {**body, "displayName": "另一工地工人工资", "members": members[:2]}})


def third_day(work):
    case = work.names["case 102"]
    money = receipt(work, "IN-3001", 900000, case=case)
    agent = {"payee": {"displayName": "赵律师", "account": ACCOUNT, "bank": BANK}, "amountFen": "1000"}
    named = {"payee": {"displayName": "张小三", "account": "6222000011112222", "bank": BANK}, "amountFen": "2000", "entitlement": {
        "kind": "NAMED_BY_PARTY", "namedBy": "张三", "evidence": [work.paper("officer", "named by the applicant")]}}
    creditor = {"payee": {"displayName": "钱债权", "account": "6222000011113333", "bank": BANK, "identity": {
        "kind": "PASSPORT", "number": "E12345678"}}, "amountFen": "3000", "entitlement": {
            "kind": "PARTICIPATING_CREDITOR", "evidence": [work.paper("officer", "decision on the distribution")]}}
    costs = {"payee": {"displayName": "某评估公司", "account": "6222000011114444", "bank": BANK}, "amountFen": "4000", "entitlement": {
        "kind": "COSTS", "evidence": [work.paper("officer", "invoice of the valuation")]}}
    payouts = approved(work, money, agent, named, creditor, costs)
    work.post("cashier", f"{payouts[0]}:confirm", {"bankReference": "OUT-3001", "payTime": work.clock.time(seconds=-60)})
    # Failed; failed, with a new account to be approved; failed, with a new account that is refused.
    work.post("cashier", f"{payouts[1]}:fail", {"reason": "账户状态异常"})
    work.post("cashier", f"{payouts[2]}:fail", {"reason": "户名不符"})
    work.post("officer", f"{payouts[2]}:retry", {"account": "6217000000000003", "bank": "中国农业银行"})
    refused = approved(work, money, {"payee": PAYEE, "amountFen": "5000"})[0]
    work.post("cashier", f"{refused}:fail", {"reason": "户名不符"})
    work.post("officer", f"{refused}:retry", {"account": "6217000000000004"})
    work.post("chief", f"{refused}:decideAccount", {"approve": False, "reason": "账户不是本人的"})
    plan(work, money, {"payee": PAYEE, "amountFen": "6000"})
    rejected = plan(work, money, {"payee": PAYEE, "amountFen": "7000"})
    work.post("chief", f"{rejected}:reject", {"reason": "顺序有误"})
    own = plan(work, money, {"payee": PAYEE, "amountFen": "8000"}, officer="officer2")
    work.post("officer2", f"{own}:reject", {"reason": "撤回"})
    whole = approved(work, receipt(work, "IN-3005", 1000, case=case), {"payee": PAYEE, "amountFen": "1000"})[0]
    work.post("cashier", f"{whole}:confirm", {"bankReference": "OUT-3002"})
    split(work)
    deferrals(work, case)


def split(work):
    """An amount that is split in proportion to claims."""
    case = enforcement.case(work, 114, parties=enforcement.parties({"side": "APPLICANT", "displayName": "张四", "kind": "PERSON", "identityNumber": citizen(3)}))
    money = receipt(work, "IN-3002", 100001, case=case)
    second = {"payee": {"displayName": "张四", "identityNumber": citizen(3), "account": "6222000011115555", "bank": BANK}, "claimFen": "100000"}
    approved(work, money, {"payee": PAYEE, "claimFen": "200000"}, second, splitFen="100001")


def deferrals(work, case):
    """Deferrals in each state."""
    money = receipt(work, "IN-3003", 40000, days=40, case=case)
    first = work.post("officer", f"{money}/deferrals", {"deferral": {"reason": "OBJECTION", "note": "案外人异议", "untilDate": work.clock.day(20)}})["name"]
    work.post("chief", f"{first}:reject", {"reason": "异议已驳回"})
    second = work.post("officer", f"{money}/deferrals", {"deferral": {"reason": "PAYEE_UNREACHABLE", "untilDate": work.clock.day(30)}})["name"]
    work.post("chief", f"{second}:approve")
    other = receipt(work, "IN-3004", 40000, days=40, case=case)
    work.post("cashier", f"{other}/deferrals", {"deferral": {"reason": "OTHER", "note": "等待另案结果", "untilDate": work.clock.day(60)}})
