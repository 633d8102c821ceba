"""Regions, courts, people and their terms, terminals; sessions, second factors and service accounts."""

import base64
import hashlib
import hmac
import struct
import time

from borrowed import COURT, OTHER_COURT, OTHER_WORKER, WORKER
from workload.calls import COUNTY

PASSWORD = "wide-river-7"
NEW_VILLAGE = "330783201299"
TOWN = "330783201"


def first_day(work):
    registers(work)
    people(work)
    court = work.get("officer", f"courts/{COURT}")
    court |= {"host": "前田村文化礼堂", "position": {"latitude": 29.4012, "longitude": 120.4021}, "equipment": [
        {"kind": "SCREEN", "condition": "WORKING"}, {"kind": "LINE", "condition": "FAULTY", "note": "信号弱"}, {"kind": "TERMINAL", "condition": "MISSING"}]}
    work.patch("admin", f"courts/{COURT}?updateMask=host,position,equipment", court)
    heartbeat(work, COURT, "0.1.0")
    # Somebody who signs in, and a wrong password.
    redeem(work, "officer2", work.post("admin", "people/officer2:invite")["code"])
    work.refused(work.stranger(), "sessions", {"person": "officer2", "password": "not-the-word-9"}, 401)


def registers(work):
    """Imports a village, courts and people from files."""
    files = {
        "regions": f"code,name,longitude,latitude\n{NEW_VILLAGE},新建村村委会,120.5,29.3\n",
        "courts": "code,name,kind,host,region_code,covers,equipment\n"
                  f"{NEW_VILLAGE},新建村共享法庭,VILLAGE,新建村村委会,{NEW_VILLAGE},{NEW_VILLAGE},SCREEN;LINE;CAMERA\n"
                  f"{COUNTY}-s10,东阳市商会共享法庭,SPECIAL,东阳市工商业联合会,{COUNTY}004,,PHONE\n",
        "people": "id,name,phone,role,place,grid,committee_staff,start,end\n"
                  f"director-new,沈新建,13900000001,DIRECTOR,courts/{NEW_VILLAGE},,,2026-05-01T00:00:00Z,\n"
                  f"worker-new-1,沈网格,13900000002,GRID_WORKER,courts/{NEW_VILLAGE},{NEW_VILLAGE},true,2026-05-01T00:00:00Z,\n"
                  f"worker-new-2,俞网格,13900000003,GRID_WORKER,courts/{NEW_VILLAGE},{NEW_VILLAGE},false,2026-05-01T00:00:00Z,\n"
                  f"officer-town,陈乡镇,13900000004,OFFICER,{TOWN},,,2026-05-01T00:00:00Z,\n",
    }
    for what, text in files.items():
        path = work.here.folder.parent / f"{what}.csv"
        path.write_text(text, "utf-8")
        work.here.must_run("import", what, path, "--as", "people/admin")


def people(work):
    """A grid worker who will leave, and a deputy whose term ends early."""
    work.post("admin", "people", {"personId": "leaving", "person": {"displayName": "楼将离", "phone": "13900000005"}})
    term = {"role": "GRID_WORKER", "court": f"courts/{COURT}", "grid": COURT, "startTime": "2026-01-01T00:00:00Z"}
    work.post("admin", "people/leaving/terms", {"term": term})
    work.post("admin", "people", {"personId": "deputy", "person": {"displayName": "吴副院", "phone": "13900000006"}})
    term = {"role": "PRESIDENT", "regionCode": COUNTY, "startTime": "2026-01-01T00:00:00Z", "endTime": "2026-12-31T16:00:00Z"}
    deputy = work.post("admin", "people/deputy/terms", {"term": term})
    work.post("admin", f"{deputy['terms'][0]['name']}:end", {"endTime": "2026-08-01T00:00:00Z"})


def heartbeat(work, court, version):
    work.post(f"director-{court}", f"terminals/{court}-1:heartbeat", {"softwareVersion": version}, once=False)


def second_day(work):
    heartbeat(work, OTHER_COURT, "0.1.0")


def third_day(work):
    heartbeat(work, COURT, "0.1.1")
    for person in ("officer", WORKER):
        redeem(work, person, work.post("admin", f"people/{person}:invite")["code"])
    sign_in(work, "officer")
    work.with_token(sign_in(work, "officer")["token"]).done("/v1/sessions/current:end")
    work.call(work.with_token(sign_in(work, WORKER)["token"]), "sessions:createDeviceCredential", {"device": "phone-1"})
    # A code that nobody uses, and guesses at a password.
    work.post("admin", f"people/{OTHER_WORKER}:invite")
    for _ in range(2):
        work.refused(work.stranger(), "sessions", {"person": "officer2", "password": "not-the-word-9"}, 401)
    accounts(work)


def accounts(work):
    """Service accounts: with two secrets, with one, and disabled."""
    until = work.clock.time(days=360)
    bank = {"displayName": "银行对账系统", "role": "CASHIER", "regionCode": COUNTY, "addresses": ["10.2.0.0/16", "127.0.0.1"], "expireTime": until,
            "methods": ["sharedcourt.enforcement.v1.MoneyService.CreateReceipt", "sharedcourt.enforcement.v1.MoneyService.ListReceipts"]}
    made = work.post("admin", "serviceAccounts", {"serviceAccountId": "bank", "serviceAccount": bank})
    work.with_token(made["secret"]).read("/v1/receipts?pageSize=1")
    work.post("admin", "serviceAccounts/bank:rotate", {"formerExpireTime": work.clock.time(days=20)})
    unit = {"displayName": "市场监管局系统", "role": "UNIT_CLERK", "unit": "units/u01", "addresses": ["2001:db8::/32"], "expireTime": until,
            "methods": ["sharedcourt.investigation.v1.AssistRequestService.ListAssistRequests"]}
    work.post("admin", "serviceAccounts", {"serviceAccountId": "market", "serviceAccount": unit})
    terminal = {"displayName": "终端厂商", "role": "DIRECTOR", "court": f"courts/{COURT}", "addresses": ["10.9.0.7"], "expireTime": until,
                "methods": ["sharedcourt.courts.v1.TerminalService.Heartbeat"]}
    work.post("admin", "serviceAccounts", {"serviceAccountId": "maker", "serviceAccount": terminal})
    work.post("admin", "serviceAccounts/maker:disable")


def second_factors(work):
    """Where second factors are required: an administrator who enrols and uses a recovery code, and a chief who does not complete the enrolment."""
    code = (work.here.folder / "setup-code").read_text().strip()
    admin = redeem(work, "admin", code)["token"]
    enrolled = enrol(work, admin)
    client = work.with_token(admin)
    client.done("/v1/me:confirmSecondFactor", {"code": enrolled["recoveryCodes"][0]})
    code = client.done("/v1/people/chief:invite")["code"]
    chief = redeem(work, "chief", code)["token"]
    work.call(work.with_token(chief), "me:enrolSecondFactor")


def redeem(work, person, code):
    return work.call(work.stranger(), "sessions:redeemInvitation", {"person": person, "code": code, "password": PASSWORD})


def sign_in(work, person):
    return work.call(work.stranger(), "sessions", {"person": person, "password": PASSWORD})


def enrol(work, token):
    """Enrols a second factor as an authenticator app does (RFC 6238)."""
    client = work.with_token(token)
    secret = work.call(client, "me:enrolSecondFactor")["secret"]
    # Not in the last seconds of a code.
    while work.clock.now() % 30 > 20:
        time.sleep(0.2)
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(work.clock.now()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    code = (struct.unpack(">I", digest[place:place + 4])[0] & 0x7FFFFFFF) % 1_000_000
    return client.done("/v1/me:activateSecondFactor", {"code": f"{code:06}"})
