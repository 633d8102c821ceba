//! What every import has in common: what is over is history and comes from the command centre; what is new is drawn up by officers and
//! decided on as by hand. What is in force is for an opening.

use std::collections::{HashMap, HashSet};

use kit::{
    access::{Caller, Role},
    domain::{
        reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
};
use prost::Message;
use proto::investigation::v1 as wire;
use sha2::{Digest as _, Sha256};

use super::Api;
use crate::{
    domain::{
        case_lookup::{CaseAnswer, CaseLookup},
        reading::CaseRef,
    },
    messages::opening::note_case,
};

/// The most rows of one import.
const ROWS: usize = 2000;

/// Refuses too many rows at once.
pub(super) fn few_enough(rows: usize) -> Result<(), Refusal> {
    let mut v = Violations::new();
    if rows > ROWS {
        v.add("rows", reason::TOO_MANY, Text::new("一次最多导入 2000 行。", "At most 2000 rows at once."));
    }
    v.check()
}

/// Notes every row whose key an earlier one has.
pub(super) fn each_once<'a>(keys: impl Iterator<Item = &'a str>, v: &mut Violations) {
    let mut seen = HashSet::new();
    for (index, key) in keys.enumerate() {
        if !seen.insert(key.trim()) {
            let text = Text::new("这一行的编号前面已经有了。", "An earlier row has this key.");
            v.add(format!("rows[{index}].import_key"), reason::ROW_REPEATED, text);
        }
    }
}

/// The digests of rows as they were sent, by which the same row is known again.
pub(super) fn digests(rows: &[impl Message]) -> Vec<String> {
    rows.iter().map(|row| hex::encode(Sha256::digest(row.encode_to_vec()))).collect()
}

/// A number of rows, as the contract writes it.
pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// What the rows of an import are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// What is over.
    History,
    /// What is to be decided on.
    Daily,
}

impl Rows {
    /// Reads the kind, and refuses who may not import such rows.
    pub(super) fn of(caller: &Caller, kind: wire::ImportKind) -> Result<Self, Refusal> {
        let refuse = |zh: &str, en: &str| Err(Refusal::new(Kind::Denied, reason::IMPORT_KIND_DENIED, zh, en));
        match kind {
            wire::ImportKind::Unspecified | wire::ImportKind::History => {
                if !caller.acts_as(Role::Command) {
                    return refuse(
                        "历史记录只有指挥中心可以导入；新事项请作为日常事项导入，现行有效的请作为期初数据提交。",
                        "Only the command centre imports history. Import new work as daily, and hand in what is in force as an opening.",
                    );
                }
                Ok(Self::History)
            }
            wire::ImportKind::Daily => {
                if !caller.acts_as(Role::Officer) && !caller.acts_as(Role::BureauChief) {
                    return refuse(
                        "日常事项只有执行干警、执行局长可以导入。",
                        "Only officers and chiefs import daily work.",
                    );
                }
                Ok(Self::Daily)
            }
        }
    }
}

impl Api {
    /// Refuses what is drawn up by hand in a case that is not there for the caller, that has another number, or of which somebody is no
    /// debtor who has to be; gives the number of the case, which is the case's own wherever none was written. A case that is closed may still
    /// need a release; whether one is named at all is for the draft to say.
    pub(super) async fn check_case(
        &self,
        caller: &Caller,
        at: &str,
        question: CaseLookup,
    ) -> Result<String, Refusal> {
        let written = question.number.clone();
        if question.case.trim().is_empty() {
            return Ok(written);
        }
        let question = CaseLookup { case: question.case.trim().to_owned(), ..question };
        let mut v = Violations::new();
        let number = match self.ask_case(caller, &question).await? {
            CaseAnswer::Runs(_, number) | CaseAnswer::Closed(_, number) => number,
            answer @ CaseAnswer::NoParty => {
                note_case(&answer, &format!("{at}.person"), &mut v);
                written
            }
            answer @ (CaseAnswer::Unknown | CaseAnswer::OtherNumber) => {
                note_case(&answer, &format!("{at}.case"), &mut v);
                written
            }
        };
        v.check()?;
        Ok(number)
    }

    /// Checks the cases that rows name, each row with its place. What is over may be of a case that is closed, and of one that is older
    /// than the register or comes later and is known by its number alone. Gives the case of each row, name and number, where it is there.
    pub(super) async fn check_cases(
        &self,
        caller: &Caller,
        kind: Rows,
        questions: &[(String, CaseLookup)],
        v: &mut Violations,
    ) -> Result<Vec<Option<(String, String)>>, Refusal> {
        let asked = questions.iter().map(|(_, question)| question.clone());
        let answers: HashMap<CaseLookup, CaseAnswer> = self.ask_cases(caller, asked).await?;
        let mut cases = Vec::with_capacity(questions.len());
        for (at, question) in questions {
            let by_number = kind == Rows::History && question.case.trim().is_empty();
            let mut found = None;
            match answers.get(question) {
                Some(CaseAnswer::Runs(name, number)) => found = Some((name, number)),
                Some(CaseAnswer::Closed(name, number)) if kind == Rows::History => {
                    found = Some((name, number));
                }
                Some(CaseAnswer::NoParty) if kind == Rows::History => {}
                Some(CaseAnswer::Unknown) if by_number => {}
                Some(answer) => note_case(answer, &format!("{at}.case"), v),
                None => {}
            }
            let found = found.filter(|(name, _)| !name.is_empty());
            cases.push(found.map(|(name, number)| (name.clone(), number.clone())));
        }
        Ok(cases)
    }
}

/// How many of new things name a case by a number that no case here has.
pub(super) fn unlinked<'a>(cases: impl Iterator<Item = Option<&'a CaseRef>>) -> i32 {
    count(cases.flatten().filter(|case| case.name.is_empty()).count())
}

/// What a row may not say of the kind that it is.
pub(super) fn only_history(stated: bool, field: String, v: &mut Violations) {
    if stated {
        let text = Text::new(
            "日常事项没有以往的办理时间；已经办结的请作为历史记录导入。",
            "New work has no times of the past; import what is over as history.",
        );
        v.add(field, reason::NOT_FOR_KIND, text);
    }
}
