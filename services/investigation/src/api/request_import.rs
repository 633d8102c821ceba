//! Old requests, taken over all or none.

use kit::{access::Caller, domain::refusal::Violations, fresh, unit_of_work::IdempotencyKey};
use proto::investigation::v1 as wire;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api,
    case_register::CaseQuestion,
    import::{self, Rows},
    region_of, request_words,
    translate::Translated as _,
};
use crate::{
    domain::{
        happening::Happening,
        reading,
        request::{AssistRequest, Ground},
        request_import::WentRequest,
        watch_draft::Author,
    },
    log_events::{emit, emit_quietly},
    store::kept,
};

impl Api {
    pub(super) async fn take_over_requests(
        &self,
        request: Request<wire::ImportAssistRequestsRequest>,
    ) -> Answer<wire::ImportAssistRequestsResponse> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "ImportAssistRequests", &body)?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        let kind = Rows::of(&caller, body.kind())?;
        import::few_enough(body.rows.len())?;
        let mut v = Violations::new();
        import::each_once(body.rows.iter().map(|row| row.import_key.as_str()), &mut v);
        let digests = import::digests(&body.rows);
        let questions: Vec<_> = body.rows.iter().enumerate().map(question).collect();
        let cases = self.check_cases(&caller, kind, &questions, &mut v).await?;
        for (row, case) in body.rows.iter_mut().zip(cases) {
            if let (Some(request), Some((name, number))) = (&mut row.request, case) {
                (request.case, request.case_number) = (name, number);
            }
        }
        let mut rows = Vec::with_capacity(body.rows.len());
        for (index, row) in body.rows.iter().enumerate() {
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
            let read = request_words::draft(row.request.as_ref()).and_then(|draft| match kind {
                Rows::History => draft.take_over(&self.catalogue, Uuid::now_v7(), &by, &went),
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
            match read {
                Ok(request) => rows.push(request),
                Err(refusal) => v.absorb(refusal, &at)?,
            }
        }
        let mut work = fresh!(self.units.begin(&key));
        v.check()?;
        let mut v = Violations::new();
        let (all, rows) = (rows.len(), rows.into_iter().zip(digests).collect());
        let new = kept::new_of(work.tx(), self.encryption(), (by.region_code.as_str(), rows), &mut v).await?;
        v.check()?;
        let new: Vec<AssistRequest> = new.into_iter().map(|(_, request)| request).collect();
        let answer = wire::ImportAssistRequestsResponse {
            created_count: import::count(new.len()),
            unchanged_count: import::count(all - new.len()),
            unlinked_count: import::unlinked(new.iter().map(|request| Some(&request.case))),
        };
        if body.validate_only {
            return Ok(Response::new(answer));
        }
        kept::add(work.tx(), &new, self.encryption()).await?;
        match kind {
            Rows::History => {
                emit_quietly(&mut work, &new, Happening::RequestImported).await?;
            }
            Rows::Daily => {
                let told: Vec<_> = new.iter().map(|request| (request, Happening::RequestCreated)).collect();
                emit(&mut work, &told).await?;
            }
        }
        Ok(work.commit(answer).await?)
    }
}

/// The case that a row names, with the row's place.
fn question((index, row): (usize, &wire::ImportedAssistRequest)) -> (String, CaseQuestion) {
    let request = row.request.clone().unwrap_or_default();
    let question = CaseQuestion::named(&request.case, &request.case_number);
    (format!("rows[{index}].request"), question)
}
