//! The second factor: one-time codes by time (TOTP, RFC 6238), recovery codes on paper, and who needs either.

use hmac::{Hmac, KeyInit as _, Mac as _};
use kit::{
    access::Role,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use subtle::{ConditionallySelectable as _, ConstantTimeEq as _};

use super::{
    person::{Person, PersonId},
    sign_in::CODE_LETTERS,
};

/// Seconds that a code is shown (RFC 6238, section 5.2).
const STEP_SECONDS: i64 = 30;
/// Steps before and after the current one whose codes are accepted, for clocks that differ.
const WINDOW: i64 = 1;
/// Codes have six digits.
const MODULUS: u32 = 1_000_000;
const DIGITS: usize = 6;
/// Bytes of a secret, as RFC 4226 recommends (section 4, R6).
pub const SECRET_BYTES: usize = 20;
/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;
/// Letters of a recovery code, 50 bits.
pub const RECOVERY_LETTERS: usize = 10;
/// For how many seconds a session counts as freshly confirmed.
pub const FRESH_SECONDS: i64 = 5 * 60;
/// Who issues the secrets, as authenticator apps show it.
const ISSUER: &str = "共享法庭";
/// Letters of base32 (RFC 4648, section 6).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Offices whose holders decide about money, coercion or other people's offices.
pub const ROLES: [Role; 4] = [Role::Admin, Role::Cashier, Role::BureauChief, Role::President];

/// What an installation asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether the holders of [`ROLES`] need a second factor.
    pub required: bool,
    /// Above this amount, in fen, an approval needs a freshly confirmed session.
    pub confirm_above_fen: i64,
}

impl Default for Policy {
    /// As a demonstration has it: none is asked for.
    fn default() -> Self {
        Self { required: false, confirm_above_fen: 100_000_000 }
    }
}

impl Policy {
    /// Whether a person needs a second factor at a moment.
    #[must_use]
    pub fn needs(&self, person: &Person, at: Timestamp) -> bool {
        self.required && holds_such_office(person, at)
    }
}

/// Whether a person holds one of [`ROLES`] at a moment.
#[must_use]
pub fn holds_such_office(person: &Person, at: Timestamp) -> bool {
    person.terms.iter().any(|term| term.runs(at) && ROLES.contains(&term.role))
}

/// The secret of a person's authenticator app. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A secret of random bytes.
    #[must_use]
    pub const fn of_chance(chance: [u8; SECRET_BYTES]) -> Self {
        Self(chance)
    }

    /// From the bytes as they were stored; `None` where their number is wrong.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes, to be encrypted and stored.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// The secret in base32, as authenticator apps take it by hand.
    #[must_use]
    pub fn base32(&self) -> String {
        let mut text = String::with_capacity(SECRET_BYTES * 8 / 5);
        for five in self.0.chunks(5) {
            let bits = five.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
            for place in (0..8).rev() {
                text.push(char::from(
                    BASE32[usize::try_from((bits >> (5 * place)) & 31).unwrap_or_default()],
                ));
            }
        }
        text
    }

    /// The URI that authenticator apps read from a QR code.
    #[must_use]
    pub fn uri(&self, person: &PersonId) -> String {
        let issuer = utf8_percent_encode(ISSUER, NON_ALPHANUMERIC);
        format!(
            "otpauth://totp/{issuer}:{person}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}",
            self.base32()
        )
    }

    /// The step whose code was typed, at a moment, later than the last step that was used; `None` where the code is not good. Takes the
    /// same time whatever was typed.
    #[must_use]
    pub fn step_of(&self, typed: Digits, at: Timestamp, last: i64) -> Option<i64> {
        let now = step_at(at);
        let mut found = i64::MIN;
        for step in now - WINDOW..=now + WINDOW {
            let right = code(&self.0, step).ct_eq(&typed.0);
            let unused = subtle::Choice::from(u8::from(step > last));
            found.conditional_assign(&step, right & unused);
        }
        (found != i64::MIN).then_some(found)
    }

    /// The code that an app shows at a moment, for tests and for programs that play a person.
    #[must_use]
    pub fn code_at(&self, at: Timestamp) -> String {
        format!("{:0DIGITS$}", code(&self.0, step_at(at)))
    }
}

const fn step_at(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000 * STEP_SECONDS)
}

/// HOTP (RFC 4226, section 5.3) of a step.
fn code(secret: &[u8], step: i64) -> u32 {
    full_code(secret, step) % MODULUS
}

fn full_code(secret: &[u8], step: i64) -> u32 {
    // A key as long as the hash's block, as RFC 2104 pads it: then making the HMAC cannot fail.
    let mut block = [0; 64];
    let length = secret.len().min(block.len());
    block[..length].copy_from_slice(&secret[..length]);
    let mut mac = Hmac::<Sha1>::new(&block.into());
    mac.update(&step.to_be_bytes());
    let digest: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(digest[19] & 15);
    let four = [digest[at], digest[at + 1], digest[at + 2], digest[at + 3]];
    u32::from_be_bytes(four) & 0x7fff_ffff
}

/// Six digits that somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits(u32);

/// What somebody typed where a code is asked for. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// The code of an authenticator app.
    Digits(Digits),
    /// A recovery code, in its plain form.
    Recovery(String),
}

impl Typed {
    /// Reads what was typed: spaces, hyphens and case do not count. What is no code matches none.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let plain: String =
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
        let digits = (plain.len() == DIGITS).then(|| plain.parse().ok()).flatten();
        digits.map_or(Self::Recovery(plain), |digits| Self::Digits(Digits(digits)))
    }
}

/// A recovery code from random bytes, in its plain form.
#[must_use]
pub fn recovery_code(chance: [u8; RECOVERY_LETTERS]) -> String {
    chance.iter().map(|byte| char::from(CODE_LETTERS[usize::from(byte % 32)])).collect()
}

/// A recovery code as it is printed, in groups of five.
#[must_use]
pub fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// What is known of the second factor of one session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InSession {
    /// When it was last shown in the session.
    pub shown: Option<Timestamp>,
    /// Whether the session began with an invitation.
    pub by_invitation: bool,
}

impl InSession {
    /// Until when the session counts as freshly confirmed; `None` where it does not at a moment.
    #[must_use]
    pub fn fresh_until(&self, at: Timestamp) -> Option<Timestamp> {
        self.shown.map(|shown| shown.plus_seconds(FRESH_SECONDS)).filter(|until| *until > at)
    }

    /// Refuses where a second factor cannot be enrolled in the session: the first one by an invitation alone (a password that leaked
    /// must not be enough), another one only where the present one was just confirmed.
    pub fn may_enrol(&self, enrolled: bool, at: Timestamp) -> Result<(), Refusal> {
        match (enrolled, self.by_invitation, self.fresh_until(at)) {
            (false, true, _) | (_, _, Some(_)) => Ok(()),
            (false, false, None) => Err(needs_invitation()),
            (true, _, None) => Err(confirm_first()),
        }
    }
}

/// The refusal for somebody who has to show a second factor and did not.
#[must_use]
pub fn required() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::SECOND_FACTOR_REQUIRED,
        "您的职务须用动态口令登录：请再输入身份验证器上显示的 6 位数字；手机不在身边的，输入一个备用恢复码。",
        "Your office needs a second factor: enter the six digits that your authenticator app shows too, or a recovery code.",
    )
}

/// The refusal for a code that is not good.
#[must_use]
pub fn wrong() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::SECOND_FACTOR_WRONG,
        "动态口令不正确，或已经用过。请核对手机时间，等下一个口令出现后再输入。",
        "The code is wrong or was used already. Check the clock of your phone and enter the next code.",
    )
}

/// The refusal for somebody whose office needs a second factor and who cannot enrol one in this session.
#[must_use]
pub fn needs_invitation() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::SECOND_FACTOR_NEEDS_INVITATION,
        "您的职务须用动态口令登录，但您尚未绑定。请向管理员领取邀请码，凭邀请码登录后绑定。",
        "Your office needs a second factor and you have none yet. Ask the administrator for an invitation and set it up with that.",
    )
}

/// The refusal for a token that is not of a session.
#[must_use]
pub fn token_is_not_enough() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::SECOND_FACTOR_REQUIRED,
        "您的职务须用密码和动态口令登录，不能使用签发的凭证。请在登录页登录；其他系统请使用服务账号。",
        "Your office needs signing in with a password and a second factor; this token is not enough. Sign in; programs use a service account.",
    )
}

/// The refusal for a confirmation outside a session.
#[must_use]
pub fn needs_session() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::SECOND_FACTOR_NEEDS_SESSION,
        "只有登录后才能绑定或确认动态口令，请先登录。",
        "A second factor is set up and confirmed after signing in; sign in first.",
    )
}

/// The refusal for a code of somebody who has no second factor.
#[must_use]
pub fn not_enrolled() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::SECOND_FACTOR_NOT_ENROLLED,
        "您尚未绑定动态口令，请先绑定。",
        "You have no second factor yet; set it up first.",
    )
}

/// The refusal to enrol for somebody whose offices need no second factor.
#[must_use]
pub fn not_needed() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::SECOND_FACTOR_NOT_NEEDED,
        "您现在的职务不需要动态口令，无需绑定。",
        "None of your offices needs a second factor; there is nothing to set up.",
    )
}

/// The refusal for an administrator who wants to reset their own second factor.
#[must_use]
pub fn own() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::SECOND_FACTOR_OWN,
        "不能重置自己的动态口令，请由另一位管理员办理。",
        "Nobody resets their own second factor; another administrator does.",
    )
}

fn confirm_first() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::SECOND_FACTOR_STALE,
        "更换动态口令前，请先用现在的动态口令或恢复码确认身份，5 分钟内有效。",
        "Confirm the present second factor first; then it can be replaced within five minutes.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::term::{Post, Term};

    const RFC: &[u8; 20] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    fn typed(text: &str) -> Digits {
        match Typed::read(text) {
            Typed::Digits(digits) => digits,
            Typed::Recovery(_) => panic!("{text}"),
        }
    }

    /// RFC 6238, appendix B, the rows of SHA-1 (eight digits there).
    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (seconds, eight) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(full_code(RFC, step_at(at(seconds))) % 100_000_000, eight, "{seconds}");
            let six = format!("{:06}", eight % 1_000_000);
            assert_eq!(Secret::of_chance(*RFC).code_at(at(seconds)), six);
        }
    }

    /// RFC 4226, appendix D.
    #[test]
    fn the_codes_by_counter_are_those_of_the_standard() {
        let codes =
            [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
        for (counter, wanted) in (0..).zip(codes) {
            assert_eq!(code(RFC, counter), wanted, "{counter}");
        }
    }

    #[test]
    fn an_app_reads_the_secret() {
        let secret = Secret::of_chance(*RFC);
        // RFC 4648 of the same bytes.
        assert_eq!(secret.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let uri = secret.uri(&PersonId::parse("cashier").unwrap());
        assert_eq!(
            uri,
            "otpauth://totp/%E5%85%B1%E4%BA%AB%E6%B3%95%E5%BA%AD:cashier?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E5%85%B1%E4%BA%AB%E6%B3%95%E5%BA%AD&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    #[test]
    fn a_code_is_good_one_step_around_and_once() {
        let secret = Secret::of_chance(*RFC);
        let now = at(1_111_111_111);
        let step = step_at(now);
        for (shift, good) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let code = typed(&secret.code_at(now.plus_seconds(shift)));
            assert_eq!(secret.step_of(code, now, 0).is_some(), good, "{shift}");
        }
        let code = typed(&secret.code_at(now));
        assert_eq!(secret.step_of(code, now, step - 1), Some(step));
        assert_eq!(secret.step_of(code, now, step), None, "used already");
    }

    #[test]
    fn what_is_typed_is_read_without_its_blanks() {
        assert!(matches!(Typed::read(" 123 456 "), Typed::Digits(Digits(123_456))));
        assert!(matches!(Typed::read("000-001"), Typed::Digits(Digits(1))));
        assert!(Typed::read("abcde-fgh23") == Typed::Recovery("ABCDEFGH23".into()));
        assert!(Typed::read("12345") == Typed::Recovery("12345".into()));
        assert!(Typed::read("") == Typed::Recovery(String::new()));
        assert!(Typed::read("+12345") == Typed::Recovery("12345".into()));
    }

    #[test]
    fn the_first_is_enrolled_by_an_invitation_and_the_next_by_the_one_before() {
        let now = at(1_000);
        let session = |by_invitation, shown: Option<i64>| InSession { shown: shown.map(at), by_invitation };
        let ask = |session: InSession, enrolled| session.may_enrol(enrolled, now).map_err(|no| no.reason());
        assert_eq!(ask(session(true, None), false), Ok(()));
        assert_eq!(ask(session(false, None), false), Err("SECOND_FACTOR_NEEDS_INVITATION"));
        assert_eq!(ask(session(true, None), true), Err("SECOND_FACTOR_STALE"));
        assert_eq!(ask(session(false, Some(701)), true), Ok(()));
        assert_eq!(ask(session(false, Some(700)), true), Err("SECOND_FACTOR_STALE"));
        // The identity provider asked for one of its own.
        assert_eq!(ask(session(false, Some(900)), false), Ok(()));
    }

    #[test]
    fn an_office_that_runs_decides_whether_one_is_needed() {
        let term = |role, from: i64, until: Option<i64>| Term {
            id: "t".into(),
            role,
            post: Post::Region(law::identifiers::RegionCode::parse("330783").unwrap()),
            committee_staff: false,
            deputises_for: None,
            from: at(from),
            until: until.map(at),
        };
        let person = |terms| Person {
            id: PersonId::parse("p").unwrap(),
            display_name: "某人".into(),
            phone: String::new(),
            deactivated: None,
            version: 1,
            created: at(0),
            terms,
            entered_by: String::new(),
            entered_in: None,
        };
        let policy = Policy { required: true, ..Policy::default() };
        for role in Role::ALL {
            let one = person(vec![term(role, 0, None)]);
            assert_eq!(policy.needs(&one, at(1)), ROLES.contains(&role), "{role:?}");
            assert!(!Policy::default().needs(&one, at(1)));
        }
        assert!(!policy.needs(&person(vec![term(Role::Cashier, 0, Some(5))]), at(5)));
        assert!(!policy.needs(&person(vec![term(Role::Cashier, 6, None)]), at(5)));
    }

    proptest! {
        #[test]
        fn a_step_that_was_used_never_opens_again(
            chance: [u8; SECRET_BYTES], seconds in 0_i64..4_000_000_000, later in 0_i64..90
        ) {
            let secret = Secret::of_chance(chance);
            let code = typed(&secret.code_at(at(seconds)));
            let used = secret.step_of(code, at(seconds), i64::MIN + 1);
            prop_assert!(used.is_some_and(|step| step <= step_at(at(seconds)) + WINDOW));
            if let Some(next) = used.and_then(|used| secret.step_of(code, at(seconds + later), used)) {
                // The same six digits can come again, but only of a later step.
                prop_assert!(Some(next) > used);
            }
        }

        #[test]
        fn a_recovery_code_is_read_however_it_is_typed(chance: [u8; RECOVERY_LETTERS]) {
            let code = recovery_code(chance);
            let read = Typed::read(&grouped(&code).to_lowercase());
            prop_assert!(read == Typed::Recovery(code));
        }
    }
}
