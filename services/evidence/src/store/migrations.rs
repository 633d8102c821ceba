//! The tables.

use sea_orm_migration::prelude::*;

/// Brings the database up to date.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Begin),
            Box::new(Retention),
            Box::new(Quotas),
            Box::new(Claims),
            Box::new(Field),
            Box::new(LedLists),
            Box::new(PacketsOfCourt),
            Box::new(SessionUploads),
        ]
    }
}

struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "m0001_begin"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let own = [
            super::uploads::TABLES,
            super::files::TABLES,
            super::citations::TABLES,
            super::log::TABLES,
            super::packets::TABLES,
        ];
        for tables in
            own.into_iter().chain([kit::unit_of_work::idempotency::TABLES, kit::events::consumer::TABLES])
        {
            kit::storage::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}

/// Deletion by retention. The logs of the other services are read again from the oldest that they keep: they tell what was over
/// before anybody noted it, and what cites files beside attempts and requests. All that is done by them is done once.
struct Retention;

impl MigrationName for Retention {
    fn name(&self) -> &'static str {
        "m0002_retention"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Retention {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let own = [
            super::uploads::RETENTION,
            super::files::RETENTION,
            super::citations::RETENTION,
            super::holds::TABLES,
            &["UPDATE followed SET cursor = ''"],
        ];
        for tables in own {
            kit::storage::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}

/// Quotas of those who send.
struct Quotas;

impl MigrationName for Quotas {
    fn name(&self) -> &'static str {
        "m0003_quotas"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Quotas {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), super::uploads::QUOTA).await
    }
}

/// A citation is in effect by the right of the person who made it.
struct Claims;

impl MigrationName for Claims {
    fn name(&self) -> &'static str {
        "m0004_claims"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Claims {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), super::citations::CLAIMS).await
    }
}

/// Times by the clocks of devices beside those by the server's; one packet for a device; a file that nothing cites is its sender's.
struct Field;

impl MigrationName for Field {
    fn name(&self) -> &'static str {
        "m0005_field"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Field {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for tables in [super::packets::CLOCKS, super::packets::HELD, super::citations::SENDERS_ALONE] {
            kit::storage::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}

/// Lists of packets that are led by the office.
struct LedLists;

impl MigrationName for LedLists {
    fn name(&self) -> &'static str {
        "m0006_led_lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LedLists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let levels = ["county", "town", "village"];
        let columns = kit::storage::list::region_columns::columns("packets", "region_code", &levels);
        kit::storage::sql::run_ddl_owned(connection, &columns).await?;
        kit::storage::run_ddl(connection, super::packets::LED_LISTS).await
    }
}

/// The packets of a court, for its director.
struct PacketsOfCourt;

impl MigrationName for PacketsOfCourt {
    fn name(&self) -> &'static str {
        "m0007_packets_of_court"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PacketsOfCourt {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), super::packets::OF_COURT).await
    }
}

/// Which files a telephone has declared in which session.
struct SessionUploads;

impl MigrationName for SessionUploads {
    fn name(&self) -> &'static str {
        "m0008_session_uploads"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SessionUploads {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), super::session_uploads::TABLES).await
    }
}

#[cfg(test)]
mod tests {
    use kit::testing::on_every_database;

    use super::*;

    /// As it was before deletion.
    struct Before;

    #[async_trait::async_trait]
    impl MigratorTrait for Before {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            vec![Box::new(Begin)]
        }
    }

    #[tokio::test]
    async fn what_was_kept_before_deletion_is_kept_and_stays_proved() {
        on_every_database::<Before, _>("evidence", |store| async move {
            let tx = store.begin().await.unwrap();
            let (task, request) = ("tasks/0190b6f0-0000-7000-8000-000000000001", "requests/2");
            let cite = |subject: &str| {
                format!(
                    "INSERT INTO citations (sha256, subject, region_code, holder, person, create_time)
                     VALUES ('ab', '{subject}', '', '', '', 1)"
                )
            };
            for text in [
                "INSERT INTO uploads (id, sha256, person, size, media_type, arrived, turn, region_code, holder, store_time, expire_time)
                 VALUES ('u', 'ab', 'people/1', 5, 'image/png', 5, '', '', '', 7, 9)",
                "INSERT INTO files (sha256, size, media_type, sealed, thumbnail, store_time)
                 VALUES ('ab', 5, 'image/png', '', 0, 7), ('cd', 5, 'image/png', '', 0, 8)",
                "INSERT INTO followed (log, cursor) VALUES ('dispatch', 'somewhere')",
                &cite(&format!("{task}/attempts/3")),
                &cite(request),
                &cite("uploads/u"),
            ] {
                tx.execute_unprepared(text).await.unwrap();
            }
            Migrator::up(&tx, None).await.unwrap();
            let rows = kit::storage::sql(&tx, "SELECT whole FROM citations ORDER BY whole", Vec::new());
            let rows = tx.query_all_raw(rows).await.unwrap();
            let wholes: Vec<String> = rows.iter().map(|row| row.try_get("", "whole").unwrap()).collect();
            assert_eq!(wholes, ["", "missed/before", request, task], "of the other file nobody knows what cites it");
            let one = async |text: &str| tx.query_one_raw(kit::storage::sql(&tx, text, Vec::new())).await.unwrap();
            let row = one("SELECT prove_time FROM uploads").await.unwrap();
            assert_eq!(row.try_get::<i64>("", "prove_time").unwrap(), 7);
            let row = one("SELECT cursor FROM followed").await.unwrap();
            assert_eq!(row.try_get::<String>("", "cursor").unwrap(), "");
        })
        .await;
    }
}
