//! Whether a plan may be paid: from the money of which cases it pays, and what was granted of their claims so far.

use std::collections::BTreeSet;

use kit::domain::refusal::Refusal;
use uuid::Uuid;

use crate::{
    domain::money::{
        claims::{self, Granted},
        distribution::Distribution,
    },
    store::{CaseWork, cases, money::payouts},
};

/// The cases from whose money a plan pays.
pub(crate) fn cases_of(plan: &Distribution) -> Vec<Uuid> {
    let cases: BTreeSet<Uuid> = plan.items.iter().filter_map(|item| item.case).collect();
    cases.into_iter().collect()
}

/// Looks whether those whom a plan pays are entitled to it, by the cases and by what was granted of their claims so far. The refusal inside
/// is the domain's.
pub(crate) async fn entitle(
    work: &CaseWork,
    plan: &mut Distribution,
) -> Result<Result<(), Refusal>, Refusal> {
    let ids = cases_of(plan);
    let cases = cases::of_ids(work.tx(), &ids, work.encryption()).await?;
    let payouts = payouts::of_cases(work.tx(), &ids, work.encryption()).await?;
    Ok(claims::check(plan, &cases, &Granted::of(&payouts)))
}
