//! Whether the machine's clock can be believed before something is destroyed by it.
//!
//! Retention deletes files, tasks expire, seizures lapse because time has passed. A clock that leaps would do all of that at once. So
//! code that deletes asks [`allows`] first. It compares the time of day with three others: how much time has passed since the process
//! started (which counts on while the machine sleeps), the latest time of day that was believed and stored, and the database's own
//! clock on PostgreSQL. While they disagree nothing is destroyed, readiness and a metric say so, until the clock agrees again or an
//! operator confirms it (`sharedcourt clock confirm`).

use std::{
    fmt,
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};
use sea_orm::{ConnectionTrait as _, DbErr};

use crate::{
    domain::{Timestamp, story_clock},
    storage::{Store, sql},
    telemetry::metrics,
};

/// By how much two clocks may differ.
const TOLERANCE: Duration = Duration::from_mins(10);
/// For how long an installation may have been off before somebody has to confirm the clock.
const OFF: Duration = Duration::from_hours(72);
/// How often the time that was believed is stored.
const STORE_EVERY: Duration = Duration::from_mins(1);

/// What is wrong with the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It jumped while the process ran, by so many seconds.
    Jumped(i64),
    /// It is so many seconds after the latest time that was believed.
    Ahead(i64),
    /// It is so many seconds before the latest time that was believed.
    Behind(i64),
    /// It differs by so many seconds from the database's clock.
    Database(i64),
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, what) = match self {
            Self::Jumped(seconds) => (seconds, "it jumped"),
            Self::Ahead(seconds) => (seconds, "after the latest time that was believed"),
            Self::Behind(seconds) => (seconds, "before the latest time that was believed"),
            Self::Database(seconds) => (seconds, "off the database's clock"),
        };
        write!(f, "clock in doubt: {seconds} s, {what}; nothing expires and nothing is deleted")
    }
}

/// What the clocks say.
#[derive(Clone, Copy, Debug)]
pub struct Readings {
    /// The machine's time of day.
    pub now: Timestamp,
    /// What it should be by the time that passed since it was last believed in this process.
    pub expected: Timestamp,
    /// The latest time of day that was believed and stored.
    pub seen: Timestamp,
    /// The database's clock, where it has one of its own.
    pub database: Option<Timestamp>,
}

/// What is wrong with the clock, if anything is.
#[must_use]
pub fn judge(readings: &Readings) -> Option<Doubt> {
    let off = |other: Timestamp| (readings.now.micros() - other.micros()) / 1_000_000;
    let (tolerance, longest) = (TOLERANCE.as_secs().cast_signed(), OFF.as_secs().cast_signed());
    let (jumped, passed) = (off(readings.expected), off(readings.seen));
    if let Some(differs) = readings.database.map(off).filter(|differs| differs.abs() > tolerance) {
        return Some(Doubt::Database(differs));
    }
    if passed < -tolerance {
        return Some(Doubt::Behind(-passed));
    }
    if passed > longest {
        return Some(Doubt::Ahead(passed));
    }
    // What is stored never follows a jump: where it agrees, somebody confirmed the clock since.
    (jumped.abs() > tolerance && passed > tolerance).then_some(Doubt::Jumped(jumped))
}

/// The time of day that was last believed in this process, and the reading of the clock that nobody sets.
static BASE: LazyLock<Mutex<(Timestamp, Duration)>> =
    LazyLock::new(|| Mutex::new((Timestamp::of_the_machine(), since_boot())));

fn since_boot() -> Duration {
    // Counts on while the machine sleeps.
    let time = clock_gettime(ClockId::Boottime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Begins to measure how much time passes. Called when a store is opened.
pub(crate) fn start() {
    LazyLock::force(&BASE);
}

fn expected() -> Timestamp {
    let (moment, ticks) = *BASE.lock().unwrap_or_else(PoisonError::into_inner);
    let passed = since_boot().saturating_sub(ticks);
    Timestamp::from_micros(
        moment.micros().saturating_add(i64::try_from(passed.as_micros()).unwrap_or(i64::MAX)),
    )
}

/// Whether something may be destroyed because of what the clock says. What is wrong is logged once, counted, and shown by readiness.
/// Never while a demonstration plays its story, whose clock is not the machine's.
pub async fn allows(store: &Store, now: Timestamp) -> bool {
    if story_clock::is_held() {
        return false;
    }
    let doubt = match examine(store, now).await {
        Ok(doubt) => doubt.map(|doubt| doubt.to_string()),
        Err(fault) => {
            tracing::warn!(%fault, "clock can't be compared; nothing is deleted");
            return false;
        }
    };
    let changed = {
        let mut stands = store.clock_doubt().lock().unwrap_or_else(PoisonError::into_inner);
        let changed = stands.is_some() != doubt.is_some();
        stands.clone_from(&doubt);
        changed
    };
    if changed {
        metrics::clock_doubt(store.service(), doubt.is_some());
        match &doubt {
            Some(doubt) => tracing::error!(
                service = store.service(),
                doubt,
                "clock in doubt; deletion and expiry stopped until it agrees or `sharedcourt clock confirm`"
            ),
            None => tracing::info!(service = store.service(), "clock agrees; deletion and expiry go on"),
        }
    }
    doubt.is_none()
}

/// Compares the clocks, and stores the time where they agree.
pub async fn examine(store: &Store, now: Timestamp) -> Result<Option<Doubt>, DbErr> {
    let seen = match seen(store).await? {
        Some(seen) => seen,
        None => begin(store, now).await?,
    };
    let database = if store.is_postgres() { Some(database(store).await?) } else { None };
    let doubt = judge(&Readings { now, expected: expected(), seen, database });
    if doubt.is_none() {
        *BASE.lock().unwrap_or_else(PoisonError::into_inner) = (now, since_boot());
        if now.micros() - seen.micros() > i64::try_from(STORE_EVERY.as_micros()).unwrap_or(i64::MAX) {
            set(store, "UPDATE clock SET seen = $1 WHERE one = 1 AND seen < $1", now).await?;
        }
    }
    Ok(doubt)
}

/// An operator says that the clock is right.
pub async fn confirm(store: &Store, now: Timestamp) -> Result<(), DbErr> {
    let text =
        "INSERT INTO clock (one, seen) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET seen = excluded.seen";
    set(store, text, now).await
}

async fn seen(store: &Store) -> Result<Option<Timestamp>, DbErr> {
    let text = "SELECT seen FROM clock WHERE one = 1";
    let row = store.read().query_one_raw(sql(store.read(), text, vec![])).await?;
    row.map(|row| Ok(Timestamp::from_micros(row.try_get("", "seen")?))).transpose()
}

/// The first time that is believed: that of the newest event or request, where there is one.
async fn begin(store: &Store, now: Timestamp) -> Result<Timestamp, DbErr> {
    let mut newest = None;
    for table in ["events", "requests"] {
        if store.has_table(table).await? {
            let text = format!("SELECT MAX(at) AS at FROM {table}");
            let row = store.read().query_one_raw(sql(store.read(), &text, vec![])).await?;
            let at: Option<i64> = row.map(|row| row.try_get("", "at")).transpose()?.flatten();
            newest = newest.max(at);
        }
    }
    let first = newest.map_or(now, Timestamp::from_micros);
    set(store, "INSERT INTO clock (one, seen) VALUES (1, $1) ON CONFLICT DO NOTHING", first).await?;
    Ok(first)
}

async fn database(store: &Store) -> Result<Timestamp, DbErr> {
    let text = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint AS now";
    let row = store.read().query_one_raw(sql(store.read(), text, vec![])).await?;
    let now = row.map_or(Ok(0), |row| row.try_get("", "now"))?;
    Ok(Timestamp::from_micros(now))
}

async fn set(store: &Store, text: &str, at: Timestamp) -> Result<(), DbErr> {
    let tx = store.begin().await?;
    tx.execute_raw(sql(&tx, text, vec![at.micros().into()])).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Migrator, on_every_database};

    const DAY: i64 = 86400;

    #[test]
    fn a_leap_is_found_by_each_of_the_other_clocks() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let agree = Readings { now, expected: now, seen: now.plus_seconds(-30), database: Some(now) };
        assert_eq!(judge(&agree), None);
        let leapt = now.plus_seconds(100 * DAY);
        let running = Readings { now: leapt, seen: now, ..agree };
        assert!(matches!(judge(&Readings { database: None, ..running }), Some(Doubt::Ahead(_))));
        assert!(matches!(judge(&running), Some(Doubt::Database(_))));
        let hour = now.plus_seconds(3600);
        assert_eq!(judge(&Readings { now: hour, database: None, ..agree }), Some(Doubt::Jumped(3600)));
        let back = Readings { now, expected: now, seen: leapt, database: None };
        assert_eq!(judge(&back), Some(Doubt::Behind(100 * DAY)));
        let after_a_weekend =
            Readings { now: now.plus_seconds(2 * DAY), expected: now.plus_seconds(2 * DAY), ..agree };
        assert_eq!(judge(&Readings { database: None, ..after_a_weekend }), None);
        let confirmed = Readings { now: leapt, expected: now, seen: leapt, database: None };
        assert_eq!(judge(&confirmed), None);
    }

    #[tokio::test]
    async fn nothing_is_destroyed_while_the_clock_is_ahead_and_it_goes_on_when_it_agrees_again() {
        on_every_database::<Migrator, _>("audit", |store| async move {
            let now = Timestamp::now();
            assert!(allows(&store, now).await);
            let leapt = now.plus_seconds(100 * DAY);
            assert!(!allows(&store, leapt).await);
            assert!(store.clock_doubt().lock().unwrap().as_ref().unwrap().starts_with("clock in doubt"));
            assert!(!allows(&store, leapt).await, "and asking again does not make it right");
            assert!(allows(&store, Timestamp::now()).await);
            assert!(store.clock_doubt().lock().unwrap().is_none());
            // An operator may be right where every clock says otherwise; the database's own clock stays what it is.
            confirm(&store, leapt).await.unwrap();
            assert_eq!(allows(&store, leapt).await, !store.is_postgres());
        })
        .await;
    }
}
