//! Enums, days, times and amounts as the contract writes them. An enum has the name of the domain's behind a prefix.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Text, Violations},
};
use proto::{google::r#type::Date as WireDate, investigation::v1 as wire};

use crate::domain::{
    catalogue, debtor, disposal, duty, feedback, lead, listing, opening, parcel, request, seizure, watch,
};

/// Says which enum of the contract stands for which of the domain, and under which prefix.
macro_rules! same_names {
    ($($domain:ty => $wire:ty, $prefix:literal;)+) => {
        $(impl WireEnum for $domain {
            type Wire = $wire;
            fn to_wire(self) -> $wire {
                <$wire>::from_str_name(&format!("{}{}", $prefix, self.name())).unwrap_or_default()
            }
            fn from_wire(wire: $wire) -> Option<Self> {
                wire.as_str_name().strip_prefix($prefix).and_then(Self::from_name)
            }
        })+

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_value_of_the_domain_is_a_value_of_the_contract() {
                $(for name in <$domain>::NAMES {
                    let word = <$domain>::from_name(name).unwrap();
                    assert_eq!(<$domain>::from_wire(word.to_wire()), Some(word), "{name}");
                })+
            }
        }
    };
}

/// An enum of the domain that the contract has too.
pub(crate) trait WireEnum: Sized {
    /// In the contract.
    type Wire;
    /// To the contract.
    fn to_wire(self) -> Self::Wire;
    /// From the contract; none for the unspecified one.
    fn from_wire(wire: Self::Wire) -> Option<Self>;
}

same_names! {
    catalogue::MatterAction => wire::MatterAction, "MATTER_ACTION_";
    catalogue::PaperKind => wire::PaperKind, "PAPER_KIND_";
    request::RequestState => wire::RequestState, "REQUEST_STATE_";
    feedback::Outcome => wire::FeedbackOutcome, "FEEDBACK_OUTCOME_";
    request::Ground => wire::RefusalGround, "REFUSAL_GROUND_";
    opening::OpeningState => wire::SeizureOpeningState, "SEIZURE_OPENING_STATE_";
    opening::OpeningKind => wire::SeizureOpeningKind, "SEIZURE_OPENING_KIND_";
    seizure::SeizureState => wire::SeizureState, "SEIZURE_STATE_";
    duty::DutyKind => wire::DutyKind, "DUTY_KIND_";
    duty::DutyState => wire::DutyState, "DUTY_STATE_";
    debtor::Topic => wire::Topic, "TOPIC_";
    debtor::Source => wire::FactSource, "FACT_SOURCE_";
    debtor::Confidence => wire::Confidence, "CONFIDENCE_";
    debtor::Audience => wire::FactAudience, "FACT_AUDIENCE_";
    lead::LeadState => wire::LeadState, "LEAD_STATE_";
    disposal::DisposalState => wire::DisposalState, "DISPOSAL_STATE_";
    disposal::Stance => wire::OpinionStance, "OPINION_STANCE_";
    parcel::ParcelState => wire::ParcelState, "PARCEL_STATE_";
    listing::PropertyKind => wire::PropertyKind, "PROPERTY_KIND_";
    listing::ListingKind => wire::ListingKind, "LISTING_KIND_";
    listing::ListingOutcome => wire::ListingOutcome, "LISTING_OUTCOME_";
    listing::ListingFailure => wire::ListingFailure, "LISTING_FAILURE_";
    watch::WatchState => wire::WatchState, "WATCH_STATE_";
    watch::WatchGround => wire::WatchGround, "WATCH_GROUND_";
}

/// A day, as the contract writes it.
pub(crate) fn day(date: Date) -> WireDate {
    WireDate { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

/// Reads a day.
pub(crate) fn date(field: &str, given: Option<&WireDate>, v: &mut Violations) -> Option<Date> {
    let given = given?;
    let parts = (i16::try_from(given.year), i8::try_from(given.month), i8::try_from(given.day));
    let date = match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    if date.is_none() {
        v.add(field, reason::DATE_MALFORMED, Text::new("日期不存在。", "There is no such day."));
    }
    date
}

/// A moment, as the contract writes it.
pub(crate) fn time(timestamp: Option<Timestamp>) -> Option<prost_types::Timestamp> {
    timestamp.map(Timestamp::to_timestamp)
}

/// An amount, as the contract writes it.
pub(crate) fn amount(fen: Option<law::identifiers::Fen>) -> i64 {
    fen.map_or(0, law::identifiers::Fen::get)
}
