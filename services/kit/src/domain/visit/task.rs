//! What the court knows before a visit: by the task, and by the register.

use law::{
    guide::{GuideContext, NoticePosting, decisive, kind_of_title, procedure_of},
    identifiers::{CaseNumber, RegionCode},
    service::{AddresseeKind, DocumentKind},
};
use proto::{courts::v1 as courts, dispatch::v1 as wire};

use super::{read_document_kind, read_procedure, read_status};
use crate::domain::{Timestamp, refusal::Violations};

/// What the court knows before a visit of a task: what the task says, and where it says nothing, kinds of papers by their titles and the
/// procedure by the case number. None for tasks that serve nothing. Who may witness the register says, see [`eligible_witnesses`].
///
/// What the task does not say is not stated, and the library answers with caution: of a notice it says that a visit alone does not
/// show its grounds.
#[must_use]
pub fn context(task: &wire::Task) -> Option<GuideContext> {
    let notice = match task.kind() {
        wire::TaskKind::ServiceOfProcess => None,
        wire::TaskKind::PostNotice => Some(NoticePosting::default()),
        _ => return None,
    };
    // It was read once when the task was filed; a value that this program does not know is not stated.
    let mut passed_over = Violations::new();
    let v = &mut passed_over;
    let kinds: Vec<DocumentKind> = task
        .documents
        .iter()
        .map(|paper| read_document_kind(paper.kind, "kind", v).unwrap_or_else(|| kind_of_title(&paper.title)))
        .collect();
    let by_number = || CaseNumber::parse(&task.case_number).ok().and_then(|number| procedure_of(&number));
    let addressee = task.addressee.clone().unwrap_or_default();
    let kind = task.addressee.as_ref().map(wire::Addressee::kind);
    Some(GuideContext {
        documents: task.documents.iter().map(|document| document.title.clone()).collect(),
        procedure: read_procedure(task.procedure, "procedure", v).or_else(by_number),
        addressee_kind: kind.and_then(|kind| match kind {
            wire::AddresseeKind::Unspecified => None,
            wire::AddresseeKind::Person => Some(AddresseeKind::Person),
            wire::AddresseeKind::Organisation => Some(AddresseeKind::Organisation),
        }),
        addressee_status: read_status(addressee.status, "addressee.status", v),
        residence: RegionCode::parse(&task.region_code).ok(),
        notice,
        ..GuideContext::new(decisive(&kinds))
    })
}

/// Somebody who may witness for the committee of a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EligibleWitness {
    /// `people/{id}`.
    pub person: String,
    /// Name.
    pub display_name: String,
}

/// Who of these people is on the staff of the committee of a village (民诉法解释第一百三十条), by terms that run at an instant, in the order
/// of their names.
#[must_use]
pub fn eligible_witnesses(people: &[courts::Person], village: &str, at: Timestamp) -> Vec<EligibleWitness> {
    let timestamp = |time: &prost_types::Timestamp| Timestamp::from_timestamp(time);
    let runs = |term: &courts::Term| {
        term.start_time.as_ref().and_then(timestamp).is_none_or(|from| from <= at)
            && term.end_time.as_ref().and_then(timestamp).is_none_or(|until| at < until)
    };
    let of_village = |term: &courts::Term| {
        let place = if term.grid.is_empty() { term.court.trim_start_matches("courts/") } else { &term.grid };
        place == village
    };
    let is_staff = |person: &&courts::Person| {
        let mut terms = person.terms.iter();
        !person.deactivated && terms.any(|term| term.committee_staff && runs(term) && of_village(term))
    };
    let mut found: Vec<EligibleWitness> = people
        .iter()
        .filter(is_staff)
        .map(|person| EligibleWitness {
            person: person.name.clone(),
            display_name: person.display_name.trim().to_owned(),
        })
        .collect();
    found.sort_by(|a, b| (&a.display_name, &a.person).cmp(&(&b.display_name, &b.person)));
    found
}

/// Their names, each once.
#[must_use]
pub fn names_of(witnesses: &[EligibleWitness]) -> Vec<String> {
    let mut names: Vec<String> = witnesses.iter().map(|witness| witness.display_name.clone()).collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use proto::enforcement::v1 as acts;

    use super::*;

    #[test]
    fn a_witness_is_of_the_committee_of_the_village_and_in_office() {
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        let person = |id: &str, term: courts::Term| courts::Person {
            name: format!("people/{id}"),
            display_name: id.into(),
            terms: vec![term],
            ..courts::Person::default()
        };
        let here =
            courts::Term { court: "courts/330783201203".into(), committee_staff: true, ..Default::default() };
        let grid = |grid: &str| courts::Term { grid: grid.into(), ..here.clone() };
        let people = [
            person("d", grid("330783201203")),
            person("b", here.clone()),
            person("next", grid("330783201204")),
            person("helper", courts::Term { committee_staff: false, ..here.clone() }),
            person("over", courts::Term { end_time: Some(at.to_timestamp()), ..here.clone() }),
            person(
                "later",
                courts::Term { start_time: Some(at.plus_hours(1).to_timestamp()), ..here.clone() },
            ),
            courts::Person { deactivated: true, ..person("gone", here.clone()) },
        ];
        let found = eligible_witnesses(&people, "330783201203", at);
        assert_eq!(names_of(&found), ["b", "d"]);
        assert_eq!(found[0].person, "people/b");
    }

    #[test]
    fn a_task_says_the_kind_of_paper_and_the_procedure() {
        let document = |title: &str| wire::Document { title: title.into(), copies: 1, ..Default::default() };
        let mut task = wire::Task {
            kind: wire::TaskKind::ServiceOfProcess.into(),
            case_number: "（2026）浙0783执17号".into(),
            region_code: "330783201203".into(),
            documents: vec![document("执行通知书"), document("民事调解书")],
            ..wire::Task::default()
        };
        let found = context(&task).unwrap();
        assert_eq!(found.document, DocumentKind::MediationStatement);
        assert_eq!(
            (found.procedure, found.addressee_kind),
            (Some(law::service::Procedure::Enforcement), None)
        );
        assert!(found.notice.is_none() && found.residence.is_some());
        assert_eq!(found.addressee_status, None);
        // What is stated goes before titles and numbers.
        task.documents[1].kind = acts::ServedDocumentKind::Notice.into();
        task.procedure = acts::Procedure::Summary.into();
        task.addressee =
            Some(wire::Addressee { status: acts::AddresseeStatus::Prisoner.into(), ..Default::default() });
        let stated = context(&task).unwrap();
        assert_eq!(stated.document, DocumentKind::Notice);
        assert_eq!(stated.procedure, Some(law::service::Procedure::Summary));
        assert_eq!(stated.addressee_status, Some(law::service::AddresseeStatus::Prisoner));
        task.kind = wire::TaskKind::PostNotice.into();
        assert!(context(&task).unwrap().notice.is_some());
        task.kind = wire::TaskKind::LocatePerson.into();
        assert_eq!(context(&task), None);
    }
}
