//! To which case money may belong: what is looked up, in the scope of who asks.

use std::collections::HashSet;

use kit::{access::Caller, domain::refusal::Refusal};
use proto::enforcement::v1 as wire;
use uuid::Uuid;

use super::{Api, Known as _};
use crate::{
    domain::{
        case::State,
        money::{
            receipt::{Holder, Receipt},
            suggestion::{Candidate, Ground, Suggestion, clues, suggest},
        },
    },
    store::{cases, known_cases, money::ledger, search_keys, stored_record},
};

impl Api {
    /// Suggestions for receipts that nobody has claimed, in the order of their names; what is claimed already has none.
    pub(super) async fn suggestions(
        &self,
        caller: &Caller,
        names: &[String],
    ) -> Result<Vec<wire::ClaimSuggestion>, Refusal> {
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let scope = caller.scope();
        let ids = names.iter().map(|name| stored_record::id_of::<Receipt>(name)).collect::<Option<Vec<_>>>();
        let ids = ids.ok_or_else(Receipt::unknown)?;
        let found = stored_record::of_ids::<Receipt>(read, &scope, &ids, encryption).await?;
        let receipts = ids.iter().map(|id| found.get(id).cloned().ok_or_else(Receipt::unknown));
        let mut receipts = receipts.collect::<Result<Vec<_>, _>>()?;
        receipts.retain(|receipt| receipt.holder == Holder::Nobody);
        let clues: Vec<_> = receipts.iter().map(clues).collect();
        let numbers = clues.iter().flat_map(|clues| &clues.numbers);
        let known = known_cases::known(read, &scope, numbers.clone()).await?;
        let by_number = numbers.filter_map(|number| id_of(&known.visible(number)?.name));
        let mut ids: HashSet<Uuid> = by_number.collect();
        let names = clues.iter().flat_map(|clues| &clues.names).map(String::as_str);
        ids.extend(search_keys::newest_of_names(read, names, encryption).await?);
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut cases = cases::of_ids(read, &ids, encryption).await?;
        cases.retain(|_, case| scope.admits(Some(case.region_code.as_str()), None, None));
        let received = ledger::brought(read, &ids).await?;
        let candidates = cases
            .values()
            .map(|case| Candidate { case, received: received.get(&case.id).copied().unwrap_or_default() });
        let candidates: Vec<_> = candidates.collect();
        let of_each = receipts.iter().flat_map(|receipt| {
            let found = suggest(receipt, &candidates);
            found.into_iter().map(|suggestion| to_message(receipt, &suggestion)).collect::<Vec<_>>()
        });
        Ok(of_each.collect())
    }
}

fn id_of(name: &str) -> Option<Uuid> {
    name.strip_prefix("cases/").and_then(|id| Uuid::parse_str(id).ok())
}

fn to_message(receipt: &Receipt, suggestion: &Suggestion<'_>) -> wire::ClaimSuggestion {
    let ground = |ground: &Ground| match ground {
        Ground::NumberInRemark => wire::ClaimGround::NumberInRemark,
        Ground::PayerIsDebtor => wire::ClaimGround::PayerIsDebtor,
        Ground::DebtorInRemark => wire::ClaimGround::DebtorInRemark,
        Ground::AmountMissing => wire::ClaimGround::AmountMissing,
    };
    wire::ClaimSuggestion {
        receipt: receipt.name(),
        case: suggestion.case.name(),
        grounds: suggestion.grounds.iter().map(|each| ground(each).into()).collect(),
        claim_fen: suggestion.case.claim.get(),
        missing_fen: suggestion.missing.get(),
        closed: suggestion.case.state == State::Closed,
    }
}
