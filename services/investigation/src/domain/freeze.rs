//! Freezes of equity (股权冻结) as far as a request carries them; from publication in the queue has them.

use kit::domain::{
    Timestamp, identity, reason,
    refusal::{Text, Violations},
};
use law::{
    equity::{self, Evidence, Freeze},
    identifiers::{Fen, UnifiedSocialCreditCode},
    unmet::Unmet,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    reading::{self, Party},
    share::Share,
};

/// A freeze that is in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquityFreeze {
    /// The company.
    pub company: UnifiedSocialCreditCode,
    /// The company's name.
    pub company_name: String,
    /// Who holds the equity.
    pub holder: Party,
    /// What is frozen of the whole.
    pub share: Share,
    /// What the holder has of the whole, where that is known.
    pub held: Option<Share>,
    /// Its length; none is the longest.
    pub months: Option<u16>,
    /// Where the holding is on record.
    pub evidence: Evidence,
    /// What it is worth.
    pub value: Option<Fen>,
    /// Claim and costs.
    pub claim: Option<Fen>,
    /// Why more is frozen than claim and costs.
    pub excess_reason: String,
    /// How it was published.
    pub publication: Option<Publication>,
}

/// How a freeze was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// When, which is when it took effect or its place in the queue.
    pub at: Timestamp,
    /// The number of the publication.
    pub number: String,
    /// The entry in the queue.
    pub seizure: Uuid,
    /// Whether it waited behind another then.
    pub queued: bool,
}

impl EquityFreeze {
    /// By what the queue knows the holding: company and holder. Names are compared without spaces, so that a request that knows
    /// the holder's number and one that does not are of the same holding.
    #[must_use]
    pub fn property_key(&self) -> String {
        let holder: String = self.holder.display_name.split_whitespace().collect();
        format!("{}/{holder}", self.company.as_str())
    }
}

/// A freeze as it was written.
#[derive(Clone, Debug, Default)]
pub struct FreezeDraft {
    /// The company's credit code.
    pub company_uscc: String,
    /// The company's name.
    pub company_name: String,
    /// The holder's name.
    pub holder: String,
    /// By which paper the holder is known.
    pub holder_identity: identity::Draft,
    /// What is frozen, in percent.
    pub percent: String,
    /// What is held, in percent.
    pub held_percent: String,
    /// Months; zero is the longest.
    pub term_months: i32,
    /// Whether the shares are listed.
    pub listed: bool,
    /// Where the holding is on record; none is the public system.
    pub evidence: Option<Evidence>,
    /// What it is worth.
    pub value_fen: i64,
    /// Claim and costs.
    pub claim_fen: i64,
    /// Why more is frozen than that.
    pub excess_reason: String,
    /// Why a code that fails its check is right.
    pub uscc_override_reason: String,
}

impl FreezeDraft {
    /// The freeze, or everything that is wrong with it.
    pub(super) fn check(self, at: Timestamp, v: &mut Violations) -> Option<EquityFreeze> {
        let code = identity::credit_code(&self.company_uscc, &self.uscc_override_reason);
        let company = v.parse("company_uscc", reason::CREDIT_CODE_MALFORMED, code.map_err(|e| e.text()));
        let company_name = v.optional_text("company_name", &self.company_name, 200);
        let holder = v.text("holder", &self.holder, 100);
        let organisation = self.holder_identity.is_of_organisation();
        let identity =
            self.holder_identity.read(reading::fields("holder_identity_number", "holder_identity"), v);
        let share = share("percent", &self.percent, v);
        let held = reading::given(&self.held_percent).map(|text| self::share("held_percent", text, v));
        let months = u16::try_from(self.term_months);
        if months.is_err() {
            let text = Text::new("期限须为正数。", "A term is a positive number of months.");
            v.add("term_months", reason::TERM_MALFORMED, text);
        }
        let evidence = self.evidence.unwrap_or(Evidence::PublicSystem);
        judge(
            &Judged {
                months: months.unwrap_or(0),
                listed: self.listed,
                evidence,
                share,
                held: held.flatten(),
            },
            at,
            v,
        );
        let value = reading::fen("value_fen", self.value_fen, v);
        let claim = reading::fen("claim_fen", self.claim_fen, v);
        let excess_reason = v.optional_text("excess_reason", &self.excess_reason, 1000).unwrap_or_default();
        if let (Some(value), Some(claim)) = (value, claim)
            && value > claim
            && excess_reason.is_empty()
        {
            v.add("excess_reason", reason::EXCESS_WITHOUT_REASON, excess());
        }
        let holder = Party { display_name: holder?, organisation, identity };
        Some(EquityFreeze {
            company: company?,
            company_name: company_name?,
            holder,
            share: share?,
            held: held.flatten(),
            months: months.ok().filter(|months| *months > 0),
            evidence,
            value,
            claim,
            excess_reason,
            publication: None,
        })
    }
}

/// That more is taken hold of than is owed, and nobody said why.
pub(super) fn excess() -> Text {
    Text::new(
        "财产价值超过债权额及执行费用，请说明理由（查封扣押冻结规定第十九条）。",
        "The property is worth more than claim and costs; say why (Provisions on Seizure, art. 19).",
    )
}

/// Reads a percentage.
pub(super) fn share(field: &str, text: &str, v: &mut Violations) -> Option<Share> {
    Share::parse(text).map_err(|fault| v.add(field, fault.reason(), fault.text())).ok()
}

struct Judged {
    months: u16,
    listed: bool,
    evidence: Evidence,
    share: Option<Share>,
    held: Option<Share>,
}

/// Asks the law about one point at a time, so that each answer stands at its field.
fn judge(judged: &Judged, at: Timestamp, v: &mut Violations) {
    let sound = Freeze {
        evidence: Some(Evidence::PublicSystem),
        published: Some(at.legal_day().at(0, 0, 0, 0)),
        ruling: Some(true),
        notice: Some(true),
        ..Freeze::default()
    };
    let term = (judged.months > 0).then_some(judged.months);
    let points = [
        ("listed", reason::LISTED_COMPANY, Freeze { listed: judged.listed, ..sound.clone() }),
        (
            "evidence_kind",
            reason::HOLDING_NOT_ON_RECORD,
            Freeze { evidence: Some(judged.evidence), ..sound.clone() },
        ),
        ("term_months", reason::TERM_BEYOND_LAW, Freeze { term_months: term, ..sound.clone() }),
        (
            "percent",
            reason::MORE_THAN_HELD,
            Freeze {
                frozen_ppm: judged.share.map(Share::ppm),
                held_ppm: judged.held.map(Share::ppm),
                ..sound
            },
        ),
    ];
    for (field, reason, freeze) in points {
        let unmet: Vec<&Unmet> = equity::check(&freeze).unmet().to_vec();
        for unmet in unmet {
            v.add(field, reason, reading::unmet_text(unmet));
        }
    }
}
