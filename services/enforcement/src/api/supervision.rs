//! The supervision list.

use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
    storage::list::{ListQuery, Place, page},
    unit_of_work::etag,
};
use proto::enforcement::v1::{self as wire, supervision_service_server::SupervisionService};
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api,
    belonging::{call_on_belonging, work_on_belonging},
    own_region,
};
use crate::{
    domain::supervision::{Actor, Decision, Draft, Item, Rule},
    effects, messages,
    store::{
        CaseWork,
        supervision_list::{list, parse_filter, parse_order},
        supervision_subjects, supervisions,
    },
};

fn actor(caller: &Caller) -> Actor {
    Actor { who: caller.actor(), of_command: caller.acts_as(Role::Command) }
}

impl Api {
    /// An item in the caller's scope.
    pub(super) async fn read_item(&self, caller: &Caller, name: &str) -> Result<Item, Refusal> {
        let found = supervisions::get(self.units.store(), &caller.scope(), item_id(name)?).await?;
        found.ok_or_else(item_unknown)
    }

    /// Carries an act out: takes the item, checks the version, lets the domain decide, keeps item, figures, events and answer.
    async fn act_on_item(
        &self,
        caller: &Caller,
        mut work: CaseWork,
        (name, etag): (&str, &str),
        decide: impl FnOnce(&mut Item) -> Result<Decision, Refusal> + Send,
    ) -> Answer<wire::Supervision> {
        let store = self.units.store();
        let locked = supervisions::lock_for_update(store, work.tx(), &caller.scope(), item_id(name)?).await?;
        let mut item = locked.ok_or_else(item_unknown)?;
        etag::check(etag, item.version)?;
        for kind in decide(&mut item)? {
            work.emit(item.event(kind));
        }
        supervisions::save(store, work.tx(), &item).await?;
        if !item.state.is_open() {
            work.measure_anew(item.measured());
            rest(work.tx(), &item).await?;
        }
        Ok(self.with_court(work.commit(messages::supervision::to_message(&item, caller.at)).await?).await)
    }
}

/// Lets the rule of a closed item speak again after a while, where its subject is still looked after.
async fn rest(tx: &DatabaseTransaction, item: &Item) -> Result<(), Refusal> {
    if item.rule == Rule::ByHand {
        return Ok(());
    }
    if let Some(subject) = supervision_subjects::known(tx, &item.subject, item.rule).await? {
        let due_at = subject.due_again_at(item.updated);
        supervision_subjects::set_due_at(tx, &item.subject, item.rule, due_at).await?;
    }
    Ok(())
}

#[tonic::async_trait]
impl SupervisionService for Api {
    async fn create_supervision(
        &self,
        request: Request<wire::CreateSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let draft = draft(body.supervision.clone())?;
        let issue = draft.check(&caller.person, &own_region(&caller)?, caller.at);
        let issue = issue.map_err(|refusal| refusal.within("supervision"))?;
        if !caller.scope().admits(Some(issue.region_code.as_str()), None, None) {
            return Err(outside().into());
        }
        // Asked before the transaction, which never waits for the network.
        self.check_supervised(&caller, &issue.subject, &issue.owner).await?;
        if !issue.case.is_empty() && issue.case != issue.subject {
            self.read_case(&caller, &issue.case).await.map_err(|refusal| refusal.at("supervision.case"))?;
        }
        // Judged where a call that was carried out before has its answer.
        let courts = self.register.peoples_courts.known().await;
        let mut work = work_on_belonging!(self, caller, body, "CreateSupervision");
        let item =
            effects::supervision::issue(self.units.store(), &mut work, issue, &*courts?, caller.at).await?;
        let item = messages::supervision::to_message(&item, caller.at);
        if body.validate_only {
            // Dropped, the work never was.
            return Ok(self.with_court(Response::new(item)).await);
        }
        Ok(self.with_court(work.commit(item).await?).await)
    }

    async fn get_supervision(
        &self,
        request: Request<wire::GetSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        let caller = Caller::of(&request)?;
        let mut item = messages::supervision::to_message(
            &self.read_item(&caller, &request.get_ref().name).await?,
            caller.at,
        );
        self.name_courts([&mut item]).await;
        Ok(Response::new(item))
    }

    async fn count_supervisions(
        &self,
        request: Request<wire::CountSupervisionsRequest>,
    ) -> Answer<wire::CountSupervisionsResponse> {
        let caller = Caller::of(&request)?;
        let wire::CountSupervisionsRequest { filter, group_by } = request.get_ref();
        let counts = crate::store::supervision_list::COUNTS
            .answer(self.units.store().read(), &caller, (filter, group_by))
            .await?;
        Ok(Response::new(wire::CountSupervisionsResponse { counts }))
    }

    async fn list_supervisions(
        &self,
        request: Request<wire::ListSupervisionsRequest>,
    ) -> Answer<wire::ListSupervisionsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let scope = caller.scope();
        let (terms, order) = (parse_filter(&body.filter, caller.at)?, parse_order(&body.order_by)?);
        let asked = format!("ListSupervisions\u{1e}{}\u{1e}{}\u{1e}{scope:?}", body.filter, body.order_by);
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        let query = ListQuery { scope: &scope, terms, order, after, limit };
        let items = list(self.units.store(), query).await?;
        let next = items.next.map(|place| self.pages.token(&asked, &place));
        let next_page_token = next.unwrap_or_default();
        let mut supervisions: Vec<_> =
            items.rows.iter().map(|item| messages::supervision::to_message(item, caller.at)).collect();
        self.name_courts(&mut supervisions).await;
        Ok(Response::new(wire::ListSupervisionsResponse {
            supervisions,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn sign_supervision(
        &self,
        request: Request<wire::SignSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        call_on_belonging!(self, request, "SignSupervision" => caller, body, work);
        self.act_on_item(&caller, work, (&body.name, &body.etag), |item| {
            item.sign(&actor(&caller), caller.at)
        })
        .await
    }

    async fn begin_supervision(
        &self,
        request: Request<wire::BeginSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        call_on_belonging!(self, request, "BeginSupervision" => caller, body, work);
        self.act_on_item(&caller, work, (&body.name, &body.etag), |item| {
            item.begin(&actor(&caller), caller.at)
        })
        .await
    }

    async fn reply_supervision(
        &self,
        request: Request<wire::ReplySupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        call_on_belonging!(self, request, "ReplySupervision" => caller, body, work);
        self.act_on_item(&caller, work, (&body.name, &body.etag), |item| {
            item.reply(&body.reply, &actor(&caller), caller.at)
        })
        .await
    }

    async fn accept_supervision(
        &self,
        request: Request<wire::AcceptSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        call_on_belonging!(self, request, "AcceptSupervision" => caller, body, work);
        self.act_on_item(&caller, work, (&body.name, &body.etag), |item| {
            item.accept(&body.comment, &actor(&caller), caller.at)
        })
        .await
    }

    async fn return_supervision(
        &self,
        request: Request<wire::ReturnSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        call_on_belonging!(self, request, "ReturnSupervision" => caller, body, work);
        let due = due_time("due_time", body.due_time.as_ref())?;
        self.act_on_item(&caller, work, (&body.name, &body.etag), |item| {
            item.send_back(&body.reason, due, &actor(&caller), caller.at)
        })
        .await
    }

    async fn cancel_supervision(
        &self,
        request: Request<wire::CancelSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        call_on_belonging!(self, request, "CancelSupervision" => caller, body, work);
        self.act_on_item(&caller, work, (&body.name, &body.etag), |item| {
            item.cancel(&body.reason, &actor(&caller), caller.at)
        })
        .await
    }
}

fn draft(item: Option<wire::Supervision>) -> Result<Draft, Refusal> {
    let Some(item) = item else {
        let mut wrong = Violations::new();
        wrong.add("supervision", reason::REQUIRED, Text::new("请填写督办事项。", "The item is missing."));
        return Err(wrong.into_refusal());
    };
    let due = due_time("supervision.due_time", item.due_time.as_ref())?;
    Ok(Draft {
        subject: item.subject,
        case: item.case,
        matter: item.matter,
        owner: item.owner,
        due,
        region_code: item.region_code,
    })
}

fn due_time(field: &str, given: Option<&prost_types::Timestamp>) -> Result<Option<Timestamp>, Refusal> {
    let Some(given) = given else { return Ok(None) };
    let mut wrong = Violations::new();
    let malformed = || Text::new("时间无效。", "Not a time between the years 1 and 9999.");
    let read = Timestamp::from_timestamp(given).ok_or_else(malformed);
    let due = wrong.parse(field, reason::TIME_MALFORMED, read);
    wrong.check()?;
    Ok(due)
}

/// The id in an item's name. What is not a name is nobody's item.
fn item_id(name: &str) -> Result<Uuid, Refusal> {
    name.strip_prefix("supervisions/").and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(item_unknown)
}

fn item_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::SUPERVISION_UNKNOWN,
        "没有这一督办事项，或不在您的权限范围内。",
        "There is no such item, or it is not yours to see.",
    )
    .with("resource", "supervision")
}

fn outside() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::OUTSIDE_REGION,
        "这个地区不在您的辖区内，不能在那里签发督办。",
        "The region lies outside yours; items are issued by the court there.",
    )
    .at("supervision.region_code")
}
