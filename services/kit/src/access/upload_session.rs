//! The session of a telephone that sends the papers of one request in the name of the officer who showed it a code.

use crate::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// What the resource names of these sessions begin with.
pub const UPLOAD_SESSIONS: &str = "uploadSessions/";

/// Whether a session is that of a telephone's upload.
pub(crate) fn is_upload_session(session: &str) -> bool {
    session.starts_with(UPLOAD_SESSIONS)
}

/// The refusal for a telephone's upload where the method is not for it.
pub(super) fn not_for_uploads() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::UPLOAD_SESSION_METHOD,
        "手机上传只能传送这件协助事项的文书，其他操作请登录后进行。",
        "A telephone's upload sends the papers of its request; sign in for anything else.",
    )
}
