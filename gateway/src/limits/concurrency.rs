//! How much may be in flight at a time: calls, streams and uploads, each in sum and for each caller, and the memory of request bodies.
//! What exceeds a limit is refused at once with a retry delay, so that running calls stay fast and one caller cannot use up what the
//! others need.

use std::{net::IpAddr, sync::Arc, time::Duration};

use kit::{
    domain::refusal::Refusal,
    rpc::{
        server::overloaded,
        shares::{Share, Shares, too_many_calls, used_up},
    },
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that one permit of a memory budget stands for.
const UNIT: usize = 1024;

/// The kinds of calls that are limited apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// One message in, one out.
    Call,
    /// An answer that lasts.
    Stream,
    /// A request that lasts.
    Upload,
    /// A list as a file.
    Export,
}

/// How much may be under way.
#[derive(Clone, Copy, Debug)]
pub struct Budgets {
    /// Calls at a time, in sum; 4096.
    pub calls: usize,
    /// Of these for one person; 256.
    pub calls_of_one: usize,
    /// Calls at a time of strangers from one address; 64.
    pub calls_of_stranger: usize,
    /// Streams at a time, in sum; 32,768, more than there are who wait.
    pub streams: usize,
    /// Of these for one person; 128.
    pub streams_of_one: usize,
    /// Uploads at a time, in sum; 1024.
    pub uploads: usize,
    /// Of these for one person; 16.
    pub uploads_of_one: usize,
    /// Lists that are made into files at a time, in sum; 4. Each holds its rows in memory.
    pub exports: usize,
    /// Of these for one person; 1.
    pub exports_of_one: usize,
    /// The most rows of such a file; 20,000.
    pub export_rows: usize,
    /// About the most bytes of its cells; 64 MiB.
    pub export_bytes: usize,
    /// Bytes of request bodies of callers who are signed in that are held at a time; 256 MiB.
    pub memory: usize,
    /// Of these for one person; 32 MiB, more than the largest body.
    pub memory_of_one: usize,
    /// The same for strangers; 8 MiB.
    pub memory_of_strangers: usize,
    /// Connections at a time, in sum; 16,384, and never more than the process has file descriptors for.
    pub connections: usize,
    /// Of these from one address, where no proxy stands before the gateway; 512.
    pub connections_of_one: usize,
    /// How long a connection may be without a call before it is closed; two minutes.
    pub idle: Duration,
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            calls: 4096,
            calls_of_one: 256,
            calls_of_stranger: 64,
            streams: 32_768,
            streams_of_one: 128,
            uploads: 1024,
            uploads_of_one: 16,
            exports: 4,
            exports_of_one: 1,
            export_rows: 20_000,
            export_bytes: 64 * 1024 * 1024,
            memory: 256 * 1024 * 1024,
            memory_of_one: 32 * 1024 * 1024,
            memory_of_strangers: 8 * 1024 * 1024,
            connections: 16_384,
            connections_of_one: 512,
            idle: Duration::from_mins(2),
        }
    }
}

/// Whose share a permit counts against.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Holder {
    /// The name of somebody who is signed in.
    Person(String),
    /// Somebody unknown at an address.
    Stranger(Option<IpAddr>),
}

/// Limits on what is in flight at a time.
pub(crate) struct ConcurrencyLimit {
    budgets: Budgets,
    calls: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    exports: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    memory_of_strangers: Arc<Semaphore>,
    shares: Shares<(Class, Holder)>,
    memory_shares: Shares<Holder>,
}

/// A call's permit; released when it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    _sum: OwnedSemaphorePermit,
    share: Option<Share<(Class, Holder)>>,
}

impl ConcurrencyLimit {
    pub(crate) fn new(budgets: &Budgets) -> Self {
        let semaphore = |places: usize| Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self {
            budgets: *budgets,
            calls: semaphore(budgets.calls),
            streams: semaphore(budgets.streams),
            uploads: semaphore(budgets.uploads),
            exports: semaphore(budgets.exports),
            memory: semaphore(budgets.memory / UNIT),
            memory_of_strangers: semaphore(budgets.memory_of_strangers / UNIT),
            shares: Shares::default(),
            memory_shares: Shares::default(),
        }
    }

    /// Acquires a permit before the caller is known. Refused with OVERLOADED where none is left.
    pub(crate) fn enter(&self, class: Class) -> Result<Permit, Refusal> {
        let semaphore = match class {
            Class::Call => &self.calls,
            Class::Stream => &self.streams,
            Class::Upload => &self.uploads,
            Class::Export => &self.exports,
        };
        let permit = Arc::clone(semaphore).try_acquire_owned().map_err(|_| overloaded())?;
        Ok(Permit { _sum: permit, share: None })
    }

    /// Counts a permit against its caller. Refused with SHARE_USED_UP where they hold as many as one may.
    pub(crate) fn share(&self, permit: &mut Permit, class: Class, holder: Holder) -> Result<(), Refusal> {
        let most = match (class, &holder) {
            (Class::Call, Holder::Person(_)) => self.budgets.calls_of_one,
            (Class::Stream, Holder::Person(_)) => self.budgets.streams_of_one,
            (Class::Upload, Holder::Person(_)) => self.budgets.uploads_of_one,
            (Class::Export, Holder::Person(_)) => self.budgets.exports_of_one,
            (_, Holder::Stranger(_)) => self.budgets.calls_of_stranger,
        };
        permit.share = Some(self.shares.take((class, holder), 1, most).ok_or_else(|| share_used_up(class))?);
        Ok(())
    }

    /// The memory for the body of a request.
    pub(crate) fn body(&self, holder: Holder) -> BodyBudget {
        let (pool, most) = match holder {
            Holder::Stranger(_) => (&self.memory_of_strangers, self.budgets.memory_of_strangers),
            Holder::Person(_) => (&self.memory, self.budgets.memory_of_one),
        };
        let shares = self.memory_shares.clone();
        BodyBudget { pool: Arc::clone(pool), held: Vec::new(), bytes: 0, shares, holder, most }
    }
}

/// What a body may still take of the memory for all bodies; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct BodyBudget {
    pool: Arc<Semaphore>,
    held: Vec<(Share<Holder>, OwnedSemaphorePermit)>,
    bytes: usize,
    shares: Shares<Holder>,
    holder: Holder,
    /// What all bodies of the holder have in sum.
    most: usize,
}

impl BodyBudget {
    /// Reserves memory for so many bytes in all. Refused where none is left.
    pub(crate) fn hold(&mut self, bytes: usize) -> Result<(), Refusal> {
        if bytes <= self.bytes {
            return Ok(());
        }
        let units = (bytes - self.bytes).div_ceil(UNIT);
        let permits = u32::try_from(units).map_err(|fault| Refusal::internal(&fault))?;
        let share =
            self.shares.take(self.holder.clone(), units * UNIT, self.most).ok_or_else(too_many_calls)?;
        let permit = Arc::clone(&self.pool).try_acquire_many_owned(permits).map_err(|_| overloaded())?;
        self.held.push((share, permit));
        self.bytes += units * UNIT;
        Ok(())
    }
}

fn share_used_up(class: Class) -> Refusal {
    match class {
        Class::Call => too_many_calls(),
        Class::Stream => used_up(
            "您打开的实时页面过多，请关闭一些后再试。",
            "Too many of your live pages are open. Close some and try again.",
        ),
        Class::Upload => used_up(
            "您同时上传的文件过多，请待前面的文件传完后再试。",
            "Too many of your uploads are under way. Try again when some are done.",
        ),
        Class::Export => used_up(
            "您的上一个导出还没有完成，请待其完成后再试。",
            "An export of yours is still under way. Try again when it is done.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str) -> Holder {
        Holder::Person(format!("accounts/{id}"))
    }

    #[test]
    fn one_person_takes_a_share_and_no_more() {
        let limit = ConcurrencyLimit::new(&Budgets { streams_of_one: 2, ..Budgets::default() });
        let enter = |caller: &str| {
            let mut permit = limit.enter(Class::Stream)?;
            limit.share(&mut permit, Class::Stream, person(caller)).map(|()| permit)
        };
        let held: Vec<_> = (0..2).map(|_| enter("a").unwrap()).collect();
        assert_eq!(enter("a").unwrap_err().reason(), "SHARE_USED_UP");
        assert!(enter("b").is_ok(), "others find room");
        let mut upload = limit.enter(Class::Upload).unwrap();
        assert!(limit.share(&mut upload, Class::Upload, person("a")).is_ok(), "uploads are counted apart");
        drop(held);
        assert!(enter("a").is_ok());
        assert!(limit.shares.holders() <= 1, "what nobody holds is not remembered");
    }

    #[test]
    fn memory_for_bodies_comes_back() {
        let limit = ConcurrencyLimit::new(&Budgets { memory_of_strangers: 16 * UNIT, ..Budgets::default() });
        let stranger = || limit.body(Holder::Stranger(None));
        let mut first = stranger();
        first.hold(10 * UNIT).unwrap();
        first.hold(5 * UNIT).unwrap();
        let elsewhere = Holder::Stranger(Some(IpAddr::from([10, 0, 0, 1])));
        assert_eq!(limit.body(elsewhere).hold(7 * UNIT).unwrap_err().reason(), "OVERLOADED");
        assert!(
            limit.body(person("a")).hold(7 * UNIT).is_ok(),
            "callers who are signed in have a budget of their own"
        );
        drop(first);
        assert!(stranger().hold(7 * UNIT).is_ok());
    }

    #[test]
    fn the_bodies_of_one_person_leave_memory_for_the_others() {
        let budgets = Budgets { memory: 64 * UNIT, memory_of_one: 16 * UNIT, ..Budgets::default() };
        let limit = ConcurrencyLimit::new(&budgets);
        let mut half_sent: Vec<_> = (0..4).map(|_| limit.body(person("a"))).collect();
        for body in &mut half_sent {
            body.hold(4 * UNIT).unwrap();
        }
        assert_eq!(limit.body(person("a")).hold(UNIT).unwrap_err().reason(), "SHARE_USED_UP");
        assert!(limit.body(person("b")).hold(16 * UNIT).is_ok());
        drop(half_sent);
        assert!(limit.body(person("a")).hold(16 * UNIT).is_ok());
        assert_eq!(limit.memory_shares.holders(), 0, "what nobody holds is not remembered");
    }
}
