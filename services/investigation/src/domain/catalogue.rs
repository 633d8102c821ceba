//! The cooperating units and what each can be asked for, as data.

use kit::domain::Timestamp;
use law::period::Measure;
use serde::Deserialize;

use super::named;

named! {
    /// What a unit does.
    pub enum MatterAction {
        /// Tells what it knows.
        Query = "QUERY",
        /// Freezes or seals.
        Freeze = "FREEZE",
        /// Lifts a freeze.
        Lift = "LIFT",
        /// Hands over money or income.
        Deduct = "DEDUCT",
        /// Transfers title.
        Transfer = "TRANSFER",
        /// Restricts what a debtor may do.
        Restrict = "RESTRICT",
        /// Helps on the spot.
        Assist = "ASSIST",
    }
}

named! {
    /// Kinds of papers.
    pub enum PaperKind {
        /// Ruling.
        Ruling = "RULING",
        /// Notice of assistance in enforcement.
        AssistanceNotice = "ASSISTANCE_NOTICE",
        /// Query notice.
        QueryNotice = "QUERY_NOTICE",
        /// Decision.
        Decision = "DECISION",
        /// The officers' credentials.
        Credentials = "CREDENTIALS",
        /// Anything else.
        Other = "OTHER",
    }
}

impl PaperKind {
    /// What it is called.
    #[must_use]
    pub const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Ruling => ("裁定书", "the ruling"),
            Self::AssistanceNotice => ("协助执行通知书", "the notice of assistance in enforcement"),
            Self::QueryNotice => ("协助查询通知书", "the query notice"),
            Self::Decision => ("决定书", "the decision"),
            Self::Credentials => ("执行人员证件", "the officers' credentials"),
            Self::Other => ("其他材料", "another paper"),
        }
    }
}

/// A cooperating unit.
#[derive(Clone, Debug, Deserialize)]
pub struct Unit {
    id: String,
    /// What it is called.
    pub display_name: String,
    /// What sort of body it is.
    pub kind: String,
}

impl Unit {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("units/{}", self.id)
    }
}

/// Something that a unit can be asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Matter {
    id: String,
    unit: String,
    /// What it is called.
    pub display_name: String,
    /// What is done.
    pub action: MatterAction,
    /// Whether it takes hold of property or of a person.
    pub coercive: bool,
    /// The papers that have to be attached.
    pub papers: Vec<PaperKind>,
    /// The provisions on which it rests.
    pub legal_basis: Vec<String>,
    /// Time allowed in minutes of the clock.
    #[serde(default)]
    pub allowed_minutes: u16,
    /// Time allowed in working days.
    #[serde(default)]
    pub allowed_working_days: u16,
}

/// The matter that freezes equity.
pub const EQUITY_FREEZE: &str = "matters/equity-freeze";
/// The matter that lifts a freeze of equity.
pub const EQUITY_LIFT: &str = "matters/equity-lift";

impl Matter {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("matters/{}", self.id)
    }

    /// The unit's resource name.
    #[must_use]
    pub fn unit_name(&self) -> String {
        format!("units/{}", self.unit)
    }

    /// Until when an answer to a request is due that came in at a moment.
    #[must_use]
    pub fn due(&self, from: Timestamp) -> Timestamp {
        if self.allowed_minutes > 0 {
            return from.plus_seconds(i64::from(self.allowed_minutes) * 60);
        }
        let last = Measure::WorkingDays(self.allowed_working_days).after(from.legal_day());
        let days = from.legal_day().until(last).map_or(0, |span| i64::from(span.get_days()));
        // The end of that day in Beijing: midnight is at 16:00 UTC.
        let into_the_day = (from.micros() / 1_000_000 + 8 * 3600).rem_euclid(24 * 3600);
        from.plus_seconds((days + 1) * 24 * 3600 - into_the_day - 1)
    }
}

/// Units and matters.
#[derive(Clone, Debug)]
pub struct Catalogue {
    units: Vec<Unit>,
    matters: Vec<Matter>,
}

impl Catalogue {
    /// The catalogue that is shipped.
    pub fn shipped() -> Result<Self, serde_json::Error> {
        Ok(Self {
            units: serde_json::from_str(include_str!("../../data/units.json"))?,
            matters: serde_json::from_str(include_str!("../../data/matters.json"))?,
        })
    }

    /// Every unit.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Every matter.
    #[must_use]
    pub fn matters(&self) -> &[Matter] {
        &self.matters
    }

    /// The matter of a name.
    #[must_use]
    pub fn matter(&self, name: &str) -> Option<&Matter> {
        let id = name.strip_prefix("matters/")?;
        self.matters.iter().find(|matter| matter.id == id)
    }

    /// The unit of a name.
    #[must_use]
    pub fn unit(&self, name: &str) -> Option<&Unit> {
        let id = name.strip_prefix("units/")?;
        self.units.iter().find(|unit| unit.id == id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn what_is_shipped_hangs_together() {
        let catalogue = Catalogue::shipped().unwrap();
        assert_eq!(catalogue.units().len(), 17);
        let ids: HashSet<_> = catalogue.matters().iter().map(Matter::name).collect();
        assert_eq!(ids.len(), catalogue.matters().len(), "a matter stands there twice");
        for unit in catalogue.units() {
            assert!(
                catalogue.matters().iter().any(|matter| matter.unit_name() == unit.name()),
                "{}",
                unit.name()
            );
        }
        for matter in catalogue.matters() {
            assert!(catalogue.unit(&matter.unit_name()).is_some(), "{}", matter.name());
            assert!(!matter.legal_basis.is_empty() && !matter.papers.is_empty(), "{}", matter.name());
            assert!((matter.allowed_minutes > 0) != (matter.allowed_working_days > 0), "{}", matter.name());
            let takes_hold = matter.papers.contains(&PaperKind::AssistanceNotice)
                && (matter.papers.contains(&PaperKind::Ruling)
                    || matter.papers.contains(&PaperKind::Decision));
            assert!(
                !matter.coercive || takes_hold,
                "{} needs a ruling or decision, and a notice",
                matter.name()
            );
        }
    }

    #[test]
    fn days_end_with_the_working_day_in_beijing_and_minutes_run_by_the_clock() {
        let catalogue = Catalogue::shipped().unwrap();
        let friday = Timestamp::parse("2026-11-20T01:30:00Z").unwrap();
        let due = catalogue.matter("matters/identity-query").unwrap().due(friday);
        assert_eq!(due, Timestamp::parse("2026-11-25T15:59:59Z").unwrap());
        let due = catalogue.matter(EQUITY_FREEZE).unwrap().due(friday);
        assert_eq!(due, friday.plus_seconds(300));
    }
}
