//! An act on the wire as the law library takes it.

use jiff::civil::Date;
use kit::domain::{
    reason,
    refusal::{Text, Violations},
};
use law::{
    identifiers::RegionCode,
    service::{Act, Addressee, Attempt, DocumentKind, Server, Witness},
};
use proto::{enforcement::v1 as wire, google::r#type::Date as WireDate};

use crate::{api::date, domain::service_people::Named, messages::legal::of_name};

/// The act; what can't be read of it is noted by field.
pub(super) fn act(message: &wire::ServiceAct, v: &mut Violations) -> Option<Act> {
    let mode = of_name(message.mode().as_str_name(), "SERVICE_MODE_");
    if mode.is_none() {
        v.add("mode", reason::REQUIRED, Text::new("请选择送达方式。", "Say how it was served."));
    }
    let document = message.document.as_ref().map(wire::ServedDocument::kind);
    let mut act = Act::new(mode?);
    act.document = document
        .and_then(|kind| of_name(kind.as_str_name(), "SERVED_DOCUMENT_KIND_"))
        .unwrap_or(DocumentKind::Other);
    act.procedure = of_name(message.procedure().as_str_name(), "PROCEDURE_");
    act.addressee = addressee(message.addressee.as_ref(), v);
    if let Some(recipient) = &message.recipient {
        act.recipient = of_name(recipient.relation().as_str_name(), "RECIPIENT_RELATION_");
        act.agent_is_receiver = recipient.designated_receiver;
    }
    act.place = of_name(message.place().as_str_name(), "SERVICE_PLACE_");
    (act.server, act.witness) = people(message, v);
    let presence = message.server.as_ref().map(wire::ServiceServer::presence);
    act.server_presence = presence.and_then(|presence| of_name(presence.as_str_name(), "SERVER_PRESENCE_"));
    act.thumbprint = message.thumbprint;
    (act.refused, act.signed, act.at_pronouncement) =
        (message.refused, message.signed, message.at_pronouncement);
    (act.recorded_media, act.noted) = (message.recorded_media, message.noted);
    act.consent_recorded = message.consent_recorded;
    act.consent = of_name(message.consent_basis().as_str_name(), "CONSENT_BASIS_");
    (act.address_confirmed, act.receipt_shown) = (message.address_confirmed, message.receipt_shown);
    act.receipt_shown_on = day("receipt_shown_date", message.receipt_shown_date.as_ref(), v);
    (act.paper_requested, act.receipt_attached) = (message.paper_requested, message.receipt_attached);
    act.served_date = day("served_date", message.served_date.as_ref(), v);
    act.proved_arrival = day("proved_arrival_date", message.proved_arrival_date.as_ref(), v);
    act.postal_receipt = day("postal_receipt_date", message.postal_receipt_date.as_ref(), v);
    (act.entrusted_to_court, act.letter_attached) = (message.entrusted_to_court, message.letter_attached);
    act.letter_received = day("letter_received_date", message.letter_received_date.as_ref(), v);
    act.forwarded_through = of_name(message.forwarded_through().as_str_name(), "FORWARDING_BODY_");
    act.earlier = earlier(message, v);
    act.addressee_missing = message.addressee_missing;
    act.publications = message
        .publication_dates
        .iter()
        .filter_map(|message| day("publication_dates", Some(message), v))
        .collect();
    act.notice_complete = message.notice_complete;
    Some(act)
}

fn earlier(message: &wire::ServiceAct, v: &mut Violations) -> Vec<Attempt> {
    let dated = message.earlier_attempts.iter().filter_map(|attempt| {
        let mode = of_name(attempt.mode().as_str_name(), "SERVICE_MODE_")?;
        Some(Attempt { mode, date: day("earlier_attempts", attempt.date.as_ref(), v) })
    });
    let mut all: Vec<Attempt> = dated.collect();
    let undated = message.failed_modes().filter_map(|mode| of_name(mode.as_str_name(), "SERVICE_MODE_"));
    all.extend(undated.map(|mode| Attempt { mode, date: None }));
    all
}

fn addressee(message: Option<&wire::ServiceAddressee>, v: &mut Violations) -> Addressee {
    let Some(message) = message else { return Addressee::default() };
    Addressee {
        kind: of_name(message.kind().as_str_name(), "ADDRESSEE_KIND_"),
        region_code: region("addressee.region_code", &message.region_code, v),
        status: of_name(message.status().as_str_name(), "ADDRESSEE_STATUS_"),
    }
}

/// Who served and who witnessed. One person is one under whatever name they are written.
fn people(message: &wire::ServiceAct, v: &mut Violations) -> (Option<Server>, Option<Witness>) {
    let server = message.server.as_ref();
    let witness = message.witness.as_ref().map(|witness| {
        let same = server.filter(|server| !witness.person.is_empty() && server.person == witness.person);
        Witness {
            display_name: same.map_or(&witness.display_name, |server| &server.display_name).clone(),
            represents: of_name(witness.represents().as_str_name(), "WITNESS_OF_"),
            region_code: region("witness.region_code", &witness.region_code, v),
            signed: witness.signed,
        }
    });
    let server = server
        .map(|server| Server { display_name: server.display_name.clone(), court_staff: server.court_staff });
    (server, witness)
}

/// The people of the network whom an act names.
pub(super) fn named<'a>(message: &'a wire::ServiceAct, act: &'a Act) -> Named<'a> {
    let server = message.server.as_ref().filter(|server| !server.person.is_empty());
    let committee = wire::WitnessOf::ResidenceCommittee;
    let witness =
        message.witness.as_ref().filter(|one| !one.person.is_empty() && one.represents() == committee);
    Named {
        server: server.map(|server| (server.person.as_str(), server.court_staff)),
        committee_witness: witness.map(|witness| {
            (witness.person.as_str(), act.witness.as_ref().and_then(|witness| witness.region_code.as_ref()))
        }),
    }
}

fn region(field: &str, code: &str, v: &mut Violations) -> Option<RegionCode> {
    if code.is_empty() {
        return None;
    }
    v.parse(field, reason::REGION_CODE_MALFORMED, RegionCode::parse(code).map_err(|fault| fault.text()))
}

fn day(field: &str, message: Option<&WireDate>, v: &mut Violations) -> Option<Date> {
    v.parse(field, reason::DATE_MALFORMED, date(message?))
}
