//! Debtors, assets, sanctions and supervision items: a row for each, filed in the name of who imports, as if it were written at the
//! desk.

use kit::domain::Timestamp;
use proto::{enforcement::v1 as enforcement, investigation::v1 as investigation};
use tonic::{Code, Status};

use super::{
    identity,
    row::{Row, RowError},
    row_reader::{ParsedRows, each},
    send::{One, Sent, send_each},
    table::Table,
};
use crate::{client::Client, error::Failure};

/// The names of the rows' messages in the contract.
pub(super) const DEBTOR: &str = "sharedcourt.investigation.v1.Debtor";
pub(super) const ASSET: &str = "sharedcourt.investigation.v1.Asset";
pub(super) const SUPERVISION: &str = "sharedcourt.enforcement.v1.Supervision";
pub(super) const SANCTION: &str = "sharedcourt.enforcement.v1.Sanction";

/// Debtors of a table.
pub(super) fn debtors(table: Table) -> ParsedRows<investigation::Debtor> {
    let known = [&["name", "debtor_kind", "identity_number"], &identity::COLUMNS[..]].concat();
    each(table, &["name", "identity_number"], &known, |row| investigation::Debtor {
        identity: Some(super::investigation::subject(row, "debtor_kind", investigation::SubjectKind::Person)),
        ..investigation::Debtor::default()
    })
}

/// Assets of a table. The debtor is known by identity number and the case by its number; both are looked up when the row is sent.
pub(super) fn assets(table: Table) -> ParsedRows<investigation::Asset> {
    use investigation::Topic;
    const KINDS: &[(&[&str], Topic)] = &[
        (&["DEPOSIT", "存款"], Topic::Deposit),
        (&["SECURITIES", "证券"], Topic::Securities),
        (&["REAL_ESTATE", "不动产"], Topic::RealEstate),
        (&["VEHICLE", "车辆"], Topic::Vehicle),
        (&["MOVABLE", "动产"], Topic::Movable),
        (&["EQUITY", "股权"], Topic::Equity),
        (&["INTELLECTUAL_PROPERTY", "知识产权"], Topic::IntellectualProperty),
        (&["CLAIM", "债权"], Topic::Claim),
        (&["FUND", "公积金", "保险"], Topic::Fund),
        (&["OTHER", "其他"], Topic::Other),
    ];
    let known = [
        "debtor",
        "debtor_identity",
        "case",
        "case_number",
        "kind",
        "property_key",
        "description",
        "owners",
        "value_yuan",
        "value_date",
    ];
    each(table, &["kind", "property_key", "case_number"], &known, |row| {
        let owners: Vec<String> = row.parts("owners");
        let owners = owners.iter().map(|owner| {
            // 张三 50
            let (name, percent) = owner.rsplit_once(char::is_whitespace).unwrap_or((owner, "100"));
            investigation::Owner {
                display_name: name.trim().to_owned(),
                percent: percent.trim_end_matches('%').to_owned(),
            }
        });
        let debtor = row.text("debtor");
        investigation::Asset {
            debtor: if debtor.is_empty() { row.text("debtor_identity") } else { debtor },
            case: row.text("case"),
            case_number: row.text("case_number"),
            kind: row.word("kind", KINDS, Topic::Unspecified).into(),
            property_key: row.text("property_key"),
            description: row.text("description"),
            owners: owners.collect(),
            value_fen: row.fen("value_yuan"),
            value_date: row.day("value_date"),
            ..investigation::Asset::default()
        }
    })
}

/// Supervision items of a table.
pub(super) fn supervisions(table: Table) -> ParsedRows<enforcement::Supervision> {
    let known = ["subject", "case", "case_number", "matter", "owner", "due_time", "region_code"];
    each(table, &["matter", "owner"], &known, |row| {
        let (case, number) = (row.text("case"), row.text("case_number"));
        enforcement::Supervision {
            subject: row.text("subject"),
            case: if case.is_empty() { number } else { case },
            matter: row.text("matter"),
            owner: row.text("owner"),
            due_time: row.time("due_time"),
            region_code: row.text("region_code"),
            ..enforcement::Supervision::default()
        }
    })
}

/// Sanctions of a table.
pub(super) fn sanctions(table: Table) -> ParsedRows<enforcement::Sanction> {
    use enforcement::{DishonestGround as Ground, SanctionKind as Kind, SanctionedKind as Who};
    const KINDS: &[(&[&str], Kind)] = &[
        (&["FINE", "罚款"], Kind::Fine),
        (&["DETENTION", "拘留"], Kind::Detention),
        (&["COMPELLED_APPEARANCE", "拘传"], Kind::CompelledAppearance),
        (&["SEARCH", "搜查"], Kind::Search),
        (&["DISHONEST_LIST", "失信"], Kind::DishonestList),
        (&["CONSUMPTION_RESTRICTION", "限制消费"], Kind::ConsumptionRestriction),
        (&["EXIT_RESTRICTION", "限制出境"], Kind::ExitRestriction),
        (&["CRIMINAL_REFERRAL", "移送追究刑责"], Kind::CriminalReferral),
    ];
    const WHO: &[(&[&str], Who)] = &[
        (&["PERSON", "自然人", "个人"], Who::Person),
        (&["ORGANISATION", "法人", "单位"], Who::Organisation),
    ];
    const GROUNDS: &[(&[&str], Ground)] = &[
        (&["OBSTRUCTS_ENFORCEMENT", "妨碍、抗拒执行", "妨碍执行", "抗拒执行"], Ground::ObstructsEnforcement),
        (&["EVADES_ENFORCEMENT", "规避执行"], Ground::EvadesEnforcement),
        (&["VIOLATES_PROPERTY_REPORTING", "违反财产报告制度"], Ground::ViolatesPropertyReporting),
        (
            &["VIOLATES_CONSUMPTION_RESTRICTION", "违反限制高消费令", "违反限制消费令"],
            Ground::ViolatesConsumptionRestriction,
        ),
        (&["BREAKS_SETTLEMENT", "拒不履行执行和解协议"], Ground::BreaksSettlement),
        (&["ABLE_BUT_REFUSES", "有履行能力而拒不履行"], Ground::AbleButRefuses),
    ];
    let known = [
        "case",
        "case_number",
        "kind",
        "name",
        "subject_kind",
        "identity_number",
        "ground",
        "dishonest_ground",
        "evidence",
        "amount_yuan",
        "days",
        "same_act_before",
        "summons_ignored",
        "notice_expired",
        "end_date",
    ];
    let known = [&known[..], &identity::COLUMNS[..]].concat();
    each(table, &["kind", "name", "identity_number", "ground"], &known, |row| {
        let (case, case_number) = (row.text("case"), row.text("case_number"));
        let number = row.text("identity_number");
        enforcement::Sanction {
            case: if case.is_empty() { case_number } else { case },
            kind: row.word("kind", KINDS, Kind::Unspecified).into(),
            sanctioned: Some(enforcement::SanctionedSubject {
                display_name: row.text("name"),
                kind: row.word("subject_kind", WHO, Who::Person).into(),
                identity: identity::read(row, "", &number),
                identity_number: number,
                ..Default::default()
            }),
            ground: row.text("ground"),
            dishonest_ground: row.word("dishonest_ground", GROUNDS, Ground::Unspecified).into(),
            evidence: row.parts("evidence"),
            amount_fen: row.fen("amount_yuan"),
            days: row.whole("days"),
            same_act_before: row.yes("same_act_before"),
            summons_ignored: row.yes("summons_ignored"),
            notice_expired: row.yes("notice_expired"),
            end_date: row.day("end_date"),
            ..enforcement::Sanction::default()
        }
    })
}

/// Sends debtors. Who is entered already is the same debtor.
pub(super) async fn send_debtors(
    client: &Client,
    rows: Vec<Row<investigation::Debtor>>,
    bad: Vec<RowError>,
    validate_only: bool,
) -> Result<Sent, Failure> {
    let begun = Timestamp::now();
    send_each(rows, bad, "debtor", async |request_id, debtor: investigation::Debtor| {
        let request = investigation::CreateDebtorRequest { request_id, debtor: Some(debtor), validate_only };
        match client.debtors().create_debtor(request).await {
            Ok(done) => Ok(new_since(begun, done.get_ref().create_time.as_ref())),
            Err(status) if status.code() == Code::AlreadyExists => Ok(One::Present),
            Err(status) => Err(status),
        }
    })
    .await
}

/// Sends assets.
pub(super) async fn send_assets(
    client: &Client,
    rows: Vec<Row<investigation::Asset>>,
    bad: Vec<RowError>,
    validate_only: bool,
) -> Result<Sent, Failure> {
    let begun = Timestamp::now();
    send_each(rows, bad, "asset", async |request_id, mut asset: investigation::Asset| {
        if asset.case.is_empty() {
            asset.case = case(client, &asset.case_number).await?;
        }
        asset.debtor = debtor(client, asset.debtor).await?;
        let request = investigation::CreateAssetRequest { request_id, asset: Some(asset), validate_only };
        let done = client.debtors().create_asset(request).await?;
        Ok(new_since(begun, done.get_ref().create_time.as_ref()))
    })
    .await
}

/// Sends supervision items.
pub(super) async fn send_supervisions(
    client: &Client,
    rows: Vec<Row<enforcement::Supervision>>,
    bad: Vec<RowError>,
    validate_only: bool,
) -> Result<Sent, Failure> {
    let begun = Timestamp::now();
    send_each(rows, bad, "supervision", async |request_id, mut item: enforcement::Supervision| {
        item.case = case(client, &item.case).await?;
        if item.subject.is_empty() {
            item.subject.clone_from(&item.case);
        }
        let supervision = Some(item);
        let request = enforcement::CreateSupervisionRequest { request_id, supervision, validate_only };
        let done = client.supervisions().create_supervision(request).await?;
        Ok(new_since(begun, done.get_ref().create_time.as_ref()))
    })
    .await
}

/// Sends sanctions: they are proposed, and the holder of the office decides on them.
pub(super) async fn send_sanctions(
    client: &Client,
    rows: Vec<Row<enforcement::Sanction>>,
    bad: Vec<RowError>,
    validate_only: bool,
) -> Result<Sent, Failure> {
    let begun = Timestamp::now();
    send_each(rows, bad, "sanction", async |request_id, mut sanction: enforcement::Sanction| {
        sanction.case = case(client, &sanction.case).await?;
        let sanction = Some(sanction);
        let request = enforcement::CreateSanctionRequest { request_id, sanction, validate_only };
        let done = client.sanctions().create_sanction(request).await?;
        Ok(new_since(begun, done.get_ref().create_time.as_ref()))
    })
    .await
}

/// What the server had answered before this import began was there already.
fn new_since(begun: Timestamp, created: Option<&prost_types::Timestamp>) -> One {
    let created = created.and_then(Timestamp::from_timestamp);
    if created.is_some_and(|created| created < begun) { One::Present } else { One::Created }
}

/// The case of a number. What is not found goes as it was written, for the server to report what is wrong with it.
async fn case(client: &Client, text: &str) -> Result<String, Status> {
    if text.is_empty() || text.starts_with("cases/") {
        return Ok(text.to_owned());
    }
    let filter = format!("case_number=\"{}\"", text.replace('"', ""));
    let request = enforcement::ListCasesRequest { filter, page_size: 1, ..Default::default() };
    let found = client.cases().list_cases(request).await?.into_inner().cases.pop();
    Ok(found.map_or_else(|| text.to_owned(), |case| case.name))
}

async fn debtor(client: &Client, text: String) -> Result<String, Status> {
    if text.is_empty() || text.starts_with("debtors/") {
        return Ok(text);
    }
    let filter = format!("identity_number=\"{}\"", text.replace('"', ""));
    let request = investigation::ListDebtorsRequest { filter, page_size: 1, ..Default::default() };
    let found = client.debtors().list_debtors(request).await?.into_inner().debtors.pop();
    Ok(found.map_or(text, |debtor| debtor.name))
}
