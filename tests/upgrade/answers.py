"""Answers of an installation, and how they are compared with those of an earlier release on another day."""

import concurrent.futures
import hashlib
import json

from borrowed import Client

AT_ONCE = 8
REASON = {"x-access-reason": "upgrade"}

# Fields that are not compared: they depend on the day or the process, or explain something in words that may change.
DROPPED = {
    "etag", "cursor", "watchCursor", "nextPageToken", "overdue", "ageDays", "colour", "elapsed", "escalations", "waitingCount", "missedCount", "lastStatus", "lastTime",
    "summary", "summaryEn", "why", "basis", "legalBasis", "article", "dueReasons", "warnings", "message", "messageEn", "textEn", "ruleText", "routingProblem",
}
# The same under some paths only. An item changes when it is escalated, and an expired secret is no longer listed.
DROPPED_OF = {
    "/v1/supervisions": {"updateTime"},
    "/v1/serviceAccounts": {"secrets"},
    "/v1/seizureOpenings": {"text"},
    "/v1/indicators": {"definition"},
    "/v1/indicatorDefinitions": {"displayName", "displayNameEn", "numerator", "denominator"},
    "/directions": {"reason"},
}
# Changes of a state with time alone, as it is read.
BY_TIME = (("SEIZURE_STATE_IN_FORCE", "SEIZURE_STATE_LAPSED"), ("SANCTION_STATE_IN_FORCE", "SANCTION_STATE_EXPIRED"))
# Lists that grow with time alone: their old elements are compared.
GROWING = ("/v1/supervisions", "/timeline")


class Answers:
    """Asks an installation as its people."""

    def __init__(self, installation):
        self.here = installation
        self.clients = {}

    def client(self, person):
        if person not in self.clients:
            self.clients[person] = Client(self.here.address, self.here.token(person), timeout=60)
        return self.clients[person]

    def ask(self, person, path):
        """The answer to a question, in the form that is compared."""
        answer = self.client(person).request("GET", path, headers=REASON)
        if answer.status != 200:
            return {"status": answer.status, "reason": answer.reason}
        media = answer.headers.get("content-type", "").split(";")[0]
        if media == "application/json":
            return comparable(json.loads(answer.body), path)
        if path.endswith("/content"):
            return {"media": media, "sha256": hashlib.sha256(answer.body).hexdigest()}
        # Pictures and PDFs may look different in another release.
        return {"media": media}

    def ask_all(self, questions):
        """The answers to many questions, in their order."""
        for person in {person for person, _ in questions}:
            self.client(person)
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda question: self.ask(*question), questions))

    def events(self, person, path, most=None):
        """The events of a watch, in the form that is compared."""
        found = events(self.client(person), path, most)
        return [comparable_event(event) for event in found] if isinstance(found, list) else found


def comparable(value, path):
    """A value without what is not compared."""
    if isinstance(value, dict):
        place = path.split("?")[0]
        dropped = DROPPED.union(*(more for part, more in DROPPED_OF.items() if place.startswith(part) or place.endswith(part)))
        return {key: comparable(one, path) for key, one in value.items() if key not in dropped}
    if isinstance(value, list):
        return [comparable(one, path) for one in value if not is_escalation(one)]
    return value


def is_escalation(step):
    """Whether it is the step of a supervision item that was escalated."""
    return isinstance(step, dict) and step.get("kind") == "SUPERVISION_STEP_KIND_ESCALATED"


def comparable_event(event):
    """An event with the name and the state of its resource."""
    data = json.loads(event["data"])
    resource = data.get("task") or data.get("request") or {}
    own = {key: value for key, value in data.items() if key not in DROPPED and key not in ("task", "request")}
    return {"event": event.get("event", ""), **own, **{key: resource[key] for key in ("name", "state") if key in resource}}


def events(client, path, most=None, quiet=3.0):
    """The first events of a watch, so many or until none comes for a while; or the refusal."""
    connection = client.connect()
    found, event = [], {}
    try:
        connection.request("GET", path, headers={"authorization": f"Bearer {client.token}"})
        response = connection.getresponse()
        if response.status != 200:
            return {"status": response.status, "reason": json.loads(response.read()).get("reason", "")}
        connection.sock.settimeout(quiet if most is None else client.timeout)
        while most is None or len(found) < most:
            line = response.readline().decode().rstrip("\n")
            field, _, value = line.partition(": ")
            if line:
                event[field] = value
                continue
            if "data" in event:
                found.append(event)
            event = {}
    except TimeoutError:
        if most is not None:
            raise
    finally:
        connection.close()
    return found


def is_growing(path):
    return path.split("?")[0].endswith(GROWING)


def differences(expected, found, where="", growing=False):
    """Where an answer differs from what is expected. It may have more fields."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            if key in found:
                yield from differences(value, found[key], f"{where}.{key}", growing)
            else:
                yield f"{where}.{key} is gone"
    elif isinstance(expected, list) and isinstance(found, list):
        if growing:
            known = {identity(one): one for one in found}
            found = [known.get(identity(one)) for one in expected]
        if len(expected) != len(found):
            yield f"{where} has {len(found)} elements and not {len(expected)}"
        for place, (one, other) in enumerate(zip(expected, found)):
            yield from differences(one, other, f"{where}[{place}]")
    elif expected != found and (expected, found) not in BY_TIME:
        yield f"{where} is {shortened(found)} and not {shortened(expected)}"


def identity(element):
    """What identifies an element of a growing list."""
    return element.get("name") or (element.get("time"), element.get("source"), element.get("kind"), element.get("subject"))


def shortened(value):
    return json.dumps(value, ensure_ascii=False)[:200]
