//! Notes about cases: one's own, those of colleagues, and of what somebody is reminded.

use jiff::ToSpan as _;
use kit::{access::Role, domain::Timestamp};
use proto::{enforcement::v1 as wire, google::r#type::Date};
use tonic::Status;

use crate::world::{Person, World, fields, id, on_every, reason};

/// The day so many days from today.
fn in_days(days: i64) -> Date {
    let day = Timestamp::now().legal_day().saturating_add(days.days());
    Date { year: day.year().into(), month: day.month().into(), day: day.day().into() }
}

fn note(text: &str, remind_date: Option<Date>, shared: bool) -> wire::CaseNote {
    wire::CaseNote { text: text.into(), remind_date, shared, ..Default::default() }
}

async fn write(person: &Person, case: &str, note: wire::CaseNote) -> Result<wire::CaseNote, Status> {
    let request = wire::CreateCaseNoteRequest { request_id: id(), parent: case.into(), note: Some(note) };
    Ok(person.notes().create_case_note(request).await?.into_inner())
}

async fn update(person: &Person, note: wire::CaseNote) -> Result<wire::CaseNote, Status> {
    let etag = note.etag.clone();
    let request = wire::UpdateCaseNoteRequest { request_id: id(), note: Some(note), etag };
    Ok(person.notes().update_case_note(request).await?.into_inner())
}

async fn of_case(person: &Person, case: &str) -> Vec<String> {
    let request = wire::ListCaseNotesRequest { parent: case.into(), ..Default::default() };
    let found = person.notes().list_case_notes(request).await.unwrap().into_inner().notes;
    found.into_iter().map(|note| note.text).collect()
}

async fn reminders(person: &Person, filter: &str) -> Vec<String> {
    let request = wire::ListRemindersRequest { filter: filter.into(), ..Default::default() };
    let found = person.notes().list_reminders(request).await.unwrap().into_inner().reminders;
    found.into_iter().map(|note| note.text).collect()
}

#[tokio::test]
async fn a_note_is_its_authors_until_it_is_shared_and_reminds_until_it_is_done() {
    on_every(|world: World| async move {
        let (officer, other) = (world.officer(), world.person("other", Role::Officer, "330783"));
        let case = officer.file(61).await.name;
        let own = write(&officer, &case, note("催被执行人回电", Some(in_days(0)), false)).await.unwrap();
        write(&officer, &case, note("下周去银行", Some(in_days(7)), false)).await.unwrap();
        write(&officer, &case, note("申请人电话已换", None, true)).await.unwrap();
        assert_eq!(of_case(&officer, &case).await, ["申请人电话已换", "下周去银行", "催被执行人回电"]);
        assert_eq!(of_case(&other, &case).await, ["申请人电话已换"]);
        assert_eq!(reminders(&officer, "").await, ["催被执行人回电", "下周去银行"]);
        let today = Timestamp::now().legal_day();
        assert_eq!(reminders(&officer, &format!("remind_date<={today}")).await, ["催被执行人回电"]);
        assert!(reminders(&other, "").await.is_empty());

        let hidden = update(&other, wire::CaseNote { text: "x".into(), ..own.clone() }).await.unwrap_err();
        assert_eq!(reason(&hidden), "CASE_NOTE_UNKNOWN");
        let done =
            update(&officer, wire::CaseNote { done: true, shared: true, ..own.clone() }).await.unwrap();
        assert_eq!(reminders(&officer, "").await, ["下周去银行"]);
        assert_eq!(of_case(&other, &case).await.len(), 2);
        let foreign = update(&other, wire::CaseNote { text: "x".into(), ..done }).await.unwrap_err();
        assert_eq!(reason(&foreign), "CASE_NOTE_NOT_YOURS");
        let stale = update(&officer, own).await.unwrap_err();
        assert_eq!(reason(&stale), "ETAG_MISMATCH");

        let bad = write(&officer, &case, note("", Some(in_days(-1)), false)).await.unwrap_err();
        let bad: Vec<_> = fields(&bad).into_iter().map(|(field, _)| field).collect();
        assert_eq!(bad, ["note.text", "note.remind_date"]);
        let elsewhere = world.person("elsewhere", Role::Officer, "330782");
        let unknown = write(&elsewhere, &case, note("x", None, true)).await.unwrap_err();
        assert_eq!(reason(&unknown), "CASE_UNKNOWN");
    })
    .await;
}
