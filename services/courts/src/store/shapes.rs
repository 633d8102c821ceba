//! The borders of regions in the database.

use std::collections::BTreeMap;

use kit::{domain::refusal::Refusal, storage::sql};
use law::identifiers::{RegionCode, RegionLevel};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::{
    codes::code,
    ddl::{exact, run},
    rows::insert,
};
use crate::domain::import_shapes::RegionShape;

/// `geometry` is GeoJSON, read and written whole.
const TABLES: &[&str] = &["CREATE TABLE region_shapes (
        code TEXT {exact} NOT NULL PRIMARY KEY REFERENCES regions (code), geometry TEXT NOT NULL, points BIGINT NOT NULL)"];

pub(super) struct RegionShapes;

impl MigrationName for RegionShapes {
    fn name(&self) -> &'static str {
        "m0025_region_shapes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for RegionShapes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &exact(manager, TABLES)).await
    }
}

/// All borders by the codes of their regions.
pub(crate) async fn all(
    connection: &impl ConnectionTrait,
) -> Result<BTreeMap<RegionCode, RegionShape>, Refusal> {
    let select = "SELECT code, geometry, points FROM region_shapes";
    let rows = connection.query_all_raw(sql(connection, select, vec![])).await?;
    rows.iter().map(|row| Ok((code(&row.try_get::<String>("", "code")?)?, shape(row)?))).collect()
}

/// The borders of a level inside a region, in the order of their codes: read by the primary key.
pub(crate) async fn inside(
    connection: &impl ConnectionTrait,
    region: &RegionCode,
    level: RegionLevel,
) -> Result<Vec<RegionShape>, Refusal> {
    let select = "SELECT code, geometry, points FROM region_shapes
        WHERE code >= $1 AND code < $2 AND length(code) = $3 ORDER BY code";
    // What begins with the code stands before the code with a character after it that follows every digit.
    let (from, to) = (region.as_str().to_owned(), format!("{region}:"));
    let digits = i32::try_from(level.digits()).unwrap_or(i32::MAX);
    let values = vec![from.into(), to.into(), digits.into()];
    let rows = connection.query_all_raw(sql(connection, select, values)).await?;
    rows.iter().map(shape).collect()
}

fn shape(row: &QueryResult) -> Result<RegionShape, Refusal> {
    let points: i64 = row.try_get("", "points")?;
    Ok(RegionShape {
        code: code(&row.try_get::<String>("", "code")?)?,
        geometry: row.try_get("", "geometry")?,
        points: usize::try_from(points).map_err(|fault| Refusal::internal(&fault))?,
    })
}

/// Writes borders, new or in place of those that are there.
pub(crate) async fn write(
    connection: &impl ConnectionTrait,
    shapes: impl Iterator<Item = &RegionShape>,
) -> Result<(), DbErr> {
    let rows = shapes.map(|shape| {
        let points = i64::try_from(shape.points).unwrap_or(i64::MAX);
        vec![shape.code.as_str().into(), shape.geometry.clone().into(), points.into()]
    });
    let head = "INSERT INTO region_shapes (code, geometry, points)";
    let tail = "ON CONFLICT (code) DO UPDATE SET geometry = excluded.geometry, points = excluded.points";
    insert(connection, head, rows.collect(), tail).await
}

#[cfg(test)]
mod tests {
    use kit::testing::on_every_database;

    use super::{super::Migrator, *};
    use crate::{domain::region::Region, store::network};

    fn shape(code: &str, geometry: &str) -> RegionShape {
        RegionShape { code: RegionCode::parse(code).unwrap(), geometry: geometry.into(), points: 4 }
    }

    #[tokio::test]
    async fn borders_are_kept_replaced_and_found_by_region_and_level() {
        on_every_database::<Migrator, _>("courts", |store| async move {
            let codes = ["330783", "330783001", "330783002", "330783001001", "330784001"];
            let regions: Vec<_> = codes
                .iter()
                .chain(&["330784"])
                .map(|code| Region {
                    code: RegionCode::parse(code).unwrap(),
                    display_name: "某地".into(),
                    seat: None,
                })
                .collect();
            let tx = store.begin().await.unwrap();
            network::write_regions(&tx, regions.iter()).await.unwrap();
            let shapes: Vec<_> = codes.iter().map(|code| shape(code, "{}")).collect();
            write(&tx, shapes.iter()).await.unwrap();
            write(&tx, [shape("330783002", "{\"new\":1}")].iter()).await.unwrap();
            tx.commit().await.unwrap();
            let read = store.read();
            assert_eq!(all(read).await.unwrap().len(), codes.len());
            let found = async |region: &str, level| {
                let region = RegionCode::parse(region).unwrap();
                inside(read, &region, level).await.unwrap()
            };
            let towns = found("330783", RegionLevel::Town).await;
            assert_eq!(towns, [shape("330783001", "{}"), shape("330783002", "{\"new\":1}")]);
            assert_eq!(found("330783001", RegionLevel::Village).await, [shape("330783001001", "{}")]);
            assert_eq!(found("330783", RegionLevel::County).await, [shape("330783", "{}")]);
            assert!(found("330784", RegionLevel::Village).await.is_empty());
        })
        .await;
    }
}
