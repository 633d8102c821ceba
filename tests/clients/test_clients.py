"""The main job by programs that are not ours: grpcio, buf curl and curl, against a running installation."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest
import uuid

import grpc

from contract import compile_contract

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = pathlib.Path(os.environ.get("SHAREDCOURT_PROGRAM", ROOT / "target" / "debug" / "sharedcourt"))
COURT = "330783201203"
ADDRESS = "东阳市三单乡前田村12号"


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        compile_contract(cls.folder)
        cls.data = cls.folder / "data"
        command = [PROGRAM, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", cls.data]
        cls.program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        cls.url = re.search(r"http://\S+", cls.program.stdout.readline()).group()

    @classmethod
    def tearDownClass(cls):
        cls.program.terminate()
        cls.program.stdout.read()
        assert cls.program.wait(30) == 0
        cls.program.stdout.close()
        shutil.rmtree(cls.folder)

    def token(self, person):
        return subprocess.check_output([PROGRAM, "token", person, "--data", self.data], text=True).strip()

    def play(self, call):
        """The whole job through `call(person, method, request) -> answer` in proto3 JSON."""
        task = call("officer", "CreateTask", {"requestId": str(uuid.uuid4()), "task": {
            "kind": "TASK_KIND_SERVICE_OF_PROCESS", "addressee": {"displayName": "张三丰"}, "address": ADDRESS,
            "documents": [{"title": "执行通知书"}]}})
        self.assertEqual(task["court"], f"courts/{COURT}")
        name, worker = task["name"], f"worker-{COURT}-1"
        call(f"director-{COURT}", "AssignTask", {"name": name, "worker": f"people/{worker}"})
        call(worker, "AcceptTask", {"name": name})
        call(worker, "CreateAttempt", {"parent": name, "attempt": {"outcome": "ATTEMPT_OUTCOME_DELIVERED"}})
        call(worker, "ReportTask", {"name": name, "summary": "已送达"})
        task = call("officer", "ReviewTask", {"name": name, "decision": "REVIEW_DECISION_APPROVE"})
        self.assertEqual(task["state"], "TASK_STATE_DONE")

    def test_grpcio(self):
        from google.protobuf import json_format
        from sharedcourt.dispatch.v1 import task_service_pb2 as messages
        from sharedcourt.dispatch.v1 import task_service_pb2_grpc as services

        with grpc.insecure_channel(self.url.removeprefix("http://")) as channel:
            stub = services.TaskServiceStub(channel)

            def call(person, method, request):
                message = json_format.ParseDict(request, getattr(messages, f"{method}Request")())
                bearer = (("authorization", f"Bearer {self.token(person)}"),)
                answer = getattr(stub, method)(message, metadata=bearer, timeout=20)
                return json_format.MessageToDict(answer)

            self.play(call)
            bearer = (("authorization", f"Bearer {self.token('officer')}"),)
            watch = stub.WatchTasks(messages.WatchTasksRequest(), metadata=bearer, timeout=20)
            kinds = [next(watch).kind for _ in range(7)]
            self.assertEqual(len(set(kinds)), 7)
            watch.cancel()
            with self.assertRaises(grpc.RpcError) as refused:
                stub.GetTask(messages.GetTaskRequest(name="tasks/7"), metadata=bearer)
            self.assertEqual(refused.exception.code(), grpc.StatusCode.NOT_FOUND)
            self.assertIn(b"TASK_UNKNOWN", dict(refused.exception.trailing_metadata())["grpc-status-details-bin"])
            with self.assertRaises(grpc.RpcError) as refused:
                stub.ListTasks(messages.ListTasksRequest())
            self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAUTHENTICATED)

    def test_buf_curl(self):
        """By reflection alone: no schema is given."""
        buf = HERE / "node_modules" / ".bin" / "buf"
        for protocol in ("grpc", "grpcweb"):
            def call(person, method, request, protocol=protocol):
                path = f"{self.url}/sharedcourt.dispatch.v1.TaskService/{method}"
                command = [buf, "curl", "--protocol", protocol, "--http2-prior-knowledge", "-d", json.dumps(request),
                           "-H", f"Authorization: Bearer {self.token(person)}", path]
                return json.loads(subprocess.check_output(command, text=True))

            with self.subTest(protocol):
                self.play(call)

    def test_curl(self):
        paths = {"CreateTask": "tasks", "AssignTask": "{name}:assign", "AcceptTask": "{name}:accept",
                 "CreateAttempt": "{parent}/attempts", "ReportTask": "{name}:report", "ReviewTask": "{name}:review"}

        def call(person, method, request):
            path = paths[method].format(**request)
            body = {key: value for key, value in request.items() if key not in ("name", "parent")}
            command = ["curl", "-sS", "--fail-with-body", "-H", f"Authorization: Bearer {self.token(person)}",
                       "-H", "Content-Type: application/json", "-d", json.dumps(body), f"{self.url}/v1/{path}"]
            return json.loads(subprocess.check_output(command, text=True))

        self.play(call)

    def test_an_act_of_service_is_proved_by_its_json(self):
        """By protobuf's own Python: the act as REST gives it has the digest that its leaf in the log holds."""
        from google.protobuf import json_format
        from sharedcourt.enforcement.v1 import service_act_pb2

        def curl(path, request=None):
            body = ["-d", json.dumps(request)] if request else []
            command = ["curl", "-sS", "--fail-with-body", "-H", f"Authorization: Bearer {self.token('officer')}",
                       "-H", "Content-Type: application/json", *body, f"{self.url}/v1/{path}"]
            return json.loads(subprocess.check_output(command, text=True))

        case = curl("cases", {"requestId": str(uuid.uuid4()), "case": {
            "caseNumber": "（2023）浙0783执77号", "filingDate": {"year": 2023, "month": 3, "day": 1}, "claimFen": "100000",
            "parties": [{"side": "APPLICANT", "displayName": "张三", "kind": "PERSON", "identityNumber": "11010519491231002X"},
                        {"side": "DEBTOR", "displayName": "李四", "kind": "PERSON", "identityNumber": "34052419800101001X"}]}})
        name = curl(f"{case['name']}/serviceActs", {"requestId": str(uuid.uuid4()), "act": {
            "mode": "LEFT", "document": {"title": "执行通知书", "kind": "NOTICE"}, "refused": True, "place": "RESIDENCE",
            "addressee": {"displayName": "李四", "kind": "PERSON"}, "recipient": {"displayName": "李四", "relation": "ADDRESSEE"},
            "server": {"displayName": "李强", "courtStaff": True}, "recordedMedia": True,
            "servedDate": {"year": 2023, "month": 3, "day": 10}}})["name"]
        act = json_format.ParseDict(curl(name), service_act_pb2.ServiceAct())
        # The names of resources in the language of the reader are no part of the act.
        act.ClearField("labels")
        digest = hashlib.sha256(act.SerializeToString(deterministic=True)).hexdigest()
        for _ in range(200):
            try:
                leaf = curl(f"log:prove?subject={name}")["leaf"]
                break
            except subprocess.CalledProcessError:
                time.sleep(0.1)
        self.assertIn(f"sha256 {digest}\n", leaf)


if __name__ == "__main__":
    unittest.main()
