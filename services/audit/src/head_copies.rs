//! The heads of the audit's chains in the databases of the services, so that who removes the audit with its own heads is found out.

use std::{collections::HashMap, time::Duration};

use proto::Service;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr};
use tokio::{sync::watch, task::JoinHandle};

use super::{NAME, store::Head};
use kit::{
    access::keys::Digest,
    storage::{Location, Rows, pool_options, sql},
};

/// How often the head is copied.
const EVERY: Duration = Duration::from_secs(30);

/// The services whose databases keep heads: all but the audit itself.
fn services() -> impl Iterator<Item = &'static str> {
    Service::ALL.into_iter().filter(|service| *service != Service::Audit).map(Service::name)
}

/// Copies the head of a chain as it grows, and a last time when its writer has ended.
pub(super) fn start(location: Location, key: Digest, mut head: watch::Receiver<Head>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let now = head.borrow_and_update().clone();
            for service in services() {
                if let Err(fault) = copy(&location, service, &now, &key).await {
                    tracing::warn!(service, %fault, "audit head not copied; retrying");
                }
            }
            if head.changed().await.is_err() {
                return;
            }
            // What changes within this time is copied together; the end does not wait for it.
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = ended(head.clone()) => {}
            }
        }
    })
}

async fn ended(mut head: watch::Receiver<Head>) {
    while head.changed().await.is_ok() {}
}

/// A connection of its own to a service's database, where that lies at the same place; and the table in it.
async fn open(location: &Location, service: &str) -> Result<Option<(DatabaseConnection, String)>, DbErr> {
    let (url, table) = match location.rows() {
        Rows::Folder(folder) => {
            let path = folder.join(format!("{service}.db"));
            if !path.exists() {
                return Ok(None);
            }
            (format!("sqlite://{}?mode=rw", path.display()), "audit_heads".to_owned())
        }
        Rows::Postgres(url) => (url.clone(), format!("\"{service}\".audit_heads")),
    };
    let mut options = pool_options(url);
    options.max_connections(1).acquire_timeout(Duration::from_secs(10));
    let connection = sea_orm::Database::connect(options).await?;
    let (text, values) = match location.rows() {
        Rows::Folder(_) => ("SELECT 1 AS one FROM sqlite_master WHERE name = 'audit_heads'", vec![]),
        Rows::Postgres(_) => (
            "SELECT 1 AS one FROM information_schema.tables WHERE table_name = 'audit_heads' AND table_schema = $1",
            vec![service.into()],
        ),
    };
    let there = connection.query_one_raw(sql(&connection, text, values)).await?.is_some();
    if !there {
        connection.close().await?;
        return Ok(None);
    }
    Ok(Some((connection, table)))
}

async fn copy(location: &Location, service: &str, head: &Head, key: &Digest) -> Result<(), DbErr> {
    let Some((connection, table)) = open(location, service).await? else { return Ok(()) };
    let text = format!(
        "INSERT INTO {table} (chain, number, digest, mark) VALUES ($1, $2, $3, $4)
         ON CONFLICT (chain) DO UPDATE SET number = excluded.number, digest = excluded.digest, mark = excluded.mark"
    );
    let values = vec![
        head.chain.clone().into(),
        head.number.into(),
        head.digest.clone().into(),
        head.mark(key).to_vec().into(),
    ];
    let copied = connection.execute_raw(sql(&connection, &text, values)).await;
    connection.close().await?;
    copied.map(|_| ())
}

/// The newest head of every chain that a service knows of, and whether any service is there; heads that are not signed are named.
pub(super) async fn heads(
    location: &Location,
    key: &Digest,
    mut wrong: impl FnMut(String),
) -> Result<(HashMap<String, Head>, bool), DbErr> {
    let (mut heads, mut any): (HashMap<String, Head>, bool) = (HashMap::new(), false);
    for service in services() {
        let Some((connection, table)) = open(location, service).await? else { continue };
        any = true;
        let text = format!("SELECT chain, number, digest, mark FROM {table}");
        for row in connection.query_all_raw(sql(&connection, &text, vec![])).await? {
            let head = Head {
                chain: row.try_get("", "chain")?,
                number: row.try_get("", "number")?,
                digest: row.try_get("", "digest")?,
            };
            if row.try_get::<Vec<u8>>("", "mark")? != head.mark(key) {
                wrong(format!(
                    "{service} 中{NAME}链 {} 的签名无效 (a head kept by {service} is not ours)",
                    head.chain
                ));
            } else if heads.get(&head.chain).is_none_or(|known| known.number < head.number) {
                heads.insert(head.chain.clone(), head);
            }
        }
        connection.close().await?;
    }
    Ok((heads, any))
}
