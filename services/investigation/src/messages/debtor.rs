//! Debtors, leads and assets from the wire and to it.

use kit::{
    domain::{
        Reason, Timestamp, reason,
        refusal::{Refusal, Text, Violations},
    },
    unit_of_work::etag,
};
use proto::investigation::v1 as wire;

use crate::{
    domain::{
        account,
        asset::{Asset, AssetDraft},
        debtor::{Audience, Confidence, Debtor, Fact, FactDraft, Source, Topic},
        lead::{Lead, LeadDraft},
        reading::CaseRef,
        share::Share,
    },
    log_events::{Shown, id_of},
    messages::{
        request::subject,
        values::{WireEnum as _, date, day, time},
    },
};

impl Shown for Debtor {
    type Wire = wire::Debtor;
    const COLLECTION: &'static str = "debtors";
    const UNKNOWN: (Reason, &'static str, &'static str) = (reason::DEBTOR_UNKNOWN, "被执行人", "debtor");

    fn show(&self, _: Timestamp) -> wire::Debtor {
        wire::Debtor {
            name: self.name(),
            identity: Some(subject(&self.party, false)),
            facts: Vec::new(),
            merged_into: self.merged_into.map(|id| format!("debtors/{id}")).unwrap_or_default(),
            merged: Vec::new(),
            etag: etag::of(self.version),
            create_time: time(Some(self.created)),
            ..Default::default()
        }
    }
    fn resource(wire: wire::Debtor) -> wire::investigation_event::Resource {
        wire::investigation_event::Resource::Debtor(wire)
    }
    fn case(&self) -> Option<&CaseRef> {
        None
    }
}

impl Shown for Lead {
    type Wire = wire::Lead;
    const COLLECTION: &'static str = "leads";
    const UNKNOWN: (Reason, &'static str, &'static str) = (reason::LEAD_UNKNOWN, "线索", "lead");

    /// Without the informer, who is nobody's to know but the few's.
    fn show(&self, at: Timestamp) -> wire::Lead {
        wire::Lead {
            name: self.name(),
            case: self.case.name.clone(),
            case_number: self.case.number_text(),
            debtor: self.debtor.map(|id| format!("debtors/{id}")).unwrap_or_default(),
            source: self.source.to_wire().into(),
            informer: String::new(),
            topic: self.topic.to_wire().into(),
            text: self.text.clone(),
            urgent: self.urgent,
            state: self.state.to_wire().into(),
            due_date: Some(day(self.due)),
            article: self.article.clone(),
            overdue: self.overdue(at),
            outcome: self.outcome.clone(),
            asset: self.asset.map(|id| format!("assets/{id}")).unwrap_or_default(),
            author: self.author.clone(),
            task: self.task.clone(),
            etag: etag::of(self.version),
            create_time: time(Some(self.created)),
            ..Default::default()
        }
    }
    fn resource(wire: wire::Lead) -> wire::investigation_event::Resource {
        wire::investigation_event::Resource::Lead(wire)
    }
    fn case(&self) -> Option<&CaseRef> {
        Some(&self.case)
    }
}

impl Shown for Asset {
    type Wire = wire::Asset;
    const COLLECTION: &'static str = "assets";
    const UNKNOWN: (Reason, &'static str, &'static str) = (reason::ASSET_UNKNOWN, "财产", "asset");

    fn show(&self, _: Timestamp) -> wire::Asset {
        let owners = self
            .owners
            .iter()
            .map(|(name, share)| wire::Owner { display_name: name.clone(), percent: Share::percent(*share) });
        wire::Asset {
            name: self.name(),
            debtor: format!("debtors/{}", self.debtor),
            case: self.case.name.clone(),
            case_number: self.case.number_text(),
            kind: self.kind.to_wire().into(),
            property_key: self.covered_key(),
            description: account::covered(&self.description),
            owners: owners.collect(),
            value_fen: self.value.map_or(0, |(value, _)| value.get()),
            value_date: self.value.map(|(_, date)| day(date)),
            lead: self.lead.map(|id| format!("leads/{id}")).unwrap_or_default(),
            etag: etag::of(self.version),
            create_time: time(Some(self.created)),
            ..Default::default()
        }
    }
    fn resource(wire: wire::Asset) -> wire::investigation_event::Resource {
        wire::investigation_event::Resource::Asset(wire)
    }
    fn case(&self) -> Option<&CaseRef> {
        Some(&self.case)
    }
}

pub(crate) fn fact(fact: &Fact) -> wire::Fact {
    wire::Fact {
        topic: fact.topic.to_wire().into(),
        text: fact.text.clone(),
        source: fact.source.to_wire().into(),
        source_reference: fact.reference.clone(),
        fact_date: Some(day(fact.date)),
        confidence: fact.confidence.to_wire().into(),
        audience: fact.audience.to_wire().into(),
        author: fact.author.clone(),
        create_time: time(Some(fact.at)),
    }
}

pub(crate) fn missing(field: &str) -> Refusal {
    let mut v = Violations::new();
    v.add(field, reason::REQUIRED, Text::new("请填写内容。", "It is missing."));
    v.into_refusal()
}

pub(crate) fn fact_draft(fact: Option<&wire::Fact>) -> Result<FactDraft, Refusal> {
    let fact = fact.ok_or_else(|| missing("fact"))?;
    let mut v = Violations::new();
    let day = date("fact.fact_date", fact.fact_date.as_ref(), &mut v);
    v.check()?;
    Ok(FactDraft {
        topic: Topic::from_wire(fact.topic()),
        text: fact.text.clone(),
        source: Source::from_wire(fact.source()),
        reference: fact.source_reference.clone(),
        date: day,
        confidence: Confidence::from_wire(fact.confidence()),
        audience: Audience::from_wire(fact.audience()),
    })
}

pub(crate) fn lead_draft(lead: Option<&wire::Lead>) -> Result<LeadDraft, Refusal> {
    let lead = lead.ok_or_else(|| missing("lead"))?;
    let debtor = if lead.debtor.is_empty() { None } else { Some(id_of::<Debtor>(&lead.debtor)?) };
    Ok(LeadDraft {
        case: lead.case.clone(),
        case_number: lead.case_number.clone(),
        debtor,
        source: Source::from_wire(lead.source()),
        informer: lead.informer.clone(),
        topic: Topic::from_wire(lead.topic()),
        text: lead.text.clone(),
        urgent: lead.urgent,
        task: lead.task.trim().to_owned(),
    })
}

pub(crate) fn asset_draft(asset: &wire::Asset) -> Result<AssetDraft, Refusal> {
    let mut v = Violations::new();
    let value_date = date("asset.value_date", asset.value_date.as_ref(), &mut v);
    v.check()?;
    Ok(AssetDraft {
        case: asset.case.clone(),
        case_number: asset.case_number.clone(),
        kind: Topic::from_wire(asset.kind()),
        property_key: asset.property_key.clone(),
        description: asset.description.clone(),
        owners: asset.owners.iter().map(|o| (o.display_name.clone(), o.percent.clone())).collect(),
        value_fen: asset.value_fen,
        value_date,
    })
}
