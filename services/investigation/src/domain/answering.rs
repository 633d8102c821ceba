//! How a unit answers a request: once, corrected by versions, and what that changes in the queue.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};

use super::{
    feedback::{Feedback, FeedbackDraft, Outcome},
    reading,
    request::{AssistRequest, Effect, RequestState},
};

impl AssistRequest {
    /// Takes an answer. Says what it changes in the queue.
    pub fn answer(&mut self, draft: &FeedbackDraft, by: &str, at: Timestamp) -> Result<Effect, Refusal> {
        let latest = self.feedbacks.last().map_or(0, |feedback| feedback.version);
        let again = !self.state.awaits_unit() && self.state != RequestState::Partial;
        if again && latest == 0 || self.state == RequestState::Withdrawn {
            return Err(self.conflict("反馈", "answered"));
        }
        if self.coercive && self.approver.is_empty() {
            return Err(not_issued());
        }
        let feedback = self.check(draft, latest, by, at)?;
        if let Some(same) = self.feedbacks.iter().find(|old| same_words(old, &feedback)) {
            return Err(exists(same.version));
        }
        if again && feedback.corrects == 0 {
            return Err(exists(latest));
        }
        if feedback.corrects > 0 && feedback.outcome == Outcome::Processing {
            return Err(self.conflict("退回办理中", "put back to being worked on"));
        }
        let was_published = self.freeze.as_ref().is_some_and(|freeze| freeze.publication.is_some());
        if was_published && feedback.outcome != Outcome::Done {
            return Err(
                self.conflict("改为未办结", "undone: its freeze was published; release it in the ledger")
            );
        }
        let was_done = self.feedbacks.iter().any(|feedback| feedback.outcome == Outcome::Done);
        if was_done && self.lifts.is_some() && feedback.outcome != Outcome::Done {
            return Err(self.conflict(
                "改为未办结：冻结已在台账解除，需要继续冻结的请重新办理",
                "undone: its freeze was released on the ledger; freeze anew where it has to go on",
            ));
        }
        let publishes = self.freeze.is_some() && feedback.outcome == Outcome::Done && !was_published;
        let state = match (self.state, feedback.outcome) {
            // A correction of what the court took note of leaves the note where it is.
            (RequestState::Confirmed, _) => RequestState::Confirmed,
            (_, Outcome::Processing) => RequestState::Processing,
            (_, Outcome::Done) => RequestState::Done,
            (_, Outcome::Partial) => RequestState::Partial,
        };
        let lifts = self.lifts.filter(|_| feedback.outcome == Outcome::Done && !was_done);
        self.feedbacks.push(feedback);
        self.step(state, by, at, "");
        Ok(match lifts {
            _ if publishes => Effect::Publishes,
            Some(seizure) => Effect::Lifts(seizure),
            None => Effect::Nothing,
        })
    }

    fn check(
        &self,
        draft: &FeedbackDraft,
        latest: i32,
        by: &str,
        at: Timestamp,
    ) -> Result<Feedback, Refusal> {
        let mut v = Violations::new();
        let text = v.text("feedback.text", &draft.text, 8000);
        if draft.outcome.is_none() {
            v.add(
                "feedback.outcome",
                reason::REQUIRED,
                Text::new("请选择办理结果。", "Say what came of it."),
            );
        }
        reading::evidence("feedback.evidence", &draft.evidence, 20, &mut v);
        if draft.corrects != 0 && draft.corrects != latest {
            let text = Text::new(
                format!("只能更正最新的一版（第 {latest} 版）。"),
                format!("Only the newest version ({latest}) can be corrected."),
            );
            v.add("feedback.corrects", reason::NOT_THE_NEWEST, text);
        }
        let number = v.optional_text("feedback.notice_number", &draft.notice_number, 100);
        let is_publication = self.freeze.is_some() && draft.outcome == Some(Outcome::Done);
        let published = draft.published.or_else(|| is_publication.then_some(at));
        if let Some(published) = published {
            let first = self.first_submission().unwrap_or(at);
            if !is_publication {
                let text = Text::new("只有股权冻结办结时填写。", "Only for a freeze of equity that is done.");
                v.add("feedback.publish_time", reason::NOT_FOR_MATTER, text);
            } else if published > at || published < first {
                let text = Text::new(
                    "公示时间须在提交之后、现在之前。",
                    "It was published after it was submitted and not in the future.",
                );
                v.add("feedback.publish_time", reason::PUBLISH_TIME_OUT_OF_RANGE, text);
            }
        }
        match (draft.outcome, text, number) {
            (Some(outcome), Some(text), Some(notice_number)) if v.is_empty() => Ok(Feedback {
                version: latest + 1,
                outcome,
                text,
                evidence: draft.evidence.iter().map(|file| file.trim().to_owned()).collect(),
                corrects: draft.corrects,
                published,
                notice_number,
                clerk: by.to_owned(),
                at,
            }),
            _ => Err(v.into_refusal()),
        }
    }
}

/// Whether two answers say the same.
fn same_words(old: &Feedback, new: &Feedback) -> bool {
    old.outcome == new.outcome
        && old.text == new.text
        && old.evidence == new.evidence
        && old.notice_number == new.notice_number
}

/// What takes hold of property or of a person rests on somebody of the court who issued it; an old record has nobody.
fn not_issued() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::REQUEST_NOT_ISSUED,
        "这项措施是旧记录，未在本系统中审核发出，不能据以办理或者更正。需要办理的，请法院重新发出协助执行事项。",
        "This is an old record that nobody issued here; nothing is done or corrected by it. Where something is to be done, the court issues a request.",
    )
}

fn exists(version: i32) -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::FEEDBACK_EXISTS,
        format!("这项请求已有反馈（第 {version} 版），本次没有保存。如需更正，请注明更正第几版。"),
        format!("There is an answer already (version {version}); nothing was stored. To correct it, name the version."),
    )
    .at("feedback")
    .with("version", version.to_string())
}
