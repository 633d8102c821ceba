//! Who calls, and what they may see. A [`Caller`] reaches a handler with exactly the terms that the method admits, and
//! a [`Scope`] made from it is an argument of every query.

mod assertion;
mod device;
pub mod keys;
mod layer;
mod second_factor;
mod service_account;
pub mod token;
mod upload_session;

pub use assertion::{AssertionSigner, AssertionVerifier, HEADER, STRANGER, person_of};
pub use device::{Devices, TERMINALS};
pub use layer::{AccessLayer, AccessService, grant, require_reason};
pub use second_factor::SecondFactor;
pub use service_account::SERVICE_ACCOUNTS;
pub use upload_session::UPLOAD_SESSIONS;
pub(crate) use upload_session::is_upload_session;

use law::identifiers::RegionCode;
use proto::access::v1 as contract;

use crate::domain::{
    Actor, Timestamp, reason,
    refusal::{Kind, Refusal},
};

/// The header in which a caller says why they look; UTF-8, or percent-encoded as in a URL.
pub const REASON_HEADER: &str = "x-access-reason";

/// For how many days after a term ended what was done in it can be handed in.
pub const HAND_IN_DAYS: i64 = 30;

/// An office that a person holds for a time and in a place. The contract's roles without the unspecified one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Enforcement officer.
    Officer,
    /// Chief of the enforcement bureau.
    BureauChief,
    /// President of the court.
    President,
    /// Enforcement command centre.
    Command,
    /// Clerk of case funds.
    Cashier,
    /// Director of a shared court.
    Director,
    /// Grid worker.
    GridWorker,
    /// Clerk of a cooperating unit.
    UnitClerk,
    /// Administrator.
    Admin,
    /// Contact judge of a shared court.
    ContactJudge,
    /// Auditor, who reads and changes nothing.
    Auditor,
}

/// Where a role counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a region and all below it.
    Region,
    /// In one shared court.
    Court,
    /// For one cooperating unit.
    Unit,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 11] = [
        Self::Officer,
        Self::BureauChief,
        Self::President,
        Self::Command,
        Self::Cashier,
        Self::Director,
        Self::GridWorker,
        Self::UnitClerk,
        Self::Admin,
        Self::ContactJudge,
        Self::Auditor,
    ];

    /// From the contract.
    #[must_use]
    pub const fn from_contract(role: contract::Role) -> Option<Self> {
        Some(match role {
            contract::Role::Unspecified => return None,
            contract::Role::Officer => Self::Officer,
            contract::Role::BureauChief => Self::BureauChief,
            contract::Role::President => Self::President,
            contract::Role::Command => Self::Command,
            contract::Role::Cashier => Self::Cashier,
            contract::Role::Director => Self::Director,
            contract::Role::GridWorker => Self::GridWorker,
            contract::Role::UnitClerk => Self::UnitClerk,
            contract::Role::Admin => Self::Admin,
            contract::Role::ContactJudge => Self::ContactJudge,
            contract::Role::Auditor => Self::Auditor,
        })
    }

    /// To the contract.
    #[must_use]
    pub const fn to_contract(self) -> contract::Role {
        match self {
            Self::Officer => contract::Role::Officer,
            Self::BureauChief => contract::Role::BureauChief,
            Self::President => contract::Role::President,
            Self::Command => contract::Role::Command,
            Self::Cashier => contract::Role::Cashier,
            Self::Director => contract::Role::Director,
            Self::GridWorker => contract::Role::GridWorker,
            Self::UnitClerk => contract::Role::UnitClerk,
            Self::Admin => contract::Role::Admin,
            Self::ContactJudge => contract::Role::ContactJudge,
            Self::Auditor => contract::Role::Auditor,
        }
    }

    /// The name by which it is stored and filtered, for example `GRID_WORKER`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let full = self.to_contract().as_str_name();
        full.strip_prefix("ROLE_").unwrap_or(full)
    }

    /// The role of a name, with or without its prefix.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let bare = name.strip_prefix("ROLE_").unwrap_or(name);
        Self::ALL.into_iter().find(|role| role.name() == bare)
    }

    /// What it is called.
    #[must_use]
    pub const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Officer => ("执行干警", "enforcement officer"),
            Self::BureauChief => ("执行局长", "chief of the enforcement bureau"),
            Self::President => ("院领导", "president of the court"),
            Self::Command => ("指挥中心", "command centre"),
            Self::Cashier => ("案款管理", "clerk of case funds"),
            Self::Director => ("庭务主任", "court director"),
            Self::GridWorker => ("网格员", "grid worker"),
            Self::UnitClerk => ("协作单位经办人", "clerk of a cooperating unit"),
            Self::Admin => ("管理员", "administrator"),
            Self::ContactJudge => ("联系法官", "contact judge"),
            Self::Auditor => ("督察", "auditor"),
        }
    }

    /// Where it counts.
    #[must_use]
    pub const fn place(self) -> Place {
        match self {
            Self::Officer
            | Self::BureauChief
            | Self::President
            | Self::Command
            | Self::Cashier
            | Self::Admin
            | Self::Auditor => Place::Region,
            Self::Director | Self::GridWorker | Self::ContactJudge => Place::Court,
            Self::UnitClerk => Place::Unit,
        }
    }
}

/// One term of office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The office.
    pub role: Role,
    /// Where it counts, for a role of a region.
    pub region: Option<RegionCode>,
    /// Where it counts, for a role of a court: `courts/{code}`.
    pub court: Option<String>,
    /// Where it counts, for a clerk: `units/{id}`.
    pub unit: Option<String>,
    /// The absent person whose office it is, `people/{id}`; `None` for an office of the person's own.
    pub deputises_for: Option<String>,
    /// First instant.
    pub from: Timestamp,
    /// First instant after; `None` while open.
    pub until: Option<Timestamp>,
}

impl Grant {
    /// Whether it runs at a moment.
    #[must_use]
    pub fn runs(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether the term has ended and what was done in it can still be handed in: by those who work without a signal, for
    /// [`HAND_IN_DAYS`].
    #[must_use]
    pub fn may_hand_in(&self, at: Timestamp) -> bool {
        let in_the_field = matches!(self.role, Role::GridWorker | Role::Director);
        let in_time = |until: Timestamp| until <= at && at < until.plus_hours(HAND_IN_DAYS * 24);
        in_the_field && self.from <= at && self.until.is_some_and(in_time)
    }
}

/// Who calls, when, and by which terms.
#[derive(Clone, Debug)]
pub struct Caller {
    /// `people/{id}`, `serviceAccounts/{id}` for a program, `terminals/{id}` for an enrolled device; empty for a process of the
    /// installation.
    pub person: String,
    /// The person's name.
    pub display_name: String,
    /// `sessions/{id}`, where the person is signed in by one; `uploadSessions/{id}`, where a telephone sends in their name.
    pub session: String,
    /// The methods that a program, a device or a telephone's upload may call; empty for a person who is signed in.
    pub methods: Vec<String>,
    /// The terms that the method admits: running now, in one of its roles. All running terms where the method asks for
    /// no role.
    pub grants: Vec<Grant>,
    /// When the call came in. The one "now" of everything that it does.
    pub at: Timestamp,
    /// How the caller's second factor stands.
    pub second_factor: SecondFactor,
    /// The assertion of the gateway, to be passed on to the next service.
    pub assertion: String,
    /// From which address a stranger calls; empty where it is not known, and for everybody else.
    pub address: String,
}

impl Caller {
    /// A process of this installation, calling for itself.
    #[must_use]
    pub fn ourselves(at: Timestamp) -> Self {
        Self {
            person: String::new(),
            display_name: String::new(),
            session: String::new(),
            methods: Vec::new(),
            grants: Vec::new(),
            at,
            second_factor: SecondFactor::default(),
            assertion: String::new(),
            address: String::new(),
        }
    }

    /// Whether it is a process of this installation.
    #[must_use]
    pub fn is_ourselves(&self) -> bool {
        self.person.is_empty()
    }

    /// The enrolled device that calls by its own credential, `terminals/{id}`; `None` for everybody else.
    #[must_use]
    pub fn device(&self) -> Option<&str> {
        device::is_device(&self.person).then_some(self.person.as_str())
    }

    /// The session of a telephone that sends in the person's name, `uploadSessions/{id}`; `None` for everybody else.
    #[must_use]
    pub fn upload_session(&self) -> Option<&str> {
        is_upload_session(&self.session).then_some(self.session.as_str())
    }

    /// Who takes the step that is called for: the person, and those whose office they hold as a deputy in one of the terms that the
    /// method admits.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let absent = self.grants.iter().filter_map(|grant| grant.deputises_for.clone());
        Actor { person: self.person.clone(), deputises_for: absent.collect() }
    }

    /// Whether the call stands on this role.
    #[must_use]
    pub fn acts_as(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether the call stands on a role of the court itself, whose people see more than helpers in the field.
    #[must_use]
    pub fn is_court_staff(&self) -> bool {
        self.is_ourselves() || self.grants.iter().any(|grant| grant.role.place() == Place::Region)
    }

    /// Whether a term runs on which the call stands; else the caller hands in what they did while it ran.
    #[must_use]
    pub fn is_in_term(&self) -> bool {
        self.is_ourselves() || self.grants.iter().any(|grant| grant.runs(self.at))
    }

    /// Refuses what was done at a moment when none of the terms ran on which the call stands.
    pub fn held_office_at(&self, timestamp: Timestamp) -> Result<(), Refusal> {
        if self.is_ourselves() || self.grants.iter().any(|grant| grant.runs(timestamp)) {
            return Ok(());
        }
        let roles: Vec<Role> = self.grants.iter().map(|grant| grant.role).collect();
        Err(no_role(&self.person, &roles, &self.grants, timestamp))
    }

    /// The rows that the call can touch.
    #[must_use]
    pub fn scope(&self) -> Scope {
        let mut scope = Scope { everything: self.is_ourselves(), ..Scope::default() };
        for grant in &self.grants {
            if grant.role == Role::GridWorker {
                scope.person = Some(self.person.clone());
            } else {
                scope.regions.extend(grant.region.clone());
                scope.courts.extend(grant.court.clone());
                scope.units.extend(grant.unit.clone());
            }
        }
        scope
    }

    /// The caller of a request, as the access layer left it there.
    pub fn of<T>(request: &tonic::Request<T>) -> Result<Self, Refusal> {
        let caller = request.extensions().get::<Self>();
        caller.cloned().ok_or_else(|| Refusal::internal(&"a method was reached around the access layer"))
    }
}

/// Which rows a caller can touch: those in any of the regions (by prefix), with any of the courts or units, or with the person.
/// There is no query without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Everything there is; for our own processes.
    pub everything: bool,
    /// Regions, each with all below it.
    pub regions: Vec<RegionCode>,
    /// Courts, `courts/{code}`.
    pub courts: Vec<String>,
    /// Units, `units/{id}`.
    pub units: Vec<String>,
    /// The person alone, `people/{id}`, for those who see what is given to them.
    pub person: Option<String>,
}

impl Scope {
    /// Everything there is; for our own processes and the tests of stores.
    #[must_use]
    pub fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Whether a row is inside: by its region, by the court or unit that holds it, by the person who has it.
    #[must_use]
    pub fn admits(&self, region: Option<&str>, holder: Option<&str>, person: Option<&str>) -> bool {
        self.everything
            || region.is_some_and(|code| self.regions.iter().any(|prefix| code.starts_with(prefix.as_str())))
            || holder.is_some_and(|holder| self.courts.iter().chain(&self.units).any(|mine| mine == holder))
            || person.is_some_and(|person| self.person.as_deref() == Some(person))
    }
}

/// The refusal for somebody who holds no role that opens a method. Where a term has run out (or not begun) it names that office;
/// else it names those that would do.
fn no_role(person: &str, wanted: &[Role], held: &[Grant], at: Timestamp) -> Refusal {
    let mut idle: Vec<Role> = held.iter().filter(|grant| !grant.runs(at)).map(|grant| grant.role).collect();
    idle.retain(|role| wanted.contains(role));
    idle.dedup();
    let named = if idle.is_empty() { wanted } else { &idle };
    let zh = named.iter().map(|role| role.text().0).collect::<Vec<_>>().join("、");
    let en = named.iter().map(|role| role.text().1).collect::<Vec<_>>().join(" or ");
    let (reason, zh, en) = if idle.is_empty() {
        (reason::ROLE_REQUIRED, format!("此操作只有{zh}可以进行。"), format!("Only {en} can do this."))
    } else {
        (
            reason::TERM_NOT_RUNNING,
            format!("您担任{zh}的任期今天不在有效期内，请联系管理员核对任期。"),
            format!("Your term as {en} does not run today; ask the administrator to check it."),
        )
    };
    Refusal::new(Kind::Denied, reason, zh, en).with("person", person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_a_prefix_and_not_a_beginning_of_digits() {
        let scope = Scope { regions: vec![RegionCode::parse("330783201").unwrap()], ..Scope::default() };
        assert!(scope.admits(Some("330783201203"), None, None));
        assert!(!scope.admits(Some("330783202001"), None, None));
        assert!(!scope.admits(None, Some("courts/330783201203"), Some("people/x")));
    }

    #[test]
    fn role_names_lead_back_to_their_roles() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
            assert_eq!(Role::from_contract(role.to_contract()), Some(role));
        }
        assert_eq!(Role::from_name("ROLE_GRID_WORKER"), Some(Role::GridWorker));
        assert_eq!(Role::from_name("UNSPECIFIED"), None);
    }
}
