//! The days that the law sets in a case, and the acts that fulfil its duties.

use jiff::civil::Date;
use law::{
    Text,
    deadline::{self, Fulfilment, Kind, Nature},
    names,
    period::Period,
    why::{Step, Why},
};

use super::{Case, Side};

/// A day that the law sets in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Which clock.
    pub kind: Kind,
    /// When it ends, and why.
    pub period: Period,
    /// The act that fulfilled it; none where it is no duty, or is not fulfilled.
    pub met: Option<Met>,
}

/// The act that fulfilled a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// When; none where the day is not on record.
    pub on: Option<Date>,
    /// What shows it, a resource name.
    pub by: String,
}

/// A notice of enforcement that was served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The act of service, `serviceActs/{id}`.
    pub act: String,
    /// The name of whom it was for; empty where the act does not say.
    pub addressee: String,
    /// When.
    pub on: Date,
}

const FROM_FILING: Step = Step::Remark {
    zh: "没有登记收到申请执行书或者移交执行书的日期，此处自立案之日起算",
    en: "the day on which the application was received is not entered; it is reckoned from the filing here",
};

impl Set {
    /// Whether it is a duty whose day has passed without the act that fulfils it. Earliest days, rights and terms are never overdue.
    #[must_use]
    pub fn overdue(&self, today: Date) -> bool {
        self.kind.nature() == Nature::Duty && self.met.is_none() && self.period.end < today
    }

    /// How the day is reckoned, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> Option<Text> {
        law::sentence::of(&self.period.why, Some(&self.kind.start()))
    }
}

impl Case {
    /// Every day that the law sets in it, the earliest first, by the state of things on a day. `notices` are the notices of
    /// enforcement that were served in it.
    #[must_use]
    pub fn deadlines(&self, on: Date, notices: &[Sent]) -> Vec<Set> {
        let mut all: Vec<Set> = [
            self.limit_kind(),
            Kind::Handler,
            Kind::NoticeOfEnforcement,
            Kind::CurrentProcedureEarliest,
            Kind::HigherCourt,
        ]
        .into_iter()
        .filter_map(|kind| {
            Some(Set { kind, period: self.period_of(kind, on)?, met: self.met(kind, notices) })
        })
        .collect();
        all.sort_by_key(|set| set.period.end);
        all
    }

    /// The days of its clocks that run, the earliest first: none where the case is closed, and none of a clock that stands still while a
    /// suspension lasts. They stay as they are until the case changes, whatever the day.
    #[must_use]
    pub fn running_deadlines(&self, notices: &[Sent]) -> Vec<Set> {
        if self.closing.is_some() {
            return Vec::new();
        }
        let lasting = self.suspensions.iter().filter(|suspension| suspension.until.is_none());
        let lasting: Vec<_> = lasting.map(|suspension| suspension.ground).collect();
        let stands = |kind: Kind| {
            lasting.iter().any(|ground| kind == self.limit_kind() || ground.rule(kind).is_some())
        };
        let last = self.suspensions.iter().filter_map(|suspension| suspension.until).max();
        let mut all = self.deadlines(last.unwrap_or(self.filed), notices);
        all.retain(|set| !stands(set.kind));
        all
    }

    fn period_of(&self, kind: Kind, on: Date) -> Option<Period> {
        let from_application = matches!(kind, Kind::NoticeOfEnforcement | Kind::HigherCourt);
        let from = self.application_received.filter(|_| from_application).unwrap_or(self.filed);
        if kind == self.limit_kind() {
            return Some(self.limit(on));
        }
        // Each clock leaves out what its own rule names.
        let mut exclusions = self.exclusions(on);
        exclusions.retain(|exclusion| exclusion.ground.is_some_and(|ground| ground.rule(kind).is_some()));
        let mut period = deadline::due(kind, from, &exclusions, &[]).value().cloned()?;
        if from_application && self.application_received.is_none() {
            period.why.push(Why::new(kind.rule().on(from), from, FROM_FILING));
        }
        Some(period)
    }

    /// The act that fulfilled a duty of this kind.
    fn met(&self, kind: Kind, notices: &[Sent]) -> Option<Met> {
        match kind.fulfilled_by()? {
            Fulfilment::CaseClosed => {
                self.closing.as_ref().map(|closing| Met { on: Some(closing.on), by: self.name() })
            }
            // A case is entered with its handler. When an imported one had its handler named is not on record.
            Fulfilment::HandlerNamed => (!self.handler.is_empty()).then(|| Met {
                on: self.origin.is_none().then(|| self.created.legal_day()),
                by: self.handler.clone(),
            }),
            Fulfilment::NoticeSent => self.notified(notices),
            _ => None,
        }
    }

    /// The last of the first notices to each debtor: none while one of them has had none.
    fn notified(&self, notices: &[Sent]) -> Option<Met> {
        let debtors = self.parties.iter().filter(|party| party.side == Side::Debtor);
        let first = debtors.map(|debtor| {
            let to_them = notices.iter().filter(|sent| {
                sent.addressee.trim().is_empty() || names::same(&sent.addressee, &debtor.display_name)
            });
            to_them.min_by_key(|sent| sent.on)
        });
        let last = first.collect::<Option<Vec<_>>>()?.into_iter().max_by_key(|sent| sent.on)?;
        Some(Met { on: Some(last.on), by: last.act.clone() })
    }
}
