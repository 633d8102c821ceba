//! Accounts of other systems: what one may call, from where, on which office and until when, and the secrets by which it is known.

use std::fmt;

use ipnet::IpNet;
use kit::{
    access::{Caller, Role, SERVICE_ACCOUNTS},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
};

use super::{
    hand::Hand,
    network::Network,
    person::beyond,
    term::{Term, TermDraft},
};

/// What the secrets of accounts begin with, so that they can be distinguished from tokens of other kinds.
pub const SECRET_PREFIX: &str = "sa_";
/// No account is made for longer, in days.
const LONGEST_DAYS: i64 = 366;
/// For how many days a former secret stays good at the most, and where nothing is said.
const FORMER_DAYS_MOST: i64 = 30;
const FORMER_DAYS: i64 = 7;
/// Blocks of addresses are no wider.
const WIDEST_V4: u8 = 8;
const WIDEST_V6: u8 = 32;
const MOST_METHODS: usize = 100;
const MOST_ADDRESSES: usize = 20;

/// Methods that read begin with one of these words.
const READS: [&str; 7] = ["Get", "List", "BatchGet", "Watch", "Check", "Resolve", "BatchResolve"];
/// What other systems write: the bank's list, the court's own case system, what a unit received and found, a terminal's state, the public
/// register. All else is for people, who answer for it in their own name: a decision (a unit's refusal is one), the first of two steps
/// that two people take (a program would be a second name for the holder of its secret), what goes out in the name of the court, and
/// what gives or takes an office.
const WRITTEN_BY_PROGRAMS: [&str; 21] = [
    "BatchCreateTasks",
    "ControlPersonWatch",
    "CreateAsset",
    "CreateCase",
    "CreateCourt",
    "CreateDebtor",
    "CreateEvidence",
    "CreateIndicatorSnapshot",
    "CreateReceipt",
    "CreateTask",
    "DownloadEvidence",
    "FeedbackAssistRequest",
    "HandOverPersonWatch",
    "Heartbeat",
    "HitPersonWatch",
    "ImportCases",
    "ImportCourts",
    "ImportRegions",
    "ReceiveAssistRequest",
    "UpdateCourt",
    "UploadEvidence",
];
/// Signing in, second factors and the accounts themselves; and who did what.
const CLOSED_PACKAGES: [&str; 2] = ["sharedcourt.access.", "sharedcourt.audit."];

/// The id of an account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountId(String);

impl AccountId {
    /// Reads an id.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let right = (4..=40).contains(&text.len())
            && text.bytes().all(plain)
            && text.starts_with(|first: char| first.is_ascii_lowercase());
        right.then(|| Self(text.to_owned())).ok_or_else(|| {
            Text::new(
                "服务账号编号须为 4 至 40 个小写英文字母、数字或连字符，以字母开头。",
                "The id of a service account has 4 to 40 lower case letters, digits or hyphens and begins with a letter.",
            )
        })
    }

    /// From a resource name, `serviceAccounts/{id}`.
    pub fn from_name(name: &str) -> Result<Self, Refusal> {
        name.strip_prefix(SERVICE_ACCOUNTS).and_then(|id| Self::parse(id).ok()).ok_or_else(unknown)
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Resource name, `serviceAccounts/{id}`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{SERVICE_ACCOUNTS}{}", self.0)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A secret of an account, without the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretState {
    /// Its id in the account.
    pub id: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What the system is called.
    pub display_name: String,
    /// Full names of the methods that it may call.
    pub methods: Vec<String>,
    /// Its office; runs from the account's creation to its end.
    pub term: Term,
    /// The addresses from which it calls.
    pub addresses: Vec<IpNet>,
    /// Who made it, `people/{id}`.
    pub creator: String,
    /// When it was disabled.
    pub disabled: Option<Timestamp>,
    /// Its secrets, the latest first.
    pub secrets: Vec<SecretState>,
}

/// An account as somebody wrote it, unchecked.
#[derive(Clone, Debug, Default)]
pub struct AccountDraft {
    /// What the system is called.
    pub display_name: String,
    /// The methods.
    pub methods: Vec<String>,
    /// The office and where it counts.
    pub term: TermDraft,
    /// The addresses.
    pub addresses: Vec<String>,
}

/// What the contract says of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodPolicy {
    /// Its full name.
    pub name: String,
    /// To whom it opens.
    pub opens: Opens,
}

/// To whom a method opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// To the holders of these offices.
    ByOffice(Vec<Role>),
    /// To everybody who is signed in, for what everybody may know.
    ToAll,
    /// To people about themselves, or to the installation's own processes.
    NotToPrograms,
}

impl Account {
    /// Reads a draft, or names every field at fault. `policy` gives what the contract says of a method.
    pub fn read(
        id: AccountId,
        draft: &AccountDraft,
        policy: impl Fn(&str) -> Option<MethodPolicy>,
        caller: &Caller,
        network: &Network,
    ) -> Result<Self, Refusal> {
        let at = "service_account";
        let mut violations = Violations::new();
        let display_name = violations.text(&format!("{at}.display_name"), &draft.display_name, 40);
        let until = end_of(draft, at, caller.at, &mut violations);
        // The account's own times are those of its office.
        let office = TermDraft { from: None, until: None, ..draft.term.clone() };
        let term = Term::read(&office, at, "office".into(), Some(caller.at), &mut violations);
        let term = term.map(|term| Term { until, ..term });
        if let Some(term) = &term {
            violations.extend(term.objections(at, network));
            if term.role == Role::GridWorker {
                let text = Text::new(
                    "网格员的任务须由本人办理，不能设为服务账号。",
                    "What a grid worker does is done in person; a service account can't be one.",
                );
                violations.add(format!("{at}.role"), reason::ROLE_OF_PEOPLE, text);
            }
        }
        let role = term.as_ref().map(|term| term.role);
        let methods = read_methods(draft, at, role, policy, &mut violations);
        let addresses = read_addresses(draft, at, &mut violations);
        violations.check()?;
        let (Some(display_name), Some(term), Some(_)) = (display_name, term, until) else {
            return Err(Refusal::internal(&"a draft without a fault is no account"));
        };
        if !term.is_given_by(&Hand::of(caller), network) {
            return Err(beyond());
        }
        Ok(Self {
            id,
            display_name,
            methods,
            term,
            addresses,
            creator: caller.person.clone(),
            disabled: None,
            secrets: Vec::new(),
        })
    }

    /// When it ends.
    #[must_use]
    pub fn expires(&self) -> Timestamp {
        self.term.until.unwrap_or(self.term.from)
    }

    /// Refuses with SERVICE_ACCOUNT_ENDED where it is disabled or over at a moment.
    pub fn runs(&self, at: Timestamp) -> Result<(), Refusal> {
        if self.disabled.is_none() && self.term.runs(at) { Ok(()) } else { Err(ended()) }
    }

    /// The secrets that are good at a moment, the latest first.
    pub fn good_secrets(&self, at: Timestamp) -> impl Iterator<Item = &SecretState> {
        let runs = self.runs(at).is_ok();
        self.secrets.iter().filter(move |secret| runs && secret.expires > at)
    }

    /// Takes a new secret. The newest of those that are good stays good until `former`, all others end now.
    pub fn rotate(&mut self, id: String, former: Option<Timestamp>, at: Timestamp) -> Result<(), Refusal> {
        self.runs(at)?;
        let latest = at.plus_hours(24 * FORMER_DAYS_MOST);
        if former.is_some_and(|former| former < at || former > latest) {
            let mut violations = Violations::new();
            let text = Text::new(
                "原密钥的失效时间须在现在之后、30 天以内。",
                "The former secret ends within 30 days, and not before now.",
            );
            violations.add("former_expire_time", reason::END_OUT_OF_RANGE, text);
            return Err(violations.into_refusal());
        }
        let former = former.unwrap_or(at.plus_hours(24 * FORMER_DAYS));
        let mut good = self.secrets.iter_mut().filter(|secret| secret.expires > at);
        if let Some(newest) = good.next() {
            newest.expires = newest.expires.min(former);
        }
        good.for_each(|secret| secret.expires = at);
        self.secrets.insert(0, SecretState { id, created: at, expires: self.expires() });
        Ok(())
    }

    /// Ends one secret.
    pub fn revoke(&mut self, id: &str, at: Timestamp) -> Result<(), Refusal> {
        let good = self.secrets.iter_mut().find(|secret| secret.id == id && secret.expires > at);
        good.ok_or_else(secret_unknown)?.expires = at;
        Ok(())
    }

    /// Ends the account; once it is, that is all that is asked for.
    pub fn disable(&mut self, at: Timestamp) {
        self.disabled.get_or_insert(at);
        for secret in &mut self.secrets {
            secret.expires = secret.expires.min(at);
        }
    }

    /// Refuses where the account is not the caller's to see and to decide about.
    pub fn in_hand_of(&self, caller: &Caller, network: &Network) -> Result<(), Refusal> {
        if self.term.is_given_by(&Hand::of(caller), network) { Ok(()) } else { Err(unknown()) }
    }
}

fn end_of(draft: &AccountDraft, at: &str, now: Timestamp, violations: &mut Violations) -> Option<Timestamp> {
    let field = format!("{at}.expire_time");
    match &draft.term.until {
        None => {
            let text = Text::new("必填项：服务账号的到期时间。", "Required: when the account ends.");
            violations.add(field, reason::REQUIRED, text);
            None
        }
        Some(Err(text)) => {
            violations.add(field, reason::TIME_MALFORMED, text.clone());
            None
        }
        Some(Ok(until)) if *until <= now || *until > now.plus_hours(24 * LONGEST_DAYS) => {
            let text = Text::new(
                "服务账号的到期时间须在现在之后、一年以内。",
                "A service account ends within a year, and after now.",
            );
            violations.add(field, reason::END_OUT_OF_RANGE, text);
            None
        }
        Some(Ok(until)) => Some(*until),
    }
}

fn read_methods(
    draft: &AccountDraft,
    at: &str,
    role: Option<Role>,
    policy: impl Fn(&str) -> Option<MethodPolicy>,
    violations: &mut Violations,
) -> Vec<String> {
    if draft.methods.is_empty() || draft.methods.len() > MOST_METHODS {
        let text = Text::new("须列出 1 至 100 个可调用的接口。", "1 to 100 methods are listed.");
        violations.add(format!("{at}.methods"), reason::METHODS_COUNT, text);
    }
    let mut methods = Vec::new();
    for (index, name) in draft.methods.iter().take(MOST_METHODS).enumerate() {
        let read = read_method(name, role, &policy);
        if let Some(name) = violations.parse(&format!("{at}.methods[{index}]"), reason::METHOD_REFUSED, read)
            && !methods.contains(&name)
        {
            methods.push(name);
        }
    }
    methods
}

fn read_method(
    said: &str,
    role: Option<Role>,
    policy: impl Fn(&str) -> Option<MethodPolicy>,
) -> Result<String, Text> {
    // As a descriptor names it, or as it stands in the path of a call.
    let name = said.trim().trim_start_matches('/').replace('/', ".");
    let known = policy(&name).ok_or_else(|| {
        Text::new("没有这个接口，请核对接口全名。", "There is no such method; check its full name.")
    })?;
    if is_of_people(&known.name) {
        return Err(Text::new(
            "审批、审核、签发、任免以及登录验证须由本人办理，不能授权给服务账号。",
            "Approvals, decisions, offices and signing in are for people in person, not for a service account.",
        ));
    }
    match (known.opens, role) {
        (Opens::NotToPrograms, _) => Err(Text::new(
            "此接口供本人登录后使用，或仅供系统内部使用，不能授权给服务账号。",
            "The method is for people about themselves or for the installation itself, not for a service account.",
        )),
        (Opens::ByOffice(roles), Some(role)) if !roles.contains(&role) => Err(Text::new(
            format!("担任{}不能使用此接口，请核对职务或接口。", role.text().0),
            format!("The method does not open for the office of {}; check one or the other.", role.text().1),
        )),
        _ => Ok(known.name),
    }
}

/// Whether a method is for people in person: all that a program neither reads nor writes.
#[must_use]
pub fn is_of_people(full_name: &str) -> bool {
    let method = full_name.rsplit('.').next().unwrap_or_default();
    let reads = READS.iter().any(|verb| method.strip_prefix(verb).is_some_and(|rest| !rest.is_empty()));
    CLOSED_PACKAGES.iter().any(|package| full_name.starts_with(package))
        || !(reads || WRITTEN_BY_PROGRAMS.contains(&method))
}

fn read_addresses(draft: &AccountDraft, at: &str, violations: &mut Violations) -> Vec<IpNet> {
    if draft.addresses.is_empty() || draft.addresses.len() > MOST_ADDRESSES {
        let text = Text::new(
            "须列出 1 至 20 个允许的来源地址。",
            "1 to 20 addresses are listed from which it calls.",
        );
        violations.add(format!("{at}.addresses"), reason::ADDRESSES_COUNT, text);
    }
    let read = draft.addresses.iter().take(MOST_ADDRESSES).enumerate();
    read.filter_map(|(index, text)| {
        violations.parse(&format!("{at}.addresses[{index}]"), reason::ADDRESS_MALFORMED, read_address(text))
    })
    .collect()
}

fn read_address(text: &str) -> Result<IpNet, Text> {
    let text = text.trim();
    let block =
        text.parse::<IpNet>().ok().or_else(|| Some(IpNet::from(text.parse::<std::net::IpAddr>().ok()?)));
    let block = block.ok_or_else(|| {
        Text::new(
            "来源地址须为 IP 地址或网段，例如 10.2.0.7、10.2.0.0/16。",
            "An address is one of IP or a block: 10.2.0.7, 10.2.0.0/16.",
        )
    })?;
    let widest = if matches!(block, IpNet::V4(_)) { WIDEST_V4 } else { WIDEST_V6 };
    if block.prefix_len() < widest {
        return Err(Text::new(
            "来源网段过大，请写明该系统实际使用的地址。",
            "The block is too wide; state the addresses that the system really uses.",
        ));
    }
    Ok(block.trunc())
}

/// The refusal for an account that is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::SERVICE_ACCOUNT_UNKNOWN,
        "没有这个服务账号，或不在您的管理范围内。",
        "There is no such service account, or not inside your scope.",
    )
}

/// The refusal for an id that is taken.
#[must_use]
pub fn exists() -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::SERVICE_ACCOUNT_EXISTS,
        "该服务账号编号不能使用，请换一个。",
        "This id of a service account can't be used; choose another.",
    )
    .at("service_account_id")
}

/// The refusal for a program whose account or secret is not good.
#[must_use]
pub fn ended() -> Refusal {
    Refusal::new(
        Kind::Unauthenticated,
        reason::SERVICE_ACCOUNT_ENDED,
        "服务账号的密钥无效、已更换，或账号已停用、到期，请联系管理员。",
        "The secret of the service account is not good, or the account was disabled or has ended; ask the administrator.",
    )
}

fn secret_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::SERVICE_ACCOUNT_SECRET_UNKNOWN,
        "此服务账号没有这个有效密钥，请刷新核对。",
        "The service account has no such secret that is good; look at it again.",
    )
}

#[cfg(test)]
mod tests {
    use kit::access::Grant;
    use law::identifiers::RegionCode;
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000)
    }

    fn admin(region: &str) -> Caller {
        let grant = Grant {
            role: Role::Admin,
            region: Some(RegionCode::parse(region).unwrap()),
            court: None,
            unit: None,
            deputises_for: None,
            from: now().plus_hours(-1),
            until: None,
        };
        Caller { person: "people/admin".into(), grants: vec![grant], ..Caller::ourselves(now()) }
    }

    fn policy(name: &str) -> Option<MethodPolicy> {
        let opens = match name {
            "sharedcourt.enforcement.v1.MoneyService.CreateReceipt"
            | "sharedcourt.enforcement.v1.MoneyService.ApproveDistribution" => {
                Opens::ByOffice(vec![Role::Cashier])
            }
            "sharedcourt.courts.v1.CourtService.ListCourts" => Opens::ToAll,
            "sharedcourt.courts.v1.PersonService.GetMe" => Opens::NotToPrograms,
            _ => return None,
        };
        Some(MethodPolicy { name: name.to_owned(), opens })
    }

    fn draft() -> AccountDraft {
        AccountDraft {
            display_name: "银行对账系统".into(),
            methods: vec!["sharedcourt.enforcement.v1.MoneyService/CreateReceipt".into()],
            term: TermDraft {
                role: Some(Role::Cashier),
                region_code: "330783".into(),
                until: Some(Ok(now().plus_hours(24 * 30))),
                ..TermDraft::default()
            },
            addresses: vec!["10.2.0.7".into(), "2001:db8::1/64".into()],
        }
    }

    fn read(draft: &AccountDraft, caller: &Caller) -> Result<Account, Refusal> {
        Account::read(AccountId::parse("bank").unwrap(), draft, policy, caller, &Network::default())
    }

    fn faults(draft: &AccountDraft) -> Vec<(String, &'static str)> {
        let Err(no) = read(draft, &admin("330783")) else { return Vec::new() };
        no.fields().iter().map(|fault| (fault.field.clone(), fault.reason)).collect()
    }

    #[test]
    fn an_account_says_what_it_is_for() {
        let account = read(&draft(), &admin("330783")).unwrap();
        assert_eq!(account.methods, ["sharedcourt.enforcement.v1.MoneyService.CreateReceipt"]);
        let addresses: Vec<String> = account.addresses.iter().map(ToString::to_string).collect();
        assert_eq!(addresses, ["10.2.0.7/32", "2001:db8::/64"]);
        assert_eq!((account.term.from, account.expires()), (now(), now().plus_hours(24 * 30)));
        assert_eq!(account.creator, "people/admin");
    }

    #[test]
    fn a_town_gives_no_office_of_the_county() {
        let no = read(&draft(), &admin("330783201")).unwrap_err();
        assert_eq!(no.reason(), "BEYOND_SCOPE");
    }

    #[test]
    fn what_is_not_for_a_program_is_refused() {
        let with = |change: fn(&mut AccountDraft)| {
            let mut changed = draft();
            change(&mut changed);
            faults(&changed)
        };
        let open = with(|draft| draft.methods.push("sharedcourt.courts.v1.CourtService.ListCourts".into()));
        assert!(open.is_empty(), "{open:?}");
        let methods = |faults: Vec<(String, &'static str)>| {
            faults == [("service_account.methods[0]".to_owned(), "METHOD_REFUSED")]
        };
        assert!(methods(with(|draft| draft.methods =
            vec!["sharedcourt.enforcement.v1.MoneyService.ApproveDistribution".into()])));
        assert!(methods(with(
            |draft| draft.methods = vec!["sharedcourt.courts.v1.PersonService.GetMe".into()]
        )));
        assert!(methods(with(|draft| draft.methods = vec!["sharedcourt.no.Such/Thing".into()])));
        assert!(methods(with(|draft| draft.term.role = Some(Role::President))));
        let field = |name: &str, reason| vec![(format!("service_account.{name}"), reason)];
        assert_eq!(with(|draft| draft.methods = vec![]), field("methods", "METHODS_COUNT"));
        assert_eq!(with(|draft| draft.addresses = vec![]), field("addresses", "ADDRESSES_COUNT"));
        for wrong in ["0.0.0.0/0", "10.0.0.0/7", "::/0", "10.2.0.0/33", "somewhere", ""] {
            let changed = AccountDraft { addresses: vec![wrong.into()], ..draft() };
            assert_eq!(faults(&changed), field("addresses[0]", "ADDRESS_MALFORMED"), "{wrong}");
        }
        assert_eq!(with(|draft| draft.term.until = None), field("expire_time", "REQUIRED"));
        let year = with(|draft| draft.term.until = Some(Ok(now().plus_hours(24 * 367))));
        assert_eq!(year, field("expire_time", "END_OUT_OF_RANGE"));
    }

    #[test]
    fn decisions_and_offices_are_for_people() {
        for name in [
            "sharedcourt.enforcement.v1.MoneyService.ConfirmPayout",
            "sharedcourt.enforcement.v1.BatchService.CreateBatch",
            "sharedcourt.enforcement.v1.BatchService.RunBatch",
            "sharedcourt.enforcement.v1.SanctionService.ServeSanction",
            "sharedcourt.investigation.v1.PersonWatchService.ImportPersonWatches",
            "sharedcourt.investigation.v1.AssistRequestService.ImportAssistRequests",
            "sharedcourt.investigation.v1.DisposalService.SellParcel",
            "sharedcourt.audit.v1.AuditService.ListAuditRecords",
            "sharedcourt.courts.v1.PersonService.CreateTerm",
            "sharedcourt.access.v1.SessionService.InvitePerson",
            "sharedcourt.access.v1.SecondFactorService.ConfirmSecondFactor",
            "sharedcourt.access.v1.ServiceAccountService.CreateServiceAccount",
        ] {
            assert!(is_of_people(name), "{name}");
        }
        for name in [
            "sharedcourt.enforcement.v1.MoneyService.CreateReceipt",
            "sharedcourt.dispatch.v1.TaskService.ListTasks",
            "sharedcourt.investigation.v1.AssistRequestService.FeedbackAssistRequest",
        ] {
            assert!(!is_of_people(name), "{name}");
        }
    }

    #[test]
    fn an_account_ends_by_its_time_and_by_hand() {
        let mut account = read(&draft(), &admin("330783")).unwrap();
        assert!(account.runs(now()).is_ok() && account.runs(account.expires()).is_err());
        account.rotate("one".into(), None, now()).unwrap();
        account.disable(now().plus_seconds(5));
        assert_eq!(account.runs(now().plus_seconds(5)).unwrap_err().reason(), "SERVICE_ACCOUNT_ENDED");
        assert_eq!(account.good_secrets(now().plus_seconds(5)).count(), 0);
        assert!(account.rotate("two".into(), None, now().plus_seconds(6)).is_err());
    }

    #[test]
    fn a_former_secret_stays_good_for_the_stated_time() {
        let mut account = read(&draft(), &admin("330783")).unwrap();
        account.rotate("one".into(), None, now()).unwrap();
        account.rotate("two".into(), Some(now().plus_hours(2)), now().plus_hours(1)).unwrap();
        let good = |account: &Account, hours| {
            let good = account.good_secrets(now().plus_hours(hours));
            good.map(|secret| secret.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(good(&account, 1), ["two", "one"]);
        assert_eq!(good(&account, 2), ["two"]);
        assert_eq!(account.revoke("none", now()).unwrap_err().reason(), "SERVICE_ACCOUNT_SECRET_UNKNOWN");
        account.revoke("two", now().plus_hours(1)).unwrap();
        assert_eq!(good(&account, 1), ["one"]);
        let late = account.rotate("three".into(), Some(now().plus_hours(24 * 31)), now()).unwrap_err();
        assert_eq!(late.fields()[0].reason, "END_OUT_OF_RANGE");
    }

    proptest! {
        #[test]
        fn never_more_than_two_secrets_are_good(steps in prop::collection::vec((0_i64..40, 0_i64..700), 1..12)) {
            let mut account = read(&draft(), &admin("330783")).unwrap();
            let mut at = now();
            for (number, (wait, former)) in steps.into_iter().enumerate() {
                at = at.plus_hours(wait);
                if account.rotate(number.to_string(), Some(at.plus_hours(former)), at).is_err() {
                    break;
                }
                let good: Vec<_> = account.good_secrets(at).collect();
                prop_assert!((1..=2).contains(&good.len()));
                prop_assert_eq!(&good[0].id, &number.to_string());
                prop_assert!(good.iter().all(|secret| secret.expires <= account.expires()));
            }
        }
    }
}
