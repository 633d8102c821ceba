//! The files that visits cite, and whether they are here.

use std::collections::BTreeMap;

use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text},
};
use uuid::Uuid;

use super::Attempt;

/// How many missing files a refusal names.
const NAMED: usize = 10;

/// What is said of the file of a paper that is not here, or that anyone who files the task may not read.
#[must_use]
pub fn paper_missing() -> Text {
    Text::new(
        "这份文书的文件还没有传到法院，或者不在您的权限范围内。请先上传完毕，再派发任务。",
        "The file of this paper is not here yet, or is not yours to see. File the task when it is here.",
    )
}

/// The refusal where it can't be asked whether the files of papers are here.
#[must_use]
pub fn papers_unavailable() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::EVIDENCE_UNAVAILABLE,
        "暂时无法确认文书的文件是否已传到法院，请稍后重试；急需派发的，可以不附文件。",
        "Whether the files of the papers are here can't be asked now. Try again shortly, or file the task without them.",
    )
    .retry_after(std::time::Duration::from_secs(2))
}

/// Whether a file is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileState {
    /// That could not be asked.
    #[default]
    Unknown,
    /// Anyone who cites it has not declared it.
    NotDeclared,
    /// It was here and has been deleted.
    Deleted,
    /// It is declared, and all or some of it is still to come.
    Arriving,
    /// All of it is here.
    Stored,
}

/// How far a file has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileStatus {
    /// Whether it is here.
    pub state: FileState,
    /// How many bytes are here.
    pub received_bytes: i64,
    /// How many bytes it has; 0 where that is not known.
    pub size_bytes: i64,
}

/// A file with the visits that cite it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedFile {
    /// `evidence/{sha256}`.
    pub evidence: String,
    /// The visits, the earliest first.
    pub attempts: Vec<Uuid>,
    /// How far it has come: of several who cite it, for the one who has sent most.
    pub status: FileStatus,
}

/// The files of visits, in the order in which they were cited first. `status` says how far a file has come for who cites it.
#[must_use]
pub fn cited_files(attempts: &[Attempt], status: impl Fn(&str, &str) -> FileStatus) -> Vec<CitedFile> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut files: Vec<CitedFile> = Vec::new();
    for attempt in attempts {
        for evidence in &attempt.evidence {
            let status = status(evidence, &attempt.worker);
            let place = *places.entry(evidence).or_insert_with(|| {
                files.push(CitedFile { evidence: evidence.clone(), attempts: Vec::new(), status });
                files.len() - 1
            });
            let file = &mut files[place];
            file.status = file.status.max(status);
            if file.attempts.last() != Some(&attempt.id) {
                file.attempts.push(attempt.id);
            }
        }
    }
    files
}

/// The refusal of an approval while files are not here.
pub(super) fn missing(files: &[String]) -> Refusal {
    let count = files.len();
    Refusal::new(
        Kind::Precondition,
        reason::FILES_MISSING,
        format!(
            "上门记录引用的材料还有 {count} 份没有传到法院。请等材料到齐后再通过，或者退回补充；确需先行通过的，请写明理由。"
        ),
        format!(
            "{count} of the files that the visits cite are not here yet. Wait for them or return the report; or say why it is approved without them."
        ),
    )
    .at("missing_files_reason")
    .with("missing", files.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(","))
}

/// The refusal where it can't be asked whether files are here.
#[must_use]
pub fn unavailable() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::EVIDENCE_UNAVAILABLE,
        "暂时无法确认上门记录引用的材料是否到齐，请稍后重试；确需先行通过的，请写明理由。",
        "Whether the files are here that the visits cite can't be asked now. Try again shortly, or say why it is approved without that.",
    )
    .retry_after(std::time::Duration::from_secs(2))
}
