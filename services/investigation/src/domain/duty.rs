//! What has to follow a published freeze of equity: both parties are served and the company is notified.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};
use law::{identifiers::RegionCode, rules::seizure};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    event_kind::EventKind,
    freeze::EquityFreeze,
    named,
    reading::{self, CaseRef},
};

named! {
    /// Kinds of duties.
    pub enum DutyKind {
        /// Serve the ruling on the applicant.
        ServeApplicant = "SERVE_APPLICANT",
        /// Serve the ruling on the debtor.
        ServeDebtor = "SERVE_DEBTOR",
        /// Notify the company in writing.
        NotifyCompany = "NOTIFY_COMPANY",
    }
}

named! {
    /// Where a duty stands.
    pub enum DutyState {
        /// To be done.
        Open = "OPEN",
        /// Done.
        Done = "DONE",
    }
}

/// A duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Its id.
    pub id: Uuid,
    /// What.
    pub kind: DutyKind,
    /// The seizure.
    pub seizure: Uuid,
    /// The request.
    pub request: Uuid,
    /// The case.
    pub case: CaseRef,
    /// The region of the court.
    pub region_code: RegionCode,
    /// To whom.
    pub addressee: String,
    /// The officer who has to see to it.
    pub officer: String,
    /// Where the addressee lives, where that is known.
    pub address: String,
    /// Where it stands.
    pub state: DutyState,
    /// The provision.
    pub article: String,
    /// What was done.
    pub outcome: String,
    /// Which version of the row it is.
    pub version: i64,
    /// Since when.
    pub created: Timestamp,
    /// When it was done.
    pub completed: Option<Timestamp>,
}

impl Duty {
    /// The task by which it is done: it has the id of the duty.
    #[must_use]
    pub fn task(&self) -> String {
        format!("tasks/{}", self.id)
    }

    /// The duties that follow a freeze. `residence` is where its holder lives, as far as anybody knows. Their ids are given by who
    /// keeps them.
    #[must_use]
    pub fn after_freeze(
        freeze: &EquityFreeze,
        of: (Uuid, Uuid),
        (officer, residence): (&str, &str),
        case: &CaseRef,
        region_code: &RegionCode,
        at: Timestamp,
    ) -> Vec<Self> {
        let company = if freeze.company_name.is_empty() {
            freeze.company.as_str().to_owned()
        } else {
            freeze.company_name.clone()
        };
        let kinds = [
            (DutyKind::ServeApplicant, String::new()),
            (DutyKind::ServeDebtor, freeze.holder.display_name.clone()),
            (DutyKind::NotifyCompany, company),
        ];
        let article = seizure::EQUITY_DUTIES.on(at.legal_day()).article;
        kinds
            .into_iter()
            .map(|(kind, addressee)| Self {
                id: Uuid::nil(),
                kind,
                seizure: of.0,
                request: of.1,
                case: case.clone(),
                region_code: region_code.clone(),
                addressee,
                officer: officer.to_owned(),
                address: if kind == DutyKind::ServeDebtor { residence.to_owned() } else { String::new() },
                state: DutyState::Open,
                article: article.to_owned(),
                outcome: String::new(),
                version: 1,
                created: at,
                completed: None,
            })
            .collect()
    }

    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("duties/{}", self.id)
    }

    /// Says that it was done.
    pub fn complete(&mut self, outcome: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        let outcome = reading::required("outcome", outcome, 500)?;
        if self.state == DutyState::Done {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::DUTY_DONE,
                "这项义务已经办结。",
                "This duty was done already.",
            ));
        }
        self.state = DutyState::Done;
        self.outcome = outcome;
        self.completed = Some(at);
        self.version += 1;
        Ok(EventKind::DutyDone)
    }
}
