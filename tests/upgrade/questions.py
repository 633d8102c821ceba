"""The questions to an installation: every path of its OpenAPI document that reads."""

import urllib.parse

from borrowed import COURT, DIRECTOR, WORKER

# Who asks for lists: the offices of the court, of a village and of units, and an officer of a town.
PEOPLE = ("officer", "chief", "command", "cashier", "admin", "auditor", DIRECTOR, WORKER, "clerk-u01", "clerk-u03", "officer-town")
# Lists that are the same for everybody.
ALIKE = {"/v1/courts", "/v1/peoplesCourts", "/v1/regions", "/v1/network:summary", "/v1/indicatorDefinitions", "/v1/units", "/v1/matters"}
# The time of all work.
WINDOW = "from=2019-01-01&to=2026-11-16"
TIMES = "fromTime=2019-01-01T00:00:00Z&toTime=2026-11-17T00:00:00Z"
# Queries of lists. Of the network only a part is asked for; of the audit, what is older than the questions.
QUERIES = {
    "/v1/people": ["pageSize=40", f"filter=court%3Dcourts/{COURT}"],
    "/v1/courts": ["pageSize=10", "filter=kind%3DSPECIAL"],
    "/v1/regions": ["pageSize=10", "filter=parent%3Dregions/330783201&pageSize=100"],
    "/v1/auditRecords": ["filter=call_time%3C2026-11-16T05:00:00Z&pageSize=20"],
    "/v1/tasks": ["pageSize=1000", "filter=state%3DDISPATCHED&orderBy=finish_by"],
    "/v1/cases": ["pageSize=1000", "filter=state%3DCLOSED"],
    "/v1/indicators": [WINDOW],
    "/v1/units:statistics": [TIMES],
    "/v1/watches:statistics": [TIMES],
    "/v1/disposals:totals": [TIMES],
}
# Paths below a resource. A case's timeline grows with time and is asked for in one page.
PARTS = {
    "caseOpenings": ["/rows"], "cases": ["/deadlines", "/serviceActs", "/timeline?pageSize=1000"], "debtors": ["/directions", ":identity"],
    "evidence": ["/content", ":proof", ":thumbnail"], "payouts": [":account"], "receipts": ["/entries"], "seizureOpenings": ["/rows"],
}
# Papers: one of each, each asked for by another person, since one person may have few in work at a time.
PRINTED = (("chief", "cases", "notice"), ("cashier", "batches", "document"), ("command", "supervisions", "document"), ("clerk-u01", "requests", "document"))
# The watches, and who reads them.
WATCHES = (("officer", "/v1/tasks:watch"), ("officer", "/v1/cases:watch"), ("clerk-u01", "/v1/requests:watch"))
# How many events of a watch are read before the release is replaced.
READ = 5
# Paths with required parameters.
NEEDING = {"/v1/auditRecords:lookups", "/v1/log:consistency", "/v1/log:prove"}
# Not compared: the caller's sessions, and the newest checkpoint of the transparency log.
PASSING = {"/v1/sessions", "/v1/log:checkpoint"}


class Questions:
    """The questions to an installation, each with who asks."""

    def __init__(self, answers):
        self.answers = answers
        self.document = answers.client("officer").request("GET", "/openapi.json").json["paths"]
        self.reading = [path for path, methods in self.document.items() if "get" in methods]
        self.asked = {}

    def add(self, person, path):
        self.asked[(person, path)] = None

    def lists(self):
        """Each list by everybody; a refusal is an answer too."""
        watched = {path for _, path in WATCHES}
        for path in self.reading:
            if "{" in path or path in watched | NEEDING | PASSING:
                continue
            pages = any(parameter["name"] == "pageSize" for parameter in self.document[path]["get"].get("parameters", []))
            for query in QUERIES.get(path, ["pageSize=1000"] if pages else [""]):
                for person in ("officer", WORKER) if path in ALIKE else PEOPLE:
                    self.add(person, f"{path}?{query}".rstrip("?"))

    def things(self):
        """One resource of each kind and state in the lists, by the first person who sees it. Indicators need a window and come later."""
        chosen = {}
        for (person, _), answer in zip(list(self.asked), self.answers.ask_all(list(self.asked))):
            for value in answer.values():
                for one in value if isinstance(value, list) else ():
                    name = one.get("name", "") if isinstance(one, dict) else ""
                    if "/" in name and not name.startswith("indicators/"):
                        chosen.setdefault((name.split("/")[0], one.get("state")), (person, name))
        for person, name in chosen.values():
            self.thing(person, name)

    def thing(self, person, name):
        """A resource and the paths below it."""
        for part in ("", *PARTS.get(name.split("/")[0], [])):
            path = f"/v1/{name}{part}"
            if self.shape(path.split("?")[0]) in self.reading:
                self.add(person, path)

    def others(self, looked_at, act, *proved):
        """Papers, the rows behind indicators, proofs, and the lookups of a resource that nobody asks for."""
        for person, kind, paper in PRINTED:
            first = self.answers.ask(person, f"/v1/{kind}?pageSize=1")[kind][0]["name"]
            self.add(person, f"/v1/{first}/{paper}")
        self.add("president", f"/v1/{act}/document")
        figures = self.answers.ask("command", f"/v1/indicators?{WINDOW}")["indicators"]
        for figure in figures:
            self.add("command", f"/v1/{figure['name']}/records?{WINDOW}&pageSize=20")
        self.add("president", f"/v1/{figures[0]['name']}?{WINDOW}&compareFrom=2024-01-01&compareTo=2024-12-31")
        self.add("officer", "/v1/log:consistency?fromSize=10&toSize=60")
        for name in (act, *proved):
            self.add("officer", f"/v1/log:prove?subject={urllib.parse.quote(name)}")
        self.add("auditor", f"/v1/auditRecords:lookups?pageSize=20&resource={urllib.parse.quote(looked_at)}")

    def unasked(self):
        """The paths that nobody asks."""
        asked = {self.shape(path.split("?")[0]) for _, path in self.asked} | {path for _, path in WATCHES}
        return sorted(set(self.reading) - asked - PASSING)

    def shape(self, path):
        """The path of the document that a path belongs to."""
        if path in self.document:
            return path
        parts = path.split("/")
        for known in self.reading:
            pattern = known.split("/")
            if len(pattern) == len(parts) and all(map(fits, pattern, parts)):
                return known
        return path


def fits(pattern, part):
    """Whether a part of a path fits `word`, `{id}` or `{id}:verb`."""
    if not pattern.startswith("{"):
        return pattern == part
    verb = pattern.partition("}")[2]
    return part.endswith(verb) if verb else ":" not in part
