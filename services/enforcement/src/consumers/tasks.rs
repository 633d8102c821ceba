//! Events of tasks that concern a case become part of its story.

use kit::{
    access::AssertionSigner,
    domain::{Timestamp, refusal::Refusal, visit::words},
    events::{Consumer, EventStream, ServiceLog},
    rpc::Peer,
    storage::Encryption,
    unit_of_work::UnitOfWork,
};
use law::identifiers::{CaseNumber, RegionCode};
use proto::dispatch::v1::{Attempt, Task, TaskEvent, TaskKind, TaskState};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use crate::{
    domain::supervision::{Rule, Subject},
    store::{
        cases, known_tasks, supervision_subjects,
        timeline::{self, Entry, TASKS},
        unlinked,
        visits::{self, Visit},
    },
};

/// Follows the log of tasks.
pub(crate) struct Tasks {
    log: ServiceLog,
    encryption: Encryption,
}

impl Tasks {
    pub(crate) fn new(dispatch: Peer, signer: AssertionSigner, encryption: Encryption) -> Self {
        Self { log: ServiceLog::new(dispatch, signer), encryption }
    }
}

impl Consumer for Tasks {
    type Event = TaskEvent;

    async fn open(&self, cursor: String) -> Result<EventStream<TaskEvent>, Status> {
        self.log.open(cursor).await
    }

    async fn apply(&self, work: &mut UnitOfWork, event: TaskEvent) -> Result<(), Refusal> {
        let tx = work.tx();
        let kind = event.kind().as_str_name().trim_start_matches("TASK_EVENT_KIND_").to_owned();
        let Some(task) = event.task else { return Ok(()) };
        supervise(tx, &task).await?;
        if let Some(attempt) = task.attempts.last().filter(|_| kind == "TASK_ATTEMPTED") {
            visits::keep(tx, &visit(&task, attempt), &self.encryption).await?;
        }
        let number = CaseNumber::parse(&task.case_number).ok();
        known_tasks::note(tx, &task.name, number.as_ref()).await?;
        let Some(number) = number else { return Ok(()) };
        let step = task.steps.last();
        let entry = Entry {
            id: timeline::event_id(&task.name, &kind, task.update_time.as_ref()),
            at: task.update_time.as_ref().and_then(Timestamp::from_timestamp),
            source: TASKS.to_owned(),
            summary: summary(task.kind(), &kind),
            kind,
            person: step.map(|step| step.actor.clone()).unwrap_or_default(),
            subject: task.name,
            amount_fen: 0,
            reason: String::new(),
            region: task.region_code,
        };
        match cases::by_number(tx, &number).await? {
            // A number is no key to a case elsewhere: neither says anything of the other.
            Some(case) if unlinked::is_elsewhere(tx, &case, &entry.region).await? => Ok(()),
            Some(case) => timeline::remember(tx, &[(case, entry)], &self.encryption).await,
            // The task came before its case.
            None => unlinked::keep_entry(tx, &number, &entry, &self.encryption).await,
        }
    }

    /// What was missed stands in the tasks themselves, which their officer sees there; the timeline continues from the oldest that the log
    /// still holds.
    async fn resume(&self, _: &mut UnitOfWork) -> Result<String, Refusal> {
        Ok(String::new())
    }
}

/// A task is watched until it is done or taken back. One that ran out stays: somebody has to say why.
async fn supervise(tx: &DatabaseTransaction, task: &Task) -> Result<(), Refusal> {
    if matches!(task.state(), TaskState::Done | TaskState::Revoked) {
        return supervision_subjects::unwatch(tx, &task.name, Rule::TaskOverdue).await;
    }
    let limit = task.finish_by.as_ref().and_then(Timestamp::from_timestamp);
    let (Some(limit), Ok(region_code)) = (limit, RegionCode::parse(&task.region_code)) else {
        return Ok(());
    };
    let subject = Subject {
        name: task.name.clone(),
        rule: Rule::TaskOverdue,
        case: String::new(),
        owner: task.creator.clone(),
        region_code,
        limit,
    };
    supervision_subjects::watch(tx, &subject).await
}

/// What a proof of service says of a visit.
fn visit(task: &Task, attempt: &Attempt) -> Visit {
    Visit {
        name: attempt.name.clone(),
        address: task.address.clone(),
        at: attempt.visit_time.as_ref().or(attempt.device_time.as_ref()).and_then(Timestamp::from_timestamp),
        position: attempt.position.map(|at| (at.latitude, at.longitude, at.accuracy_m)),
    }
}

fn summary(kind: TaskKind, event: &str) -> String {
    let (what, _) = words::kind(kind);
    let did = match event {
        "TASK_CREATED" => "已派发任务",
        "TASK_DISPATCHED" => "到达共享法庭",
        "TASK_ASSIGNED" => "已交网格员",
        "TASK_ACCEPTED" => "网格员已接收",
        "TASK_ATTEMPTED" => "上门一次",
        "TASK_REPORTED" => "已报告结果",
        "TASK_APPROVED" => "审核通过",
        "TASK_RETURNED" => "退回补充",
        "TASK_REVOKED" => "已撤回",
        "TASK_EXPIRED" => "逾期未报告",
        "TASK_PRINTED" => "村社已打印文书",
        _ => "有新进展",
    };
    format!("{what}：{did}")
}
