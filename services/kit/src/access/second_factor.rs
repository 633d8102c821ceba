//! The second factor of a caller: a call before it was shown is refused, and so is an approval of a large amount in a session that was not
//! confirmed freshly.

use proto::access::v1::{Principal, SecondFactorStanding};

use super::Caller;
use crate::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};

/// How the second factor of a caller stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whether an office of the caller needs one.
    pub needed: bool,
    /// Until when the session counts as freshly confirmed.
    pub confirmed_until: Option<Timestamp>,
    /// Above this amount, in fen, an approval needs a freshly confirmed session.
    pub confirm_above_fen: i64,
}

impl SecondFactor {
    /// As the gateway states it.
    pub(super) fn of(principal: &Principal) -> Self {
        let standing = principal.second_factor();
        Self {
            needed: matches!(standing, SecondFactorStanding::Missing | SecondFactorStanding::Shown),
            confirmed_until: principal.second_factor_until.as_ref().and_then(Timestamp::from_timestamp),
            confirm_above_fen: principal.confirm_above_fen,
        }
    }
}

/// Refuses a caller who has not shown the second factor that their offices need, unless the method lets it be shown.
pub(super) fn admit(principal: &Principal, before_second_factor: bool) -> Result<(), Refusal> {
    let missing = principal.second_factor() == SecondFactorStanding::Missing;
    if missing && !before_second_factor { Err(missing_factor()) } else { Ok(()) }
}

impl Caller {
    /// Refuses with SECOND_FACTOR_STALE where an office of the caller needs a second factor and the session was not confirmed freshly at a
    /// moment.
    pub fn require_fresh_factor(&self, at: Timestamp) -> Result<(), Refusal> {
        let fresh = self.second_factor.confirmed_until.is_some_and(|until| at < until);
        if self.is_ourselves() || !self.second_factor.needed || fresh { Ok(()) } else { Err(stale()) }
    }

    /// The same where an amount is above the installation's.
    pub fn require_fresh_factor_above(&self, fen: i64) -> Result<(), Refusal> {
        if fen > self.second_factor.confirm_above_fen { self.require_fresh_factor(self.at) } else { Ok(()) }
    }
}

fn missing_factor() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::SECOND_FACTOR_REQUIRED,
        "您的职务须用动态口令登录。请在登录页绑定动态口令，或输入动态口令完成登录。",
        "Your office needs a code from an authenticator app. Set it up or enter it on the sign-in page.",
    )
}

fn stale() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::SECOND_FACTOR_STALE,
        "金额较大，须再次验证身份：请输入动态口令，并在 5 分钟内重新提交。",
        "The amount is large: confirm who you are with a code from your authenticator app, and submit again within five minutes.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(needed: bool, seconds: Option<i64>) -> Caller {
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        let confirmed_until = seconds.map(|seconds| at.plus_seconds(seconds));
        let second_factor = SecondFactor { needed, confirmed_until, confirm_above_fen: 100 };
        Caller { person: "people/chief".into(), second_factor, ..Caller::ourselves(at) }
    }

    #[test]
    fn a_large_amount_needs_a_session_that_was_confirmed_freshly() {
        let reason = |caller: &Caller, fen| caller.require_fresh_factor_above(fen).map_err(|no| no.reason());
        assert_eq!(reason(&caller(true, None), 100), Ok(()));
        assert_eq!(reason(&caller(true, None), 101), Err("SECOND_FACTOR_STALE"));
        assert_eq!(reason(&caller(true, Some(0)), 101), Err("SECOND_FACTOR_STALE"));
        assert_eq!(reason(&caller(true, Some(1)), 101), Ok(()));
        assert_eq!(reason(&caller(false, None), i64::MAX), Ok(()));
        assert!(Caller::ourselves(Timestamp::now()).require_fresh_factor(Timestamp::now()).is_ok());
    }

    #[test]
    fn before_the_second_factor_only_what_shows_it_is_open() {
        let mut principal = Principal { person: "people/chief".into(), ..Principal::default() };
        assert!(admit(&principal, false).is_ok());
        principal.set_second_factor(SecondFactorStanding::Missing);
        assert_eq!(admit(&principal, false).unwrap_err().reason(), "SECOND_FACTOR_REQUIRED");
        assert!(admit(&principal, true).is_ok());
        principal.set_second_factor(SecondFactorStanding::Shown);
        assert!(admit(&principal, false).is_ok());
    }
}
