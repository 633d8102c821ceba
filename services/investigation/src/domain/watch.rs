//! A watch for a person (查控): the court asks the police to find somebody, and takes it back as soon as its ground is gone.

use jiff::civil::Date;
use kit::domain::{
    Actor, Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    event_kind::EventKind,
    named,
    origin::Origin,
    reading::{self, CaseRef, Party},
};

named! {
    /// Where a watch stands.
    pub enum WatchState {
        /// Drawn up.
        Draft = "DRAFT",
        /// Approved.
        Approved = "APPROVED",
        /// With the police.
        Pushed = "PUSHED",
        /// The person was seen.
        Hit = "HIT",
        /// The person is under control.
        Controlled = "CONTROLLED",
        /// Handed over.
        HandedOver = "HANDED_OVER",
        /// Taken back and not yet confirmed.
        Withdrawing = "WITHDRAWING",
        /// Withdrawn.
        Withdrawn = "WITHDRAWN",
        /// Rejected.
        Rejected = "REJECTED",
    }
}

impl WatchState {
    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("草稿", "a draft"),
            Self::Approved => ("已审批", "approved"),
            Self::Pushed => ("已推送", "with the police"),
            Self::Hit => ("已发现", "hit"),
            Self::Controlled => ("已控制", "controlled"),
            Self::HandedOver => ("已移交", "handed over"),
            Self::Withdrawing => ("撤控待确认", "being withdrawn"),
            Self::Withdrawn => ("已撤控", "withdrawn"),
            Self::Rejected => ("未批准", "rejected"),
        }
    }

    /// Whether the police look for the person or have them.
    #[must_use]
    pub const fn with_police(self) -> bool {
        matches!(self, Self::Pushed | Self::Hit | Self::Controlled)
    }

    /// Whether it can still be withdrawn.
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.with_police() || matches!(self, Self::Draft | Self::Approved)
    }
}

named! {
    /// On which ground a person is looked for.
    pub enum WatchGround {
        /// Compelled appearance.
        CompelledAppearance = "COMPELLED_APPEARANCE",
        /// Detention.
        Detention = "DETENTION",
        /// Help in finding.
        AssistedSearch = "ASSISTED_SEARCH",
    }
}

/// The unit that watches: the police.
pub const POLICE: &str = "units/u03";

/// A time that the person was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// When.
    pub at: Timestamp,
    /// Where.
    pub place: String,
    /// Who said so.
    pub actor: String,
}

/// A watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoliceWatch {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case: CaseRef,
    /// The region of the court.
    pub region_code: RegionCode,
    /// Who is looked for.
    pub person: Party,
    /// The organisation for which they answer, by its name as a debtor of the case; empty where they are a debtor themselves.
    #[serde(default)]
    pub answers_for: String,
    /// On which ground.
    pub ground: WatchGround,
    /// The ground in words.
    pub ground_text: String,
    /// Decision and notice.
    pub papers: Vec<String>,
    /// The last day.
    pub until: Date,
    /// Where it stands.
    pub state: WatchState,
    /// Who drew it up.
    pub proposer: String,
    /// Who approved it.
    pub approver: String,
    /// When it went to the police.
    pub pushed: Option<Timestamp>,
    /// When the person was seen.
    pub hits: Vec<Hit>,
    /// When they came under control.
    pub controlled: Option<Timestamp>,
    /// When they were handed over.
    pub handed_over: Option<Timestamp>,
    /// Why it ended.
    pub end_reason: String,
    /// Since when it is being withdrawn.
    pub withdrawn: Option<Timestamp>,
    /// Who confirmed that.
    pub confirmer: String,
    /// By what an old record is known.
    pub import_key: String,
    /// The digest of the row that was imported, by which another content under the same key is noticed; empty in records of versions
    /// before.
    #[serde(default)]
    pub import_digest: String,
    /// Where it comes from, where an opening took it over.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Which version of the row it is.
    pub version: i64,
    /// When it was drawn up.
    pub created: Timestamp,
}

impl PoliceWatch {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("watches/{}", self.id)
    }

    /// Approves it.
    pub fn approve(&mut self, by: &Actor) -> Result<EventKind, Refusal> {
        self.expect(&[WatchState::Draft], "审批", "approved")?;
        by.may_take(Step::IssueRequest, [(Step::DraftRequest, self.proposer.as_str())])?;
        by.person.clone_into(&mut self.approver);
        Ok(self.turn(WatchState::Approved, EventKind::WatchApproved))
    }

    /// Rejects it.
    pub fn reject(&mut self, reason: &str) -> Result<EventKind, Refusal> {
        let reason = reading::required("reason", reason, 2000)?;
        self.expect(&[WatchState::Draft], "否决", "rejected")?;
        self.end_reason = reason;
        Ok(self.turn(WatchState::Rejected, EventKind::WatchRejected))
    }

    /// Hands it to the police.
    pub fn push(&mut self, at: Timestamp) -> Result<EventKind, Refusal> {
        self.expect(&[WatchState::Approved], "推送", "pushed")?;
        self.pushed = Some(at);
        Ok(self.turn(WatchState::Pushed, EventKind::WatchPushed))
    }

    /// Notes that the person was seen.
    pub fn hit(
        &mut self,
        place: &str,
        when: Timestamp,
        by: &str,
        at: Timestamp,
    ) -> Result<EventKind, Refusal> {
        let mut v = Violations::new();
        let place = v.text("place", place, 500);
        if when > at || self.pushed.is_some_and(|pushed| when < pushed) {
            let text =
                Text::new("发现时间须在推送之后、现在之前。", "Seen after the push and not in the future.");
            v.add("hit_time", reason::TIME_ORDER, text);
        }
        let (Some(place), true) = (place, v.is_empty()) else { return Err(v.into_refusal()) };
        self.not_withdrawing()?;
        self.expect(&[WatchState::Pushed, WatchState::Hit], "登记发现", "hit")?;
        self.hits.push(Hit { at: when, place, actor: by.to_owned() });
        Ok(self.turn(WatchState::Hit, EventKind::WatchHit))
    }

    /// Notes that the person is under control.
    pub fn control(&mut self, at: Timestamp) -> Result<EventKind, Refusal> {
        self.not_withdrawing()?;
        self.expect(&[WatchState::Pushed, WatchState::Hit], "登记控制", "controlled")?;
        self.controlled = Some(at);
        Ok(self.turn(WatchState::Controlled, EventKind::WatchControlled))
    }

    /// Notes that the person was handed over.
    pub fn hand_over(&mut self, at: Timestamp) -> Result<EventKind, Refusal> {
        self.expect(&[WatchState::Controlled], "移交", "handed over")?;
        self.handed_over = Some(at);
        Ok(self.turn(WatchState::HandedOver, EventKind::WatchHandedOver))
    }

    /// Takes it back. What the police have is withdrawn once they confirm.
    pub fn withdraw(&mut self, reason: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        let reason = reading::required("reason", reason, 2000)?;
        if !self.state.is_open() {
            return Err(self.conflict("撤控", "withdrawn"));
        }
        self.end_reason = reason;
        self.withdrawn = Some(at);
        Ok(if self.state.with_police() {
            self.turn(WatchState::Withdrawing, EventKind::WatchWithdrawing)
        } else {
            self.turn(WatchState::Withdrawn, EventKind::WatchWithdrawn)
        })
    }

    /// Takes it back because its time ran out.
    pub fn run_out(&mut self, at: Timestamp) -> Option<EventKind> {
        if at.legal_day() <= self.until || self.state == WatchState::Controlled {
            return None;
        }
        self.withdraw("查控期限届满", at).ok()
    }

    /// The police have taken the person off their list.
    pub fn confirm_withdrawal(&mut self, by: &str) -> Result<EventKind, Refusal> {
        self.expect(&[WatchState::Withdrawing], "确认撤控", "confirmed as withdrawn")?;
        by.clone_into(&mut self.confirmer);
        Ok(self.turn(WatchState::Withdrawn, EventKind::WatchWithdrawn))
    }

    fn turn(&mut self, state: WatchState, kind: EventKind) -> EventKind {
        self.state = state;
        self.version += 1;
        kind
    }

    fn expect(&self, states: &[WatchState], zh: &str, en: &str) -> Result<(), Refusal> {
        if states.contains(&self.state) { Ok(()) } else { Err(self.conflict(zh, en)) }
    }

    fn not_withdrawing(&self) -> Result<(), Refusal> {
        if !matches!(self.state, WatchState::Withdrawing | WatchState::Withdrawn) {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Precondition,
            reason::WATCH_BEING_WITHDRAWN,
            "法院已撤控，不得再采取控制措施。请确认撤控。",
            "The court has withdrawn this watch: take no measure on it, and confirm the withdrawal.",
        ))
    }

    fn conflict(&self, zh: &str, en: &str) -> Refusal {
        let (state_zh, state_en) = self.state.text();
        Refusal::new(
            Kind::Precondition,
            reason::WATCH_STATE_CONFLICT,
            format!("查控现在的状态是“{state_zh}”，不能{zh}。请刷新后查看。"),
            format!("The watch is {state_en} and can't be {en}. Look at it again."),
        )
        .with("state", self.state.name())
    }
}
