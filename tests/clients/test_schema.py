"""The REST surface against its own OpenAPI document, by schemathesis: what the document allows is answered as it says, and what it
does not allow is refused."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = pathlib.Path(os.environ.get("SHAREDCOURT_PROGRAM", ROOT / "target" / "debug" / "sharedcourt"))

# A document can't tell which values a court's rules refuse: what fits the schema may still be no.
EXCEPT = ["positive_data_acceptance"]
# Old lists answer for every row by itself: a row that is wrong is reported, and the call has worked.
LISTS = r":import$"
# A stream has no end to wait for.
STREAMS = r":watch$"
# The document says bytes of what is given out as a file; borders are GeoJSON, which schemathesis reads as an object.
FILES_OF_JSON = r"regions:shapes$"


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        command = [PROGRAM, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", cls.folder.name]
        limits = {"SHAREDCOURT__RATE__PERSON": "0", "SHAREDCOURT__RATE__ADDRESS": "0"}
        cls.program = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **limits}
        )
        cls.url = re.search(r"http://\S+", cls.program.stdout.readline()).group()

    @classmethod
    def tearDownClass(cls):
        cls.program.terminate()
        cls.program.stdout.read()
        assert cls.program.wait(30) == 0
        cls.program.stdout.close()
        cls.folder.cleanup()

    def fuzz(self, person, phases, examples, *arguments, without=()):
        token = subprocess.check_output([PROGRAM, "token", person, "--data", self.folder.name], text=True).strip()
        command = [
            pathlib.Path(sys.executable).parent / "schemathesis", "run", f"{self.url}/openapi.json",
            "--header", f"Authorization: Bearer {token}", "--exclude-checks", ",".join([*EXCEPT, *without]),
            "--phases", phases, "--max-examples", str(examples), "--request-timeout", "30",
            "--seed", "1", "--no-color", *arguments,
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder.name, timeout=600)
        self.assertEqual(done.returncode, 0, done.stdout[-8000:])

    def test_an_officer_and_the_clerk_of_funds(self):
        for person, phases in (("officer", "coverage,fuzzing"), ("cashier", "fuzzing")):
            self.fuzz(person, phases, 4, "--exclude-path-regex", f"{STREAMS}|{LISTS}|{FILES_OF_JSON}")

    def test_old_lists(self):
        self.fuzz("admin", "coverage,fuzzing", 10, "--include-path-regex", LISTS, without=["negative_data_rejection"])


if __name__ == "__main__":
    unittest.main()
