"""Evidence whose bytes lie in an object store that speaks S3: the program against moto's server, looked at by boto3."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import uuid

import boto3

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("SHAREDCOURT_PROGRAM", ROOT / "target" / "debug" / "sharedcourt"))
# More than one part of an upload in parts, of which S3 wants at least 5 MiB each.
VIDEO = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + os.urandom(12 * 1024 * 1024)
BUCKET = "evidence"


def free_port():
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


class ObjectStore(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = self.folder / "data"
        self.port = free_port()
        self.keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
                     "AWS_ENDPOINT": f"http://127.0.0.1:{self.port}", "AWS_ALLOW_HTTP": "true"}
        self.start_store()
        self.addCleanup(self.stop, "store")
        self.bucket = boto3.client("s3", endpoint_url=self.keys["AWS_ENDPOINT"], region_name="us-east-1",
                                   aws_access_key_id="test", aws_secret_access_key="test")
        self.bucket.create_bucket(Bucket=BUCKET)
        command = [PROGRAM, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", self.data, "--objects", f"s3://{BUCKET}"]
        self.program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                      env={**os.environ, **self.keys})
        self.addCleanup(self.stop, "program")
        self.url = re.search(r"http://\S+", self.program.stdout.readline()).group()

    def start_store(self):
        moto = [pathlib.Path(sys.executable).parent / "moto_server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.store = subprocess.Popen(moto, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.fail("the object store did not start")

    def stop(self, name):
        process = getattr(self, name)
        process.terminate()
        process.wait(30)
        if process.stdout:
            process.stdout.close()

    def call(self, method, path, body=None, **headers):
        """Status, headers and bytes of an answer."""
        token = subprocess.check_output([PROGRAM, "token", "people/officer", "--data", self.data], text=True).strip()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + path, body, {"authorization": f"Bearer {token}", **headers},
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers, refused.read()

    def declare(self, content):
        digest = hashlib.sha256(content).hexdigest()
        body = {"requestId": str(uuid.uuid4()),
                "evidence": {"sha256": digest, "sizeBytes": str(len(content)), "mediaType": "video/mp4"}}
        status, _, answer = self.call("POST", "/v1/evidence", json.dumps(body).encode(), content_type="application/json")
        self.assertEqual(status, 200, answer)
        return digest, f"/v1/evidence/{digest}/content"

    def patch(self, path, offset, complete, part):
        return self.call("PATCH", path, part, upload_offset=str(offset), upload_complete="?1" if complete else "?0",
                         content_type="application/partial-upload")

    def names(self):
        listed = self.bucket.list_objects_v2(Bucket=BUCKET)
        return sorted(one["Key"] for one in listed.get("Contents", []))

    def verify(self):
        command = [PROGRAM, "verify", "evidence", "--data", self.data, "--objects", f"s3://{BUCKET}"]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **self.keys})
        return done.returncode, done.stdout + done.stderr

    def test_a_file_arrives_in_pieces_and_is_read_back(self):
        digest, path = self.declare(VIDEO)
        middle = len(VIDEO) // 2
        self.assertEqual(self.patch(path, 0, False, VIDEO[:middle])[0], 204)
        self.assertFalse(any(name.startswith("files/") for name in self.names()), "nothing half-stored has its name")
        status, headers, _ = self.patch(path, 7, True, VIDEO[7:])
        self.assertEqual((status, headers["upload-offset"]), (409, str(middle)))
        self.assertEqual(self.patch(path, middle, True, VIDEO[middle:])[0], 204)
        # One object under the name of its digest, and nothing left of the way there.
        self.assertEqual(list(self.names()), [f"files/{digest[:2]}/{digest}", "key.mark"])
        self.assertEqual(self.call("GET", path)[2], VIDEO)
        status, headers, part = self.call("GET", path, range="bytes=5000000-5000009")
        self.assertEqual((status, part), (206, VIDEO[5000000:5000010]))
        code, said = self.verify()
        self.assertEqual(code, 0, said)
        # What somebody changes in the bucket is found.
        self.bucket.put_object(Bucket=BUCKET, Key=f"files/{digest[:2]}/{digest}", Body=VIDEO[:-1] + b"x")
        code, said = self.verify()
        self.assertEqual(code, 1, said)
        self.assertIn(digest, said)

    def test_a_store_that_is_away_refuses_and_loses_nothing(self):
        digest, path = self.declare(VIDEO)
        self.assertEqual(self.patch(path, 0, False, VIDEO[:1000])[0], 204)
        kept = {name: self.bucket.get_object(Bucket=BUCKET, Key=name)["Body"].read() for name in self.names()}
        self.stop("store")
        status, _, answer = self.patch(path, 1000, True, VIDEO[1000:])
        self.assertEqual((status, json.loads(answer)["reason"]), (503, "STORE_AWAY"))
        # moto holds its objects in memory: what lay in the bucket is put back as it lay.
        self.start_store()
        self.bucket.create_bucket(Bucket=BUCKET)
        for name, content in kept.items():
            self.bucket.put_object(Bucket=BUCKET, Key=name, Body=content)
        _, headers, _ = self.call("HEAD", path)
        offset = int(headers["upload-offset"])
        self.assertEqual(self.patch(path, offset, True, VIDEO[offset:])[0], 204)
        self.assertEqual(hashlib.sha256(self.call("GET", path)[2]).hexdigest(), digest)


if __name__ == "__main__":
    unittest.main()
