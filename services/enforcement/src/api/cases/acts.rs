//! The acts on a case.

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Text, Violations},
    },
};
use law::deadline::Ground;
use proto::enforcement::v1 as wire;
use tonic::Request;

use super::{Answer, Api, act, words};
use crate::{
    api::{actor, date, work},
    domain::money::amount,
    store::{Record, money::payouts},
};

impl Api {
    pub(super) async fn suspend(&self, request: Request<wire::SuspendCaseRequest>) -> Answer<wire::Case> {
        act!(self, request, "SuspendCase" => caller, body, work);
        let ground = match body.ground() {
            wire::SuspensionGround::Unspecified => None,
            wire::SuspensionGround::AuditAppraisal => Some(Ground::AuditAppraisal),
            wire::SuspensionGround::Suspension => Some(Ground::Suspension),
            wire::SuspensionGround::SettlementOrSecurity => Some(Ground::SettlementOrSecurity),
            wire::SuspensionGround::SuperiorNotice => Some(Ground::SuperiorNotice),
            wire::SuspensionGround::Auction => Some(Ground::Auction),
            wire::SuspensionGround::JurisdictionDispute => Some(Ground::JurisdictionDispute),
        };
        let mut v = Violations::new();
        if ground.is_none() {
            v.add("ground", reason::REQUIRED, Text::new("请选择情形。", "Say on which ground."));
            v.text("reason", &body.reason, 500);
        }
        v.check()?;
        let ground = ground.unwrap_or(Ground::Suspension);
        let (name, etag) = (body.name.as_str(), body.etag.as_str());
        self.change(&caller, work, (name, etag), |case| case.suspend(ground, &body.reason, caller.at)).await
    }

    pub(super) async fn resume(&self, request: Request<wire::ResumeCaseRequest>) -> Answer<wire::Case> {
        act!(self, request, "ResumeCase" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| case.resume(caller.at)).await
    }

    pub(super) async fn extend(&self, request: Request<wire::ExtendCaseRequest>) -> Answer<wire::Case> {
        act!(self, request, "ExtendCase" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.extend(body.months, &body.reason, body.high_court_record, &actor(&caller), caller.at)
        })
        .await
    }

    pub(super) async fn decide(&self, request: Request<wire::DecideExtensionRequest>) -> Answer<wire::Case> {
        act!(self, request, "DecideExtension" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.decide_extension(body.approve, &actor(&caller), caller.at)
        })
        .await
    }

    pub(super) async fn settle(&self, request: Request<wire::SettleCaseRequest>) -> Answer<wire::Case> {
        act!(self, request, "SettleCase" => caller, body, work);
        let settlement = words::settlement(body.settlement.clone().unwrap_or_default())?;
        let agent = body.signed_by_agent.then_some(body.agent_has_special_authority);
        self.change(&caller, work, (&body.name, &body.etag), |case| case.settle(settlement, agent, caller.at))
            .await
    }

    pub(super) async fn end(&self, request: Request<wire::EndSettlementRequest>) -> Answer<wire::Case> {
        act!(self, request, "EndSettlement" => caller, body, work);
        let mut v = Violations::new();
        let paid = amount::bounded(&mut v, "paid_fen", body.paid_fen).unwrap_or_default();
        v.check()?;
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.end_settlement(body.performed, paid, &body.repudiation, caller.at)
        })
        .await
    }

    pub(super) async fn approve(&self, request: Request<wire::ApproveClosingRequest>) -> Answer<wire::Case> {
        act!(self, request, "ApproveClosing" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.approve_closing(&actor(&caller), caller.at)
        })
        .await
    }

    pub(super) async fn close(&self, request: Request<wire::CloseCaseRequest>) -> Answer<wire::Case> {
        act!(self, request, "CloseCase" => caller, body, work);
        let mut work = work;
        let mut v = Violations::new();
        let ending = words::ending(body.ending());
        if ending.is_none() {
            v.add("ending", reason::REQUIRED, Text::new("请选择结案方式。", "Say how it ends."));
        }
        let on = match &body.date {
            None => Some(caller.at.legal_day()),
            Some(told) => v.parse("date", reason::DATE_MALFORMED, date(told)),
        };
        let (Some(ending), Some(on)) = (ending, on) else { return Err(v.into_refusal().into()) };
        let facts = body.facts.clone().unwrap_or_default();
        let discharges: Vec<_> = facts.discharges.iter().cloned().map(words::discharge).collect();
        let ticks = words::ticks(facts);
        let paid = payouts::paid_of_case(work.tx(), &body.name, work.encryption()).await?;
        let evidence = discharges.iter().flat_map(|discharge| discharge.evidence.clone()).collect();
        work.record(&body.name, Record { evidence, ..Record::default() });
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            let happening = case.close(ending, on, &ticks, &actor(&caller), caller.at)?;
            case.satisfy(ending, paid, discharges)?;
            Ok(happening)
        })
        .await
    }
}
