//! Old requests, taken over all or none.

use kit::{access::Caller, once::Call, refusal::Violations};
use proto::investigation::v1 as wire;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api,
    act::Start,
    case_register::CaseQuestion,
    import::{self, Rows},
    region_of, request_words,
    translate::{self, Translated as _},
};
use crate::{
    domain::{
        happening::Happening,
        reading,
        request::{AssistRequest, Ground},
        request_import::WentRequest,
        watch_draft::Author,
    },
    store::kept,
};

impl Api {
    pub(super) async fn take_over_requests(
        &self,
        request: Request<wire::ImportAssistRequestsRequest>,
    ) -> Answer<wire::ImportAssistRequestsResponse> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let call = Call::new(&caller, &body.request_id, "ImportAssistRequests", &body)?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        let kind = Rows::of(&caller, body.kind())?;
        import::few_enough(body.rows.len())?;
        let mut v = Violations::new();
        import::each_once(body.rows.iter().map(|row| row.import_key.as_str()), &mut v);
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
            let submitted = translate::moment(&format!("{at}.submit_time"), row.submit_time.as_ref(), &mut v);
            let answered = translate::moment(&format!("{at}.answer_time"), row.answer_time.as_ref(), &mut v);
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
        let begun = match self.begin::<wire::ImportAssistRequestsResponse>(&call).await? {
            Start::Before(answer) => return Ok(Response::new(answer)),
            Start::Now(begun) => begun,
        };
        v.check()?;
        let keys: Vec<&str> = rows.iter().map(|request| request.import_key.as_str()).collect();
        let region = by.region_code.as_str();
        let known = kept::known::<AssistRequest>(&begun.tx, self.seal(), region, &keys).await?;
        for request in &mut rows {
            request.import_key = kept::own_key(region, &request.import_key);
        }
        let new: Vec<AssistRequest> = rows
            .iter()
            .zip(&known)
            .filter(|(_, known)| !**known)
            .map(|(request, _)| request.clone())
            .collect();
        let answer = wire::ImportAssistRequestsResponse {
            created_count: import::count(new.len()),
            unchanged_count: import::count(rows.len() - new.len()),
            unlinked_count: import::unlinked(new.iter().map(|request| Some(&request.case))),
        };
        if body.validate_only {
            return Ok(Response::new(answer));
        }
        kept::add(&begun.tx, &new, self.seal()).await?;
        match kind {
            Rows::History => {
                self.tell_quietly(&begun.tx, &new, Happening::RequestImported, caller.at).await?;
            }
            Rows::Daily => {
                let told: Vec<_> = new.iter().map(|request| (request, Happening::RequestCreated)).collect();
                self.tell(&begun.tx, &told, caller.at).await?;
            }
        }
        self.finish(begun, answer).await
    }
}

/// The case that a row names, with the row's place.
fn question((index, row): (usize, &wire::ImportedAssistRequest)) -> (String, CaseQuestion) {
    let request = row.request.clone().unwrap_or_default();
    let question = CaseQuestion::named(&request.case, &request.case_number);
    (format!("rows[{index}].request"), question)
}
