//! An act of service as the contract writes it.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::Answer;
use crate::sentence;
use crate::service::{
    Act, Addressee, Attempt, Consent, DocumentKind, ForwardingBody, Mode, Place, Procedure, Relation, Server,
    ServerPresence, Witness, check,
};
use crate::unmet::Ruling;
use crate::wire::{self, LegalDay};

/// `{"act": {…}}`, or the act alone.
#[derive(Clone, Debug)]
pub struct ServiceRequest {
    /// The act.
    pub act: Box<ActFacts>,
}

impl<'de> Deserialize<'de> for ServiceRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = Value::deserialize(deserializer)?;
        let act = value.get_mut("act").map(Value::take).unwrap_or(value);
        serde_json::from_value(act).map(|act| Self { act }).map_err(serde::de::Error::custom)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Document {
    kind: Option<DocumentKind>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Recipient {
    relation: Option<Relation>,
    designated_receiver: bool,
}

/// The fields of an act, as `serviceActs:check` takes them, and the further facts that it may carry.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the contract names each fact on its own")]
pub struct ActFacts {
    mode: Mode,
    #[serde(default)]
    document: Document,
    #[serde(default)]
    procedure: Option<Procedure>,
    #[serde(default)]
    addressee: Addressee,
    #[serde(default)]
    recipient: Recipient,
    #[serde(default)]
    refused: bool,
    #[serde(default)]
    signed: Option<bool>,
    #[serde(default)]
    thumbprint: bool,
    #[serde(default)]
    at_pronouncement: bool,
    #[serde(default)]
    place: Option<Place>,
    #[serde(default)]
    server: Option<Server>,
    #[serde(default)]
    server_presence: Option<ServerPresence>,
    #[serde(default)]
    witness: Option<Witness>,
    #[serde(default)]
    recorded_media: bool,
    #[serde(default)]
    noted: Option<bool>,
    #[serde(default)]
    consent_recorded: bool,
    #[serde(default)]
    consent_basis: Option<Consent>,
    #[serde(default)]
    address_confirmed: Option<bool>,
    #[serde(default)]
    receipt_shown: bool,
    #[serde(default, deserialize_with = "wire::date")]
    receipt_shown_date: Option<Date>,
    #[serde(default)]
    paper_requested: bool,
    #[serde(default, deserialize_with = "wire::date")]
    served_date: Option<Date>,
    #[serde(default, deserialize_with = "wire::date")]
    proved_arrival_date: Option<Date>,
    #[serde(default, deserialize_with = "wire::date")]
    postal_receipt_date: Option<Date>,
    #[serde(default)]
    receipt_attached: Option<bool>,
    #[serde(default)]
    entrusted_to_court: Option<bool>,
    #[serde(default)]
    letter_attached: Option<bool>,
    #[serde(default, deserialize_with = "wire::date")]
    letter_received_date: Option<Date>,
    #[serde(default)]
    forwarded_through: Option<ForwardingBody>,
    #[serde(default)]
    failed_modes: Vec<Mode>,
    #[serde(default)]
    earlier_attempts: Vec<Attempt>,
    #[serde(default)]
    addressee_missing: bool,
    #[serde(default, deserialize_with = "wire::dates")]
    publication_dates: Vec<Date>,
    #[serde(default)]
    notice_complete: Option<bool>,
}

impl ActFacts {
    /// The facts, as the library takes them.
    #[must_use]
    pub fn to_act(&self) -> Act {
        let facts = self.clone();
        let mut earlier = facts.earlier_attempts;
        earlier.extend(facts.failed_modes.into_iter().map(|mode| Attempt { mode, date: None }));
        Act {
            mode: facts.mode,
            document: facts.document.kind.unwrap_or(DocumentKind::Other),
            procedure: facts.procedure,
            addressee: facts.addressee,
            recipient: facts.recipient.relation,
            agent_is_receiver: facts.recipient.designated_receiver,
            refused: facts.refused,
            signed: facts.signed,
            thumbprint: facts.thumbprint,
            at_pronouncement: facts.at_pronouncement,
            place: facts.place,
            server: facts.server,
            server_presence: facts.server_presence,
            witness: facts.witness,
            recorded_media: facts.recorded_media,
            noted: facts.noted,
            consent_recorded: facts.consent_recorded,
            consent: facts.consent_basis,
            address_confirmed: facts.address_confirmed,
            receipt_shown: facts.receipt_shown,
            receipt_shown_on: facts.receipt_shown_date,
            paper_requested: facts.paper_requested,
            served_date: facts.served_date,
            proved_arrival: facts.proved_arrival_date,
            postal_receipt: facts.postal_receipt_date,
            receipt_attached: facts.receipt_attached,
            entrusted_to_court: facts.entrusted_to_court,
            letter_attached: facts.letter_attached,
            letter_received: facts.letter_received_date,
            forwarded_through: facts.forwarded_through,
            earlier,
            addressee_missing: facts.addressee_missing,
            publications: facts.publication_dates,
            notice_complete: facts.notice_complete,
        }
    }
}

/// Whether an act of service is valid, in the shape of `serviceActs:check`.
#[must_use]
pub fn service(request: &ServiceRequest) -> Answer {
    let verdict = check(&request.act.to_act());
    let needs_confirmation = verdict.needs_confirmation();
    match verdict {
        Ruling::Met(date, basis) => {
            let sentence = sentence::of(&basis, None);
            let warnings: Vec<_> = basis.iter().filter(|why| why.step.is_warning()).collect();
            Answer::yes(json!({
                "valid": true, "deemedDate": LegalDay::from(date), "basis": basis, "warnings": warnings,
                "needsConfirmation": needs_confirmation,
                "sentence": sentence.as_ref().map(|text| &text.zh),
                "sentenceEn": sentence.as_ref().map(|text| &text.en),
            }))
        }
        Ruling::Unmet(unmet) => Answer::no(json!({ "valid": false, "unmet": unmet })),
    }
}
