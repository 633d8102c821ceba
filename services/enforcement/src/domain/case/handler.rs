//! Who can handle a case: an officer of the court, as the register knows them.

use std::collections::HashMap;

use kit::{
    moment::Moment,
    refusal::{Text, Violations},
};
use law::identifiers::RegionCode;

/// A term in an office that handles cases: officer, chief or president.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Where it counts, with all below.
    pub region_code: RegionCode,
    /// First instant.
    pub from: Moment,
    /// First instant after; none while it is open.
    pub until: Option<Moment>,
}

/// The offices of those who are named as handlers, by `people/{id}`.
#[derive(Clone, Debug, Default)]
pub struct Handlers {
    offices: HashMap<String, Vec<Office>>,
    /// The instant at which a term has to run; none for history, where one that has ended will do.
    at: Option<Moment>,
}

impl Handlers {
    /// From the register, for cases that are entered at an instant.
    #[must_use]
    pub fn at(offices: HashMap<String, Vec<Office>>, at: Moment) -> Self {
        Self { offices, at: Some(at) }
    }

    /// The same for cases that are over: whoever handled one may have left.
    #[must_use]
    pub fn ever(&self) -> Self {
        Self { offices: self.offices.clone(), at: None }
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
            v.add("handler", "HANDLER_NOT_OF_COURT", text);
        }
    }
}
