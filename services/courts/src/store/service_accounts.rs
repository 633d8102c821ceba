//! Service accounts in the database; their secrets are keyed digests.

use kit::{access::Scope, moment::Moment, refusal::Refusal, store::sql};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult};

use super::{
    network::{code, court_code},
    people::in_scope,
    people_rows,
    rows::Bind,
};
use crate::domain::{
    network::Network,
    service_account::{Account, AccountId, SecretState},
    term::{Post, Term},
};

const ACCOUNT: &str = "t.id, t.display_name, t.methods, t.role, t.place, t.court, t.unit, t.addresses, t.creator, t.create_time, \
                       t.expires, t.disabled";

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
    let values = vec![account.id.as_str().into(), account.disabled.map(Moment::micros).into()];
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
    let lock = if connection.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
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

async fn one(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: &AccountId,
    lock: &str,
) -> Result<Option<Account>, Refusal> {
    let mut bind = Bind::default();
    let wanted = format!("t.id = {} AND {}", bind.one(id.as_str()), of_scope(&mut bind, scope));
    let text = format!("SELECT {ACCOUNT} FROM service_accounts t WHERE {wanted}{lock}");
    let Some(row) = connection.query_one_raw(sql(connection, &text, bind.0)).await? else { return Ok(None) };
    let mut account = account(&row)?;
    account.secrets = secrets(connection, &account.id).await?;
    Ok(Some(account))
}

/// The account of a secret, with its secrets, and when that secret ends.
pub(crate) async fn of_digest(
    connection: &impl ConnectionTrait,
    digest: Vec<u8>,
) -> Result<Option<(Account, Moment)>, Refusal> {
    let text = format!(
        "SELECT {ACCOUNT}, s.expires AS secret_expires FROM service_account_secrets s
         JOIN service_accounts t ON t.id = s.account WHERE s.digest = $1"
    );
    let row = connection.query_one_raw(sql(connection, &text, vec![digest.into()])).await?;
    let Some(row) = row else { return Ok(None) };
    let expires = Moment::from_micros(row.try_get("", "secret_expires")?);
    Ok(Some((account(&row)?, expires)))
}

/// Accounts of a scope by id, after one.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    after: &str,
    most: usize,
) -> Result<Vec<Account>, Refusal> {
    let mut bind = Bind::default();
    let wanted = format!("t.id > {} AND {}", bind.one(after), of_scope(&mut bind, scope));
    let text = format!("SELECT {ACCOUNT} FROM service_accounts t WHERE {wanted} ORDER BY t.id LIMIT {most}");
    let mut accounts = Vec::new();
    for row in connection.query_all_raw(sql(connection, &text, bind.0)).await? {
        let mut account = account(&row)?;
        account.secrets = secrets(connection, &account.id).await?;
        accounts.push(account);
    }
    Ok(accounts)
}

/// Accounts inside a scope, over `t`. A unit works for the whole court, so its accounts are a matter of the county and above.
fn of_scope(bind: &mut Bind, scope: &Scope) -> String {
    let county = scope.regions.iter().any(|region| region.as_str().len() <= 6);
    let inside = in_scope(bind, scope);
    if county { format!("({inside} OR t.unit IS NOT NULL)") } else { inside }
}

async fn secrets(
    connection: &impl ConnectionTrait,
    account: &AccountId,
) -> Result<Vec<SecretState>, Refusal> {
    let text = "SELECT id, create_time, expires FROM service_account_secrets WHERE account = $1
                ORDER BY create_time DESC, id DESC";
    let rows = connection.query_all_raw(sql(connection, text, vec![account.as_str().into()])).await?;
    rows.iter()
        .map(|row| {
            Ok(SecretState {
                id: row.try_get("", "id")?,
                created: Moment::from_micros(row.try_get("", "create_time")?),
                expires: Moment::from_micros(row.try_get("", "expires")?),
            })
        })
        .collect()
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
        disabled: row.try_get::<Option<i64>>("", "disabled")?.map(Moment::from_micros),
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
        from: Moment::from_micros(row.try_get("", "create_time")?),
        until: Some(Moment::from_micros(row.try_get("", "expires")?)),
    })
}
