//! Corrections of a case's particulars: what may be corrected by whom, and what is kept of it.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, identity, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::CaseNumber;
use serde::{Deserialize, Serialize};

use super::{
    Case, Draft, DraftParty, Handlers, Party, State,
    draft::{filing_date, parties},
};
use crate::domain::{Actor, DomainEvent, money::amount};

/// What of a case can be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Field {
    /// The number.
    CaseNumber,
    /// The cause.
    Cause,
    /// The day of filing.
    FilingDate,
    /// What is claimed.
    Claim,
    /// Those on both sides.
    Parties,
    /// Administrative enforcement without a lawsuit.
    NonLitigation,
    /// Goes first.
    GreenChannel,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 7] = [
        Self::CaseNumber,
        Self::Cause,
        Self::FilingDate,
        Self::Claim,
        Self::Parties,
        Self::NonLitigation,
        Self::GreenChannel,
    ];

    /// Its name in the contract.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CaseNumber => "case_number",
            Self::Cause => "cause",
            Self::FilingDate => "filing_date",
            Self::Claim => "claim_fen",
            Self::Parties => "parties",
            Self::NonLitigation => "non_litigation",
            Self::GreenChannel => "green_channel",
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::CaseNumber => "案号",
            Self::Cause => "案由",
            Self::FilingDate => "立案日期",
            Self::Claim => "申请执行标的",
            Self::Parties => "当事人",
            Self::NonLitigation => "非诉执行",
            Self::GreenChannel => "绿色通道",
        }
    }

    /// Whether it can be corrected after the case has ended: what indicators counted of it stays.
    const fn outlives_case(self) -> bool {
        matches!(self, Self::Cause | Self::Parties)
    }
}

/// A correction that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What changed.
    pub fields: Vec<Field>,
    /// Why.
    pub reason: String,
    /// Who corrected it, `people/{id}`.
    pub person: String,
    /// When.
    pub at: Timestamp,
}

impl Case {
    /// Corrects particulars, those of `fields` to what the draft says. By the handler, or a chief of the region; of a case that has ended
    /// by a chief alone. Says what happened and which fields changed; a correction that changes nothing is refused.
    pub fn correct(
        &mut self,
        draft: Draft,
        fields: &[Field],
        reason: &str,
        (by, is_chief): (&Actor, bool),
        handlers: &Handlers,
        at: Timestamp,
    ) -> Result<(DomainEvent, Vec<Field>), Refusal> {
        if !is_chief && (self.handler != by.person || self.state == State::Closed) {
            return Err(not_the_handler(self.state == State::Closed));
        }
        let mut v = Violations::new();
        let reason = v.text("reason", reason, 500);
        if self.state == State::Closed
            && let Some(field) = fields.iter().find(|field| !field.outlives_case())
        {
            let text = Text::new(
                "案件已结案，只能更正案由和当事人。",
                "The case is closed; its cause and parties alone can be corrected.",
            );
            v.add(format!("case.{}", field.name()), reason::CASE_CLOSED, text);
        }
        let corrected = self.corrected(draft, fields, at, &mut v);
        handlers.check_own_case(&corrected.handler, &corrected.parties, &mut v);
        v.check()?;
        let changed: Vec<Field> =
            fields.iter().copied().filter(|field| self.differs(&corrected, *field)).collect();
        if changed.is_empty() {
            return Err(nothing_changed());
        }
        *self = corrected;
        self.corrections.push(Correction {
            fields: changed.clone(),
            reason: reason.unwrap_or_default(),
            person: by.person.clone(),
            at,
        });
        let labels: Vec<&str> = changed.iter().map(|field| field.label()).collect();
        Ok((self.happened("CASE_CORRECTED", &format!("更正案件信息：{}", labels.join("、")), at), changed))
    }

    fn corrected(&self, mut draft: Draft, fields: &[Field], at: Timestamp, v: &mut Violations) -> Self {
        let mut case = self.clone();
        let has = |field: Field| fields.contains(&field);
        if has(Field::CaseNumber) {
            let number = CaseNumber::parse(&draft.case_number).map_err(|fault| fault.text());
            if let Some(number) = v.parse("case.case_number", reason::CASE_NUMBER_MALFORMED, number) {
                if !number.is_of_enforcement() || number.is_of_paper() {
                    let text = Text::new("不是执行案件的案号。", "Not the number of an enforcement case.");
                    v.add("case.case_number", reason::NOT_ENFORCEMENT, text);
                }
                case.number = number;
            }
        }
        if has(Field::FilingDate) {
            let mut inner = Violations::new();
            let filed = filing_date(draft.filing_date.take(), Some(&case.number), at, &mut inner);
            note_within(inner, v);
            if let Some(filed) = filed {
                if self.begun_on().is_some_and(|begun| filed > begun) {
                    let text = Text::new(
                        "立案日期晚于案件中已登记的中止、和解日期。",
                        "The filing would lie after a suspension or settlement of the case.",
                    );
                    v.add("case.filing_date", reason::DATE_AFTER_ACTS, text);
                }
                case.filed = filed;
            }
        }
        if has(Field::Cause)
            && let Some(cause) = v.optional_text("case.cause", &draft.cause, 100)
        {
            case.cause = cause;
        }
        if has(Field::Claim)
            && let Some(claim) = amount::bounded(v, "case.claim_fen", draft.claim_fen)
        {
            case.claim = claim;
        }
        if has(Field::Parties) {
            let mut inner = Violations::new();
            let known = std::mem::take(&mut draft.parties).into_iter().enumerate();
            let known = known.map(|(index, party)| self.with_identity(index, party)).collect();
            let parties = parties(known, &mut inner);
            note_within(inner, v);
            case.parties = parties;
        }
        if has(Field::NonLitigation) {
            case.non_litigation = draft.non_litigation;
        }
        if has(Field::GreenChannel) {
            case.green_channel = draft.green_channel;
        }
        case
    }

    /// A party whose number came back as it was shown, masked, keeps the identity that it had: that of the party in its place, else of
    /// the one party with such a number.
    fn with_identity(&self, index: usize, party: DraftParty) -> DraftParty {
        if !party.identity.number.contains('*') {
            return party;
        }
        let is_it = |known: &&Party| known.identity.masked() == party.identity.number;
        let same: Vec<&Party> = self.parties.iter().filter(is_it).collect();
        let found = match (self.parties.get(index).filter(is_it), same.as_slice()) {
            (Some(known), _) => known,
            (None, [known]) => *known,
            (None, _) => return party,
        };
        DraftParty { identity: identity::Draft::from_identity(&found.identity), ..party }
    }

    /// The first day on which something was decided in it.
    fn begun_on(&self) -> Option<Date> {
        let suspended = self.suspensions.iter().map(|suspension| suspension.from);
        suspended.chain(self.settlements.iter().map(|settlement| settlement.signed)).min()
    }

    fn differs(&self, other: &Self, field: Field) -> bool {
        match field {
            Field::CaseNumber => self.number != other.number,
            Field::Cause => self.cause != other.cause,
            Field::FilingDate => self.filed != other.filed,
            Field::Claim => self.claim != other.claim,
            Field::Parties => self.parties != other.parties,
            Field::NonLitigation => self.non_litigation != other.non_litigation,
            Field::GreenChannel => self.green_channel != other.green_channel,
        }
    }
}

/// Adds what is wrong inside the case to what is wrong with the request.
fn note_within(inner: Violations, v: &mut Violations) {
    if let Err(refusal) = inner.check() {
        // A refusal that comes of violations names its fields.
        let _ = v.absorb(refusal, "case");
    }
}

fn not_the_handler(closed: bool) -> Refusal {
    let (zh, en) = if closed {
        ("案件已结案，由执行局长更正。", "The case is closed; a chief corrects it.")
    } else {
        ("案件信息由承办人或者执行局长更正。", "A case is corrected by its handler or a chief.")
    };
    Refusal::new(Kind::Denied, reason::NOT_THE_HANDLER, zh, en)
}

fn nothing_changed() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::NOTHING_CHANGED,
        "与现有内容相同，没有需要更正的内容。",
        "It says what is there already; nothing changes.",
    )
    .at("case")
}
