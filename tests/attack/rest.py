"""REST by the standard library: a client with a source address, and what it was answered."""

import hashlib
import http.client
import json
import uuid

from rows import Unprepared


class Answer:
    """Status, headers and body; status 0 where the connection broke before there was one."""

    def __init__(self, status, headers, body, fault=""):
        self.status, self.headers, self.body, self.fault = status, headers, body, fault

    @property
    def json(self):
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @property
    def reason(self):
        return self.json.get("reason", "")

    @property
    def error_reasons(self):
        errors = self.json.get("errors") or []
        return [error.get("reason", "") for error in errors if isinstance(error, dict)]

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def brief(self):
        if self.status == 0:
            return f"no answer ({self.fault})"
        more = self.reason or self.text[:120]
        errors = ",".join(sorted(set(self.error_reasons)))
        return f"{self.status} {more}" + (f" [{errors}]" if errors else "")


class Client:
    """Somebody who calls from an address, with a bearer token or without."""

    def __init__(self, address, token=None, source="127.0.0.1", timeout=30):
        self.address, self.token, self.source, self.timeout = address, token, source, timeout

    def from_address(self, source):
        """The same person at another address."""
        return Client(self.address, self.token, source, self.timeout)

    def connect(self):
        host, port = self.address
        return http.client.HTTPConnection(host, port, timeout=self.timeout, source_address=(self.source, 0))

    def request(self, method, path, body=None, headers=None, connection=None):
        headers = dict(headers or {})
        if self.token and "authorization" not in headers:
            headers["authorization"] = f"Bearer {self.token}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body, ensure_ascii=False).encode()
            headers.setdefault("content-type", "application/json")
        own = connection is None
        connection = connection or self.connect()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException) as fault:
            connection.close()
            return Answer(0, {}, b"", type(fault).__name__)
        finally:
            if own:
                connection.close()

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body=None, **more):
        body = dict(body or {})
        body.setdefault("requestId", str(uuid.uuid4()))
        return self.request("POST", path, body, **more)

    def done(self, path, body=None):
        """Posts what has to work for the attack to begin."""
        return prepared(path, self.post(path, body))

    def read(self, path):
        """Gets what has to work for the attack to begin."""
        return prepared(path, self.get(path))

    def declare(self, content, media="video/mp4", size=None):
        digest = hashlib.sha256(content).hexdigest()
        evidence = {"sha256": digest, "sizeBytes": str(size or len(content)), "mediaType": media}
        return digest, self.post("/v1/evidence", {"evidence": evidence})

    def send(self, digest, content, offset=0):
        headers = {"upload-offset": str(offset), "upload-complete": "?1", "content-type": "application/partial-upload"}
        return self.request("PATCH", f"/v1/evidence/{digest}/content", content, headers)

    def upload(self, content, media="video/mp4"):
        """A file that has arrived; its digest."""
        digest, declared = self.declare(content, media)
        prepared("declare a file", declared)
        sent = self.send(digest, content)
        if sent.status not in (200, 204):
            raise Unprepared(f"upload: {sent.brief()}")
        return digest


def prepared(what, answer):
    if answer.status != 200:
        raise Unprepared(f"{what}: {answer.brief()}")
    return answer.json
