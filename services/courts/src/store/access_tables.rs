//! The tables of second factors and service accounts.

use sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::ddl::{exact, run};

/// Secrets of second factors are encrypted here, recovery codes and the secrets of accounts are keyed digests.
const TABLES: &[&str] = &[
    // `pending` is a secret that was made and not activated yet. `last_step` is the last step whose code was used.
    "CREATE TABLE second_factors (
        person TEXT {exact} NOT NULL PRIMARY KEY REFERENCES people (id), secret {bytes}, pending {bytes},
        last_step BIGINT NOT NULL, enrolled BIGINT)",
    "CREATE TABLE recovery_codes (
        person TEXT {exact} NOT NULL REFERENCES people (id), code {bytes} NOT NULL, PRIMARY KEY (person, code))",
    // How the second factor stands in a session; nothing where there is no row.
    "CREATE TABLE session_factors (
        session TEXT {exact} NOT NULL PRIMARY KEY, shown BIGINT, by_invitation BIGINT NOT NULL, noted BIGINT NOT NULL)",
    // Old ones are forgotten.
    "CREATE INDEX session_factors_by_time ON session_factors (noted)",
    // `methods` and `addresses` are lists with line breaks between: they are read and written whole. `place` is as it is of terms.
    "CREATE TABLE service_accounts (
        id TEXT {exact} NOT NULL PRIMARY KEY, display_name TEXT NOT NULL, methods TEXT NOT NULL, role TEXT NOT NULL,
        place TEXT {exact}, court TEXT {exact}, unit TEXT, addresses TEXT NOT NULL, creator TEXT NOT NULL,
        create_time BIGINT NOT NULL, expires BIGINT NOT NULL, disabled BIGINT)",
    // The unique digest serves every call that is made with an account.
    "CREATE TABLE service_account_secrets (
        id TEXT {exact} NOT NULL PRIMARY KEY, account TEXT {exact} NOT NULL REFERENCES service_accounts (id),
        digest {bytes} NOT NULL UNIQUE, create_time BIGINT NOT NULL, expires BIGINT NOT NULL)",
    // The secrets of an account.
    "CREATE INDEX service_account_secrets_of_account ON service_account_secrets (account)",
];

pub(super) struct AccessTables;

impl MigrationName for AccessTables {
    fn name(&self) -> &'static str {
        "m0010_second_factor_and_service_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for AccessTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &exact(manager, TABLES)).await
    }
}
