//! An opening (期初): what is in force on a stated day, prepared by one person from files and confirmed by another.

use jiff::{civil::Date, tz::Offset};
use kit::domain::{
    Actor, Reason, Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violation, Violations},
    separation::Step,
};
use law::{
    identifiers::{Fen, RegionCode},
    seizure::{AssetClass, Renewal, chain},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    named,
    reading::{self, Identity},
    seizure::{Renewed, Seizure, SeizureState},
    seizure_draft::SeizureDraft,
    seizure_queue,
    watch::PoliceWatch,
};

/// The most rows of one opening.
pub const ROWS: i64 = 20_000;
/// Papers of a freeze of equity: ruling and notice.
const EQUITY_PAPERS: usize = 2;
/// The most places in a queue that a list is believed.
const PLACES: i32 = 1000;

named! {
    /// Where an opening stands.
    pub enum OpeningState {
        /// Being prepared; nothing of it counts.
        Draft = "DRAFT",
        /// Confirmed.
        Confirmed = "CONFIRMED",
        /// Withdrawn.
        Withdrawn = "WITHDRAWN",
    }
}

named! {
    /// What a row is.
    pub enum OpeningKind {
        /// A seizure in force.
        InForce = "IN_FORCE",
        /// A seizure that waits.
        Waiting = "WAITING",
        /// A police watch.
        Watch = "WATCH",
    }
}

/// An opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Its id.
    pub id: Uuid,
    /// The region of the court.
    pub region_code: RegionCode,
    /// The day on which all of it is in force.
    pub as_of: Date,
    /// From which lists it comes.
    pub remark: String,
    /// Where it stands.
    pub state: OpeningState,
    /// Who began it and who added rows.
    pub preparers: Vec<String>,
    /// Who confirmed it.
    pub confirmer: String,
    /// When.
    pub confirmed: Option<Timestamp>,
    /// Why it was withdrawn.
    pub withdraw_reason: String,
    /// Which version of the row it is.
    pub version: i64,
    /// When it was begun.
    pub created: Timestamp,
}

/// How many rows will be entered, and how many will not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accepted rows.
    pub accepted: i64,
    /// Exceptions.
    pub exceptions: i64,
}

impl Opening {
    /// Begins an opening.
    pub fn begin(
        id: Uuid,
        region_code: RegionCode,
        (as_of, remark): (Option<Date>, &str),
        by: &str,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let mut v = Violations::new();
        if as_of.is_none_or(|day| day > at.legal_day()) {
            let text = Text::new("请填写期初日期，且不晚于今天。", "Say as of which day, not after today.");
            v.add("opening.as_of_date", reason::DAY_OUT_OF_RANGE, text);
        }
        let remark = v.optional_text("opening.remark", remark, 500);
        let (Some(as_of), Some(remark), true) = (as_of, remark, v.is_empty()) else {
            return Err(v.into_refusal());
        };
        Ok(Self {
            id,
            region_code,
            as_of,
            remark,
            state: OpeningState::Draft,
            preparers: vec![by.to_owned()],
            confirmer: String::new(),
            confirmed: None,
            withdraw_reason: String::new(),
            version: 1,
            created: at,
        })
    }

    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("seizureOpenings/{}", self.id)
    }

    /// Refuses rows where it is no draft, or would become too large.
    pub fn takes(&self, new: usize, counts: Counts) -> Result<(), Refusal> {
        self.expect_draft("添加", "added to")?;
        let new = i64::try_from(new).unwrap_or(i64::MAX);
        if (counts.accepted + counts.exceptions).saturating_add(new) > ROWS {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::OPENING_FULL,
                "一份期初数据最多两万行，请另建一份。",
                "An opening holds at most 20,000 rows; begin another.",
            ));
        }
        Ok(())
    }

    /// Notes who added rows.
    pub fn added(&mut self, by: &str) {
        if !self.preparers.iter().any(|preparer| preparer == by) {
            self.preparers.push(by.to_owned());
        }
        self.version += 1;
    }

    /// Confirms it, on the word of somebody who added nothing and states what they read.
    pub fn confirm(
        &mut self,
        by: &Actor,
        stands: Counts,
        read: Counts,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        self.expect_draft("确认", "confirmed")?;
        let prepared = self.preparers.iter().map(|one| (Step::PrepareOpening, one.as_str()));
        by.may_take(Step::ConfirmOpening, prepared)?;
        if stands.accepted == 0 {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::OPENING_EMPTY,
                "没有可以入账的行，请先由提交人补正例外或者添加数据。",
                "No row can be entered. Its preparer corrects the exceptions or adds rows first.",
            ));
        }
        if stands != read {
            let Counts { accepted, exceptions } = stands;
            return Err(Refusal::new(
                Kind::Precondition,
                reason::OPENING_TOTALS_DIFFER,
                format!(
                    "您核对的数目与现有数目不符：现有可入账 {accepted} 行，例外 {exceptions} 行。请重新核对后确认。"
                ),
                format!(
                    "What you read differs: {accepted} rows will be entered and {exceptions} will not. Read it again and confirm."
                ),
            ));
        }
        self.state = OpeningState::Confirmed;
        by.person.clone_into(&mut self.confirmer);
        self.confirmed = Some(at);
        self.version += 1;
        Ok(())
    }

    /// Ends a draft.
    pub fn withdraw(&mut self, reason: &str) -> Result<(), Refusal> {
        let reason = reading::required("reason", reason, 2000)?;
        self.expect_draft("撤回", "withdrawn")?;
        self.withdraw_reason = reason;
        self.state = OpeningState::Withdrawn;
        self.version += 1;
        Ok(())
    }

    fn expect_draft(&self, zh: &str, en: &str) -> Result<(), Refusal> {
        let (state_zh, state_en) = match self.state {
            OpeningState::Draft => return Ok(()),
            OpeningState::Confirmed => ("已确认", "confirmed"),
            OpeningState::Withdrawn => ("已撤回", "withdrawn"),
        };
        Err(Refusal::new(
            Kind::Precondition,
            reason::OPENING_STATE_CONFLICT,
            format!("期初数据{state_zh}，不能{zh}。需要的，请另建一份。"),
            format!("The opening is {state_en} and can't be {en}. Begin another where it is needed."),
        )
        .with("state", self.state.name()))
    }
}

/// What a row enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// A seizure.
    Seizure(Box<Seizure>),
    /// A watch.
    Watch(Box<PoliceWatch>),
}

/// Why a row is not entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// The field at fault.
    pub field: String,
    /// Machine-readable reason.
    pub reason: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl RowFault {
    fn new(field: &str, reason: Reason, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Violation::new(field, reason, Text::new(zh, en)).into()
    }

    /// Everything that a refusal names.
    #[must_use]
    pub fn of(refusal: &Refusal) -> Vec<Self> {
        refusal.faults().into_iter().map(Self::from).collect()
    }
}

impl From<Violation> for RowFault {
    fn from(fault: Violation) -> Self {
        let Text { zh, en } = fault.text;
        Self { field: fault.field, reason: fault.reason.to_owned(), zh, en }
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRow {
    /// Its id.
    pub id: Uuid,
    /// The opening.
    pub opening: Uuid,
    /// The region of the court.
    pub region_code: RegionCode,
    /// The file from which it comes.
    pub file: String,
    /// Its line there.
    pub line: i32,
    /// A digest of the row as it was sent, by which the same row is known again.
    pub digest: String,
    /// What it enters; none where it could not be read.
    pub entry: Option<Entry>,
    /// What is wrong with the row itself.
    pub faults: Vec<RowFault>,
    /// Why it does not fit to the others of its property or person.
    pub conflict: Option<RowFault>,
    /// What it became.
    pub entered: Option<String>,
    /// Who added it.
    pub preparer: String,
    /// Which version of the row it is.
    pub version: i64,
    /// When it was added.
    pub created: Timestamp,
}

impl OpeningRow {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("seizureOpenings/{}/rows/{}", self.opening, self.id)
    }

    /// Whether it will be entered, or was.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.entry.is_some() && self.faults.is_empty() && self.conflict.is_none()
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Option<OpeningKind> {
        Some(match self.entry.as_ref()? {
            Entry::Seizure(seizure) if seizure.position > 0 => OpeningKind::Waiting,
            Entry::Seizure(_) => OpeningKind::InForce,
            Entry::Watch(_) => OpeningKind::Watch,
        })
    }

    /// When it was made public or pushed: in this order rows are entered.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        match self.entry.as_ref()? {
            Entry::Seizure(seizure) => seizure.published.map(|(when, _)| when),
            Entry::Watch(watch) => watch.pushed,
        }
    }

    /// What is seized is worth so much.
    #[must_use]
    pub fn value(&self) -> Option<Fen> {
        match self.entry.as_ref()? {
            Entry::Seizure(seizure) => seizure.amounts.value,
            Entry::Watch(_) => None,
        }
    }
}

/// The terms of a seizure in force or waiting, as a list has them.
#[derive(Clone, Debug, Default)]
pub struct OpenTerms {
    /// Since when.
    pub start: Option<Date>,
    /// The last day.
    pub last_day: Option<Date>,
    /// Its place in the queue.
    pub position: i32,
    /// When it was made public.
    pub published: Option<Timestamp>,
    /// The number of the publication.
    pub notice_number: String,
    /// The renewals: the day and the months, none for the longest.
    pub renewals: Vec<(Option<Date>, i32)>,
}

/// The first instant of a legal day.
fn start_of(day: Date) -> Timestamp {
    let instant = Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0)).map(jiff::Timestamp::as_microsecond);
    Timestamp::from_micros(instant.unwrap_or_default())
}

impl SeizureDraft {
    /// A seizure that is in force or waits on the day of an opening, or everything that is wrong with its row.
    pub fn open(
        self,
        terms: &OpenTerms,
        as_of: Date,
        (id, region_code): (Uuid, RegionCode),
        by: &str,
        at: Timestamp,
    ) -> Result<Seizure, Refusal> {
        let mut v = Violations::new();
        let Some(start) = terms.start.filter(|start| *start <= as_of) else {
            let text = Text::new(
                "请填写起始（登记）日期，且不晚于期初日期。",
                "Say since when, not after the day of the opening.",
            );
            v.add("start_date", reason::DAY_OUT_OF_RANGE, text);
            return Err(v.into_refusal());
        };
        if self.class == Some(AssetClass::Equity) && self.record.evidence.len() < EQUITY_PAPERS {
            let text = Text::new("缺少裁定书或者协助执行通知书。", "Ruling or notice is missing.");
            v.add("seizure.record.evidence", reason::PAPERS_MISSING, text);
        }
        let published = terms.published.unwrap_or_else(|| start_of(start));
        if published > at || published.legal_day() > start {
            let text = Text::new(
                "公示（登记）时间不能晚于起始日期。",
                "Made public no later than the day since when it stands.",
            );
            v.add("publish_time", reason::TIME_ORDER, text);
        }
        if !(0..=PLACES).contains(&terms.position) {
            let text = Text::new("轮候顺位应为 0 至 1000。", "A place in the queue is 0 to 1000.");
            v.add("queue_position", reason::PLACE_OUT_OF_RANGE, text);
        }
        let number = v.optional_text("notice_number", &terms.notice_number, 100);
        let (class, months) = (self.class, u16::try_from(self.term_months).ok().filter(|months| *months > 0));
        let renewals = renewals(&terms.renewals, &mut v);
        if terms.position > 0 && (terms.last_day.is_some() || !renewals.is_empty()) {
            let text = Text::new(
                "轮候的查封、冻结尚未生效，没有届满日期和续行。",
                "One that waits has not begun: it has no last day and no renewals.",
            );
            v.add("last_day", reason::WAITING_HAS_NO_END, text);
        }
        if terms.position == 0
            && let Some(class) = class
        {
            check_end(terms.last_day, as_of, (class, start, months, &renewals), &mut v);
        }
        let seizure = match self.check(id, region_code, by, start_of(start)) {
            Ok(seizure) => seizure,
            Err(refusal) => {
                v.extend(refusal.faults());
                return Err(v.into_refusal());
            }
        };
        let (Some(notice_number), true) = (number, v.is_empty()) else { return Err(v.into_refusal()) };
        let in_force = terms.position == 0;
        Ok(Seizure {
            published: Some((published, 0)),
            notice_number,
            from: in_force.then_some(start),
            last_day: terms.last_day,
            renewals,
            position: terms.position,
            state: SeizureState::Recorded,
            created: at,
            ..seizure
        })
    }
}

fn renewals(given: &[(Option<Date>, i32)], v: &mut Violations) -> Vec<Renewed> {
    let mut read = Vec::with_capacity(given.len());
    for (index, (made, months)) in given.iter().enumerate() {
        let months = u16::try_from(*months);
        match (made, months) {
            (Some(made), Ok(months)) => read.push(Renewed {
                made: *made,
                months: Some(months).filter(|months| *months > 0),
                actor: String::new(),
                reason: String::new(),
            }),
            _ => {
                let text = Text::new("请填写续行日期和期限。", "Say when it was renewed, and for how long.");
                v.add(format!("seizure.renewals[{index}]"), reason::RENEWAL_MALFORMED, text);
            }
        }
    }
    read
}

/// The last day is what the law reckons from what the row says, and has not passed.
fn check_end(
    last_day: Option<Date>,
    as_of: Date,
    (class, start, months, renewals): (AssetClass, Date, Option<u16>, &[Renewed]),
    v: &mut Violations,
) {
    let Some(last_day) = last_day else {
        let text = Text::new("请填写届满日期。", "The last day is missing.");
        return v.add("last_day", reason::REQUIRED, text);
    };
    if last_day < as_of {
        let text = Text::new(
            "在期初日期以前已经届满，不是有效的查封、冻结，请不要作为期初录入。",
            "It ended before the day of the opening and is not in force; leave it out.",
        );
        return v.add("last_day", reason::ENDED_BEFORE_DAY, text);
    }
    let renewed: Vec<_> =
        renewals.iter().map(|r| Renewal { made: r.made, months: r.months, reason_stated: true }).collect();
    let ruling = chain(class, start, months, &renewed);
    for unmet in ruling.unmet() {
        v.add("last_day", reason::TERM_BEYOND_LAW, reading::unmet_text(unmet));
    }
    if let Some(reckoned) = ruling.value().map(|chain| chain.last_day)
        && reckoned != last_day
    {
        let text = Text::new(
            format!("按起始日期、期限和续行推算，届满日期应为 {reckoned}。请核对期限、续行和届满日期。"),
            format!("From start, term and renewals the last day is {reckoned}; check them."),
        );
        v.add("last_day", reason::LAST_DAY_DIFFERS, text);
    }
}

/// Judges the rows of one property or of one person in one case together. `live` are the seizures that the queue holds, and `watched`
/// says whether the person is looked for already.
pub fn judge(live: &[Seizure], watched: bool, rows: &mut [OpeningRow], at: Timestamp) {
    let mut all = live.to_vec();
    let mut watched = watched;
    rows.sort_by_key(|row| (row.since(), row.file.clone(), row.line));
    for row in rows {
        row.conflict = match &row.entry {
            Some(Entry::Seizure(seizure)) if row.faults.is_empty() => {
                let mut with = all.clone();
                with.push((**seizure).clone());
                match enter_seizure(&mut with, seizure.id, at) {
                    Ok(_) => {
                        all = with;
                        None
                    }
                    Err(fault) => Some(fault),
                }
            }
            Some(Entry::Watch(_)) if row.faults.is_empty() => {
                let known = std::mem::replace(&mut watched, true);
                known.then(watch_known)
            }
            _ => None,
        };
    }
}

/// Puts a seizure of an opening into the queue of its property, where it fits.
pub fn enter_seizure(
    all: &mut [Seizure],
    id: Uuid,
    at: Timestamp,
) -> Result<seizure_queue::SeizureEvents, RowFault> {
    let Some(one) = all.iter().find(|one| one.id == id).cloned() else {
        return Err(RowFault::new("", reason::INTERNAL, "内部错误。", "Internal error."));
    };
    let same_case = |other: &Seizure| {
        other.id != id
            && other.state.is_live()
            && (other.case.name == one.case.name && !one.case.name.is_empty())
    };
    if all.iter().any(same_case) {
        return Err(RowFault::new(
            "seizure.property_key",
            reason::SEIZURE_KNOWN,
            "本案对这项财产的查封、冻结已经在册。",
            "The ledger has a seizure of this property in this case.",
        ));
    }
    seizure_queue::take_over(all, id, at).map_err(|place| match place {
        Some(place) => RowFault::new(
            "queue_position",
            reason::QUEUE_PLACE_DIFFERS,
            format!("按公示（登记）先后，这项查封、冻结的顺位应为 {place}（0 为已生效）。请核对时间、份额和顺位。"),
            format!("By the time at which it was made public its place is {place} (0 is in force); check times, shares and place."),
        ),
        None => RowFault::new(
            "publish_time",
            reason::PLACE_IS_TAKEN,
            "该财产上已有生效的查封、冻结，登记时间却在本行之后。请先核对在册的那一项。",
            "Another seizure of the property holds it and was made public later; check that one first.",
        ),
    })
}

/// That a person is looked for already.
#[must_use]
pub fn watch_known() -> RowFault {
    RowFault::new(
        "watch.person",
        reason::WATCH_KNOWN,
        "本案对此人的查控已经在册。",
        "There is a watch for this person in this case.",
    )
}

/// What two rows or a row and a record have in common where they are of one person in one case.
#[must_use]
pub fn watch_key(watch: &PoliceWatch) -> String {
    let number = watch.person.identity.as_ref().and_then(Identity::key).unwrap_or_default();
    let case = if watch.case.name.is_empty() { watch.case.number_text() } else { watch.case.name.clone() };
    format!("{number}\n{case}")
}
