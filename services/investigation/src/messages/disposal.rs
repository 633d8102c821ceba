//! Projects of disposal from the wire and to it.

use kit::{
    domain::{
        Reason, Timestamp, reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
    unit_of_work::etag,
};
use proto::investigation::v1 as wire;
use uuid::Uuid;

use crate::{
    domain::{
        citation::Citation,
        disposal::{self, Disposal, DisposalState, Opinion, OpinionDraft, Stance},
        disposal_draft::{DisposalDraft, EnterpriseDraft, ParcelDraft},
        listing::{Listing, ListingDraft, ListingKind, PropertyKind},
        parcel::{Parcel, Sale},
        reading::{self, CaseRef, Party},
    },
    log_events::Shown,
    messages::{
        self,
        request::{party_draft, subject},
        values::{WireEnum as _, date, day, time},
    },
};

impl Shown for Disposal {
    type Wire = wire::Disposal;
    const COLLECTION: &'static str = "disposals";
    const UNKNOWN: (Reason, &'static str, &'static str) =
        (reason::DISPOSAL_UNKNOWN, "处置项目", "project of disposal");

    fn show(&self, _: Timestamp) -> wire::Disposal {
        wire::Disposal {
            name: self.name(),
            case: self.case.as_ref().map(|case| case.name.clone()).unwrap_or_default(),
            case_number: self.case.as_ref().map(CaseRef::number_text).unwrap_or_default(),
            enterprise: self.enterprise.as_ref().map(|enterprise| wire::DisposalEnterprise {
                uscc: enterprise.uscc.as_str().to_owned(),
                registered_as_is_reason: enterprise.uscc.taken_as_registered().unwrap_or_default().to_owned(),
                display_name: enterprise.display_name.clone(),
            }),
            title: self.title.clone(),
            parcels: self.parcels.iter().map(|parcel| show_parcel(self, parcel)).collect(),
            required_units: self.required.clone(),
            state: self.state.to_wire().into(),
            opinions: self.opinions.iter().map(opinion).collect(),
            awaited_units: if self.state == DisposalState::Consulting {
                self.awaited().into_iter().map(str::to_owned).collect()
            } else {
                Vec::new()
            },
            area_mu: self.land().to_string(),
            floor_area_m2: self.floor().to_string(),
            proceeds_fen: self.proceeds().map_or(0, law::identifiers::Fen::get),
            proposer: self.proposer.clone(),
            withdraw_reason: self.withdraw_reason.clone(),
            etag: etag::of(self.version),
            create_time: time(Some(self.created)),
            ..Default::default()
        }
    }
    fn resource(wire: wire::Disposal) -> wire::investigation_event::Resource {
        wire::investigation_event::Resource::Disposal(wire)
    }
    fn citations(&self) -> Vec<Citation<'_>> {
        self.citations()
    }
    fn case(&self) -> Option<&CaseRef> {
        self.case.as_ref()
    }
    fn audience(&self) -> Vec<String> {
        self.required.clone()
    }
}

fn show_parcel(project: &Disposal, parcel: &Parcel) -> wire::DisposalParcel {
    wire::DisposalParcel {
        name: project.parcel_name(parcel.id),
        number: parcel.number.clone(),
        location: parcel.location.clone(),
        kind: parcel.kind.to_wire().into(),
        area_mu: parcel.land.to_string(),
        floor_area_m2: parcel.floor.to_string(),
        valuation_fen: messages::values::amount(parcel.valuation),
        state: parcel.state.to_wire().into(),
        listings: parcel.listings.iter().map(listing).collect(),
        sale: parcel.sale.as_ref().map(sale),
        defaults: parcel
            .defaults
            .iter()
            .map(|one| wire::ParcelDefault {
                sale: Some(sale(&one.sale)),
                forfeited_fen: one.forfeited.get(),
                default_time: time(Some(one.at)),
            })
            .collect(),
        pay_time: time(parcel.paid),
        deliver_time: time(parcel.delivered),
        delivery_papers: parcel.delivery_papers.clone(),
        register_time: time(parcel.registered),
        certificate_number: parcel.certificate.clone(),
        list_time: time(parcel.first_listed),
    }
}

fn opinion(opinion: &Opinion) -> wire::DisposalOpinion {
    wire::DisposalOpinion {
        unit: opinion.unit.clone(),
        stance: opinion.stance.to_wire().into(),
        text: opinion.text.clone(),
        papers: opinion.papers.clone(),
        author: opinion.author.clone(),
        give_time: time(Some(opinion.at)),
    }
}

fn listing(listing: &Listing) -> wire::DisposalListing {
    wire::DisposalListing {
        kind: listing.kind.to_wire().into(),
        notice_date: Some(day(listing.notice)),
        open_date: Some(day(listing.opens)),
        start_price_fen: listing.start.get(),
        deposit_fen: listing.deposit.get(),
        valuation_fen: 0,
        round: listing.round.into(),
        outcome: listing.outcome.to_wire().into(),
        end_date: listing.ended.map(day),
        end_reason: listing.reason.clone(),
        relist_by: listing.relist_by().map(day),
    }
}

fn sale(sale: &Sale) -> wire::ParcelSale {
    wire::ParcelSale {
        price_fen: sale.price.get(),
        buyer: sale.buyer.as_ref().map(|buyer| subject(buyer, false)),
        sell_time: time(Some(sale.at)),
        round: sale.round.into(),
    }
}

/// A draft from a project as it was sent.
pub(crate) fn draft_from(project: Option<&wire::Disposal>) -> Result<DisposalDraft, Refusal> {
    let Some(project) = project else { return Err(missing("disposal")) };
    Ok(DisposalDraft {
        case: project.case.clone(),
        case_number: project.case_number.clone(),
        enterprise: project.enterprise.clone().map(|one| EnterpriseDraft {
            uscc: one.uscc,
            display_name: one.display_name,
            as_is_reason: one.registered_as_is_reason,
        }),
        title: project.title.clone(),
        parcels: project
            .parcels
            .iter()
            .map(|parcel| ParcelDraft {
                number: parcel.number.clone(),
                location: parcel.location.clone(),
                kind: PropertyKind::from_wire(parcel.kind()),
                area_mu: parcel.area_mu.clone(),
                floor_area_m2: parcel.floor_area_m2.clone(),
                valuation_fen: parcel.valuation_fen,
            })
            .collect(),
        required: project.required_units.clone(),
    })
}

/// An opinion as it was sent.
pub(crate) fn opinion_draft(opinion: Option<&wire::DisposalOpinion>) -> Result<OpinionDraft, Refusal> {
    let Some(opinion) = opinion else { return Err(missing("opinion")) };
    Ok(OpinionDraft {
        unit: opinion.unit.clone(),
        stance: Stance::from_wire(opinion.stance()),
        text: opinion.text.clone(),
        papers: opinion.papers.clone(),
    })
}

/// A listing as it was sent.
pub(crate) fn listing_draft(listing: Option<&wire::DisposalListing>) -> Result<ListingDraft, Refusal> {
    let Some(listing) = listing else { return Err(missing("listing")) };
    let mut v = Violations::new();
    let draft = ListingDraft {
        kind: ListingKind::from_wire(listing.kind()),
        notice: date("listing.notice_date", listing.notice_date.as_ref(), &mut v),
        opens: date("listing.open_date", listing.open_date.as_ref(), &mut v),
        start: listing.start_price_fen,
        deposit: listing.deposit_fen,
        valuation: listing.valuation_fen,
    };
    v.check()?;
    Ok(draft)
}

/// Who bought or took.
pub(crate) fn party(field: &str, party: Option<&wire::Subject>) -> Result<Party, Refusal> {
    let Some(party) = party else { return Err(missing(field)) };
    let draft = party_draft(party.clone());
    let mut v = Violations::new();
    let name = v.text(&format!("{field}.display_name"), &draft.display_name, 100);
    if draft.identity.is_empty() && draft.identity.kind.is_none() {
        let number = format!("{field}.identity_number");
        v.add(number, reason::REQUIRED, Text::new("请填写证件号码或者信用代码。", "The number is missing."));
    }
    let identity = reading::identity(field, &draft.identity, &mut v);
    match (name, identity) {
        (Some(display_name), Some(identity)) => {
            let organisation = draft.identity.is_of_organisation();
            Ok(Party { display_name, organisation, identity: Some(identity) })
        }
        _ => Err(v.into_refusal()),
    }
}

/// The parcel in a name, which has to be one of the project's.
pub(crate) fn parcel_id(project: &str, name: &str) -> Result<Uuid, Refusal> {
    let rest = name.strip_prefix(project).and_then(|rest| rest.strip_prefix("/parcels/"));
    rest.and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(disposal::unknown_parcel)
}

fn missing(field: &str) -> Refusal {
    Refusal::new(Kind::Invalid, reason::REQUIRED, "内容未填写。", "It is missing.").at(field)
}
