"""Imports against files that independent writers wrote: Python's csv and openpyxl.

A generator makes rows, writes them in one of the ways of offices, and breaks at most one place: a byte, a quote, a cell, a column, the
encoding. Whatever is broken: rows that are entered, refused and set aside add up to the rows of the file, each entered row is what an
independent reading of its line says, and the fate of the other rows does not change.
"""

import csv
import datetime
import io
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import unittest
import urllib.request

import openpyxl

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("SHAREDCOURT_PROGRAM", HERE.parent.parent / "target" / "debug" / "sharedcourt"))
SEED = int(os.environ.get("SHAREDCOURT_TEST_SEED", "20261120"))
TABLES = int(os.environ.get("SHAREDCOURT_TEST_TABLES", "4000"))
WORKBOOKS = TABLES // 10
AT_ONCE = 500
AROUND = "[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
BEIJING = datetime.timezone(datetime.timedelta(hours=8))


def stripped(text):
    return re.sub(f"^{AROUND}|{AROUND}$", "", text)


class Text:
    """A text; space around it is no part of it."""

    WORDS = ["张三", "李四", "王五", "东阳市三单乡前田村12号", "买卖合同纠纷", "某某有限公司", "Zhang San", "A-17", "工商银行横店支行"]

    def make(self, random):
        text = random.choice(self.WORDS)
        if random.random() < 0.2:
            text += random.choice([",转交", "“旧”", ' 又名"老三"', "\n第二行", "；备用", " 'x'"])
        return text

    def write(self, value, random):
        if '"' not in value and "\n" not in value and random.random() < 0.1:
            return random.choice(["'{}", '="{}"', " {} ", "\u3000{}"]).format(value)
        return value

    def cell(self, value, random):
        return value

    def read(self, text):
        text = stripped(text)
        if text.startswith('="') and text.endswith('"') and '"' not in text[2:-1] and len(text) > 2:
            text = text[2:-1]
        elif text.startswith("="):
            raise ValueError(text)
        else:
            text = text.removeprefix("'")
        return stripped(text)

    def shown(self, value):
        return value


class Digits(Text):
    """Digits that are no number."""

    def make(self, random):
        return "".join(random.choice("0123456789") for _ in range(random.choice([8, 18, 19])))

    def cell(self, value, random):
        return value


class Amount(Text):
    """Yuan, as fen."""

    def make(self, random):
        return random.choice([0, 1, 5, 99, 100, random.randrange(10**6), random.randrange(10**11)])

    def write(self, value, random):
        yuan, fen = divmod(value, 100)
        forms = [f"{yuan}.{fen:02}", f"{yuan:,}.{fen:02}", f"{yuan}.{fen:02}0"]
        if fen == 0:
            forms += [str(yuan), f"{yuan:,}"]
        return super().write(random.choice(forms), random)

    def cell(self, value, random):
        return random.choice([value / 100, f"{value // 100:,}.{value % 100:02}"])

    def read(self, text):
        text = super().read(text)
        if not text:
            return 0
        yuan, dot, rest = text.partition(".")
        groups = yuan.split(",")
        if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
            raise ValueError(text)
        if not all(group.isascii() and group.isdigit() for group in groups) or (dot and not (rest.isascii() and rest.isdigit())):
            raise ValueError(text)
        if len(rest.rstrip("0")) > 2:
            raise ValueError(text)
        return int("".join(groups)) * 100 + int((rest + "00")[:2])

    def shown(self, value):
        return str(value)


class Day(Text):
    """A day."""

    FORMS = ["{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}", "{0:%Y-%m-%d} 00:00:00"]

    def make(self, random):
        return datetime.date(2019, 1, 1) + datetime.timedelta(days=random.randrange(3000))

    def write(self, value, random):
        return super().write(random.choice(self.FORMS).format(value), random)

    def cell(self, value, random):
        return random.choice([value, random.choice(self.FORMS).format(value)])

    def read(self, text):
        text = super().read(text)
        if not text:
            return None
        return moment(text).astimezone(BEIJING).date()

    def shown(self, value):
        return value and {"year": value.year, "month": value.month, "day": value.day}


class Time(Day):
    """A moment, in Beijing where nothing else is said."""

    def make(self, random):
        seconds = random.choice([0, random.randrange(86400)])
        midnight = datetime.datetime.combine(super().make(random), datetime.time(), BEIJING)
        return midnight + datetime.timedelta(seconds=seconds)

    def write(self, value, random):
        forms = ["{0:%Y-%m-%d %H:%M:%S}", "{0:%Y/%m/%d %H:%M:%S}", "{0:%Y-%m-%dT%H:%M:%S}", "{0:%Y-%m-%dT%H:%M:%S}+08:00"]
        if value.time() == datetime.time():
            forms += self.FORMS
        return Text.write(self, random.choice(forms).format(value), random)

    def cell(self, value, random):
        return random.choice([value.replace(tzinfo=None), f"{value:%Y/%m/%d %H:%M:%S}"])

    def read(self, text):
        text = Text.read(self, text)
        return moment(text) if text else None

    def shown(self, value):
        return value and value.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def moment(text):
    """The moment that a text says, by nothing but Python's own reading."""
    text = text.replace("年", "-").replace("月", "-").replace("日", "").replace("号", "").replace("/", "-").replace(".", "-", 2)
    if len(text) >= 8 and text[:8].isascii() and text[:8].isdigit():
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    date, _, time = text.replace("T", " ").partition(" ")
    year, month, day = (int(part) for part in date.split("-"))
    if not time:
        return datetime.datetime(year, month, day, tzinfo=BEIJING)
    whole = datetime.datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{time.strip()}")
    return whole if whole.tzinfo else whole.replace(tzinfo=BEIJING)


class Yes(Text):
    """Yes or no."""

    def make(self, random):
        return random.random() < 0.5

    def write(self, value, random):
        return random.choice(["是", "true", "TRUE", "1", "yes"] if value else ["否", "false", "False", "0", ""])

    def cell(self, value, random):
        return random.choice([value, "是" if value else "否"])

    def read(self, text):
        return {"是": True, "true": True, "1": True, "yes": True, "否": False, "false": False, "0": False, "no": False, "": False}[super().read(text).lower()]

    def shown(self, value):
        return value


class Whole(Text):
    """A whole number."""

    def make(self, random):
        return random.randrange(0, 400)

    def write(self, value, random):
        return str(value)

    def cell(self, value, random):
        return value

    def read(self, text):
        text = super().read(text)
        return int(text) if text else 0

    def shown(self, value):
        return value


class Word(Text):
    """One of several words."""

    def __init__(self, **words):
        self.words = {word: value for value, words in words.items() for word in words}

    def make(self, random):
        return random.choice(sorted(set(self.words.values())))

    def write(self, value, random):
        return random.choice([word for word, meant in self.words.items() if meant == value])

    def cell(self, value, random):
        return self.write(value, random)

    def read(self, text):
        return {word.lower(): value for word, value in self.words.items()}[super().read(text).lower()]


class Parts(Text):
    """Texts between semicolons."""

    def make(self, random):
        return [f"evidence/{number}" for number in range(random.randrange(3))]

    def write(self, value, random):
        return random.choice([";", "；", "; "]).join(value)

    def cell(self, value, random):
        return ";".join(value)

    def read(self, text):
        return [part.strip() for part in super().read(text).replace("；", ";").split(";") if part.strip()]

    def shown(self, value):
        return value


# A column: its headings in English and Chinese, what it holds, and where that stands in the message.
TABLES_OF = {
    "receipts": [
        ("bank_reference", "银行流水号", Digits(), "bankReference"), ("amount_yuan", "金额", Amount(), "amountFen"),
        ("arrive_time", "到账时间", Time(), "arriveTime"), ("notice_time", "通知时间", Time(), "noticeTime"),
        ("payer", "付款人", Text(), "payer.displayName"), ("payer_account", "付款账号", Digits(), "payer.account"),
        ("payer_bank", "付款银行", Text(), "payer.bank"), ("remark", "备注", Text(), "remark")],
    "cases": [
        ("case_number", "案号", Text(), "case.caseNumber"), ("filing_date", "立案日期", Day(), "case.filingDate"),
        ("cause", "案由", Text(), "case.cause"), ("claim_yuan", "标的金额", Amount(), "case.claimFen"),
        ("applicant", "申请执行人", Text(), "case.parties.0.displayName"), ("applicant_identity", "申请执行人证件号码", Digits(), "case.parties.0.identityNumber"),
        ("debtor", "被执行人姓名", Text(), "case.parties.1.displayName"), ("debtor_identity", "被执行人证件号码", Digits(), "case.parties.1.identityNumber"),
        ("green_channel", "绿色通道", Yes(), "case.greenChannel"), ("excluded_days", "扣除天数", Whole(), "excludedDays"),
        ("ending", "结案方式", Word(ENDING_COMPLETED=["COMPLETED", "执行完毕"], ENDING_CURRENT_PROCEDURE=["终本", "current_procedure"]), "ending"),
        ("closing_date", "结案日期", Day(), "closingDate")],
    "sanctions": [
        ("case_number", "案号", Text(), "case"), ("kind", "种类", Word(SANCTION_KIND_FINE=["罚款", "FINE"], SANCTION_KIND_DETENTION=["拘留"]), "kind"),
        ("name", "姓名", Text(), "sanctioned.displayName"), ("identity_number", "身份证号", Digits(), "sanctioned.identityNumber"),
        ("ground", "事由", Text(), "ground"), ("evidence", "证据", Parts(), "evidence"), ("amount_yuan", "金额", Amount(), "amountFen"),
        ("days", "天数", Whole(), "days"), ("end_date", "到期日", Day(), "endDate")],
    "assets": [
        ("debtor_identity", "debtor_identity", Digits(), "debtor"), ("case_number", "案号", Text(), "caseNumber"),
        ("kind", "种类", Word(TOPIC_VEHICLE=["车辆", "VEHICLE"], TOPIC_EQUITY=["股权"]), "kind"), ("property_key", "财产编号", Text(), "propertyKey"),
        ("description", "说明", Text(), "description"), ("value_yuan", "价值", Amount(), "valueFen"), ("value_date", "估价日期", Day(), "valueDate")],
    "watches": [
        ("import_key", "序号", Digits(), "importKey"), ("case_number", "案号", Text(), "watch.caseNumber"), ("name", "姓名", Text(), "watch.person.displayName"),
        ("identity_number", "证件号码", Digits(), "watch.person.identityNumber"),
        ("ground", "事由", Word(WATCH_GROUND_DETENTION=["拘留", "DETENTION"], WATCH_GROUND_COMPELLED_APPEARANCE=["拘传"]), "watch.ground"),
        ("push_time", "推送时间", Time(), "pushTime"), ("until", "截止日期", Day(), "watch.until"), ("papers", "法律文书", Parts(), "watch.papers")],
    "supervisions": [
        ("case_number", "案号", Text(), "case"), ("matter", "督办事项", Text(), "matter"), ("owner", "责任人", Text(), "owner"),
        ("due_time", "完成时限", Time(), "dueTime"), ("region_code", "区划代码", Digits(), "regionCode")],
}


def at(message, path):
    """What stands at a place of a message; what is absent is the kind's own nothing."""
    for part in path.split("."):
        if isinstance(message, list):
            message = message[int(part)] if int(part) < len(message) else None
        else:
            message = message.get(part) if message else None
    return message


def differences(columns, values, message):
    """The columns in which a message is not what its source says."""
    found = []
    for (name, _, kind, path), value in zip(columns, values):
        shown, there = kind.shown(value), at(message, path)
        absent = there is None and shown in (None, "", "0", 0, False, [])
        if not absent and there != shown:
            found.append((name, shown, there))
    return found


class File:
    """A file with what it was made of."""

    def __init__(self, random, number, folder):
        self.random, self.folder, self.number = random, folder, number
        self.what = random.choice(sorted(TABLES_OF))
        self.columns = TABLES_OF[self.what]
        self.rows = [[kind.make(random) for _, _, kind, _ in self.columns] for _ in range(random.randrange(1, 9))]
        language = random.choice([0, 1])
        self.heading = [column[language] for column in self.columns]
        self.mutation = "none"
        # The rows that the mutation may have touched, by index.
        self.touched = set()
        # Whether the whole file may be refused.
        self.refusable = False


class Table(File):
    """A file of Python's csv."""

    def __init__(self, random, number, folder):
        super().__init__(random, number, folder)
        self.path = folder / f"{number}.csv"
        self.encoding = random.choice(["utf-8", "utf-8-sig", "gb18030"])
        self.end = random.choice(["\r\n", "\n"])
        self.quoting = random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        empty = [""] * random.choice([0, 0, 0, 1, 3])
        records = [[kind.write(value, random) for (_, _, kind, _), value in zip(self.columns, row)] + empty for row in self.rows]
        heading = self.heading + empty
        if random.random() < 0.05:
            self.mutate_table(heading, records)
        self.records = [self.record(cells) for cells in [heading, *records]]
        if self.mutation == "none" and random.random() < 0.85:
            self.mutate_bytes()
        self.bytes = b"".join(self.records)
        if self.encoding == "utf-8-sig":
            self.bytes = b"\xef\xbb\xbf" + self.bytes
        self.path.write_bytes(self.bytes)
        # Too little Chinese to tell the encoding by: it may be asked for.
        text = self.bytes.decode("utf-8" if self.encoding != "gb18030" else "gb18030", "replace")
        if self.encoding != "utf-8-sig" and sum(not char.isascii() for char in text) < 12:
            self.refusable = True

    def record(self, cells):
        text = io.StringIO()
        csv.writer(text, quoting=self.quoting, lineterminator=self.end).writerow(cells)
        return text.getvalue().encode("utf-8" if self.encoding != "gb18030" else "gb18030")

    def mutate_table(self, heading, records):
        self.mutation = self.random.choice(["cell added", "cell removed", "column twice", "column unknown"])
        row = self.random.randrange(len(records))
        place = self.random.randrange(len(self.columns))
        if self.mutation == "cell added":
            records[row].insert(place, "多余")
            self.touched = {row}
        elif self.mutation == "cell removed":
            del records[row][place]
            self.touched = {row}
        else:
            for cells, cell in zip([heading, *records], [heading[place] if self.mutation == "column twice" else "血型"] + ["x"] * len(records)):
                cells.insert(len(self.columns), cell)
            self.touched = set(range(len(records)))

    def mutate_bytes(self):
        """Changes, adds or takes away one byte of one record."""
        row = self.random.randrange(len(self.rows))
        record = bytearray(self.records[row + 1])
        place = self.random.randrange(len(record))
        quotes = [at for at, byte in enumerate(record) if byte == 0x22]
        kind = self.random.choice(["byte", "byte", "quote added", "quote removed", "comma", "cut"])
        if kind == "quote removed" and not quotes:
            kind = "quote added"
        self.mutation = f"{kind} at {place} of record {row}"
        self.touched = {row}
        before = bytes(record[place:place + 1])
        if kind == "byte":
            record[place] = self.random.randrange(256)
        elif kind == "quote added":
            # Between characters: elsewhere it is a byte that is changed.
            while record[place] & 0x80:
                place -= 1
                if place < 0:
                    place = 0
                    break
            record.insert(place, 0x22)
        elif kind == "quote removed":
            place = self.random.choice(quotes)
            del record[place]
        elif kind == "comma":
            record[place] = 0x2C
        elif kind == "cut":
            # The end of the file is torn off: what followed is not there.
            record = record[:place]
            self.rows = self.rows[:row + 1]
            self.records = self.records[:row + 2]
        if kind in ("byte", "comma") and before == b"\n":
            # Without its end a record is one with the next.
            self.touched |= {row + 1}
        self.records[row + 1] = bytes(record)

    def lines(self):
        """On which line each record begins, and the lines of the file as they are now."""
        starts, line = [], 1
        for record in self.records:
            starts.append(line)
            line += record.count(b"\n")
        return starts[1:]

    def oracle(self, line):
        """What Python's csv reads from a line on, column by column."""
        rest = b"\n".join(self.bytes.removeprefix(b"\xef\xbb\xbf").split(b"\n")[line - 1:])
        text = rest.decode("gb18030" if self.encoding == "gb18030" else "utf-8", "replace")
        cells = next(csv.reader(io.StringIO(text, newline="")))
        assert not any("\ufffd" in cell for cell in cells), cells
        return [kind.read(cell) for (_, _, kind, _), cell in zip(self.columns, cells)]


class Workbook(File):
    """A workbook of openpyxl."""

    def __init__(self, random, number, folder):
        super().__init__(random, number, folder)
        self.path = folder / f"{number}.xlsx"
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(self.heading)
        for row in self.rows:
            sheet.append([kind.cell(value, random) for (_, _, kind, _), value in zip(self.columns, row)])
        roll = random.random()
        row = random.randrange(len(self.rows))
        cell = sheet.cell(row + 2, random.randrange(len(self.columns)) + 1)
        if roll < 0.1:
            self.mutation, self.touched = "formula without a result", {row}
            cell.value = "=A1"
        elif roll < 0.2:
            self.mutation, self.touched = "a number too long", {row}
            cell.value = 330719196804253671
        elif roll < 0.3 and row + 1 < len(self.rows):
            self.mutation, self.touched = "merged cells", {row, row + 1}
            sheet.merge_cells(start_row=row + 2, end_row=row + 3, start_column=cell.column, end_column=cell.column)
        elif roll < 0.4:
            self.mutation = "an empty second sheet"
            book.create_sheet("说明")
        book.save(self.path)
        if roll > 0.8:
            self.mutation, self.refusable, self.touched = "a byte", True, set(range(len(self.rows)))
            bytes = bytearray(self.path.read_bytes())
            bytes[random.randrange(len(bytes))] ^= 1 << random.randrange(8)
            self.path.write_bytes(bytes)

    def lines(self):
        return list(range(2, len(self.rows) + 2))

    def oracle(self, line):
        return self.rows[line - 2]


class Imports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def check(self, files):
        """What the program reads from files of one kind."""
        for what in sorted(TABLES_OF):
            some = [file for file in files if file.what == what]
            for start in range(0, len(some), AT_ONCE):
                chunk = some[start:start + AT_ONCE]
                command = [PROGRAM, "import", what, *[file.path for file in chunk], "--check", "-o", "json"]
                done = subprocess.run(command, capture_output=True, text=True)
                self.assertIn(done.returncode, (0, 1), done.stderr)
                answers = [json.loads(line) for line in done.stdout.splitlines()]
                self.assertEqual([answer["file"] for answer in answers], [str(file.path) for file in chunk])
                yield from zip(chunk, answers)

    def judge(self, file, answer):
        if "error" in answer:
            self.assertTrue(file.refusable, answer["error"])
            return
        rows, bad = answer["rows"], answer["bad"]
        entered = [line for row in rows for line in row["lines"]]
        refused = {one["line"] for one in bad}
        self.assertEqual(len(entered), len(set(entered)))
        self.assertFalse(refused & set(entered), "entered and refused")
        if refused == {1} and not entered:
            self.assertIn(bad[0]["reason"], ("COLUMN_TWICE", "COLUMN_UNKNOWN", "COLUMN_MISSING", "COLUMN_UNNAMED"))
            self.assertTrue(file.mutation in ("column twice", "column unknown") or file.refusable, bad)
            return
        self.assertNotIn(file.mutation, ("column twice", "column unknown"))
        self.assertEqual(answer["total"], len(entered) + len(refused), "rows that are neither entered nor refused")
        starts = file.lines()
        by_line = {row["line"]: row["row"] for row in rows}
        for index, line in enumerate(starts[:len(file.rows)]):
            if index in file.touched:
                continue
            self.assertIn(line, by_line, f"row {index} at line {line} is not entered: {[one for one in bad if one['line'] == line] or bad}")
            self.assertEqual(differences(file.columns, file.rows[index], by_line[line]), [])
        untouched = {line for index, line in enumerate(starts[:len(file.rows)]) if index not in file.touched}
        for line in set(by_line) - untouched:
            self.assertEqual(differences(file.columns, file.oracle(line), by_line[line]), [], f"line {line}")

    def run_all(self, kind, count):
        folder = pathlib.Path(self.folder.name)
        files = [kind(random.Random(f"{SEED} {number}"), number, folder) for number in range(count)]
        errors = 0
        for file, answer in self.check(files):
            errors += "error" in answer
            with self.subTest(seed=SEED, number=file.number, what=file.what, mutation=file.mutation):
                self.judge(file, answer)
        return errors

    def test_tables(self):
        asked = self.run_all(Table, TABLES)
        self.assertLess(asked, TABLES // 10, "too many files are asked for their encoding")

    def test_workbooks(self):
        self.run_all(Workbook, WORKBOOKS)


class Entered(unittest.TestCase):
    """The same through a running server: what is entered is what the files say."""

    HEADING = ["银行流水号", "金额", "到账时间", "通知时间", "付款人", "付款账号", "付款银行", "备注"]

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = pathlib.Path(cls.folder.name) / "data"
        command = [PROGRAM, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", cls.data]
        cls.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        cls.url = re.search(r"http://\S+", cls.server.stdout.readline()).group()
        yesterday = datetime.datetime.now(BEIJING) - datetime.timedelta(days=1)
        cls.day = yesterday.date()
        cls.noon = datetime.datetime.combine(cls.day, datetime.time(12, 30, 15))

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.stdout.read()
        cls.server.wait(30)
        cls.server.stdout.close()
        cls.folder.cleanup()

    def run_import(self, what, name, content, *more):
        path = pathlib.Path(self.folder.name) / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content.save(path)
        command = [PROGRAM, "import", what, path, "--server", self.url, "--data", self.data, *more]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def read(self, person, path):
        token = subprocess.check_output([PROGRAM, "token", person, "--data", self.data], text=True).strip()
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def receipts(self, prefix):
        found = self.read("cashier", "/v1/receipts?pageSize=1000").get("receipts", [])
        found = [one for one in found if one["bankReference"].startswith(prefix)]
        return {one["bankReference"]: (int(one["amountFen"]), one["payer"]["displayName"], one.get("remark", "")) for one in found}

    def test_no_wrong_money(self):
        """B1, B2, B3, B8, and how it is reported."""
        day = self.day
        lines = [
            ",".join(self.HEADING) + ",,",
            f'甲1,500.00,{day},{day},张三,001,工行,"余款,,',
            f'甲2,"78800,00",{day},{day},李四,002,工行,一,,',
            f'甲3,"1,234.50",{day:%Y/%m/%d},{day.year}年{day.month}月{day.day}日,王五,="003",工行,"二,又",,',
            f"甲4,78800，00,{day},{day},赵六,004,工行,三,,",
            f"甲5,'300,{day} 09:30:00,{day} 10:00:00,钱七,005,工行,四,,",
        ]
        code, text = self.run_import("receipts", "银行.csv", "\r\n".join(lines).encode("gb18030"))
        self.assertEqual(code, 1, text)
        for said in ("第 2 行：", "第 3 行 金额：“78800,00”有误", "第 5 行 金额：", "共 5 行", "新增 2 ", "有误 3 行"):
            self.assertIn(said, text)
        self.assertEqual(self.receipts("甲"), {"甲3": (123450, "王五", "二,又"), "甲5": (30000, "钱七", "四")})
        heading = ",".join(["amount_yuan", *self.HEADING])
        code, text = self.run_import("receipts", "两列.csv", f"{heading}\n1,乙1,2,{day},{day},张三,1,工行,无\n".encode())
        self.assertEqual(code, 1, text)
        self.assertIn("“amount_yuan”与“金额”是同一列", text)
        self.assertEqual(self.receipts("乙"), {})

    def test_names_in_doubt(self):
        """B4."""
        table = "name,debtor_kind,identity_number\n模,PERSON,11010519491231002X\n".encode("gbk")
        code, text = self.run_import("debtors", "债务人.csv", table)
        self.assertEqual(code, 2, text)
        self.assertIn("--encoding", text)
        code, text = self.run_import("debtors", "债务人.csv", table, "--encoding", "gb18030")
        self.assertEqual(code, 0, text)
        names = [one["identity"]["displayName"] for one in self.read("officer", "/v1/debtors?pageSize=1000").get("debtors", [])]
        self.assertIn("模", names)

    def test_a_workbook(self):
        book = openpyxl.Workbook()
        book.active.append(self.HEADING)
        book.active.append(["丙1", 1234.5, self.day, self.noon, "张三", "0001", "工行", "现金\n两笔"])
        book.active.append(["丙2", "12,000.00", f"{self.day}", f"{self.noon}", "李四", "0002", "工行", None])
        book.active.append([330719196804253671, 1, self.day, self.day, "王五", "0003", "工行", None])
        code, text = self.run_import("receipts", "银行.xlsx", book)
        self.assertEqual(code, 1, text)
        for said in ("第 4 行 银行流水号：长数字", "共 3 行", "新增 2 ", "有误 1 行"):
            self.assertIn(said, text)
        entered = {"丙1": (123450, "张三", "现金\n两笔"), "丙2": (1200000, "李四", "")}
        self.assertEqual(self.receipts("丙"), entered)
        code, text = self.run_import("receipts", "银行.xlsx", book)
        self.assertIn("新增 0 ", text)
        self.assertIn("未变 2 ", text)
        self.assertEqual(self.receipts("丙"), entered)


if __name__ == "__main__":
    unittest.main()
