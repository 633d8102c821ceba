//! A case as it was written, and what is in order of it.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, identity, reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::{CaseNumber, RegionCode};
use uuid::Uuid;

use super::{Case, Handlers, Party, Side, State};
use crate::domain::money::amount;

/// How many parties a case may have; more are batches.
const PARTIES: usize = 500;
/// No court kept records of enforcement before.
const EARLIEST: Date = jiff::civil::date(1980, 1, 1);

/// A party as it was written.
#[derive(Clone, Debug, Default)]
pub struct DraftParty {
    /// On which side; none where it was not stated.
    pub side: Option<Side>,
    /// Name.
    pub display_name: String,
    /// By which paper they are known.
    pub identity: identity::Draft,
    /// Telephone number.
    pub phone: String,
    /// Who acts for them, and whether with special authority.
    pub agents: Vec<(String, bool)>,
}

/// A case as it was written. Fields are named as in the contract.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The number.
    pub case_number: String,
    /// What it is about.
    pub cause: String,
    /// The day of filing; an error where it is no day.
    pub filing_date: Option<Result<Date, Text>>,
    /// The day on which the application was received; an error where it is no day.
    pub application_received_date: Option<Result<Date, Text>>,
    /// What is claimed.
    pub claim_fen: i64,
    /// Those on both sides.
    pub parties: Vec<DraftParty>,
    /// Who handles it.
    pub handler: String,
    /// Where it belongs.
    pub region_code: String,
    /// Administrative enforcement without a lawsuit.
    pub non_litigation: bool,
    /// Goes first.
    pub green_channel: bool,
}

impl Draft {
    /// The case, or everything that is wrong with the draft, by field. `own` is the region of the one who files it, `by` who handles it
    /// where nobody is named; a person who is named has to be an officer of the court by `handlers`.
    pub fn check(
        self,
        id: Uuid,
        own: &RegionCode,
        by: &str,
        handlers: &Handlers,
        at: Timestamp,
    ) -> Result<Case, Refusal> {
        let mut v = Violations::new();
        let number = CaseNumber::parse(&self.case_number).map_err(|fault| fault.text());
        let number = v.parse("case_number", reason::CASE_NUMBER_MALFORMED, number);
        if number.as_ref().is_some_and(|number| !number.is_of_enforcement()) {
            let text = Text::new(
                "不是执行案件的案号，类型代字应为执、执恢、执保等。",
                "Not the number of an enforcement case: its type is 执, 执恢, 执保 and the like.",
            );
            v.add("case_number", reason::NOT_ENFORCEMENT, text);
        }
        let cause = v.optional_text("cause", &self.cause, 100).unwrap_or_default();
        let filed = filing_date(self.filing_date, number.as_ref(), at, &mut v);
        let application_received = received(self.application_received_date, filed, &mut v);
        let claim = amount::bounded(&mut v, "claim_fen", self.claim_fen).unwrap_or_default();
        let parties = parties(self.parties, &mut v);
        let named = person(&self.handler, &mut v);
        let region_code = if self.region_code.is_empty() {
            Some(own.clone())
        } else {
            let code = RegionCode::parse(&self.region_code).map_err(|fault| fault.text());
            v.parse("region_code", reason::REGION_CODE_MALFORMED, code)
        };
        if let Some(code) = &region_code
            && !code.as_str().starts_with(own.as_str())
        {
            let text = Text::new("不在您的辖区内。", "Outside your region.");
            v.add("region_code", reason::OUTSIDE_REGION, text);
        }
        if let (Some(named), Some(code)) = (&named, &region_code) {
            handlers.check(named, code, &mut v);
        }
        let handler = named.unwrap_or_else(|| by.to_owned());
        handlers.check_own_case(&handler, &parties, &mut v);
        match (number, filed, region_code) {
            (Some(number), Some(filed), Some(region_code)) if v.is_empty() => Ok(Case {
                id,
                number,
                cause,
                filed,
                application_received,
                claim,
                parties,
                handler,
                region_code,
                non_litigation: self.non_litigation,
                green_channel: self.green_channel,
                state: State::Open,
                suspensions: Vec::new(),
                extensions: Vec::new(),
                settlements: Vec::new(),
                closing: None,
                closing_approver: String::new(),
                closing_request: None,
                origin: None,
                satisfaction: None,
                corrections: Vec::new(),
                handovers: Vec::new(),
                version: 1,
                created: at,
                updated: at,
            }),
            _ => Err(v.into_refusal()),
        }
    }
}

/// The application comes before the case is filed.
fn received(stated: Option<Result<Date, Text>>, filed: Option<Date>, v: &mut Violations) -> Option<Date> {
    let date = v.parse("application_received_date", reason::DATE_MALFORMED, stated?)?;
    if date < EARLIEST {
        let text = Text::new("收到申请执行书的日期过早，请核对。", "The application lies too far back.");
        v.add("application_received_date", reason::DATE_TOO_EARLY, text);
        return None;
    }
    if filed.is_some_and(|filed| date > filed) {
        let text =
            Text::new("收到申请执行书的日期晚于立案日期。", "The application was received after the filing.");
        v.add("application_received_date", reason::DATE_AFTER_FILING, text);
        return None;
    }
    Some(date)
}

pub(super) fn filing_date(
    stated: Option<Result<Date, Text>>,
    number: Option<&CaseNumber>,
    at: Timestamp,
    v: &mut Violations,
) -> Option<Date> {
    let Some(stated) = stated else {
        v.add("filing_date", reason::REQUIRED, Text::new("请填写立案日期。", "Give the day of filing."));
        return None;
    };
    let date = v.parse("filing_date", reason::DATE_MALFORMED, stated)?;
    let wrong = if date > at.legal_day() {
        Some((reason::TIME_IN_FUTURE, Text::new("立案日期不能晚于今天。", "Filing lies in the future.")))
    } else if date < EARLIEST {
        Some((reason::DATE_TOO_EARLY, Text::new("立案日期过早，请核对。", "Filing lies too far back.")))
    } else if number.is_some_and(|number| date.year() < i16::try_from(number.year()).unwrap_or(i16::MAX)) {
        let text = Text::new("立案日期早于案号的年份。", "Filing lies before the year of the number.");
        Some((reason::DATE_BEFORE_CASE, text))
    } else {
        None
    };
    if let Some((reason, text)) = wrong {
        v.add("filing_date", reason, text);
        return None;
    }
    Some(date)
}

pub(super) fn parties(drafts: Vec<DraftParty>, v: &mut Violations) -> Vec<Party> {
    if drafts.len() > PARTIES {
        let text = Text::new("一件案件最多 500 名当事人。", "A case has 500 parties at the most.");
        v.add("parties", reason::TOO_MANY, text);
        return Vec::new();
    }
    for (side, zh, en) in
        [(Side::Applicant, "申请执行人", "an applicant"), (Side::Debtor, "被执行人", "a debtor")]
    {
        if !drafts.iter().any(|party| party.side == Some(side)) {
            v.add(
                "parties",
                reason::REQUIRED,
                Text::new(format!("缺少{zh}。"), format!("There is not {en}.")),
            );
        }
    }
    drafts
        .into_iter()
        .enumerate()
        .filter_map(|(at, draft)| party(draft, &format!("parties[{at}]"), v))
        .collect()
}

fn party(draft: DraftParty, field: &str, v: &mut Violations) -> Option<Party> {
    let side = draft.side;
    if side.is_none() {
        let text = Text::new("请选择申请执行人或被执行人。", "Say whether applicant or debtor.");
        v.add(format!("{field}.side"), reason::REQUIRED, text);
    }
    let display_name = v.text(&format!("{field}.display_name"), &draft.display_name, 100);
    let phone = v.optional_text(&format!("{field}.phone"), &draft.phone, 30).unwrap_or_default();
    let (number, at) = (format!("{field}.identity_number"), format!("{field}.identity"));
    let identity = if draft.identity.is_empty() && draft.identity.kind.is_none() {
        let text = Text::new(
            "请填写证件号码；确实查不到号码的，证件种类选“不明”并写明原因。",
            "Give the number of a paper; where none can be found, choose unknown and say why.",
        );
        v.add(number, reason::IDENTITY_REQUIRED, text);
        None
    } else {
        let (citizen, code) = (reason::CITIZEN_ID_MALFORMED, reason::CREDIT_CODE_MALFORMED);
        draft.identity.read(identity::Fields { number: &number, identity: &at, citizen, code }, v)
    };
    let agents = draft.agents.into_iter().filter(|(name, _)| !name.trim().is_empty()).take(5).collect();
    Some(Party { side: side?, display_name: display_name?, identity: identity?, phone, agents })
}

pub(super) fn person(name: &str, v: &mut Violations) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    let known = name.strip_prefix("people/").is_some_and(|id| !id.is_empty() && name.len() <= 100);
    if !known {
        let text = Text::new("请从人员名录中选择。", "Choose a person of the register.");
        v.add("handler", reason::PERSON_MALFORMED, text);
    }
    known.then(|| name.to_owned())
}
