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
            Box::new(Openings),
            Box::new(LedLists),
            Box::new(MoreLists),
            kit::storage::counts::migration("m0005_counts", super::COUNTS),
        ]
    }
}

struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "m0001_begin"
    }
}

/// `requests` is the table of calls, so what units are asked for lies in `unit_requests`. `visible_unit` is empty until a request
/// first leaves the court; `open_due` is null once nothing is awaited; `live` is 1 while a seizure holds or waits.
const REQUESTS: &[&str] = &[
    "CREATE TABLE unit_requests (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, state TEXT NOT NULL, unit TEXT NOT NULL, visible_unit TEXT NOT NULL, matter TEXT NOT NULL,
        case_name TEXT NOT NULL, case_number TEXT NOT NULL, proposer TEXT NOT NULL, open_due BIGINT, submit_time BIGINT,
        outcome TEXT NOT NULL, on_time BIGINT NOT NULL, total_micros BIGINT NOT NULL, court_micros BIGINT NOT NULL,
        import_key {bytes})",
    "CREATE INDEX unit_requests_by_time ON unit_requests (create_time, id)",
    // What a clerk sees.
    "CREATE INDEX unit_requests_of_unit ON unit_requests (visible_unit, create_time, id) WHERE visible_unit <> ''",
    "CREATE INDEX unit_requests_in_state ON unit_requests (state, create_time, id)",
    "CREATE INDEX unit_requests_by_matter ON unit_requests (matter, create_time, id)",
    "CREATE INDEX unit_requests_of_case ON unit_requests (case_name, create_time, id)",
    "CREATE INDEX unit_requests_of_number ON unit_requests (case_number, create_time, id) WHERE case_number <> ''",
    "CREATE INDEX unit_requests_of_proposer ON unit_requests (proposer, create_time, id)",
    // What is overdue.
    "CREATE INDEX unit_requests_due ON unit_requests (open_due) WHERE open_due IS NOT NULL",
    "CREATE UNIQUE INDEX unit_requests_imported ON unit_requests (import_key) WHERE import_key IS NOT NULL",
    // The statistics.
    "CREATE INDEX unit_requests_submitted ON unit_requests (submit_time) WHERE submit_time IS NOT NULL",
];

const SEIZURES: &[&str] = &[
    "CREATE TABLE seizures (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, state TEXT NOT NULL, asset_class TEXT NOT NULL, property {bytes} NOT NULL,
        case_name TEXT NOT NULL, case_number TEXT NOT NULL, request TEXT, last_day TEXT, live BIGINT NOT NULL)",
    "CREATE INDEX seizures_by_time ON seizures (create_time, id)",
    // The queue of one property.
    "CREATE INDEX seizures_of_property ON seizures (property) WHERE live = 1",
    "CREATE INDEX seizures_in_state ON seizures (state, create_time, id)",
    "CREATE INDEX seizures_of_class ON seizures (asset_class, create_time, id)",
    "CREATE INDEX seizures_of_case ON seizures (case_name, create_time, id)",
    "CREATE INDEX seizures_of_number ON seizures (case_number, create_time, id) WHERE case_number <> ''",
    "CREATE INDEX seizures_of_request ON seizures (request) WHERE request IS NOT NULL",
    // What lapses next: `last_day` stands only while the seizure is in force.
    "CREATE INDEX seizures_ending ON seizures (last_day, id) WHERE last_day IS NOT NULL",
    // The same where a state is asked for too: without it the planner of SQLite goes by the state and sorts all of it.
    "CREATE INDEX seizures_in_state_ending ON seizures (state, last_day, id) WHERE last_day IS NOT NULL",
    // A change of who holds a property and who waits locks its row here first.
    "CREATE TABLE properties (id {bytes} NOT NULL PRIMARY KEY, turn BIGINT NOT NULL)",
    "CREATE TABLE duties (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL, case_name TEXT NOT NULL, request TEXT NOT NULL)",
    "CREATE INDEX duties_by_time ON duties (create_time, id)",
    "CREATE INDEX duties_in_state ON duties (state, create_time, id)",
    "CREATE INDEX duties_of_case ON duties (case_name, create_time, id)",
    "CREATE INDEX duties_of_request ON duties (request)",
];

/// `open_due` is null once a lead was verified.
const DEBTORS: &[&str] = &[
    "CREATE TABLE debtors (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, person {bytes}, merged_into TEXT)",
    "CREATE INDEX debtors_by_time ON debtors (create_time, id)",
    "CREATE UNIQUE INDEX debtors_of_number ON debtors (person, region_code) WHERE person IS NOT NULL",
    "CREATE INDEX debtors_behind ON debtors (merged_into) WHERE merged_into IS NOT NULL",
    "CREATE TABLE leads (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, state TEXT NOT NULL, debtor TEXT, case_name TEXT NOT NULL, author TEXT NOT NULL,
        open_due TEXT)",
    "CREATE INDEX leads_by_time ON leads (create_time, id)",
    "CREATE INDEX leads_in_state ON leads (state, create_time, id)",
    "CREATE INDEX leads_of_debtor ON leads (debtor, create_time, id) WHERE debtor IS NOT NULL",
    "CREATE INDEX leads_of_case ON leads (case_name, create_time, id)",
    "CREATE INDEX leads_of_author ON leads (author, create_time, id)",
    "CREATE INDEX leads_due ON leads (open_due) WHERE open_due IS NOT NULL",
    "CREATE TABLE assets (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, debtor TEXT NOT NULL, case_name TEXT NOT NULL, kind TEXT NOT NULL)",
    "CREATE INDEX assets_by_time ON assets (create_time, id)",
    "CREATE INDEX assets_of_debtor ON assets (debtor, create_time, id)",
    "CREATE INDEX assets_of_case ON assets (case_name, create_time, id)",
    "CREATE INDEX assets_of_kind ON assets (kind, create_time, id)",
];

/// `visible_unit` is the police once a watch was pushed; `open` is 1 while it can be withdrawn.
const WATCHES: &[&str] = &[
    "CREATE TABLE watches (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, state TEXT NOT NULL, visible_unit TEXT NOT NULL, case_name TEXT NOT NULL,
        case_number TEXT NOT NULL, person {bytes} NOT NULL, until TEXT NOT NULL, open BIGINT NOT NULL, push_time BIGINT,
        control_micros BIGINT, import_key {bytes})",
    "CREATE INDEX watches_by_time ON watches (create_time, id)",
    "CREATE INDEX watches_of_unit ON watches (visible_unit, create_time, id) WHERE visible_unit <> ''",
    "CREATE INDEX watches_in_state ON watches (state, create_time, id)",
    "CREATE INDEX watches_of_case ON watches (case_name, create_time, id)",
    "CREATE INDEX watches_of_number ON watches (case_number, create_time, id) WHERE case_number <> ''",
    "CREATE INDEX watches_of_person ON watches (person, create_time, id)",
    // What runs out, what was pushed in a window, what was taken over before.
    "CREATE INDEX watches_open ON watches (until, id) WHERE open = 1",
    "CREATE INDEX watches_pushed ON watches (push_time) WHERE push_time IS NOT NULL",
    "CREATE UNIQUE INDEX watches_imported ON watches (import_key) WHERE import_key IS NOT NULL",
];

/// A project's parcels are encrypted in its row; `parcels` says which was listed and sold, for the totals and so that none is sold
/// twice. `asked_units` says which department sees which project.
const DISPOSALS: &[&str] = &[
    "CREATE TABLE disposals (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        sealed {bytes} NOT NULL, state TEXT NOT NULL, case_name TEXT NOT NULL, case_number TEXT NOT NULL, import_key {bytes})",
    "CREATE INDEX disposals_by_time ON disposals (create_time, id)",
    "CREATE INDEX disposals_in_state ON disposals (state, create_time, id)",
    "CREATE INDEX disposals_of_case ON disposals (case_name, create_time, id) WHERE case_name <> ''",
    "CREATE INDEX disposals_of_number ON disposals (case_number, create_time, id) WHERE case_number <> ''",
    "CREATE UNIQUE INDEX disposals_imported ON disposals (import_key) WHERE import_key IS NOT NULL",
    "CREATE TABLE asked_units (unit TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (unit, id))",
    "CREATE TABLE parcels (
        id TEXT NOT NULL PRIMARY KEY, disposal TEXT NOT NULL, region_code TEXT NOT NULL, parcel_key {bytes} NOT NULL,
        list_time BIGINT, sell_time BIGINT, land BIGINT NOT NULL, floor BIGINT NOT NULL, price BIGINT NOT NULL)",
    "CREATE INDEX parcels_listed ON parcels (list_time) WHERE list_time IS NOT NULL",
    "CREATE INDEX parcels_sold ON parcels (sell_time) WHERE sell_time IS NOT NULL",
    "CREATE UNIQUE INDEX parcels_sold_once ON parcels (parcel_key) WHERE sell_time IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let own = [REQUESTS, SEIZURES, DEBTORS, WATCHES, DISPOSALS, super::webhooks::TABLES];
        let common =
            [kit::unit_of_work::idempotency::TABLES, kit::events::TABLES, kit::events::consumer::TABLES];
        for tables in own.into_iter().chain(common) {
            kit::storage::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}

/// Openings and their rows.
struct Openings;

impl MigrationName for Openings {
    fn name(&self) -> &'static str {
        "m0002_openings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Openings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), super::openings::TABLES).await
    }
}

/// Lists that are led by the county.
struct LedLists;

impl MigrationName for LedLists {
    fn name(&self) -> &'static str {
        "m0003_led_lists"
    }
}

/// The tables whose lists are led so.
const LED: &[&str] = &[
    "unit_requests",
    "seizures",
    "duties",
    "debtors",
    "leads",
    "assets",
    "watches",
    "disposals",
    "seizure_openings",
];

/// Their indexes; one of before that leads no list goes. None has a condition: planners can't prove one of a bound parameter.
const LED_LISTS: &[&str] = &[
    "DROP INDEX unit_requests_by_time",
    "DROP INDEX unit_requests_of_unit",
    "DROP INDEX unit_requests_in_state",
    "DROP INDEX unit_requests_by_matter",
    "DROP INDEX unit_requests_of_number",
    "CREATE INDEX unit_requests_of_county ON unit_requests (county, create_time, id)",
    "CREATE INDEX unit_requests_in_state ON unit_requests (county, state, create_time, id)",
    "CREATE INDEX unit_requests_by_matter ON unit_requests (county, matter, create_time, id)",
    "CREATE INDEX unit_requests_by_asked_unit ON unit_requests (county, unit, create_time, id)",
    "CREATE INDEX unit_requests_of_unit ON unit_requests (visible_unit, create_time, id)",
    "CREATE INDEX unit_requests_of_number ON unit_requests (case_number, create_time, id)",
    "DROP INDEX seizures_by_time",
    "DROP INDEX seizures_in_state",
    "DROP INDEX seizures_of_class",
    "DROP INDEX seizures_of_number",
    "DROP INDEX seizures_in_state_ending",
    "CREATE INDEX seizures_of_county ON seizures (county, create_time, id)",
    "CREATE INDEX seizures_in_state ON seizures (county, state, create_time, id)",
    "CREATE INDEX seizures_of_class ON seizures (county, asset_class, create_time, id)",
    "CREATE INDEX seizures_of_number ON seizures (case_number, create_time, id)",
    "DROP INDEX duties_by_time",
    "DROP INDEX duties_in_state",
    "CREATE INDEX duties_of_county ON duties (county, create_time, id)",
    "CREATE INDEX duties_in_state ON duties (county, state, create_time, id)",
    "DROP INDEX debtors_by_time",
    "DROP INDEX debtors_behind",
    "CREATE INDEX debtors_of_county ON debtors (county, create_time, id)",
    "CREATE INDEX debtors_behind ON debtors (merged_into, create_time, id)",
    "DROP INDEX leads_by_time",
    "DROP INDEX leads_in_state",
    "DROP INDEX leads_of_debtor",
    "CREATE INDEX leads_of_county ON leads (county, create_time, id)",
    "CREATE INDEX leads_in_state ON leads (county, state, create_time, id)",
    "CREATE INDEX leads_of_debtor ON leads (debtor, create_time, id)",
    "DROP INDEX assets_by_time",
    "DROP INDEX assets_of_kind",
    "CREATE INDEX assets_of_county ON assets (county, create_time, id)",
    "CREATE INDEX assets_of_kind ON assets (county, kind, create_time, id)",
    "DROP INDEX watches_by_time",
    "DROP INDEX watches_of_unit",
    "DROP INDEX watches_in_state",
    "DROP INDEX watches_of_number",
    "CREATE INDEX watches_of_county ON watches (county, create_time, id)",
    "CREATE INDEX watches_in_state ON watches (county, state, create_time, id)",
    "CREATE INDEX watches_of_unit ON watches (visible_unit, create_time, id)",
    "CREATE INDEX watches_of_number ON watches (case_number, create_time, id)",
    "DROP INDEX disposals_by_time",
    "DROP INDEX disposals_in_state",
    "DROP INDEX disposals_of_case",
    "DROP INDEX disposals_of_number",
    "CREATE INDEX disposals_of_county ON disposals (county, create_time, id)",
    "CREATE INDEX disposals_in_state ON disposals (county, state, create_time, id)",
    "CREATE INDEX disposals_of_case ON disposals (case_name, create_time, id)",
    "CREATE INDEX disposals_of_number ON disposals (case_number, create_time, id)",
    "DROP INDEX seizure_openings_by_time",
    "DROP INDEX seizure_openings_in_state",
    "CREATE INDEX seizure_openings_of_county ON seizure_openings (county, create_time, id)",
    "CREATE INDEX seizure_openings_in_state ON seizure_openings (county, state, create_time, id)",
    // What lapses next, of a county.
    "CREATE INDEX seizures_of_county_ending ON seizures (county, last_day, id)",
    "CREATE INDEX seizures_in_state_ending ON seizures (county, state, last_day, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for LedLists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for table in LED {
            let columns = kit::storage::list::region_columns::columns(table, "region_code", &["county"]);
            kit::storage::sql::run_ddl_owned(connection, &columns).await?;
        }
        kit::storage::run_ddl(connection, LED_LISTS).await
    }
}

/// Lists of what a unit was asked about, of a debtor's number and of rows with exceptions that are led.
struct MoreLists;

impl MigrationName for MoreLists {
    fn name(&self) -> &'static str {
        "m0004_lists_of_units_numbers_and_exceptions"
    }
}

/// Their indexes.
const MORE_LISTS: &[&str] = &[
    "ALTER TABLE asked_units ADD COLUMN create_time BIGINT NOT NULL DEFAULT 0",
    "UPDATE asked_units SET create_time =
        COALESCE((SELECT create_time FROM disposals WHERE disposals.id = asked_units.id), 0)",
    "CREATE INDEX asked_units_by_time ON asked_units (unit, create_time, id)",
    "CREATE INDEX debtors_of_person ON debtors (person, create_time, id)",
    "CREATE INDEX opening_rows_exceptions ON opening_rows (opening, source_file, source_line) WHERE accepted = 0",
];

#[async_trait::async_trait]
impl MigrationTrait for MoreLists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), MORE_LISTS).await
    }
}
