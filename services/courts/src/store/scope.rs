//! How a scope sees the rows of the register.

use kit::{access::Scope, storage::ScopeColumns};

/// The columns by which a scope sees a row here: by its place, and by its court.
pub(super) const IN_PLACE: ScopeColumns<'static> =
    ScopeColumns { court: Some("court"), ..ScopeColumns::region("place") };

/// A scope whose courts are named by their codes, as the tables here do.
pub(super) fn in_codes(scope: &Scope) -> Scope {
    let code = |name: &String| name.strip_prefix("courts/").map(str::to_owned);
    Scope {
        courts: scope.courts.iter().filter_map(code).collect(),
        units: Vec::new(),
        person: None,
        ..scope.clone()
    }
}
