//! A receipt as it is entered, and what is in order of it.

use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::{Fen, RegionCode};
use uuid::Uuid;

use super::{
    amount,
    ledger::Posting,
    receipt::{Holder, Payer, Receipt},
};
use crate::domain::{Actor, DomainEvent};

/// A receipt as it is entered.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The bank's number.
    pub bank_reference: String,
    /// How much.
    pub amount_fen: i64,
    /// When it arrived.
    pub arrived: Option<Timestamp>,
    /// When the finance office gave notice.
    pub noticed: Option<Timestamp>,
    /// From whom.
    pub payer: Payer,
    /// What the transfer says.
    pub remark: String,
}

impl Draft {
    /// A receipt where everything is in order, and its first posting.
    pub fn check(
        self,
        id: Uuid,
        region_code: &RegionCode,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(Receipt, Posting, DomainEvent), Refusal> {
        let mut wrong = Violations::new();
        let bank_reference = wrong.text("bank_reference", &self.bank_reference, 64);
        let amount = amount::positive(&mut wrong, "amount_fen", self.amount_fen);
        let arrived = amount::past(&mut wrong, "arrive_time", self.arrived, at);
        let noticed = amount::past(&mut wrong, "notice_time", self.noticed, at);
        if let (Some(arrived), Some(noticed)) = (self.arrived, self.noticed)
            && noticed < arrived
        {
            let text = Text::new(
                "财务到账通知时间不能早于款项到账时间。",
                "The finance office's notice is not earlier than the arrival.",
            );
            wrong.add("notice_time", reason::NOTICE_BEFORE_ARRIVAL, text);
        }
        let display_name = wrong.optional_text("payer.display_name", &self.payer.display_name, 100);
        let account = wrong.optional_text("payer.account", &self.payer.account, 64);
        let bank = wrong.optional_text("payer.bank", &self.payer.bank, 100);
        let remark = wrong.optional_text("remark", &self.remark, 500);
        wrong.check()?;
        let lost = || Refusal::internal(&"a checked receipt has a gap");
        let receipt = Receipt {
            id,
            bank_reference: bank_reference.ok_or_else(lost)?,
            amount: amount.ok_or_else(lost)?,
            arrived: arrived.ok_or_else(lost)?,
            noticed: noticed.ok_or_else(lost)?,
            payer: Payer {
                display_name: display_name.unwrap_or_default(),
                account: account.unwrap_or_default(),
                bank: bank.unwrap_or_default(),
            },
            remark: remark.unwrap_or_default(),
            region_code: region_code.clone(),
            holder: Holder::Nobody,
            claim: None,
            proposed: Fen::ZERO,
            payable: Fen::ZERO,
            paid: Fen::ZERO,
            returned: Fen::ZERO,
            deferrals: Vec::new(),
            reversal: None,
            last_paid: None,
            creator: actor.person.clone(),
            version: 1,
            created: at,
            updated: at,
        };
        let (posting, event) = receipt.arrival()?;
        Ok((receipt, posting, event))
    }
}
