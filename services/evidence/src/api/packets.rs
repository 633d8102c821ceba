//! PacketService.

use kit::{
    access::Caller,
    domain::{
        Timestamp,
        device_clock::Span,
        reason,
        refusal::{Kind, Refusal},
        visit::{guide, task as visited},
    },
    fresh,
    rpc::{ClientChannel, client::again},
    storage::list::{Place, page},
    unit_of_work::{IdempotencyKey, Outcome},
};
use prost::Message as _;
use proto::{
    dispatch::v1::{Document, GetTaskRequest, Task, task_service_client::TaskServiceClient},
    evidence::v1::{self as wire, packet_service_server::PacketService},
};
use sea_orm::DatabaseTransaction;
use sha2::{Digest as _, Sha256};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Answer, Api};
use crate::{
    domain::{
        digest::Digest,
        leaf::Leaf,
        packet::{Packet, Visit},
    },
    store::{
        citations::{self, Citing},
        log, packets,
    },
    task_states::in_hand,
};

#[tonic::async_trait]
impl PacketService for Api {
    async fn issue_packet(&self, request: Request<wire::IssuePacketRequest>) -> Answer<wire::Packet> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = IdempotencyKey::new(&caller, &body.request_id, "IssuePacket", &body)?;
        // Asked for even where the call was answered before: what is closed is not given out again.
        let task = self.task(&caller, &body.task).await?;
        let id = Uuid::now_v7();
        let packet = Packet::issue(&visit(&task), &body.device, &caller.person, id, caller.at)?;
        let guide = self.guide(&task, caller.at).await;
        let work = match self.units.begin(&call).await? {
            Outcome::Replayed(packet) => return Ok(Response::new(with_guide(packet, guide))),
            Outcome::Fresh(work) => work,
        };
        let held = packets::hold(work.tx(), &packet).await?;
        let is_new = held.is_none();
        // The same device has one packet of a task and owes one receipt; its time may be another by now.
        let packet = held.map_or(packet.clone(), |held| Packet {
            expires: packet.expires,
            issued_upon: packet.issued_upon,
            ..held
        });
        for file in task.documents.iter().filter_map(readable_file) {
            let subject = packet.name();
            let citing = Citing { subject: &subject, person: &packet.worker, ..Citing::default() };
            citations::note(work.tx(), file, &citing, caller.at).await?;
        }
        // The guide is tens of kilobytes and made from the task: it is not kept with the answer.
        let kept = wire::Packet { content: Some(content(&task)), ..view(&packet) };
        let answer = with_guide(kept.clone(), guide);
        if is_new {
            packets::add(work.tx(), &packet).await?;
            log::append(work.tx(), &[leaf("packet-issued", &packet.name(), &answer, caller.at)]).await?;
        } else {
            packets::save(work.tx(), &packet).await?;
        }
        work.commit(kept).await?;
        // The task may have closed between the question and the row, and its event may have passed before there was one to close.
        let still = self.task(&caller, &body.task).await?;
        if let Err(refusal) = Packet::issue(&visit(&still), &body.device, &caller.person, id, caller.at) {
            let work = self.units.begin_unkeyed(Timestamp::now()).await?;
            let now = work.at();
            let changed = still.update_time.as_ref().and_then(Timestamp::from_timestamp).unwrap_or(now);
            packets::close(work.tx(), &body.task, "", (changed, now)).await?;
            work.commit_unkeyed().await?;
            return Err(refusal.into());
        }
        Ok(Response::new(answer))
    }

    async fn record_packet_views(
        &self,
        request: Request<wire::RecordPacketViewsRequest>,
    ) -> Answer<wire::Packet> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        // Sent again it is sent at another time, and is the same call.
        let content = wire::RecordPacketViewsRequest { sent_time: None, ..body.clone() };
        let call = IdempotencyKey::new(&caller, &body.request_id, "RecordPacketViews", &content)?;
        let work = fresh!(self.units.begin(&call));
        let mut packet = own(work.tx(), &caller, &body.name).await?;
        let times: Vec<_> = body.view_times.iter().map(Timestamp::from_timestamp).collect();
        let sent = body.sent_time.as_ref().and_then(Timestamp::from_timestamp);
        let views = packet.views(&times, sent, caller.at)?;
        packet.views += packets::add_views(work.tx(), packet.id, &views).await?;
        packets::save(work.tx(), &packet).await?;
        let answer = view(&packet);
        Ok(work.commit(answer).await?)
    }

    async fn confirm_purge(&self, request: Request<wire::ConfirmPurgeRequest>) -> Answer<wire::Packet> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let content = wire::ConfirmPurgeRequest { sent_time: None, ..body.clone() };
        let call = IdempotencyKey::new(&caller, &body.request_id, "ConfirmPurge", &content)?;
        let work = fresh!(self.units.begin(&call));
        log::lock_for_update(work.tx()).await?;
        let mut packet = own(work.tx(), &caller, &body.name).await?;
        let purged = body.purge_time.as_ref().and_then(Timestamp::from_timestamp);
        let sent = body.sent_time.as_ref().and_then(Timestamp::from_timestamp);
        let first = packet.purge(&body.device, (purged, sent), caller.at)?;
        let answer = view(&packet);
        if first {
            packets::save(work.tx(), &packet).await?;
            let receipt = leaf("packet-purged", &format!("{}/purge", packet.name()), &answer, caller.at);
            log::append(work.tx(), &[receipt]).await?;
        }
        Ok(work.commit(answer).await?)
    }

    async fn list_packets(
        &self,
        request: Request<wire::ListPacketsRequest>,
    ) -> Answer<wire::ListPacketsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (scope, limit) = (caller.scope(), page::size(body.page_size)?);
        let question = format!("ListPackets\u{1e}{}\u{1e}{scope:?}", body.overdue);
        let after = self.pages.after(&question, &body.page_token)?.as_deref().and_then(Place::of);
        let overdue_at = body.overdue.then_some(caller.at);
        let asked = packets::ListParams { scope: &scope, overdue_at, after, limit };
        let found = packets::list(self.store.read(), asked).await?;
        let next_page_token =
            found.next.map_or_else(String::new, |place| self.pages.token(&question, &place));
        let packets = found.rows.iter().map(view).collect();
        Ok(Response::new(wire::ListPacketsResponse { packets, next_page_token, ..Default::default() }))
    }
}

impl Api {
    /// The guide for a visit of a task; none where the task serves nothing.
    async fn guide(&self, task: &Task, at: Timestamp) -> Option<wire::VisitGuide> {
        let mut context = visited::context(task)?;
        context.witnesses = visited::names_of(&self.register.witnesses(task, at).await);
        Some(guide::to_message(law::guide::guide(&context, at.legal_day())))
    }

    /// A task as the caller may see it.
    pub(super) async fn task(&self, caller: &Caller, name: &str) -> Result<Task, Status> {
        let line = ClientChannel::on_behalf_of(&self.dispatch, caller)?;
        let ask = || {
            let (mut tasks, name) = (TaskServiceClient::new(line.clone()), name.to_owned());
            async move { tasks.get_task(GetTaskRequest { name }).await }
        };
        Ok(again(ask).await?.into_inner())
    }
}

async fn own(tx: &DatabaseTransaction, caller: &Caller, name: &str) -> Result<Packet, Refusal> {
    let unknown = || {
        Refusal::new(
            Kind::NotFound,
            reason::PACKET_UNKNOWN,
            "没有这个任务包，或不是发给您的。",
            "There is no such packet, or it was not issued to you.",
        )
    };
    let id = Packet::id_of(name).ok_or_else(unknown)?;
    packets::lock_for_update(tx, &caller.person, id).await?.ok_or_else(unknown)
}

fn leaf(kind: &str, subject: &str, packet: &wire::Packet, at: Timestamp) -> Leaf {
    Leaf::of_record(kind, subject, Digest::of(Sha256::digest(packet.encode_to_vec()).into()), at)
}

/// The file of a paper that is not sealed.
fn readable_file(document: &Document) -> Option<Digest> {
    Digest::of_name(&document.file).filter(|_| !document.sealed)
}

fn visit(task: &Task) -> Visit {
    Visit {
        task: task.name.clone(),
        worker: task.worker.clone(),
        court: task.court.clone(),
        region_code: task.region_code.clone(),
        in_hand: in_hand(task.state()),
        finish_by: task.finish_by.as_ref().and_then(Timestamp::from_timestamp),
        updated: task.update_time.as_ref().and_then(Timestamp::from_timestamp),
    }
}

/// The least that the visit needs. A field that the task gains stays out until it is written here.
fn content(task: &Task) -> wire::PacketContent {
    let kind = task.kind().as_str_name();
    let contact = task.contact.clone().unwrap_or_default();
    let addressee = task.addressee.clone().unwrap_or_default();
    let paper = |document: &Document| Document {
        title: document.title.clone(),
        copies: document.copies,
        kind: document.kind,
        file: if document.sealed { String::new() } else { document.file.clone() },
        sealed: document.sealed,
    };
    wire::PacketContent {
        task_kind: kind.strip_prefix("TASK_KIND_").unwrap_or(kind).to_owned(),
        addressee_status: addressee.status,
        addressee: addressee.display_name,
        address: task.address.clone(),
        documents: task.documents.iter().map(|document| document.title.clone()).collect(),
        papers: task.documents.iter().map(paper).collect(),
        procedure: task.procedure,
        instructions: task.instructions.clone(),
        contact_name: contact.display_name,
        contact_phone: contact.phone,
        guide: None,
    }
}

/// A packet with the guide of its task.
fn with_guide(packet: wire::Packet, guide: Option<wire::VisitGuide>) -> wire::Packet {
    wire::Packet { content: packet.content.map(|content| wire::PacketContent { guide, ..content }), ..packet }
}

fn view(packet: &Packet) -> wire::Packet {
    wire::Packet {
        name: packet.name(),
        task: packet.task.clone(),
        worker: packet.worker.clone(),
        device: packet.device.clone(),
        content: None,
        issue_time: Some(packet.issued.to_timestamp()),
        expire_time: Some(packet.due().to_timestamp()),
        closed: packet.closed.is_some(),
        purge_time: packet.purged.map(Timestamp::to_timestamp),
        receipt_by: Some(packet.receipt_by().to_timestamp()),
        view_count: i32::try_from(packet.views).unwrap_or(i32::MAX),
        device_purge_time: packet.device_purged.map(Timestamp::to_timestamp),
        clock_error: packet.clock_error.map(Span::to_duration),
        ..Default::default()
    }
}
