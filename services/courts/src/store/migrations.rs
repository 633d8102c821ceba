//! The tables.

use kit::storage::{list::region_columns, run_ddl};
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

use super::{
    access_tables::AccessTables,
    ddl::{exact, run},
    people_keys::PeopleKeys,
    people_list,
    peoples_courts::PeoplesCourts,
    service_accounts,
    shapes::RegionShapes,
    sign_in,
    terminal_access::TerminalAccess,
    terminals,
    upload_sessions::UploadSessions,
};

/// Brings the database up to date.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Begin),
            Box::new(SignIn),
            Box::new(Origins),
            Box::new(Familiar),
            Box::new(AccessTables),
            Box::new(Devices),
            Box::new(PeoplesCourts),
            Box::new(LedLists),
            Box::new(TerminalAccess),
            Box::new(EquipmentReports),
            Box::new(Receptions),
            Box::new(PeopleKeys),
            Box::new(UploadSessions),
            Box::new(RegionShapes),
            Box::new(Deputies),
        ]
    }
}

struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "m0001_begin"
    }
}

/// `{exact}` orders by bytes on both databases: codes are compared as prefixes and pages follow one order everywhere.
const TABLES: &[&str] = &[
    // `network_version` grows with every change of regions or courts, and is the lock before which writers stand in line.
    "CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
    "INSERT INTO settings (name, value) VALUES ('network_version', 1), ('demonstration', 0)",
    "CREATE TABLE regions (
        code TEXT {exact} NOT NULL PRIMARY KEY, display_name TEXT NOT NULL, lat DOUBLE PRECISION, lng DOUBLE PRECISION)",
    // `covers` is codes with commas between, `equipment` JSON: both are read and written whole.
    "CREATE TABLE courts (
        code TEXT {exact} NOT NULL PRIMARY KEY, display_name TEXT NOT NULL, host TEXT NOT NULL, region TEXT NOT NULL,
        covers TEXT NOT NULL, equipment TEXT NOT NULL, state TEXT NOT NULL, lat DOUBLE PRECISION, lng DOUBLE PRECISION,
        version BIGINT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL)",
    "CREATE TABLE people (
        id TEXT {exact} NOT NULL PRIMARY KEY, display_name TEXT NOT NULL, phone {bytes}, deactivated BIGINT,
        deactivated_reason TEXT, version BIGINT NOT NULL, create_time BIGINT NOT NULL)",
    // `place` is the region in which a term lies: its own, or the one in which its court stands. The key serves the terms of a
    // person.
    "CREATE TABLE terms (
        person TEXT {exact} NOT NULL REFERENCES people (id), id TEXT NOT NULL, role TEXT NOT NULL,
        place TEXT {exact}, court TEXT {exact}, unit TEXT, grid TEXT, committee_staff BIGINT NOT NULL,
        start_time BIGINT NOT NULL, end_time BIGINT, PRIMARY KEY (person, id))",
    // The people of a court, and who directs it today.
    "CREATE INDEX terms_of_court ON terms (court, role, start_time) WHERE court IS NOT NULL",
    // The holders of an office.
    "CREATE INDEX terms_of_role ON terms (role, person)",
    "CREATE TABLE terminals (
        id TEXT {exact} NOT NULL PRIMARY KEY, court TEXT {exact} NOT NULL, place TEXT {exact} NOT NULL, heard BIGINT,
        software_version TEXT NOT NULL)",
    // The terminals of a court.
    "CREATE INDEX terminals_of_court ON terminals (court, id)",
];

/// Codes and tokens lie here as blind indexes, names that nobody has among those of the failures.
const SIGN_IN: &[&str] = &[
    "CREATE TABLE credentials (
        person TEXT {exact} NOT NULL PRIMARY KEY REFERENCES people (id), hash TEXT NOT NULL, changed BIGINT NOT NULL)",
    "CREATE TABLE invitations (
        person TEXT {exact} NOT NULL PRIMARY KEY REFERENCES people (id), code {bytes} NOT NULL, expires BIGINT NOT NULL)",
    "CREATE TABLE failures (name {bytes} NOT NULL PRIMARY KEY, count BIGINT NOT NULL, last BIGINT NOT NULL)",
    // Old ones are forgotten.
    "CREATE INDEX failures_by_time ON failures (last)",
    // The unique secret serves every call that is made with a session.
    "CREATE TABLE sessions (
        id TEXT {exact} NOT NULL PRIMARY KEY, secret {bytes} NOT NULL UNIQUE, person TEXT {exact} NOT NULL, method TEXT NOT NULL,
        create_time BIGINT NOT NULL, seen BIGINT NOT NULL, expires BIGINT NOT NULL, ended BIGINT)",
    // The sessions of a person.
    "CREATE INDEX sessions_of_person ON sessions (person, id)",
    // Old ones are forgotten.
    "CREATE INDEX sessions_by_end ON sessions (expires)",
];

/// From whom people, invitations, passwords and sessions came. `hand` is what the inviter could give: codes of regions with commas
/// between, `*` for the installation itself. What is there already is good for the offices alone that its person has at this moment.
const ORIGINS: &[&str] = &[
    "ALTER TABLE people ADD COLUMN entered_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE people ADD COLUMN entered_in TEXT {exact}",
    "ALTER TABLE invitations ADD COLUMN inviter TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE invitations ADD COLUMN hand TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE credentials ADD COLUMN inviter TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE credentials ADD COLUMN hand TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sessions ADD COLUMN inviter TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sessions ADD COLUMN hand TEXT NOT NULL DEFAULT ''",
    "UPDATE invitations SET hand = COALESCE((SELECT {joined} FROM terms t WHERE t.person = invitations.person), '')",
    "UPDATE credentials SET hand = COALESCE((SELECT {joined} FROM terms t WHERE t.person = credentials.person), '')",
    "UPDATE sessions SET hand = COALESCE((SELECT {joined} FROM terms t WHERE t.person = sessions.person), '')",
    "UPDATE sessions SET hand = '*' WHERE method = 'PROVIDER'",
];

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut statements = exact(manager, TABLES);
        statements.extend(
            kit::unit_of_work::idempotency::TABLES
                .iter()
                .chain(kit::events::TABLES)
                .map(|&table| table.to_owned()),
        );
        run(manager, &statements).await
    }
}

struct SignIn;

impl MigrationName for SignIn {
    fn name(&self) -> &'static str {
        "m0002_sign_in"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SignIn {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &exact(manager, SIGN_IN)).await
    }
}

struct Origins;

impl MigrationName for Origins {
    fn name(&self) -> &'static str {
        "m0003_origins"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Origins {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_connection().get_database_backend() == DbBackend::Postgres;
        let joined = if postgres { "string_agg" } else { "group_concat" };
        let joined = format!("{joined}(COALESCE(t.place, t.unit), ',')");
        let statements = exact(manager, ORIGINS);
        let statements: Vec<String> =
            statements.iter().map(|statement| statement.replace("{joined}", &joined)).collect();
        run(manager, &statements).await
    }
}

struct Familiar;

impl MigrationName for Familiar {
    fn name(&self) -> &'static str {
        "m0004_familiar_addresses"
    }
}

/// From which addresses which people have signed in, as blind indexes of both together.
const FAMILIAR: &[&str] = &[
    "CREATE TABLE familiar (mark {bytes} NOT NULL PRIMARY KEY, last BIGINT NOT NULL)",
    // Old ones are forgotten.
    "CREATE INDEX familiar_by_time ON familiar (last)",
];

#[async_trait::async_trait]
impl MigrationTrait for Familiar {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &exact(manager, FAMILIAR)).await
    }
}

struct EquipmentReports;

impl MigrationName for EquipmentReports {
    fn name(&self) -> &'static str {
        "m0021_equipment_reports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for EquipmentReports {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // JSON, read and written whole; nothing before the first report.
        let statement = "ALTER TABLE courts ADD COLUMN equipment_report TEXT";
        run(manager, &[statement.to_owned()]).await
    }
}

struct Receptions;

impl MigrationName for Receptions {
    fn name(&self) -> &'static str {
        "m0022_receptions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Receptions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // JSON, read and written whole; nothing before it is set.
        let statement = "ALTER TABLE courts ADD COLUMN reception TEXT";
        run(manager, &[statement.to_owned()]).await
    }
}

struct Deputies;

impl MigrationName for Deputies {
    fn name(&self) -> &'static str {
        "m0026_deputies"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Deputies {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The id of the person whose office it is; nothing where it is the person's own.
        let statement = "ALTER TABLE terms ADD COLUMN deputises_for TEXT {exact}";
        run(manager, &exact(manager, &[statement])).await
    }
}

struct Devices;

impl MigrationName for Devices {
    fn name(&self) -> &'static str {
        "m0011_device_credentials"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Devices {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The device of a credential, as it names itself; empty for other sessions.
        let statement = "ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT ''";
        run(manager, &[statement.to_owned()]).await
    }
}

/// Lists that are led by columns of their own for county, town and village.
struct LedLists;

impl MigrationName for LedLists {
    fn name(&self) -> &'static str {
        "m0012_led_lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LedLists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["terms", "terminals", "service_accounts"] {
            run(manager, &region_columns::columns(table, "place", &["county", "town", "village"])).await?;
        }
        for statements in
            [people_list::LED_LISTS, terminals::LED_LISTS, service_accounts::LED_LISTS, sign_in::LED_LISTS]
        {
            run_ddl(manager.get_connection(), statements).await?;
        }
        Ok(())
    }
}
