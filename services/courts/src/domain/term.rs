//! A term of office: a role, a place and a time, half-open like every interval here: `[from, until)`.

use kit::{
    access::{Place, Role},
    domain::{
        Timestamp, reason,
        refusal::{Text, Violations},
    },
};
use law::identifiers::{RegionCode, RegionLevel};

use super::{
    Objection,
    court::{self, CourtCode},
    deputy,
    hand::Hand,
    network::Network,
    peoples_court::PeoplesCourt,
    person_id::PersonId,
};

/// Where a term counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Post {
    /// In a region and all below it.
    Region(RegionCode),
    /// In a shared court; a grid worker also in a village of it.
    Court(CourtCode, Option<RegionCode>),
    /// For a cooperating unit, `units/{id}`.
    Unit(String),
}

/// A term of office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its id among the terms of its person.
    pub id: String,
    /// The office.
    pub role: Role,
    /// Where it counts.
    pub post: Post,
    /// Whether a grid worker is on the staff of the village committee.
    pub committee_staff: bool,
    /// The absent person whose office it is; `None` for an office of the person's own.
    pub deputises_for: Option<PersonId>,
    /// First instant.
    pub from: Timestamp,
    /// First instant after; `None` while open.
    pub until: Option<Timestamp>,
}

/// A term as somebody wrote it, unchecked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermDraft {
    /// The office; required.
    pub role: Option<Role>,
    /// Where it counts, for offices of the court itself.
    pub region_code: String,
    /// Where it counts, for offices of a shared court: `courts/{code}`.
    pub court: String,
    /// For whom it counts, for clerks: `units/{id}`.
    pub unit: String,
    /// A grid worker's village.
    pub grid: String,
    /// Whether a grid worker is on the staff of the village committee.
    pub committee_staff: bool,
    /// For whom it is held while they are absent: `people/{id}`; empty for an office of the person's own.
    pub deputises_for: String,
    /// First instant; `Err` where what was written is not an instant.
    pub from: Option<Result<Timestamp, Text>>,
    /// First instant after.
    pub until: Option<Result<Timestamp, Text>>,
}

/// A term of an office that only one can hold, with its holder.
#[derive(Clone, Debug)]
pub struct Held {
    /// The holder.
    pub person: PersonId,
    /// The holder's name.
    pub display_name: String,
    /// The term.
    pub term: Term,
}

impl Term {
    /// Reads a draft, or names every field at fault below `at`. `start` is the first instant where the draft has none; an import
    /// gives none, for its rows have to mean the same tomorrow.
    pub fn read(
        draft: &TermDraft,
        at: &str,
        id: String,
        start: Option<Timestamp>,
        violations: &mut Violations,
    ) -> Option<Self> {
        let instant = |name: &str, stated: Option<&Result<Timestamp, Text>>, violations: &mut Violations| {
            match stated {
                None => Some(None),
                Some(stated) => violations
                    .parse(&format!("{at}.{name}"), reason::TIME_MALFORMED, stated.clone())
                    .map(Some),
            }
        };
        let from = instant("start_time", draft.from.as_ref(), violations);
        let until = instant("end_time", draft.until.as_ref(), violations);
        let Some(role) = draft.role else {
            violations.add(
                format!("{at}.role"),
                reason::REQUIRED,
                Text::new("必填项：职务。", "Required: the office."),
            );
            return None;
        };
        let post = read_post(role, draft, at, violations);
        if draft.committee_staff && role != Role::GridWorker {
            let text = Text::new(
                "只有网格员可以标明是否为村委会工作人员。",
                "Only a grid worker can be committee staff.",
            );
            violations.add(format!("{at}.committee_staff"), reason::NOT_FOR_ROLE, text);
        }
        let (from, until) = (from?.or(start), until?);
        let Some(from) = from else {
            let text = Text::new("必填项：任期开始时间。", "Required: when the term begins.");
            violations.add(format!("{at}.start_time"), reason::REQUIRED, text);
            return None;
        };
        if until.is_some_and(|until| until <= from) {
            let text = Text::new("任期的结束时间须晚于开始时间。", "A term ends after it begins.");
            violations.add(format!("{at}.end_time"), reason::END_BEFORE_START, text);
            return None;
        }
        let deputises_for = deputy::read(&draft.deputises_for, role, at, until, violations)?;
        Some(Self {
            id,
            role,
            post: post?,
            committee_staff: draft.committee_staff,
            deputises_for,
            from,
            until,
        })
    }

    /// Whether it runs at a moment.
    #[must_use]
    pub fn runs(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether the two share an instant.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let from = self.from.max(other.from);
        let until = match (self.until, other.until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        until.is_none_or(|until| from < until)
    }

    /// Whether it is the same office in the same place.
    #[must_use]
    pub fn is_same_office(&self, other: &Self) -> bool {
        self.role == other.role && self.post == other.post
    }

    /// Whether it is a deputy's beside the holder's own: two people hold an office that only one can hold in no other way.
    #[must_use]
    pub fn deputises_in(&self, held: &Self, holder: &PersonId) -> bool {
        self.deputises_for.as_ref() == Some(holder) && held.deputises_for.is_none()
    }

    /// The court whose office of this kind only one can hold at a time.
    #[must_use]
    pub fn sole_office(&self) -> Option<(&CourtCode, Role)> {
        match (&self.post, self.role) {
            (Post::Court(court, _), Role::Director | Role::ContactJudge) => Some((court, self.role)),
            _ => None,
        }
    }

    /// The court that it counts in.
    #[must_use]
    pub const fn court(&self) -> Option<&CourtCode> {
        match &self.post {
            Post::Court(court, _) => Some(court),
            Post::Region(_) | Post::Unit(_) => None,
        }
    }

    /// The region that it lies in; a unit lies in none.
    #[must_use]
    pub fn place<'a>(&'a self, network: &'a Network) -> Option<&'a str> {
        match &self.post {
            Post::Region(region) => Some(region.as_str()),
            Post::Court(court, _) => Some(network.place_of(court)),
            Post::Unit(_) => None,
        }
    }

    /// Whether it can be given by a hand.
    #[must_use]
    pub fn is_given_by(&self, hand: &Hand, network: &Network) -> bool {
        match &self.post {
            Post::Unit(unit) => hand.holds_unit(unit),
            Post::Region(_) | Post::Court(..) => self.place(network).is_some_and(|place| hand.holds(place)),
        }
    }

    /// The people's court whose office it is: of the court's own offices, and of contact judges, who sit in a shared court. Directors,
    /// grid workers and clerks of units are not on its staff.
    #[must_use]
    pub fn peoples_court<'a>(&self, network: &'a Network) -> Option<&'a PeoplesCourt> {
        let place = match &self.post {
            Post::Region(region) => region.clone(),
            Post::Court(court, _) if self.role == Role::ContactJudge => {
                RegionCode::parse(network.place_of(court)).ok()?
            }
            Post::Court(..) | Post::Unit(_) => return None,
        };
        network.peoples_court_of(&place)
    }

    /// What in the network stands against it.
    #[must_use]
    pub fn objections(&self, at: &str, network: &Network) -> Option<Objection> {
        match &self.post {
            Post::Unit(_) => None,
            Post::Region(region) if region.level() == RegionLevel::County || network.knows_prefix(region) => {
                None
            }
            Post::Region(region) => Some(Objection::new(
                format!("{at}.region_code"),
                reason::REGION_UNKNOWN,
                Text::new(
                    format!("区划代码 {region} 不在登记册中。"),
                    format!("The register has no region {region}."),
                ),
            )),
            Post::Court(code, grid) => {
                let field = format!("{at}.court");
                let Some(court) = network.court(code) else {
                    let (zh, en) = court::unknown_text(&code.name());
                    return Some(Objection::new(field, reason::COURT_UNKNOWN, Text::new(zh, en)));
                };
                if !court.is_active() {
                    let zh = format!("{}已停用，不能再任命。", court.display_name);
                    let text =
                        Text::new(zh, format!("{} is closed; nobody is appointed there.", code.name()));
                    return Some(Objection::new(field, reason::COURT_CLOSED, text));
                }
                let outside = grid.as_ref().filter(|grid| !court.covers.contains(grid))?;
                let zh = format!("网格 {outside} 不在{}的覆盖范围内。", court.display_name);
                let text = Text::new(zh, format!("{} does not answer for the grid {outside}.", code.name()));
                Some(Objection::new(format!("{at}.grid"), reason::GRID_NOT_COVERED, text))
            }
        }
    }
}

/// The objection that an office is held already: by another where only one can hold it, or by the person.
#[must_use]
pub fn overlap(at: &str, wanted: &Term, held: &Term, holder: &str) -> Objection {
    let (zh_role, en_role) = wanted.role.text();
    let (zh_place, en_place) = match &wanted.post {
        Post::Court(court, _) => (format!("共享法庭 {court} 的"), format!(" of {}", court.name())),
        Post::Region(region) => (format!("区域 {region} 的"), format!(" in {region}")),
        Post::Unit(unit) => (format!("{unit} 的"), format!(" for {unit}")),
    };
    let (from, until) = (held.from.legal_day(), held.until.map(Timestamp::legal_day));
    let zh_until = until.map_or("未定".to_owned(), |day| day.to_string());
    let en_until = until.map_or("open".to_owned(), |day| day.to_string());
    Objection::new(
        at,
        reason::TERM_OVERLAP,
        Text::new(
            format!(
                "{zh_place}{zh_role}在这段时间内已由{holder}担任（{from} 起，{zh_until} 止）。请先结束该任期，或另定时间。"
            ),
            format!(
                "{holder} is {en_role}{en_place} in that time (from {from}, until {en_until}). End that term first or choose another time."
            ),
        ),
    )
}

fn read_post(role: Role, draft: &TermDraft, at: &str, violations: &mut Violations) -> Option<Post> {
    let place = role.place();
    let strays = [
        ("region_code", &draft.region_code, place == Place::Region),
        ("court", &draft.court, place == Place::Court),
        ("unit", &draft.unit, place == Place::Unit),
        ("grid", &draft.grid, role == Role::GridWorker),
    ];
    let mut astray = false;
    for (name, value, right) in strays {
        if !right && !value.is_empty() {
            let (zh, en) = role.text();
            let text = Text::new(format!("{zh}的任期不填此项。"), format!("Not for the term of a {en}."));
            violations.add(format!("{at}.{name}"), reason::NOT_FOR_ROLE, text);
            astray = true;
        }
    }
    let post = match place {
        Place::Region => {
            let code = RegionCode::parse(&draft.region_code).map_err(|fault| fault.text());
            violations
                .parse(&format!("{at}.region_code"), reason::REGION_CODE_MALFORMED, code)
                .map(Post::Region)
        }
        Place::Unit => {
            let unit = unit(&draft.unit);
            violations.parse(&format!("{at}.unit"), reason::UNIT_MALFORMED, unit).map(Post::Unit)
        }
        Place::Court => {
            let court = CourtCode::from_name(&draft.court);
            let court = violations.parse(&format!("{at}.court"), reason::COURT_CODE_MALFORMED, court);
            let grid = (role == Role::GridWorker && !draft.grid.is_empty()).then(|| {
                violations.parse(&format!("{at}.grid"), reason::REGION_CODE_MALFORMED, grid(&draft.grid))
            });
            match grid {
                None => court.map(|court| Post::Court(court, None)),
                Some(grid) => grid.and_then(|grid| Some(Post::Court(court?, Some(grid)))),
            }
        }
    };
    post.filter(|_| !astray)
}

fn unit(text: &str) -> Result<String, Text> {
    let id = text.strip_prefix("units/").filter(|id| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=64).contains(&id.len()) && id.bytes().all(plain)
    });
    id.map(|_| text.to_owned())
        .ok_or_else(|| Text::new("请从名录中选择协作单位。", "Choose the unit from the register."))
}

fn grid(text: &str) -> Result<RegionCode, Text> {
    let code = RegionCode::parse(text).ok().filter(|code| code.level() == RegionLevel::Village);
    code.ok_or_else(|| {
        Text::new("网格须为 12 位村（社区）区划代码。", "A grid is the 12-digit code of a village.")
    })
}
