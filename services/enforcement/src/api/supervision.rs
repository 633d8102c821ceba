//! The supervision list.

use kit::{
    access::{Caller, Role},
    etag,
    moment::Moment,
    once::{Call, Once},
    page,
    refusal::{Kind, Refusal, Text, Violations},
};
use proto::enforcement::v1::{self as wire, supervision_service_server::SupervisionService};
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, supervision_view as view};
use crate::{
    domain::supervision::{Actor, Decision, Draft, Happening, Issue, Item, Rule},
    store::{
        measures,
        supervision_list::{Filter, Order, Question, list},
        supervision_subjects, supervisions,
    },
};

/// An act as it reached the service: who, on which item, resting on which version, and once.
struct Act<'a> {
    caller: &'a Caller,
    call: Call,
    name: &'a str,
    etag: &'a str,
}

/// Reads an act's caller and call from its request.
macro_rules! act {
    ($request:ident, $method:literal => $caller:ident, $body:ident, $act:ident) => {
        let $caller = Caller::of(&$request)?;
        let $body = $request.into_inner();
        let call = Call::new(&$caller, &$body.request_id, $method, &$body)?;
        let $act = Act { caller: &$caller, call, name: &$body.name, etag: &$body.etag };
    };
}

fn actor(caller: &Caller) -> Actor {
    Actor { person: caller.person.clone(), of_command: caller.acts_as(Role::Command) }
}

impl Api {
    /// Issues an item under the next number, in the transaction that it is given.
    pub(crate) async fn issue(
        &self,
        tx: &DatabaseTransaction,
        issue: Issue,
        at: Moment,
    ) -> Result<Item, Refusal> {
        let number = supervisions::next_number(tx, &issue.region_code, at.legal_day().year()).await?;
        let item = Item::issue(issue, Uuid::now_v7(), number, at);
        supervisions::add(&self.store, tx, &item).await?;
        measures::record(tx, &item.measured()).await?;
        self.tell(tx, &item, &[Happening::Issued], at).await?;
        Ok(item)
    }

    /// Writes what happened to an item into the log.
    pub(crate) async fn tell(
        &self,
        tx: &DatabaseTransaction,
        item: &Item,
        happened: &[Happening],
        at: Moment,
    ) -> Result<(), Refusal> {
        let actor = item.steps.last().map(|step| step.actor.clone()).unwrap_or_default();
        self.log.append(tx, &view::facts(item, happened, &actor, at), at).await
    }

    /// Carries an act out: claims the call, takes the item, checks the version, lets the domain decide, keeps item, figures, events
    /// and answer in one transaction.
    async fn act_on_item(
        &self,
        act: Act<'_>,
        decide: impl FnOnce(&mut Item) -> Result<Decision, Refusal> + Send,
    ) -> Answer<wire::Supervision> {
        let at = act.caller.at;
        let tx = self.store.begin().await.map_err(Refusal::from)?;
        let ticket = match act.call.claim::<wire::Supervision>(&tx, self.store.seal()).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let id = item_id(act.name)?;
        let scope = act.caller.scope();
        let mut item = supervisions::take(&self.store, &tx, &scope, id).await?.ok_or_else(item_unknown)?;
        etag::check(act.etag, item.version)?;
        let happened = decide(&mut item)?;
        supervisions::save(&self.store, &tx, &item).await?;
        if !item.state.is_open() {
            measures::correct(&tx, &item.measured()).await?;
            rest(&tx, &item).await?;
        }
        self.tell(&tx, &item, &happened, at).await?;
        let answer = view::item(&item, at);
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        self.log.ring();
        Ok(Response::new(answer))
    }
}

/// Lets the rule of a closed item speak again after a while, where its subject is still looked after.
async fn rest(tx: &DatabaseTransaction, item: &Item) -> Result<(), Refusal> {
    if item.rule == Rule::ByHand {
        return Ok(());
    }
    if let Some(subject) = supervision_subjects::known(tx, &item.subject, item.rule).await? {
        let strikes = subject.strikes_again(item.updated);
        supervision_subjects::set_strikes(tx, &item.subject, item.rule, strikes).await?;
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
        let call = Call::new(&caller, &body.request_id, "CreateSupervision", &body)?;
        let tx = self.store.begin().await.map_err(Refusal::from)?;
        let ticket = match call.claim::<wire::Supervision>(&tx, self.store.seal()).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let own = caller.grants.iter().find_map(|grant| grant.region.as_ref());
        let own = own.ok_or_else(|| Refusal::internal(&"an issuer without a region"))?;
        let draft = draft(body.supervision)?;
        let issue = draft.check(&caller.person, own, caller.at).map_err(|r| r.within("supervision"))?;
        if !caller.scope().admits(Some(issue.region_code.as_str()), None, None) {
            return Err(outside().into());
        }
        let item = self.issue(&tx, issue, caller.at).await?;
        let answer = view::item(&item, caller.at);
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        self.log.ring();
        Ok(Response::new(answer))
    }

    async fn get_supervision(
        &self,
        request: Request<wire::GetSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        let caller = Caller::of(&request)?;
        let id = item_id(&request.get_ref().name)?;
        let item = supervisions::get(&self.store, &caller.scope(), id).await?.ok_or_else(item_unknown)?;
        Ok(Response::new(view::item(&item, caller.at)))
    }

    async fn list_supervisions(
        &self,
        request: Request<wire::ListSupervisionsRequest>,
    ) -> Answer<wire::ListSupervisionsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let scope = caller.scope();
        let (filter, order) = (Filter::parse(&body.filter, caller.at)?, Order::parse(&body.order_by)?);
        let asked = format!("ListSupervisions\u{1e}{}\u{1e}{}\u{1e}{scope:?}", body.filter, body.order_by);
        let after = self.pages.after(&asked, &body.page_token)?;
        let question = Question { scope: &scope, filter, order, after, limit: limit + 1 };
        let mut items = list(&self.store, question).await?;
        let more = items.len() as u64 > limit;
        items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_page_token = match items.last() {
            Some(last) if more => self.pages.token(&asked, &order.place(last)),
            _ => String::new(),
        };
        let supervisions = items.iter().map(|item| view::item(item, caller.at)).collect();
        Ok(Response::new(wire::ListSupervisionsResponse { supervisions, next_page_token }))
    }

    async fn sign_supervision(
        &self,
        request: Request<wire::SignSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        act!(request, "SignSupervision" => caller, body, act);
        self.act_on_item(act, |item| item.sign(&actor(&caller), caller.at)).await
    }

    async fn begin_supervision(
        &self,
        request: Request<wire::BeginSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        act!(request, "BeginSupervision" => caller, body, act);
        self.act_on_item(act, |item| item.begin(&actor(&caller), caller.at)).await
    }

    async fn reply_supervision(
        &self,
        request: Request<wire::ReplySupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        act!(request, "ReplySupervision" => caller, body, act);
        self.act_on_item(act, |item| item.reply(&body.reply, &actor(&caller), caller.at)).await
    }

    async fn accept_supervision(
        &self,
        request: Request<wire::AcceptSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        act!(request, "AcceptSupervision" => caller, body, act);
        self.act_on_item(act, |item| item.accept(&body.comment, &actor(&caller), caller.at)).await
    }

    async fn return_supervision(
        &self,
        request: Request<wire::ReturnSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        act!(request, "ReturnSupervision" => caller, body, act);
        let due = due_time("due_time", body.due_time.as_ref())?;
        self.act_on_item(act, |item| item.send_back(&body.reason, due, &actor(&caller), caller.at)).await
    }

    async fn cancel_supervision(
        &self,
        request: Request<wire::CancelSupervisionRequest>,
    ) -> Answer<wire::Supervision> {
        act!(request, "CancelSupervision" => caller, body, act);
        self.act_on_item(act, |item| item.cancel(&body.reason, &actor(&caller), caller.at)).await
    }
}

fn draft(item: Option<wire::Supervision>) -> Result<Draft, Refusal> {
    let Some(item) = item else {
        let mut wrong = Violations::new();
        wrong.add("supervision", "REQUIRED", Text::new("请填写督办事项。", "The item is missing."));
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

fn due_time(field: &str, given: Option<&prost_types::Timestamp>) -> Result<Option<Moment>, Refusal> {
    let Some(given) = given else { return Ok(None) };
    let mut wrong = Violations::new();
    let malformed = || Text::new("时间无效。", "Not a time between the years 1 and 9999.");
    let read = Moment::from_timestamp(given).ok_or_else(malformed);
    let due = wrong.parse(field, "TIME_MALFORMED", read);
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
        "SUPERVISION_UNKNOWN",
        "没有这一督办事项，或不在您的权限范围内。",
        "There is no such item, or it is not yours to see.",
    )
    .with("resource", "supervision")
}

fn outside() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        "REGION_OUTSIDE_SCOPE",
        "这个地区不在您的辖区内，不能在那里签发督办。",
        "The region lies outside yours; items are issued by the court there.",
    )
    .at("supervision.region_code")
}
