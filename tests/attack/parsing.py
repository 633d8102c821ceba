"""What held and must go on holding: requests that no decent client sends, slow ones, and very many."""

import json
import os
import socket
import time

import grpc_calls
import raw_http
import samples
from installation import PLAIN_MEMORY, Bystander
from rows import row


def sensible(answer):
    """A refusal that shows nothing of the inside."""
    inner = any(word in answer.text for word in ("panicked", ".rs:", "sqlx", "SELECT ", "sea_orm", "/root/", "/home/"))
    return 200 <= answer.status < 500 and not inner


@row("H5", "REST that is not as it should be", quick=True)
def rest(trial):
    here = trial.shared()
    officer = here.as_("officer")
    json_type = {"content-type": "application/json"}
    bodies = [b"", b"{", b"}", b"[]", b"null", b"1", b'"x"', b"{}{}", b"\xff\xfe", b"\xef\xbb\xbf{}", b"{\"task\":null}", b"{\"task\":[]}", b"{\"task\":\"x\"}",
              b'{"task":{"kind":999}}', b'{"task":{"kind":-1}}', b'{"task":{"kind":1e400}}', b'{"task":{"urgent":"maybe"}}', b'{"task":{},"task":{}}',
              b'{"requestId":"a","request_id":"b"}', b'{"task":{"finishBy":"0000-00-00T00:00:00Z"}}', b'{"task":{"finishBy":{}}}',
              b'{"task":{"address":"\\ud800"}}', b'{"task":{"address":"\\u0000"}}', "{\"task\":{\"address\":\"\u202e\"}}".encode(),
              b'{"task":{"documents":{}}}', b'{"task":{"documents":[[[]]]}}', b'{"__proto__":{"x":1}}', b'{"$ref":"#"}', b"\x1f\x8b\x08\x00", b"a=b",
              b'{"task":{"addressee":{"displayName":' + b"9" * 5000 + b"}}}", json.dumps({"task": samples.task(instructions="x" * 12_000)}).encode()]
    for body in bodies:
        answer = officer.request("POST", "/v1/tasks", body, json_type)
        trial.check(400 <= answer.status < 500 and sensible(answer), f"body {body[:40]!r}: {answer.brief()}")
    for kind in ("", "text/plain", "application/xml", "multipart/form-data", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "*/*"):
        answer = officer.request("POST", "/v1/tasks", b"{}", {"content-type": kind})
        trial.check(400 <= answer.status < 500 and sensible(answer), f"content type {kind!r}: {answer.brief()}")
    for coding in ("gzip", "deflate", "br", "zstd", "identity, gzip", "x"):
        answer = officer.request("POST", "/v1/tasks", b"\x1f\x8b\x08\x00", {**json_type, "content-encoding": coding})
        trial.check(400 <= answer.status < 500 and sensible(answer), f"content coding {coding!r}: {answer.brief()}")
    paths = ["//v1/tasks", "/v1//tasks", "/v1/tasks/", "/v1/tasks/..", "/v1/../v1/me", "/v1/tasks/%2e%2e/me", "/v1/tasks/%00", "/v1/tasks/%ff", "/v1/tasks/%",
             "/v1/tasks/%2f", "/v1/tasks/a%2fb:assign", "/v1/tasks?pageSize=-1", "/v1/tasks?pageSize=99999999999", "/v1/tasks?pageSize=x",
             "/v1/tasks?pageToken=x", "/v1/tasks?pageToken=" + "A" * 1000, "/v1/tasks?filter=%00", "/v1/tasks?filter=%27%20OR%201=1--", "/v1/tasks?orderBy=1;DROP",
             "/v1/tasks?filter=state%3D%22", "/v1/tasks?unknown=1", "/v1/tasks?filter=a&filter=b", "/v1/tasks:watch?cursor=x", "/v1/tasks/" + "9" * 3000,
             "/v1/evidence/zz/content", "/v1/evidence/../../etc/passwd", "/v1/evidence/..%2f..%2fetc%2fpasswd/content", "/v1/log:prove?subject=%0a",
             "/v1/log:consistency?fromSize=-1", "/v1/log:consistency?fromSize=9223372036854775807", "/v1/indicators/x?from=x", "/v1/indicators/completion-rate?from=9999-99-99",
             "/v1/regions/330783'", "/v1/people/%E2%80%AE", "/v1", "/V1/me", "/.git/config", "/metrics", "/debug/pprof", "/openapi.json/..", "/docs/../v1/me"]
    for path in paths:
        answer = officer.get(path)
        trial.check(answer.status != 0 and sensible(answer), f"{path[:60]}: {answer.brief()}")
    for method in ("PUT", "DELETE", "TRACE", "CONNECT", "PROPFIND", "FOO"):
        answer = officer.request(method, "/v1/tasks")
        trial.check(answer.status in (400, 404, 405, 501), f"{method}: {answer.brief()}")
    for headers in ({"upload-offset": "-1"}, {"upload-offset": "99999999999999999999"}, {"upload-offset": "x"}, {"upload-complete": "?2"}):
        digest, _ = officer.declare(samples.video())
        answer = officer.request("PATCH", f"/v1/evidence/{digest}/content", b"x", {"content-type": "application/partial-upload", **headers})
        trial.check(400 <= answer.status < 500, f"an upload with {headers}: {answer.brief()}")
    raw = {
        "no Host": b"GET /v1/me HTTP/1.1\r\n\r\n",
        "a space before the colon": b"GET /v1/me HTTP/1.1\r\nhost : court\r\n\r\n",
        "a folded header": b"GET /v1/me HTTP/1.1\r\nhost: court\r\n x: y\r\n\r\n",
        "two lengths": b"POST /v1/sessions HTTP/1.1\r\nhost: c\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}x",
        "length and chunked": b"POST /v1/sessions HTTP/1.1\r\nhost: c\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "a negative length": b"POST /v1/sessions HTTP/1.1\r\nhost: c\r\ncontent-length: -1\r\n\r\n",
        "a length with a sign": b"POST /v1/sessions HTTP/1.1\r\nhost: c\r\ncontent-length: +2\r\n\r\n{}",
        "a chunk of another base": b"POST /v1/sessions HTTP/1.1\r\nhost: c\r\ntransfer-encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
        "chunked that is not last": b"POST /v1/sessions HTTP/1.1\r\nhost: c\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "a bare line end": b"GET /v1/me HTTP/1.1\nhost: c\n\n",
        "a zero byte in a header": b"GET /v1/me HTTP/1.1\r\nhost: c\r\nx: a\0b\r\n\r\n",
        "HTTP/9": b"GET /v1/me HTTP/9.9\r\nhost: c\r\n\r\n",
        "no HTTP": os.urandom(512),
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(200),
        "200 headers": b"GET /v1/me HTTP/1.1\r\nhost: c\r\n" + b"".join(b"x-%d: y\r\n" % number for number in range(200)) + b"\r\n",
        "a header of 1 MB": b"GET /v1/me HTTP/1.1\r\nhost: c\r\nx: " + b"y" * 1_000_000 + b"\r\n\r\n",
    }
    for what, request in raw.items():
        answer = raw_http.exchange(here.address, request, seconds=3)
        status = raw_http.status(answer)
        trial.check(status == 0 or 400 <= status < 500, f"{what}: {status}")
        trial.check(answer.count(b"HTTP/1.1 ") <= 2, f"{what}: more answers than requests")
    trial.check(here.alive(), "the process ended")
    trial.check(officer.get("/v1/me").status == 200, "it does not answer any more")


@row("H6", "gRPC that is not as it should be", quick=True)
def grpc(trial):
    here = trial.shared()
    token = here.token("officer")
    path = "/sharedcourt.dispatch.v1.TaskService/CreateTask"
    nested = b""
    for _ in range(200):
        nested = b"\x12" + varint(len(nested)) + nested
    wrong = [b"\xff", b"\xff" * 100, b"\x08", b"\x0a\xff\xff\xff\xff\x0f", b"\x0a\x05ab", b"\x0b\x0c", b"\x0f", b"\x12\x02\x08\xff", nested,
             b"\x0a\x04\xff\xfe\xfd\xfc", os.urandom(300), b"\x12" + varint(2**31), b"\x80" * 11]
    with grpc_calls.channel(here.address) as opened:
        for request in wrong:
            code, _ = grpc_calls.call(opened, path, request, token)
            trial.check(code in ("INVALID_ARGUMENT", "INTERNAL") and (code != "INTERNAL" or here.alive()), f"bytes {request[:12]!r}: {code}")
        for name in ("/", "/x", "/sharedcourt.dispatch.v1.TaskService/", "/sharedcourt.dispatch.v1.TaskService/Nothing", "//CreateTask", path + "/x",
                     "/grpc.health.v1.Health/Nothing"):
            code, _ = grpc_calls.call(opened, name, b"", token)
            trial.check(code in ("UNIMPLEMENTED", "UNKNOWN", "NOT_FOUND", "INVALID_ARGUMENT"), f"the method {name}: {code}")
        for metadata in ([("grpc-timeout", "0n")], [("grpc-encoding", "gzip")], [("x-request-id", "x" * 5000)], [("accept-language", "x" * 3000)]):
            code, _ = grpc_calls.call(opened, path, b"", token, metadata)
            trial.check(code not in ("OK", "INTERNAL", "UNKNOWN"), f"with {metadata[0][0]}: {code}")
        code, _ = grpc_calls.call(opened, path, b"\x12" + varint(5_000_000) + b"\0" * 5_000_000, token)
        trial.check(code in ("RESOURCE_EXHAUSTED", "OUT_OF_RANGE", "INVALID_ARGUMENT"), f"a message of 5 MB: {code}")
    client = here.stranger()
    for kind in ("application/grpc-web", "application/grpc-web-text", "application/grpc", "application/grpc-web+json"):
        for body in (b"", b"\0", b"\0\0\0\0\0", b"\0\xff\xff\xff\xff", b"\x01\0\0\0\0", b"\x80\0\0\0\0", b"!!!!"):
            answer = client.request("POST", path, body, {"content-type": kind, "authorization": f"Bearer {token}"})
            trial.check(answer.status != 500, f"{kind} {body!r}: {answer.brief()}")
    trial.check(here.alive() and here.as_("officer").get("/v1/me").status == 200, "it does not answer any more")


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes((number & 127 | 128,)), number >> 7
    return out + bytes((number,))


@row("H7", "slow-loris: many connections that send a byte now and then", quick=True)
def slow(trial):
    here = trial.demo(rates=True)
    person = Bystander(here)
    connections = []
    with person:
        for number in range(trial.amount(400, 120)):
            some = raw_http.connect(here.address, "127.0.0.10")
            if number % 3 == 0:
                some.sendall(b"GET /v1/me HTTP/1.1\r\nhost: c\r\nx: ")
            elif number % 3 == 1:
                some.sendall(b"POST /v1/sessions HTTP/1.1\r\nhost: c\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{")
            else:
                some.sendall(raw_http.opening() + raw_http.frame(raw_http.HEADERS, 0, 1, b"\x82")[:8])
            connections.append(some)
        for _ in range(trial.amount(8, 3)):
            time.sleep(1)
            for some in connections:
                try:
                    some.send(b"a")
                except OSError:
                    continue
    person.check(trial)
    if not trial.quick:
        time.sleep(35)
        closed = sum(is_closed(some) for some in connections)
        trial.check(closed > len(connections) * 0.9, f"after 40 s {len(connections) - closed} of {len(connections)} are still open")
    raw_http.close(connections)


def is_closed(some):
    some.settimeout(0)
    try:
        while True:
            if not some.recv(65536):
                return True
    except BlockingIOError:
        return False
    except OSError:
        return True


@row("H8", "HTTP/2 rapid reset, and frames that make no sense", quick=True)
def rapid_reset(trial):
    here = trial.demo(rates=True, environment=PLAIN_MEMORY)
    person = Bystander(here)
    before = here.memory()
    ended = 0
    with person:
        for _ in range(trial.amount(8, 3)):
            some = raw_http.connect(here.address, "127.0.0.11", timeout=10)
            some.sendall(raw_http.opening())
            try:
                for stream in range(1, 8001, 2):
                    some.sendall(raw_http.get(stream, b"/healthz") + raw_http.reset(stream))
            except (OSError, socket.timeout):
                ended += 1
            some.close()
        for junk in (raw_http.frame(raw_http.HEADERS, 5, 2, b"\x82"), raw_http.frame(raw_http.HEADERS, 5, 1, b"\xff" * 64), raw_http.frame(0, 1, 7, b"x"),
                     b"\xff\xff\xff\x00\x00\x00\x00\x00\x01", raw_http.frame(8, 0, 0, b"\0\0\0\0"), raw_http.frame(raw_http.SETTINGS, 0, 0, b"\0\x04\xff\xff\xff\xff"),
                     raw_http.frame(9, 0, 1, b"\x82") * 50, raw_http.frame(raw_http.HEADERS, 0, 1, b"\x82") + raw_http.frame(9, 0, 1, b"\x86" * 4000) * 40,
                     raw_http.frame(6, 0, 0, b"\0" * 8) * 3000):
            some = raw_http.connect(here.address, "127.0.0.11")
            try:
                some.sendall(raw_http.opening() + junk)
            except OSError:
                ended += 1
            some.close()
    trial.check(here.alive(), "the process ended")
    trial.check(here.memory() - before < 128 * 1024 * 1024, f"it holds {(here.memory() - before) / 1024 ** 2:.0f} MiB more")
    person.check(trial)


@row("H9", "very many bad requests")
def many(trial):
    here = trial.demo(environment=PLAIN_MEMORY)
    person = Bystander(here)
    before = here.memory()
    client = here.as_("officer")
    connection, wrong = client.connect(), {}
    with person:
        for number in range(6000):
            body = os.urandom(40) if number % 2 else json.dumps({"task": {"kind": number, "x" * (number % 50): 1}}).encode()
            answer = client.request("POST", "/v1/tasks", body, {"content-type": "application/json"}, connection)
            if answer.status == 0:
                connection = client.connect()
            if not 400 <= answer.status < 500:
                wrong[answer.status] = wrong.get(answer.status, 0) + 1
    connection.close()
    trial.check(not wrong, f"answers that are no refusals: {wrong}")
    trial.check(here.memory() - before < 128 * 1024 * 1024, f"it holds {(here.memory() - before) / 1024 ** 2:.0f} MiB more")
    person.check(trial)


@row("H10", "kill -9 while work is acknowledged", quick=True)
def killed(trial):
    here = trial.demo()
    acknowledged, rounds = [], trial.amount(6, 2)
    for _ in range(rounds):
        officer = here.as_("officer")
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            answer = officer.post("/v1/tasks", {"task": samples.task()})
            if answer.status == 200:
                acknowledged.append(answer.json["name"])
        here.kill()
        here.start()
    officer = here.as_("officer")
    lost = [name for name in acknowledged if officer.get(f"/v1/{name}").status != 200]
    trial.check(not lost, f"{len(lost)} of {len(acknowledged)} acknowledged tasks are gone")
    here.stop()
    code, said = here.run("verify", "log")
    trial.check(code == 0, f"verify log: {said[-200:]}")
