//! Who can handle a case: an officer of the court, as the register knows them.

use std::collections::HashMap;

use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};

use super::{Case, Party, State, draft};
use crate::domain::{Actor, DomainEvent};

/// A term in an office that handles cases: officer, chief or president.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Where it counts, with all below.
    pub region_code: RegionCode,
    /// First instant.
    pub from: Timestamp,
    /// First instant after; none while it is open.
    pub until: Option<Timestamp>,
}

/// The offices of those who are named as handlers, by `people/{id}`.
#[derive(Clone, Debug, Default)]
pub struct Handlers {
    offices: HashMap<String, Vec<Office>>,
    names: HashMap<String, String>,
    /// The instant at which a term has to run; none for history, where one that has ended will do.
    at: Option<Timestamp>,
}

impl Handlers {
    /// From the register, for cases that are entered at an instant.
    #[must_use]
    pub fn at(offices: HashMap<String, Vec<Office>>, at: Timestamp) -> Self {
        Self { offices, names: HashMap::new(), at: Some(at) }
    }

    /// The same for cases that are over: anyone who handled one may have left.
    #[must_use]
    pub fn ever(&self) -> Self {
        Self { offices: self.offices.clone(), names: self.names.clone(), at: None }
    }

    /// The same with what people are called, by `people/{id}`: nobody handles their own case.
    #[must_use]
    pub fn called(self, names: HashMap<String, String>) -> Self {
        Self { names, ..self }
    }

    /// The same with one more.
    #[must_use]
    pub fn and_called(mut self, person: &str, name: &str) -> Self {
        self.names.entry(person.to_owned()).or_insert_with(|| name.to_owned());
        self
    }

    /// Notes where somebody who handles a case has the name of one of its parties. Two people may have one name, so the person meant by it
    /// is for the chief to say: another officer handles the case.
    pub(super) fn check_own_case(&self, person: &str, parties: &[Party], v: &mut Violations) {
        let Some(name) = self.names.get(person) else { return };
        let own = |party: &Party| {
            !party.identity.is_of_organisation() && law::names::same(name, &party.display_name)
        };
        if parties.iter().any(own) {
            let text = Text::new(
                "承办人与本案当事人同名，应当回避；请由其他执行人员承办。",
                "The handler has the name of a party of this case; another officer has to handle it.",
            );
            v.add("handler", reason::HANDLER_IS_PARTY, text);
        }
    }

    /// Notes where somebody can't handle a case of a region.
    pub(super) fn check(&self, person: &str, region: &RegionCode, v: &mut Violations) {
        let runs = |office: &Office| {
            self.at.is_none_or(|at| office.from <= at && office.until.is_none_or(|until| at < until))
        };
        let holds =
            |office: &Office| region.as_str().starts_with(office.region_code.as_str()) && runs(office);
        if !self.offices.get(person).is_some_and(|offices| offices.iter().any(holds)) {
            let text = Text::new(
                "承办人须为本辖区在任的执行干警、执行局长或院领导，请核对人员。",
                "Who handles a case is an officer, chief or president of this region in office; check the person.",
            );
            v.add("handler", reason::HANDLER_NOT_OF_COURT, text);
        }
    }
}

/// A case that went from one handler to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Who handled it before, `people/{id}`; empty where nobody did.
    pub from: String,
    /// Who handles it since, `people/{id}`.
    pub to: String,
    /// Why.
    pub reason: String,
    /// Who decided it, `people/{id}`.
    pub person: String,
    /// When.
    pub at: Timestamp,
}

impl Case {
    /// Gives a case that is not over to another handler, who holds an office in its region and is none of its parties.
    pub fn assign_handler(
        &mut self,
        (to, reason): (&str, &str),
        by: &Actor,
        handlers: &Handlers,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open, State::Suspended])?;
        let mut v = Violations::new();
        let reason = v.text("reason", reason, 500);
        if to.is_empty() {
            v.add("handler", reason::REQUIRED, Text::new("请选择承办人。", "Choose who handles the case."));
        }
        let to = draft::person(to, &mut v);
        if let Some(to) = &to {
            if *to == self.handler {
                let text = Text::new("本案现在就由此人承办。", "This person handles the case already.");
                v.add("handler", reason::NOTHING_CHANGED, text);
            }
            handlers.check(to, &self.region_code, &mut v);
            handlers.check_own_case(to, &self.parties, &mut v);
        }
        v.check()?;
        let to = to.unwrap_or_default();
        let called = |person: &str| handlers.names.get(person).map_or("原承办人", String::as_str).to_owned();
        let summary = format!("承办人由{}变更为{}", called(&self.handler), called(&to));
        let from = std::mem::replace(&mut self.handler, to.clone());
        let reason = reason.unwrap_or_default();
        self.handovers.push(Handover { from, to, reason, person: by.person.clone(), at });
        Ok(self.happened("HANDLER_ASSIGNED", &summary, at))
    }
}
