//! Which numbers have a case already.

use std::collections::HashMap;

use kit::{
    access::Scope,
    domain::refusal::Refusal,
    storage::{SqlParams, sql},
};
use law::identifiers::{CaseIdentity, CaseNumber};
use sea_orm::ConnectionTrait;

/// How many numbers are asked for by one statement.
const NUMBERS_AT_ONCE: usize = 500;

/// A case that has a number already.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) name: String,
    /// Whether the scope admits it. Where it does not, nothing may be said of it.
    pub(crate) visible: bool,
}

/// The cases that some numbers have already.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownCases(HashMap<CaseIdentity, Known>);

impl KnownCases {
    /// The case of a number, whether the scope admits it or not.
    pub(crate) fn get(&self, number: &CaseNumber) -> Option<&Known> {
        self.0.get(&number.identity())
    }

    /// The same where the scope admits it.
    pub(crate) fn visible(&self, number: &CaseNumber) -> Option<&Known> {
        self.get(number).filter(|known| known.visible)
    }
}

/// Which of some numbers have a case already: one query for five hundred of them.
pub(crate) async fn known(
    connection: &impl ConnectionTrait,
    scope: &Scope,
    numbers: impl IntoIterator<Item = &CaseNumber>,
) -> Result<KnownCases, Refusal> {
    let identities: HashMap<String, CaseIdentity> = numbers
        .into_iter()
        .map(CaseNumber::identity)
        .map(|identity| (identity.to_string(), identity))
        .collect();
    let names: Vec<&String> = identities.keys().collect();
    let mut found = HashMap::new();
    for names in names.chunks(NUMBERS_AT_ONCE) {
        let mut params = SqlParams::default();
        let places: Vec<_> = names.iter().map(|name| params.bind(name.as_str())).collect();
        let text =
            format!("SELECT id, identity, region_code FROM cases WHERE identity IN ({})", places.join(", "));
        for row in connection.query_all_raw(sql(connection, &text, params.0)).await? {
            let (id, region): (String, String) = (row.try_get("", "id")?, row.try_get("", "region_code")?);
            let visible = scope.admits(Some(&region), None, None);
            let identity: String = row.try_get("", "identity")?;
            if let Some(identity) = identities.get(&identity) {
                found.insert(identity.clone(), Known { name: format!("cases/{id}"), visible });
            }
        }
    }
    Ok(KnownCases(found))
}
