"""Projects of disposal, and parcels in each state."""

from borrowed import USCC
from workload.calls import person

COMPANY = {"displayName": "某某有限公司", "kind": "ORGANISATION", "identityNumber": USCC}


def second_day(work):
    consulting = project(work, "闲置工业用地一", "浙（2020）东阳市不动产权第0000001号")["name"]
    work.post("clerk-u04", f"{consulting}/opinions", {"opinion": {"stance": "OBJECT", "text": "欠税未清"}})
    enterprise = {"case": "", "enterprise": {"uscc": USCC, "displayName": "某有限公司"}, "requiredUnits": ["units/u16"]}
    withdrawn = project(work, "企业用地", "浙（2020）东阳市不动产权第0000002号", **enterprise)["name"]
    work.post("officer", f"{withdrawn}:withdraw", {"reason": "企业自行盘活"})
    ready(work, "闲置工业用地六", "地块-8")
    several_parcels(work)
    taken_in_kind(work)
    name, (parcel,) = ready(work, "闲置工业用地四", "地块-6")
    listed(work, name, parcel)
    work.post("officer2", f"{name}:sell", {"parcel": parcel, "priceFen": "70002", "buyer": person("张三", 1)})
    name, (parcel,) = ready(work, "闲置工业用地五", "地块-7")
    listed(work, name, parcel)


def several_parcels(work):
    """A parcel that is registered, one whose buyer defaulted, one without a bid, and one that is not listed."""
    name, parcels = ready(work, "闲置工业用地二", "地块-1", "地块-2", "地块-3", "地块-4")
    for parcel in parcels[:3]:
        listed(work, name, parcel)
    work.post("officer2", f"{name}:sell", {"parcel": parcels[0], "priceFen": "70001", "buyer": COMPANY})
    work.post("officer", f"{name}:pay", {"parcel": parcels[0], "paidFen": "70001"})
    work.post("officer", f"{name}:deliver", {"parcel": parcels[0], "papers": work.papers(1)})
    work.post("officer", f"{name}:register", {"parcel": parcels[0], "certificateNumber": "浙（2026）东阳市不动产权第9号"})
    work.post("officer2", f"{name}:sell", {"parcel": parcels[1], "priceFen": "80000", "buyer": COMPANY})
    work.post("officer", f"{name}:fail", {"parcel": parcels[1], "failure": "DEFAULT", "reason": "逾期未付款"})
    work.post("officer", f"{name}:fail", {"parcel": parcels[2], "failure": "NO_BID", "endDate": work.clock.day(-9)})


def taken_in_kind(work):
    """A parcel that a creditor takes after two auctions without a bid."""
    name, (parcel,) = ready(work, "闲置工业用地三", "地块-5")
    listed(work, name, parcel)
    work.post("officer", f"{name}:fail", {"parcel": parcel, "failure": "NO_BID", "endDate": work.clock.day(-9)})
    listed(work, name, parcel, -15, 0, "56000", "11200")
    work.post("officer", f"{name}:fail", {"parcel": parcel, "failure": "NO_BID"})
    work.post("officer2", f"{name}:takeInKind", {"parcel": parcel, "priceFen": "56000", "taker": person("张三", 1)})


def project(work, title, *numbers, **changes):
    """A project in CONSULTING."""
    parcels = [{"number": number, "location": "横店镇工业园区", "areaMu": "12.345", "floorAreaM2": "6789.01", "valuationFen": "100000"} for number in numbers]
    body = {"case": work.names["case 101"], "title": title, "parcels": parcels, "requiredUnits": ["units/u02", "units/u04"], **changes}
    return work.post("officer", "disposals", {"disposal": body})


def ready(work, title, *numbers):
    """A project in READY; its name, and the names of its parcels."""
    made = project(work, title, *numbers)
    work.post("clerk-u02", f"{made['name']}/opinions", {"opinion": {"stance": "AGREE"}})
    work.post("clerk-u04", f"{made['name']}/opinions", {"opinion": {"stance": "CONDITIONAL", "text": "以完税为条件"}})
    return made["name"], [parcel["name"] for parcel in made["parcels"]]


def listed(work, name, parcel, notice=-40, opens=-10, price="70000", deposit="3500"):
    """Lists a parcel, with days counted from today."""
    listing = {"noticeDate": work.clock.day(notice), "openDate": work.clock.day(opens), "startPriceFen": price, "depositFen": deposit}
    work.post("officer", f"{name}/listings", {"parcel": parcel, "listing": listing})
