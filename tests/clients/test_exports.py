"""Lists as files, read by independent readers: Python's csv and openpyxl."""

import csv
import datetime
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request
import uuid

import openpyxl

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("SHAREDCOURT_PROGRAM", HERE.parent.parent / "target" / "debug" / "sharedcourt"))
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = '=HYPERLINK("http://x","甲")'


class Exports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.data = cls.folder / "data"
        command = [PROGRAM, "serve", "--demo=story", "--listen", "127.0.0.1:0", "--data", cls.data]
        cls.program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        cls.url = re.search(r"http://\S+", cls.program.stdout.readline()).group()

    @classmethod
    def tearDownClass(cls):
        cls.program.terminate()
        cls.program.stdout.read()
        assert cls.program.wait(60) == 0
        cls.program.stdout.close()
        shutil.rmtree(cls.folder)

    def call(self, person, path, accept="application/json", language="zh-CN", body=None):
        token = subprocess.check_output([PROGRAM, "token", person, "--data", self.data], text=True).strip()
        headers = {"authorization": f"Bearer {token}", "accept": accept, "accept-language": language}
        data = None
        if body is not None:
            headers["content-type"] = "application/json"
            data = json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers)) as answer:
            return answer.read(), answer.headers

    def table(self, person, path, accept="text/csv", language="zh-CN"):
        content, headers = self.call(person, path, accept, language)
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
        self.assertEqual(len(rows) - 1, int(headers["x-export-rows"]))
        self.assertTrue(all(len(row) == len(rows[0]) for row in rows))
        return rows

    def test_a_cell_that_would_be_a_formula_is_a_text_in_both_formats(self):
        self.call("officer", "/v1/tasks", body={"requestId": str(uuid.uuid4()), "task": {
            "kind": "TASK_KIND_LOCATE_PERSON", "addressee": {"displayName": "张三丰"},
            "address": "东阳市三单乡前田村12号", "instructions": FORMULA}})
        rows = self.table("officer", "/v1/tasks")
        self.assertIn("'" + FORMULA, [cell for row in rows for cell in row])
        for row in rows:
            self.assertFalse([cell for cell in row if cell[:1] in ("=", "+", "@", "＝", "＋", "－", "＠")])
        content, _ = self.call("officer", "/v1/tasks", WORKBOOK)
        sheet = openpyxl.load_workbook(io.BytesIO(content))["任务"]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self.assertIn(FORMULA, [cell.value for cell in cells if cell.data_type == "s"])
        self.assertFalse([cell.value for cell in cells if cell.data_type == "f"])
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertTrue([cell for cell in cells if isinstance(cell.value, datetime.datetime)])

    def test_both_formats_say_the_same_in_the_language_of_the_reader(self):
        for language, title in (("zh-CN", "案件"), ("en", "Cases")):
            rows = self.table("officer", "/v1/cases", language=language)
            content, _ = self.call("officer", "/v1/cases", WORKBOOK, language)
            sheet = openpyxl.load_workbook(io.BytesIO(content))[title]
            self.assertEqual([cell.value for cell in sheet[1]], rows[0])
            self.assertEqual([row[0].value for row in sheet.iter_rows(min_row=2)], [row[0] for row in rows[1:]])
            text = "\n".join(cell for row in rows for cell in row)
            self.assertIsNone(re.search(r"\b(people|cases|regions|courts|evidence)/|[A-Z]+_[A-Z]+_[A-Z]+", text))
            if language == "en":
                self.assertFalse([heading for heading in rows[0] if re.search(r"[\u4e00-\u9fff_]", heading)])

    def test_the_audit_says_who_took_how_many_rows_and_by_which_conditions(self):
        rows = self.table("officer", "/v1/cases?filter=state%3DCLOSED")
        found, _ = self.call("command", "/v1/auditRecords?filter=" + urllib.parse.quote("person=people/officer"))
        reasons = [record.get("accessReason", "") for record in json.loads(found)["auditRecords"]]
        self.assertIn(f"导出 CSV 共 {len(rows) - 1} 行；filter=state=CLOSED", reasons)
        self.assertIn("导出 CSV", reasons, "and the pages that were read for it")

    def test_what_holds_nothing_masked_is_imported_again_unchanged(self):
        for what, language in (("regions", "zh-CN"), ("courts", "zh-CN"), ("courts", "en")):
            for accept, ending in (("text/csv", "csv"), (WORKBOOK, "xlsx")):
                content, headers = self.call("admin", f"/v1/{what}", f"{accept}; columns=import", language)
                file = self.folder / f"{what}-{language}.{ending}"
                file.write_bytes(content)
                command = [PROGRAM, "import", what, file, "--server", self.url, "--data", self.data, "-o", "json"]
                done = subprocess.run(command, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                answer = json.loads(done.stdout.splitlines()[-1])
                self.assertEqual(answer.get("unchanged"), int(headers["x-export-rows"]), answer)

    def test_what_is_masked_is_refused_by_an_import_with_its_row_and_column(self):
        rows = self.table("officer", "/v1/cases")
        masked = re.search(r"\d+\*+[\dX]+", "\n".join(cell for row in rows for cell in row)).group()
        file = self.folder / "masked.csv"
        file.write_text(f"任务种类,当事人,身份证号,地址\n送达,张三,{masked},前田村\n", encoding="utf-8")
        done = subprocess.run([PROGRAM, "import", "tasks", file, "--check", "-o", "json"], capture_output=True, text=True)
        [bad] = json.loads(done.stdout)["bad"]
        self.assertEqual((bad["line"], bad["reason"]), (2, "MASKED"))

    def test_a_list_without_an_import_has_no_columns_for_one(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.call("officer", "/v1/cases", "text/csv; columns=import")
        self.assertEqual(refused.exception.code, 400)


if __name__ == "__main__":
    unittest.main()
