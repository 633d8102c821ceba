//! Tables: columns under their names, cells under their columns.

use std::{collections::HashSet, rc::Rc};

use kit::domain::spreadsheet;

use super::{
    csv_text::{self, Record},
    encoding::Line,
    row::RowError,
    values::{MASKED, Unusable, content},
};
use crate::error::Failure;

/// A cell, or why it has no value.
pub(super) type Cell = Result<String, Unusable>;

/// Names of columns as offices write them, beside the contract's; the first of several is how a message names the column.
const IN_CHINESE: &[(&str, &str)] = &[
    ("代码", "code"),
    ("区划代码", "region_code"),
    ("名称", "name"),
    ("姓名", "name"),
    ("当事人", "name"),
    ("被执行人", "name"),
    ("经度", "longitude"),
    ("纬度", "latitude"),
    ("类型", "kind"),
    ("种类", "kind"),
    ("任务种类", "kind"),
    ("设立单位", "host"),
    ("覆盖", "covers"),
    ("设备", "equipment"),
    ("编号", "id"),
    ("电话", "phone"),
    ("联系电话", "phone"),
    ("角色", "role"),
    ("职务", "role"),
    ("任职地", "place"),
    ("网格", "grid"),
    ("村委工作人员", "committee_staff"),
    ("开始", "start"),
    ("结束", "end"),
    ("案号", "case_number"),
    ("当事人类型", "addressee_kind"),
    ("身份证号", "identity_number"),
    ("证件号码", "identity_number"),
    ("地址", "address"),
    ("共享法庭", "court"),
    ("文书", "documents"),
    ("文书种类", "document_kinds"),
    ("文书文件", "document_files"),
    ("文书密封", "document_sealed"),
    ("诉讼程序", "procedure"),
    ("受送达人身份", "addressee_status"),
    ("要求", "instructions"),
    ("联系人", "contact_name"),
    ("联系人电话", "contact_phone"),
    ("紧急", "urgent"),
    ("接受期限", "accept_by"),
    ("首次上门期限", "first_attempt_by"),
    ("完成期限", "finish_by"),
    ("银行流水号", "bank_reference"),
    ("金额", "amount_yuan"),
    ("到账时间", "arrive_time"),
    ("通知时间", "notice_time"),
    ("付款人", "payer"),
    ("付款账号", "payer_account"),
    ("付款银行", "payer_bank"),
    ("备注", "remark"),
    ("立案日期", "filing_date"),
    ("收到申请日期", "application_received_date"),
    ("失信情形", "dishonest_ground"),
    ("案由", "cause"),
    ("标的金额", "claim_yuan"),
    ("申请执行人", "applicant"),
    ("申请执行人类型", "applicant_kind"),
    ("申请执行人证件号码", "applicant_identity"),
    ("被执行人姓名", "debtor"),
    ("被执行人类型", "debtor_kind"),
    ("被执行人证件号码", "debtor_identity"),
    ("承办人", "handler"),
    ("绿色通道", "green_channel"),
    ("非诉执行", "non_litigation"),
    ("已付金额", "paid_yuan"),
    ("结案方式", "ending"),
    ("结案日期", "closing_date"),
    ("扣除天数", "excluded_days"),
    ("关键字", "import_key"),
    ("序号", "import_key"),
    ("事由", "ground"),
    ("查控事由", "ground"),
    ("事由说明", "ground_text"),
    ("推送时间", "push_time"),
    ("控制时间", "control_time"),
    ("截止日期", "until"),
    ("单位", "unit"),
    ("事项", "matter"),
    ("内容", "content"),
    ("提交时间", "submit_time"),
    ("答复时间", "answer_time"),
    ("答复内容", "answer_text"),
    ("拒绝事由", "refusal_ground"),
    ("公司信用代码", "company_uscc"),
    ("公司名称", "company_name"),
    ("持有人", "holder"),
    ("持有人证件号码", "holder_identity"),
    ("比例", "percent"),
    ("期限月数", "term_months"),
    ("项目名称", "title"),
    ("企业信用代码", "enterprise_uscc"),
    ("企业名称", "enterprise_name"),
    ("立项时间", "propose_time"),
    ("宗地编号", "number"),
    ("坐落", "location"),
    ("土地面积（亩）", "area_mu"),
    ("建筑面积（平方米）", "floor_area_m2"),
    ("评估价", "valuation_yuan"),
    ("挂拍时间", "list_time"),
    ("成交时间", "sell_time"),
    ("成交价", "price_yuan"),
    ("财产编号", "property_key"),
    ("说明", "description"),
    ("权利人", "owners"),
    ("价值", "value_yuan"),
    ("估价日期", "value_date"),
    ("督办对象", "subject"),
    ("督办事项", "matter"),
    ("责任人", "owner"),
    ("完成时限", "due_time"),
    ("证据", "evidence"),
    ("天数", "days"),
    ("到期日", "end_date"),
    ("财产类别", "asset_class"),
    ("起始日期", "start_date"),
    ("届满日期", "last_day"),
    ("轮候顺位", "queue_position"),
    ("公示编号", "notice_number"),
    ("法律文书", "papers"),
    ("证件种类", "identity_kind"),
    ("证件签发国", "issuing_state"),
    ("证件不明的原因", "unknown_reason"),
    ("证件按原样登记的原因", "as_is_reason"),
    ("申请执行人证件种类", "applicant_identity_kind"),
    ("申请执行人证件签发国", "applicant_issuing_state"),
    ("申请执行人证件不明的原因", "applicant_unknown_reason"),
    ("申请执行人证件按原样登记的原因", "applicant_as_is_reason"),
    ("被执行人证件种类", "debtor_identity_kind"),
    ("被执行人证件签发国", "debtor_issuing_state"),
    ("被执行人证件不明的原因", "debtor_unknown_reason"),
    ("被执行人证件按原样登记的原因", "debtor_as_is_reason"),
    ("持有人证件种类", "holder_identity_kind"),
    ("持有人证件签发国", "holder_issuing_state"),
    ("持有人证件不明的原因", "holder_unknown_reason"),
    ("持有人证件按原样登记的原因", "holder_as_is_reason"),
    ("信用代码按原样登记的原因", "uscc_as_is_reason"),
    ("所代表的被执行单位", "answers_for"),
    ("案件", "case"),
    ("当事人类别", "subject_kind"),
    ("持有比例", "held_percent"),
    ("同一行为曾受处罚", "same_act_before"),
    ("经传唤拒不到庭", "summons_ignored"),
    ("通知期限届满", "notice_expired"),
    ("债务人", "debtor"),
];

/// Columns about who paid, which banks mask in their statements themselves.
const AS_THE_BANK_HAS_IT: [&str; 4] = ["payer", "payer_account", "payer_bank", "remark"];

/// The value of a column, unless an export has masked it: then the file does not hold the value, and what it holds must not take its place.
fn whole_value(column: &str, value: String) -> Cell {
    if spreadsheet::is_masked(&value) && !AS_THE_BANK_HAS_IT.contains(&column) {
        Err(MASKED)
    } else {
        Ok(value)
    }
}

/// A column of a file.
#[derive(Clone, Debug)]
struct Column {
    /// Its name in the contract; as it was written where it is not known.
    name: String,
    /// As it was written.
    heading: String,
}

/// How the columns of a file are named in messages.
#[derive(Clone, Debug, Default)]
pub(super) struct Headings(Vec<Column>);

/// A table with a heading.
#[derive(Debug)]
pub(super) struct Table {
    heading_line: u64,
    columns: Vec<Column>,
    records: Vec<(u64, Vec<Cell>)>,
    bad: Vec<RowError>,
}

impl Table {
    /// The table of CSV text.
    pub(super) fn of_lines(lines: &[Line]) -> Self {
        let Some((heading, records, bad)) = csv_text::records(lines) else {
            return Self::empty();
        };
        let cells = |record: Record| (record.line, record.cells.into_iter().map(Ok).collect());
        Self::new((heading.line, &heading.cells), records.into_iter().map(cells).collect(), bad)
    }

    /// The table of a file in which nothing stands.
    pub(super) fn empty() -> Self {
        Self { heading_line: 1, columns: Vec::new(), records: Vec::new(), bad: Vec::new() }
    }

    /// The table of rows whose first is the heading; `None` where there is none.
    pub(super) fn of_rows(rows: Vec<(u64, Vec<Cell>)>) -> Result<Option<Self>, Failure> {
        let mut rows = rows.into_iter().filter(|(_, cells)| cells.iter().any(holds_something));
        let Some((line, heading)) = rows.next() else { return Ok(None) };
        let heading: Vec<String> = heading.into_iter().collect::<Result<_, _>>().map_err(|fault| {
            Failure::Usage(format!("第 {line} 行是表头，其中有单元格{} ({})", fault.zh, fault.en))
        })?;
        Ok(Some(Self::new((line, &heading), rows.collect(), Vec::new())))
    }

    fn new((line, heading): (u64, &[String]), records: Vec<(u64, Vec<Cell>)>, bad: Vec<RowError>) -> Self {
        let width = heading.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        let columns = heading[..width].iter().map(|heading| {
            let heading = content(heading).unwrap_or_else(|_| heading.clone());
            Column { name: contract_name(&heading), heading }
        });
        Self { heading_line: line, columns: columns.collect(), records, bad }
    }

    /// How its columns are named.
    pub(super) fn headings(&self) -> Headings {
        Headings(self.columns.clone())
    }

    /// How many rows stand below the heading, the bad ones too.
    pub(super) fn len(&self) -> usize {
        self.records.len() + self.bad.len()
    }

    /// The rows, by column. The whole file is refused where a column is missing, not known or there twice.
    pub(super) fn rows(self, required: &[&str], known: &[&str]) -> (Vec<Cells>, Vec<RowError>) {
        let faults = self.faults(required, known);
        if !faults.is_empty() {
            return (Vec::new(), faults);
        }
        let width = self.columns.len();
        let names: Rc<[String]> = self.columns.into_iter().map(|column| column.name).collect();
        let mut bad = self.bad;
        let mut rows = Vec::with_capacity(self.records.len());
        for (line, cells) in self.records {
            let rest = cells.get(width..).unwrap_or_default();
            if cells.len() < width || rest.iter().any(holds_something) {
                let is = cells.len();
                let zh = format!("这一行有 {is} 列，表头有 {width} 列。");
                bad.push(RowError::new(
                    line,
                    "-",
                    "COLUMN_COUNT",
                    zh,
                    format!("{is} cells under {width} columns."),
                ));
                continue;
            }
            let before = bad.len();
            let mut values = Vec::with_capacity(width);
            for (name, cell) in names.iter().zip(cells) {
                match cell.and_then(|cell| content(&cell)).and_then(|value| whole_value(name, value)) {
                    Ok(value) => values.push(value),
                    Err(Unusable { reason, zh, en }) => bad.push(RowError::new(line, name, reason, zh, en)),
                }
            }
            if bad.len() == before {
                rows.push(Cells { line, names: names.clone(), values });
            }
        }
        (rows, bad)
    }

    /// What is wrong with the heading.
    fn faults(&self, required: &[&str], known: &[&str]) -> Vec<RowError> {
        let line = self.heading_line;
        let mut bad = Vec::new();
        for name in required.iter().filter(|name| !self.columns.iter().any(|column| column.name == **name)) {
            let zh = format!("缺少“{}”这一列，整个文件未录入。", in_chinese(name));
            bad.push(RowError::new(
                line,
                name,
                "COLUMN_MISSING",
                zh,
                format!("The column \"{name}\" is missing."),
            ));
        }
        let mut seen = HashSet::new();
        for (index, column) in self.columns.iter().enumerate() {
            let Column { name, heading } = column;
            if name.is_empty() {
                let used =
                    self.records.iter().any(|(_, cells)| cells.get(index).is_some_and(holds_something));
                if used {
                    let number = index + 1;
                    let zh = format!("第 {number} 列没有列名但有内容，整个文件未录入。");
                    bad.push(RowError::new(
                        line,
                        "-",
                        "COLUMN_UNNAMED",
                        zh,
                        format!("Column {number} has no heading."),
                    ));
                }
            } else if !known.contains(&name.as_str()) {
                let there: Vec<_> = known.iter().map(|name| in_chinese(name)).collect();
                let zh = format!("不认识“{heading}”这一列，整个文件未录入；可用的列：{}。", there.join("、"));
                let en = format!("The column \"{heading}\" is not known; there is: {}.", known.join(", "));
                bad.push(RowError::new(line, name, "COLUMN_UNKNOWN", zh, en));
            } else if !seen.insert(name) {
                let same = self.columns.iter().filter(|column| column.name == *name);
                let same: Vec<_> = same.map(|column| format!("“{}”", column.heading)).collect();
                let zh = format!("{}是同一列，无法确定用哪一个，整个文件未录入。", same.join("与"));
                let en = format!("The column \"{name}\" is there more than once.");
                bad.push(RowError::new(line, name, "COLUMN_TWICE", zh, en));
            }
        }
        bad
    }
}

impl Headings {
    /// How the column of a field is named where somebody reads it: as in the file, else in Chinese; `None` where no column holds it.
    pub(super) fn label(&self, field: &str) -> Option<&str> {
        let written = |name: &str| {
            let column = self.0.iter().find(|column| column.name == name)?;
            Some(column.heading.as_str())
        };
        let chinese = |name: &str| {
            let (chinese, _) = IN_CHINESE.iter().find(|(_, known)| *known == name)?;
            Some(*chinese)
        };
        // What is wrong with one of several stands in the column of all of them.
        let listed_at = |field: &str| {
            FIELDS.iter().find(|(path, _)| field == *path || field.ends_with(&format!(".{path}")))
        };
        let listed = listed_at(field).or_else(|| listed_at(&without_places(field)));
        if let Some((_, name)) = listed {
            return written(name).or_else(|| chinese(name));
        }
        let mut parts = field.rsplit('.').map(|part| part.split('[').next().unwrap_or(part));
        parts.find_map(written).or_else(|| chinese(field))
    }
}

/// Fields of the contract that stand in a column of another name.
const FIELDS: &[(&str, &str)] = &[
    ("parties[0].display_name", "applicant"),
    ("parties[0].identity_number", "applicant_identity"),
    ("parties[1].display_name", "debtor"),
    ("parties[1].identity_number", "debtor_identity"),
    ("documents.kind", "document_kinds"),
    ("documents.file", "document_files"),
    ("documents.title", "documents"),
    ("documents.copies", "documents"),
    ("addressee.status", "addressee_status"),
    ("contact.display_name", "contact_name"),
    ("contact.phone", "contact_phone"),
    ("payer.display_name", "payer"),
    ("payer.account", "payer_account"),
    ("payer.bank", "payer_bank"),
    ("enterprise.uscc", "enterprise_uscc"),
    ("enterprise.display_name", "enterprise_name"),
    ("holder_identity_number", "holder_identity"),
    ("display_name", "name"),
    ("claim_fen", "claim_yuan"),
    ("paid_fen", "paid_yuan"),
    ("amount_fen", "amount_yuan"),
    ("value_fen", "value_yuan"),
    ("price_fen", "price_yuan"),
    ("valuation_fen", "valuation_yuan"),
    ("start_time", "start"),
    ("end_time", "end"),
    ("seat", "longitude"),
    ("position", "longitude"),
];

/// A field without the places in its lists: `documents.kind` of `documents[0].kind`.
fn without_places(field: &str) -> String {
    let parts = field.split('.').map(|part| part.split('[').next().unwrap_or(part));
    parts.collect::<Vec<_>>().join(".")
}

fn holds_something(cell: &Cell) -> bool {
    !matches!(cell, Ok(text) if text.trim().is_empty())
}

fn contract_name(heading: &str) -> String {
    let known = IN_CHINESE.iter().find(|(chinese, _)| *chinese == heading);
    known.map_or_else(|| heading.to_ascii_lowercase(), |(_, name)| (*name).to_owned())
}

fn in_chinese(name: &str) -> &str {
    IN_CHINESE.iter().find(|(_, known)| *known == name).map_or(name, |(chinese, _)| *chinese)
}

/// A row by its columns.
pub(super) struct Cells {
    pub(super) line: u64,
    names: Rc<[String]>,
    values: Vec<String>,
}

impl Cells {
    /// A cell; empty where the column is absent.
    pub(super) fn get(&self, column: &str) -> &str {
        let place = self.names.iter().position(|name| name == column);
        place.and_then(|place| self.values.get(place)).map_or("", String::as_str)
    }

    /// The parts of a cell, between `;` or `；`.
    pub(super) fn parts(&self, column: &str) -> impl Iterator<Item = &str> {
        self.get(column).split([';', '；']).map(str::trim).filter(|part| !part.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::encoding;

    fn table(text: &str) -> Table {
        Table::of_lines(&encoding::lines(text.as_bytes(), None).unwrap())
    }

    fn reasons(text: &str) -> Vec<(u64, String)> {
        let (_, bad) = table(text).rows(&["name"], &["name", "amount_yuan", "phone"]);
        bad.into_iter().map(|bad| (bad.line, bad.reason)).collect()
    }

    /// B3.
    #[test]
    fn a_column_that_is_there_twice_refuses_the_file() {
        for heading in ["name,amount_yuan,金额", "姓名,被执行人", "name,Name", "姓名,phone,联系电话"]
        {
            let width = heading.split(',').count();
            let found = reasons(&format!("{heading}\n{}", vec!["x"; width].join(",")));
            assert_eq!(found, [(1, "COLUMN_TWICE".to_owned())], "{heading}");
        }
    }

    #[test]
    fn headings_are_taken_as_spreadsheets_leave_them() {
        assert!(reasons("\n\u{FEFF}姓名 , 金额,,\n张三,1,,\n李四,2\n,,\n").is_empty());
        assert!(reasons("姓名,,金额\n张三,,1").is_empty(), "an empty column without a name");
        assert_eq!(reasons("姓名,,金额\n张三,x,1"), [(1, "COLUMN_UNNAMED".to_owned())]);
        assert_eq!(reasons("金额,户籍\n1,2").len(), 2);
        assert_eq!(
            reasons("姓名,金额\n张三\n李四,2,3\n王五,=A1\n赵六,1.2E+17"),
            [(2, "COLUMN_COUNT"), (3, "COLUMN_COUNT"), (4, "FORMULA"), (5, "DIGITS_LOST")]
                .map(|(line, reason)| (line, reason.to_owned()))
        );
        assert_eq!(reasons(""), [(1, "COLUMN_MISSING".to_owned())]);
    }

    #[test]
    fn messages_name_columns_as_the_file_does() {
        let headings = table("当事人,amount_yuan\n").headings();
        for (field, label) in [
            ("name", Some("当事人")),
            ("addressee.display_name", Some("当事人")),
            ("amount_fen", Some("amount_yuan")),
            ("parties[1].identity_number", Some("被执行人证件号码")),
            ("documents[0].title", Some("文书")),
            ("task.documents[3].kind", Some("文书种类")),
            ("-", None),
        ] {
            assert_eq!(headings.label(field), label, "{field}");
        }
    }
}
