"""F1, F5, F6: what a request may hold, and what it costs to find out that it holds too much."""

import concurrent.futures
import json
import threading
import time
import urllib.parse

import grpc_calls
import raw_http
import samples
from installation import PLAIN_MEMORY, Bystander
from rest import Client
from rows import row

MIB = 1024 * 1024
# What answers that a request holds too much.
TOO_MUCH = ("FILTER_TOO_LONG", "TOO_MANY", "TOO_LONG", "BODY_TOO_LARGE")
LISTS = {
    "tasks": "officer", "cases": "officer", "receipts": "cashier", "distributions": "cashier", "payouts": "cashier", "batches": "officer",
    "sanctions": "officer", "supervisions": "command", "debtors": "officer", "leads": "officer", "assets": "officer", "requests": "officer",
    "seizures": "officer", "duties": "officer", "watches": "officer", "disposals": "officer", "people": "officer", "courts": "officer",
    "regions": "officer", "auditRecords": "command", "terminals": "officer",
}


@row("F1", "a filter of very many terms, and input nested without end", quick=True)
def filters(trial):
    here = trial.demo()
    worker = here.as_(samples.WORKER)
    for terms in (25, 1100):
        text = " AND ".join(["kind!=WITNESS"] * terms)
        answer = worker.get(f"/v1/tasks?filter={urllib.parse.quote(text)}")
        trial.refused(answer, (400, 413, 414, 431), f"tasks by a filter of {terms} terms", TOO_MUCH if answer.status == 400 else ())
        if not trial.check(here.alive(), f"the process ended over a filter of {terms} terms"):
            here.start()
    # The lists that take a filter at all.
    for name, person in LISTS.items():
        for terms in (25, 1100):
            text = " AND ".join(["state!=X"] * terms)
            answer = here.as_(person).get(f"/v1/{name}?filter={urllib.parse.quote(text)}")
            trial.refused(answer, (400, 413, 414, 431), f"{name} by {terms} terms", TOO_MUCH if answer.status == 400 else ())
        if not trial.check(here.alive(), f"the process ended over a filter of {name}"):
            here.start()
    grpc_calls.methods()
    from sharedcourt.dispatch.v1 import task_service_pb2

    request = task_service_pb2.ListTasksRequest(filter=" AND ".join(["kind!=WITNESS"] * 20_000))
    with grpc_calls.channel(here.address) as opened:
        code, _ = grpc_calls.call(opened, "/sharedcourt.dispatch.v1.TaskService/ListTasks", request, here.token(samples.WORKER))
    trial.check(code in ("INVALID_ARGUMENT", "RESOURCE_EXHAUSTED", "OUT_OF_RANGE"), f"20,000 terms by gRPC: {code}")
    if not trial.check(here.alive(), "the process ended over 20,000 terms by gRPC"):
        here.start()
    # Nesting of other input: JSON, and the words of a filter.
    officer = here.as_("officer")
    for what, opening, closing in (("arrays", '{"task":' + "[" * 12_000, "]" * 12_000 + "}"), ("objects", '{"a":' * 9_000 + "1", "}" * 9_000)):
        body = (opening + closing).encode()
        answer = officer.request("POST", "/v1/tasks", body, {"content-type": "application/json"})
        trial.check(answer.status in (400, 413), f"JSON of nested {what}: {answer.brief()}")
    for what, text in (("brackets", "(" * 1900), ("NOT", "NOT " * 450 + "kind=WITNESS"), ("minus", "-" * 1900 + "kind=WITNESS")):
        answer = officer.get(f"/v1/tasks?filter={urllib.parse.quote(text)}")
        trial.check(answer.status == 400, f"a filter of nested {what}: {answer.brief()}")
    trial.check(here.alive(), "the process ended over nested input")
    few = " AND ".join(["kind!=WITNESS"] * 10)
    answer = worker.get(f"/v1/tasks?filter={urllib.parse.quote(few)}")
    trial.check(answer.status == 200, f"a filter of ten terms: {answer.brief()}")


@row("F5", "half-sent bodies of 4 MiB to sign-in", quick=True)
def half_bodies(trial):
    here = trial.demo(rates=True, environment=PLAIN_MEMORY)
    person = Bystander(here)
    with person:
        time.sleep(2)
        before = here.memory()
        connections = []
        for number in range(trial.amount(400, 60)):
            some = raw_http.connect(here.address, timeout=5)
            length = b"content-length: 4194304" if number % 2 else b"transfer-encoding: chunked"
            some.sendall(b"POST /v1/sessions HTTP/1.1\r\nhost: court\r\ncontent-type: application/json\r\n" + length + b"\r\n\r\n")
            if number % 2 == 0:
                some.sendall(b"3fffff\r\n")
            connections.append(some)
        raw_http.pour(connections, b'{"person":"' + b"x" * (4 * MIB - 64), 20)
        time.sleep(1)
        most = here.memory() - before
        raw_http.close(connections)
        time.sleep(3)
        left = here.memory() - before
    trial.check(most < 64 * MIB, f"{len(connections)} half bodies hold {most / MIB:.0f} MiB")
    trial.check(left < 64 * MIB, f"{left / MIB:.0f} MiB are not given back")
    person.check(trial)
    stranger = here.stranger("127.0.0.3")
    for size, expected in ((7 * 1024, (400, 401, 429)), (9 * 1024, (413,))):
        body = {"person": "x" * 100, "password": "y" * (size - 200)}
        trial.refused(stranger.request("POST", "/v1/sessions", body), expected, f"a sign-in of {size} bytes")
    body = {"task": samples.task(instructions="x" * 66_000)}
    trial.refused(here.as_("officer").post("/v1/tasks", body), (413,), "a task of 66,000 bytes", ("BODY_TOO_LARGE",))


def bombs(name, here):
    """A request of 4 MiB that is many empty elements."""
    path, person, field = name
    return lambda: here.as_(person).request("POST", path, b'{"' + field.encode() + b'":[' + b"{}," * (4 * MIB // 3 - 20) + b"{}]}",
                                            {"content-type": "application/json"})


@row("F6", "requests of very many empty elements, and pictures that unpack to much", quick=True)
def many_elements(trial):
    here = trial.demo(environment=PLAIN_MEMORY)
    person = Bystander(here)
    targets = [("/v1/tasks:batchCreate", "officer", "requests"), ("/v1/courts:batchResolve", "officer", "requests"),
               ("/v1/people:import", "admin", "people"), ("/v1/regions:import", "admin", "regions"), ("/v1/courts:import", "admin", "courts"),
               ("/v1/cases:import", "officer", "rows"), ("/v1/batches", "officer", "batch")]
    with person:
        before = here.memory()
        peak = Peak(here)
        with peak:
            for name in targets[:trial.amount(len(targets), 2)]:
                begin = time.monotonic()
                answer = bombs(name, here)()
                took = time.monotonic() - begin
                trial.refused(answer, (400, 413, 403), f"4 MiB of empty elements to {name[0]}")
                trial.check(took < 30, f"4 MiB of empty elements to {name[0]} took {took:.1f} s")
            # As many as its bytes allow and its count does not.
            body = json.dumps({"requests": [{"address": "a"}] * 60_000}).encode()
            answer = here.as_("officer").request("POST", "/v1/courts:batchResolve", body, {"content-type": "application/json"})
            trial.refused(answer, (400,), "60,000 addresses at once", ("TOO_MANY",))
        trial.check(peak.bytes - before < 200 * MIB, f"empty elements took {(peak.bytes - before) / MIB:.0f} MiB")
        trial.check(peak.slowest < 15, f"health waited {peak.slowest:.1f} s over empty elements")
    person.check(trial)
    if trial.quick:
        return
    pictures(trial, here)


def pictures(trial, here):
    """Pictures of 100 million points and 97 KB, finished at the same moment."""
    count = 12
    files = [samples.png(10_000, 10_000, str(number).encode()) for number in range(count)]
    officer = here.as_("officer")
    officer.timeout = 90
    digests = [officer.declare(content, "image/png")[0] for content in files]
    person = Bystander(here, patience=30)
    with person:
        before = here.memory()
        peak = Peak(here)
        with peak, concurrent.futures.ThreadPoolExecutor(count) as pool:
            answers = list(pool.map(officer.send, digests, files))
    trial.check(all(answer.status in (200, 204, 400, 413, 422, 429, 503) for answer in answers), f"pictures: {answers[0].brief()}")
    trial.check(peak.bytes - before < 700 * MIB, f"{count} pictures at once took {(peak.bytes - before) / MIB:.0f} MiB")
    trial.check(peak.slowest < 15, f"health waited {peak.slowest:.1f} s over pictures")
    person.check(trial)


class Peak:
    """The most memory that a process held, and how long its health took at the most."""

    def __init__(self, installation):
        self.installation, self.bytes, self.slowest = installation, 0, 0.0
        self._end = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._weigh, self._ask)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        for thread in self._threads:
            thread.join(30)

    def _weigh(self):
        while not self._end.wait(0.02):
            self.bytes = max(self.bytes, self.installation.memory())

    def _ask(self):
        client = Client(self.installation.address, source="127.0.0.4", timeout=20)
        while not self._end.wait(0.1):
            begin = time.monotonic()
            client.get("/healthz")
            self.slowest = max(self.slowest, time.monotonic() - begin)
