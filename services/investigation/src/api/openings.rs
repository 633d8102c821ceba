//! Openings on the wire: a draft is filled from files by one person and confirmed by another.

use std::collections::{HashMap, HashSet};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
    fresh,
    storage::list::page,
    unit_of_work::{IdempotencyKey, etag},
};
use proto::investigation::v1::{self as wire, seizure_opening_service_server::SeizureOpeningService};
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, ListCall, import, region_of};
use crate::{
    domain::{
        case_lookup::{CaseAnswer, CaseLookup},
        opening::{self, Counts, Opening, OpeningRow},
        watch_draft::Author,
    },
    effects, messages,
    store::{
        openings::{self, RowQuestion, Totals},
        stored_record,
    },
};

/// Cases that are asked for at a time.
const AT_ONCE: usize = 8;

fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::OPENING_UNKNOWN,
        "没有这份期初数据，或不在您的权限范围内。",
        "There is no such opening, or it is not yours to see.",
    )
}

fn id_of(name: &str) -> Result<Uuid, Refusal> {
    let id = name.strip_prefix("seizureOpenings/");
    id.and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(unknown)
}

impl Api {
    async fn opening_of(&self, caller: &Caller, name: &str) -> Result<Opening, Refusal> {
        let found = stored_record::get::<Opening>(
            self.store.read(),
            self.encryption(),
            &caller.scope(),
            id_of(name)?,
        )
        .await?;
        found.ok_or_else(unknown)
    }

    async fn take_opening(
        &self,
        tx: &DatabaseTransaction,
        caller: &Caller,
        name: &str,
    ) -> Result<Opening, Refusal> {
        let taken =
            stored_record::lock::<Opening>(tx, self.encryption(), &caller.scope(), id_of(name)?).await?;
        taken.ok_or_else(unknown)
    }

    /// Asks for each case once, however many rows name it.
    pub(super) async fn ask_cases(
        &self,
        caller: &Caller,
        questions: impl Iterator<Item = CaseLookup>,
    ) -> Result<HashMap<CaseLookup, CaseAnswer>, Refusal> {
        let questions: HashSet<CaseLookup> = questions.collect();
        stream::iter(questions)
            .map(|question| async move {
                let answer = self.ask_case(caller, &question).await?;
                Ok((question, answer))
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    /// Judges the rows together that are of one property or one person in one case.
    async fn judge(
        &self,
        tx: &DatabaseTransaction,
        opening: &Opening,
        keys: HashSet<Vec<u8>>,
        caller: &Caller,
    ) -> Result<(), Refusal> {
        let keys: Vec<Vec<u8>> = keys.into_iter().collect();
        for (mut rows, live, watched) in openings::of_groups(tx, self.encryption(), opening.id, &keys).await?
        {
            let before = rows.clone();
            opening::judge(&live, watched, &mut rows, caller.at);
            for row in &rows {
                if before.iter().any(|old| old.id == row.id && old.conflict != row.conflict) {
                    stored_record::save(tx, row, self.encryption()).await?;
                }
            }
        }
        Ok(())
    }
}

/// The rows of a call, each read and judged by itself.
struct Sent {
    places: Vec<(String, i32)>,
    rows: Vec<OpeningRow>,
}

impl Api {
    async fn read_rows(
        &self,
        caller: &Caller,
        opening: &Opening,
        rows: &[wire::SeizureOpeningRow],
    ) -> Result<Sent, Refusal> {
        let mut v = Violations::new();
        let mut seen = HashSet::new();
        let mut places = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let at = format!("rows[{index}]");
            let place = messages::opening::place(row, &at, &mut v);
            if !seen.insert(place.clone()) {
                let text =
                    Text::new("同一文件的同一行重复出现。", "This line of the file stands here twice.");
                v.add(format!("{at}.source_line"), reason::ROW_REPEATED, text);
            }
            places.push(place);
        }
        v.check()?;
        let answers = self.ask_cases(caller, rows.iter().map(messages::opening::question)).await?;
        let by = Author { person: &caller.person, region_code: opening.region_code.clone(), at: caller.at };
        let read = rows.iter().zip(&places).map(|(row, place)| {
            let answer = answers.get(&messages::opening::question(row)).unwrap_or(&CaseAnswer::Unknown);
            messages::opening::read_row(row, place.clone(), answer, opening, &by)
        });
        Ok(Sent { rows: read.collect(), places })
    }

    /// Keeps the rows of a call; says how many were new, took another's place, and were known.
    async fn keep_rows(
        &self,
        tx: &DatabaseTransaction,
        opening: &Opening,
        sent: Sent,
        caller: &Caller,
    ) -> Result<[usize; 3], Refusal> {
        let encryption = self.encryption();
        let known = openings::of_sources(tx, encryption, opening.id, &sent.places).await?;
        let counts = openings::totals(tx, opening.id).await?.counts;
        opening.takes(sent.rows.len() - known.len(), counts)?;
        let (mut new, mut updated, mut unchanged) = (Vec::new(), 0, 0);
        let mut keys = HashSet::new();
        for row in sent.rows {
            let Some(old) = known.get(&(row.file.clone(), row.line)) else {
                keys.extend(openings::group(&row, encryption));
                new.push(row);
                continue;
            };
            if old.digest == row.digest && old.faults == row.faults {
                unchanged += 1;
                continue;
            }
            keys.extend(openings::group(old, encryption));
            keys.extend(openings::group(&row, encryption));
            let row = OpeningRow { id: old.id, version: old.version + 1, created: old.created, ..row };
            stored_record::save(tx, &row, encryption).await?;
            updated += 1;
        }
        stored_record::add(tx, &new, encryption).await?;
        self.judge(tx, opening, keys, caller).await?;
        Ok([new.len(), updated, unchanged])
    }
}

#[tonic::async_trait]
impl SeizureOpeningService for Api {
    async fn create_seizure_opening(
        &self,
        request: Request<wire::CreateSeizureOpeningRequest>,
    ) -> Answer<wire::SeizureOpening> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreateSeizureOpening", &body)?;
        let region = region_of(&caller)?;
        let work = fresh!(self.units.begin(&key));
        let given = body.opening.unwrap_or_default();
        let mut v = Violations::new();
        let as_of = messages::values::date("opening.as_of_date", given.as_of_date.as_ref(), &mut v);
        v.check()?;
        let opening =
            Opening::begin(Uuid::now_v7(), region, (as_of, &given.remark), &caller.person, caller.at)?;
        stored_record::add(work.tx(), std::slice::from_ref(&opening), self.encryption()).await?;
        Ok(work.commit(messages::opening::to_message(&opening, &Totals::default())).await?)
    }

    async fn add_seizure_opening_rows(
        &self,
        request: Request<wire::AddSeizureOpeningRowsRequest>,
    ) -> Answer<wire::AddSeizureOpeningRowsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "AddSeizureOpeningRows", &body)?;
        import::few_enough(body.rows.len())?;
        // Cases are asked for before the transaction: nothing waits for another service inside one.
        let opening = self.opening_of(&caller, &body.name).await?;
        let sent = self.read_rows(&caller, &opening, &body.rows).await;
        let work = fresh!(self.units.begin(&key));
        let sent = sent?;
        let places = sent.places.clone();
        let mut opening = self.take_opening(work.tx(), &caller, &body.name).await?;
        let [created, updated, unchanged] = self.keep_rows(work.tx(), &opening, sent, &caller).await?;
        if created + updated > 0 {
            opening.added(&caller.person);
            stored_record::save(work.tx(), &opening, self.encryption()).await?;
        }
        let totals = openings::totals(work.tx(), opening.id).await?;
        let kept = openings::of_sources(work.tx(), self.encryption(), opening.id, &places).await?;
        let mut exceptions: Vec<&OpeningRow> = kept.values().filter(|row| !row.is_accepted()).collect();
        exceptions.sort_by_key(|row| (&row.file, row.line));
        let answer = wire::AddSeizureOpeningRowsResponse {
            opening: Some(messages::opening::to_message(&opening, &totals)),
            created_count: import::count(created),
            updated_count: import::count(updated),
            unchanged_count: import::count(unchanged),
            exceptions: exceptions.into_iter().map(|row| messages::opening::row(row, caller.at)).collect(),
            ..Default::default()
        };
        Ok(work.commit(answer).await?)
    }

    async fn get_seizure_opening(
        &self,
        request: Request<wire::GetSeizureOpeningRequest>,
    ) -> Answer<wire::SeizureOpening> {
        let caller = Caller::of(&request)?;
        let opening = self.opening_of(&caller, &request.get_ref().name).await?;
        let totals = openings::totals(self.store.read(), opening.id).await?;
        Ok(Response::new(messages::opening::to_message(&opening, &totals)))
    }

    async fn list_seizure_openings(
        &self,
        request: Request<wire::ListSeizureOpeningsRequest>,
    ) -> Answer<wire::ListSeizureOpeningsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = ListCall {
            method: "ListSeizureOpenings",
            filter: &body.filter,
            order_by: "",
            page_size: body.page_size,
            page_token: &body.page_token,
        };
        let (found, next_page_token) = self.page::<Opening>(&caller, call).await?;
        let openings =
            found.iter().map(|opening| messages::opening::to_message(opening, &Totals::default())).collect();
        Ok(Response::new(wire::ListSeizureOpeningsResponse {
            openings,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn list_seizure_opening_rows(
        &self,
        request: Request<wire::ListSeizureOpeningRowsRequest>,
    ) -> Answer<wire::ListSeizureOpeningRowsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let opening = self.opening_of(&caller, &body.parent).await?;
        let (limit, scope) = (page::size(body.page_size)?, caller.scope());
        let asked = format!(
            "ListSeizureOpeningRows\u{1e}{}\u{1e}{}\u{1e}{scope:?}",
            opening.id, body.exceptions_only
        );
        let question = RowQuestion {
            scope: &scope,
            opening: opening.id,
            exceptions_only: body.exceptions_only,
            after: self.pages.after(&asked, &body.page_token)?,
            limit: limit + 1,
        };
        let mut rows = openings::rows(self.store.read(), self.encryption(), question).await?;
        let more = rows.len() as u64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_page_token = match rows.last() {
            Some(last) if more => self.pages.token(&asked, &[last.file.clone(), last.line.to_string()]),
            _ => String::new(),
        };
        let rows = rows.iter().map(|row| messages::opening::row(row, caller.at)).collect();
        Ok(Response::new(wire::ListSeizureOpeningRowsResponse {
            rows,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn confirm_seizure_opening(
        &self,
        request: Request<wire::ConfirmSeizureOpeningRequest>,
    ) -> Answer<wire::SeizureOpening> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "ConfirmSeizureOpening", &body)?;
        let work = fresh!(self.units.begin(&key));
        let mut v = Violations::new();
        v.text("etag", &body.etag, 200);
        v.check()?;
        let mut opening = self.take_opening(work.tx(), &caller, &body.name).await?;
        etag::check(&body.etag, opening.version)?;
        let totals = openings::totals(work.tx(), opening.id).await?;
        let read = Counts { accepted: body.accepted_count.into(), exceptions: body.exception_count.into() };
        opening.confirm(&caller.actor(), totals.counts, read, caller.at)?;
        stored_record::save(work.tx(), &opening, self.encryption()).await?;
        let answer = work.commit(messages::opening::to_message(&opening, &totals)).await?;
        // What is left is done at the next poll.
        let units = self.units.clone();
        tokio::spawn(async move {
            if let Err(refusal) = effects::openings::enter(&units, caller.at).await {
                tracing::warn!(%refusal, "an opening is left for the next look");
            }
        });
        Ok(answer)
    }

    async fn withdraw_seizure_opening(
        &self,
        request: Request<wire::WithdrawSeizureOpeningRequest>,
    ) -> Answer<wire::SeizureOpening> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "WithdrawSeizureOpening", &body)?;
        let work = fresh!(self.units.begin(&key));
        let mut opening = self.take_opening(work.tx(), &caller, &body.name).await?;
        etag::check(&body.etag, opening.version)?;
        opening.withdraw(&body.reason)?;
        stored_record::save(work.tx(), &opening, self.encryption()).await?;
        let totals = openings::totals(work.tx(), opening.id).await?;
        Ok(work.commit(messages::opening::to_message(&opening, &totals)).await?)
    }
}
