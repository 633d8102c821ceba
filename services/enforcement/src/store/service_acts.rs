//! Acts of service. An act never changes: it is stored as it was entered, encrypted as one piece.

use crate::{domain::case::Sent, messages::date, store::IN_REGION};
use kit::{
    access::Scope,
    domain::refusal::Refusal,
    storage::{
        Encryption, SqlParams,
        list::page::MOST,
        record::{self, Page},
        sql,
    },
};
use prost::Message as _;
use proto::enforcement::v1::{ServedDocumentKind, ServiceAct};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

/// Ids follow time: the newest of a case come by its index.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE service_acts (
        name TEXT NOT NULL PRIMARY KEY, case_name TEXT NOT NULL, region_code TEXT NOT NULL, sealed {bytes} NOT NULL)",
    "CREATE INDEX service_acts_of_case ON service_acts (case_name, name)",
];

/// Adds an act.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    act: &ServiceAct,
    region_code: &str,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let values = vec![
        act.name.clone().into(),
        act.case.clone().into(),
        region_code.into(),
        encryption.encrypt_bytes(&act.encode_to_vec())?.into(),
    ];
    let insert = "INSERT INTO service_acts (name, case_name, region_code, sealed) VALUES ($1, $2, $3, $4)";
    tx.execute_raw(sql(tx, insert, values)).await?;
    Ok(())
}

/// An act in a scope.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
    encryption: &Encryption,
) -> Result<Option<ServiceAct>, Refusal> {
    let mut params = SqlParams::default();
    let text = format!(
        "SELECT name, sealed FROM service_acts WHERE name = {} AND {}",
        params.bind(name),
        params.in_scope(scope, IN_REGION)
    );
    let row = connection.query_one_raw(sql(connection, &text, params.0)).await?;
    row.map(|row| record::one(("service_acts", "name"), &row, |row| read(row, encryption))).transpose()
}

/// The list of a case's acts of service.
pub(crate) const OF_CASE: &str = "sharedcourt.enforcement.v1.ServiceActService.ListServiceActs";

/// The acts of a case that was read in its scope, the newest first, after a place.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    case: &str,
    after: Option<String>,
    limit: u64,
    encryption: &Encryption,
) -> Result<Page<ServiceAct>, Refusal> {
    let mut params = SqlParams::default();
    let mut wanted = format!("case_name = {}", params.bind(case));
    if let Some(after) = after {
        wanted = format!("{wanted} AND name < {}", params.bind(after));
    }
    let text = format!(
        "SELECT name, sealed FROM service_acts WHERE {wanted} ORDER BY name DESC LIMIT {}",
        limit + 1
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    let place = |row: &QueryResult| Ok(vec![row.try_get("", "name")?]);
    record::page("service_acts", rows, limit, place, |row| read(row, encryption))
}

fn read(row: &QueryResult, encryption: &Encryption) -> Result<ServiceAct, Refusal> {
    let bytes = encryption.decrypt_bytes(&row.try_get::<Vec<u8>>("", "sealed")?)?;
    ServiceAct::decode(bytes.as_slice()).map_err(|fault| Refusal::internal(&fault))
}

/// The notices of enforcement that were served in a case.
pub(crate) async fn notices(
    connection: &impl ConnectionTrait,
    case: &str,
    encryption: &Encryption,
) -> Result<Vec<Sent>, Refusal> {
    let (mut sent, mut after) = (Vec::new(), None);
    loop {
        let page = list(connection, case, after, MOST, encryption).await?;
        sent.extend(page.rows.iter().filter_map(notice_sent));
        let Some(place) = page.next else { return Ok(sent) };
        after = place.into_iter().next();
    }
}

/// The notice of enforcement, where an act served it: its title says so, or it is a notice without a title. A notice of assistance
/// (协助执行通知书) is for others.
pub(crate) fn notice_sent(act: &ServiceAct) -> Option<Sent> {
    let document = act.document.as_ref()?;
    let title = document.title.trim();
    let named = title.contains("执行通知") && !title.contains("协助");
    let untitled = title.is_empty() && document.kind() == ServedDocumentKind::Notice;
    // It is sent when it goes out; where only the day on which it counts is on record, not later than that.
    let out = act.publication_dates.iter().chain(&act.served_date).chain(&act.deemed_date);
    let on = out.filter_map(|day| date(day).ok()).min()?;
    let addressee = act.addressee.as_ref().map(|addressee| addressee.display_name.clone());
    (named || untitled).then(|| Sent { act: act.name.clone(), addressee: addressee.unwrap_or_default(), on })
}
