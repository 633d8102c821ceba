//! Extensions of a response that say to the audit what the response itself does not.

use tonic::Status;

/// The status behind a response that is no answer of gRPC.
#[derive(Clone, Debug)]
pub(crate) struct AuditStatus(pub(crate) Status);

/// The person whom the identity provider or the sign-in page named, in a call that reaches no service by itself.
#[derive(Clone, Debug)]
pub(crate) struct AuditPerson(pub(crate) String);
