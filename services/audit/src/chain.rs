//! The writer of a chain: takes records from a bounded queue and brings them to disk in batches.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sea_orm::DbErr;
use tokio::{
    sync::{Notify, mpsc, oneshot, watch},
    task::JoinHandle,
};

use super::{
    NAME, head_copies,
    record::Row,
    store::{self, Head, Migrator},
    strangers::Strangers,
};
use kit::{
    access::keys::{Digest, Keys, Purpose},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    rpc::audit::{AuditSink, Record, line},
    storage::{Location, Store},
};

/// How many records may wait.
pub const QUEUE: usize = 8192;
/// How many go to disk together.
const BATCH: usize = 512;
/// How long records without a waiting caller are collected: a commit costs the same for one and for all of them.
const GATHER: Duration = Duration::from_millis(50);
/// How long to wait after a batch that could not be written.
const BREATH: Duration = Duration::from_millis(200);
/// How long an answer waits for its record.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether records come to disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Works,
    Fails,
    /// For want of room.
    DiskFull,
}

type Waiting = (Record, Option<oneshot::Sender<()>>);

/// Takes records. Cheap to clone; every clone writes to the same chain.
#[derive(Clone)]
pub struct Auditor(Arc<Inner>);

struct Inner {
    queue: mpsc::Sender<Waiting>,
    /// Notified when somebody waits for their record.
    hurry: Arc<Notify>,
    writing: watch::Receiver<Writing>,
    store: Store,
    chain: String,
    writer: std::sync::Mutex<Option<JoinHandle<()>>>,
    closing: watch::Sender<bool>,
    strangers: Strangers,
    copier: std::sync::Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Auditor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auditor").field("chain", &self.0.chain).finish_non_exhaustive()
    }
}

impl Auditor {
    /// Opens the store and begins a chain. The signed head is kept in `folder` too.
    pub async fn start(location: &Location, folder: &Path, keys: &Keys) -> Result<Self, DbErr> {
        let store = Store::open::<Migrator>(location, NAME, keys).await?;
        let chain = store::begin(&store, keys, Timestamp::now()).await?;
        let folder = folder.join("audit-heads");
        std::fs::create_dir_all(&folder).map_err(|fault| DbErr::Custom(fault.to_string()))?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        let hurry = Arc::new(Notify::new());
        let (changes, state) = watch::channel(Writing::Works);
        let closing = watch::Sender::new(false);
        let writer = Writer {
            store: store.clone(),
            key: keys.key(Purpose::Audit),
            folder,
            hurry: Arc::clone(&hurry),
            head: Head { chain: chain.clone(), number: 0, digest: Vec::new() },
            writing: changes,
            copied: watch::Sender::new(Head { chain: chain.clone(), number: 0, digest: Vec::new() }),
        };
        let copier = head_copies::start(location.clone(), writer.key, writer.copied.subscribe());
        // The head of an empty chain, so that a chain can't vanish whole.
        writer.keep_beside(&writer.head);
        let task = tokio::spawn(writer.run(waiting, closing.subscribe()));
        let writer = std::sync::Mutex::new(Some(task));
        let copier = std::sync::Mutex::new(Some(copier));
        Ok(Self(Arc::new(Inner {
            queue,
            hurry,
            writing: state,
            store,
            chain,
            writer,
            closing,
            strangers: Strangers::default(),
            copier,
        })))
    }

    /// The store, for reading records.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Whether records come to disk. Where they did not, the caller waits for the next try.
    async fn writes(&self) -> bool {
        let mut writing = self.0.writing.clone();
        let works = writing.wait_for(|writing| *writing == Writing::Works);
        matches!(tokio::time::timeout(2 * BREATH, works).await, Ok(Ok(_)))
    }

    fn unavailable(&self) -> Refusal {
        let refusal = if *self.0.writing.borrow() == Writing::DiskFull {
            Refusal::new(
                Kind::Exhausted,
                reason::DISK_FULL,
                "服务器磁盘已满，无法写入审计记录。请联系管理员清理后重试，不会重复提交。",
                "The server's disk is full, and nothing is done without an audit record. Try again when there is room; it is carried out once.",
            )
        } else {
            Refusal::new(
                Kind::Unavailable,
                reason::AUDIT_UNAVAILABLE,
                "审计记录暂时无法写入，为保证每次操作都有记录，请稍后重试，不会重复提交。",
                "Audit records can't be written at the moment, and nothing is done without one. Try again; it is carried out once.",
            )
        };
        refusal.retry_after(Duration::from_secs(1))
    }

    /// Brings what waits to disk and ends the chain.
    pub async fn stop(&self) {
        self.0.closing.send_replace(true);
        let writer = self.0.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(writer) = writer {
            let _ = writer.await;
        }
        // It ends with its writer, after the last head.
        let copier = self.0.copier.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(copier) = copier {
            let _ = tokio::time::timeout(PATIENCE, copier).await;
        }
        if let Err(fault) = self.0.store.clone().close().await {
            tracing::warn!(%fault, "the audit's database did not close");
        }
    }
}

#[async_trait::async_trait]
impl AuditSink for Auditor {
    async fn ready(&self, changes: bool) -> Result<(), Refusal> {
        if (changes && !self.writes().await) || self.0.queue.capacity() == 0 {
            return Err(self.unavailable());
        }
        Ok(())
    }

    async fn record(&self, record: Record) {
        for record in self.0.strangers.admit(record).into_iter().flatten() {
            if self.0.queue.send((record, None)).await.is_err() {
                tracing::error!("a record came after the end of its chain");
            }
        }
    }

    fn try_record(&self, record: Record) {
        for record in self.0.strangers.admit(record).into_iter().flatten() {
            if self.0.queue.try_send((record, None)).is_err() {
                tracing::error!("no room for the record of a call that was broken off");
            }
        }
    }

    async fn record_durably(&self, record: Record) -> Result<(), Refusal> {
        let (done, stored) = oneshot::channel();
        let waiting = async {
            self.0.queue.send((record, Some(done))).await.ok()?;
            self.0.hurry.notify_one();
            stored.await.ok()
        };
        // One more try after one that failed, and no longer: the caller may ask again.
        let failed = async {
            let mut state = self.0.writing.clone();
            if state.wait_for(|writing| *writing != Writing::Works).await.is_err() {
                return;
            }
            tokio::time::sleep(2 * BREATH).await;
        };
        let stored = tokio::select! {
            biased;
            stored = waiting => stored.is_some(),
            () = failed => false,
            () = tokio::time::sleep(PATIENCE) => false,
        };
        if stored { Ok(()) } else { Err(self.unavailable()) }
    }
}

struct Writer {
    store: Store,
    key: Digest,
    folder: PathBuf,
    hurry: Arc<Notify>,
    head: Head,
    writing: watch::Sender<Writing>,
    /// The head, for who copies it to the services' databases.
    copied: watch::Sender<Head>,
}

impl Writer {
    async fn run(mut self, mut waiting: mpsc::Receiver<Waiting>, mut closing: watch::Receiver<bool>) {
        let mut taken = Vec::with_capacity(BATCH);
        loop {
            let count = tokio::select! {
                count = waiting.recv_many(&mut taken, BATCH) => count,
                () = async { let _ = closing.wait_for(|closing| *closing).await; } => {
                    waiting.close();
                    waiting.recv_many(&mut taken, BATCH).await
                }
            };
            if count == 0 {
                return;
            }
            if taken.iter().all(|(_, done)| done.is_none()) {
                self.fill_batch(&mut taken, &mut waiting, &mut closing).await;
            }
            let given_up = self.write(std::mem::take(&mut taken), &closing).await;
            if given_up {
                return;
            }
        }
    }

    /// Lets more come to records on which nobody waits, until somebody does or the process ends.
    async fn fill_batch(
        &self,
        taken: &mut Vec<Waiting>,
        waiting: &mut mpsc::Receiver<Waiting>,
        closing: &mut watch::Receiver<bool>,
    ) {
        tokio::select! {
            () = tokio::time::sleep(GATHER) => {}
            () = self.hurry.notified() => {}
            () = async { let _ = closing.wait_for(|closing| *closing).await; } => {}
        }
        while taken.len() < BATCH {
            let Ok(more) = waiting.try_recv() else { break };
            taken.push(more);
        }
    }

    /// Writes a batch, again and again until it is there; whether it had to be given up because the process ends.
    async fn write(&mut self, taken: Vec<Waiting>, closing: &watch::Receiver<bool>) -> bool {
        let (mut batch, mut waiting) = (Vec::with_capacity(taken.len()), Vec::new());
        let mut head = self.head.clone();
        for (record, done) in taken {
            let record = tidy(record);
            let number = head.number + 1;
            let mut row = match Row::of(record, &head.chain, number, self.store.encryption()) {
                Ok(row) => row,
                Err(fault) => {
                    // The waiting call hears that its record was not kept.
                    tracing::error!(reason = fault.reason(), "a record can't be sealed");
                    continue;
                }
            };
            row.digest = row.digest_after(&head.digest).to_vec();
            (head.number, head.digest) = (number, row.digest.clone());
            batch.push(row);
            waiting.extend(done);
        }
        if batch.is_empty() {
            return false;
        }
        while let Err(fault) = store::append(&self.store, &batch, &head, &self.key).await {
            tracing::error!(%fault, records = batch.len(), "audit records can't be written");
            let why =
                if Refusal::from(fault).is(reason::DISK_FULL) { Writing::DiskFull } else { Writing::Fails };
            self.writing.send_replace(why);
            if *closing.borrow() {
                return true;
            }
            tokio::time::sleep(BREATH).await;
        }
        self.writing.send_if_modified(|writing| std::mem::replace(writing, Writing::Works) != Writing::Works);
        self.keep_beside(&head);
        self.copied.send_replace(head.clone());
        self.head = head;
        for done in waiting {
            let _ = done.send(());
        }
        false
    }

    /// The head in a file beside the database, replaced as a whole. It is not synced: after a power cut an older head is there,
    /// and an older head is still one that the chain has to hold.
    fn keep_beside(&self, head: &Head) {
        let (new, path) = (
            self.folder.join(format!("{}.new", head.chain)),
            self.folder.join(format!("{}.head", head.chain)),
        );
        let stored = std::fs::write(&new, head.line(&self.key)).and_then(|()| std::fs::rename(&new, &path));
        if let Err(fault) = stored {
            tracing::error!(%fault, "the head of the audit can't be kept beside");
        }
    }
}

/// What callers wrote themselves, on one line each.
fn tidy(mut record: Record) -> Record {
    for text in [
        &mut record.person,
        &mut record.address,
        &mut record.terminal,
        &mut record.method,
        &mut record.reason,
        &mut record.request_id,
        &mut record.trace_id,
        &mut record.access_reason,
    ] {
        *text = line(text);
    }
    record.resources = record.resources.iter().map(|one| line(one)).filter(|one| !one.is_empty()).collect();
    record
}
