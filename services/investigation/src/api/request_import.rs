//! Old requests, taken over all or none.

use kit::{
    access::Caller,
    domain::refusal::{Refusal, Violations},
    unit_of_work::UnitOfWork,
};
use proto::investigation::v1 as wire;
use uuid::Uuid;

use super::{
    Api,
    import::{self, Rows},
};
use crate::{
    domain::{
        case_lookup::CaseLookup,
        event_kind::EventKind,
        reading,
        request::{AssistRequest, Ground},
        request_import::WentRequest,
        watch_draft::Author,
    },
    log_events::{emit, emit_quietly},
    messages::{self, values::WireEnum as _},
    store::stored_record,
};

impl Api {
    /// Reads the rows of an import, each with its digest; and what is wrong with any, which is judged where a call that was carried out
    /// before has its answer. Asks which cases they name.
    pub(super) async fn read_requests(
        &self,
        caller: &Caller,
        rows: &mut [wire::ImportedAssistRequest],
        kind: Rows,
        by: &Author<'_>,
    ) -> Result<(Vec<(AssistRequest, String)>, Violations), Refusal> {
        let mut v = Violations::new();
        import::each_once(rows.iter().map(|row| row.import_key.as_str()), &mut v);
        let digests = import::digests(rows);
        let questions: Vec<_> = rows.iter().enumerate().map(question).collect();
        let cases = self.check_cases(caller, kind, &questions, &mut v).await?;
        for (row, case) in rows.iter_mut().zip(cases) {
            if let (Some(request), Some((name, number))) = (&mut row.request, case) {
                (request.case, request.case_number) = (name, number);
            }
        }
        let mut read = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let at = format!("rows[{index}]");
            let submitted = v.timestamp(&format!("{at}.submit_time"), row.submit_time.as_ref());
            let answered = v.timestamp(&format!("{at}.answer_time"), row.answer_time.as_ref());
            let went = WentRequest {
                import_key: row.import_key.clone(),
                submitted,
                answered,
                text: row.answer_text.clone(),
                ground: Ground::from_wire(row.refusal_ground()),
            };
            let request = messages::request::draft_from(row.request.as_ref()).and_then(|draft| match kind {
                Rows::History => draft.take_over(&self.catalogue, Uuid::now_v7(), by, &went),
                Rows::Daily => {
                    let past = submitted.or(answered).is_some() || !row.answer_text.is_empty();
                    import::only_history(past, format!("{at}.submit_time"), &mut v);
                    let key = reading::required("import_key", &row.import_key, 100)?;
                    let filing =
                        draft.check(&self.catalogue, by.at).map_err(|refusal| refusal.within("request"))?;
                    let region = by.region_code.clone();
                    let mut request = AssistRequest::file(filing, Uuid::now_v7(), region, by.person, by.at);
                    request.import_key = key;
                    Ok(request)
                }
            });
            match request {
                Ok(request) => read.push(request),
                Err(refusal) => v.absorb(refusal, &at)?,
            }
        }
        Ok((read.into_iter().zip(digests).collect(), v))
    }
}

/// Enters requests that were taken over: of what is over no unit is notified.
pub(super) async fn enter(work: &mut UnitOfWork, new: &[AssistRequest], kind: Rows) -> Result<(), Refusal> {
    stored_record::add(work.tx(), new, work.encryption()).await?;
    match kind {
        Rows::History => emit_quietly(work, new, EventKind::RequestImported).await,
        Rows::Daily => {
            let events: Vec<_> = new.iter().map(|request| (request, EventKind::RequestCreated)).collect();
            emit(work, &events).await
        }
    }
}

/// The case that a row names, with the row's place.
fn question((index, row): (usize, &wire::ImportedAssistRequest)) -> (String, CaseLookup) {
    let request = row.request.clone().unwrap_or_default();
    let question = CaseLookup::named(&request.case, &request.case_number);
    (format!("rows[{index}].request"), question)
}
