//! Files: their encoding, their lines, their columns.

use std::{collections::HashMap, path::Path};

use prost::Message;

use crate::{json, told::Failure};

/// A row as a message.
#[derive(Clone, Debug)]
pub(super) struct Row<M> {
    /// Where it stands in the file; the first line is 1.
    pub(super) line: u64,
    /// What it says.
    pub(super) message: M,
    /// Where its parts stand, for a message that is put together of several lines.
    pub(super) parts: Vec<u64>,
}

/// Something wrong with a row.
#[derive(Clone, Debug)]
pub(super) struct Bad {
    pub(super) line: u64,
    pub(super) field: String,
    pub(super) reason: String,
    pub(super) zh: String,
    pub(super) en: String,
}

impl Bad {
    pub(super) fn new(
        line: u64,
        field: &str,
        reason: &str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { line, field: field.to_owned(), reason: reason.to_owned(), zh: zh.into(), en: en.into() }
    }
}

/// The text of a file in UTF-8 (with or without a byte order mark) or GB18030, which is what spreadsheets in China write.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|fault| {
        Failure::Usage(format!("{}: 读不了文件 (can't be read): {fault}", path.display()))
    })?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
    if broken {
        let path = path.display();
        return Err(Failure::Usage(format!(
            "{path}: 既不是 UTF-8 也不是 GB18030 (neither UTF-8 nor GB18030)"
        )));
    }
    Ok(text.into_owned())
}

/// Every line that is not empty as a message in proto3 JSON.
pub(super) fn json_lines<M: Message + Default>(name: &str, text: &str) -> (Vec<Row<M>>, Vec<Bad>) {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match json::read(name, text) {
            Ok(message) => rows.push(Row { line, message, parts: Vec::new() }),
            Err(fault) => {
                bad.push(Bad::new(
                    line,
                    "-",
                    "JSON_MALFORMED",
                    format!("这一行的 JSON 有误：{fault}"),
                    fault,
                ));
            }
        }
    }
    (rows, bad)
}

/// Names of columns as offices write them, beside the contract's.
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
    ("失信情形", "dishonest_ground"),
    ("天数", "days"),
    ("到期日", "end_date"),
    ("财产类别", "asset_class"),
    ("起始日期", "start_date"),
    ("届满日期", "last_day"),
    ("轮候顺位", "queue_position"),
    ("公示编号", "notice_number"),
    ("法律文书", "papers"),
];

/// A table with a heading.
pub(super) struct Table {
    columns: Vec<String>,
    records: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    /// Reads a table. A file without rows or with a heading that can't be read is no table.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let no_table =
            |fault: csv::Error| Failure::Usage(format!("不是可读的 CSV (not a CSV file): {fault}"));
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let columns = reader.headers().map_err(no_table)?.iter().map(column).collect();
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(no_table)?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().any(|cell| !cell.is_empty()) {
                records.push((line, record));
            }
        }
        Ok(Self { columns, records })
    }

    /// The rows, by column; every row is bad alike where a column is missing or not known.
    pub(super) fn rows(self, required: &[&str], known: &[&str]) -> (Vec<Cells>, Vec<Bad>) {
        let mut bad = Vec::new();
        for name in required.iter().filter(|name| !self.columns.iter().any(|column| column == *name)) {
            let zh = format!("缺少“{name}”这一列。");
            bad.push(Bad::new(1, name, "COLUMN_MISSING", zh, format!("The column \"{name}\" is missing.")));
        }
        for name in self.columns.iter().filter(|column| !known.contains(&column.as_str())) {
            let zh = format!("不认识“{name}”这一列，可用的列：{}。", known.join("、"));
            let en = format!("The column \"{name}\" is not known; there is: {}.", known.join(", "));
            bad.push(Bad::new(1, name, "COLUMN_UNKNOWN", zh, en));
        }
        if !bad.is_empty() {
            return (Vec::new(), bad);
        }
        let mut rows = Vec::with_capacity(self.records.len());
        for (line, record) in self.records {
            if record.len() != self.columns.len() {
                let (is, wanted) = (record.len(), self.columns.len());
                let zh = format!("这一行有 {is} 列，表头有 {wanted} 列。");
                bad.push(Bad::new(
                    line,
                    "-",
                    "COLUMN_COUNT",
                    zh,
                    format!("{is} cells under {wanted} columns."),
                ));
                continue;
            }
            let cells = self.columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
            rows.push(Cells { line, cells });
        }
        (rows, bad)
    }
}

fn column(heading: &str) -> String {
    let heading = heading.trim();
    let known = IN_CHINESE.iter().find(|(chinese, _)| *chinese == heading);
    known.map_or_else(|| heading.to_ascii_lowercase(), |(_, name)| (*name).to_owned())
}

/// A row by its columns.
pub(super) struct Cells {
    pub(super) line: u64,
    cells: HashMap<String, String>,
}

impl Cells {
    /// A cell; empty where the column is absent.
    pub(super) fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The parts of a cell, between `;` or `；`.
    pub(super) fn parts(&self, column: &str) -> impl Iterator<Item = &str> {
        self.get(column).split([';', '；']).map(str::trim).filter(|part| !part.is_empty())
    }
}
