"""A file sent by tus-js-client, an existing client of the IETF draft of resumable uploads, over a line that drops."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.request
import uuid

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = pathlib.Path(os.environ.get("SHAREDCOURT_PROGRAM", ROOT / "target" / "debug" / "sharedcourt"))
MIB = 1024 * 1024


class ResumableUpload(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = self.folder / "data"
        command = [PROGRAM, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", self.data]
        self.program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.stop)
        self.url = re.search(r"http://\S+", self.program.stdout.readline()).group()

    def stop(self):
        self.program.terminate()
        self.program.wait(30)
        self.program.stdout.close()

    def token(self):
        command = [PROGRAM, "token", "people/officer", "--data", self.data]
        return subprocess.check_output(command, text=True).strip()

    def call(self, path, body=None):
        headers = {"authorization": f"Bearer {self.token()}", "content-type": "application/json"}
        request = urllib.request.Request(self.url + path, body and json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def declare(self, content):
        digest = hashlib.sha256(content).hexdigest()
        self.call("/v1/evidence", {"requestId": str(uuid.uuid4()), "evidence": {
            "sha256": digest, "sizeBytes": str(len(content)), "mediaType": "video/mp4"}})
        return f"/v1/evidence/{digest}/content"

    def send(self, path, content, protocol, most, drops):
        file = self.folder / "video.mp4"
        file.write_bytes(content)
        command = ["node", HERE / "resumable_upload.mjs", self.url + path, self.token(), file, protocol, str(most), str(drops)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_a_file_comes_over_a_line_that_drops(self):
        for protocol in ("ietf-draft-05", "ietf-draft-03"):
            with self.subTest(protocol):
                content = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + os.urandom(20 * MIB)
                path = self.declare(content)
                answer = self.send(path, content, protocol, 5 * MIB, 3)
                self.assertEqual(answer["dropped"], 3)
                # After each drop it asks where it stands and goes on from there: what had arrived is not sent again.
                offsets = [int(one["offset"]) for one in answer["requests"] if one["method"] == "HEAD" and "offset" in one]
                self.assertEqual(offsets, sorted(offsets))
                self.assertGreater(offsets[-1], 3 * MIB, answer)
                self.assertEqual(answer["requests"][-1], {"method": "PATCH", "status": 204, "offset": str(len(content))})
                self.assertEqual(self.call(path), content)

    def test_a_line_that_holds_needs_one_request_for_all_of_it(self):
        content = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + os.urandom(3 * MIB)
        answer = self.send(self.declare(content), content, "ietf-draft-05", 0, 0)
        self.assertEqual([one["method"] for one in answer["requests"]], ["HEAD", "PATCH"])


if __name__ == "__main__":
    unittest.main()
