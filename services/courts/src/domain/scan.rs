//! Signing in on a terminal by scanning: the terminal shows a code, its director scans it with the phone on which they are signed in, and
//! approves there. What the session on the terminal opens is the director's office in that court, and nothing else that they hold.

use kit::{
    access::{Caller, Role},
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
};

use super::{
    court::CourtCode,
    person::Person,
    sign_in::Method,
    term::{Post, Term},
    terminal,
};

/// For how many seconds a code can be approved.
pub const SHOWN_SECONDS: i64 = 60;
/// Within how many seconds after the approval the terminal fetches its session.
pub const FETCHED_SECONDS: i64 = 30;

/// Refuses an approver who does not direct the court of the terminal today.
pub fn directs(caller: &Caller, court: &CourtCode) -> Result<(), Refusal> {
    let name = court.name();
    let directs = |grant: &kit::access::Grant| {
        grant.role == Role::Director && grant.court.as_ref() == Some(&name) && grant.runs(caller.at)
    };
    if caller.grants.iter().any(directs) { Ok(()) } else { Err(terminal::unknown()) }
}

/// Refuses to approve from a session that began by scanning itself: who finds a terminal open must not open others from there.
pub fn approves(method: Option<Method>) -> Result<(), Refusal> {
    if method != Some(Method::Scan) {
        return Ok(());
    }
    Err(Refusal::new(
        Kind::Denied,
        reason::DEVICE_SIGN_IN_REFUSED,
        "扫码登录须在您自己的手机上确认，不能在另一台终端上确认。",
        "Signing in by scanning is approved on your own phone, not on another terminal.",
    ))
}

/// A person with what a session on a terminal of this court opens: the office of its director.
#[must_use]
pub fn at_court(mut person: Person, court: &CourtCode) -> Person {
    person.terms.retain(|term| is_director(term, court));
    person
}

/// Whether a term is that of the director of a court.
#[must_use]
pub fn is_director(term: &Term, court: &CourtCode) -> bool {
    term.role == Role::Director && matches!(&term.post, Post::Court(code, _) if code == court)
}

/// The refusal for a code that is not good.
#[must_use]
pub fn refused() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::DEVICE_SIGN_IN_REFUSED,
        "二维码不正确、已使用或已过期，请在终端上重新显示二维码后再扫。",
        "The code is wrong, used or out of date. Have the terminal show a new one and scan that.",
    )
}

#[cfg(test)]
mod tests {
    use kit::domain::Timestamp;

    use super::*;

    fn court(code: &str) -> CourtCode {
        CourtCode::parse(code).unwrap()
    }

    fn caller(grants: &[(Role, &str, Option<i64>)]) -> Caller {
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        let grants = grants.iter().map(|(role, code, until)| kit::access::Grant {
            role: *role,
            region: None,
            court: Some(court(code).name()),
            unit: None,
            deputises_for: None,
            from: at.plus_hours(-100),
            until: until.map(|hours| at.plus_hours(hours)),
        });
        Caller { person: "people/p".into(), grants: grants.collect(), ..Caller::ourselves(at) }
    }

    #[test]
    fn only_the_director_of_the_terminal_s_court_approves() {
        let here = court("330783201203");
        assert!(directs(&caller(&[(Role::Director, "330783201203", None)]), &here).is_ok());
        for other in [
            (Role::Director, "330783201", None),
            (Role::GridWorker, "330783201203", None),
            (Role::ContactJudge, "330783201203", None),
            (Role::Director, "330783201203", Some(0)),
        ] {
            assert_eq!(
                directs(&caller(&[other]), &here).unwrap_err().reason(),
                "TERMINAL_UNKNOWN",
                "{other:?}"
            );
        }
        assert!(directs(&caller(&[]), &here).is_err());
    }

    #[test]
    fn a_terminal_opens_no_other_terminal() {
        assert!(approves(None).is_ok() && approves(Some(Method::Password)).is_ok());
        assert_eq!(approves(Some(Method::Scan)).unwrap_err().reason(), "DEVICE_SIGN_IN_REFUSED");
    }
}
