//! Faults of the database as refusals: a full disk, a database that is unavailable, a malformed file.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{DbErr, RuntimeErr, sqlx};

use crate::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// How many statements of this process failed because a SQLite file is malformed.
pub(super) static MALFORMED: AtomicU64 = AtomicU64::new(0);

impl From<DbErr> for Refusal {
    fn from(fault: DbErr) -> Self {
        if let DbErr::TryIntoErr { source, .. } = &fault
            && let Some(refusal) = source.downcast_ref::<Self>()
        {
            return refusal.clone();
        }
        let text = fault.to_string();
        if is_malformed(&text) {
            MALFORMED.fetch_add(1, Ordering::Relaxed);
            tracing::error!(%fault, "database is malformed");
        }
        if text.contains("database or disk is full")
            || text.contains("No space left")
            || text.contains("disk I/O error")
        {
            tracing::error!(%fault, "no room to write");
            return Self::new(
                Kind::Exhausted,
                reason::DISK_FULL,
                "服务器磁盘已满，本次操作没有保存。请联系管理员清理后重试。",
                "The server's disk is full; nothing was stored. Try again when the administrator has made room.",
            )
            .retry_after(Duration::from_mins(1));
        }
        if is_unavailable(&fault) || text.contains("database is locked") {
            tracing::warn!(%fault, "database unavailable or busy");
            return Self::new(
                Kind::Unavailable,
                reason::STORE_UNAVAILABLE,
                "数据库暂时不可用，请稍后重试，不会重复提交。",
                "The database is temporarily unavailable. Try again; it is carried out once.",
            )
            .retry_after(Duration::from_secs(1));
        }
        Self::internal(&fault)
    }
}

/// A refusal as a fault of the database, for code that returns `DbErr`; `Refusal::from` gives it back.
#[must_use]
pub fn refused(refusal: Refusal) -> DbErr {
    DbErr::TryIntoErr { from: "a database", into: "a store of this installation", source: Arc::new(refusal) }
}

pub(super) fn is_malformed(text: &str) -> bool {
    text.contains("disk image is malformed") || text.contains("file is not a database")
}

/// Whether the database is unavailable or asks for a retry, and not the statement at fault.
pub(super) fn is_unavailable(fault: &DbErr) -> bool {
    let runtime = match fault {
        DbErr::ConnectionAcquire(_) => return true,
        DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        _ => return false,
    };
    let RuntimeErr::SqlxError(fault) = runtime else { return matches!(fault, DbErr::Conn(_)) };
    match &**fault {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        // Class 08: the connection; 40: one of two transactions has to give way; 53: no room for more; 57P: the server goes or comes.
        sqlx::Error::Database(fault) => fault.code().is_some_and(|code| {
            ["08", "40", "53", "57P"].iter().any(|class| code.len() == 5 && code.starts_with(class))
        }),
        _ => false,
    }
}
