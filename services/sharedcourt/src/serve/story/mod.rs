//! The story of a demonstration (`--demo=story`): what a court did in the last six weeks, so that everybody finds something to do.
//!
//! Every act is an ordinary call by the person whose act it is ([`stage`]), under a clock that only this module moves ([`StoryClock`]):
//! a task of the day before yesterday was filed the day before yesterday, and what is late is late by the program's own rules. Threads of
//! the story are written one after the other and played interleaved, in the order of their time ([`schedule`]). It is played once, in an
//! empty data folder, before the port answers. A file in the folder remembers for which day, so that a process that was killed
//! meanwhile plays the same calls again under the same request ids, and that it is over.
//!
//! | who | finds |
//! |---|---|
//! | grid worker | a notice to accept, a lead to check, somebody to seek again |
//! | director | tasks to assign: one late, one urgent, one declined, one from the village next door |
//! | officer | reports to review, leads to verify, answers of units, a fine to serve, items of the supervision list, tasks without a court |
//! | bureau chief | a distribution, a changed account, a deferral, a watch, an order to a unit, a dishonest debtor, an item to sign |
//! | president | a detention and an extension to decide |
//! | command centre | a reply to accept, a watch for the police, what rules have issued |
//! | cashier | unclaimed money, payments to make |
//! | clerk of the market regulator | a request to receive, a late one to answer |
//! | contact judge | what is late in the village |
//! | administrator | a line that is down, a term that ends, an account that expires |

mod cases;
mod money;
mod offices;
mod police;
mod props;
mod scene;
mod schedule;
mod stage;
mod tasks;
mod units;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use futures::future::{BoxFuture, try_join_all};
use kit::{
    access::keys::Keys,
    domain::{StoryClock, Timestamp, refusal::Refusal},
    rpc::Peer,
    storage::{Location, clock, location::holds_data},
};
use serde_json::json;

use crate::{error::Failure, folder::DATABASES, keys::stores};

/// The file in the data folder that remembers the story: when the demonstration was opened, and a second line once it was played.
const MARK: &str = "story";
const PLAYED: &str = "played";
/// How many days before the opening the story begins.
const DAYS: i64 = 46;
/// For how long it is waited for the task whose time ran out.
const PATIENCE: Duration = Duration::from_secs(30);

/// A story that is to be played. The clock is moved from now on, so that nothing expires before it is played; it is never moved over data
/// that was there before.
pub(super) struct Story {
    mark: PathBuf,
    opening: Timestamp,
    clock: StoryClock,
}

impl Story {
    /// The story of a data folder that is empty, or in which it was broken off. `None` where it was played, and where people have
    /// worked without one.
    pub(super) async fn due(folder: &Path, location: &Location) -> Result<Option<Self>, Failure> {
        let mark = folder.join(MARK);
        let opening = match remembered(&mark)? {
            Some((_, true)) => return Ok(None),
            Some((opening, false)) => opening,
            None if holds_data(location, &DATABASES).await.map_err(Refusal::from)?.is_some() => {
                return Ok(None);
            }
            None => Timestamp::now(),
        };
        remember(&mark, &opening.to_string())?;
        let clock = StoryClock::take(opening.plus_hours(-24 * DAYS));
        Ok(clock.map(|clock| Self { mark, opening, clock }))
    }

    /// Refuses a folder in which a story was broken off: half of it is no demonstration.
    pub(super) fn refuse_broken_off(folder: &Path) -> Result<(), Failure> {
        match remembered(&folder.join(MARK))? {
            Some((_, false)) => Err(Failure::Usage(
                "演示情节没有演完，请用 --demo=story 启动，或者换一个数据目录 (a story was broken off here; start with \
                 --demo=story, or with another data folder)"
                    .to_owned(),
            )),
            _ => Ok(()),
        }
    }

    /// Plays it over the services of this process; how many acts there were.
    pub(super) async fn play(
        self,
        peers: Vec<(&'static str, Peer)>,
        (location, keys): (&Location, &Keys),
    ) -> Result<u32, Failure> {
        let Self { mark, opening, clock } = self;
        let stage = stage::Stage::over(peers, keys);
        let acts = acts(&stage, clock, opening).await.map_err(|fault| {
            Failure::Usage(format!(
                "演示情节没有演完，请重新启动，将从中断处继续；仍不成功的，请删除数据目录 (the story was not played to its \
                 end; start again and it is resumed; delete the data folder where that does not help): {fault}"
            ))
        })?;
        // The clock is the machine's again: it is right, whatever the newest event of a store says.
        for store in stores(location, keys).await? {
            clock::confirm(&store, Timestamp::now()).await.map_err(Refusal::from)?;
            store.close().await.map_err(Refusal::from)?;
        }
        remember(&mark, &format!("{opening}\n{PLAYED}\n"))?;
        if !something_expired(&stage).await? {
            tracing::warn!("the task whose time ran out has not expired yet");
        }
        Ok(acts)
    }
}

/// Writes the mark, whole or not at all.
fn remember(mark: &Path, text: &str) -> io::Result<()> {
    let new = mark.with_extension("new");
    fs::write(&new, text)?;
    fs::rename(new, mark)
}

/// For which day a story was begun, and whether it was played to its end; `None` where none was begun.
fn remembered(mark: &Path) -> Result<Option<(Timestamp, bool)>, Failure> {
    let text = match fs::read_to_string(mark) {
        Ok(text) => text,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(fault.into()),
    };
    let mut lines = text.lines();
    let opening = Timestamp::parse(lines.next().unwrap_or_default().trim());
    let opening = opening.map_err(|text| Failure::Usage(format!("{MARK}: {text}")))?;
    Ok(Some((opening, lines.next() == Some(PLAYED))))
}

/// Plays every thread, each at its times; how many acts there were. The clock is the machine's afterwards.
async fn acts(stage: &stage::Stage, clock: StoryClock, opening: Timestamp) -> Result<u32, Failure> {
    type Thread = for<'s> fn(scene::Scene<'s>) -> BoxFuture<'s, Result<u32, Failure>>;
    let threads: [(&str, Thread); 13] = [
        ("cases", |scene| Box::pin(cases::cases(scene))),
        ("served", |scene| Box::pin(tasks::served(scene))),
        ("under-way", |scene| Box::pin(tasks::under_way(scene))),
        ("new", |scene| Box::pin(tasks::new(scene))),
        ("wages", |scene| Box::pin(money::wages(scene))),
        ("receipts", |scene| Box::pin(money::receipts(scene))),
        ("requests", |scene| Box::pin(units::requests(scene))),
        ("freeze", |scene| Box::pin(units::freeze(scene))),
        ("property", |scene| Box::pin(units::property(scene))),
        ("watches", |scene| Box::pin(police::watches(scene))),
        ("sanctions", |scene| Box::pin(police::sanctions(scene))),
        ("supervision", |scene| Box::pin(offices::supervision(scene))),
        ("register", |scene| Box::pin(offices::register(scene))),
    ];
    let schedule = schedule::Schedule::of(threads.len(), clock);
    let played = threads.iter().enumerate().map(|(place, (name, thread))| {
        thread(scene::Scene::new((stage, &schedule), (place, *name), opening))
    });
    Ok(try_join_all(played).await?.into_iter().sum())
}

/// Waits until the task has expired whose time ran out yesterday; whether it has.
async fn something_expired(stage: &stage::Stage) -> Result<bool, Failure> {
    let wait = async {
        let filter = json!({"filter": "state=EXPIRED"});
        while stage.call("officer", "TaskService.ListTasks", &filter).await?["tasks"].is_null() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    };
    match tokio::time::timeout(PATIENCE, wait).await {
        Ok(waited) => waited.map(|()| true),
        Err(_) => Ok(false),
    }
}
