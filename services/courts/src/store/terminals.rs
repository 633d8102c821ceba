//! Terminals in the database.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{
        list::{Clause, Key, Lead, Leads, ListQuery, Order, Place, Sort, Terms, filter::Op},
        record::Page,
        sql,
    },
};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::{
    codes::court_code,
    scope::{IN_PLACE, in_codes},
};
use crate::domain::{
    court::CourtCode,
    terminal::{ONLINE_SECONDS, Presence, Terminal},
};

/// What a list of terminals asks for.
#[derive(Debug, Default)]
pub(crate) struct TerminalFilter {
    pub(crate) court: Option<CourtCode>,
    pub(crate) presence: Option<Presence>,
}

/// Notes a sign of life; says when the terminal was enrolled. A sign that was overtaken by a later one takes nothing back.
pub(crate) async fn hear(
    connection: &impl ConnectionTrait,
    terminal: &Terminal,
    place: &str,
) -> Result<Option<Timestamp>, DbErr> {
    let heard: Option<i64> = terminal.heard.map(Timestamp::micros);
    let update =
        "UPDATE terminals SET heard = CASE WHEN heard > $2 THEN heard ELSE $2 END, software_version = $3
                  WHERE id = $1 RETURNING enrolled";
    let values = vec![terminal.id.clone().into(), heard.into(), terminal.software_version.clone().into()];
    if let Some(row) = connection.query_one_raw(sql(connection, update, values)).await? {
        return Ok(row.try_get::<Option<i64>>("", "enrolled")?.map(Timestamp::from_micros));
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
    connection.execute_raw(sql(connection, insert, values)).await?;
    Ok(None)
}

const BY_ID: &[&str] = &["id"];

/// What leads the lists of terminals.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.courts.v1.TerminalService.ListTerminals",
    order: "name",
    table: "terminals",
    key: Key::ID,
    columns: IN_PLACE,
    leads: &[
        Lead::alone("court", BY_ID),
        Lead::region("village", BY_ID).of_scope(),
        Lead::region("town", BY_ID).of_scope(),
        Lead::region("county", BY_ID).of_scope(),
        Lead::whole(BY_ID),
    ],
};

/// The indexes of the lists beside that of a court.
pub(super) const LED_LISTS: &[&str] = &[
    "CREATE INDEX terminals_of_county ON terminals (county, id)",
    "CREATE INDEX terminals_of_town ON terminals (town, id)",
    "CREATE INDEX terminals_of_village ON terminals (village, id)",
];

/// Terminals inside a scope by id, after one.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    filter: &TerminalFilter,
    at: Timestamp,
    after: Option<Place>,
    limit: u64,
) -> Result<Page<Terminal>, Refusal> {
    let mut terms = Terms::default();
    if let Some(court) = &filter.court {
        terms.compare("court", Op::Eq, court.as_str());
    }
    let since = at.plus_seconds(-ONLINE_SECONDS).micros();
    match filter.presence {
        None => {}
        Some(Presence::NeverSeen) => terms.other(Clause::new(|_| "heard IS NULL".to_owned())),
        Some(Presence::Online) => terms.other(Clause::compare("heard", Op::Gt, since)),
        Some(Presence::Offline) => terms.other(Clause::compare("heard", Op::Le, since)),
    }
    let order = Order { column: "id", sort: Sort::Text, descending: false };
    let query = ListQuery { scope: &in_codes(scope), terms, order, after, limit };
    let scan = LEADS.scan(connection, query).await?;
    scan.page(connection, COLUMNS, terminal).await
}

/// What is read of a terminal.
pub(super) const COLUMNS: &str = "id, court, heard, software_version, enrolled";

/// The terminal of a row.
pub(super) fn terminal(row: &QueryResult) -> Result<Terminal, Refusal> {
    let timestamp = |name| Ok::<_, DbErr>(row.try_get::<Option<i64>>("", name)?.map(Timestamp::from_micros));
    Ok(Terminal {
        id: row.try_get("", "id")?,
        court: court_code(&row.try_get::<String>("", "court")?)?,
        heard: timestamp("heard")?,
        software_version: row.try_get("", "software_version")?,
        enrolled: timestamp("enrolled")?,
    })
}

/// How many terminals there are, and how many are there.
pub(crate) async fn count(connection: &impl ConnectionTrait, at: Timestamp) -> Result<(i64, i64), Refusal> {
    let text = "SELECT COUNT(*) AS every, COUNT(CASE WHEN heard > $1 THEN 1 END) AS online FROM terminals";
    let since = at.plus_seconds(-ONLINE_SECONDS).micros();
    let row = connection.query_one_raw(sql(connection, text, vec![since.into()])).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"counting gave nothing"))?;
    Ok((row.try_get("", "every")?, row.try_get("", "online")?))
}
