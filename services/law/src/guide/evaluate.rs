//! What a recorded visit gives by the guide alone. A page evaluates the same data by the same rule:
//!
//! 1. Only the branches of the record's outcome count. The light is the best light of a complete one, assistance where none is.
//! 2. A branch is complete when every blocking question is answered; of blocking questions in one `any_of` group one is enough.
//! 3. A question that wants files is answered by at least `min` files of its kind and role. Any other is answered by at least `min`
//!    answers at its field that are not blank, are among `accepts` where that is not empty, and differ from the answer at
//!    `differs_from` where that is given. A day is accepted from the first entry of `accepts` to the second, each where it is given.

use super::data::{GuideBranch, GuideItem, Light, VisitGuide};
use super::record::{Answer, VisitRecord};

/// What a visit gives, and what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation<'a> {
    /// What it gives.
    pub light: Light,
    /// The complete branch that gives it, or the branch that lacks the least; none where the guide has none for the outcome.
    pub branch: Option<&'a GuideBranch>,
    /// The blocking questions that are open in that branch; of an `any_of` group the first.
    pub missing: Vec<&'a GuideItem>,
}

/// What a visit gives.
#[must_use]
pub fn light(guide: &VisitGuide, record: &VisitRecord) -> Light {
    let mut best = Light::Assistance;
    for branch in &guide.branches {
        if branch.outcome == record.outcome && branch.light > best && is_complete(branch, record) {
            best = branch.light;
        }
    }
    best
}

/// What a visit gives, by which branch, and what the nearest branch lacks where none that counts as service is complete.
#[must_use]
pub fn evaluate<'a>(guide: &'a VisitGuide, record: &VisitRecord) -> Evaluation<'a> {
    let of_outcome: Vec<_> =
        guide.branches.iter().filter(|branch| branch.outcome == record.outcome).collect();
    let light = light(guide, record);
    let serves = of_outcome.iter().any(|branch| branch.light > Light::Assistance);
    let looked_at = |branch: &&GuideBranch| match light {
        Light::Green | Light::Yellow => branch.light == light,
        Light::Assistance => !serves || branch.light > Light::Assistance,
    };
    let mut nearest: Option<(&GuideBranch, Vec<&GuideItem>)> = None;
    // Among those that lack as much, the first gives the most.
    for branch in of_outcome.into_iter().filter(looked_at) {
        let missing = open(branch, record);
        if nearest.as_ref().is_none_or(|(_, least)| missing.len() < least.len()) {
            nearest = Some((branch, missing));
        }
    }
    match nearest {
        Some((branch, missing)) => Evaluation { light, branch: Some(branch), missing },
        None => Evaluation { light, branch: None, missing: Vec::new() },
    }
}

fn is_complete(branch: &GuideBranch, record: &VisitRecord) -> bool {
    branch.items.iter().all(|item| !item.blocking || is_settled(item, branch, record))
}

/// The blocking questions of a branch that are not answered, of a group its first.
fn open<'a>(branch: &'a GuideBranch, record: &VisitRecord) -> Vec<&'a GuideItem> {
    let mut found: Vec<&GuideItem> = Vec::new();
    for item in branch.items.iter().filter(|item| item.blocking && !is_settled(item, branch, record)) {
        if item.any_of.is_empty() || !found.iter().any(|other| other.any_of == item.any_of) {
            found.push(item);
        }
    }
    found
}

/// Whether a question, or another of its group, is answered.
fn is_settled(item: &GuideItem, branch: &GuideBranch, record: &VisitRecord) -> bool {
    let mut group = branch.items.iter().filter(|other| other.blocking && other.any_of == item.any_of);
    is_answered(item, record) || !item.any_of.is_empty() && group.any(|other| is_answered(other, record))
}

/// Whether a question is answered.
fn is_answered(item: &GuideItem, record: &VisitRecord) -> bool {
    let found = match (item.input.file_kind(), item.role) {
        (Some(kind), Some(role)) => record.files_of(kind, role),
        (Some(_), None) => 0,
        (None, _) => match record.answer(&item.field) {
            Answer::Nothing => 0,
            Answer::Name(name) => usize::from(is_among(&item.accepts, name)),
            Answer::Words(words) => usize::from(is_accepted(item, words, record)),
            Answer::Several(answers) => {
                answers.iter().filter(|words| is_accepted(item, words, record)).count()
            }
            Answer::Day(day) => usize::from(is_in_time(item, &day.to_string())),
        },
    };
    found >= usize::try_from(item.min.max(1)).unwrap_or(usize::MAX)
}

fn is_accepted(item: &GuideItem, words: &str, record: &VisitRecord) -> bool {
    let words = words.trim();
    let differs = || match record.answer(&item.differs_from) {
        Answer::Words(other) => other.trim() != words,
        Answer::Nothing | Answer::Name(_) | Answer::Several(_) | Answer::Day(_) => true,
    };
    !words.is_empty() && is_among(&item.accepts, words) && (item.differs_from.is_empty() || differs())
}

fn is_among(accepts: &[String], answer: &str) -> bool {
    accepts.is_empty() || accepts.iter().any(|value| value == answer)
}

/// Days are written with the year first, so that they compare as text.
fn is_in_time(item: &GuideItem, day: &str) -> bool {
    let limit = |at: usize| item.accepts.get(at).map(String::as_str).filter(|limit| !limit.is_empty());
    limit(0).is_none_or(|first| first <= day) && limit(1).is_none_or(|last| day <= last)
}
