//! Periods and deadlines.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::Answer;
use crate::deadline::{Exclusion, Extension, Ground, Kind, due};
use crate::period::{Interval, Intervals, Measure, reckon};
use crate::sentence;
use crate::unmet::Ruling;
use crate::wire::{self, Day, LegalDay};

/// Days that are not counted: `"2023-04-01..2023-04-10"`, or `{"from", "to", "ground"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExclusionRequest(pub Exclusion);

impl ExclusionRequest {
    /// Reads `A..B`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..")?;
        let days = Interval::new(from.trim().parse().ok()?, to.trim().parse().ok()?)?;
        Some(Self(Exclusion { days, ground: None }))
    }
}

impl<'de> Deserialize<'de> for ExclusionRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Parts { from: Day, to: Day, ground: Option<Ground> },
        }
        let wrong = || {
            serde::de::Error::custom("排除的期间应写作 A..B，且不得倒置（an exclusion reads A..B, in order）")
        };
        match Written::deserialize(deserializer).map_err(|_| wrong())? {
            Written::Text(text) => Self::parse(&text).ok_or_else(wrong),
            Written::Parts { from, to, ground } => {
                let days = Interval::new(from.0, to.0).ok_or_else(wrong)?;
                Ok(Self(Exclusion { days, ground }))
            }
        }
    }
}

/// A bare period: from a day, one length, and what is not counted.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PeriodRequest {
    /// The day from which it is reckoned.
    #[serde(deserialize_with = "wire::required")]
    pub from: Date,
    /// Days.
    #[serde(default)]
    pub days: Option<u16>,
    /// Months.
    #[serde(default)]
    pub months: Option<u16>,
    /// Years.
    #[serde(default)]
    pub years: Option<u16>,
    /// Working days.
    #[serde(default)]
    pub working_days: Option<u16>,
    /// What is not counted.
    #[serde(default)]
    pub exclude: Vec<ExclusionRequest>,
}

/// When a period ends.
#[must_use]
pub fn period(request: &PeriodRequest) -> Answer {
    let lengths: Vec<Measure> = [
        request.days.map(Measure::Days),
        request.months.map(Measure::Months),
        request.years.map(Measure::Years),
        request.working_days.map(Measure::WorkingDays),
    ]
    .into_iter()
    .flatten()
    .collect();
    let &[length] = lengths.as_slice() else {
        return Answer::unreadable(
            "日、月、年、工作日须写且只写一项（give one of days, months, years, workingDays）",
        );
    };
    let excluded = Intervals::of(request.exclude.iter().map(|exclusion| exclusion.0.days));
    let period = reckon(request.from, length, &excluded);
    let sentence = sentence::of(&period.why, None);
    Answer::yes(json!({
        "ok": true, "date": LegalDay::from(period.end), "iso": period.end, "why": period.why,
        "sentence": sentence.as_ref().map(|text| &text.zh), "sentenceEn": sentence.as_ref().map(|text| &text.en),
    }))
}

/// A clock of enforcement.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeadlineRequest {
    /// Which; the limit of an enforcement case where nothing is said.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// The day on which it starts: of filing, receipt, notice, as the clock says.
    #[serde(alias = "from", deserialize_with = "wire::required")]
    pub filed: Date,
    /// What is not counted.
    #[serde(default)]
    pub exclude: Vec<ExclusionRequest>,
    /// What was added.
    #[serde(default)]
    pub extensions: Vec<Extension>,
}

/// When a clock runs out.
#[must_use]
pub fn deadline(request: &DeadlineRequest) -> Answer {
    let kind = request.kind.unwrap_or(Kind::EnforcementLimit);
    let exclusions: Vec<Exclusion> = request.exclude.iter().map(|exclusion| exclusion.0).collect();
    match due(kind, request.filed, &exclusions, &request.extensions) {
        Ruling::Met(period, why) => {
            let sentence = sentence::of(&why, Some(&kind.start()));
            Answer::yes(json!({
                "ok": true, "kind": kind, "nature": kind.nature(), "fulfilledBy": kind.fulfilled_by(),
                "date": LegalDay::from(period.end), "iso": period.end, "why": why,
                "sentence": sentence.as_ref().map(|text| &text.zh),
                "sentenceEn": sentence.as_ref().map(|text| &text.en),
            }))
        }
        Ruling::Unmet(unmet) => Answer::no(json!({ "ok": false, "kind": kind, "unmet": unmet })),
    }
}
