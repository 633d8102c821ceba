//! A batch as it is entered: every row is looked at before anything is stored.

use std::collections::HashMap;

use jiff::civil::Date;
use kit::domain::{
    Reason, Timestamp,
    identity::{self, Identity},
    reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::{CaseNumber, RegionCode};
use uuid::Uuid;

use super::{Batch, Debtor, Member};
use crate::domain::{
    Actor, case,
    money::{amount, payee::DraftPayee},
};

/// The most members of one batch.
const MEMBERS: usize = 500;

/// A member as it is entered.
#[derive(Clone, Debug, Default)]
pub struct DraftMember {
    /// Who claims.
    pub payee: DraftPayee,
    /// The number of the case.
    pub case_number: String,
    /// How much.
    pub claim_fen: i64,
}

/// The debtor as they are entered.
#[derive(Clone, Debug, Default)]
pub struct DraftDebtor {
    /// Name.
    pub display_name: String,
    /// By which paper they are known.
    pub identity: identity::Draft,
}

/// A batch as it is entered.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is called.
    pub display_name: String,
    /// Against whom.
    pub debtor: DraftDebtor,
    /// What about.
    pub cause: String,
    /// The day of filing; today where none is given.
    pub filed: Option<Date>,
    /// Who claims what.
    pub members: Vec<DraftMember>,
}

/// What may not stand twice, and where it stood first.
#[derive(Default)]
struct Seen {
    people: HashMap<String, usize>,
    accounts: HashMap<String, usize>,
    numbers: HashMap<String, usize>,
}

impl Draft {
    /// A batch where everything is in order.
    pub fn check(
        self,
        id: Uuid,
        region_code: &RegionCode,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut wrong = Violations::new();
        let display_name = wrong.text("display_name", &self.display_name, 100);
        let cause = wrong.optional_text("cause", &self.cause, 100);
        let debtor_name = wrong.text("debtor.display_name", &self.debtor.display_name, 100);
        let debtor = debtor_identity(&self.debtor.identity, &mut wrong);
        let today = at.legal_day();
        let filed = self.filed.unwrap_or(today);
        if filed > today {
            let text = Text::new("立案日期不能晚于今天。", "Filing lies in the future.");
            wrong.add("filing_date", reason::TIME_IN_FUTURE, text);
        }
        let count = self.members.len();
        if count == 0 || count > MEMBERS {
            let text = Text::new("一批须有 1 至 500 名申请人。", "A batch has 1 to 500 members.");
            wrong.add("members", reason::BATCH_SIZE, text);
        }
        let mut seen = Seen::default();
        let members = self.members.iter().enumerate().take(MEMBERS);
        let members = members.filter_map(|(row, draft)| member(row, draft, filed, &mut seen, &mut wrong));
        let members: Vec<Member> = members.collect();
        wrong.check()?;
        let lost = || Refusal::internal(&"a checked batch has a gap");
        Ok(Batch {
            id,
            display_name: display_name.ok_or_else(lost)?,
            debtor: Debtor {
                display_name: debtor_name.ok_or_else(lost)?,
                is_organisation: self.debtor.identity.is_of_organisation(),
                number: debtor.as_ref().map_or("", Identity::expose).to_owned(),
                identity: Some(debtor.ok_or_else(lost)?),
            },
            cause: cause.unwrap_or_default(),
            filed,
            region_code: region_code.clone(),
            members,
            receipts: Vec::new(),
            paid: false,
            creator: actor.person.clone(),
            version: 1,
            created: at,
            updated: at,
        })
    }
}

fn debtor_identity(draft: &identity::Draft, wrong: &mut Violations) -> Option<Identity> {
    let fields = identity::Fields {
        number: "debtor.identity_number",
        identity: "debtor.identity",
        citizen: reason::IDENTITY_NUMBER_INVALID,
        code: reason::IDENTITY_NUMBER_INVALID,
    };
    if draft.is_empty() && draft.kind.is_none() {
        let text = Text::new("请填写被执行人的证件号码。", "Give the number of the debtor's paper.");
        wrong.add(fields.number, reason::IDENTITY_NUMBER_INVALID, text);
        return None;
    }
    draft.read(fields, wrong)
}

fn member(
    row: usize,
    draft: &DraftMember,
    filed: Date,
    seen: &mut Seen,
    wrong: &mut Violations,
) -> Option<Member> {
    let at = |field: &str| format!("members[{row}].{field}");
    let payee = draft.payee.check(&at("payee"), wrong);
    let number = CaseNumber::parse(&draft.case_number).map_err(|fault| fault.text());
    let number = wrong.parse(&at("case_number"), reason::CASE_NUMBER_MALFORMED, number);
    let claim = amount::positive(wrong, &at("claim_fen"), draft.claim_fen);
    if let Some(number) = &number {
        if !number.type_code().starts_with('执') || i32::from(filed.year()) < i32::from(number.year()) {
            let text = Text::new(
                "须为执行案件案号，且年份不晚于立案日期。",
                "It is the number of an enforcement case of no later year than the filing.",
            );
            wrong.add(at("case_number"), reason::NOT_ENFORCEMENT, text);
        }
        if number.is_of_paper() {
            wrong.add(at("case_number"), reason::NUMBER_OF_PAPER, case::number_of_paper().text().clone());
        }
        twice(
            &mut seen.numbers,
            number.identity().to_string(),
            row,
            (at("case_number"), reason::CASE_NUMBER_DUPLICATE),
            ("案号", "case number"),
            wrong,
        );
    }
    if let Some(payee) = &payee {
        match payee.identity() {
            Some(Identity::Person(person)) => {
                let person = person.expose();
                let field = (at("payee.identity_number"), reason::MEMBER_DUPLICATE);
                twice(
                    &mut seen.people,
                    person.to_owned(),
                    row,
                    field,
                    ("身份证号", "identity number"),
                    wrong,
                );
            }
            _ => {
                let text = Text::new("请填写申请人的身份证号。", "Give the claimant's identity number.");
                wrong.add(at("payee.identity_number"), reason::REQUIRED, text);
            }
        }
        let field = (at("payee.account"), reason::ACCOUNT_DUPLICATE);
        let account = payee.account.expose().to_owned();
        twice(&mut seen.accounts, account, row, field, ("收款账号", "account"), wrong);
    }
    Some(Member {
        payee: payee?,
        case_number: number?,
        claim: claim?,
        case: None,
        urged: None,
        allocated: Vec::new(),
    })
}

/// Notes where something stands, or that it stood before: with both rows, and never with the thing itself.
fn twice(
    seen: &mut HashMap<String, usize>,
    what: String,
    row: usize,
    (field, reason): (String, Reason),
    (zh, en): (&str, &str),
    wrong: &mut Violations,
) {
    if let Some(first) = seen.get(&what) {
        let (first, row) = (first + 1, row + 1);
        let text = Text::new(
            format!("第 {first} 行与第 {row} 行{zh}相同，请核对。"),
            format!("Rows {first} and {row} have the same {en}; check them."),
        );
        wrong.add(field, reason, text);
    } else {
        seen.insert(what, row);
    }
}
