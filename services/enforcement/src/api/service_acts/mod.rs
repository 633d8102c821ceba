//! ServiceActService.

mod draft;
mod facts;

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Refusal, Text, Violations},
    },
    storage::list::page,
};
use law::{sentence, unmet::Ruling};
use prost::Message as _;
use proto::enforcement::v1::{self as wire, service_act_service_server::ServiceActService};
use sha2::{Digest as _, Sha256};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, to_date, work};
use crate::{
    domain::{case, service_act},
    messages::legal,
    store::{Record, case_deadlines, cases, service_acts},
};

/// How many papers may prove one act.
const EVIDENCE: usize = 100;

#[tonic::async_trait]
impl ServiceActService for Api {
    async fn check_service_act(
        &self,
        request: Request<wire::CheckServiceActRequest>,
    ) -> Answer<wire::CheckServiceActResponse> {
        let caller = Caller::of(&request)?;
        let message = request.into_inner().act.unwrap_or_default();
        let act = read(&message)?;
        self.judge_people(&message, &act, &caller).await?;
        Ok(Response::new(check(&act)))
    }

    async fn draft_service_act(
        &self,
        request: Request<wire::DraftServiceActRequest>,
    ) -> Answer<wire::DraftServiceActResponse> {
        let caller = Caller::of(&request)?;
        Ok(Response::new(self.draft(&caller, &request.get_ref().attempt).await?))
    }

    async fn create_service_act(
        &self,
        request: Request<wire::CreateServiceActRequest>,
    ) -> Answer<wire::ServiceAct> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut message = body.act.clone().unwrap_or_default();
        let act = read(&message)?;
        if !message.task.is_empty() {
            // Asked before the transaction, which never waits for the network.
            let case = self.read_case(&caller, &body.parent).await?;
            self.check_task(&caller, &message.task, &case).await?;
        }
        let people = self.judge_people(&message, &act, &caller).await;
        let here = self.files.are_here(&caller, &message.evidence).await;
        let mut work = work!(self, caller, body, "CreateServiceAct");
        // A notice changes what is due in its case.
        let found =
            cases::lock_for_update(work.tx(), &caller.scope(), &body.parent, work.encryption()).await?;
        let case = found.ok_or_else(case::unknown)?;
        // Asked before the transaction, and judged where a call that was carried out before has its answer.
        people?;
        here.map_err(|refusal| refusal.within("act"))?;
        let deemed = service_act::enter(&act, &case, caller.at).map_err(|refusal| refusal.within("act"))?;
        message.name = format!("serviceActs/{}", Uuid::now_v7());
        message.case = case.name();
        message.deemed_date = Some(to_date(deemed.on));
        message.basis = deemed.why.iter().map(legal::reason).collect();
        message.recorder.clone_from(&caller.person);
        message.create_time = Some(caller.at.to_timestamp());
        service_acts::add(work.tx(), &message, case.region_code.as_str(), work.encryption()).await?;
        if service_acts::notice_sent(&message).is_some() {
            case_deadlines::keep(work.tx(), &case, work.encryption()).await?;
        }
        let sha256 = hex::encode(Sha256::digest(message.encode_to_vec()));
        work.record(&message.name, Record { sha256, evidence: message.evidence.clone() });
        work.emit(service_act::entered(&message.name, act.mode, &case));
        Ok(work.commit(message).await?)
    }

    async fn get_service_act(
        &self,
        request: Request<wire::GetServiceActRequest>,
    ) -> Answer<wire::ServiceAct> {
        let caller = Caller::of(&request)?;
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = service_acts::get(read, &caller.scope(), &request.get_ref().name, encryption).await?;
        Ok(Response::new(found.ok_or_else(service_act::unknown)?))
    }

    async fn list_service_acts(
        &self,
        request: Request<wire::ListServiceActsRequest>,
    ) -> Answer<wire::ListServiceActsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let case = self.read_case(&caller, &body.parent).await?.name();
        let asked = format!("ListServiceActs\u{1e}{case}");
        let after = self.pages.after(&asked, &body.page_token)?.and_then(|mut after| after.pop());
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = service_acts::list(read, &case, after, limit, encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        let next_page_token = next.unwrap_or_default();
        Ok(Response::new(wire::ListServiceActsResponse {
            service_acts: found.rows,
            next_page_token,
            ..Default::default()
        }))
    }
}

impl Api {
    /// Refuses an act that says of people of the network what the register does not know of them.
    async fn judge_people(
        &self,
        message: &wire::ServiceAct,
        act: &law::service::Act,
        caller: &Caller,
    ) -> Result<(), Refusal> {
        let named = facts::named(message, act);
        let known = self.register.standings(&named, caller.at).await?;
        let mut v = Violations::new();
        named.check(&known, act.served_date.unwrap_or_else(|| caller.at.legal_day()), &mut v);
        v.check().map_err(|refusal| refusal.within("act"))
    }

    /// The notices of enforcement that were served in a case.
    pub(super) async fn notices_sent(&self, case: &str) -> Result<Vec<case::Sent>, Refusal> {
        service_acts::notices(self.units.store().read(), case, self.units.encryption()).await
    }
}

/// What the law library says of an act.
fn check(act: &law::service::Act) -> wire::CheckServiceActResponse {
    match law::service::check(act) {
        Ruling::Met(on, why) => wire::CheckServiceActResponse {
            valid: Some(true),
            deemed_date: Some(to_date(on)),
            basis: why.iter().map(legal::reason).collect(),
            unmet: Vec::new(),
            summary: sentence::of(&why, None).map(|text| text.zh).unwrap_or_default(),
            summary_en: sentence::of(&why, None).map(|text| text.en).unwrap_or_default(),
        },
        Ruling::Unmet(unmet) => wire::CheckServiceActResponse {
            valid: Some(false),
            unmet: unmet.iter().map(|unmet| legal::unmet(unmet)).collect(),
            ..wire::CheckServiceActResponse::default()
        },
    }
}

/// The facts of an act, or every field that can't be read.
fn read(message: &wire::ServiceAct) -> Result<law::service::Act, Refusal> {
    let mut v = Violations::new();
    let act = facts::act(message, &mut v);
    let bad = |name: &String| name.strip_prefix("evidence/").is_none_or(|digest| digest.len() != 64);
    if message.evidence.len() > EVIDENCE || message.evidence.iter().any(bad) {
        let text = Text::new(
            "请从存证文件中选择，最多 100 份。",
            "Choose files of the evidence store, at most 100.",
        );
        v.add("evidence", reason::EVIDENCE_MALFORMED, text);
    }
    v.optional_text("address", &message.address, 200);
    if !message.task.is_empty() && !message.task.starts_with("tasks/") {
        v.add(
            "task",
            reason::TASK_MALFORMED,
            Text::new("请从任务列表中选择任务。", "Choose a task of the list."),
        );
    }
    match act {
        Some(act) if v.is_empty() => Ok(act),
        _ => Err(v.into_refusal().within("act")),
    }
}
