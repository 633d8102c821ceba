//! Terminals in the database.

use kit::{
    access::Scope,
    moment::Moment,
    refusal::Refusal,
    rows::{self, Page},
    store::sql,
};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::{network::court_code, people::in_scope, rows::Bind};
use crate::domain::{
    court::CourtCode,
    terminal::{ONLINE_SECONDS, Presence, Terminal},
};

/// What a list of terminals asks for.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) court: Option<CourtCode>,
    pub(crate) presence: Option<Presence>,
}

/// Notes a sign of life; says whether it was the first. A sign that was overtaken by a later one takes nothing back.
pub(crate) async fn hear(
    connection: &impl ConnectionTrait,
    terminal: &Terminal,
    place: &str,
) -> Result<bool, DbErr> {
    let heard: Option<i64> = terminal.heard.map(Moment::micros);
    let update =
        "UPDATE terminals SET heard = CASE WHEN heard > $2 THEN heard ELSE $2 END, software_version = $3
                  WHERE id = $1";
    let values = vec![terminal.id.clone().into(), heard.into(), terminal.software_version.clone().into()];
    if connection.execute_raw(sql(connection, update, values)).await?.rows_affected() == 1 {
        return Ok(false);
    }
    let insert =
        "INSERT INTO terminals (id, court, place, heard, software_version) VALUES ($1, $2, $3, $4, $5)
                  ON CONFLICT (id) DO NOTHING";
    let values = vec![
        terminal.id.clone().into(),
        terminal.court.as_str().into(),
        place.into(),
        heard.into(),
        terminal.software_version.clone().into(),
    ];
    Ok(connection.execute_raw(sql(connection, insert, values)).await?.rows_affected() == 1)
}

/// Terminals inside a scope by id, after one. Served by the key, or `terminals_of_court`.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    asked: &Asked,
    at: Moment,
    after: &str,
    most: u64,
) -> Result<Page<Terminal>, Refusal> {
    let mut bind = Bind::default();
    let mut wanted = vec![format!("t.id > {}", bind.one(after)), in_scope(&mut bind, scope)];
    if let Some(court) = &asked.court {
        wanted.push(format!("t.court = {}", bind.one(court.as_str())));
    }
    let since = at.plus_seconds(-ONLINE_SECONDS).micros();
    match asked.presence {
        None => {}
        Some(Presence::NeverSeen) => wanted.push("t.heard IS NULL".to_owned()),
        Some(Presence::Online) => wanted.push(format!("t.heard > {}", bind.one(since))),
        Some(Presence::Offline) => wanted.push(format!("t.heard <= {}", bind.one(since))),
    }
    let text = format!(
        "SELECT t.id, t.court, t.heard, t.software_version FROM terminals t WHERE {} ORDER BY t.id LIMIT {}",
        wanted.join(" AND "),
        most + 1
    );
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    let place = |row: &QueryResult| Ok(vec![row.try_get("", "id")?]);
    rows::page("terminals", rows, most, place, |row| {
        Ok(Terminal {
            id: row.try_get("", "id")?,
            court: court_code(&row.try_get::<String>("", "court")?)?,
            heard: row.try_get::<Option<i64>>("", "heard")?.map(Moment::from_micros),
            software_version: row.try_get("", "software_version")?,
        })
    })
}

/// How many terminals there are, and how many are there.
pub(crate) async fn count(connection: &impl ConnectionTrait, at: Moment) -> Result<(i64, i64), Refusal> {
    let text = "SELECT COUNT(*) AS every, COUNT(CASE WHEN heard > $1 THEN 1 END) AS online FROM terminals";
    let since = at.plus_seconds(-ONLINE_SECONDS).micros();
    let row = connection.query_one_raw(sql(connection, text, vec![since.into()])).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"counting gave nothing"))?;
    Ok((row.try_get("", "every")?, row.try_get("", "online")?))
}
