//! Why nobody could say who calls.

use std::time::Duration;

use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};
use prost::Message as _;
use proto::google::rpc;
use tonic::{Code, Status};

/// A refusal of the register as UNAUTHENTICATED, with the register's own text: it is about the bearer of the token.
pub(crate) fn not_identified(refusal: &Status) -> Status {
    match refusal.code() {
        Code::NotFound
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::InvalidArgument
        | Code::Unauthenticated => {
            // The code stands in the details a second time, and there are clients that read it there.
            let mut details = rpc::Status::decode(refusal.details()).unwrap_or_default();
            details.code = Code::Unauthenticated as i32;
            Status::with_details(Code::Unauthenticated, refusal.message(), details.encode_to_vec().into())
        }
        Code::DeadlineExceeded | Code::ResourceExhausted => refusal.clone(),
        code => {
            tracing::warn!(?code, "identity not known");
            Refusal::new(
                Kind::Unavailable,
                reason::IDENTITY_UNAVAILABLE,
                "暂时无法确认您的身份，请稍后重试。",
                "Who you are can't be confirmed at the moment. Try again shortly.",
            )
            .retry_after(Duration::from_secs(1))
            .into()
        }
    }
}
