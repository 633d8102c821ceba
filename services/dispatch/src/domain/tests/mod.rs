//! The domain by example and by property.

mod acts;
mod attempt;
mod draft;
mod hand_over;
mod lives;
mod place;
mod print;

use kit::domain::Timestamp;
use law::identifiers::RegionCode;
use uuid::Uuid;

use super::{
    Actor, Attempt, AttemptDraft, Draft, DraftAddressee, DraftDocument, Kind, Office, Opinion, Outcome, Task,
    Term, Worker, place::Place,
};

pub(super) const COURT: &str = "courts/330783201203";
pub(super) const OTHER_COURT: &str = "courts/330783123";

/// 2026-11-23 in the morning.
pub(super) fn now() -> Timestamp {
    Timestamp::parse("2026-11-23T01:00:00Z").unwrap()
}

pub(super) fn draft() -> Draft {
    Draft {
        kind: Some(Kind::ServiceOfProcess),
        case_number: "（2023）浙0783执123号".into(),
        addressee: Some(DraftAddressee { display_name: "张三".into(), ..DraftAddressee::default() }),
        address: "三单乡前田村12号".into(),
        documents: vec![paper("执行通知书")],
        ..Draft::default()
    }
}

pub(super) fn paper(title: &str) -> DraftDocument {
    DraftDocument { title: title.into(), ..DraftDocument::default() }
}

pub(super) fn code(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

pub(super) fn by(person: &str) -> Actor {
    Actor { person: format!("people/{person}"), ..Actor::default() }
}

pub(super) fn opinion(approved: bool, comment: &str) -> Opinion<'_> {
    Opinion { approved, comment, missing_files_reason: "" }
}

pub(super) fn task() -> Task {
    let place = Place::Found { court: COURT.into(), region_code: code("330783201203") };
    let filing = draft().check(now()).unwrap();
    Task::file(filing, Uuid::from_u128(7), place, &code("330783"), &by("officer"), now()).0
}

pub(super) fn worker(id: &str, name: &str) -> Worker {
    Worker {
        name: format!("people/{id}"),
        display_name: name.into(),
        phone: String::new(),
        terms: vec![Term {
            office: Office::GridWorker,
            court: COURT.into(),
            from: Timestamp::from_micros(0),
            until: None,
        }],
        deactivated: false,
    }
}

pub(super) fn director(id: &str, name: &str) -> Worker {
    let mut director = worker(id, name);
    director.terms[0].office = Office::Director;
    director
}

pub(super) fn visit(person: &str, outcome: Outcome) -> Attempt {
    let draft = AttemptDraft { outcome: Some(outcome), note: "上门".into(), ..AttemptDraft::default() };
    draft.check(Uuid::from_u128(9), &format!("people/{person}"), now()).unwrap()
}
