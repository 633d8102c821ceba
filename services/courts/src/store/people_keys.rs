//! Keys by which people are found: their name and their telephone, whole and in every spelling of [`law::names`]. A key is a blind index:
//! without the encryption's key nobody learns a number from it.

use kit::{
    domain::refusal::Refusal,
    storage::{
        Encryption, SqlParams, Store,
        list::{Branch, Clause, Key, Via},
        record, sql,
    },
};
use law::names;
use sea_orm::{ConnectionTrait, Value};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::{
    ddl::{exact, run},
    people_rows::person,
    rows::insert,
};
use crate::domain::person::Person;

/// The keys, and how far the people of an older release were looked through.
const TABLES: &[&str] = &[
    "CREATE TABLE people_keys (search_key {bytes} NOT NULL, person TEXT {exact} NOT NULL, PRIMARY KEY (search_key, person))",
    "CREATE INDEX people_keys_of_person ON people_keys (person)",
    "CREATE TABLE people_keys_to_fill (after_id TEXT {exact} NOT NULL PRIMARY KEY)",
    "INSERT INTO people_keys_to_fill VALUES ('')",
];

/// Where the people of a key stand.
const KEYS: Via = Via { table: "people_keys", key: Key::Column("person") };
/// How many people one statement or one step of the filling names.
const AT_ONCE: usize = 500;
/// The fewest digits of a telephone number.
const SHORTEST_PHONE: usize = 5;

pub(super) struct PeopleKeys;

impl MigrationName for PeopleKeys {
    fn name(&self) -> &'static str {
        "m0040_people_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PeopleKeys {
    async fn up(&self, manager: &SchemaManager) -> Result<(), sea_orm::DbErr> {
        run(manager, &exact(manager, TABLES)).await
    }
}

/// By what a person is looked for, in the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SearchKey(String);

impl SearchKey {
    /// A whole name; none of what has nothing to be compared.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let folded = names::folded(name);
        (!folded.is_empty()).then(|| Self(format!("name/{folded}")))
    }

    /// A whole telephone number; none of what is too short for one.
    pub(crate) fn of_phone(phone: &str) -> Option<Self> {
        let digits = names::phone_digits(phone);
        (digits.len() >= SHORTEST_PHONE).then(|| Self(format!("phone/{digits}")))
    }

    fn index(&self, encryption: &Encryption) -> Vec<u8> {
        encryption.blind_index(&self.0)
    }

    /// The people whose key it is, by the index of keys.
    pub(super) fn branch(&self, encryption: &Encryption) -> Branch {
        Branch::through(KEYS, Clause::equals("search_key", self.index(encryption)))
    }

    /// The same tested row by row, over `people`.
    pub(super) fn condition(&self, encryption: &Encryption) -> Clause {
        Clause::new(|params| {
            let key = params.bind(self.index(encryption));
            format!(
                "(SELECT 1 FROM people_keys k WHERE k.search_key = {key} AND k.person = people.id LIMIT 1) IS NOT NULL"
            )
        })
    }
}

/// Writes the keys of people anew.
pub(super) async fn write(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    people: &[&Person],
) -> Result<(), Refusal> {
    for some in people.chunks(AT_ONCE) {
        let mut params = SqlParams::default();
        let ids = params.list(some.iter().map(|person| person.id.as_str()));
        let delete = format!("DELETE FROM people_keys WHERE person IN {ids}");
        connection.execute_raw(sql(connection, &delete, params.0)).await?;
    }
    let keys = people.iter().flat_map(|person| {
        let keys = [SearchKey::of_name(&person.display_name), SearchKey::of_phone(&person.phone)];
        keys.into_iter()
            .flatten()
            .map(|key| -> Vec<Value> { vec![key.index(encryption).into(), person.id.as_str().into()] })
    });
    let head = "INSERT INTO people_keys (search_key, person)";
    Ok(insert(connection, head, keys.collect(), "ON CONFLICT DO NOTHING").await?)
}

/// Writes the keys of people of an older release, some at a time; after a stop it continues where it was.
pub(super) async fn fill(store: &Store) -> Result<(), Refusal> {
    while fill_some(store).await? {}
    Ok(())
}

async fn fill_some(store: &Store) -> Result<bool, Refusal> {
    let begun = "SELECT after_id FROM people_keys_to_fill";
    if store.read().query_one_raw(sql(store.read(), begun, vec![])).await?.is_none() {
        return Ok(false);
    }
    let tx = store.begin().await?;
    let text = format!("{begun}{}", sql::for_update(&tx));
    let Some(row) = tx.query_one_raw(sql(&tx, &text, vec![])).await? else { return Ok(false) };
    let after: String = row.try_get("", "after_id")?;
    let text = format!(
        "SELECT id AS person, display_name, phone, deactivated, version, create_time, entered_by, entered_in FROM people
         WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}{}",
        sql::for_update(&tx)
    );
    let rows = tx.query_all_raw(sql(&tx, &text, vec![after.into()])).await?;
    let encryption = store.encryption();
    let people = record::readable(("people", "person"), &rows, |row| person(row, encryption));
    write(&tx, encryption, &people.iter().collect::<Vec<_>>()).await?;
    let (text, values) = match rows.last() {
        Some(last) => (
            "UPDATE people_keys_to_fill SET after_id = $1",
            vec![last.try_get::<String>("", "person")?.into()],
        ),
        None => ("DELETE FROM people_keys_to_fill", vec![]),
    };
    tx.execute_raw(sql(&tx, text, values)).await?;
    tx.commit().await?;
    Ok(true)
}
