//! Events of investigation: each becomes part of the stories of cases, counts among the indicators, and what is late
//! goes on the supervision list.

use jiff::civil::Date;
use kit::{
    access::AssertionSigner,
    domain::{Timestamp, refusal::Refusal},
    events::{Consumer, EventStream, LogEvent as _, ServiceLog},
    rpc::Peer,
    storage::Encryption,
    unit_of_work::UnitOfWork,
};
use law::identifiers::{CaseNumber, RegionCode};
use proto::investigation::v1::{
    AssistRequest, FreezeState, InvestigationEvent, PersonWatch, RequestState, Seizure, SeizureState,
    investigation_event::Resource,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use super::disposals;
use crate::{
    domain::{
        IndicatorRow,
        supervision::{Rule, Subject},
    },
    store::{
        cases, controls, indicator_rows,
        supervision_cases::end_of,
        supervision_subjects,
        timeline::{self, Entry},
        unlinked,
    },
};

/// Follows the log of investigation.
pub(crate) struct Investigation {
    log: ServiceLog,
    encryption: Encryption,
}

impl Investigation {
    pub(crate) fn new(peer: Peer, signer: AssertionSigner, encryption: Encryption) -> Self {
        Self { log: ServiceLog::new(peer, signer), encryption }
    }
}

impl Consumer for Investigation {
    type Event = InvestigationEvent;

    async fn open(&self, cursor: String) -> Result<EventStream<InvestigationEvent>, Status> {
        self.log.open(cursor).await
    }

    async fn apply(&self, work: &mut UnitOfWork, mut event: InvestigationEvent) -> Result<(), Refusal> {
        let tx = work.tx();
        let mut unlinked_number = None;
        if event.case.is_empty()
            && let Ok(number) = CaseNumber::parse(&event.case_number)
        {
            // Old records know a case by its number alone.
            match cases::by_number(tx, &number).await? {
                Some(case) if unlinked::is_elsewhere(tx, &case, &event.region_code).await? => {}
                Some(case) => event.case = case,
                None => unlinked_number = Some(number),
            }
        }
        // Where it belongs is the case's to say. What is older than our cases, or about an enterprise, says it itself.
        let of_case = cases::region_of(tx, &event.case).await?;
        let known = of_case.is_some();
        let Some(region_code) = of_case.or_else(|| RegionCode::parse(&event.region_code).ok()) else {
            return Ok(());
        };
        match &event.resource {
            Some(Resource::Request(request)) => see_to_request(tx, request, &region_code).await?,
            Some(Resource::Seizure(seizure)) => see_to_seizure(tx, seizure, &region_code).await?,
            Some(Resource::Watch(watch)) => {
                see_to_watch(tx, (watch, &event.case), &region_code, &self.encryption).await?;
            }
            Some(Resource::Disposal(project)) => {
                disposals::see_to(tx, (&event.kind, &event.subject), project, &region_code).await?;
            }
            _ => {}
        }
        if let Some(number) = &unlinked_number {
            unlinked::keep_name(tx, number, &event.subject).await?;
            if let Some(Resource::Watch(watch)) = &event.resource
                && let Some(at) = watch.control_time.as_ref().and_then(Timestamp::from_timestamp)
            {
                unlinked::keep_control(tx, number, &watch.name, at).await?;
            }
        }
        if !known && unlinked_number.is_none() {
            return Ok(());
        }
        let Some(summary) = summary(&event.kind) else { return Ok(()) };
        let entry = Entry {
            at: event.event_time.as_ref().and_then(Timestamp::from_timestamp),
            id: timeline::event_id(&event.subject, &event.kind, event.event_time.as_ref()),
            source: InvestigationEvent::LOG.to_owned(),
            kind: event.kind,
            subject: event.subject,
            summary: summary.to_owned(),
            person: String::new(),
            amount_fen: 0,
            reason: String::new(),
            region: if unlinked_number.is_some() { event.region_code } else { String::new() },
        };
        match unlinked_number {
            Some(number) => unlinked::keep_entry(tx, &number, &entry, &self.encryption).await,
            None => timeline::remember(tx, &[(event.case, entry)], &self.encryption).await,
        }
    }

    /// What was missed stands in the requests, seizures and watches themselves; the timeline continues from the oldest that is kept.
    async fn resume(&self, _: &mut UnitOfWork) -> Result<String, Refusal> {
        Ok(String::new())
    }
}

/// A request is watched while its unit has it; a freeze that was published is counted with its time.
async fn see_to_request(
    tx: &DatabaseTransaction,
    request: &AssistRequest,
    region_code: &RegionCode,
) -> Result<(), Refusal> {
    let with_unit = matches!(
        request.state(),
        RequestState::Submitted | RequestState::Received | RequestState::Processing
    );
    let due = request.due_time.as_ref().and_then(Timestamp::from_timestamp).filter(|_| with_unit);
    match due {
        Some(limit) => {
            let subject = Subject {
                name: request.name.clone(),
                rule: Rule::RequestOverdue,
                case: request.case.clone(),
                owner: request.proposer.clone(),
                region_code: region_code.clone(),
                limit,
            };
            supervision_subjects::watch(tx, &subject).await?;
        }
        None => supervision_subjects::unwatch(tx, &request.name, Rule::RequestOverdue).await?,
    }
    let Some(freeze) = request.equity_freeze.as_ref() else { return Ok(()) };
    // The clock runs from the first upload to the unit, not from the first draft.
    let drafting = request.elapsed.as_ref().map_or(0, |elapsed| elapsed.drafting_seconds);
    let begun = request.create_time.as_ref().and_then(Timestamp::from_timestamp);
    let begun = begun.map(|begun| begun.plus_seconds(drafting));
    let published = freeze.publish_time.as_ref().and_then(Timestamp::from_timestamp);
    let (Some(begun), Some(published)) = (begun, published) else { return Ok(()) };
    if freeze.state() == FreezeState::Unspecified {
        return Ok(());
    }
    let measured = IndicatorRow {
        what: "equity-freeze",
        facet: String::new(),
        day: published.legal_day(),
        subject: request.name.clone(),
        region_code: region_code.as_str().to_owned(),
        amount: (published.micros() - begun.micros()).max(0) / 1_000_000,
    };
    indicator_rows::correct(tx, &[measured]).await
}

/// A seizure is watched while it is in force: it lapses by itself.
async fn see_to_seizure(
    tx: &DatabaseTransaction,
    seizure: &Seizure,
    region_code: &RegionCode,
) -> Result<(), Refusal> {
    let last = seizure.last_day.as_ref().and_then(|day| crate::messages::date(day).ok()).and_then(end_of);
    let Some(limit) = last.filter(|_| seizure.state() == SeizureState::InForce) else {
        return supervision_subjects::unwatch(tx, &seizure.name, Rule::SeizureLapse).await;
    };
    let subject = Subject {
        name: seizure.name.clone(),
        rule: Rule::SeizureLapse,
        case: seizure.case.clone(),
        owner: seizure.proposer.clone(),
        region_code: region_code.clone(),
        limit,
    };
    supervision_subjects::watch(tx, &subject).await
}

/// That somebody is looked for, that they were found, and what became of their case then.
async fn see_to_watch(
    tx: &DatabaseTransaction,
    (watch, case): (&PersonWatch, &str),
    region_code: &RegionCode,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    indicator_rows::correct(tx, &of_watch(watch, region_code)).await?;
    let controlled = watch.control_time.as_ref().and_then(Timestamp::from_timestamp);
    if let Some(controlled) = controlled.filter(|_| !case.is_empty()) {
        controls::note(tx, case, controlled).await?;
        let outcome = controls::outcome(tx, case, encryption).await?;
        indicator_rows::correct(tx, outcome.as_slice()).await?;
    }
    Ok(())
}

fn of_watch(watch: &PersonWatch, region_code: &RegionCode) -> Vec<IndicatorRow> {
    let Some(pushed) = watch.push_time.as_ref().and_then(Timestamp::from_timestamp) else {
        return Vec::new();
    };
    let measured = |what, day: Date, amount| IndicatorRow {
        what,
        facet: String::new(),
        day,
        subject: watch.name.clone(),
        region_code: region_code.as_str().to_owned(),
        amount,
    };
    let mut all = vec![measured("watch-pushed", pushed.legal_day(), 1)];
    if let Some(controlled) = watch.control_time.as_ref().and_then(Timestamp::from_timestamp) {
        let seconds = (controlled.micros() - pushed.micros()).max(0) / 1_000_000;
        all.push(measured("watch-controlled", controlled.legal_day(), seconds));
    }
    all
}

/// What is worth telling in the story of a case.
fn summary(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "REQUEST_SUBMITTED" => "协助事项已送协作单位",
        "REQUEST_RECEIVED" => "协作单位已签收",
        "REQUEST_ANSWERED" => "协作单位已反馈",
        "REQUEST_REFUSED" => "协作单位不予办理",
        "REQUEST_RETURNED" => "协作单位退回补正",
        "REQUEST_WITHDRAWN" => "协助事项已撤回",
        "REQUEST_CONFIRMED" => "协助结果已确认",
        "SEIZURE_IN_FORCE" => "查封、扣押、冻结生效",
        "SEIZURE_WAITING" => "轮候查封、冻结",
        "SEIZURE_RENEWED" => "查封、冻结续行",
        "SEIZURE_RELEASED" => "查封、冻结解除",
        "SEIZURE_LAPSED" => "查封、冻结期满失效",
        "SEIZURE_DISPOSED" => "查封财产已处置",
        "LEAD_VERIFIED" => "财产线索已核实",
        "WATCH_PUSHED" => "已请公安协助查找",
        "WATCH_CONTROLLED" => "被执行人已被控制",
        "WATCH_HANDED_OVER" => "被执行人已移交",
        "WATCH_WITHDRAWN" => "协助查找已撤回",
        _ => return None,
    })
}
