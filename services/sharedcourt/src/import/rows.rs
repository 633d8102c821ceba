//! Rows of tables as messages of the contract. What the house can judge is left to the house; here is only what has no form in
//! the contract: a word that is no number, no kind and no time.

use kit::access::Role;
use prost_types::Timestamp;
use proto::{
    courts::v1 as courts,
    dispatch::v1 as dispatch,
    google::r#type::{Date, LatLng},
};

use super::{
    file::{Bad, Row},
    identity,
    table::{Cells, Table},
    values,
};

/// Collects what is wrong in one row.
pub(super) struct Reading<'a> {
    cells: &'a Cells,
    bad: Vec<Bad>,
}

impl<'a> Reading<'a> {
    fn new(cells: &'a Cells) -> Self {
        Self { cells, bad: Vec::new() }
    }

    pub(super) fn text(&self, column: &str) -> String {
        self.cells.get(column).to_owned()
    }

    /// The parts of a cell.
    pub(super) fn parts(&self, column: &str) -> Vec<String> {
        self.cells.parts(column).map(str::to_owned).collect()
    }

    /// The value of a cell as this reading gives it; `None` where the cell is empty, or wrong for this reason.
    fn value<T>(
        &mut self,
        column: &str,
        read: impl FnOnce(&str) -> Option<T>,
        (reason, zh, en): (&str, &str, &str),
    ) -> Option<T> {
        let text = self.cells.get(column);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            let zh = format!("“{text}”有误，{zh}");
            self.wrong(column, reason, &zh, en);
        }
        value
    }

    /// A whole number; 0 where there is none.
    pub(super) fn whole(&mut self, column: &str) -> i32 {
        let wrong = ("NUMBER_MALFORMED", "须为整数。", "Not a whole number.");
        self.value(column, values::whole, wrong).unwrap_or_default()
    }

    pub(super) fn wrong(&mut self, column: &str, reason: &str, zh: &str, en: &str) {
        self.bad.push(Bad::new(self.cells.line, column, reason, zh, en));
    }

    fn number(&mut self, column: &str) -> Option<f64> {
        self.value(column, values::decimal, ("NUMBER_MALFORMED", "须为数字。", "Not a number."))
    }

    fn position(&mut self) -> Option<LatLng> {
        let (longitude, latitude) = (self.number("longitude"), self.number("latitude"));
        if longitude.is_some() != latitude.is_some() && self.bad.is_empty() {
            self.wrong(
                "longitude",
                "POSITION_INCOMPLETE",
                "经度和纬度须同时填写。",
                "Longitude and latitude go together.",
            );
        }
        latitude.zip(longitude).map(|(latitude, longitude)| LatLng { latitude, longitude })
    }

    pub(super) fn yes(&mut self, column: &str) -> bool {
        let read = |text: &str| match text.to_ascii_lowercase().as_str() {
            "false" | "no" | "0" | "否" => Some(false),
            "true" | "yes" | "1" | "是" => Some(true),
            _ => None,
        };
        let wrong = ("YES_OR_NO", "须填“是”或“否”。", "Write yes or no.");
        self.value(column, read, wrong).unwrap_or_default()
    }

    /// A day.
    pub(super) fn day(&mut self, column: &str) -> Option<Date> {
        let wrong =
            ("DATE_MALFORMED", "须为日期，如 2023-01-31 或 2023年1月31日。", "Write a day as 2023-01-31.");
        let day = self.value(column, values::day, wrong)?;
        Some(Date { year: day.year().into(), month: day.month().into(), day: day.day().into() })
    }

    /// An amount in yuan, exact to the fen; anything finer is refused and not rounded.
    pub(super) fn fen(&mut self, column: &str) -> i64 {
        let wrong = (
            "AMOUNT_MALFORMED",
            "须为金额，精确到分，如 78800.00 或 78,800.00（半角逗号，三位一组）。",
            "Write an amount exact to the fen, as 78800.00 or 78,800.00.",
        );
        self.value(column, values::fen, wrong).unwrap_or_default()
    }

    pub(super) fn time(&mut self, column: &str) -> Option<Timestamp> {
        let wrong = (
            "TIME_MALFORMED",
            "须为日期（2026-01-31）或时间（2026-01-31 08:00:00，北京时间）。",
            "Write a day (2026-01-31) or a time (2026-01-31 08:00:00 in Beijing, or with its offset).",
        );
        self.value(column, values::moment, wrong).map(kit::moment::Moment::to_timestamp)
    }

    /// A word out of several, each of which may be written in several ways.
    pub(super) fn word<T: Copy>(&mut self, column: &str, words: &[(&[&str], T)], absent: T) -> T {
        let text = self.cells.get(column);
        if text.is_empty() {
            return absent;
        }
        if let Some((_, value)) =
            words.iter().find(|(names, _)| names.iter().any(|name| name.eq_ignore_ascii_case(text)))
        {
            return *value;
        }
        let known: Vec<_> = words.iter().flat_map(|(names, _)| names.iter().copied()).collect();
        let zh = format!("“{text}”不是可用的值：{}。", known.join("、"));
        self.wrong(column, "WORD_UNKNOWN", &zh, &format!("\"{text}\" is none of: {}.", known.join(", ")));
        absent
    }
}

pub(super) type Read<M> = (Vec<Row<M>>, Vec<Bad>);

pub(super) fn each<M>(
    table: Table,
    required: &[&str],
    known: &[&str],
    read: impl Fn(&mut Reading<'_>) -> M,
) -> Read<M> {
    let (cells, mut bad) = table.rows(required, known);
    let mut rows = Vec::with_capacity(cells.len());
    for cells in &cells {
        let mut reading = Reading::new(cells);
        let message = read(&mut reading);
        if reading.bad.is_empty() {
            rows.push(Row { line: cells.line, message, parts: Vec::new() });
        } else {
            bad.append(&mut reading.bad);
        }
    }
    (rows, bad)
}

pub(super) fn regions(table: Table) -> Read<courts::Region> {
    each(table, &["code", "name"], &["code", "name", "longitude", "latitude"], |row| courts::Region {
        code: row.text("code"),
        display_name: row.text("name"),
        seat: row.position(),
        ..courts::Region::default()
    })
}

pub(super) fn courts(table: Table) -> Read<courts::Court> {
    use courts::{CourtKind as Kind, EquipmentKind as Thing};
    const KINDS: &[(&[&str], Kind)] = &[
        (&["TOWN", "镇街"], Kind::Town),
        (&["VILLAGE", "村社"], Kind::Village),
        (&["SPECIAL", "特设"], Kind::Special),
    ];
    const THINGS: &[(&str, &str, Thing)] = &[
        ("SCREEN", "屏", Thing::Screen),
        ("LINE", "线", Thing::Line),
        ("TERMINAL", "终端", Thing::Terminal),
        ("PHONE", "电话", Thing::Phone),
        ("CAMERA", "摄像头", Thing::Camera),
        ("ALL_IN_ONE", "一体机", Thing::AllInOne),
    ];
    let known =
        ["code", "name", "kind", "host", "region_code", "covers", "equipment", "longitude", "latitude"];
    each(table, &["code", "name", "kind", "region_code"], &known, |row| {
        let mut equipment = Vec::new();
        let things: Vec<String> = row.cells.parts("equipment").map(str::to_owned).collect();
        for word in things {
            match THINGS.iter().find(|(name, zh, _)| *name == word || *zh == word) {
                Some((_, _, kind)) => equipment.push(courts::Equipment {
                    kind: (*kind).into(),
                    condition: courts::EquipmentCondition::Working.into(),
                    note: String::new(),
                }),
                None => {
                    let (zh, en) =
                        (format!("不认识的设备“{word}”。"), format!("\"{word}\" is no known equipment."));
                    row.wrong("equipment", "WORD_UNKNOWN", &zh, &en);
                }
            }
        }
        courts::Court {
            name: format!("courts/{}", row.cells.get("code").trim_start_matches("courts/")),
            display_name: row.text("name"),
            kind: row.word("kind", KINDS, Kind::Unspecified).into(),
            host: row.text("host"),
            region_code: row.text("region_code"),
            covers: row.cells.parts("covers").map(str::to_owned).collect(),
            equipment,
            position: row.position(),
            ..courts::Court::default()
        }
    })
}

/// A row that says something else of the same thing than an earlier one.
pub(super) fn differs(line: u64, column: &str, first: u64) -> Bad {
    let zh = format!("与第 {first} 行同一编号的内容不一致，无法确定以哪一行为准，这一行未录入。");
    Bad::new(line, column, "ROWS_DIFFER", zh, format!("It differs from line {first}, which has the same id."))
}

/// A row is a term; the rows of one person stand under the first of them.
pub(super) fn people(table: Table) -> Read<courts::Person> {
    let known = ["id", "name", "phone", "role", "place", "grid", "committee_staff", "start", "end"];
    let (rows, mut bad) = each(table, &["id", "name", "role", "place"], &known, |row| {
        let id = row.cells.get("id").trim_start_matches("people/").to_owned();
        let role = row.cells.get("role");
        let role =
            Role::from_name(role).or_else(|| Role::ALL.into_iter().find(|known| known.text().0 == role));
        if role.is_none() {
            let known: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
            row.wrong(
                "role",
                "WORD_UNKNOWN",
                &format!("职务须为：{}。", known.join("、")),
                &format!("One of: {}.", known.join(", ")),
            );
        }
        let place = row.text("place");
        let (mut region_code, mut court, mut unit) = (String::new(), String::new(), String::new());
        match place.split_once('/') {
            Some(("courts", _)) => court = place,
            Some(("units", _)) => unit = place,
            Some(("regions", code)) => code.clone_into(&mut region_code),
            _ => region_code = place,
        }
        let term = courts::Term {
            role: role.map_or(proto::access::v1::Role::Unspecified, Role::to_contract).into(),
            region_code,
            court,
            unit,
            grid: row.text("grid"),
            committee_staff: row.yes("committee_staff"),
            start_time: row.time("start"),
            end_time: row.time("end"),
            ..courts::Term::default()
        };
        courts::Person {
            name: format!("people/{id}"),
            display_name: row.text("name"),
            phone: row.text("phone"),
            terms: vec![term],
            ..courts::Person::default()
        }
    });
    let mut people: Vec<Row<courts::Person>> = Vec::with_capacity(rows.len());
    let mut places = std::collections::HashMap::new();
    for row in rows {
        match places.get(&row.message.name) {
            Some(&place) => {
                let person: &mut Row<courts::Person> = &mut people[place];
                let courts::Person { display_name, phone, terms, .. } = row.message;
                if display_name != person.message.display_name {
                    bad.push(differs(row.line, "name", person.line));
                } else if !phone.is_empty() && phone != person.message.phone {
                    bad.push(differs(row.line, "phone", person.line));
                } else {
                    person.message.terms.extend(terms);
                    person.parts.push(row.line);
                }
            }
            None => {
                places.insert(row.message.name.clone(), people.len());
                people.push(Row { parts: vec![row.line], ..row });
            }
        }
    }
    (people, bad)
}

pub(super) fn tasks(table: Table) -> Read<dispatch::Task> {
    use dispatch::{AddresseeKind, TaskKind as Kind};
    const KINDS: &[(&[&str], Kind)] = &[
        (&["SERVICE_OF_PROCESS", "送达协助", "送达"], Kind::ServiceOfProcess),
        (&["LOCATE_PERSON", "查找下落"], Kind::LocatePerson),
        (&["VERIFY_LEAD", "财产线索核实", "线索核实"], Kind::VerifyLead),
        (&["URGE_PERFORMANCE", "督促履行"], Kind::UrgePerformance),
        (&["WITNESS", "见证"], Kind::Witness),
        (&["POST_NOTICE", "公告张贴"], Kind::PostNotice),
        (&["ON_SITE_ASSISTANCE", "在场"], Kind::OnSiteAssistance),
    ];
    const ADDRESSEES: &[(&[&str], AddresseeKind)] = &[
        (&["PERSON", "自然人", "个人"], AddresseeKind::Person),
        (&["ORGANISATION", "法人", "单位"], AddresseeKind::Organisation),
    ];
    let known = [
        "kind",
        "case_number",
        "name",
        "addressee_kind",
        "identity_number",
        "phone",
        "address",
        "region_code",
        "court",
        "documents",
        "instructions",
        "contact_name",
        "contact_phone",
        "urgent",
        "accept_by",
        "first_attempt_by",
        "finish_by",
    ];
    let known = [&known[..], &identity::COLUMNS[..]].concat();
    each(table, &["kind", "name"], &known, |row| {
        let number = row.text("identity_number");
        let documents: Vec<String> = row.cells.parts("documents").map(str::to_owned).collect();
        let documents = documents.iter().map(|document| {
            // 执行通知书×2
            let (title, copies) = document.rsplit_once(['×', '*']).unwrap_or((document, "1"));
            dispatch::Document { title: title.trim().to_owned(), copies: copies.trim().parse().unwrap_or(-1) }
        });
        let contact =
            dispatch::Contact { display_name: row.text("contact_name"), phone: row.text("contact_phone") };
        dispatch::Task {
            kind: row.word("kind", KINDS, Kind::Unspecified).into(),
            case_number: row.text("case_number"),
            addressee: Some(dispatch::Addressee {
                display_name: row.text("name"),
                kind: row.word("addressee_kind", ADDRESSEES, AddresseeKind::Person).into(),
                identity: identity::read(row, "", &number),
                identity_number: number,
                phone: row.text("phone"),
            }),
            address: row.text("address"),
            region_code: row.text("region_code"),
            court: row.text("court"),
            documents: documents.collect(),
            instructions: row.text("instructions"),
            contact: Some(contact),
            urgent: row.yes("urgent"),
            accept_by: row.time("accept_by"),
            first_attempt_by: row.time("first_attempt_by"),
            finish_by: row.time("finish_by"),
            ..dispatch::Task::default()
        }
    })
}

#[cfg(test)]
mod tests {
    use proto::identity::v1::IdentityKind;

    use super::*;

    #[test]
    fn a_task_knows_its_addressee_by_any_paper() {
        let text = "任务种类,当事人,identity_kind,证件号码,issuing_state,unknown_reason,地址\n\
                    送达,甲,护照,E12345678,CHN,,前田村\n送达,乙,不明,,,籍贯外省、未能核实,前田村\n送达,丙,,11010519491231002X,,,前田村\n";
        let table = Table::of_lines(&super::super::encoding::lines(text.as_bytes(), None).unwrap());
        let (good, bad) = tasks(table);
        assert!(bad.is_empty(), "{bad:?}");
        let identity = |row: usize| good[row].message.addressee.clone().unwrap().identity;
        let passport = identity(0).unwrap();
        assert_eq!((passport.kind(), passport.number.as_str()), (IdentityKind::Passport, "E12345678"));
        assert_eq!(identity(1).unwrap().kind(), IdentityKind::Unknown);
        assert_eq!(identity(2), None, "a citizen's number stands alone as before");
    }
}
