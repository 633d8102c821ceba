//! How a terminal is enrolled: by a code that an administrator makes and that is typed there once.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// For how many minutes a code is good: as long as a telephone call and the way to the terminal take.
pub const ENROLMENT_MINUTES: i64 = 60;

/// The refusal for a code that is not good.
#[must_use]
pub fn refused() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::ENROLMENT_REFUSED,
        "登记码不正确、已使用或已过期，请核对，或请管理员重新发放。",
        "The enrolment code is wrong, used or out of date. Check it, or ask the administrator for a new one.",
    )
}

/// The refusal for the credential of a terminal that is good no more.
#[must_use]
pub fn ended() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::DEVICE_ENDED,
        "这台终端的登记已失效。请管理员重新发放登记码，在本机输入。",
        "This terminal is no longer enrolled. Ask the administrator for a new enrolment code and type it here.",
    )
}
