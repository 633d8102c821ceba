//! The act that a recorded visit may be, as the officer looks at it: nothing of it is stored.

use kit::{
    access::Caller,
    domain::{
        refusal::{Refusal, Violations},
        visit::{
            self,
            task::{EligibleWitness, context, names_of},
        },
    },
};
use law::{
    guide::{VisitRecord, draft_act},
    identifiers::CaseNumber,
    service::{Act, AddresseeKind, Represents},
};
use proto::{dispatch::v1 as tasks, enforcement::v1 as wire};

use super::{Api, check, facts};
use crate::{domain::service_act, store::cases};

impl Api {
    /// The act that a visit may be, with what the law library says of it.
    pub(super) async fn draft(
        &self,
        caller: &Caller,
        attempt: &str,
    ) -> Result<wire::DraftServiceActResponse, Refusal> {
        let (task, _) = attempt.split_once("/attempts/").ok_or_else(service_act::attempt_unknown)?;
        let task = self.get_task(caller, task).await?.ok_or_else(service_act::attempt_unknown)?;
        let visited = task.attempts.iter().find(|visited| visited.name == attempt);
        let visited = visited.ok_or_else(service_act::attempt_unknown)?;
        let record = visit::of_attempt(visited).ok_or_else(service_act::visit_is_no_service)?;
        let mut known = context(&task).ok_or_else(service_act::visit_is_no_service)?;
        let witnesses = match record.witness.represents {
            Some(Represents::ResidenceCommittee) => {
                self.register.witnesses((&task.court, &task.region_code), caller.at).await?
            }
            _ => Vec::new(),
        };
        known.witnesses = names_of(&witnesses);
        let act = draft_act(&record, &known).ok_or_else(service_act::visit_is_no_service)?;
        let mut message = to_message(&act, &record, (&task, visited));
        name_witness(&mut message, &witnesses);
        message.case = self.case_of(caller, &task).await?;
        // What is checked is what the officer reads, so that CheckServiceAct says the same of it.
        let mut v = Violations::new();
        let read = facts::act(&message, &mut v);
        v.check()?;
        let read = read.ok_or_else(|| Refusal::internal(&"a drafted act has no mode"))?;
        Ok(wire::DraftServiceActResponse {
            act: Some(message),
            check: Some(check(&read)),
            ..Default::default()
        })
    }

    /// The case of a task's number, where it is entered here and the caller may see it.
    async fn case_of(&self, caller: &Caller, task: &tasks::Task) -> Result<String, Refusal> {
        let Ok(number) = CaseNumber::parse(&task.case_number) else { return Ok(String::new()) };
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let Some(name) = cases::by_number(read, &number).await? else { return Ok(String::new()) };
        let seen = cases::get(read, &caller.scope(), &name, encryption).await?;
        Ok(seen.map(|case| case.name()).unwrap_or_default())
    }
}

/// Names the witness as the register does, where one of the name is the only one.
fn name_witness(act: &mut wire::ServiceAct, witnesses: &[EligibleWitness]) {
    let Some(witness) = &mut act.witness else { return };
    let mut namesakes = witnesses.iter().filter(|known| known.display_name == witness.display_name);
    if let (wire::WitnessOf::ResidenceCommittee, Some(known), None) =
        (witness.represents(), namesakes.next(), namesakes.next())
    {
        witness.person.clone_from(&known.person);
    }
}

/// A drafted act in the contract, with the names and the files that the visit and its task have.
fn to_message(
    act: &Act,
    record: &VisitRecord,
    (task, attempt): (&tasks::Task, &tasks::Attempt),
) -> wire::ServiceAct {
    let region = |code: Option<&law::identifiers::RegionCode>| {
        code.map(|code| code.as_str().to_owned()).unwrap_or_default()
    };
    wire::ServiceAct {
        mode: visit::mode_to(act.mode).into(),
        document: Some(document(act, task)),
        procedure: act.procedure.map_or(0, |procedure| visit::procedure_to(procedure).into()),
        addressee: Some(wire::ServiceAddressee {
            display_name: task.addressee.clone().unwrap_or_default().display_name,
            kind: act.addressee.kind.map_or(0, |kind| kind_to(kind).into()),
            region_code: region(act.addressee.region_code.as_ref()),
            status: act.addressee.status.map_or(0, |status| visit::status_to(status).into()),
        }),
        recipient: Some(wire::ServiceRecipient {
            display_name: record.recipient.display_name.clone(),
            relation: act.recipient.map_or(0, |relation| visit::relation_to(relation).into()),
            designated_receiver: act.agent_is_receiver,
        }),
        refused: act.refused,
        signed: act.signed,
        thumbprint: act.thumbprint,
        place: act.place.map_or(0, |place| visit::place_to(place).into()),
        server: act.server.as_ref().map(|server| wire::ServiceServer {
            display_name: server.display_name.clone(),
            court_staff: server.court_staff,
            person: String::new(),
            presence: act.server_presence.map_or(0, |presence| visit::presence_to(presence).into()),
        }),
        witness: act.witness.as_ref().map(|witness| wire::ServiceWitness {
            display_name: witness.display_name.clone(),
            represents: witness.represents.map_or(0, |body| visit::represents_to(body).into()),
            region_code: region(witness.region_code.as_ref()),
            signed: witness.signed,
            person: String::new(),
        }),
        recorded_media: act.recorded_media,
        noted: act.noted,
        consent_basis: act.consent.map_or(0, |consent| visit::consent_to(consent).into()),
        served_date: act.served_date.map(visit::day_to),
        failed_modes: act.earlier.iter().map(|earlier| visit::mode_to(earlier.mode).into()).collect(),
        addressee_missing: act.addressee_missing,
        publication_dates: act.publications.iter().map(|day| visit::day_to(*day)).collect(),
        notice_complete: act.notice_complete,
        task: task.name.clone(),
        attempt: attempt.name.clone(),
        evidence: attempt.evidence.clone(),
        address: task.address.clone(),
        ..wire::ServiceAct::default()
    }
}

/// The papers of the task as one: the kind that decides, every title, and the copies of a single paper.
fn document(act: &Act, task: &tasks::Task) -> wire::ServedDocument {
    let titles: Vec<&str> = task.documents.iter().map(|document| document.title.as_str()).collect();
    let copies = match &task.documents[..] {
        [only] => only.copies,
        _ => 0,
    };
    wire::ServedDocument {
        title: titles.join("、"),
        kind: visit::document_kind_to(act.document).into(),
        copies,
    }
}

const fn kind_to(kind: AddresseeKind) -> wire::AddresseeKind {
    match kind {
        AddresseeKind::Person => wire::AddresseeKind::Person,
        AddresseeKind::Organisation => wire::AddresseeKind::Organisation,
    }
}

#[cfg(test)]
mod tests;
