"""Calls on the public surface. Each has a request id that is the same in every run."""

import base64
import hashlib
import re
import time

from borrowed import COURT, DIRECTOR, OTHER_WORKER, WORKER, Client, citizen, png

COUNTY = "330783"
# The part of a path that is another one in every run.
IDENTITY = re.compile(r"/([0-9a-f-]{36}|[0-9a-f]{64})\b")
# Validated against today's date before their request id is looked up.
NOT_REPEATED = ("/v1/serviceAccounts", "/v1/packets")
ACCOUNT = "6222021208001234567"
BANK = "中国工商银行东阳支行"
# How many bytes of the unfinished upload have arrived.
HALF = 1500


class Workload:
    """The work on one installation: what was called, and the names of what it made."""

    def __init__(self, installation):
        self.here, self.clock = installation, installation.clock
        self.names = {}  # What later days and the questions need by name.
        self.cursors = {}  # Of each watch, a cursor from the last day.
        self.sent = []  # Every call with its answer's name.
        self.first_kept = 0  # The first call whose request id is still known at the end.
        self._numbers = 0

    def number(self):
        self._numbers += 1
        return self._numbers

    def case_number(self, number):
        return f"（2026）浙0783执{number}号"

    def post(self, person, path, body=None, once=True):
        """A call that must succeed; its answer. `once`: the method takes a request id."""
        body = {**({"requestId": f"release-{self.number():04}"} if once else {}), **(body or {})}
        answer = self.call(self.here.as_(person), path, body)
        self.sent.append({"person": person, "path": f"/v1/{path}", "body": body, "name": answer.get("name", "")})
        return answer

    def call(self, client, path, body=None):
        """A call by the holder of a token, with exactly this body."""
        return self.expect(200, client.request("POST", f"/v1/{path}", body or {}), f"POST {path} {body}").json

    def patch(self, person, path, body):
        return self.expect(200, self.here.as_(person).request("PATCH", f"/v1/{path}", body), f"PATCH {path} {body}").json

    def get(self, person, path):
        return self.expect(200, self.here.as_(person).get(f"/v1/{path}"), f"GET {path} by {person}").json

    def refused(self, client, path, body, status):
        """A call that must be refused."""
        self.expect(status, client.request("POST", f"/v1/{path}", body), f"POST {path} {body}")

    def expect(self, status, answer, what):
        if answer.status != status:
            raise RuntimeError(f"{what}: {answer.status} and not {status}: {answer.text[:1500]}")
        return answer

    def stranger(self):
        return Client(self.here.address, None)

    def with_token(self, token):
        return Client(self.here.address, token)

    def until(self, what, is_so, seconds=60):
        """Waits until a condition holds."""
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                raise RuntimeError(f"{what}: not within {seconds} s")
            time.sleep(0.1)

    def declare(self, person, content, media):
        digest = hashlib.sha256(content).hexdigest()
        self.post(person, "evidence", {"evidence": {"sha256": digest, "sizeBytes": str(len(content)), "mediaType": media}})
        return digest

    def send(self, person, digest, content, complete=True):
        headers = {"upload-offset": "0", "upload-complete": "?1" if complete else "?0", "content-type": "application/partial-upload"}
        answer = self.here.as_(person).request("PATCH", f"/v1/evidence/{digest}/content", content, headers)
        self.expect(204, answer, f"upload of {digest} by {person}")

    def upload(self, person, content, media):
        """Uploads a file; its name."""
        digest = self.declare(person, content, media)
        self.send(person, digest, content)
        return f"evidence/{digest}"

    def paper(self, person, word):
        """Uploads a PDF; its name."""
        return self.upload(person, pdf(word), "application/pdf")

    def papers(self, count=2):
        """So many PDFs of an officer, for example a ruling and a notice; their names."""
        return [self.paper("officer", f"paper {self.number()}") for _ in range(count)]

    def picture(self, person, word):
        """Uploads a photograph; its name."""
        return self.upload(person, png(48, 36, word.encode()), "image/png")

    def things(self):
        """What is asked for by name, and by whom: what no list contains, or what has a history."""
        names = self.names
        yield from (("officer", name) for name in names.values() if name.startswith(("cases/", "tasks/", "serviceActs/")) and "/attempts/" not in name)
        yield from (("command", name) for name in names.values() if name.startswith("indicatorSnapshots/"))
        yield from (("officer", names["deleted"]), ("command", names["held"]), (OTHER_WORKER, names["half"]), (WORKER, names["door"]), ("officer", names["door"]))
        yield from (("admin", f"people/{person}") for person in ("leaving", "deputy", "worker-new-1", DIRECTOR, WORKER))
        yield from (("officer", name) for name in (f"courts/{COURT}", "courts/330783201299", "courts/330783-s10", "regions/330783201299"))
        yield from (("admin", name) for name in ("serviceAccounts/bank", "serviceAccounts/maker", "units/u03/webhook"))

    def repeatable(self):
        """One call of each method whose request id is still known."""
        methods = {}
        for call in self.sent[self.first_kept:]:
            if call["name"] and "requestId" in call["body"] and call["path"] not in NOT_REPEATED:
                methods.setdefault(IDENTITY.sub("/*", call["path"]), call)
        return list(methods.values())

    def unfinished(self):
        """The upload that is not complete, and its remaining bytes."""
        return {"person": OTHER_WORKER, "name": self.names["half"], "offset": HALF, "rest": base64.b64encode(half_way()[HALF:]).decode()}


def pdf(word):
    """Bytes of a PDF, the same for the same word."""
    return b"%PDF-1.4\n%" + hashlib.sha256(word.encode()).hexdigest().encode() + b"\n%%EOF\n"


def video(word, size=4096):
    """Bytes that begin like a video, the same for the same word."""
    block = hashlib.sha256(word.encode()).digest()
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + (block * (size // len(block) + 1))[:size]


def half_way():
    """The file whose upload is not complete."""
    return video("half-way", 3000)


def person(name, number):
    """A person by their citizen's number."""
    return {"displayName": name, "kind": "PERSON", "identityNumber": citizen(number)}
