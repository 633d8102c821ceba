//! The acts on an item: each decides whether it may be, changes the item and says what happened.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Violations},
    separation::Step as Separate,
};
use uuid::Uuid;

use super::{Escalation, EventKind, Issue, Item, Level, Number, State, Step, draft::check_due};

/// Who acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person; nobody for a rule.
    pub who: kit::domain::Actor,
    /// Whether they act for the command centre, which stands for the rules.
    pub of_command: bool,
}

/// What an act led to.
pub type Decision = Vec<EventKind>;

/// An item that is late is reported to the bureau chief after a day and to the president after three.
const LEVELS: [(Level, i64); 2] = [(Level::BureauChief, 24 * 3600), (Level::President, 3 * 24 * 3600)];

impl Item {
    /// A new item under its number.
    #[must_use]
    pub fn issue(issue: Issue, id: Uuid, number: Number, at: Timestamp) -> Self {
        let Issue { subject, case, rule, matter, owner, issuer, region_code, due } = issue;
        let actor = issuer.clone().unwrap_or_default();
        let mut item = Self {
            id,
            number,
            subject,
            case,
            rule,
            matter,
            owner,
            issuer,
            region_code,
            due,
            state: State::Issued,
            replied: None,
            returns: 0,
            escalations: Vec::new(),
            steps: Vec::new(),
            version: 1,
            created: at,
            updated: at,
        };
        item.step(EventKind::Issued, &actor, at, "");
        item
    }

    /// The owner takes note.
    pub fn sign(&mut self, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        self.check_owner(by)?;
        match self.state {
            State::Issued => Ok(self.turn(State::Signed, EventKind::Signed, by, at, "")),
            _ => Err(self.conflict("签收", "signed")),
        }
    }

    /// The owner is at work.
    pub fn begin(&mut self, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        self.check_owner(by)?;
        match self.state {
            State::Signed | State::Returned => Ok(self.turn(State::InProgress, EventKind::Begun, by, at, "")),
            _ => Err(self.conflict("开始办理", "taken up")),
        }
    }

    /// The owner says what was done.
    pub fn reply(&mut self, reply: &str, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        self.check_owner(by)?;
        match self.state {
            State::Signed | State::InProgress | State::Returned => {}
            State::Issued => return Err(not_signed()),
            State::Replied | State::Accepted | State::Cancelled => {
                return Err(self.conflict("反馈", "replied to"));
            }
        }
        let reply = needed("reply", reply, 4000)?;
        self.replied = Some(at);
        Ok(self.turn(State::Replied, EventKind::Replied, by, at, &reply))
    }

    /// The issuer is content.
    pub fn accept(&mut self, comment: &str, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        self.check_issuer(by)?;
        self.check_replied("销号", "closed")?;
        let mut wrong = Violations::new();
        let comment = wrong.optional_text("comment", comment, 2000).unwrap_or_default();
        wrong.check()?;
        Ok(self.turn(State::Accepted, EventKind::Accepted, by, at, &comment))
    }

    /// The issuer is not content, and may give more time.
    pub fn send_back(
        &mut self,
        reason: &str,
        due: Option<Timestamp>,
        by: &Actor,
        at: Timestamp,
    ) -> Result<Decision, Refusal> {
        self.check_issuer(by)?;
        self.check_replied("退回", "returned")?;
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", reason, 2000).unwrap_or_default();
        if let Some(due) = due {
            check_due(&mut wrong, "due_time", due, at);
        }
        wrong.check()?;
        self.due = due.unwrap_or(self.due);
        self.replied = None;
        self.returns += 1;
        Ok(self.turn(State::Returned, EventKind::Returned, by, at, &reason))
    }

    /// The issuer takes it back.
    pub fn cancel(&mut self, reason: &str, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        self.check_issuer(by)?;
        if !self.state.is_open() {
            return Err(self.conflict("撤销", "cancelled"));
        }
        let reason = needed("reason", reason, 2000)?;
        Ok(self.turn(State::Cancelled, EventKind::Cancelled, by, at, &reason))
    }

    /// What the rule spoke of is over before its owner replied or the command centre judged: nothing is to be done about it any more.
    pub fn fall_away(&mut self, at: Timestamp) -> Result<Decision, Refusal> {
        if !self.state.is_open() {
            return Err(self.conflict("销号", "closed"));
        }
        let by = Actor { who: kit::domain::Actor::default(), of_command: true };
        Ok(self.turn(State::Cancelled, EventKind::Cancelled, &by, at, self.rule.fell_away()))
    }

    /// Tells those above who have to hear by now that it is late; each hears once.
    pub fn escalate(&mut self, at: Timestamp) -> Decision {
        let mut kinds = Vec::new();
        while let Some((level, when)) = self.next_escalation() {
            if when >= at {
                break;
            }
            self.escalations.push(Escalation { level, at });
            self.step(EventKind::Escalated, "", at, "");
            self.version += 1;
            self.updated = at;
            kinds.push(EventKind::Escalated);
        }
        kinds
    }

    /// Who hears next that it is late, and after which moment, if nothing happens.
    #[must_use]
    pub fn next_escalation(&self) -> Option<(Level, Timestamp)> {
        let late_from = self.late_from()?;
        let is_escalated =
            |level: &Level| self.escalations.iter().any(|escalation| escalation.level == *level);
        let next = LEVELS.into_iter().find(|(level, _)| !is_escalated(level));
        next.map(|(level, seconds)| (level, late_from.plus_seconds(seconds)))
    }

    fn turn(&mut self, state: State, what: EventKind, by: &Actor, at: Timestamp, comment: &str) -> Decision {
        self.state = state;
        self.step(what, &by.who.person, at, comment);
        self.version += 1;
        self.updated = at;
        vec![what]
    }

    fn step(&mut self, what: EventKind, actor: &str, at: Timestamp, comment: &str) {
        self.steps.push(Step { what, actor: actor.to_owned(), at, comment: comment.to_owned() });
    }

    fn check_owner(&self, by: &Actor) -> Result<(), Refusal> {
        if by.who.acts_for(&self.owner) {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Denied,
            reason::NOT_THE_OWNER,
            "只有责任人本人或者其代理人可以签收和反馈这一督办事项。",
            "Only the owner of the item, or their deputy, can sign it and reply to it.",
        ))
    }

    fn check_issuer(&self, by: &Actor) -> Result<(), Refusal> {
        by.who.may_take(Separate::CloseSupervision, [(Separate::AnswerSupervision, self.owner.as_str())])?;
        let (theirs, zh, en) = match &self.issuer {
            Some(issuer) => (
                by.who.acts_for(issuer),
                "签发人本人或者其代理人",
                "the issuer of the item, or their deputy,",
            ),
            None => (by.of_command, "指挥中心", "the command centre, for a rule issued it,"),
        };
        if theirs {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Denied,
            reason::NOT_THE_ISSUER,
            format!("只有{zh}可以销号、退回或撤销这一督办事项。"),
            format!("Only {en} can accept, return or cancel it."),
        ))
    }

    fn check_replied(&self, zh: &str, en: &str) -> Result<(), Refusal> {
        if self.state == State::Replied { Ok(()) } else { Err(self.conflict(zh, en)) }
    }

    fn conflict(&self, zh: &str, en: &str) -> Refusal {
        let (state_zh, state_en) = self.state.words();
        Refusal::new(
            Kind::Precondition,
            reason::SUPERVISION_STATE_CONFLICT,
            format!("督办事项现为“{state_zh}”，不能{zh}。请刷新后再操作。"),
            format!("The item is {state_en} and can't be {en}; look at it again."),
        )
        .with("state", self.state.name())
    }
}

fn not_signed() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::SUPERVISION_NOT_SIGNED,
        "督办事项尚未签收，请先签收再反馈。",
        "The item has not been signed; sign it before you reply.",
    )
    .with("state", State::Issued.name())
}

fn needed(field: &str, text: &str, longest: usize) -> Result<String, Refusal> {
    let mut wrong = Violations::new();
    let text = wrong.text(field, text, longest);
    match text {
        Some(text) => Ok(text),
        None => Err(wrong.into_refusal()),
    }
}
