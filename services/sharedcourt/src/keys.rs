//! `sharedcourt keys`: which keys there are, a new one, and the end of the former ones.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use kit::{
    access::keys::Keys as Ring,
    domain::{Timestamp, refusal::Refusal},
    storage::{Location, Store, clock, reencrypt},
};

use crate::{
    error::Failure,
    folder::{DATABASES, Folder},
    serve::Database,
};

/// Rotate the keys under which data is encrypted.
#[derive(Args)]
pub(crate) struct Keys {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    database: Database,
}

#[derive(Subcommand)]
enum Action {
    /// Which keys there are, and how many encrypted values are under each; exit code 1 where a value decrypts under none.
    Status,
    /// Make a new key. New rows are written under it at once; running services re-encrypt old ones in the background.
    Rotate {
        /// Let the new key be read only for now, where processes get their keys one after the other by a setting; `rotate` again makes
        /// it the current one.
        #[arg(long)]
        staged: bool,
    },
    /// Re-encrypt what is under former keys now, and wait for it. Running services do the same by themselves; may be broken off.
    Reencrypt,
    /// Drop the former keys; refused while anything is encrypted under them. Old records of the audit stay readable.
    DropOld,
}

impl Keys {
    /// Prints what there is or what was done.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let location = Location::new(self.database.url.as_deref(), self.folder.path())?;
        let ring = self.folder.existing_keys(&location).await?;
        match self.action {
            Action::Status => status(&location, &ring).await,
            Action::Rotate { staged } => {
                // No rotation beside data that is of another key.
                drop(stores(&location, &ring).await?);
                self.rotate(&ring, staged)
            }
            Action::Reencrypt => {
                for store in stores(&location, &ring).await? {
                    let values = reencrypt::finish(&store).await?;
                    println!("{}: 重新加密 {values} 项 (re-encrypted)", store.service());
                }
                Ok(ExitCode::SUCCESS)
            }
            Action::DropOld => self.drop_old(&location, &ring).await,
        }
    }

    fn rotate(&self, ring: &Ring, staged: bool) -> Result<ExitCode, Failure> {
        let id = ring.rotate(staged)?;
        let what = if staged { "只用于读取 (read only for now)" } else { "当前密钥 (current)" };
        println!("新密钥 (new key) {id}，{what}");
        self.new_setting(ring);
        Ok(ExitCode::SUCCESS)
    }

    /// Where the keys are a setting, the new value has to be put into the settings.
    fn new_setting(&self, ring: &Ring) {
        if self.folder.is_given() {
            println!("请把密钥设置改为 (set the setting installation.secret to):\n{}", ring.setting());
        }
    }

    async fn drop_old(&self, location: &Location, ring: &Ring) -> Result<ExitCode, Failure> {
        let former = ring.former();
        if former.is_empty() {
            println!("没有旧密钥 (there is no former key)");
            return Ok(ExitCode::SUCCESS);
        }
        let stores = stores(location, ring).await?;
        let mut left = 0;
        for store in &stores {
            if let Some(doubt) = clock::examine(store, Timestamp::now()).await.map_err(Refusal::from)? {
                return Err(Failure::Usage(format!(
                    "系统时间存疑，没有丢弃密钥；核对后运行 sharedcourt clock confirm ({doubt})"
                )));
            }
            if store.service() == audit::NAME {
                continue;
            }
            let count = reencrypt::count(store).await?;
            for place in &count.damaged {
                println!("! {}: {place} 用任何密钥都无法解密 (decrypts under no key)", store.service());
            }
            let here = count.not_under(ring.current());
            if here > 0 {
                println!("✗ {}: 还有 {here} 项在旧密钥下 (still under a former key)", store.service());
            }
            left += here;
        }
        if left > 0 {
            println!(
                "没有丢弃；请等待后台重新加密完成，或运行 sharedcourt keys reencrypt (nothing was dropped)"
            );
            return Ok(ExitCode::from(1));
        }
        for store in &stores {
            reencrypt::renew_mark(store).await.map_err(Refusal::from)?;
        }
        ring.drop_former()?;
        let former: Vec<String> = former.iter().map(ToString::to_string).collect();
        println!("已丢弃 (dropped) {}", former.join("、"));
        self.new_setting(ring);
        Ok(ExitCode::SUCCESS)
    }
}

/// The stores that are there.
pub(crate) async fn stores(location: &Location, ring: &Ring) -> Result<Vec<Store>, Failure> {
    let mut all = Vec::new();
    for database in DATABASES {
        all.extend(Store::open_existing(location, database, ring).await.map_err(Refusal::from)?);
    }
    Ok(all)
}

async fn status(location: &Location, ring: &Ring) -> Result<ExitCode, Failure> {
    println!("当前密钥 (current)  {}", ring.current());
    for (name, ids) in [
        ("旧密钥 (former)", ring.former()),
        ("待启用 (staged)", ring.next().into_iter().collect()),
        ("仅审计可读 (dropped, audit only)", ring.retired()),
    ] {
        for id in &ids {
            println!("{name}  {id}");
        }
    }
    let mut damaged = 0;
    for store in stores(location, ring).await? {
        let count = reencrypt::count(&store).await?;
        let by_key = count.by_key.iter().map(|(id, count)| {
            let id = id.map_or_else(|| "旧格式 (old format)".to_owned(), |id| id.to_string());
            format!("{id}: {count}")
        });
        let done = reencrypt::is_complete(&store).await.map_err(Refusal::from)?;
        let done = if done { "✓" } else { "…" };
        println!("{done} {}  {}", store.service(), by_key.collect::<Vec<_>>().join("，"));
        for place in &count.damaged {
            println!("✗ {}: {place} 用任何密钥都无法解密 (decrypts under no key)", store.service());
        }
        damaged += count.damaged.len();
    }
    Ok(if damaged == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
