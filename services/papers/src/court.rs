//! The people's court whose paper it is.

use kit::domain::PeoplesCourt;
use serde::Serialize;

/// The particulars that papers bear. What was never entered is left out of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Court {
    /// The name.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
    /// The number at which it is called; may be empty.
    pub telephone: String,
}

impl From<&PeoplesCourt> for Court {
    fn from(court: &PeoplesCourt) -> Self {
        Self {
            name: court.display_name.clone(),
            address: court.address.clone(),
            telephone: court.telephone.clone(),
        }
    }
}
