//! Receipts, plans and payments by their names, in the scope of a caller.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};
use uuid::Uuid;

use crate::{
    domain::money::{distribution::Distribution, payout::Payout, receipt::Receipt},
    store::{
        CaseWork,
        stored_record::{self, StoredRecord},
    },
};

/// What a refusal says of something that is not there, or not for this caller.
pub(crate) trait Known: StoredRecord {
    /// The refusal.
    fn unknown() -> Refusal;
}

impl Known for Receipt {
    fn unknown() -> Refusal {
        Refusal::new(
            Kind::NotFound,
            reason::RECEIPT_UNKNOWN,
            "没有这笔到账款，或不在您的权限范围内。",
            "There is no such receipt, or it is not yours to see.",
        )
    }
}

impl Known for Distribution {
    fn unknown() -> Refusal {
        Refusal::new(
            Kind::NotFound,
            reason::DISTRIBUTION_UNKNOWN,
            "没有这个分配方案，或不在您的权限范围内。",
            "There is no such plan, or it is not yours to see.",
        )
    }
}

impl Known for Payout {
    fn unknown() -> Refusal {
        Refusal::new(
            Kind::NotFound,
            reason::PAYOUT_UNKNOWN,
            "没有这笔发放，或不在您的权限范围内。",
            "There is no such payment, or it is not yours to see.",
        )
    }
}

impl CaseWork {
    /// Takes what a name means, kept from others until the end.
    pub(crate) async fn lock_for_update<T: Known>(&self, name: &str) -> Result<T, Refusal> {
        let id = stored_record::id_of::<T>(name).ok_or_else(T::unknown)?;
        self.take_by_id(id).await
    }

    /// The same by its id.
    pub(crate) async fn take_by_id<T: Known>(&self, id: Uuid) -> Result<T, Refusal> {
        stored_record::lock_for_update(self.tx(), &self.caller().scope(), id, self.encryption())
            .await?
            .ok_or_else(T::unknown)
    }

    /// What an id means, as it stands in this transaction and open to others.
    pub(crate) async fn read<T: Known>(&self, id: Uuid) -> Result<T, Refusal> {
        stored_record::get(self.tx(), &self.caller().scope(), id, self.encryption())
            .await?
            .ok_or_else(T::unknown)
    }
}
