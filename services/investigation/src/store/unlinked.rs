//! Things that know their case by its number alone, because they came before it.

use kit::{
    domain::refusal::Refusal,
    storage::{Encryption, SqlParams},
};
use law::identifiers::CaseNumber;
use sea_orm::DatabaseTransaction;

use super::stored_record::{self, StoredRecord, lock_where};
use crate::domain::{
    disposal::Disposal, lead::Lead, reading::CaseRef, request::AssistRequest, watch::PoliceWatch,
};

/// How many things of one kind a case links.
const OF_CASE: u64 = 1000;

/// Something that may know its case by the number alone.
pub(crate) trait Linked: StoredRecord {
    /// Whether its table has the number in a column.
    const NUMBERED: bool = true;

    /// The case that it names.
    fn case_mut(&mut self) -> Option<&mut CaseRef>;
    /// Counts a change.
    fn touch(&mut self);
}

impl Linked for PoliceWatch {
    fn case_mut(&mut self) -> Option<&mut CaseRef> {
        Some(&mut self.case)
    }
    fn touch(&mut self) {
        self.version += 1;
    }
}

impl Linked for AssistRequest {
    fn case_mut(&mut self) -> Option<&mut CaseRef> {
        Some(&mut self.case)
    }
    fn touch(&mut self) {
        self.version += 1;
    }
}

impl Linked for Disposal {
    fn case_mut(&mut self) -> Option<&mut CaseRef> {
        self.case.as_mut()
    }
    fn touch(&mut self) {
        self.version += 1;
    }
}

impl Linked for Lead {
    const NUMBERED: bool = false;

    fn case_mut(&mut self) -> Option<&mut CaseRef> {
        Some(&mut self.case)
    }
    fn touch(&mut self) {
        self.version += 1;
    }
}

/// Gives everything that names a case by its number the case's name; says how many things.
pub(crate) async fn link(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    case: &str,
    number: &CaseNumber,
) -> Result<usize, Refusal> {
    Ok(link_of::<PoliceWatch>(tx, encryption, case, number).await?
        + link_of::<AssistRequest>(tx, encryption, case, number).await?
        + link_of::<Disposal>(tx, encryption, case, number).await?
        + link_of::<Lead>(tx, encryption, case, number).await?)
}

async fn link_of<T: Linked>(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    case: &str,
    number: &CaseNumber,
) -> Result<usize, Refusal> {
    let mut params = SqlParams::default();
    let mut condition = "case_name = ''".to_owned();
    if T::NUMBERED {
        // The partial index of what knows a number asks for both conditions on it.
        let number = params.bind(number.of_case().to_string());
        condition = format!("{condition} AND case_number <> '' AND case_number = {number}");
    }
    let mut linked = 0;
    for mut thing in lock_where::<T>(tx, encryption, (&condition, params), OF_CASE).await? {
        let identity = number.identity();
        let Some(named) = thing.case_mut() else { continue };
        if named.number.as_ref().map(CaseNumber::identity) != Some(identity) {
            continue;
        }
        case.clone_into(&mut named.name);
        thing.touch();
        stored_record::save(tx, &thing, encryption).await?;
        linked += 1;
    }
    Ok(linked)
}
