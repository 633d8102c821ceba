//! A thread of the story: its acts one after the other, each at its time.

use std::time::Duration;

use jiff::{ToSpan as _, civil::Date};
use kit::domain::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::time::sleep;

use super::{
    props::{self, Party},
    schedule::Schedule,
    stage::{Stage, with_request_id},
};
use crate::error::Failure;

/// For how long the story waits for what follows an act by itself.
const PATIENCE: Duration = Duration::from_secs(15);
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A thread of the story.
pub(super) struct Scene<'s> {
    stage: &'s Stage,
    schedule: &'s Schedule,
    /// Its place among the threads, and its name, by which its calls are known when they come again.
    thread: (usize, &'static str),
    /// When the demonstration is opened.
    opening: Timestamp,
    acts: u32,
}

/// A case of the story.
pub(super) struct Case {
    /// `cases/{id}`.
    pub(super) name: String,
    /// （年）浙0783执…号.
    pub(super) number: String,
}

/// What is entered of a case: its running number, how many days ago it was filed, its cause, the claim in yuan, and who against whom.
pub(super) type Filing<'f> = (u32, i64, &'f str, i64, &'f [Party], Party);

impl<'s> Scene<'s> {
    pub(super) fn new(
        (stage, schedule): (&'s Stage, &'s Schedule),
        thread: (usize, &'static str),
        opening: Timestamp,
    ) -> Self {
        Self { stage, schedule, thread, opening, acts: 0 }
    }

    /// What follows happened so many days before the opening, at a time of the day in Beijing.
    pub(super) async fn at(&self, days: i64, hour: i64, minute: i64) {
        self.schedule.wait(self.thread.0, self.time(days, hour, minute)).await;
    }

    /// Somebody does something. Played again after the process was killed, it is the same call and has the same answer.
    pub(super) async fn act(&mut self, person: &str, method: &str, body: Value) -> Result<Value, Failure> {
        self.acts += 1;
        let id = format!("story-{}-{}", self.thread.1, self.acts);
        let done = self.stage.call(person, method, &with_request_id(method, body, &id)?).await;
        done.map_err(|fault| Failure::Usage(format!("{id} ({person}, {method}): {fault}")))
    }

    /// Waits until what follows an act by itself can be read.
    pub(super) async fn until(
        &self,
        (person, method): (&str, &str),
        body: Value,
        is_so: impl Fn(&Value) -> bool,
    ) -> Result<(), Failure> {
        let waiting = async {
            while !is_so(&self.stage.call(person, method, &body).await?) {
                sleep(POLL_INTERVAL).await;
            }
            Ok(())
        };
        let late = |_| Failure::Usage(format!("{}: {method} did not show it in time", self.thread.1));
        tokio::time::timeout(PATIENCE, waiting).await.map_err(late)?
    }

    /// Somebody sends a file; its name.
    pub(super) async fn file(&mut self, person: &str, file: props::File) -> Result<String, Failure> {
        let sha256 = hex::encode(Sha256::digest(&file.bytes));
        let evidence = json!({"sha256": sha256, "sizeBytes": file.bytes.len().to_string(), "mediaType": file.media_type});
        let declared =
            self.act(person, "EvidenceService.CreateEvidence", json!({"evidence": evidence})).await?;
        let name = text(&declared, "name");
        // Declared before the process was killed, it may have arrived as well.
        let now = self.stage.call(person, "EvidenceService.GetEvidence", &json!({"name": name})).await?;
        if now["state"] != "EVIDENCE_STATE_STORED" {
            self.stage.upload(person, &name, file).await?;
        }
        Ok(name)
    }

    /// The ruling and the notice of assistance of a case about something, sent by the officer; their names.
    pub(super) async fn papers(
        &mut self,
        case: &Case,
        kinds: &[&str],
        about: &str,
    ) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        for kind in kinds {
            let paper = props::paper(&["东阳市人民法院", kind, &case.number, about]);
            names.push(self.file("officer", paper).await?);
        }
        Ok(names)
    }

    /// The officer enters a case.
    pub(super) async fn case(&mut self, filing: Filing<'_>) -> Result<Case, Failure> {
        let (number, filed, matter, yuan, applicants, debtor) = filing;
        let number = self.number(number, filed);
        let mut parties: Vec<Value> = applicants.iter().map(|applicant| applicant.on("APPLICANT")).collect();
        parties.push(debtor.on("DEBTOR"));
        let case = json!({"caseNumber": number, "cause": matter, "filingDate": self.day(filed), "claimFen": fen(yuan),
            "parties": parties});
        let case = self.act("officer", "CaseService.CreateCase", json!({"case": case})).await?;
        Ok(Case { name: text(&case, "name"), number })
    }

    /// The number of a case that was filed so many days ago.
    pub(super) fn number(&self, number: u32, filed: i64) -> String {
        format!("（{}）浙0783执{number}号", self.date(filed).year())
    }

    /// A day so many days before the opening (or, below zero, after it), as the contract has it.
    pub(super) fn day(&self, days: i64) -> Value {
        let date = self.date(days);
        json!({"year": date.year(), "month": date.month(), "day": date.day()})
    }

    /// The time so many days before the opening, as the contract has it.
    pub(super) fn stamp(&self, days: i64, hour: i64, minute: i64) -> String {
        self.time(days, hour, minute).to_string()
    }

    /// How many acts there were.
    pub(super) fn end(self) -> u32 {
        self.schedule.end();
        self.acts
    }

    fn time(&self, days: i64, hour: i64, minute: i64) -> Timestamp {
        let midnight = self.opening.plus_hours(8).micros().rem_euclid(24 * 3600 * 1_000_000);
        let midnight = Timestamp::from_micros(self.opening.micros() - midnight);
        midnight.plus_hours(hour - 24 * days).plus_seconds(60 * minute)
    }

    fn date(&self, days: i64) -> Date {
        let today = self.opening.legal_day();
        today.checked_sub(days.days()).unwrap_or(today)
    }
}

/// A text of an answer.
pub(super) fn text(answer: &Value, field: &str) -> String {
    answer[field].as_str().unwrap_or_default().to_owned()
}

/// Yuan in fen, as the contract has them.
pub(super) fn fen(yuan: i64) -> String {
    (100 * yuan).to_string()
}
