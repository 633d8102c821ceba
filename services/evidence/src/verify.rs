//! Proving what must always be true of evidence: every file that is said to be here is, with its digest and size; every file has its
//! leaf; and the tree is the one that its leaves make.

use std::path::Path;

use kit::{
    keys::Keys,
    refusal::Refusal,
    store::{Location, Store},
};

use crate::{
    NAME,
    domain::digest::Digest,
    store::{
        Migrator, files,
        log::{self, InMemory},
        objects::Objects,
    },
};

/// How many rows are read at a time.
const AT_ONCE: u64 = 1000;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Files that were read.
    pub files: u64,
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
        let Some((next, _)) = some.last() else { break };
        last.clone_from(next);
        for (sha256, size) in &some {
            found.files += 1;
            let Ok(digest) = Digest::parse(sha256) else { continue };
            let name = digest.name();
            match objects.digest(digest).await? {
                None => found.wrong(format!("{name} 的文件不在了"), format!("{name}: the file is gone")),
                Some(is) if is != (digest, *size) => {
                    found.wrong(format!("{name} 的内容被改动"), format!("{name}: its bytes were changed"));
                }
                Some(_) => {}
            }
            if log::leaf(store.read(), &name).await?.is_none() {
                found.wrong(format!("{name} 没有存证"), format!("{name}: it has no leaf"));
            }
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

impl Findings {
    fn wrong(&mut self, zh: String, en: String) {
        self.wrong.push((zh, en));
    }
}
