//! Service accounts in the database; their secrets are keyed digests.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{
        SqlParams,
        list::{Clause, Key, Lead, Leads, ListQuery, Order, Place, Sort, Terms},
        record::Page,
        sql,
    },
};
use std::collections::HashMap;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    codes::{code, court_code},
    people::{in_scope, reaches_units},
    people_rows,
    scope::{IN_PLACE, in_codes},
};
use crate::domain::{
    network::Network,
    service_account::{Account, AccountId, SecretState},
    term::{Post, Term},
};

const ACCOUNT: &str = "t.id, t.display_name, t.methods, t.role, t.place, t.court, t.unit, t.addresses, t.creator, t.create_time, \
                       t.expires, t.disabled";

/// How many ids one statement names.
const CHUNK: usize = 1000;

/// Enters an account; `false` where its id is taken.
pub(crate) async fn add(
    connection: &impl ConnectionTrait,
    network: &Network,
    account: &Account,
) -> Result<bool, Refusal> {
    let text = "INSERT INTO service_accounts
                (id, display_name, methods, role, place, court, unit, addresses, creator, create_time, expires)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    let term = &account.term;
    let unit = match &term.post {
        Post::Unit(unit) => Some(unit.clone()),
        Post::Region(_) | Post::Court(..) => None,
    };
    let addresses: Vec<String> = account.addresses.iter().map(ToString::to_string).collect();
    let values = vec![
        account.id.as_str().into(),
        account.display_name.clone().into(),
        account.methods.join("\n").into(),
        term.role.name().into(),
        term.place(network).map(str::to_owned).into(),
        term.court().map(|court| court.as_str().to_owned()).into(),
        unit.into(),
        addresses.join("\n").into(),
        account.creator.clone().into(),
        term.from.micros().into(),
        account.expires().micros().into(),
    ];
    Ok(connection.execute_raw(sql(connection, text, values)).await?.rows_affected() == 1)
}

/// Keeps a secret under its digest.
pub(crate) async fn add_secret(
    connection: &impl ConnectionTrait,
    account: &AccountId,
    secret: &SecretState,
    digest: Vec<u8>,
) -> Result<(), Refusal> {
    let text = "INSERT INTO service_account_secrets (id, account, digest, create_time, expires)
                VALUES ($1, $2, $3, $4, $5)";
    let values = vec![
        secret.id.clone().into(),
        account.as_str().into(),
        digest.into(),
        secret.created.micros().into(),
        secret.expires.micros().into(),
    ];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// Keeps when an account was disabled and when its secrets end.
pub(crate) async fn save(connection: &impl ConnectionTrait, account: &Account) -> Result<(), Refusal> {
    let text = "UPDATE service_accounts SET disabled = $2 WHERE id = $1";
    let values = vec![account.id.as_str().into(), account.disabled.map(Timestamp::micros).into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    for secret in &account.secrets {
        let text = "UPDATE service_account_secrets SET expires = $2 WHERE id = $1 AND expires > $2";
        let values = vec![secret.id.clone().into(), secret.expires.micros().into()];
        connection.execute_raw(sql(connection, text, values)).await?;
    }
    Ok(())
}

/// An account with its secrets, kept from others until the end of the transaction.
pub(crate) async fn lock_for_update(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: &AccountId,
) -> Result<Option<Account>, Refusal> {
    let lock = sql::for_update(connection);
    one(connection, scope, id, lock).await
}

/// An account with its secrets.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: &AccountId,
) -> Result<Option<Account>, Refusal> {
    one(connection, scope, id, "").await
}

/// Accounts by id, whatever their scope and without their secrets; unknown ids are left out.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    ids: &[AccountId],
) -> Result<Vec<Account>, Refusal> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let mut params = SqlParams::default();
        let ids = params.list(ids.iter().map(AccountId::as_str));
        let text = format!("SELECT {ACCOUNT} FROM service_accounts t WHERE t.id IN {ids}");
        let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
        found.extend(rows.iter().map(account).collect::<Result<Vec<_>, Refusal>>()?);
    }
    Ok(found)
}

async fn one(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: &AccountId,
    lock: &str,
) -> Result<Option<Account>, Refusal> {
    let mut params = SqlParams::default();
    let wanted = format!("t.id = {} AND {}", params.bind(id.as_str()), in_scope(&mut params, scope));
    let text = format!("SELECT {ACCOUNT} FROM service_accounts t WHERE {wanted}{lock}");
    let Some(row) = connection.query_one_raw(sql(connection, &text, params.0)).await? else {
        return Ok(None);
    };
    let mut account = account(&row)?;
    add_secrets(connection, std::slice::from_mut(&mut account)).await?;
    Ok(Some(account))
}

/// The account of a secret, with its secrets, and when that secret ends.
pub(crate) async fn of_digest(
    connection: &impl ConnectionTrait,
    digest: Vec<u8>,
) -> Result<Option<(Account, Timestamp)>, Refusal> {
    let text = format!(
        "SELECT {ACCOUNT}, s.expires AS secret_expires FROM service_account_secrets s
         JOIN service_accounts t ON t.id = s.account WHERE s.digest = $1"
    );
    let row = connection.query_one_raw(sql(connection, &text, vec![digest.into()])).await?;
    let Some(row) = row else { return Ok(None) };
    let expires = Timestamp::from_micros(row.try_get("", "secret_expires")?);
    Ok(Some((account(&row)?, expires)))
}

const BY_ID: &[&str] = &["id"];

/// What leads the lists of accounts; those of units are read beside them.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.access.v1.ServiceAccountService.ListServiceAccounts",
    order: "name",
    table: "service_accounts",
    key: Key::ID,
    columns: IN_PLACE,
    leads: &[
        Lead::alone("court", BY_ID).of_scope(),
        Lead::region("village", BY_ID).of_scope(),
        Lead::region("town", BY_ID).of_scope(),
        Lead::region("county", BY_ID).of_scope(),
        Lead::whole(BY_ID),
    ],
};

/// The indexes of the lists.
pub(super) const LED_LISTS: &[&str] = &[
    "ALTER TABLE service_accounts ADD COLUMN of_unit BIGINT GENERATED ALWAYS AS (CASE WHEN unit IS NULL THEN 0 ELSE 1 END) {computed}",
    "CREATE INDEX service_accounts_of_court ON service_accounts (court, id)",
    "CREATE INDEX service_accounts_of_county ON service_accounts (county, id)",
    "CREATE INDEX service_accounts_of_town ON service_accounts (town, id)",
    "CREATE INDEX service_accounts_of_village ON service_accounts (village, id)",
    "CREATE INDEX service_accounts_of_units ON service_accounts (of_unit, id)",
];

/// Accounts of a scope by id, after one.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    after: Option<Place>,
    limit: u64,
) -> Result<Page<Account>, Refusal> {
    let order = Order { column: "id", sort: Sort::Text, descending: false };
    let query = ListQuery { scope: &in_codes(scope), terms: Terms::default(), order, after, limit };
    let mut scan = LEADS.scan(connection, query).await?;
    if reaches_units(scope) && !scope.everything {
        scan.branches.push(Clause::equals("of_unit", 1_i64).into());
    }
    let columns = ACCOUNT.replace("t.", "");
    let mut page = scan.page(connection, &columns, account).await?;
    add_secrets(connection, &mut page.rows).await?;
    Ok(page)
}

/// Adds the secrets of accounts, the newest first.
async fn add_secrets(connection: &impl ConnectionTrait, accounts: &mut [Account]) -> Result<(), Refusal> {
    if accounts.is_empty() {
        return Ok(());
    }
    let mut params = SqlParams::default();
    let ids = params.list(accounts.iter().map(|account| account.id.as_str()));
    let text = format!(
        "SELECT account, id, create_time, expires FROM service_account_secrets WHERE account IN {ids}"
    );
    let mut secrets: HashMap<String, Vec<SecretState>> = HashMap::new();
    for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
        secrets.entry(row.try_get("", "account")?).or_default().push(secret(&row)?);
    }
    for account in accounts {
        account.secrets = secrets.remove(account.id.as_str()).unwrap_or_default();
        account.secrets.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
    }
    Ok(())
}

fn secret(row: &QueryResult) -> Result<SecretState, Refusal> {
    Ok(SecretState {
        id: row.try_get("", "id")?,
        created: Timestamp::from_micros(row.try_get("", "create_time")?),
        expires: Timestamp::from_micros(row.try_get("", "expires")?),
    })
}

fn account(row: &QueryResult) -> Result<Account, Refusal> {
    let id: String = row.try_get("", "id")?;
    let lines = |name: &str| {
        let text: Result<String, _> = row.try_get("", name);
        text.map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
    };
    let addresses = lines("addresses")?.into_iter().map(|text| text.parse());
    Ok(Account {
        id: AccountId::parse(&id).map_err(|fault| Refusal::internal(&fault))?,
        display_name: row.try_get("", "display_name")?,
        methods: lines("methods")?,
        term: office(row)?,
        addresses: addresses.collect::<Result<_, _>>().map_err(|fault| Refusal::internal(&fault))?,
        creator: row.try_get("", "creator")?,
        disabled: row.try_get::<Option<i64>>("", "disabled")?.map(Timestamp::from_micros),
        secrets: Vec::new(),
    })
}

fn office(row: &QueryResult) -> Result<Term, Refusal> {
    let text = |name: &str| row.try_get::<Option<String>>("", name);
    let post = match (text("court")?, text("unit")?, text("place")?) {
        (Some(court), ..) => Post::Court(court_code(&court)?, None),
        (None, Some(unit), _) => Post::Unit(unit),
        (None, None, Some(place)) => Post::Region(code(&place)?),
        (None, None, None) => return Err(Refusal::internal(&"an office counts nowhere")),
    };
    Ok(Term {
        id: "office".to_owned(),
        role: people_rows::role(&row.try_get::<String>("", "role")?)?,
        post,
        committee_staff: false,
        deputises_for: None,
        from: Timestamp::from_micros(row.try_get("", "create_time")?),
        until: Some(Timestamp::from_micros(row.try_get("", "expires")?)),
    })
}
