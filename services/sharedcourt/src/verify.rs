//! `sharedcourt verify`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use evidence::domain::{
    digest::Digest,
    leaf,
    proof::{self, Broken, Proof},
};
use kit::{
    access::keys::Keys,
    domain::refusal::Refusal,
    events::{self, Standing, consumer},
    storage::{Location, Store, location::holds_data, verify::Findings},
};
use prost::Message as _;
use proto::{Service, dispatch::v1::Attempt, enforcement::v1::ServiceAct, evidence::v1::LeafProof};

use crate::{
    error::Failure,
    folder::Folder,
    json,
    serve::{Database, Objects},
};

/// Prove what must always be true.
#[derive(Args)]
pub(crate) struct Verify {
    /// What is proved.
    #[arg(value_enum)]
    what: What,
    /// A proof as `GET /v1/evidence/{sha256}:proof` gave it.
    #[arg(long)]
    proof: Option<PathBuf>,
    /// The file that the proof is of.
    #[arg(long, requires = "proof")]
    file: Option<PathBuf>,
    /// The act of service or the attempt that the proof is of, as JSON as the server gave it.
    #[arg(long, requires = "proof", conflicts_with = "file")]
    record: Option<PathBuf>,
    /// The log's key, as it was fetched before and not with the proof; the proof's own where absent, which only says that the proof
    /// agrees with itself.
    #[arg(long, requires = "proof", value_name = "KEY")]
    log_key: Option<String>,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    objects: Objects,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Every record of a call stands in its chain as it was written, and none is missing.
    Audit,
    /// Everything that happened to a task stands in the log, once, and nothing else does; and each log knows how far its consumers are.
    Log,
    /// Every fen that arrived is in exactly one place, and nothing was paid twice.
    Money,
    /// Every encrypted value decrypts, plain columns equal what is encrypted, people, terms and citations are as the program wrote them, and
    /// every subject of the logs is there.
    Records,
    /// All of these.
    All,
    /// Every file is here as its digest says and has its leaf, and the log is the one that its leaves make. With `--proof`: that one
    /// leaf is in a log, and with `--file` or `--record` that it is of this file, act or attempt; needs nothing of the server but the
    /// proof and the key.
    Evidence,
}

impl Verify {
    /// Prints what was looked at and what is wrong; exit code 1 where something is.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        if let (What::Evidence, Some(proof)) = (self.what, &self.proof) {
            return self.check_proof(proof);
        }
        let location = Location::new(self.database.url.as_deref(), self.folder.path())?;
        let keys = self.folder.existing_keys(&location).await?;
        let all = [What::Audit, What::Log, What::Money, What::Records, What::Evidence];
        let what: &[What] = if matches!(self.what, What::All) { &all } else { &[self.what] };
        let mut right = true;
        for what in what {
            right &= self.prove(*what, &location, &keys).await?;
        }
        Ok(if right { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// Prints what was looked at and what is wrong; whether nothing is.
    async fn prove(&self, what: What, location: &Location, keys: &Keys) -> Result<bool, Failure> {
        let (said, wrong) = match what {
            What::All => return Ok(true),
            What::Records => {
                let found = records(location, keys).await?;
                (format!("记录 {} 条 (rows, values and events)", found.looked_at), found.wrong)
            }
            What::Audit => {
                let found = audit::verify(location, self.folder.path(), keys).await;
                let found = found.map_err(Refusal::from)?;
                let said =
                    format!("审计链 {} 条 (chains)，记录 {} 条 (records)", found.chains, found.records);
                (said, found.wrong)
            }
            What::Log => {
                let mut found = dispatch::verify(location, keys).await?;
                let said = format!("任务 {} 项 (tasks)，事件 {} 条 (events)", found.tasks, found.events);
                found.wrong.extend(consumers(location, keys).await?);
                (said, found.wrong)
            }
            What::Money => {
                let found = enforcement::verify_money(location, keys).await?;
                let said = format!(
                    "案款 {} 笔 (receipts)，付款 {} 笔 (payouts)，分录 {} 条 (entries)，到账 {} 分 (fen in)，已付 {} 分 (fen out)",
                    found.receipts, found.payouts, found.entries, found.arrived_fen, found.paid_fen
                );
                (said, found.wrong)
            }
            What::Evidence => {
                let place = (self.objects.place(), self.folder.path());
                let found = evidence::verify(location, keys, place.0, place.1).await?;
                let said = format!(
                    "文件 {} 份 (files)，按期删除 {} 份 (deleted)，存证 {} 项 (leaves)",
                    found.files, found.deleted, found.leaves
                );
                (said, found.wrong.into_iter().map(|(zh, en)| format!("{zh} ({en})")).collect())
            }
        };
        for wrong in &wrong {
            println!("✗ {wrong}");
        }
        println!("{said}，问题 {} 处 (wrong)", wrong.len());
        Ok(wrong.is_empty())
    }

    /// Checks a proof alone.
    fn check_proof(&self, path: &Path) -> Result<ExitCode, Failure> {
        let unreadable = |path: &Path, fault: &dyn std::fmt::Display| {
            Failure::Usage(format!("{}: 读不了 (can't be read): {fault}", path.display()))
        };
        let text = std::fs::read_to_string(path).map_err(|fault| unreadable(path, &fault))?;
        let given: LeafProof = json::read("sharedcourt.evidence.v1.LeafProof", &text)
            .map_err(|fault| unreadable(path, &fault))?;
        let proof = Proof {
            leaf: given.leaf,
            index: u64::try_from(given.leaf_index).unwrap_or(u64::MAX),
            hashes: given.hashes,
            checkpoint: given.checkpoint,
        };
        let key = self.log_key.as_ref().unwrap_or(&given.verifier_key);
        let checked = match (&self.file, &self.record) {
            (None, Some(record)) => {
                let text = std::fs::read_to_string(record).map_err(|fault| unreadable(record, &fault))?;
                let digest = record_digest(&proof.leaf, &text).map_err(|fault| unreadable(record, &fault))?;
                proof::check_file(&proof, key, digest)
            }
            (Some(file), _) => {
                let opened = std::fs::File::open(file).map_err(|fault| unreadable(file, &fault))?;
                let digest = proof::digest_of(opened).map_err(|fault| unreadable(file, &fault))?;
                proof::check_file(&proof, key, digest)
            }
            (None, None) => proof::check(&proof, key),
        };
        match checked {
            Ok(tree) => {
                print!("{}", proof.leaf);
                println!("✓ 在 {} 项的存证日志中 (in the log of {} leaves)", tree.size, tree.size);
                if self.log_key.is_none() {
                    println!(
                        "! 用的是证明自带的公钥，请与事先取得的核对 (compare the key with one fetched before): {key}"
                    );
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(broken) => {
                let zh = match broken {
                    Broken::Signature => "检查点不是这把公钥签的",
                    Broken::Checkpoint => "检查点读不了",
                    Broken::Path => "这一项不在检查点所签的日志中",
                    Broken::File => "文件或记录与存证的摘要不符",
                };
                println!("✗ {zh} ({broken})");
                Ok(ExitCode::from(1))
            }
        }
    }
}

/// Proves the rows of the services that are there.
async fn records(location: &Location, keys: &Keys) -> Result<Findings, Failure> {
    let mut found = Findings::default();
    let mut any = false;
    // Evidence first: what it says is cited is compared with what cites.
    let mut cited = Vec::new();
    if holds_data(location, &[evidence::NAME]).await.map_err(Refusal::from)?.is_some() {
        any = true;
        let of_evidence = evidence::verify_records(location, keys).await?;
        found.add(of_evidence.0);
        cited = of_evidence.1;
    }
    for service in Service::ALL {
        if holds_data(location, &[service.name()]).await.map_err(Refusal::from)?.is_none() {
            continue;
        }
        any = true;
        found.add(match service {
            Service::Courts => courts::verify_records(location, keys).await?,
            Service::Enforcement => enforcement::verify_records(location, keys, &cited).await?,
            Service::Investigation => investigation::verify_records(location, keys, &cited).await?,
            // Evidence comes before the others and dispatch after them; the audit has a proof of its own.
            Service::Evidence | Service::Dispatch | Service::Audit => Findings::default(),
        });
    }
    if holds_data(location, &[dispatch::NAME]).await.map_err(Refusal::from)?.is_some() {
        found.add(dispatch::verify_records(location, keys, &cited).await?);
    } else if any {
        found.wrong("任务库不存在 (the database of tasks is gone)".to_owned());
    }
    Ok(found)
}

/// Compares the cursor of each consumer with the log that it consumes; what is wrong.
async fn consumers(location: &Location, keys: &Keys) -> Result<Vec<String>, Failure> {
    let mut stores = Vec::new();
    for service in [dispatch::NAME, enforcement::NAME, investigation::NAME, evidence::NAME] {
        let store = Store::open_existing(location, service, keys).await.map_err(Refusal::from)?;
        stores.extend(store.map(|store| (service, store)));
    }
    let mut wrong = Vec::new();
    for (consumer, store) in &stores {
        for (log, cursor) in consumer::cursors(store).await? {
            let Some((_, source)) = stores.iter().find(|(service, _)| *service == log) else { continue };
            if events::standing(source, &cursor).await.map_err(Refusal::from)? == Standing::Unknown {
                wrong.push(format!(
                    "{consumer}: 已接收到的位置不在 {log} 的事件日志中，其中一个数据库是从备份恢复的；下次启动时将重新接收 (the log of {log} does not know the cursor of {consumer}: one of both was restored; it reads the log again at the next start)"
                ));
            }
        }
    }
    for (_, store) in stores {
        store.close().await.map_err(Refusal::from)?;
    }
    Ok(wrong)
}

/// The digest of a record that is given as JSON, in the form of which the leaf holds it: the message in binary, field by field.
fn record_digest(leaf: &str, json: &str) -> Result<Digest, String> {
    let bytes = if leaf::is_of(leaf, "act-of-service") {
        let mut act = json::read::<ServiceAct>("sharedcourt.enforcement.v1.ServiceAct", json)?;
        // What an answer says beside the record, for the reader of that answer.
        act.labels.clear();
        act.encode_to_vec()
    } else if leaf::is_of(leaf, "attempt") {
        json::read::<Attempt>("sharedcourt.dispatch.v1.Attempt", json)?.encode_to_vec()
    } else {
        return Err("这项存证不是送达行为或走访 (the leaf is of no act and no attempt)".to_owned());
    };
    proof::digest_of(bytes.as_slice()).map_err(|fault| fault.to_string())
}
