//! Police watches on the wire.

use kit::{
    access::{Caller, Role},
    moment::Moment,
    once::Call,
    refusal::Violations,
};
use proto::investigation::v1::{self as wire, person_watch_service_server::PersonWatchService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api, Asked,
    act::{Shown as _, Start, act},
    case_register::CaseQuestion,
    import::{self, Rows},
    region_of,
    translate::{self, time},
    watch_words,
};
use crate::{
    domain::{
        happening::Happening,
        reading,
        watch::{POLICE, PersonWatch},
        watch_draft::Author,
    },
    reactions,
    store::{kept, watches},
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
        let call = Call::new(&caller, &body.request_id, "CreatePersonWatch", &body)?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        if let Some(told) = &mut body.watch {
            told.case_number = self.check_case(&caller, "watch", watch_words::question(told)).await?;
        }
        let made = watch_words::draft(body.watch.as_ref()).and_then(|draft| {
            let watch = draft.check(Uuid::now_v7(), &by).map_err(|refusal| refusal.within("watch"))?;
            Ok((watch, Happening::WatchCreated))
        });
        self.create(&caller, &call, made).await
    }

    async fn get_person_watch(
        &self,
        request: Request<wire::GetPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        let caller = Caller::of(&request)?;
        let found: PersonWatch = self.find(&caller, &request.get_ref().name).await?;
        let police =
            caller.acts_as(Role::UnitClerk) && caller.scope().units.iter().any(|unit| unit == POLICE);
        Ok(Response::new(watch_words::watch(&found, police && found.state.with_police())))
    }

    async fn list_person_watches(
        &self,
        request: Request<wire::ListPersonWatchesRequest>,
    ) -> Answer<wire::ListPersonWatchesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let asked = Asked {
            method: "ListPersonWatches",
            filter: &body.filter,
            order_by: "",
            page_size: body.page_size,
            page_token: &body.page_token,
        };
        let (watches, next_page_token) = self.page::<PersonWatch>(&caller, asked).await?;
        let watches = watches.iter().map(|watch| watch.show(caller.at)).collect();
        Ok(Response::new(wire::ListPersonWatchesResponse { watches, next_page_token }))
    }

    async fn approve_person_watch(
        &self,
        request: Request<wire::ApprovePersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        act!(request, "ApprovePersonWatch" => caller, body, act);
        self.act(act, |watch: &mut PersonWatch| watch.approve(&caller.person)).await
    }

    async fn reject_person_watch(
        &self,
        request: Request<wire::RejectPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        act!(request, "RejectPersonWatch" => caller, body, act);
        self.act(act, |watch: &mut PersonWatch| watch.reject(&body.reason)).await
    }

    async fn push_person_watch(
        &self,
        request: Request<wire::PushPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        act!(request, "PushPersonWatch" => caller, body, act);
        self.act(act, |watch: &mut PersonWatch| watch.push(caller.at)).await
    }

    async fn hit_person_watch(
        &self,
        request: Request<wire::HitPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        act!(request, "HitPersonWatch" => caller, body, act);
        let mut v = Violations::new();
        let when = translate::moment("hit_time", body.hit_time.as_ref(), &mut v).unwrap_or(caller.at);
        v.check()?;
        self.act(act, |watch: &mut PersonWatch| watch.hit(&body.place, when, &caller.person, caller.at)).await
    }

    async fn control_person_watch(
        &self,
        request: Request<wire::ControlPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        act!(request, "ControlPersonWatch" => caller, body, act);
        self.act(act, |watch: &mut PersonWatch| watch.control(caller.at)).await
    }

    async fn hand_over_person_watch(
        &self,
        request: Request<wire::HandOverPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        act!(request, "HandOverPersonWatch" => caller, body, act);
        self.act(act, |watch: &mut PersonWatch| watch.hand_over(caller.at)).await
    }

    async fn withdraw_person_watch(
        &self,
        request: Request<wire::WithdrawPersonWatchRequest>,
    ) -> Answer<wire::PersonWatch> {
        act!(request, "WithdrawPersonWatch" => caller, body, act);
        self.act(act, |watch: &mut PersonWatch| watch.withdraw(&body.reason, caller.at)).await
    }

    async fn confirm_withdrawal(
        &self,
        request: Request<wire::ConfirmWithdrawalRequest>,
    ) -> Answer<wire::PersonWatch> {
        act!(request, "ConfirmWithdrawal" => caller, body, act);
        self.act(act, |watch: &mut PersonWatch| watch.confirm_withdrawal(&caller.person)).await
    }

    async fn get_watch_statistics(
        &self,
        request: Request<wire::GetWatchStatisticsRequest>,
    ) -> Answer<wire::WatchStatistics> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut v = Violations::new();
        let from = translate::moment("from_time", body.from_time.as_ref(), &mut v);
        let to = translate::moment("to_time", body.to_time.as_ref(), &mut v);
        v.check()?;
        let (from, to) = (from.unwrap_or(Moment::from_micros(0)), to.unwrap_or(caller.at));
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
        let call = Call::new(&caller, &body.request_id, "ImportPersonWatches", &body)?;
        let kind = Rows::of(&caller, body.kind())?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        let mut v = Violations::new();
        import::few_enough(body.rows.len())?;
        import::each_once(body.rows.iter().map(|row| row.import_key.as_str()), &mut v);
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
            let push = translate::moment(&format!("{at}.push_time"), row.push_time.as_ref(), &mut v);
            let control = translate::moment(&format!("{at}.control_time"), row.control_time.as_ref(), &mut v);
            let read = watch_words::draft(row.watch.as_ref()).and_then(|draft| match kind {
                Rows::History => draft.take_over(Uuid::now_v7(), &by, (&row.import_key, push, control)),
                Rows::Daily => {
                    import::only_history(push.or(control).is_some(), format!("{at}.push_time"), &mut v);
                    let key = reading::required("import_key", &row.import_key, 100)?;
                    let watch =
                        draft.check(Uuid::now_v7(), &by).map_err(|refusal| refusal.within("watch"))?;
                    Ok(PersonWatch { import_key: key, ..watch })
                }
            });
            match read {
                Ok(watch) => rows.push(watch),
                Err(refusal) => v.absorb(refusal, &at)?,
            }
        }
        let begun = match self.begin::<wire::ImportPersonWatchesResponse>(&call).await? {
            Start::Before(answer) => return Ok(Response::new(answer)),
            Start::Now(begun) => begun,
        };
        v.check()?;
        let keys: Vec<&str> = rows.iter().map(|watch| watch.import_key.as_str()).collect();
        let region = by.region_code.as_str();
        let known = kept::known::<PersonWatch>(&begun.tx, self.seal(), region, &keys).await?;
        for watch in &mut rows {
            watch.import_key = kept::own_key(region, &watch.import_key);
        }
        let new: Vec<PersonWatch> =
            rows.iter().zip(&known).filter(|(_, known)| !**known).map(|(watch, _)| watch.clone()).collect();
        let answer = wire::ImportPersonWatchesResponse {
            created_count: import::count(new.len()),
            unchanged_count: import::count(rows.len() - new.len()),
            unlinked_count: import::unlinked(new.iter().map(|watch| Some(&watch.case))),
        };
        if body.validate_only {
            return Ok(Response::new(answer));
        }
        kept::add(&begun.tx, &new, self.seal()).await?;
        match kind {
            Rows::History => self.tell_quietly(&begun.tx, &new, Happening::WatchImported, caller.at).await?,
            Rows::Daily => {
                let told: Vec<_> = new.iter().map(|watch| (watch, Happening::WatchCreated)).collect();
                self.tell(&begun.tx, &told, caller.at).await?;
            }
        }
        self.finish(begun, answer).await
    }

    async fn ground_fell_away(
        &self,
        request: Request<wire::GroundFellAwayRequest>,
    ) -> Answer<wire::GroundFellAwayResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = Call::new(&caller, &body.request_id, "GroundFellAway", &body)?;
        let mut v = Violations::new();
        let case = reading::case(&body.case, "", &mut v);
        let reason = v.text("reason", &body.reason, 2000);
        let (Some(case), Some(reason)) = (case, reason) else { return Err(v.into_refusal().into()) };
        let begun = match self.begin::<wire::GroundFellAwayResponse>(&call).await? {
            Start::Before(answer) => return Ok(Response::new(answer)),
            Start::Now(begun) => begun,
        };
        let gone = reactions::ground_fell_away(self, &begun.tx, (&case.name, ""), &reason, (None, caller.at))
            .await?;
        let watches = gone.iter().map(PersonWatch::name).collect();
        self.finish(begun, wire::GroundFellAwayResponse { watches }).await
    }
}

/// The case that a row names and who is looked for in it, with the row's place.
fn question((index, row): (usize, &wire::ImportedWatch)) -> (String, CaseQuestion) {
    let watch = row.watch.clone().unwrap_or_default();
    (format!("rows[{index}].watch"), watch_words::question(&watch))
}
