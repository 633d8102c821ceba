//! The tables, area by area.

use sea_orm_migration::prelude::*;

use super::{
    approvals, batches, case_deadlines, case_notes, cases, controls, indicator_rows, indicator_sums,
    known_tasks, money, openings, sanctions, search_keys, service_acts, snapshots, supervisions, timeline,
    unlinked, visits,
};

/// Brings the database up to date.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Begin),
            Box::new(Openings),
            Box::new(Identities),
            Box::new(LedLists),
            Box::new(MoreLists),
            kit::storage::counts::migration("m0006_counts", super::COUNTS),
            Box::new(Approvals),
            Box::new(PayoutFiles),
            Box::new(SearchKeys),
            Box::new(SnapshotList),
            Box::new(MoneyMonths),
            Box::new(CaseDeadlines),
            Box::new(Reversals),
            Box::new(CaseNotes),
            Box::new(ReversedPayouts),
        ]
    }
}

struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "m0001_begin"
    }
}

/// The tables of every area.
const TABLES: &[&[&str]] = &[
    kit::unit_of_work::idempotency::TABLES,
    kit::events::TABLES,
    kit::events::consumer::TABLES,
    indicator_rows::TABLES,
    timeline::TABLES,
    visits::TABLES,
    cases::TABLES,
    controls::TABLES,
    money::TABLES,
    batches::TABLES,
    service_acts::TABLES,
    sanctions::TABLES,
    supervisions::TABLES,
    snapshots::TABLES,
];

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for tables in TABLES {
            kit::storage::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}

struct Openings;

impl MigrationName for Openings {
    fn name(&self) -> &'static str {
        "m0002_openings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Openings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), openings::TABLES).await
    }
}

/// One identity of a case's number, and what is linked by it.
struct Identities;

impl MigrationName for Identities {
    fn name(&self) -> &'static str {
        "m0003_identities"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Identities {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        kit::storage::run_ddl(connection, cases::IDENTITY).await?;
        cases::fill_identities(connection).await?;
        for tables in [cases::IDENTITY_INDEX, unlinked::TABLES, known_tasks::TABLES] {
            kit::storage::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}

/// Lists that are led by the county.
struct LedLists;

impl MigrationName for LedLists {
    fn name(&self) -> &'static str {
        "m0004_led_lists"
    }
}

/// The tables whose lists are led so.
const LED: &[&str] =
    &["cases", "receipts", "distributions", "payouts", "batches", "case_openings", "supervisions"];

/// Their indexes; one of before that leads no list goes. None has a condition: planners can't prove one of a bound parameter.
const LED_LISTS: &[&str] = &[
    "DROP INDEX cases_by_filing",
    "DROP INDEX cases_in_state",
    "CREATE INDEX cases_of_county ON cases (county, filed, id)",
    "CREATE INDEX cases_in_state ON cases (county, state, filed, id)",
    "CREATE INDEX cases_by_ending ON cases (county, ending, filed, id)",
    "ALTER TABLE receipts ADD COLUMN is_open BIGINT GENERATED ALWAYS AS (CASE WHEN due_day IS NULL THEN 0 ELSE 1 END) {computed}",
    "DROP INDEX receipts_by_time",
    "DROP INDEX receipts_in_state",
    "DROP INDEX receipts_of_case",
    "DROP INDEX receipts_of_batch",
    "CREATE INDEX receipts_of_county ON receipts (county, create_time, id)",
    "CREATE INDEX receipts_in_state ON receipts (county, state, create_time, id)",
    "CREATE INDEX receipts_open ON receipts (county, is_open, create_time, id)",
    "CREATE INDEX receipts_of_case ON receipts (case_id, create_time, id)",
    "CREATE INDEX receipts_of_batch ON receipts (batch_id, create_time, id)",
    "DROP INDEX distributions_by_time",
    "DROP INDEX distributions_in_state",
    "DROP INDEX distributions_of_case",
    "CREATE INDEX distributions_of_county ON distributions (county, create_time, id)",
    "CREATE INDEX distributions_in_state ON distributions (county, state, create_time, id)",
    "CREATE INDEX distributions_of_case ON distributions (case_id, create_time, id)",
    "DROP INDEX payouts_by_time",
    "DROP INDEX payouts_in_state",
    "DROP INDEX payouts_of_case",
    "CREATE INDEX payouts_of_county ON payouts (county, create_time, id)",
    "CREATE INDEX payouts_in_state ON payouts (county, state, create_time, id)",
    "CREATE INDEX payouts_of_case ON payouts (case_id, create_time, id)",
    "DROP INDEX batches_by_time",
    "CREATE INDEX batches_of_county ON batches (county, create_time, id)",
    "DROP INDEX case_openings_by_time",
    "DROP INDEX case_openings_in_state",
    "CREATE INDEX case_openings_of_county ON case_openings (county, create_time, id)",
    "CREATE INDEX case_openings_in_state ON case_openings (county, state, create_time, id)",
    "DROP INDEX supervisions_by_time",
    "DROP INDEX supervisions_in_region",
    "DROP INDEX supervisions_in_state",
    "DROP INDEX supervisions_by_due",
    "CREATE INDEX supervisions_of_county ON supervisions (county, create_time, id)",
    "CREATE INDEX supervisions_of_county_by_due ON supervisions (county, due_time, id)",
    "CREATE INDEX supervisions_in_state ON supervisions (county, state, create_time, id)",
    "CREATE INDEX supervisions_open_by_due ON supervisions (county, is_open, due_time, id)",
    "CREATE INDEX supervisions_of_owner_by_due ON supervisions (owner, due_time, id)",
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

/// Lists of sanctions, of a party's cases and of the rows behind figures that are led.
struct MoreLists;

impl MigrationName for MoreLists {
    fn name(&self) -> &'static str {
        "m0005_lists_of_sanctions_parties_and_measures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for MoreLists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for (table, columns) in
            [("sanctions", &["county"] as &[&str]), ("measures", &["county", "town", "village"])]
        {
            let columns = kit::storage::list::region_columns::columns(table, "region_code", columns);
            kit::storage::sql::run_ddl_owned(connection, &columns).await?;
        }
        for statements in [sanctions::LED_LISTS, cases::PARTIES_IN_ORDER, indicator_sums::IN_ORDER] {
            kit::storage::run_ddl(connection, statements).await?;
        }
        Ok(())
    }
}

/// What waits for a decision, in one list.
struct Approvals;

impl MigrationName for Approvals {
    fn name(&self) -> &'static str {
        "m0007_approvals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Approvals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        kit::storage::run_ddl(connection, approvals::TABLES).await?;
        let county = kit::storage::list::region_columns::columns("approvals", "region_code", &["county"]);
        kit::storage::sql::run_ddl_owned(connection, &county).await?;
        kit::storage::run_ddl(connection, approvals::IN_ORDER).await
    }
}

/// The orders to the bank to pay.
struct PayoutFiles;

impl MigrationName for PayoutFiles {
    fn name(&self) -> &'static str {
        "m0008_payout_files"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PayoutFiles {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        kit::storage::run_ddl(connection, money::payout_files::TABLES).await?;
        let county = kit::storage::list::region_columns::columns("payout_files", "region_code", &["county"]);
        kit::storage::sql::run_ddl_owned(connection, &county).await?;
        kit::storage::run_ddl(connection, money::payout_files::LED_LISTS).await
    }
}

/// The keys by which cases and receipts are found.
struct SearchKeys;

impl MigrationName for SearchKeys {
    fn name(&self) -> &'static str {
        "m0040_search_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SearchKeys {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), search_keys::TABLES).await
    }
}

/// The list of frozen figures.
struct SnapshotList;

impl MigrationName for SnapshotList {
    fn name(&self) -> &'static str {
        "m0041_snapshot_list"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SnapshotList {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let county =
            kit::storage::list::region_columns::columns("indicator_snapshots", "region_code", &["county"]);
        kit::storage::sql::run_ddl_owned(connection, &county).await?;
        kit::storage::run_ddl(connection, snapshots::LED_LIST).await
    }
}

/// The closes of the months of case funds, and the movements at the bank in the order of time.
struct MoneyMonths;

impl MigrationName for MoneyMonths {
    fn name(&self) -> &'static str {
        "m0042_money_months"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for MoneyMonths {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        kit::storage::run_ddl(connection, money::months::TABLES).await?;
        let county = kit::storage::list::region_columns::columns("money_months", "region_code", &["county"]);
        kit::storage::sql::run_ddl_owned(connection, &county).await?;
        kit::storage::run_ddl(connection, money::months::LED_LISTS).await
    }
}

/// The days that the law sets in open cases, in the order in which they come.
struct CaseDeadlines;

impl MigrationName for CaseDeadlines {
    fn name(&self) -> &'static str {
        "m0043_case_deadlines"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CaseDeadlines {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        kit::storage::run_ddl(connection, case_deadlines::TABLES).await?;
        let county =
            kit::storage::list::region_columns::columns("case_deadlines", "region_code", &["county"]);
        kit::storage::sql::run_ddl_owned(connection, &county).await?;
        kit::storage::run_ddl(connection, case_deadlines::LED_LIST).await
    }
}

/// Receipts that were entered wrong are taken out of the books.
struct Reversals;

impl MigrationName for Reversals {
    fn name(&self) -> &'static str {
        "m0044_reversals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reversals {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), money::REVERSALS).await
    }
}

/// Payments that were entered and not made are taken out of the books.
struct ReversedPayouts;

impl MigrationName for ReversedPayouts {
    fn name(&self) -> &'static str {
        "m0046_reversed_payouts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReversedPayouts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), money::REVERSED_PAYOUTS).await
    }
}

/// Notes about cases.
struct CaseNotes;

impl MigrationName for CaseNotes {
    fn name(&self) -> &'static str {
        "m0045_case_notes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CaseNotes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), case_notes::TABLES).await
    }
}
