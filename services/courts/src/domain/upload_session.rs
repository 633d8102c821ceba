//! A session for one purpose: a telephone that says the code on an officer's desk sends the papers of one request in the officer's name, and
//! can do nothing else.

use kit::{
    access::UPLOAD_SESSIONS,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
};
use law::identifiers::CaseNumber;

use super::{origin::Origin, person::PersonId};

/// For how many minutes a code can be used, and from its use on for how many the telephone can send.
pub const MINUTES: i64 = 10;
/// The longest resource name of a case.
const LONGEST_CASE: usize = 60;

/// A telephone's session, from the making of its code on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSession {
    /// Its id, without `uploadSessions/`.
    pub id: String,
    /// In whose name the telephone sends.
    pub person: PersonId,
    /// The session in which the code was made, without `sessions/`; empty where the officer carries a token of another kind.
    pub made_in: String,
    /// From whom that session came.
    pub origin: Origin,
    /// The case of the request, `cases/{id}`.
    pub case: String,
    /// The number of the case, for the telephone to show.
    pub case_number: String,
    /// When the code was made.
    pub created: Timestamp,
    /// When a telephone said it.
    pub redeemed: Option<Timestamp>,
    /// When the code lapses; once it was said, when the session does.
    pub expires: Timestamp,
    /// When it was ended.
    pub ended: Option<Timestamp>,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has said the code yet.
    Waiting,
    /// A telephone can send.
    Open,
    /// It was ended.
    Ended,
    /// Its time is over.
    Expired,
}

/// For which case a code is asked.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Resource name.
    pub case: String,
    /// Its number.
    pub case_number: String,
}

impl UploadSession {
    /// A session whose code is made now, or everything that is wrong with what it is for.
    pub fn begin(
        id: String,
        (person, made_in): (PersonId, String),
        origin: Origin,
        draft: &Draft,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let mut v = Violations::new();
        let case = v.text("case", &draft.case, LONGEST_CASE);
        if case.as_deref().is_some_and(|case| !is_case(case)) {
            let text = Text::new("请选择一件案件。", "Choose a case.");
            v.add("case", reason::CASE_UNKNOWN, text);
        }
        let number = CaseNumber::parse(&draft.case_number).map_err(|fault| fault.text());
        let number = v.parse("case_number", reason::CASE_NUMBER_MALFORMED, number);
        v.check()?;
        Ok(Self {
            id,
            person,
            made_in,
            origin,
            case: case.unwrap_or_default(),
            case_number: number.map(|number| number.to_string()).unwrap_or_default(),
            created: at,
            redeemed: None,
            expires: until(at),
            ended: None,
        })
    }

    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{UPLOAD_SESSIONS}{}", self.id)
    }

    /// Where it stands at a moment.
    #[must_use]
    pub fn state(&self, at: Timestamp) -> State {
        match (self.ended, self.redeemed) {
            (Some(_), _) => State::Ended,
            (None, _) if self.expires <= at => State::Expired,
            (None, None) => State::Waiting,
            (None, Some(_)) => State::Open,
        }
    }

    /// Refuses with UPLOAD_SESSION_ENDED where no telephone can send by it at a moment.
    pub fn runs(&self, at: Timestamp) -> Result<(), Refusal> {
        if self.state(at) == State::Open { Ok(()) } else { Err(ended()) }
    }
}

/// Until when a code can be used that is made now, and a session runs that is opened now.
#[must_use]
pub fn until(at: Timestamp) -> Timestamp {
    at.plus_seconds(60 * MINUTES)
}

/// Whether it reads as the name of a case does; whether there is such a case is not this register's to know.
fn is_case(name: &str) -> bool {
    let plain =
        |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    name.strip_prefix("cases/").is_some_and(plain)
}

/// The refusal for a code that is not good.
#[must_use]
pub fn refused() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::UPLOAD_CODE_REFUSED,
        "上传码不正确、已使用或已过期，请核对，或在电脑上重新生成。",
        "The upload code is wrong, used or out of date. Check it, or make a new one at the desk.",
    )
}

/// The refusal for a session that runs no more.
#[must_use]
pub fn ended() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::UPLOAD_SESSION_ENDED,
        "这次手机上传已结束或已满十分钟。已收到的内容都保留；要继续，请在电脑上重新生成二维码。",
        "This upload was ended, or its ten minutes are over. What has arrived is kept; to continue, make a new code at the desk.",
    )
}

/// The refusal for a session that the caller does not have.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::UPLOAD_SESSION_UNKNOWN,
        "您没有这次手机上传，请在电脑上重新生成二维码。",
        "You have no such upload session; make a new code at the desk.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000).plus_seconds(second)
    }

    fn session(case: &str, case_number: &str) -> Result<UploadSession, Refusal> {
        let draft = Draft { case: case.into(), case_number: case_number.into() };
        let officer = (PersonId::parse("officer").unwrap(), "s".to_owned());
        UploadSession::begin("u".into(), officer, Origin::installation(), &draft, at(0))
    }

    #[test]
    fn it_is_for_one_case_whose_number_is_one() {
        let made = session("cases/0190b6f0-0000-7000-8000-000000000001", "(2023)浙0783执77号").unwrap();
        assert_eq!(made.case_number, "（2023）浙0783执77号");
        let wrong = session("people/x", "77").unwrap_err();
        let fields: Vec<_> =
            wrong.fields().iter().map(|field| (field.field.as_str(), field.reason)).collect();
        assert_eq!(fields, [("case", "CASE_UNKNOWN"), ("case_number", "CASE_NUMBER_MALFORMED")]);
        let empty = session(" ", "（2023）浙0783执77号").unwrap_err();
        assert_eq!(empty.fields()[0].reason, "REQUIRED");
        for wrong in ["cases/", "cases/a/b", "cases/甲"] {
            assert!(session(wrong, "（2023）浙0783执77号").is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_telephone_sends_only_between_its_code_and_ten_minutes_later(
            redeemed in prop::option::of(0..MINUTES * 60), ended in prop::option::of(0..1500_i64), asked in 0..1500_i64,
        ) {
            let mut session = session("cases/1", "（2023）浙0783执77号").unwrap();
            if let Some(second) = redeemed {
                session.redeemed = Some(at(second));
                session.expires = until(at(second));
            }
            session.ended = ended.filter(|second| *second <= asked).map(at);
            let runs = session.runs(at(asked)).is_ok();
            let inside = redeemed.is_some_and(|second| asked < second + MINUTES * 60);
            prop_assert_eq!(runs, inside && session.ended.is_none());
            prop_assert_eq!(runs, session.state(at(asked)) == State::Open);
        }
    }
}
