//! Packets on devices, and when they were looked at.

use kit::{
    access::Scope,
    domain::{Timestamp, device_clock::Span, refusal::Refusal},
    storage::{
        ScopeColumns,
        list::{Key, Lead, Leads, ListQuery, Order, Place, Sort, Terms, filter::Op},
        record::Page,
        sql,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use super::citations;
use crate::domain::packet::{HOURS, Packet, View};

/// The tables. `due_time` is the earlier of the task's end and its closing.
pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE packets (
        id TEXT NOT NULL PRIMARY KEY, task TEXT NOT NULL, worker TEXT NOT NULL, device TEXT NOT NULL,
        court TEXT NOT NULL, region_code TEXT NOT NULL, issue_time BIGINT NOT NULL, expire_time BIGINT NOT NULL,
        close_time BIGINT, due_time BIGINT NOT NULL, purge_time BIGINT, views BIGINT NOT NULL)",
    "CREATE INDEX packets_of_task ON packets (task) WHERE close_time IS NULL",
    "CREATE INDEX packets_by_due ON packets (due_time, id)",
    "CREATE INDEX packets_of_worker ON packets (worker, due_time, id)",
    "CREATE INDEX packets_without_receipt ON packets (due_time, id) WHERE purge_time IS NULL",
    "CREATE TABLE packet_views (packet TEXT NOT NULL, view_time BIGINT NOT NULL, PRIMARY KEY (packet, view_time))",
];

/// What the clocks of devices add: the times as the device said them, and by how much its clock was wrong, in microseconds.
pub(super) const CLOCKS: &[&str] = &[
    "ALTER TABLE packets ADD COLUMN device_purge_time BIGINT",
    "ALTER TABLE packets ADD COLUMN clock_error BIGINT",
    // The change of the task upon which it was issued, by the clock of the task's service.
    "ALTER TABLE packets ADD COLUMN issued_upon BIGINT",
    // When a view was by the server's clock; `view_time` is by the device's and distinguishes views.
    "ALTER TABLE packet_views ADD COLUMN corrected_time BIGINT",
];

/// The packet that a device holds of a task, or held last: a device has one at a time.
pub(super) const HELD: &[&str] = &[
    "CREATE TABLE packet_holds (
        task TEXT NOT NULL, worker TEXT NOT NULL, device TEXT NOT NULL, packet TEXT NOT NULL,
        PRIMARY KEY (task, worker, device))",
    // Ids are ordered by time.
    "INSERT INTO packet_holds (task, worker, device, packet)
        SELECT task, worker, device, MAX(id) FROM packets WHERE close_time IS NULL AND purge_time IS NULL
        GROUP BY task, worker, device",
];

const COLUMNS: &str =
    "id, task, worker, device, court, region_code, issue_time, expire_time, close_time, purge_time,
    device_purge_time, clock_error, views, issued_upon";

/// How many views are written by one statement.
const AT_ONCE: usize = 100;

fn read(row: &QueryResult) -> Result<Packet, Refusal> {
    let timestamp = |name: &str| row.try_get::<i64>("", name).map(Timestamp::from_micros);
    let perhaps = |name: &str| row.try_get::<Option<i64>>("", name).map(|at| at.map(Timestamp::from_micros));
    Ok(Packet {
        id: Uuid::parse_str(&row.try_get::<String>("", "id")?).map_err(|fault| Refusal::internal(&fault))?,
        task: row.try_get("", "task")?,
        worker: row.try_get("", "worker")?,
        device: row.try_get("", "device")?,
        court: row.try_get("", "court")?,
        region_code: row.try_get("", "region_code")?,
        issued: timestamp("issue_time")?,
        expires: timestamp("expire_time")?,
        closed: perhaps("close_time")?,
        purged: perhaps("purge_time")?,
        device_purged: perhaps("device_purge_time")?,
        clock_error: row.try_get::<Option<i64>>("", "clock_error")?.map(Span::from_micros),
        views: row.try_get("", "views")?,
        issued_upon: perhaps("issued_upon")?,
    })
}

/// The task of a packet that a worker holds; `None` where they hold no such packet.
pub(crate) async fn task_of_held(
    connection: &impl ConnectionTrait,
    (name, worker): (&str, &str),
) -> Result<Option<String>, Refusal> {
    let Some(id) = Packet::id_of(name) else { return Ok(None) };
    let text = "SELECT task FROM packets WHERE id = $1 AND worker = $2 AND close_time IS NULL";
    let row = connection.query_one_raw(sql(connection, text, vec![id.to_string().into(), worker.into()]));
    row.await?.map(|row| Ok(row.try_get("", "task")?)).transpose()
}

/// Adds a packet.
pub(crate) async fn add(tx: &DatabaseTransaction, packet: &Packet) -> Result<(), Refusal> {
    let text = "INSERT INTO packets
            (id, task, worker, device, court, region_code, issue_time, expire_time, due_time, issued_upon, views)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)";
    let values = vec![
        packet.id.to_string().into(),
        packet.task.as_str().into(),
        packet.worker.as_str().into(),
        packet.device.as_str().into(),
        packet.court.as_str().into(),
        packet.region_code.as_str().into(),
        packet.issued.micros().into(),
        packet.expires.micros().into(),
        packet.due().micros().into(),
        packet.issued_upon.map(Timestamp::micros).into(),
    ];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// The packet that a device holds of a task already, kept from others until the transaction ends; `None` where it is to hold this one from
/// now on. Of two who ask at once the second waits.
pub(crate) async fn hold(tx: &DatabaseTransaction, packet: &Packet) -> Result<Option<Packet>, Refusal> {
    let text = "INSERT INTO packet_holds (task, worker, device, packet) VALUES ($1, $2, $3, $4)
        ON CONFLICT (task, worker, device) DO UPDATE SET packet = packet_holds.packet RETURNING packet";
    let key = || -> Vec<Value> {
        vec![packet.task.as_str().into(), packet.worker.as_str().into(), packet.device.as_str().into()]
    };
    let own: Value = packet.id.to_string().into();
    let values = [key(), vec![own.clone()]].concat();
    let row = tx.query_one_raw(sql(tx, text, values)).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"a packet got lost"))?;
    let held =
        Uuid::parse_str(&row.try_get::<String>("", "packet")?).map_err(|fault| Refusal::internal(&fault))?;
    if held != packet.id
        && let Some(held) = lock_for_update(tx, &packet.worker, held).await?
        && held.is_held()
    {
        return Ok(Some(held));
    }
    let text = "UPDATE packet_holds SET packet = $4 WHERE task = $1 AND worker = $2 AND device = $3";
    tx.execute_raw(sql(tx, text, [key(), vec![own]].concat())).await?;
    Ok(None)
}

/// A packet that somebody holds or held, kept from others until the transaction ends.
pub(crate) async fn lock_for_update(
    tx: &DatabaseTransaction,
    worker: &str,
    id: Uuid,
) -> Result<Option<Packet>, Refusal> {
    let lock = sql::for_update(tx);
    let text = format!("SELECT {COLUMNS} FROM packets WHERE id = $1 AND worker = $2{lock}");
    let row = tx.query_one_raw(sql(tx, &text, vec![id.to_string().into(), worker.into()])).await?;
    row.as_ref().map(read).transpose()
}

/// The packets of a task that are not closed, but those of the worker who has it now, kept from others until the transaction ends.
pub(crate) async fn take_open(
    tx: &DatabaseTransaction,
    task: &str,
    but: &str,
) -> Result<Vec<Packet>, Refusal> {
    let lock = sql::for_update(tx);
    let text = format!(
        "SELECT {COLUMNS} FROM packets WHERE task = $1 AND worker <> $2 AND close_time IS NULL ORDER BY id{lock}"
    );
    let rows = tx.query_all_raw(sql(tx, &text, vec![task.into(), but.into()])).await?;
    rows.iter().map(read).collect()
}

/// Writes what became of a packet.
pub(crate) async fn save(tx: &DatabaseTransaction, packet: &Packet) -> Result<(), Refusal> {
    let text = "UPDATE packets SET close_time = $2, due_time = $3, purge_time = $4, views = $5,
        device_purge_time = $6, clock_error = $7, expire_time = $8, issued_upon = $9 WHERE id = $1";
    let values = vec![
        packet.id.to_string().into(),
        packet.closed.map(Timestamp::micros).into(),
        packet.due().micros().into(),
        packet.purged.map(Timestamp::micros).into(),
        packet.views.into(),
        packet.device_purged.map(Timestamp::micros).into(),
        packet.clock_error.map(Span::micros).into(),
        packet.expires.micros().into(),
        packet.issued_upon.map(Timestamp::micros).into(),
    ];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// Notes when a packet was looked at; how many of these were new.
pub(crate) async fn add_views(tx: &DatabaseTransaction, id: Uuid, views: &[View]) -> Result<i64, Refusal> {
    let mut new = 0;
    for views in views.chunks(AT_ONCE) {
        let place = |view: usize| format!("($1, ${}, ${})", 2 * view + 2, 2 * view + 3);
        let places: Vec<_> = (0..views.len()).map(place).collect();
        let text = format!(
            "INSERT INTO packet_views (packet, view_time, corrected_time) VALUES {} ON CONFLICT DO NOTHING",
            places.join(", ")
        );
        let mut values: Vec<Value> = vec![id.to_string().into()];
        let times = views.iter().flat_map(|view| [view.device, view.corrected]);
        values.extend(times.map(|at| Value::from(at.micros())));
        let done = tx.execute_raw(sql(tx, &text, values)).await?;
        new += i64::try_from(done.rows_affected()).unwrap_or_default();
    }
    Ok(new)
}

/// What is asked of the list.
pub(crate) struct ListParams<'a> {
    pub(crate) scope: &'a Scope,
    /// Those alone whose receipt should have come before this moment.
    pub(crate) overdue_at: Option<Timestamp>,
    /// Where the page before ended.
    pub(crate) after: Option<Place>,
    pub(crate) limit: u64,
}

/// Whether there is a packet of this id in a scope.
pub(crate) async fn is_seen(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> Result<bool, Refusal> {
    let text = "SELECT region_code, court, worker FROM packets WHERE id = $1";
    let Some(row) = connection.query_one_raw(sql(connection, text, vec![id.to_string().into()])).await?
    else {
        return Ok(false);
    };
    let text = |name: &str| row.try_get::<String>("", name);
    let (region, court, worker) = (text("region_code")?, text("court")?, text("worker")?);
    Ok(scope.admits(Some(&region), Some(&court), Some(&worker)))
}

const DUE: &str = "due_time";

/// What leads the lists of packets. Those without a receipt are led by it, so that none is passed over to find the overdue ones.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.evidence.v1.PacketService.ListPackets",
    order: "due_time",
    table: "packets",
    key: Key::ID,
    columns: ScopeColumns {
        court: Some("court"),
        person: Some("worker"),
        ..ScopeColumns::region("region_code")
    },
    leads: &[
        Lead::alone("worker", &[DUE]).of_scope(),
        Lead::alone("court", &[DUE]).of_scope(),
        Lead::alone("village", &[DUE]).of_scope(),
        Lead::alone("town", &[DUE]).of_scope(),
        Lead::alone("county", &[DUE]).of_scope(),
        Lead::in_county("is_awaited", &[DUE]).of_scope(),
    ],
};

/// The indexes of the lists; one of before that leads none goes. `is_awaited` is 1 until the receipt is there.
pub(super) const LED_LISTS: &[&str] = &[
    "ALTER TABLE packets ADD COLUMN is_awaited BIGINT GENERATED ALWAYS AS (CASE WHEN purge_time IS NULL THEN 1 ELSE 0 END) {computed}",
    "DROP INDEX packets_by_due",
    "DROP INDEX packets_without_receipt",
    "CREATE INDEX packets_of_county ON packets (county, due_time, id)",
    "CREATE INDEX packets_awaited ON packets (county, is_awaited, due_time, id)",
    "CREATE INDEX packets_of_town ON packets (town, due_time, id)",
    "CREATE INDEX packets_of_village ON packets (village, due_time, id)",
];

/// The list of a director: the packets of their court.
pub(super) const OF_COURT: &[&str] = &["CREATE INDEX packets_of_court ON packets (court, due_time, id)"];

/// Packets in a scope, those that were due first.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    params: ListParams<'_>,
) -> Result<Page<Packet>, Refusal> {
    let ListParams { scope, overdue_at, after, limit } = params;
    let mut terms = Terms::default();
    if let Some(at) = overdue_at {
        terms.compare("is_awaited", Op::Eq, 1_i64);
        terms.compare(DUE, Op::Lt, at.plus_hours(-HOURS).micros());
    }
    let order = Order { column: DUE, sort: Sort::Number, descending: false };
    let query = ListQuery { scope, terms, order, after, limit };
    LEADS.scan(connection, query).await?.page(connection, COLUMNS, read).await
}

/// Closes the packets of a task, and with them the files of its papers, but those of the worker who had it when it changed at a moment. What was
/// issued upon a later change stays: events are read late, and read again.
pub(crate) async fn close(
    tx: &DatabaseTransaction,
    task: &str,
    but: &str,
    (known, at): (Timestamp, Timestamp),
) -> Result<(), Refusal> {
    let open = take_open(tx, task, but).await?;
    for mut packet in open.into_iter().filter(|packet| packet.is_before(known)) {
        packet.close(at);
        save(tx, &packet).await?;
        citations::forget(tx, &packet.name()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kit::testing::on_every_database;
    use law::identifiers::RegionCode;

    use super::*;
    use crate::store::Migrator;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000).plus_hours(hours)
    }

    fn packet(number: u128, due: i64) -> Packet {
        Packet {
            id: Uuid::from_u128(number),
            task: format!("tasks/{number}"),
            worker: "people/w".into(),
            device: "phone".into(),
            court: "courts/a".into(),
            region_code: "330783201203".into(),
            issued: at(0),
            expires: at(due),
            closed: None,
            purged: None,
            device_purged: None,
            clock_error: None,
            views: 0,
            issued_upon: None,
        }
    }

    #[tokio::test]
    async fn receipts_that_should_have_come_are_listed_page_by_page_within_a_scope() {
        on_every_database::<Migrator, _>("evidence", |store| async move {
            let tx = store.begin().await.unwrap();
            for number in 1..=6 {
                // Two of each instant, so that a page ends among equals.
                add(&tx, &packet(number, i64::try_from(number / 2).unwrap())).await.unwrap();
            }
            let mut purged = lock_for_update(&tx, "people/w", Uuid::from_u128(2)).await.unwrap().unwrap();
            purged.purge("phone", (Some(at(1)), None), at(1)).unwrap();
            save(&tx, &purged).await.unwrap();
            assert!(lock_for_update(&tx, "people/other", Uuid::from_u128(2)).await.unwrap().is_none());
            // A task that closed early makes its packet due before its time.
            assert!(take_open(&tx, "tasks/6", "people/w").await.unwrap().is_empty());
            let mut early = take_open(&tx, "tasks/6", "").await.unwrap().remove(0);
            early.close(at(1));
            save(&tx, &early).await.unwrap();
            tx.commit().await.unwrap();

            let region =
                |code: &str| Scope { regions: vec![RegionCode::parse(code).unwrap()], ..Scope::default() };
            let (here, there) = (region("330783"), region("330784"));
            let numbers = async |scope: &Scope, overdue_at| {
                let (mut after, mut seen) = (None, Vec::new());
                loop {
                    let params = ListParams { scope, overdue_at, after, limit: 2 };
                    let page = list(store.read(), params).await.unwrap();
                    seen.extend(page.rows.iter().map(|packet| packet.id.as_u128()));
                    let Some(place) = page.next else { return seen };
                    after = Place::of(&place);
                }
            };
            assert_eq!(numbers(&here, None).await, [1, 2, 3, 6, 4, 5]);
            assert_eq!(numbers(&here, Some(at(HOURS + 2))).await, [1, 3, 6]);
            assert_eq!(numbers(&here, Some(at(HOURS))).await, Vec::<u128>::new());
            assert!(
                numbers(&there, None).await.is_empty() && numbers(&Scope::default(), None).await.is_empty()
            );
        })
        .await;
    }
}
