//! Regions and courts in the database, and the network of all that is read of them.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::sql,
};
use law::identifiers::RegionCode;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::{
    codes::{code, court_code},
    peoples_courts,
    rows::insert,
};
use crate::domain::{
    court::{Court, CourtCode, CourtState},
    equipment::{Equipment, EquipmentReport},
    network::Network,
    position::Position,
    reception::Reception,
    region::Region,
};

/// Which state of regions and courts is committed.
pub(crate) async fn version(connection: &impl ConnectionTrait) -> Result<i64, Refusal> {
    setting(connection, "network_version").await
}

/// Whether the register was filled for demonstration.
pub(crate) async fn is_demonstration(connection: &impl ConnectionTrait) -> Result<bool, Refusal> {
    Ok(setting(connection, "demonstration").await? != 0)
}

/// Says that the register was filled for demonstration.
pub(crate) async fn mark_demonstration(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let update = "UPDATE settings SET value = 1 WHERE name = 'demonstration'";
    connection.execute_raw(sql(connection, update, vec![])).await.map(|_| ())
}

async fn setting(connection: &impl ConnectionTrait, name: &str) -> Result<i64, Refusal> {
    let select = "SELECT value FROM settings WHERE name = $1";
    let row = connection.query_one_raw(sql(connection, select, vec![name.into()])).await?;
    Ok(row.ok_or_else(|| Refusal::internal(&"a setting is not there"))?.try_get("", "value")?)
}

/// All regions, courts and people's courts. The version is read first: what is committed meanwhile makes a greater one, and is read again.
pub(crate) async fn load(connection: &impl ConnectionTrait) -> Result<Network, Refusal> {
    let version = version(connection).await?;
    let select = "SELECT code, display_name, lat, lng FROM regions";
    let regions = connection.query_all_raw(sql(connection, select, vec![])).await?;
    let regions = regions.iter().map(region).collect::<Result<Vec<_>, _>>()?;
    let select =
        "SELECT code, display_name, host, region, covers, equipment, equipment_report, reception, state, lat, lng, version,
                  create_time, update_time FROM courts";
    let courts = connection.query_all_raw(sql(connection, select, vec![])).await?;
    let courts = courts.iter().map(court).collect::<Result<Vec<_>, _>>()?;
    Ok(Network::new(version, regions, courts).under(peoples_courts::load(connection).await?))
}

fn region(row: &QueryResult) -> Result<Region, Refusal> {
    Ok(Region {
        code: code(&row.try_get::<String>("", "code")?)?,
        display_name: row.try_get("", "display_name")?,
        seat: position(row)?,
    })
}

fn court(row: &QueryResult) -> Result<Court, Refusal> {
    let covers: String = row.try_get("", "covers")?;
    let equipment: Vec<Equipment> = serde_json::from_str(&row.try_get::<String>("", "equipment")?)
        .map_err(|fault| Refusal::internal(&fault))?;
    let report: Option<String> = row.try_get("", "equipment_report")?;
    let report = report.map(|report| serde_json::from_str(&report)).transpose();
    let reception: Option<String> = row.try_get("", "reception")?;
    let reception = reception.map(|reception| serde_json::from_str(&reception)).transpose();
    let state = CourtState::from_name(&row.try_get::<String>("", "state")?);
    Ok(Court {
        code: court_code(&row.try_get::<String>("", "code")?)?,
        display_name: row.try_get("", "display_name")?,
        host: row.try_get("", "host")?,
        region: code(&row.try_get::<String>("", "region")?)?,
        covers: covers.split(',').filter(|code| !code.is_empty()).map(code).collect::<Result<_, _>>()?,
        equipment,
        report: report.map_err(|fault| Refusal::internal(&fault))?,
        reception: reception.map_err(|fault| Refusal::internal(&fault))?.unwrap_or_default(),
        state: state.ok_or_else(|| Refusal::internal(&"a court has no known state"))?,
        position: position(row)?,
        version: row.try_get("", "version")?,
        created: Timestamp::from_micros(row.try_get("", "create_time")?),
        updated: Timestamp::from_micros(row.try_get("", "update_time")?),
    })
}

fn position(row: &QueryResult) -> Result<Option<Position>, Refusal> {
    let (lat, lng): (Option<f64>, Option<f64>) = (row.try_get("", "lat")?, row.try_get("", "lng")?);
    let both = lat.zip(lng).map(|(lat, lng)| Position::new(lat, lng));
    both.transpose().map_err(|fault| Refusal::internal(&fault))
}

/// Writes regions, new or changed.
pub(crate) async fn write_regions(
    connection: &impl ConnectionTrait,
    regions: impl Iterator<Item = &Region>,
) -> Result<(), DbErr> {
    let rows = regions.map(|region| {
        let (lat, lng) = (region.seat.map(Position::lat), region.seat.map(Position::lng));
        vec![region.code.as_str().into(), region.display_name.clone().into(), lat.into(), lng.into()]
    });
    let head = "INSERT INTO regions (code, display_name, lat, lng)";
    let tail = "ON CONFLICT (code) DO UPDATE SET display_name = excluded.display_name, lat = excluded.lat, lng = excluded.lng";
    insert(connection, head, rows.collect(), tail).await
}

/// Writes what a director reported of the equipment of a court.
pub(crate) async fn write_equipment_report(
    connection: &impl ConnectionTrait,
    court: &CourtCode,
    report: &EquipmentReport,
) -> Result<(), Refusal> {
    let report = serde_json::to_string(report).map_err(|fault| Refusal::internal(&fault))?;
    let update = "UPDATE courts SET equipment_report = $1 WHERE code = $2";
    let values = vec![report.into(), court.as_str().into()];
    let written = connection.execute_raw(sql(connection, update, values)).await?;
    sql::expect_one(written.rows_affected())
}

/// Writes when a court receives.
pub(crate) async fn write_reception(
    connection: &impl ConnectionTrait,
    court: &CourtCode,
    reception: &Reception,
) -> Result<(), Refusal> {
    let reception = serde_json::to_string(reception).map_err(|fault| Refusal::internal(&fault))?;
    let update = "UPDATE courts SET reception = $1 WHERE code = $2";
    let values = vec![reception.into(), court.as_str().into()];
    let written = connection.execute_raw(sql(connection, update, values)).await?;
    sql::expect_one(written.rows_affected())
}

/// Writes courts, new or changed; what was reported of their equipment and when they receive stays.
pub(crate) async fn write_courts(
    connection: &impl ConnectionTrait,
    courts: impl Iterator<Item = &Court>,
) -> Result<(), Refusal> {
    let mut rows = Vec::new();
    for court in courts {
        let (lat, lng) = (court.position.map(Position::lat), court.position.map(Position::lng));
        let covers: Vec<&str> = court.covers.iter().map(RegionCode::as_str).collect();
        let equipment = serde_json::to_string(&court.equipment).map_err(|fault| Refusal::internal(&fault))?;
        rows.push(vec![
            court.code.as_str().into(),
            court.display_name.clone().into(),
            court.host.clone().into(),
            court.region.as_str().into(),
            covers.join(",").into(),
            equipment.into(),
            court.state.name().into(),
            lat.into(),
            lng.into(),
            court.version.into(),
            court.created.micros().into(),
            court.updated.micros().into(),
        ]);
    }
    let head =
        "INSERT INTO courts (code, display_name, host, region, covers, equipment, state, lat, lng, version,
                create_time, update_time)";
    let tail = "ON CONFLICT (code) DO UPDATE SET display_name = excluded.display_name, host = excluded.host,
                covers = excluded.covers, equipment = excluded.equipment, state = excluded.state, lat = excluded.lat,
                lng = excluded.lng, version = excluded.version, update_time = excluded.update_time";
    Ok(insert(connection, head, rows, tail).await?)
}
