//! A watch as somebody wrote it, and an old one as it is taken over.

use jiff::{ToSpan as _, civil::Date};
use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::RegionCode;
use uuid::Uuid;

use super::{
    draft::PartyDraft,
    reading::{self, CaseRef, Party},
    watch::{PoliceWatch, WatchGround, WatchState},
};

/// How long a watch runs where nobody says, and at most.
const USUAL_MONTHS: i32 = 6;
const MOST_MONTHS: i32 = 12;
/// Decision, and notice of assistance.
const LEAST_PAPERS: usize = 2;

/// A watch as it was written.
#[derive(Clone, Debug, Default)]
pub struct WatchDraft {
    /// The case.
    pub case: String,
    /// Its number.
    pub case_number: String,
    /// Who is looked for.
    pub person: PartyDraft,
    /// The organisation for which they answer.
    pub answers_for: String,
    /// On which ground.
    pub ground: Option<WatchGround>,
    /// The ground in words.
    pub ground_text: String,
    /// Decision and notice.
    pub papers: Vec<String>,
    /// The last day.
    pub until: Option<Date>,
}

/// Who draws a watch up, where and when.
#[derive(Clone, Debug)]
pub struct Author<'a> {
    /// Who.
    pub person: &'a str,
    /// The region of the court.
    pub region_code: RegionCode,
    /// When.
    pub at: Timestamp,
}

impl WatchDraft {
    /// The watch, or everything that is wrong with the draft, by field.
    pub fn check(self, id: Uuid, by: &Author<'_>) -> Result<PoliceWatch, Refusal> {
        let mut v = Violations::new();
        if self.papers.len() < LEAST_PAPERS {
            v.add("papers", reason::PAPERS_MISSING, papers_missing());
        }
        let latest = by.at.legal_day().saturating_add(MOST_MONTHS.months());
        let until = self.until.unwrap_or_else(|| by.at.legal_day().saturating_add(USUAL_MONTHS.months()));
        if until < by.at.legal_day() || until > latest {
            let text =
                Text::new("期限须在今天之后、一年以内。", "The last day lies within a year from today.");
            v.add("until", reason::UNTIL_OUT_OF_RANGE, text);
        }
        let case = reading::case(&self.case, &self.case_number, &mut v);
        self.read(id, by, (case, until), &mut v).filter(|_| v.is_empty()).ok_or_else(|| v.into_refusal())
    }

    fn read(
        self,
        id: Uuid,
        by: &Author<'_>,
        (case, until): (Option<CaseRef>, Date),
        v: &mut Violations,
    ) -> Option<PoliceWatch> {
        let name = v.text("person.display_name", &self.person.display_name, 100);
        if self.person.identity.is_of_organisation() {
            let text = Text::new("只能查控自然人。", "Only a natural person can be watched.");
            v.add("person.kind", reason::NOT_A_PERSON, text);
        } else if self.person.identity.number.trim().is_empty() {
            let text = Text::new("请填写证件号码。", "The number of a paper is missing.");
            v.add("person.identity_number", reason::REQUIRED, text);
        }
        let identity = reading::identity("person", &self.person.identity, v);
        let answers_for = v.optional_text("answers_for", &self.answers_for, 100);
        if self.ground.is_none() {
            let text = Text::new(
                "没有法定事由不得查控：请选择拘传、拘留或者协助查找（财产调查规定第十五条）。",
                "Nobody is watched without a legal ground: compelled appearance, detention or assisted search.",
            );
            v.add("ground", reason::GROUND_REQUIRED, text);
        }
        let ground_text = v.text("ground_text", &self.ground_text, 2000);
        reading::evidence("papers", &self.papers, 20, v);
        Some(PoliceWatch {
            id,
            case: case?,
            region_code: by.region_code.clone(),
            person: Party { display_name: name?, organisation: false, identity: Some(identity?) },
            answers_for: answers_for?,
            ground: self.ground?,
            ground_text: ground_text?,
            papers: self.papers.iter().map(|paper| paper.trim().to_owned()).collect(),
            until,
            state: WatchState::Draft,
            proposer: by.person.to_owned(),
            approver: String::new(),
            pushed: None,
            hits: Vec::new(),
            controlled: None,
            handed_over: None,
            end_reason: String::new(),
            withdrawn: None,
            confirmer: String::new(),
            import_key: String::new(),
            import_digest: String::new(),
            origin: None,
            version: 1,
            created: by.at,
        })
    }

    /// An old watch, taken over as it went. Its papers may be missing; its times may not be wrong.
    pub fn take_over(
        self,
        id: Uuid,
        by: &Author<'_>,
        (key, pushed, controlled): (&str, Option<Timestamp>, Option<Timestamp>),
    ) -> Result<PoliceWatch, Refusal> {
        let mut v = Violations::new();
        let key = v.text("import_key", key, 100);
        let Some(pushed) = pushed else {
            v.add(
                "push_time",
                reason::REQUIRED,
                Text::new("请填写推送时间。", "The time of the push is missing."),
            );
            return Err(v.into_refusal());
        };
        let order = Text::new("时间须按推送、控制、现在的先后。", "First pushed, then controlled, then now.");
        if pushed > by.at {
            v.add("push_time", reason::TIME_ORDER, order.clone());
        }
        if controlled.is_some_and(|controlled| controlled < pushed || controlled > by.at) {
            v.add("control_time", reason::TIME_ORDER, order);
        }
        let until = self.until.unwrap_or_else(|| pushed.legal_day().saturating_add(USUAL_MONTHS.months()));
        if controlled.is_none() && until >= by.at.legal_day() {
            let text = Text::new(
                "查控仍在有效期内，不是历史记录。请作为期初数据提交，由本院另一位人员确认。",
                "The watch still runs and is not history. Hand it in as an opening, which another person of the court confirms.",
            );
            v.add("watch.until", reason::STILL_IN_FORCE, text);
        }
        let mut inner = Violations::new();
        let case = reading::old_case(&self.case, &self.case_number, &mut inner);
        let watch = self.read(id, by, (case, until), &mut inner);
        if let Err(refusal) = inner.check() {
            v.absorb(refusal, "watch")?;
        }
        let (Some(mut watch), Some(key), true) = (watch, key, v.is_empty()) else {
            return Err(v.into_refusal());
        };
        watch.import_key = key;
        watch.pushed = Some(pushed);
        watch.controlled = controlled;
        watch.handed_over = controlled;
        watch.state = if controlled.is_some() { WatchState::HandedOver } else { WatchState::Withdrawn };
        Ok(watch)
    }

    /// A watch that is with the police on the day of an opening. Case and papers are asked for as by hand.
    pub fn open(
        self,
        pushed: Option<Timestamp>,
        as_of: Date,
        id: Uuid,
        by: &Author<'_>,
    ) -> Result<PoliceWatch, Refusal> {
        let mut v = Violations::new();
        let Some(pushed) = pushed.filter(|pushed| *pushed <= by.at && pushed.legal_day() <= as_of) else {
            let text = Text::new(
                "请填写推送时间，且不晚于期初日期。",
                "Say when it went to the police, not after the day of the opening.",
            );
            v.add("push_time", reason::TIME_ORDER, text);
            return Err(v.into_refusal());
        };
        if self.papers.len() < LEAST_PAPERS {
            v.add("watch.papers", reason::PAPERS_MISSING, papers_missing());
        }
        let latest = pushed.legal_day().saturating_add(MOST_MONTHS.months());
        let until = self.until.unwrap_or_else(|| pushed.legal_day().saturating_add(USUAL_MONTHS.months()));
        if until < as_of || until > latest {
            let text = Text::new(
                "期限须在期初日期之后、推送后一年以内；已经届满的，不要作为期初录入。",
                "The last day lies after the day of the opening and within a year of the push; leave out what is over.",
            );
            v.add("watch.until", reason::UNTIL_OUT_OF_RANGE, text);
        }
        let mut inner = Violations::new();
        let case = reading::case(&self.case, &self.case_number, &mut inner);
        let watch = self.read(id, by, (case, until), &mut inner);
        if let Err(refusal) = inner.check() {
            v.absorb(refusal, "watch")?;
        }
        let (Some(watch), true) = (watch, v.is_empty()) else { return Err(v.into_refusal()) };
        Ok(PoliceWatch { state: WatchState::Pushed, pushed: Some(pushed), ..watch })
    }
}

fn papers_missing() -> Text {
    Text::new(
        "缺少决定书或协助执行通知书。",
        "The decision or the notice of assistance in enforcement is missing.",
    )
}
