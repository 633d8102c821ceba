//! The acts on a running case: each decides whether it may be, changes the case and says what happened.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};
use law::{
    deadline::{self, Ground},
    identifiers::{Fen, MOST_FEN},
    settlement::{self, Performance},
    unmet::Ruling,
};

use super::{Case, Extension, Settlement, State, Suspension};
use crate::domain::{Actor, DomainEvent};

impl Case {
    /// The case was entered.
    #[must_use]
    pub fn filed(&self) -> DomainEvent {
        let words = if self.green_channel { "立案执行，绿色通道" } else { "立案执行" };
        self.event("CASE_FILED", words, self.claim.get())
    }

    /// What was recorded under its number before it came was linked to it.
    #[must_use]
    pub fn linked(&self) -> DomainEvent {
        self.event("CASE_LINKED", "立案前以案号登记的任务、查控、协助事项已归入本案", 0)
    }

    /// Stops the clock.
    pub fn suspend(&mut self, ground: Ground, reason: &str, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open])?;
        let mut v = Violations::new();
        let reason = v.text("reason", reason, 500);
        if ground.rule(deadline::Kind::EnforcementLimit).is_none() {
            let text =
                Text::new("不属于可以扣除执行期限的法定情形。", "Not a ground on which the limit stops.");
            v.add("ground", reason::NOT_A_GROUND, text);
        }
        v.check()?;
        let reason = reason.unwrap_or_default();
        self.suspensions.push(Suspension { ground, reason, from: at.legal_day(), until: None });
        self.state = State::Suspended;
        Ok(self.happened("CASE_SUSPENDED", "中止或暂缓，期限停止计算", at))
    }

    /// Lets it run again from a day on.
    pub fn resume(&mut self, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Suspended])?;
        if self.settlements.last().is_some_and(|last| last.performed.is_none()) {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::SETTLEMENT_STANDS,
                "和解协议仍在履行，请先登记已履行完毕或已违约。",
                "A settlement stands; say first that it was performed or broken.",
            ));
        }
        self.run_again(at.legal_day());
        Ok(self.happened("CASE_RESUMED", "恢复执行，期限继续计算", at))
    }

    /// Asks for more time.
    pub fn extend(
        &mut self,
        months: i32,
        reason: &str,
        high_court_record: bool,
        by: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open, State::Suspended])?;
        let mut v = Violations::new();
        let reason = v.text("reason", reason, 500);
        let months = u16::try_from(months).ok().filter(|months| (1..=24).contains(months));
        if months.is_none() {
            v.add("months", reason::OUT_OF_RANGE, Text::new("须为 1 至 24 个月。", "It is 1 to 24 months."));
        }
        v.check()?;
        if self.extensions.iter().any(|extension| extension.decided.is_none()) {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::EXTENSION_PENDING,
                "已有一份延长申请等待院领导审批。",
                "More time was asked for already; the president has to decide first.",
            ));
        }
        self.extensions.push(Extension {
            months: months.unwrap_or_default(),
            reason: reason.unwrap_or_default(),
            proposer: by.person.clone(),
            decided: None,
            high_court_record,
            decided_on: None,
            proposed: Some(at),
            refusal: String::new(),
        });
        Ok(self.happened("EXTENSION_PROPOSED", "申请延长执行期限", at))
    }

    /// The president decides about more time.
    pub fn decide_extension(
        &mut self,
        approve: bool,
        reason: &str,
        by: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open, State::Suspended])?;
        let mut v = Violations::new();
        let reason = v.optional_text("reason", reason, 1000);
        v.check()?;
        let today = at.legal_day();
        let (kind, exclusions, mut extensions) = (self.limit_kind(), self.exclusions(today), self.approved());
        let pending = self.extensions.iter_mut().find(|extension| extension.decided.is_none());
        let pending = pending.ok_or_else(|| {
            Refusal::new(
                Kind::Precondition,
                reason::NO_PROPOSAL,
                "没有等待审批的延长申请。",
                "Nobody has asked for more time.",
            )
        })?;
        by.may_take(Step::DecideOnCase, [(Step::ProposeOnCase, pending.proposer.as_str())])?;
        extensions.push(pending.to_law(today));
        if approve && let Ruling::Unmet(unmet) = deadline::due(kind, self.filed, &exclusions, &extensions) {
            return Err(Refusal::law_not_met(&unmet));
        }
        pending.decided = Some((by.person.clone(), approve));
        pending.decided_on = Some(today);
        pending.refusal = reason.filter(|_| !approve).unwrap_or_default();
        let (kind, words) = if approve {
            ("EXTENSION_APPROVED", "院领导批准延长执行期限")
        } else {
            ("EXTENSION_REFUSED", "院领导不同意延长执行期限")
        };
        Ok(self.happened(kind, words, at))
    }

    /// Enters a settlement and stays the case.
    pub fn settle(
        &mut self,
        mut settlement: Settlement,
        agent: Option<bool>,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open])?;
        let mut v = Violations::new();
        let terms = v.text("settlement.terms", &settlement.terms, 5000).unwrap_or_default();
        let today = at.legal_day();
        if settlement.signed < self.filed || settlement.signed > today {
            let text = Text::new(
                "须在立案之后、今天之前签订。",
                "It is signed after the filing and not after today.",
            );
            v.add("settlement.signed_date", reason::DATE_OUT_OF_RANGE, text);
        }
        for (index, (due, amount)) in settlement.instalments.iter().enumerate() {
            let field = format!("settlement.instalments[{index}]");
            if *due < settlement.signed {
                let text = Text::new("早于签订日期。", "Before the day of signing.");
                v.add(format!("{field}.due_date"), reason::DATE_OUT_OF_RANGE, text);
            }
            if *amount == Fen::ZERO {
                v.add(
                    format!("{field}.amount_fen"),
                    reason::REQUIRED,
                    Text::new("须大于零。", "It must be more than zero."),
                );
            }
        }
        let agreed = Fen::checked_sum(settlement.instalments.iter().map(|(_, amount)| *amount));
        if agreed.is_none_or(|agreed| agreed.get() > MOST_FEN) {
            v.add(
                "settlement.instalments",
                reason::SUM_TOO_LARGE,
                Text::new("合计过大。", "The sum is too large."),
            );
        }
        if agent == Some(false) {
            let text = Text::new(
                "代理人签订和解协议须有特别授权。",
                "An agent who settles needs special authority.",
            );
            v.add("agent_has_special_authority", reason::SPECIAL_AUTHORITY, text);
        }
        v.check()?;
        (settlement.terms, settlement.performed, settlement.paid) = (terms, None, Fen::ZERO);
        self.settlements.push(settlement);
        self.suspensions.push(Suspension {
            ground: Ground::SettlementOrSecurity,
            reason: "执行和解".to_owned(),
            from: today,
            until: None,
        });
        self.state = State::Suspended;
        Ok(self.happened("CASE_SETTLED", "达成执行和解，暂缓执行", at))
    }

    /// The settlement was performed in full, or broken: then enforcement continues for what is left. `repudiation` says how the debtor
    /// said, or showed by conduct, that it won't be performed; it is needed for a breach before anything is due and unpaid.
    pub fn end_settlement(
        &mut self,
        performed: bool,
        paid: Fen,
        repudiation: &str,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Suspended])?;
        let mut v = Violations::new();
        let repudiation = v.optional_text("repudiation", repudiation, 2000);
        v.check()?;
        let repudiation = repudiation.unwrap_or_default();
        let last = self.settlements.last_mut().filter(|last| last.performed.is_none());
        let last = last.ok_or_else(|| {
            Refusal::new(
                Kind::Precondition,
                reason::NO_SETTLEMENT,
                "没有正在履行的和解协议。",
                "No settlement stands.",
            )
        })?;
        let performance = Performance {
            instalments: &last.instalments,
            paid,
            repudiated: !repudiation.is_empty(),
            on: at.legal_day(),
        };
        if !performed && let Ruling::Unmet(unmet) = settlement::resume(&performance) {
            return Err(Refusal::law_not_met(&unmet));
        }
        last.performed = Some(performed);
        last.paid = paid;
        last.repudiation = repudiation;
        self.run_again(at.legal_day());
        let (kind, words) = if performed {
            ("SETTLEMENT_PERFORMED", "和解协议履行完毕")
        } else {
            ("SETTLEMENT_BROKEN", "和解协议违约，恢复执行，已付部分扣除")
        };
        let mut event = self.happened(kind, words, at);
        event.amount_fen = paid.get();
        Ok(event)
    }

    fn run_again(&mut self, today: Date) {
        for suspension in &mut self.suspensions {
            suspension.until.get_or_insert(today);
        }
        self.state = State::Open;
    }

    /// Refuses what the state of the case does not allow.
    pub(super) fn require(&self, states: &[State]) -> Result<(), Refusal> {
        if states.contains(&self.state) {
            return Ok(());
        }
        let (zh, en) = match self.state {
            State::Open => ("案件正在执行", "the case is running"),
            State::Suspended => ("案件已中止或暂缓", "the case is suspended"),
            State::Closed => ("案件已结案", "the case is closed"),
        };
        Err(Refusal::new(
            Kind::Precondition,
            reason::CASE_STATE_CONFLICT,
            format!("{zh}，不能进行此操作。"),
            format!("This can't be done: {en}."),
        ))
    }

    pub(super) fn happened(&mut self, kind: &'static str, summary: &str, at: Timestamp) -> DomainEvent {
        self.version += 1;
        self.updated = at;
        self.event(kind, summary, 0)
    }

    fn event(&self, kind: &'static str, summary: &str, amount_fen: i64) -> DomainEvent {
        DomainEvent {
            kind,
            case: self.name(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: summary.to_owned(),
            amount_fen,
        }
    }
}
