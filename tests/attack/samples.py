"""What the attacks begin with: made-up people, cases, tasks, papers and money, correct by every rule of the court."""

import datetime
import os
import struct
import zlib

COURT = "330783201203"
VILLAGE = "330783201203"
TOWN = "330783201"
OTHER_TOWN = "330783001"
OTHER_COURT = "330783001014"
DIRECTOR = f"director-{COURT}"
WORKER = f"worker-{COURT}-1"
OTHER_WORKER = f"worker-{COURT}-2"
ADDRESS = "东阳市三单乡前田村12号"
USCC = "91350100M000100Y43"


def citizen(number):
    """A citizen's number with its check character."""
    body = f"330783{1960 + number // 1000 % 40:04}0101{number % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights)) % 11]


class Numbers:
    """Case numbers and bank references that nobody used yet."""

    last = int.from_bytes(os.urandom(2), "big") * 10 + 100_000

    @classmethod
    def next(cls):
        cls.last += 1
        return cls.last


def time_at(days=0, seconds=0):
    """An instant so many days and seconds from now, as JSON."""
    instant = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days, seconds=seconds)
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def date_at(days=0):
    """A day of Beijing so many days from now, as JSON."""
    day = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))) + datetime.timedelta(days=days)
    return {"year": day.year, "month": day.month, "day": day.day}


def case(**changes):
    """A case to be filed."""
    number = Numbers.next()
    return {
        "caseNumber": f"（2026）浙0783执{number}号", "filingDate": {"year": 2026, "month": 3, "day": 2}, "claimFen": "10000000",
        "parties": [
            {"side": "APPLICANT", "displayName": "张三", "kind": "PERSON", "identityNumber": citizen(number % 30000)},
            {"side": "DEBTOR", "displayName": "李四", "kind": "PERSON", "identityNumber": citizen(number % 30000 + 5000)},
        ], **changes}


def task(**changes):
    """A task to be filed."""
    return {"kind": "SERVICE_OF_PROCESS", "addressee": {"displayName": "张三丰", "kind": "PERSON"}, "address": ADDRESS,
            "documents": [{"title": "执行通知书", "copies": 1}], **changes}


def video(size=64):
    """Bytes that are a video by their first bytes, different each time."""
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + os.urandom(size)


def paper():
    """Bytes of a paper, different each time."""
    return b"%PDF-1.4\n%" + os.urandom(16).hex().encode() + b"\n%%EOF\n"


def png(width, height, word=b""):
    """A grey picture whose rows are all zero, so that it is small however large it says it is."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packed = zlib.compressobj(9)
    row, body = b"\0" * (width + 1), b""
    for _ in range(height):
        body += packed.compress(row)
    body += packed.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    word = b"Comment\0" + (word or os.urandom(8).hex().encode())
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tEXt", word) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def accepted_task(installation, officer="officer", worker=WORKER):
    """A task that a worker has accepted; its name."""
    name = installation.as_(officer).done("/v1/tasks", {"task": task()})["name"]
    installation.as_(DIRECTOR).done(f"/v1/{name}:assign", {"worker": f"people/{worker}"})
    installation.as_(worker).done(f"/v1/{name}:accept")
    return name


def reported_task(installation, officer="officer", worker=WORKER):
    """A task with a visit and a report; its name."""
    name = accepted_task(installation, officer, worker)
    installation.as_(worker).done(f"/v1/{name}/attempts", {"attempt": {"outcome": "DELIVERED"}})
    installation.as_(worker).done(f"/v1/{name}:report", {"summary": "已送达"})
    return name


def person(installation, identity, name, *terms, by="admin"):
    """A person with terms, entered by an administrator; their id."""
    client = installation.as_(by)
    client.done("/v1/people", {"personId": identity, "person": {"displayName": name, "phone": "13800009999"}})
    for term in terms:
        client.done(f"/v1/people/{identity}/terms", {"term": {"startTime": "2024-01-01T00:00:00Z", **term}})
    return identity


def administrator(installation, region):
    """An administrator of a part of the county; their id."""
    identity = f"admin-{region}-{Numbers.next()}"
    return person(installation, identity, "陈管理", {"role": "ADMIN", "regionCode": region})


def freeze_request(installation, case_name, papers, **changes):
    """A request for the freeze of equity, drawn up by an officer."""
    case_read = installation.as_("officer").read(f"/v1/{case_name}")
    debtor = next(party for party in case_read["parties"] if party["side"].endswith("DEBTOR"))
    number = debtor.get("identityNumber", "")
    return installation.as_("officer").done("/v1/requests", {"request": {
        "unit": "units/u01", "matter": "matters/equity-freeze", "case": case_name, "caseNumber": case_read["caseNumber"],
        "papers": papers, "equityFreeze": {
            "companyUscc": USCC, "companyName": "某有限公司", "holder": debtor["displayName"],
            **({"holderIdentityNumber": number} if number and "*" not in number else {}),
            "percent": "30", "termMonths": 36, "evidenceKind": "REGISTRATION"}, **changes}})
