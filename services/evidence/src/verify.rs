//! Proving what must always be true of evidence: every file that is said to be here is, with its digest and size, and nothing of one
//! that is said to be deleted; every file has its leaf, and every deletion; and the tree is the one that its leaves make.

use std::path::Path;

use kit::{
    access::keys::Keys,
    domain::refusal::Refusal,
    storage::{Location, Store},
};

use crate::{
    NAME,
    domain::leaf,
    store::{
        Migrator,
        files::{self, Proved},
        log::{self, InMemory},
        objects::{Objects, Place},
        packets,
    },
};

/// How many rows are read at a time.
const AT_ONCE: u64 = 1000;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Files that were read.
    pub files: u64,
    /// Files that were deleted by retention.
    pub deleted: u64,
    /// Leaves that were added up.
    pub leaves: u64,
    /// What is wrong, a line each.
    pub wrong: Vec<(String, String)>,
}

/// Reads everything and says what is wrong. Costs as long as it takes to read every file once.
pub async fn verify(
    location: &Location,
    keys: &Keys,
    objects: &str,
    folder: &Path,
) -> Result<Findings, Refusal> {
    let store = Store::open::<Migrator>(location, NAME, keys).await?;
    let objects = Objects::open(objects, folder).map_err(|fault| Refusal::internal(&fault))?;
    let mut found = Findings::default();
    let mut last = String::new();
    loop {
        let some = files::after(store.read(), &last, AT_ONCE).await?;
        let Some(next) = some.last() else { break };
        last = next.place.digest.to_string();
        for file in &some {
            found.file(&store, &objects, file).await?;
        }
    }
    let mut tree = InMemory::default();
    loop {
        let texts = log::texts(store.read(), found.leaves, AT_ONCE).await?;
        if texts.is_empty() {
            break;
        }
        for text in texts {
            tree.grow(found.leaves, &text).map_err(|fault| Refusal::internal(&fault))?;
            found.leaves += 1;
        }
    }
    let size = log::size(store.read()).await?;
    if size == found.leaves {
        let kept = log::tree(store.read(), size).await?;
        let made =
            if size == 0 { kept.root } else { tree.root(size).map_err(|fault| Refusal::internal(&fault))? };
        if kept.root != made {
            found.wrong("存证日志被改动".to_owned(), "the log: a leaf or a hash was changed".to_owned());
        }
    } else {
        let (zh, en) = (
            format!("存证日志应有 {size} 项，实有 {} 项", found.leaves),
            format!("the log: {size} leaves are said to be there and {} are", found.leaves),
        );
        found.wrong(zh, en);
    }
    store.close().await?;
    Ok(found)
}

/// Decrypts every encrypted value of the service, and gives what attempts, papers, requests, watches and sanctions are said to cite: pairs of
/// the name of what cites and a file's. A citation of anything else opens a file to nobody but its sender.
pub async fn verify_records(
    location: &Location,
    keys: &Keys,
) -> Result<(kit::storage::verify::Findings, Vec<(String, String)>), Refusal> {
    let store = Store::open::<Migrator>(location, NAME, keys).await?;
    let mut findings = kit::storage::verify::encrypted(&store).await?;
    let citations = crate::store::citations::all(store.read()).await?;
    findings.looked_at += citations.len() as u64;
    let mut cited = Vec::new();
    for citation in citations {
        let subject = &citation.subject;
        let elsewhere = ["tasks/", "requests/", "watches/", "sanctions/"]
            .iter()
            .any(|prefix| subject.starts_with(prefix));
        if elsewhere {
            cited.push((citation.subject, citation.file));
        } else if let Some(task) =
            packets::task_of_held(store.read(), (&citation.subject, &citation.person)).await?
        {
            cited.push((format!("{task}/documents"), citation.file));
        } else if citation.opens && !citation.sent {
            findings.wrong(format!(
                "{subject}: 伪造的引用，会向他人开放 {} (forged: it would open the file)",
                citation.file
            ));
        }
    }
    store.close().await?;
    Ok((findings, cited))
}

impl Findings {
    async fn file(&mut self, store: &Store, objects: &Objects, file: &Proved) -> Result<(), Refusal> {
        let Place { digest, generation } = file.place;
        let name = digest.name();
        if file.deleted {
            self.deleted += 1;
        } else {
            self.files += 1;
            match objects.digest(file.place).await? {
                None => self.wrong(
                    format!("{name} 的文件不在了，也没有删除记录"),
                    format!("{name}: the file is gone, and no rule deleted it"),
                ),
                Some(is) if is != (digest, file.size) => {
                    self.wrong(format!("{name} 的内容被改动"), format!("{name}: its bytes were changed"));
                }
                Some(_) => {}
            }
        }
        if log::leaf(store.read(), &name).await?.is_none() {
            self.wrong(format!("{name} 没有存证"), format!("{name}: it has no leaf"));
        }
        // Every generation that is over ended by a deletion, and left nothing.
        for generation in 0..generation + i64::from(file.deleted) {
            if objects.lies(Place { digest, generation }).await? {
                self.wrong(
                    format!("{name} 已删除，文件却还在"),
                    format!("{name}: it was deleted, and its bytes are still there"),
                );
            }
            if log::leaf(store.read(), &leaf::deletion(digest, generation + 1)).await?.is_none() {
                self.wrong(format!("{name} 的删除没有存证"), format!("{name}: its deletion has no leaf"));
            }
        }
        Ok(())
    }

    fn wrong(&mut self, zh: String, en: String) {
        self.wrong.push((zh, en));
    }
}
