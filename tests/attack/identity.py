"""What held and must go on holding: who a caller is, what a role may, what a page of another site can do."""

import base64
import hashlib
import hmac
import json
import time
import urllib.parse

import grpc_calls
import samples
from installation import invite
from rows import row

PASSWORD = "wide-river-7"


def encoded(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@row("H1", "forged tokens", quick=True)
def forged_tokens(trial):
    here = trial.shared()
    good = here.token("officer")
    head, body, signature = good.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    now = int(time.time())

    def signed(key, algorithm="HS256", **changes):
        text = f"{encoded({'alg': algorithm, 'typ': 'JWT'})}.{encoded({**claims, **changes})}"
        return f"{text}.{encoded(hmac.new(key, text.encode(), hashlib.sha256).digest())}"

    none = [f"{encoded({'alg': alg, 'typ': 'JWT'})}.{body}." for alg in ("none", "None", "NONE", "")]
    forged = [
        *none, f"{head}.{body}.", f"{head}.{body}", f"{head}.{encoded({**claims, 'sub': 'people/president'})}.{signature}",
        f"{head}.{encoded({**claims, 'exp': now + 10**9})}.{signature}", signed(b""), signed(b"secret"), signed(b"sharedcourt"), signed(b"\0" * 32),
        signed(b"sharedcourt token v1"), signed(hashlib.sha256(b"").digest(), sub="people/president"), signed(b"", "none"), signed(b"", "HS512"),
        signed(b"", "RS256"), f"{encoded({'alg': 'HS256', 'kid': '../../../dev/null'})}.{body}.{signature}",
        f"{encoded({'alg': 'HS256', 'jwk': {'kty': 'oct', 'k': ''}})}.{body}.{signature}", good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
        good.upper(), good + ".", "." + good, good[1:], "x" * 4000, "..", "Bearer", "scs_" + "0" * 43, "scs_", "people/president", "null",
        base64.b64encode(b"officer:officer").decode(),
    ]
    client = here.stranger()
    for token in forged:
        answer = client.get("/v1/me", headers={"authorization": f"Bearer {token}"})
        trial.check(answer.status in (400, 401), f"a forged token ({token[:40]}…): {answer.brief()}")
    for value in (f"Basic {good}", f"bearer{good}", f"Token {good}", "Bearer ", f"Bearer {good} {good}", f"Bearer {good},x"):
        answer = client.get("/v1/me", headers={"authorization": value})
        trial.check(answer.status in (400, 401), f"authorization of another form ({value[:12]}): {answer.brief()}")
    trial.check(client.get(f"/v1/me?access_token={good}").status in (400, 401), "a token in the query lets in")
    trial.check(client.get("/v1/me", headers={"authorization": f"Bearer {good}"}).status == 200, "the good token does not let in")


@row("H2", "internal statements from outside", quick=True)
def statements(trial):
    here = trial.shared()
    grpc_calls.methods()
    from sharedcourt.access.v1 import identity_pb2

    made = []
    for person, role in (("people/president", 3), ("people/admin", 9), ("", 0), ("people/-", 0)):
        statement = identity_pb2.Statement(issuer="gateway")
        statement.said_time.GetCurrentTime()
        if person:
            statement.principal.person = person
        if role:
            statement.principal.grants.add(role=role, region_code="330783").start_time.FromSeconds(1)
        raw = statement.SerializeToString()
        for digest in (b"", b"\0" * 32, hashlib.sha256(raw).digest(), hmac.new(b"\0" * 32, raw, hashlib.sha256).digest()):
            made.append(encoded(raw + digest))
    made += ["", "x", encoded(b""), encoded(b"\0" * 64)]
    names = ("sharedcourt-statement", "Sharedcourt-Statement", "sharedcourt-statement-bin")
    worker = here.as_(samples.WORKER)
    for statement in made:
        for name in names[:2]:
            answer = here.stranger().get("/v1/cases", headers={name: statement})
            trial.check(answer.status == 401, f"a stranger's statement over REST: {answer.brief()}")
            answer = worker.get("/v1/cases", headers={name: statement})
            trial.check(answer.status == 403, f"a worker's statement over REST: {answer.brief()}")
    with grpc_calls.channel(here.address) as opened:
        for statement in made:
            for name in (names[0], names[2]):
                value = statement.encode() if name.endswith("-bin") else statement
                for path in ("/sharedcourt.enforcement.v1.CaseService/ListCases", "/sharedcourt.access.v1.SessionService/OpenSession",
                             "/sharedcourt.access.v1.IdentityService/IdentifyPrincipal"):
                    code, _ = grpc_calls.call(opened, path, metadata=[(name, value)])
                    right = ("UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED", "NOT_FOUND", "INVALID_ARGUMENT")
                    trial.check(code in right, f"a statement over gRPC at {path.rsplit('/', 1)[1]}: {code}")
    for name in ("x-forwarded-for", "x-real-ip", "forwarded", "x-forwarded-user", "x-remote-user", "x-original-url", "x-rewrite-url"):
        answer = here.stranger().get("/v1/cases", headers={name: "/v1/me" if name.endswith("url") else "people/president"})
        trial.check(answer.status == 401, f"a stranger with {name}: {answer.brief()}")


@row("H3", "CSRF and redirects", quick=True)
def other_sites(trial):
    here = trial.demo()
    invite(here, "officer", PASSWORD)
    stranger = here.stranger()

    def form(path, fields, headers=None):
        body = urllib.parse.urlencode(fields).encode()
        return stranger.request("POST", path, body, {"content-type": "application/x-www-form-urlencoded", **(headers or {})})

    own = {"sec-fetch-site": "same-origin"}
    signed_in = form("/sign-in", {"person": "officer", "password": PASSWORD, "next": "/"}, own)
    cookies = dict(value.split(";")[0].split("=", 1) for value in signed_in.headers.get_all("set-cookie", []))
    if not trial.check(len(cookies) == 2, f"signing in by the page: {signed_in.brief()}"):
        return
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    word = next(value for name, value in cookies.items() if name.endswith("-csrf"))
    body = {"requestId": "csrf", "task": samples.task()}
    tries = [{}, {"x-csrf-token": ""}, {"x-csrf-token": "00"}, {"x-csrf-token": word[:-1]}, {"x-csrf-token": word + "0"},
             {"x-csrf-token": word, "sec-fetch-site": "cross-site"}, {"x-csrf-token": word, "sec-fetch-site": "same-site"},
             {"x-csrf-token": word, "origin": "https://elsewhere.example"}, {"x-csrf-token": word, "origin": "null"},
             {"sec-fetch-site": "same-origin"}, {"origin": f"http://127.0.0.1:{here.port}"}]
    for headers in tries:
        for kind in ("application/json", "text/plain"):
            answer = stranger.request("POST", "/v1/tasks", json.dumps(body).encode(), {"cookie": cookie, "content-type": kind, **headers})
            trial.check(answer.status in (400, 403, 415), f"a page of another site files a task ({headers}): {answer.brief()}")
    for path in ("/sign-out", "/sign-in"):
        answer = form(path, {"person": "officer", "password": PASSWORD}, {"cookie": cookie, "sec-fetch-site": "cross-site"})
        trial.check(answer.status == 403, f"a form of another site at {path}: {answer.brief()}")
    grpc_web = {"cookie": cookie, "content-type": "application/grpc-web+proto"}
    answer = stranger.request("POST", "/sharedcourt.courts.v1.PersonService/GetMe", b"\0\0\0\0\0", grpc_web)
    trial.check(answer.status != 200 or answer.headers.get("grpc-status") not in (None, "0"), f"gRPC-web by the cookie alone: {answer.status}")
    for next_page in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example", "javascript:alert(1)",
                      "/%2f/elsewhere.example", "///elsewhere.example", "http:elsewhere.example", "/\t/elsewhere.example", "/x\r\nset-cookie: a=b",
                      " //elsewhere.example", "/..//elsewhere.example", "@elsewhere.example", "?next=//elsewhere.example"):
        answer = form("/sign-in", {"person": "officer", "password": PASSWORD, "next": next_page}, own)
        to = answer.headers.get("location", "")
        parsed = urllib.parse.urlparse(urllib.parse.urljoin(f"http://127.0.0.1:{here.port}/", to.replace("\\", "/")))
        trial.check(parsed.scheme == "http" and parsed.netloc == f"127.0.0.1:{here.port}", f"after signing in with next={next_page!r} to {to!r}")
        trial.check("a=b" not in str(answer.headers), f"a header out of next={next_page!r}")
        page = stranger.get(f"/sign-in?next={urllib.parse.quote(next_page)}")
        trial.check("javascript:" not in page.text and 'href="//' not in page.text, f"the page links to {next_page!r}")
    answer = stranger.request("OPTIONS", "/v1/tasks", headers={"origin": "https://elsewhere.example", "access-control-request-method": "POST"})
    allowed = answer.headers.get("access-control-allow-origin", "")
    trial.check(allowed not in ("*", "https://elsewhere.example"), f"another origin is allowed: {allowed}")


@row("H4", "every method by every role that may not call it")
def matrix(trial):
    here = trial.shared()
    people = {"OFFICER": "officer", "BUREAU_CHIEF": "chief", "PRESIDENT": "president", "COMMAND": "command", "CASHIER": "cashier",
              "ADMIN": "admin", "DIRECTOR": samples.DIRECTOR, "GRID_WORKER": samples.WORKER, "UNIT_CLERK": "clerk-u01", "CONTACT_JUDGE": "judge-1"}
    auditor = samples.person(here, f"auditor-{samples.Numbers.next()}", "孙督察", {"role": "AUDITOR", "regionCode": "330783"})
    people["AUDITOR"] = auditor
    future = samples.person(here, f"future-{samples.Numbers.next()}", "周将来", {"role": "PRESIDENT", "regionCode": "330783", "startTime": "2090-01-01T00:00:00Z"})
    past = samples.person(here, f"past-{samples.Numbers.next()}", "周从前", {
        "role": "PRESIDENT", "regionCode": "330783", "startTime": "2010-01-01T00:00:00Z", "endTime": "2012-01-01T00:00:00Z"})
    tried = 0
    closed = ("PERMISSION_DENIED", "UNIMPLEMENTED", "NOT_FOUND")
    with grpc_calls.channel(here.address) as opened:
        for path, method in grpc_calls.methods().items():
            if method.client_streaming or method.server_streaming:
                continue
            option = grpc_calls.access(method)
            roles = {grpc_calls.role_name(number).removeprefix("ROLE_") for number in option.roles}
            door = option.DESCRIPTOR.fields_by_name["door"].enum_type.values_by_number[option.door].name
            callers = []
            if door == "DOOR_INTERNAL":
                callers = [*people.values(), None]
            elif door == "DOOR_ROLES":
                callers = [person for role, person in people.items() if role not in roles] + [future, past, None]
            elif door == "DOOR_SIGNED_IN":
                callers = [None]
            for person in callers:
                code, _ = grpc_calls.call(opened, path, token=here.token(person) if person else None)
                tried += 1
                right = (*closed, "UNAUTHENTICATED") if person is None else closed
                trial.check(code in right, f"{path.rsplit('.', 1)[1]} by {person or 'a stranger'}: {code}")
    trial.note(f"{tried} calls")
