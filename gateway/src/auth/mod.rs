//! Who calls: tokens, cookies, the register of persons, OpenID Connect, and the pages of signing in.

pub(crate) mod authentication;
pub(crate) mod caller;
pub(crate) mod guests;
pub(crate) mod not_identified;
pub(crate) mod oidc;
pub(crate) mod sign_in;
