//! Signing in: what a password has to be, how long to wait after failures, and while what a session runs.

use std::time::Duration;

use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
};

use super::{origin::Origin, person::PersonId, terminal::TerminalName};

/// Failures that cost nothing: anyone who mistypes is not punished.
const FREE_FAILURES: i64 = 5;
/// The wait after the first failure that costs something; it doubles with each.
const FIRST_WAIT: i64 = 30;
/// No wait is longer, in seconds: an hour.
const LONGEST_WAIT: i64 = 3600;
/// After a day without one, failures are forgotten.
const FORGOTTEN_AFTER_HOURS: i64 = 24;
/// Failures under a name from unfamiliar addresses, all together, after which their attempts are slowed down.
const UNFAMILIAR_FAILURES: i64 = 20;
/// The longest that an attempt is slowed down, in seconds.
const LONGEST_DELAY: i64 = 4;
/// Letters of a code: none that looks or sounds like another.
pub(super) const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Letters in a code, 100 bits of chance.
const CODE_LENGTH: usize = 20;
/// How many days an invitation is good.
pub const INVITATION_DAYS: i64 = 7;

/// A password that may be kept. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

impl Password {
    /// Reads a new password. Length counts and not sorts of characters (NIST SP 800-63B, 3.1.1.2); it may not be what anybody would
    /// try first: the person's id, or the same few characters again and again.
    pub fn parse(text: &str, person: &PersonId) -> Result<Self, Text> {
        let length = text.chars().count();
        if !(10..=128).contains(&length) {
            return Err(Text::new("密码须为 10 至 128 个字符。", "A password has 10 to 128 characters."));
        }
        let mut different: Vec<char> = text.chars().collect();
        different.sort_unstable();
        different.dedup();
        let lower = text.to_lowercase();
        let names_person = person.as_str().len() > 3 && lower.contains(person.as_str());
        if different.len() < 5 || names_person || is_a_row(text) {
            return Err(Text::new(
                "密码太容易猜到：不能包含本人编号、连续字符，或只重复少数几个字符。",
                "The password is easily guessed: without the person's id, rows like 123456 and the same few characters, please.",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The characters, to be hashed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether each character follows the one before, as in 1234567890 or abcdefghij.
fn is_a_row(text: &str) -> bool {
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    let follows = codes.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) == 1).count();
    follows + 3 >= codes.len()
}

/// The code of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A code from 20 bytes of chance.
    #[must_use]
    pub fn of_chance(chance: [u8; CODE_LENGTH]) -> Self {
        Self(chance.iter().map(|byte| char::from(CODE_LETTERS[usize::from(byte % 32)])).collect())
    }

    /// A code as somebody typed it: case, hyphens and spaces don't count. What is no code matches none.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect())
    }

    /// The code without hyphens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code for reading aloud, in groups of five.
    #[must_use]
    pub fn grouped(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-")
    }
}

/// The failures of signing in under one name, from one address or from all unfamiliar ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many without a success between.
    pub count: i64,
    /// When the last was.
    pub last: i64,
}

impl Failures {
    /// Takes up an attempt before it is tried, so that many at once are all counted. Refused with SIGN_IN_LOCKED while one has to wait.
    pub fn attempt(self, at: Timestamp) -> Result<Self, Refusal> {
        let now = at.micros();
        if Timestamp::from_micros(self.last).plus_hours(FORGOTTEN_AFTER_HOURS) <= at {
            return Ok(Self { count: 1, last: now });
        }
        // Of many at once, one that came earlier may be counted later: where nothing has to be waited for, it does not wait either.
        let wait = wait(self.count);
        let free_at = self.last.saturating_add(wait.saturating_mul(1_000_000));
        if wait > 0 && free_at > now {
            let left = Duration::from_micros(u64::try_from(free_at - now).unwrap_or_default());
            return Err(locked(left));
        }
        Ok(Self { count: self.count.saturating_add(1), last: now.max(self.last) })
    }

    /// Takes up an attempt under a name from an unfamiliar address, among those from all of them. Nobody is refused for what others
    /// did: the attempt is only answered later, by so long.
    #[must_use]
    pub fn attempt_among_all(self, at: Timestamp) -> (Self, Duration) {
        let forgotten = Timestamp::from_micros(self.last).plus_hours(FORGOTTEN_AFTER_HOURS) <= at;
        let count = if forgotten { 1 } else { self.count.saturating_add(1) };
        let delay = (count / UNFAMILIAR_FAILURES).min(LONGEST_DELAY);
        (Self { count, last: at.micros() }, Duration::from_secs(u64::try_from(delay).unwrap_or_default()))
    }
}

/// Seconds to wait after so many failures.
fn wait(count: i64) -> i64 {
    let costly = count - FREE_FAILURES;
    if costly < 0 {
        return 0;
    }
    let doubled = u32::try_from(costly).ok().and_then(|times| 2_i64.checked_pow(times.min(20)));
    doubled.map_or(LONGEST_WAIT, |times| (FIRST_WAIT * times).min(LONGEST_WAIT))
}

/// The times of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Hours that a session runs at the most.
    pub hours: u16,
    /// Minutes without a call after which it ends.
    pub idle_minutes: u16,
}

impl Default for Times {
    /// A working day with its evening, and an hour without a call.
    fn default() -> Self {
        Self { hours: 12, idle_minutes: 60 }
    }
}

/// How somebody showed who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By a password.
    Password,
    /// By the court's identity provider.
    Provider,
    /// By the credential of a device.
    Device,
    /// On a terminal, by the phone that scanned its code.
    Scan,
}

/// For how many days the credential of a device is good while a term of its person runs.
pub const DEVICE_DAYS: i64 = 366;
/// Minutes without a call after which a session by scanning ends at the latest. The terminal ends it earlier where nobody touches it; this is
/// for one that was switched off.
const TERMINAL_IDLE_MINUTES: u16 = 10;
/// How many devices of one person have a credential at a time.
pub const DEVICES: u64 = 5;
/// The longest name of a device.
const LONGEST_DEVICE: usize = 100;

/// Somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// Who.
    pub person: PersonId,
    /// How they signed in.
    pub method: Method,
    /// When.
    pub created: Timestamp,
    /// When a call was last made, to the minute.
    pub seen: Timestamp,
    /// When it ends at the latest.
    pub expires: Timestamp,
    /// When it was ended.
    pub ended: Option<Timestamp>,
    /// From whom the password came by which they signed in.
    pub origin: Origin,
    /// The device of a credential, as it names itself; empty for other sessions.
    pub device: String,
    /// The terminal on which a session by scanning runs.
    pub terminal: Option<TerminalName>,
}

impl Session {
    /// A session that begins.
    #[must_use]
    pub fn begin(
        id: String,
        person: PersonId,
        (method, origin): (Method, Origin),
        at: Timestamp,
        times: Times,
    ) -> Self {
        let expires = at.plus_hours(i64::from(times.hours));
        Self {
            id,
            person,
            method,
            created: at,
            seen: at,
            expires,
            ended: None,
            origin,
            device: String::new(),
            terminal: None,
        }
    }

    /// A session on a terminal, which its director has approved on their phone.
    #[must_use]
    pub fn on_terminal(
        id: String,
        person: PersonId,
        (terminal, origin): (TerminalName, Origin),
        at: Timestamp,
        times: Times,
    ) -> Self {
        let session = Self::begin(id, person, (Method::Scan, origin), at, times);
        Self { terminal: Some(terminal), ..session }
    }

    /// The credential of a device of somebody who works in the field now.
    pub fn of_device(
        id: String,
        person: PersonId,
        (device, origin): (&str, Origin),
        caller: &Caller,
    ) -> Result<Self, Refusal> {
        let mut violations = Violations::new();
        let device = violations.text("device", device, LONGEST_DEVICE);
        violations.check()?;
        let in_the_field = |role| caller.acts_as(role);
        if ![Role::GridWorker, Role::Director].into_iter().any(in_the_field) {
            return Err(Refusal::new(
                Kind::Denied,
                reason::DEVICE_NOT_IN_THE_FIELD,
                "只有任期内的网格员和庭务主任可以为手机领取补报凭证。",
                "Only grid workers and court directors in their term get a credential for a device.",
            ));
        }
        let (created, expires) = (caller.at, caller.at.plus_hours(24 * DEVICE_DAYS));
        let device = device.unwrap_or_default();
        let (method, ended) = (Method::Device, None);
        let terminal = None;
        Ok(Self { id, person, method, created, seen: created, expires, ended, origin, device, terminal })
    }

    /// Refuses with SESSION_EXPIRED where it does not run at a moment. A device is idle for as long as it has no signal.
    pub fn runs(&self, at: Timestamp, times: Times) -> Result<(), Refusal> {
        let idle_minutes = match self.method {
            Method::Scan => times.idle_minutes.min(TERMINAL_IDLE_MINUTES),
            Method::Password | Method::Provider | Method::Device => times.idle_minutes,
        };
        let idle_until = self.seen.plus_seconds(i64::from(idle_minutes) * 60);
        let in_use = self.method == Method::Device || at < idle_until;
        if self.ended.is_none() && at < self.expires && in_use { Ok(()) } else { Err(expired()) }
    }

    /// Whether its last call is to be noted anew: once a minute, so that reading costs no writing.
    #[must_use]
    pub fn is_stale(&self, at: Timestamp) -> bool {
        self.seen.plus_seconds(60) <= at
    }
}

/// The refusal for person and password that don't belong together; the same whether there is such a person.
#[must_use]
pub fn refused() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::SIGN_IN_REFUSED,
        "人员编号或密码不正确。忘记密码请联系管理员重新发放邀请码。",
        "The person number and the password do not match. If you forgot yours, ask the administrator for an invitation.",
    )
}

/// The refusal for a code that is not good.
#[must_use]
pub fn invitation_refused() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::INVITATION_REFUSED,
        "邀请码不正确、已使用或已过期，请核对，或请管理员重新发放。",
        "The code is wrong, used or out of date. Check it, or ask the administrator for a new one.",
    )
}

/// The refusal for a session that does not run.
#[must_use]
pub fn expired() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::SESSION_EXPIRED,
        "登录已失效，请重新登录。",
        "You are no longer signed in; sign in again.",
    )
}

fn locked(left: Duration) -> Refusal {
    let seconds = left.as_secs() + 1;
    let (zh, en) = if seconds < 120 {
        (format!("{seconds} 秒"), format!("{seconds} seconds"))
    } else {
        (format!("{} 分钟", seconds.div_ceil(60)), format!("{} minutes", seconds.div_ceil(60)))
    };
    Refusal::new(
        Kind::Exhausted,
        reason::SIGN_IN_LOCKED,
        format!("登录失败次数过多，请在 {zh}后再试。"),
        format!("Signing in failed too often; try again in {en}."),
    )
    .retry_after(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn officer() -> PersonId {
        PersonId::parse("officer").unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000).plus_seconds(seconds)
    }

    #[test]
    fn a_password_is_long_and_not_the_first_that_comes_to_mind() {
        for good in ["wide-river-7", "东阳市人民法院执行局九号楼", "correct horse battery"] {
            assert!(Password::parse(good, &officer()).is_ok(), "{good}");
        }
        let long = "ab3d-".repeat(26);
        for bad in
            ["short", "aaaaaaaaaaaaaa", "1234567890", "abcdefghijkl", "Officer-2026!", long.as_str(), ""]
        {
            assert!(Password::parse(bad, &officer()).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_wait_begins_after_five_failures_and_doubles_to_an_hour() {
        let waits: Vec<i64> = (0..14).map(wait).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(wait(i64::MAX), 3600);
    }

    #[test]
    fn whoever_has_to_wait_is_not_counted_and_after_a_day_it_is_forgotten() {
        let mut failures = Failures::default();
        for second in 0..5 {
            failures = failures.attempt(at(second)).unwrap();
        }
        assert_eq!(failures.count, 5);
        // However they overtook each other on their way.
        let overtaken =
            [3, 1, 4, 2, 0].into_iter().try_fold(Failures::default(), |all, second| all.attempt(at(second)));
        assert_eq!(overtaken.unwrap(), failures);
        let refusal = failures.attempt(at(5)).unwrap_err();
        assert_eq!(refusal.reason(), "SIGN_IN_LOCKED");
        let sixth = failures.attempt(at(4 + 30)).unwrap();
        assert_eq!(sixth.count, 6);
        assert!(sixth.attempt(at(34 + 59)).is_err());
        assert_eq!(sixth.attempt(at(34 + 24 * 3600)).unwrap().count, 1);
    }

    #[test]
    fn many_failures_from_everywhere_slow_down_and_lock_nobody_out() {
        let mut all = Failures::default();
        let mut delays = Vec::new();
        for second in 0..200 {
            let (next, delay) = all.attempt_among_all(at(second));
            all = next;
            delays.push(delay.as_secs());
        }
        assert_eq!((delays[0], delays[18], delays[19], delays[59], delays[199]), (0, 0, 1, 3, 4));
        assert_eq!(all.attempt_among_all(at(200 + 24 * 3600)).1.as_secs(), 0);
    }

    #[test]
    fn a_session_ends_by_its_time_by_idleness_and_by_hand() {
        let times = Times { hours: 1, idle_minutes: 10 };
        let how = (Method::Password, Origin::installation());
        let mut session = Session::begin("s".into(), officer(), how, at(0), times);
        assert!(session.runs(at(599), times).is_ok());
        assert!(session.runs(at(600), times).is_err());
        session.seen = at(3500);
        assert!(session.runs(at(3599), times).is_ok());
        assert!(session.runs(at(3600), times).is_err());
        session.ended = Some(at(3501));
        assert_eq!(session.runs(at(3502), times).unwrap_err().reason(), "SESSION_EXPIRED");
    }

    #[test]
    fn a_session_on_a_terminal_that_was_switched_off_ends_after_ten_minutes() {
        let times = Times::default();
        let terminal = TerminalName::parse("terminals/330783201203-1").unwrap();
        let session =
            Session::on_terminal("s".into(), officer(), (terminal, Origin::installation()), at(0), times);
        assert!(session.runs(at(599), times).is_ok());
        assert_eq!(session.runs(at(600), times).unwrap_err().reason(), "SESSION_EXPIRED");
        let short = Times { hours: 1, idle_minutes: 5 };
        assert!(session.runs(at(300), short).is_err());
    }

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed(chance: [u8; 20]) {
            let code = Code::of_chance(chance);
            prop_assert_eq!(Code::typed(&code.grouped().to_lowercase()), code.clone());
            prop_assert_eq!(Code::typed(&format!(" {} ", code.as_str())), code);
        }

        #[test]
        fn nobody_tries_more_than_the_waits_allow(times in prop::collection::vec(0_i64..86_000, 1..200)) {
            // However many knock within a day: five are free, and each further one has paid its wait.
            let mut times = times;
            times.sort_unstable();
            let (mut failures, mut tried) = (Failures::default(), 0);
            for second in times {
                if let Ok(next) = failures.attempt(at(second)) {
                    failures = next;
                    tried += 1;
                }
            }
            prop_assert!(tried <= 5 + 7 + 86_000 / 3600 + 1, "{}", tried);
        }
    }
}
