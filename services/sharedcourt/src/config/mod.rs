//! The settings of an installation: a TOML file, then the environment, then flags; the last one wins.
//!
//! Every flag that stands under a heading can be set in a file as well: the heading is the section, and the flag's name without the
//! section's the key, so `--oidc-client-id` is `client_id` in `[oidc]` and `SHAREDCOURT__OIDC__CLIENT_ID` in the environment. The
//! flags are the one list of what there is, with types, defaults and words; files are read against it, and what it does not
//! know is an error. Values from files become the defaults of the flags, for every command that has them.

mod keys;
mod layers;
mod show;
#[cfg(test)]
mod tests;

pub(crate) use self::{layers::Layers, show::Config};

/// The variable that names the file.
pub(crate) const FILE: &str = "SHAREDCOURT_CONFIG";
