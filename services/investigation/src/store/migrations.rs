//! The tables.

use sea_orm_migration::prelude::*;

/// Brings the database up to date.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Begin), Box::new(Openings)]
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
    // The ledger of one property.
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
    // Whoever changes who holds a property and who waits takes its row here first.
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

/// A project's parcels lie sealed in its row; `parcels` says which was listed and sold, for the totals and so that none is sold
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
        let common = [kit::once::TABLES, kit::log::TABLES, kit::follow::TABLES];
        for tables in own.into_iter().chain(common) {
            kit::store::run_ddl(connection, tables).await?;
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
        kit::store::run_ddl(manager.get_connection(), super::openings::TABLES).await
    }
}
