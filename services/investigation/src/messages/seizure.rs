//! Seizures and duties as messages, and seizures from them.

use kit::{
    domain::{
        Reason, Timestamp, reason,
        refusal::{Refusal, Text, Violations},
    },
    unit_of_work::etag,
};
use law::seizure::{AssetClass, Extent};
use proto::investigation::v1 as wire;

use crate::{
    domain::{
        account,
        citation::Citation,
        duty::Duty,
        origin::Origin,
        reading::CaseRef,
        seizure::{Record, Seizure},
        seizure_draft::SeizureDraft,
        share::Share,
    },
    log_events::Shown,
    messages::values::{WireEnum as _, amount, day, time},
};

const CLASSES: [(wire::AssetClass, AssetClass); 5] = [
    (wire::AssetClass::Deposit, AssetClass::Deposit),
    (wire::AssetClass::Movable, AssetClass::Movable),
    (wire::AssetClass::RealEstate, AssetClass::RealEstate),
    (wire::AssetClass::Equity, AssetClass::Equity),
    (wire::AssetClass::OtherRight, AssetClass::OtherRight),
];

impl Shown for Seizure {
    type Wire = wire::Seizure;
    const COLLECTION: &'static str = "seizures";
    const UNKNOWN: (Reason, &'static str, &'static str) = (reason::SEIZURE_UNKNOWN, "查封、冻结", "seizure");

    fn show(&self, at: Timestamp) -> wire::Seizure {
        let class = CLASSES.iter().find(|(_, class)| *class == self.class).map(|(wire, _)| *wire);
        let record = &self.record;
        wire::Seizure {
            name: self.name(),
            case: self.case.name.clone(),
            case_number: self.case.number_text(),
            asset_class: class.unwrap_or_default().into(),
            property_key: self.covered_key(),
            description: account::covered(&self.description),
            asset: self.asset.clone(),
            term_months: self.months.map_or(0, i32::from),
            value_fen: amount(self.amounts.value),
            claim_fen: amount(self.amounts.claim),
            costs_fen: amount(self.amounts.costs),
            indivisible: self.amounts.indivisible,
            elsewhere_fen: amount(self.amounts.elsewhere),
            excess_reason: self.amounts.excess_reason.clone(),
            percent: self.share.map(Share::percent).unwrap_or_default(),
            held_percent: self.held.map(Share::percent).unwrap_or_default(),
            record: Some(wire::SeizureRecord {
                start_time: time(record.start),
                end_time: time(record.end),
                place: record.place.clone(),
                keeper: record.keeper.clone(),
                evidence: record.evidence.clone(),
            }),
            state: self.state_on(at.legal_day()).to_wire().into(),
            publish_time: time(self.published.map(|(when, _)| when)),
            notice_number: self.notice_number.clone(),
            start_date: self.from.map(day),
            last_day: self.last_day.map(day),
            lapse_date: self.lapse_date().map(day),
            queue_position: self.position,
            renewals: self
                .renewals
                .iter()
                .map(|renewal| wire::Renewal {
                    made_date: Some(day(renewal.made)),
                    term_months: renewal.months.map_or(0, i32::from),
                    actor: renewal.actor.clone(),
                    reason: renewal.reason.clone(),
                })
                .collect(),
            warnings: warnings(self, at),
            request: self.request.map(|id| format!("requests/{id}")).unwrap_or_default(),
            proposer: self.proposer.clone(),
            end_reason: self.ended.as_ref().map(|(reason, _)| reason.clone()).unwrap_or_default(),
            end_date: self.ended.as_ref().map(|(_, date)| day(*date)),
            etag: etag::of(self.version),
            create_time: time(Some(self.created)),
            legal_basis: self.basis().into_iter().map(str::to_owned).collect(),
            source: self.origin.as_ref().map(source),
            ..Default::default()
        }
    }
    fn resource(wire: wire::Seizure) -> wire::investigation_event::Resource {
        wire::investigation_event::Resource::Seizure(wire)
    }
    fn citations(&self) -> Vec<Citation<'_>> {
        Citation::of_court(&self.record.evidence, &self.proposer).collect()
    }
    fn case(&self) -> Option<&CaseRef> {
        Some(&self.case)
    }
}

/// Where something that was taken over comes from.
pub(crate) fn source(origin: &Origin) -> wire::ImportSource {
    wire::ImportSource { opening: origin.opening.clone(), file: origin.file.clone(), line: origin.line }
}

fn warnings(seizure: &Seizure, at: Timestamp) -> Vec<wire::Warning> {
    let Some(excess) = seizure.amounts.excess(at.legal_day()) else { return Vec::new() };
    let (reason, text) = match excess.extent {
        Extent::Within => return Vec::new(),
        Extent::Exceeds => {
            let step = excess.why.first().and_then(|why| why.step.text());
            ("EXCESS", step.map(|text| text.zh).unwrap_or_default())
        }
        Extent::IndivisibleException => {
            ("EXCESS_INDIVISIBLE", format!("超出 {} 元，但为不可分物且无其他足够财产", excess.excess_fen))
        }
    };
    let article = excess.why.first().map(|why| why.rule.article).unwrap_or_default();
    vec![wire::Warning { reason: reason.to_owned(), text, article: article.to_owned() }]
}

impl Shown for Duty {
    type Wire = wire::Duty;
    const COLLECTION: &'static str = "duties";
    const UNKNOWN: (Reason, &'static str, &'static str) = (reason::DUTY_UNKNOWN, "后续义务", "duty");

    fn show(&self, _: Timestamp) -> wire::Duty {
        wire::Duty {
            name: self.name(),
            kind: self.kind.to_wire().into(),
            seizure: format!("seizures/{}", self.seizure),
            request: format!("requests/{}", self.request),
            case: self.case.name.clone(),
            case_number: self.case.number_text(),
            addressee: self.addressee.clone(),
            state: self.state.to_wire().into(),
            article: self.article.clone(),
            outcome: self.outcome.clone(),
            etag: etag::of(self.version),
            create_time: time(Some(self.created)),
            complete_time: time(self.completed),
            officer: self.officer.clone(),
            address: self.address.clone(),
            task: self.task(),
            ..Default::default()
        }
    }
    fn resource(wire: wire::Duty) -> wire::investigation_event::Resource {
        wire::investigation_event::Resource::Duty(wire)
    }
    fn case(&self) -> Option<&CaseRef> {
        Some(&self.case)
    }
}

/// A seizure as it was sent.
pub(crate) fn draft_from(seizure: Option<&wire::Seizure>) -> Result<SeizureDraft, Refusal> {
    let mut v = Violations::new();
    let Some(seizure) = seizure else {
        v.add("seizure", reason::REQUIRED, Text::new("请填写查封、冻结的内容。", "The seizure is missing."));
        return Err(v.into_refusal());
    };
    let record = seizure.record.clone().unwrap_or_default();
    let record = Record {
        start: v.timestamp("seizure.record.start_time", record.start_time.as_ref()),
        end: v.timestamp("seizure.record.end_time", record.end_time.as_ref()),
        place: record.place,
        keeper: record.keeper,
        evidence: record.evidence,
    };
    v.check()?;
    let class = seizure.asset_class();
    Ok(SeizureDraft {
        case: seizure.case.clone(),
        case_number: seizure.case_number.clone(),
        class: CLASSES.iter().find(|(wire, _)| *wire == class).map(|(_, class)| *class),
        property_key: seizure.property_key.clone(),
        description: seizure.description.clone(),
        asset: seizure.asset.clone(),
        term_months: seizure.term_months,
        fen: [seizure.value_fen, seizure.claim_fen, seizure.costs_fen, seizure.elsewhere_fen],
        indivisible: seizure.indivisible,
        excess_reason: seizure.excess_reason.clone(),
        percent: seizure.percent.clone(),
        held_percent: seizure.held_percent.clone(),
        record,
    })
}
