//! Rows of tables as messages of the contract. The server validates them; checked here is only what has no form in the contract: a
//! text that is no number, no kind and no time.

use kit::access::Role;
use proto::{courts::v1 as courts, dispatch::v1 as dispatch, enforcement::v1 as acts};

use super::{
    identity, papers,
    row::{Row, RowError},
    row_reader::{ParsedRows, each},
    table::Table,
};

pub(super) fn regions(table: Table) -> ParsedRows<courts::Region> {
    each(table, &["code", "name"], &["code", "name", "longitude", "latitude"], |row| courts::Region {
        code: row.text("code"),
        display_name: row.text("name"),
        seat: row.position(),
        ..courts::Region::default()
    })
}

pub(super) fn courts(table: Table) -> ParsedRows<courts::Court> {
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
            let (name, condition) = piece(&word);
            let kind = THINGS.iter().find(|(english, zh, _)| *english == name || *zh == name);
            match kind.zip(condition) {
                Some(((_, _, kind), (condition, note))) => equipment.push(courts::Equipment {
                    kind: (*kind).into(),
                    condition: condition.into(),
                    note: note.to_owned(),
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

/// A piece of equipment as an office or an export writes it: its name, and in brackets its condition and a note. One without brackets
/// works; empty brackets don't say.
fn piece(word: &str) -> (&str, Option<(courts::EquipmentCondition, &str)>) {
    use courts::EquipmentCondition as Condition;
    const CONDITIONS: [(&str, &str, Condition); 4] = [
        ("", "", Condition::Unspecified),
        ("WORKING", "正常", Condition::Working),
        ("FAULTY", "有故障", Condition::Faulty),
        ("MISSING", "缺失", Condition::Missing),
    ];
    let word = word.strip_suffix(['）', ')']).unwrap_or(word);
    let Some((name, inside)) = word.split_once(['（', '(']) else {
        return (word, Some((Condition::Working, "")));
    };
    let (said, note) = inside.split_once(['：', ':']).unwrap_or((inside, ""));
    let known = CONDITIONS.iter().find(|(english, zh, _)| *english == said.trim() || *zh == said.trim());
    (name.trim(), known.map(|(_, _, condition)| (*condition, note.trim())))
}

/// A row that says something else of the same thing than an earlier one.
pub(super) fn differs(line: u64, column: &str, first: u64) -> RowError {
    let zh = format!("与第 {first} 行同一编号的内容不一致，无法确定以哪一行为准，这一行未录入。");
    RowError::new(
        line,
        column,
        "ROWS_DIFFER",
        zh,
        format!("It differs from line {first}, which has the same id."),
    )
}

/// A row is a term; the rows of one person stand under the first of them.
pub(super) fn people(table: Table) -> ParsedRows<courts::Person> {
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

pub(super) fn tasks(table: Table) -> ParsedRows<dispatch::Task> {
    use acts::{AddresseeStatus as Status, Procedure};
    use dispatch::{AddresseeKind, TaskKind as Kind};
    const KINDS: &[(&[&str], Kind)] = &[
        (&["SERVICE_OF_PROCESS", "协助送达", "送达协助", "送达"], Kind::ServiceOfProcess),
        (&["LOCATE_PERSON", "查找下落"], Kind::LocatePerson),
        (&["VERIFY_LEAD", "核实线索", "财产线索核实", "线索核实"], Kind::VerifyLead),
        (&["URGE_PERFORMANCE", "督促履行"], Kind::UrgePerformance),
        (&["WITNESS", "见证"], Kind::Witness),
        (&["POST_NOTICE", "张贴公告", "公告张贴"], Kind::PostNotice),
        (&["ON_SITE_ASSISTANCE", "到场协助", "在场"], Kind::OnSiteAssistance),
    ];
    const ADDRESSEES: &[(&[&str], AddresseeKind)] = &[
        (&["PERSON", "自然人", "个人"], AddresseeKind::Person),
        (&["ORGANISATION", "法人", "单位"], AddresseeKind::Organisation),
    ];
    const STATUSES: &[(&[&str], Status)] = &[
        (&["SOLDIER", "军人"], Status::Soldier),
        (&["PRISONER", "被监禁", "服刑人员"], Status::Prisoner),
        (&["COMPULSORY_EDUCATION", "强制性教育"], Status::CompulsoryEducation),
        (&["NONE", "无", "普通"], Status::None),
    ];
    const PROCEDURES: &[(&[&str], Procedure)] = &[
        (&["ORDINARY", "普通程序"], Procedure::Ordinary),
        (&["SUMMARY", "简易程序"], Procedure::Summary),
        (&["ENFORCEMENT", "执行程序"], Procedure::Enforcement),
    ];
    let known = [
        "kind",
        "case_number",
        "procedure",
        "name",
        "addressee_kind",
        "addressee_status",
        "identity_number",
        "phone",
        "address",
        "region_code",
        "court",
        "documents",
        "document_kinds",
        "document_files",
        "document_sealed",
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
                status: row.word("addressee_status", STATUSES, Status::Unspecified).into(),
            }),
            address: row.text("address"),
            region_code: row.text("region_code"),
            court: row.text("court"),
            documents: papers::read(row),
            procedure: row.word("procedure", PROCEDURES, Procedure::Unspecified).into(),
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
    fn a_piece_of_equipment_is_read_as_an_export_writes_it() {
        use proto::courts::v1::EquipmentCondition as Condition;
        for (word, read) in [
            ("屏", ("屏", Some((Condition::Working, "")))),
            ("屏（正常）", ("屏", Some((Condition::Working, "")))),
            ("PHONE (FAULTY: no tone)", ("PHONE", Some((Condition::Faulty, "no tone")))),
            ("一体机（有故障：屏幕碎了）", ("一体机", Some((Condition::Faulty, "屏幕碎了")))),
            ("线（）", ("线", Some((Condition::Unspecified, "")))),
            ("线（很旧）", ("线", None)),
        ] {
            assert_eq!(piece(word), read);
        }
    }

    #[test]
    fn what_an_export_has_masked_is_refused_with_its_row_and_column() {
        let text = "任务种类,当事人,身份证号,地址\n送达,张三,330783********1234,前田村\n送达,张*,,前田村\n";
        let table = Table::of_lines(&super::super::encoding::lines(text.as_bytes(), None).unwrap());
        let (good, bad) = tasks(table);
        assert!(good.is_empty());
        let bad: Vec<_> = bad.iter().map(|bad| (bad.line, bad.field.as_str(), bad.reason.as_str())).collect();
        assert_eq!(bad, [(2, "identity_number", "MASKED"), (3, "name", "MASKED")]);
    }

    #[test]
    fn a_task_says_of_each_paper_what_the_village_gets() {
        let file = "a".repeat(64);
        let text = format!(
            "任务种类,当事人,受送达人身份,诉讼程序,文书,文书种类,文书文件,文书密封,地址\n\
             送达,甲,服刑人员,简易程序,民事裁定书×2；执行通知书,裁定书；通知书,{file}；-,是；否,前田村\n\
             送达,乙,,,民事调解书；举证通知书,,,是,前田村\n\
             送达,丙,,,执行通知书,令状,,,前田村\n\
             送达,丁,,,执行通知书；报告财产令,裁定书；裁定书；裁定书,,,前田村\n"
        );
        let table = Table::of_lines(&super::super::encoding::lines(text.as_bytes(), None).unwrap());
        let (good, bad) = tasks(table);
        let first = &good[0].message;
        assert_eq!(first.procedure(), acts::Procedure::Summary);
        assert_eq!(first.addressee.as_ref().unwrap().status(), acts::AddresseeStatus::Prisoner);
        let papers: Vec<_> = first.documents.iter().map(|paper| (paper.kind(), paper.copies)).collect();
        assert_eq!(papers, [(acts::ServedDocumentKind::Ruling, 2), (acts::ServedDocumentKind::Notice, 1)]);
        assert_eq!(
            (first.documents[0].file.clone(), first.documents[0].sealed),
            (format!("evidence/{file}"), true)
        );
        assert_eq!((first.documents[1].file.as_str(), first.documents[1].sealed), ("", false));
        // One word holds for all papers; none is said of those of older files.
        assert!(good[1].message.documents.iter().all(|paper| paper.sealed && paper.kind == 0));
        let wrong: Vec<_> =
            bad.iter().map(|bad| (bad.line, bad.field.as_str(), bad.reason.as_str())).collect();
        assert_eq!(wrong, [(4, "document_kinds", "WORD_UNKNOWN"), (5, "document_kinds", "COUNT_MISMATCH")]);
    }

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
