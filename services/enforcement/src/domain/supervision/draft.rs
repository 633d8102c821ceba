//! What somebody wrote who issues an item by hand, and the same after it was found to be in order.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::RegionCode;

use super::{Rule, Subject};

/// As it was written.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What it is about.
    pub subject: String,
    /// The case; may be empty.
    pub case: String,
    /// What is to be done.
    pub matter: String,
    /// Who has to do it.
    pub owner: String,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Where; may be empty.
    pub region_code: String,
}

/// An item about to be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What it is about.
    pub subject: String,
    /// The case; may be empty.
    pub case: String,
    /// What leads to it.
    pub rule: Rule,
    /// What is to be done.
    pub matter: String,
    /// Who has to do it.
    pub owner: String,
    /// Who issues it; `None` for a rule.
    pub issuer: Option<String>,
    /// Where.
    pub region_code: RegionCode,
    /// Until when.
    pub due: Timestamp,
}

/// What an item can be about.
const COLLECTIONS: &[&str] =
    &["cases", "receipts", "payouts", "requests", "seizures", "tasks", "watches", "sanctions", "batches"];
/// An owner has at least an hour and at most a year.
const SOONEST: i64 = 3600;
const LATEST: i64 = 366 * 24 * 3600;

impl Draft {
    /// Finds it in order, or names every field that is not. `fallback` is the issuer's own region.
    pub fn check(self, issuer: &str, fallback: &RegionCode, at: Timestamp) -> Result<Issue, Refusal> {
        let mut wrong = Violations::new();
        let subject = wrong.text("subject", &self.subject, 200);
        let known = subject.as_deref().is_none_or(|name| is_one_of(name, COLLECTIONS));
        if !known {
            wrong.add("subject", reason::SUBJECT_MALFORMED, choose("督办对象", "the subject"));
        }
        let case = wrong.optional_text("case", &self.case, 200).unwrap_or_default();
        if !case.is_empty() && !is_one_of(&case, &["cases"]) {
            wrong.add("case", reason::CASE_MALFORMED, choose("案件", "a case"));
        }
        let matter = wrong.text("matter", &self.matter, 2000);
        let owner = wrong.text("owner", &self.owner, 200);
        if owner.as_deref().is_some_and(|name| !is_one_of(name, &["people"])) {
            wrong.add("owner", reason::PERSON_MALFORMED, choose("责任人", "the person who answers"));
        }
        let region_code = if self.region_code.trim().is_empty() {
            Some(fallback.clone())
        } else {
            let read = RegionCode::parse(&self.region_code).map_err(|error| error.text());
            wrong.parse("region_code", reason::REGION_CODE_MALFORMED, read)
        };
        let due = self.due.unwrap_or_else(|| at.plus_seconds(Rule::ByHand.time_to_reply()));
        check_due(&mut wrong, "due_time", due, at);
        wrong.check()?;
        let (Some(subject), Some(matter), Some(owner), Some(region_code)) =
            (subject, matter, owner, region_code)
        else {
            return Err(Refusal::internal(&"a draft was neither read nor refused"));
        };
        if owner == issuer {
            return Err(owner_is_issuer());
        }
        let case = if case.is_empty() && subject.starts_with("cases/") { subject.clone() } else { case };
        let issuer = Some(issuer.to_owned());
        Ok(Issue { subject, case, rule: Rule::ByHand, matter, owner, issuer, region_code, due })
    }
}

impl Issue {
    /// What a rule issues about a subject.
    #[must_use]
    pub fn by_rule(subject: Subject, at: Timestamp) -> Self {
        let Subject { name, rule, case, owner, region_code, limit: _ } = subject;
        Self {
            subject: name,
            case,
            rule,
            matter: rule.matter().to_owned(),
            owner,
            issuer: None,
            region_code,
            due: at.plus_seconds(rule.time_to_reply()),
        }
    }
}

/// Notes where a time for an owner is none.
pub(super) fn check_due(wrong: &mut Violations, field: &str, due: Timestamp, at: Timestamp) {
    if due < at.plus_seconds(SOONEST) || due > at.plus_seconds(LATEST) {
        let text = Text::new(
            "办理期限须在一小时之后、一年之内。",
            "The time to do it lies at least an hour and at most a year ahead.",
        );
        wrong.add(field, reason::DUE_TIME_OUT_OF_RANGE, text);
    }
}

fn is_one_of(name: &str, collections: &[&str]) -> bool {
    name.split_once('/').is_some_and(|(collection, id)| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        collections.contains(&collection) && !id.is_empty() && id.chars().all(plain)
    })
}

fn choose(zh: &str, en: &str) -> Text {
    Text::new(format!("请从列表中选择{zh}。"), format!("Choose {en} from the list."))
}

/// The refusal for a subject that is not visible to the issuer of an item about it.
#[must_use]
pub fn subject_unknown() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::SUBJECT_UNKNOWN,
        "没有这一督办对象，或不在您的权限范围内，请核对。",
        "What the item is about is not there, or not yours to see; check it.",
    )
    .at("supervision.subject")
}

/// The refusal for an owner whom the register does not know in office.
#[must_use]
pub fn owner_unknown() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::OWNER_UNKNOWN,
        "责任人不在人员名录中，或者已不在任，请另行指定。",
        "The register does not know the owner, or they hold no office now; name another.",
    )
    .at("supervision.owner")
}

fn owner_is_issuer() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::OWNER_IS_ISSUER,
        "不能给自己签发督办事项：销号须由签发人审核，请另行指定责任人。",
        "The issuer of an item judges the reply, so the owner is another person. Name another owner.",
    )
    .at("owner")
}
