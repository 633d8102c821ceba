//! CaseNoteService.

use kit::{
    access::Caller,
    storage::list::{Place, page},
    unit_of_work::etag,
};
use proto::enforcement::v1::{self as wire, case_note_service_server::CaseNoteService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, call};
use crate::{
    domain::{case, case_note},
    messages::case_note::{draft_from, to_message},
    store::{case_notes, cases},
};

#[tonic::async_trait]
impl CaseNoteService for Api {
    async fn create_case_note(
        &self,
        request: Request<wire::CreateCaseNoteRequest>,
    ) -> Answer<wire::CaseNote> {
        call!(self, request, "CreateCaseNote" => caller, body, work);
        let found = cases::get(work.tx(), &caller.scope(), &body.parent, work.encryption()).await?;
        let case = found.ok_or_else(case::unknown)?;
        let draft = draft_from(body.note.unwrap_or_default());
        let note = draft.check(Uuid::now_v7(), &case, &caller.actor(), caller.at);
        let note = note.map_err(|refusal| refusal.within("note"))?;
        case_notes::add(work.tx(), &note, work.encryption()).await?;
        Ok(work.commit(to_message(&note)).await?)
    }

    async fn update_case_note(
        &self,
        request: Request<wire::UpdateCaseNoteRequest>,
    ) -> Answer<wire::CaseNote> {
        call!(self, request, "UpdateCaseNote" => caller, body, work);
        let written = body.note.unwrap_or_default();
        let scope = caller.scope();
        let found = case_notes::lock_for_update(work.tx(), &scope, &written.name, work.encryption()).await?;
        let found = found.filter(|note| note.is_for(&caller.person));
        let mut note = found.ok_or_else(case_note::unknown)?;
        etag::check(&body.etag, note.version)?;
        let changed = note.update(&draft_from(written), &caller.actor(), caller.at);
        changed.map_err(|refusal| refusal.within("note"))?;
        case_notes::save(work.tx(), &note, work.encryption()).await?;
        Ok(work.commit(to_message(&note)).await?)
    }

    async fn list_case_notes(
        &self,
        request: Request<wire::ListCaseNotesRequest>,
    ) -> Answer<wire::ListCaseNotesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let case = self.read_case(&caller, &body.parent).await?;
        let asked = format!("ListCaseNotes\u{1e}{}\u{1e}{}", case.id, caller.person);
        let after = self.pages.after(&asked, &body.page_token)?.and_then(|mut after| after.pop());
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = case_notes::of_case(read, (case.id, &caller.person), after, limit, encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        Ok(Response::new(wire::ListCaseNotesResponse {
            notes: found.rows.iter().map(to_message).collect(),
            next_page_token: next.unwrap_or_default(),
            ..Default::default()
        }))
    }

    async fn list_reminders(
        &self,
        request: Request<wire::ListRemindersRequest>,
    ) -> Answer<wire::ListRemindersResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (limit, scope) = (page::size(body.page_size)?, caller.scope());
        let asked = format!("ListReminders\u{1e}{}\u{1e}{}\u{1e}{scope:?}", body.filter, caller.person);
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let whose = (&scope, caller.person.as_str());
        let found = case_notes::reminders(read, whose, &body.filter, (after, limit), encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        Ok(Response::new(wire::ListRemindersResponse {
            reminders: found.rows.iter().map(to_message).collect(),
            next_page_token: next.unwrap_or_default(),
            ..Default::default()
        }))
    }
}
