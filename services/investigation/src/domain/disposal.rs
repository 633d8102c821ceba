//! A project of joint disposal (资产协同处置): departments are consulted, then its parcels go their ways.

use kit::domain::{
    Actor, Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};
use law::identifiers::{Fen, RegionCode, UnifiedSocialCreditCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    area::{Area, Mu, SquareMetres},
    citation::Citation,
    event_kind::EventKind,
    named,
    parcel::{Parcel, ParcelState},
    reading::{self, CaseRef},
};

named! {
    /// Where a project stands.
    pub enum DisposalState {
        /// Departments are asked.
        Consulting = "CONSULTING",
        /// Every department agreed.
        Ready = "READY",
        /// Parcels are or were listed.
        Listed = "LISTED",
        /// Every parcel has found its end.
        Done = "DONE",
        /// Withdrawn.
        Withdrawn = "WITHDRAWN",
    }
}

named! {
    /// What a department says.
    pub enum Stance {
        /// It agrees.
        Agree = "AGREE",
        /// It agrees under conditions.
        Conditional = "CONDITIONAL",
        /// It objects.
        Object = "OBJECT",
    }
}

/// What a department said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The department.
    pub unit: String,
    /// What.
    pub stance: Stance,
    /// In words.
    pub text: String,
    /// Papers.
    pub papers: Vec<String>,
    /// Who entered it.
    pub author: String,
    /// When.
    pub at: Timestamp,
}

/// An opinion as it was written.
#[derive(Clone, Debug, Default)]
pub struct OpinionDraft {
    /// The department.
    pub unit: String,
    /// What.
    pub stance: Option<Stance>,
    /// In words.
    pub text: String,
    /// Papers.
    pub papers: Vec<String>,
}

/// An enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enterprise {
    /// Credit code.
    pub uscc: UnifiedSocialCreditCode,
    /// Name.
    pub display_name: String,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposal {
    /// Its id.
    pub id: Uuid,
    /// The region of the court.
    pub region_code: RegionCode,
    /// The case.
    pub case: Option<CaseRef>,
    /// The enterprise, where there is no case.
    pub enterprise: Option<Enterprise>,
    /// What it is called.
    pub title: String,
    /// Its parcels.
    pub parcels: Vec<Parcel>,
    /// Departments that have to agree.
    pub required: Vec<String>,
    /// What they said.
    pub opinions: Vec<Opinion>,
    /// Where it stands.
    pub state: DisposalState,
    /// Who proposed it.
    pub proposer: String,
    /// Why it was withdrawn.
    pub withdraw_reason: String,
    /// By what an old record is known.
    pub import_key: String,
    /// The digest of the row that was imported, by which another content under the same key is noticed; empty in records of versions
    /// before.
    #[serde(default)]
    pub import_digest: String,
    /// Which version of the row it is.
    pub version: i64,
    /// When it was proposed.
    pub created: Timestamp,
}

impl Disposal {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("disposals/{}", self.id)
    }

    /// Resource name of one of its parcels.
    #[must_use]
    pub fn parcel_name(&self, id: Uuid) -> String {
        format!("disposals/{}/parcels/{id}", self.id)
    }

    /// The files that opinions and handings over cite, each with who cited it.
    #[must_use]
    pub fn citations(&self) -> Vec<Citation<'_>> {
        let opinions =
            self.opinions.iter().flat_map(|opinion| Citation::of_court(&opinion.papers, &opinion.author));
        let parcels = self
            .parcels
            .iter()
            .flat_map(|parcel| Citation::of_court(&parcel.delivery_papers, &parcel.delivered_by));
        opinions.chain(parcels).collect()
    }

    /// The land of all parcels.
    #[must_use]
    pub fn land(&self) -> Mu {
        Area::sum(self.parcels.iter().map(|parcel| parcel.land))
    }

    /// The floors of all parcels.
    #[must_use]
    pub fn floor(&self) -> SquareMetres {
        Area::sum(self.parcels.iter().map(|parcel| parcel.floor))
    }

    /// The prices of what is sold.
    #[must_use]
    pub fn proceeds(&self) -> Option<Fen> {
        Fen::checked_sum(self.parcels.iter().filter_map(Parcel::standing_sale).map(|sale| sale.price))
    }

    /// The departments that have still to agree: what each said last counts.
    #[must_use]
    pub fn awaited(&self) -> Vec<&str> {
        let agreed = |unit: &str| {
            let last = self.opinions.iter().rev().find(|opinion| opinion.unit == unit);
            last.is_some_and(|opinion| opinion.stance != Stance::Object)
        };
        self.required.iter().map(String::as_str).filter(|unit| !agreed(unit)).collect()
    }

    /// Takes a department's opinion. `own` are the departments for which the author speaks; none for the court, which enters any.
    pub fn give(
        &mut self,
        draft: &OpinionDraft,
        own: Option<&[String]>,
        by: &str,
        at: Timestamp,
    ) -> Result<EventKind, Refusal> {
        let mut v = Violations::new();
        let unit = match (reading::given(&draft.unit), own) {
            (None, Some([one])) => one.as_str(),
            (unit, _) => unit.unwrap_or_default(),
        };
        if !self.required.iter().any(|required| required == unit) {
            let text = Text::new("未征询该部门的意见。", "This department was not asked.");
            v.add("opinion.unit", reason::NOT_ASKED, text);
        } else if own.is_some_and(|own| !own.iter().any(|one| one == unit)) {
            let text = Text::new("只能代表本部门发表意见。", "You speak for your own department alone.");
            v.add("opinion.unit", reason::NOT_YOUR_UNIT, text);
        } else if own.is_none() && by == self.proposer {
            let text = Text::new(
                "提出处置方案的人不能代部门录入意见，请由该部门经办人或者另一位执行干警录入。",
                "The proposer of the project does not enter a department's opinion; its clerk or another officer does.",
            );
            v.add("opinion.unit", reason::OPINION_OF_PROPOSER, text);
        }
        if draft.stance.is_none() {
            v.add("opinion.stance", reason::REQUIRED, Text::new("请选择意见。", "The opinion is missing."));
        }
        let words = if draft.stance == Some(Stance::Agree) {
            v.optional_text("opinion.text", &draft.text, 2000)
        } else {
            v.text("opinion.text", &draft.text, 2000)
        };
        reading::evidence("opinion.papers", &draft.papers, 20, &mut v);
        let (Some(stance), true) = (draft.stance, v.is_empty()) else { return Err(v.into_refusal()) };
        if !matches!(self.state, DisposalState::Consulting | DisposalState::Ready) {
            return Err(self.conflict("征询意见", "consulted on"));
        }
        self.opinions.push(Opinion {
            unit: unit.to_owned(),
            stance,
            text: words.unwrap_or_default(),
            papers: draft.papers.iter().map(|paper| paper.trim().to_owned()).collect(),
            author: by.to_owned(),
            at,
        });
        self.version += 1;
        let ready = self.awaited().is_empty();
        let became = ready && self.state == DisposalState::Consulting;
        self.state = if ready { DisposalState::Ready } else { DisposalState::Consulting };
        Ok(if became { EventKind::DisposalReady } else { EventKind::DisposalOpinionGiven })
    }

    /// Does something with one parcel and settles where the project stands.
    pub fn with_parcel(
        &mut self,
        id: Uuid,
        by: &Actor,
        decide: impl FnOnce(&mut Parcel) -> Result<EventKind, Refusal>,
    ) -> Result<EventKind, Refusal> {
        let state = self.state;
        let Some(parcel) = self.parcels.iter_mut().find(|parcel| parcel.id == id) else {
            return Err(unknown_parcel());
        };
        match state {
            DisposalState::Consulting => return Err(self.not_ready()),
            DisposalState::Withdrawn => return Err(self.conflict("处置", "gone on with")),
            DisposalState::Ready | DisposalState::Listed | DisposalState::Done => {}
        }
        let kind = decide(parcel)?;
        if matches!(kind, EventKind::DisposalSold | EventKind::DisposalTakenInKind) {
            // What somebody proposed goes to a buyer by another's hand.
            by.may_take(Step::IssueRequest, [(Step::DraftRequest, self.proposer.as_str())])?;
        }
        let done = self.parcels.iter().all(|parcel| parcel.state.is_final());
        self.state = if done { DisposalState::Done } else { DisposalState::Listed };
        self.version += 1;
        Ok(kind)
    }

    /// Ends it.
    pub fn withdraw(&mut self, reason: &str) -> Result<EventKind, Refusal> {
        let reason = reading::required("reason", reason, 2000)?;
        let busy = |parcel: &Parcel| {
            matches!(parcel.state, ParcelState::Listed | ParcelState::InKind) || parcel.state.is_sold()
        };
        if self.state == DisposalState::Withdrawn || self.parcels.iter().any(busy) {
            return Err(self.conflict("撤回", "withdrawn"));
        }
        self.withdraw_reason = reason;
        self.state = DisposalState::Withdrawn;
        self.version += 1;
        Ok(EventKind::DisposalWithdrawn)
    }

    fn not_ready(&self) -> Refusal {
        let awaited = self.awaited().join(", ");
        Refusal::new(
            Kind::Precondition,
            reason::DISPOSAL_NOT_READY,
            format!("尚待下列部门同意：{awaited}。"),
            format!("These departments have still to agree: {awaited}."),
        )
        .with("units", awaited)
    }

    fn conflict(&self, zh: &str, en: &str) -> Refusal {
        Refusal::new(
            Kind::Precondition,
            reason::DISPOSAL_STATE_CONFLICT,
            format!("项目现在的状态不能{zh}。请刷新后查看。"),
            format!("The project can't be {en} as it stands. Look at it again."),
        )
        .with("state", self.state.name())
    }
}

/// That a project has no such parcel.
#[must_use]
pub fn unknown_parcel() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::PARCEL_UNKNOWN,
        "项目中没有这个地块。",
        "The project has no such parcel.",
    )
    .at("parcel")
}
