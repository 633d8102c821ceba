//! Police watches on the wire.

use kit::{
    access::{Caller, Role},
    domain::{Timestamp, refusal::Violations},
    fresh, mutation,
    unit_of_work::IdempotencyKey,
};
use proto::investigation::v1::{self as wire, person_watch_service_server::PersonWatchService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api, ListCall,
    import::{self, Rows},
    parties::Of,
    region_of,
};
use crate::{
    domain::{
        case_lookup::CaseLookup,
        event_kind::EventKind,
        reading,
        watch::{POLICE, PoliceWatch},
        watch_draft::Author,
    },
    effects,
    log_events::{Shown as _, emit, emit_quietly},
    messages::{self, values::time},
    store::{stored_record, watches},
};

/// The version of the definitions behind the statistics.
const DEFINITIONS: &str = "1";

#[tonic::async_trait]
impl PersonWatchService for Api {
    async fn create_person_watch(
        &self,
        request: Request<wire::CreatePersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreatePersonWatch", &body)?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        if let Some(message) = &mut body.watch {
            let case = message.case.clone();
            if let Some(person) = &mut message.person {
                self.take_party(&caller, person, (Of::Case(&case), "watch.person.")).await?;
            }
            message.case_number =
                self.check_case(&caller, "watch", messages::watch::question(message)).await?;
        }
        let made = messages::watch::draft_from(body.watch.as_ref()).and_then(|draft| {
            let watch = draft.check(Uuid::now_v7(), &by).map_err(|refusal| refusal.within("watch"))?;
            Ok((watch, EventKind::WatchCreated))
        });
        self.create(&caller, &key, made).await
    }

    async fn get_person_watch(
        &self,
        request: Request<wire::GetPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        let caller = Caller::of(&request)?;
        let found: PoliceWatch = self.find(&caller, &request.get_ref().name).await?;
        let police =
            caller.acts_as(Role::UnitClerk) && caller.scope().units.iter().any(|unit| unit == POLICE);
        Ok(Response::new(messages::watch::to_message(&found, police && found.state.with_police())))
    }

    async fn list_person_watches(
        &self,
        request: Request<wire::ListPersonWatchesRequest>,
    ) -> Answer<wire::ListPersonWatchesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = ListCall {
            method: "ListPersonWatches",
            filter: &body.filter,
            order_by: "",
            page_size: body.page_size,
            page_token: &body.page_token,
        };
        let (watches, next_page_token) = self.page::<PoliceWatch>(&caller, call).await?;
        let watches = watches.iter().map(|watch| watch.show(caller.at)).collect();
        Ok(Response::new(wire::ListPersonWatchesResponse { watches, next_page_token, ..Default::default() }))
    }

    async fn approve_person_watch(
        &self,
        request: Request<wire::ApprovePersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        mutation!(request, "ApprovePersonWatch" => caller, body, mutation);
        self.act(mutation, |watch: &mut PoliceWatch| watch.approve(&caller.actor())).await
    }

    async fn reject_person_watch(
        &self,
        request: Request<wire::RejectPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        mutation!(request, "RejectPersonWatch" => caller, body, mutation);
        self.act(mutation, |watch: &mut PoliceWatch| watch.reject(&body.reason)).await
    }

    async fn push_person_watch(
        &self,
        request: Request<wire::PushPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        mutation!(request, "PushPersonWatch" => caller, body, mutation);
        self.act(mutation, |watch: &mut PoliceWatch| watch.push(caller.at)).await
    }

    async fn hit_person_watch(
        &self,
        request: Request<wire::HitPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        mutation!(request, "HitPersonWatch" => caller, body, mutation);
        let mut v = Violations::new();
        let when = v.timestamp("hit_time", body.hit_time.as_ref()).unwrap_or(caller.at);
        v.check()?;
        self.act(mutation, |watch: &mut PoliceWatch| watch.hit(&body.place, when, &caller.person, caller.at))
            .await
    }

    async fn control_person_watch(
        &self,
        request: Request<wire::ControlPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        mutation!(request, "ControlPersonWatch" => caller, body, mutation);
        self.act(mutation, |watch: &mut PoliceWatch| watch.control(caller.at)).await
    }

    async fn hand_over_person_watch(
        &self,
        request: Request<wire::HandOverPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        mutation!(request, "HandOverPersonWatch" => caller, body, mutation);
        self.act(mutation, |watch: &mut PoliceWatch| watch.hand_over(caller.at)).await
    }

    async fn withdraw_person_watch(
        &self,
        request: Request<wire::WithdrawPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        mutation!(request, "WithdrawPersonWatch" => caller, body, mutation);
        self.act(mutation, |watch: &mut PoliceWatch| watch.withdraw(&body.reason, caller.at)).await
    }

    async fn confirm_withdrawal(
        &self,
        request: Request<wire::ConfirmWithdrawalRequest>,
    ) -> Answer<wire::PersonWatch> {
        mutation!(request, "ConfirmWithdrawal" => caller, body, mutation);
        self.act(mutation, |watch: &mut PoliceWatch| watch.confirm_withdrawal(&caller.person)).await
    }

    async fn get_watch_statistics(
        &self,
        request: Request<wire::GetWatchStatisticsRequest>,
    ) -> Answer<wire::WatchStatistics> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut v = Violations::new();
        let from = v.timestamp("from_time", body.from_time.as_ref());
        let to = v.timestamp("to_time", body.to_time.as_ref());
        v.check()?;
        let (from, to) = (from.unwrap_or(Timestamp::from_micros(0)), to.unwrap_or(caller.at));
        let went = watches::went(self.store.read(), &caller.scope(), (from, to)).await?;
        let ([pushed, persons, cases], [controlled, of_persons, of_cases]) = (went.pushed, went.controlled);
        Ok(Response::new(wire::WatchStatistics {
            pushed_person_times: pushed,
            pushed_persons: persons,
            pushed_cases: cases,
            controlled_person_times: controlled,
            controlled_persons: of_persons,
            controlled_cases: of_cases,
            control_rate_ppm: (pushed > 0).then(|| controlled * 1_000_000 / pushed),
            mean_seconds_to_control: (controlled > 0).then(|| went.micros / controlled / 1_000_000),
            from_time: time(Some(from)),
            to_time: time(Some(to)),
            definition_version: DEFINITIONS.to_owned(),
        }))
    }

    async fn import_person_watches(
        &self,
        request: Request<wire::ImportPersonWatchesRequest>,
    ) -> Answer<wire::ImportPersonWatchesResponse> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "ImportPersonWatches", &body)?;
        let kind = Rows::of(&caller, body.kind())?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        let mut v = Violations::new();
        import::few_enough(body.rows.len())?;
        import::each_once(body.rows.iter().map(|row| row.import_key.as_str()), &mut v);
        let digests = import::digests(&body.rows);
        let questions: Vec<_> = body.rows.iter().enumerate().map(question).collect();
        let cases = self.check_cases(&caller, kind, &questions, &mut v).await?;
        for (row, case) in body.rows.iter_mut().zip(cases) {
            if let (Some(watch), Some((name, number))) = (&mut row.watch, case) {
                (watch.case, watch.case_number) = (name, number);
            }
        }
        let mut rows = Vec::with_capacity(body.rows.len());
        for (index, row) in body.rows.iter().enumerate() {
            let at = format!("rows[{index}]");
            let push = v.timestamp(&format!("{at}.push_time"), row.push_time.as_ref());
            let control = v.timestamp(&format!("{at}.control_time"), row.control_time.as_ref());
            let read = messages::watch::draft_from(row.watch.as_ref()).and_then(|draft| match kind {
                Rows::History => draft.take_over(Uuid::now_v7(), &by, (&row.import_key, push, control)),
                Rows::Daily => {
                    import::only_history(push.or(control).is_some(), format!("{at}.push_time"), &mut v);
                    let key = reading::required("import_key", &row.import_key, 100)?;
                    let watch =
                        draft.check(Uuid::now_v7(), &by).map_err(|refusal| refusal.within("watch"))?;
                    Ok(PoliceWatch { import_key: key, ..watch })
                }
            });
            match read {
                Ok(watch) => rows.push(watch),
                Err(refusal) => v.absorb(refusal, &at)?,
            }
        }
        let mut work = fresh!(self.units.begin(&key));
        v.check()?;
        let mut v = Violations::new();
        let (all, rows) = (rows.len(), rows.into_iter().zip(digests).collect());
        let new =
            stored_record::new_of(work.tx(), self.encryption(), (by.region_code.as_str(), rows), &mut v)
                .await?;
        v.check()?;
        let new: Vec<PoliceWatch> = new.into_iter().map(|(_, watch)| watch).collect();
        let answer = wire::ImportPersonWatchesResponse {
            created_count: import::count(new.len()),
            unchanged_count: import::count(all - new.len()),
            unlinked_count: import::unlinked(new.iter().map(|watch| Some(&watch.case))),
        };
        if body.validate_only {
            return Ok(Response::new(answer));
        }
        stored_record::add(work.tx(), &new, self.encryption()).await?;
        match kind {
            Rows::History => emit_quietly(&mut work, &new, EventKind::WatchImported).await?,
            Rows::Daily => {
                let events: Vec<_> = new.iter().map(|watch| (watch, EventKind::WatchCreated)).collect();
                emit(&mut work, &events).await?;
            }
        }
        Ok(work.commit(answer).await?)
    }

    async fn ground_fell_away(
        &self,
        request: Request<wire::GroundFellAwayRequest>,
    ) -> Answer<wire::GroundFellAwayResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "GroundFellAway", &body)?;
        let mut v = Violations::new();
        let case = reading::case(&body.case, "", &mut v);
        let reason = v.text("reason", &body.reason, 2000);
        let (Some(case), Some(reason)) = (case, reason) else { return Err(v.into_refusal().into()) };
        let mut work = fresh!(self.units.begin(&key));
        let gone =
            effects::watches::withdraw_of_case(&mut work, (&case.name, ""), &reason, (None, caller.at))
                .await?;
        let watches = gone.iter().map(PoliceWatch::name).collect();
        Ok(work.commit(wire::GroundFellAwayResponse { watches }).await?)
    }
}

/// The case that a row names and who is looked for in it, with the row's place.
fn question((index, row): (usize, &wire::ImportedWatch)) -> (String, CaseLookup) {
    let watch = row.watch.clone().unwrap_or_default();
    (format!("rows[{index}].watch"), messages::watch::question(&watch))
}
