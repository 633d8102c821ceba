//! An old request, taken over as it went.

use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
};
use uuid::Uuid;

use super::{
    catalogue::Catalogue,
    draft::Draft,
    feedback::{Feedback, Outcome},
    request::{AssistRequest, Ground, RequestState},
    watch_draft::Author,
};

/// How an old request went.
#[derive(Clone, Debug, Default)]
pub struct WentRequest {
    /// By what it is known.
    pub import_key: String,
    /// When it went to the unit.
    pub submitted: Option<Timestamp>,
    /// When the unit answered.
    pub answered: Option<Timestamp>,
    /// What.
    pub text: String,
    /// On which ground it refused.
    pub ground: Option<Ground>,
}

impl Draft {
    /// An old request, or everything that is wrong with its row. Its papers may be missing; its times may not be wrong. What was
    /// answered was noted long ago.
    pub fn take_over(
        self,
        catalogue: &Catalogue,
        id: Uuid,
        by: &Author<'_>,
        went: &WentRequest,
    ) -> Result<AssistRequest, Refusal> {
        let mut v = Violations::new();
        let key = v.text("import_key", &went.import_key, 100);
        if went.submitted.is_none() {
            let text = Text::new("请填写提交时间。", "The time of the submission is missing.");
            v.add("submit_time", reason::REQUIRED, text);
        }
        let submitted = went.submitted.unwrap_or(by.at);
        let order =
            Text::new("时间须按提交、答复、现在的先后。", "First submitted, then answered, then now.");
        if submitted > by.at {
            v.add("submit_time", reason::TIME_ORDER, order.clone());
        }
        if went.answered.is_some_and(|answered| answered > by.at || answered < submitted) {
            v.add("answer_time", reason::TIME_ORDER, order);
        }
        if went.answered.is_none() {
            let text = Text::new(
                "协作单位尚未答复，不是历史记录。请在系统中起草并审核发出。",
                "The unit has not answered, so it is not history. Draw it up and have it issued.",
            );
            v.add("answer_time", reason::STILL_IN_FORCE, text);
        }
        let text = v.text("answer_text", &went.text, 8000);
        let filing = match self.read(catalogue, submitted, false) {
            Ok(filing) => Some(filing),
            Err(refusal) => {
                v.absorb(refusal, "request")?;
                None
            }
        };
        let matter = filing.as_ref().and_then(|filing| catalogue.matter(&filing.matter));
        let due = matter.map(|matter| matter.due(submitted));
        let (Some(filing), Some(key), Some(text), true) = (filing, key, text, v.is_empty()) else {
            return Err(v.into_refusal());
        };
        let mut request = AssistRequest::file(filing, id, by.region_code.clone(), by.person, submitted);
        request.import_key = key;
        request.due = due;
        request.step(RequestState::Submitted, by.person, submitted, "");
        if let Some(answered) = went.answered {
            request.went(went.ground, text, answered);
        }
        request.version = 1;
        Ok(request)
    }
}

impl AssistRequest {
    fn went(&mut self, ground: Option<Ground>, text: String, at: Timestamp) {
        let state = if let Some(ground) = ground {
            self.refusal = Some((ground, text));
            RequestState::Refused
        } else {
            self.feedbacks.push(Feedback {
                version: 1,
                outcome: Outcome::Done,
                text,
                evidence: Vec::new(),
                corrects: 0,
                published: None,
                notice_number: String::new(),
                clerk: String::new(),
                at,
            });
            RequestState::Done
        };
        self.step(state, "", at, "");
        self.step(RequestState::Confirmed, "", at, "");
    }
}
