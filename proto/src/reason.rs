//! Why calls are refused: every reason of the contract's registries, `ErrorReason` in each package, as a constant. The registries say
//! what a reason means and what helps, in Chinese and English.

use std::fmt;

use prost_reflect::DynamicMessage;

use crate::{POOL, access::v1::ReasonText};

/// The machine-readable reason of a refusal, of a field at fault, or of a row that was not taken (AIP-193). There is none outside the
/// registries of the contract.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reason(&'static str);

impl Reason {
    const fn of(name: &'static str) -> Self {
        Self(name)
    }

    /// Its name, as it travels.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Every reason of the contract by its name with what it means, in alphabetical order; deprecated ones too, which say what replaced them.
#[must_use]
pub fn registry() -> Vec<(String, ReasonText)> {
    let Some(option) = POOL.get_extension_by_name("sharedcourt.access.v1.reason") else { return Vec::new() };
    let registries = POOL.all_enums().filter(|kind| kind.name() == "ErrorReason");
    let values = registries.flat_map(|kind| kind.values().collect::<Vec<_>>());
    let mut reasons: Vec<_> = values
        .filter_map(|value| {
            let options: DynamicMessage = value.options();
            let text = options.has_extension(&option).then(|| options.get_extension(&option))?;
            Some((value.name().to_owned(), text.as_message()?.transcode_to().ok()?))
        })
        .collect();
    reasons.sort_by(|(one, _), (other, _)| one.cmp(other));
    reasons
}

include!(concat!(env!("OUT_DIR"), "/reason.rs"));
