//! People's courts in the database.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::sql,
};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::{
    codes::code,
    ddl::{exact, run},
    rows::insert,
};
use crate::domain::peoples_court::{Calendar, CaseNumberCode, PeoplesCourt, PeoplesCourtId, Seal};

/// `region` is the code of the region in which a court has jurisdiction. Both unique columns serve look-ups; a code that was never entered
/// is null.
const TABLES: &[&str] = &["CREATE TABLE peoples_courts (
        id TEXT {exact} NOT NULL PRIMARY KEY, region TEXT {exact} NOT NULL UNIQUE, case_number_code TEXT {exact} UNIQUE,
        display_name TEXT NOT NULL, display_name_en TEXT NOT NULL, address TEXT NOT NULL, telephone TEXT NOT NULL,
        seal TEXT NOT NULL, calendar TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL)"];

const COLUMNS: &str = "id, region, case_number_code, display_name, display_name_en, address, telephone, seal, calendar, version,
                create_time, update_time";

pub(super) struct PeoplesCourts;

impl MigrationName for PeoplesCourts {
    fn name(&self) -> &'static str {
        "m0020_peoples_courts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PeoplesCourts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &exact(manager, TABLES)).await
    }
}

/// All people's courts; there are few.
pub(super) async fn load(connection: &impl ConnectionTrait) -> Result<Vec<PeoplesCourt>, Refusal> {
    let select = format!("SELECT {COLUMNS} FROM peoples_courts");
    let rows = connection.query_all_raw(sql(connection, &select, vec![])).await?;
    rows.iter().map(court).collect()
}

fn court(row: &QueryResult) -> Result<PeoplesCourt, Refusal> {
    let text = |column: &str| row.try_get::<String>("", column);
    let broken = |what: &str| Refusal::internal(&format!("a people's court has a broken {what}"));
    let case_number_code: Option<String> = row.try_get("", "case_number_code")?;
    let case_number_code = case_number_code.map(|code| CaseNumberCode::parse(&code)).transpose();
    let seal = Some(text("seal")?).filter(|seal| !seal.is_empty());
    Ok(PeoplesCourt {
        id: PeoplesCourtId::parse(&text("id")?).ok_or_else(|| broken("id"))?,
        region: code(&text("region")?)?,
        display_name: text("display_name")?,
        display_name_en: text("display_name_en")?,
        case_number_code: case_number_code.map_err(|_| broken("case number code"))?,
        address: text("address")?,
        telephone: text("telephone")?,
        seal: seal.map(|seal| Seal::from_name(&seal)).transpose().map_err(|_| broken("seal"))?,
        calendar: Calendar::from_name(&text("calendar")?).ok_or_else(|| broken("calendar"))?,
        version: row.try_get("", "version")?,
        created: Timestamp::from_micros(row.try_get("", "create_time")?),
        updated: Timestamp::from_micros(row.try_get("", "update_time")?),
    })
}

/// Writes a people's court, new or changed.
pub(crate) async fn write(connection: &impl ConnectionTrait, court: &PeoplesCourt) -> Result<(), Refusal> {
    let row = vec![
        court.id.as_str().into(),
        court.region.as_str().into(),
        court.case_number_code.as_ref().map(ToString::to_string).into(),
        court.display_name.clone().into(),
        court.display_name_en.clone().into(),
        court.address.clone().into(),
        court.telephone.clone().into(),
        court.seal.as_ref().map_or_else(String::new, Seal::name).into(),
        court.calendar.name().into(),
        court.version.into(),
        court.created.micros().into(),
        court.updated.micros().into(),
    ];
    let head = format!("INSERT INTO peoples_courts ({COLUMNS})");
    let tail = "ON CONFLICT (id) DO UPDATE SET case_number_code = excluded.case_number_code,
                display_name = excluded.display_name, display_name_en = excluded.display_name_en, address = excluded.address,
                telephone = excluded.telephone, seal = excluded.seal, calendar = excluded.calendar, version = excluded.version,
                update_time = excluded.update_time";
    Ok(insert(connection, &head, vec![row], tail).await?)
}

#[cfg(test)]
mod tests {
    use kit::testing::on_every_database;
    use law::identifiers::RegionCode;

    use super::*;
    use crate::store::Migrator;

    const DIGEST: &str = "14bcd090baf31edba64e9cbd8cdfc15f943344aa72cb3675ad8e91bfcbce03ad";

    fn first(region: &str) -> PeoplesCourt {
        let region = RegionCode::parse(region).unwrap();
        PeoplesCourt::first(region, "某人民法院", Timestamp::from_micros(7)).unwrap()
    }

    #[tokio::test]
    async fn a_court_is_read_as_it_was_written_and_no_two_share_region_or_code() {
        on_every_database::<Migrator, _>("courts", |store| async move {
            let tx = store.begin().await.unwrap();
            assert!(load(&tx).await.unwrap().is_empty());
            let one = first("330783");
            write(&tx, &one).await.unwrap();
            assert_eq!(load(&tx).await.unwrap(), std::slice::from_ref(&one));
            let changed = PeoplesCourt {
                display_name: "东阳市人民法院".into(),
                display_name_en: "People's Court of Dongyang".into(),
                case_number_code: None,
                address: "人民路1号".into(),
                telephone: "0579-12345678".into(),
                seal: Some(Seal::from_name(&format!("evidence/{DIGEST}")).unwrap()),
                version: 2,
                updated: Timestamp::from_micros(9),
                ..one
            };
            write(&tx, &changed).await.unwrap();
            // Courts without a code do not clash.
            let nowhere = first("990101");
            write(&tx, &nowhere).await.unwrap();
            let mut all = load(&tx).await.unwrap();
            all.sort_by(|a, b| a.id.cmp(&b.id));
            assert_eq!(all, [changed, nowhere]);
            tx.commit().await.unwrap();
            let other = PeoplesCourtId::parse("other").unwrap();
            for clash in [
                PeoplesCourt { id: other.clone(), ..first("330783") },
                PeoplesCourt { id: other, case_number_code: None, ..first("990101") },
            ] {
                let tx = store.begin().await.unwrap();
                assert!(write(&tx, &clash).await.is_err(), "the region of another");
                tx.rollback().await.unwrap();
            }
            let tx = store.begin().await.unwrap();
            write(&tx, &first("330782")).await.unwrap();
            let same = CaseNumberCode::parse("浙0782").unwrap();
            let clash = PeoplesCourt { case_number_code: Some(same), ..first("330781") };
            assert!(write(&tx, &clash).await.is_err(), "the code of another");
            tx.rollback().await.unwrap();
        })
        .await;
    }
}
