"""The program of this build takes over what earlier releases left: their data folders, on SQLite and on PostgreSQL."""

import base64
import os
import pathlib
import unittest
import uuid

from answers import Answers, comparable, differences, is_growing
from borrowed import ADDRESS, DIRECTOR, ROOT, WORKER
from fixture import fixtures
from questions import READ
from upgraded import taken_over

PROGRAM = pathlib.Path(os.environ.get("SHAREDCOURT_PROGRAM", ROOT / "target" / "debug" / "sharedcourt"))
# From scripts/with-postgres.
POSTGRES = os.environ.get("SHAREDCOURT_TEST_POSTGRES")
PROGRAMS = os.environ.get("SHAREDCOURT_TEST_POSTGRES_PROGRAMS")
# What a release refused to an office and what has been opened to it since: person and list.
OPENED = {(DIRECTOR, "/v1/packets")}
# How many differences are printed.
SHOWN = 20


class Upgrade(unittest.TestCase):
    def test_on_sqlite(self):
        for fixture in fixtures():
            with self.subTest(fixture.release):
                self.upgrade(fixture, "sqlite")

    def test_on_postgres(self):
        self.assertTrue(POSTGRES, "run it by scripts/with-postgres")
        for fixture in fixtures():
            with self.subTest(fixture.release):
                self.upgrade(fixture, "postgres")

    def upgrade(self, fixture, kind):
        expected = fixture.expected()[kind]
        with taken_over(PROGRAM, fixture, kind, POSTGRES, PROGRAMS) as here:
            self.right(differences(expected["counts"], here.counts(), "rows"))
            here.start()
            answers = Answers(here)
            self.check_answers(answers, expected["answers"])
            court = self.check_court(answers)
            self.check_watches(answers, expected["watches"], kind)
            self.check_repeated(answers, expected["repeated"])
            self.finish_upload(answers, expected["unfinished"])
            task = self.do_the_job(answers)
            self.verify(here)
            here.stop()
            # The operator confirms the clock, and what is overdue since the release expires.
            here.must_run("clock", "confirm")
            here.start()
            self.assertEqual(answers.client("officer").read(f"/v1/{task}")["state"], "TASK_STATE_DONE")
            self.assertEqual(self.check_court(answers), court)

    def check_answers(self, answers, expected):
        """Every question has the answer of the release."""
        said, wrong = {}, []
        found = answers.ask_all([(one["person"], one["path"]) for one in expected])
        for one, answer in zip(expected, found):
            path = one["path"]
            right = said[(one["as"], path)] if "as" in one else comparable(one["answer"], path)
            said[(one["person"], path)] = right
            if (one["person"], path.partition("?")[0]) in OPENED:
                self.assertEqual(right.get("reason"), "ROLE_REQUIRED", path)
                self.assertNotIn("status", answer, path)
                continue
            wrong += [f"{one['person']} {path}: {difference}" for difference in differences(right, answer, growing=is_growing(path))]
        self.right(wrong)

    def check_court(self, answers):
        """The people's court that a release knew by its flags alone is a resource, and what belongs to it names it."""
        client = answers.client("command")
        courts = client.read("/v1/peoplesCourts")["peoplesCourts"]
        self.assertEqual([(one["displayName"], one["caseNumberCode"], one["regionCode"]) for one in courts], [("东阳市人民法院", "浙0783", "330783")])
        for kind in ("cases", "supervisions"):
            named = {one["peoplesCourt"] for one in client.read(f"/v1/{kind}?pageSize=1000")[kind]}
            self.assertEqual(named, {courts[0]["name"]}, kind)
        return courts

    def check_watches(self, answers, expected, kind):
        """Each watch has the same events, and resumes from an old cursor. The log of a restored dump is another one, so its cursors expire."""
        wrong = []
        for one in expected:
            person, path, events = one["person"], one["path"], one["events"]
            wrong += [f"{path}: {difference}" for difference in differences(events, answers.events(person, path, len(events)))]
            rest = {"status": 400, "reason": "CURSOR_EXPIRED"} if kind == "postgres" else events[READ:]
            found = answers.events(person, f"{path}?cursor={one['cursor']}", len(rest))
            wrong += [f"{path} from a cursor on: {difference}" for difference in differences(rest, found)]
        self.right(wrong)

    def check_repeated(self, answers, expected):
        """A call from before the upgrade is replayed by its request id."""
        wrong = []
        for one in expected:
            answer = answers.client(one["person"]).request("POST", one["path"], one["body"])
            if answer.status != 200 or answer.json.get("name") != one["name"]:
                wrong.append(f"{one['person']} {one['path']} again: {answer.brief()} {answer.json.get('name', '')}")
        self.right(wrong)

    def verify(self, here):
        """`sharedcourt verify` finds nothing wrong."""
        code, said = here.run("verify", "all")
        self.assertEqual(code, 0, said)

    def finish_upload(self, answers, half):
        """An upload from before the upgrade is completed, and the file has its digest."""
        client, path = answers.client(half["person"]), f"/v1/{half['name']}/content"
        rest = base64.b64decode(half["rest"])
        headers = {"upload-offset": str(half["offset"]), "upload-complete": "?1", "content-type": "application/partial-upload"}
        answer = client.request("PATCH", path, rest, headers)
        self.assertEqual(answer.status, 204, answer.text)
        self.assertEqual(answers.ask(half["person"], path)["sha256"], half["name"].removeprefix("evidence/"))

    def do_the_job(self, answers):
        """A task from filing to approval; its name."""
        def done(person, path, **body):
            return answers.client(person).done(f"/v1/{path}", {"requestId": str(uuid.uuid4()), **body})

        task = {"kind": "SERVICE_OF_PROCESS", "addressee": {"displayName": "张三丰"}, "address": ADDRESS, "documents": [{"title": "执行通知书"}]}
        name = done("officer", "tasks", task=task)["name"]
        done(DIRECTOR, f"{name}:assign", worker=f"people/{WORKER}")
        done(WORKER, f"{name}:accept")
        done(WORKER, f"{name}/attempts", attempt={"outcome": "DELIVERED"})
        done(WORKER, f"{name}:report", summary="已送达")
        self.assertEqual(done("officer", f"{name}:review", decision="APPROVE")["state"], "TASK_STATE_DONE")
        return name

    def right(self, differing):
        wrong = list(differing)
        more = f"\n… and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        self.assertFalse(wrong, "\n" + "\n".join(wrong[:SHOWN]) + more)


if __name__ == "__main__":
    unittest.main()
