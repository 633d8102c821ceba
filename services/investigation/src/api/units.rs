//! Units, the catalogue, and how units answer.

use kit::{
    access::Caller,
    domain::{
        Timestamp,
        refusal::{Refusal, Violations},
    },
    fresh,
    storage::list::{Field, filter},
    unit_of_work::IdempotencyKey,
};
use proto::investigation::v1::{self as wire, unit_service_server::UnitService};
use serde_json::json;
use tonic::{Request, Response};

use super::{Answer, Api, webhooks as unit_webhooks};
use crate::{
    domain::{catalogue::Matter, webhook},
    messages::values::{WireEnum as _, time},
    store::{
        MATTERS,
        requests::{self, Answers},
        webhooks,
    },
};

/// The version of the definitions behind the statistics.
const DEFINITIONS: &str = "1";

#[tonic::async_trait]
impl UnitService for Api {
    async fn list_units(&self, _: Request<wire::ListUnitsRequest>) -> Answer<wire::ListUnitsResponse> {
        let units = self.catalogue.units().iter().map(|unit| wire::Unit {
            name: unit.name(),
            display_name: unit.display_name.clone(),
            kind: unit.kind.clone(),
        });
        Ok(Response::new(wire::ListUnitsResponse { units: units.collect() }))
    }

    async fn list_matters(
        &self,
        request: Request<wire::ListMattersRequest>,
    ) -> Answer<wire::ListMattersResponse> {
        let terms = filter::parse(&request.get_ref().filter, MATTERS, &[Field::equal("unit")])?;
        terms.iter().try_for_each(|term| filter::resource(term, "units/").map(drop))?;
        let wanted = |matter: &&Matter| {
            terms.iter().all(|term| (matter.unit_name() == term.value) == (term.op == filter::Op::Eq))
        };
        let matters = self.catalogue.matters().iter().filter(wanted).map(matter).collect();
        Ok(Response::new(wire::ListMattersResponse { matters }))
    }

    async fn get_unit_webhook(
        &self,
        request: Request<wire::GetUnitWebhookRequest>,
    ) -> Answer<wire::UnitWebhook> {
        let caller = Caller::of(&request)?;
        self.covers_units(&caller)?;
        let name = request.into_inner().name;
        let unit = self.unit_of(&name)?;
        let hook = webhooks::get(self.store.read(), self.encryption(), unit).await?;
        Ok(Response::new(
            hook.map_or_else(|| unit_webhooks::none(&name), |hook| unit_webhooks::view(&name, &hook)),
        ))
    }

    async fn set_unit_webhook(
        &self,
        request: Request<wire::SetUnitWebhookRequest>,
    ) -> Answer<wire::SetUnitWebhookResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "SetUnitWebhook", &body)?;
        self.covers_units(&caller)?;
        // Asked before the transaction: nothing waits for the network inside one.
        let address = self.reachable(&body.url).await;
        let work = fresh!(self.units.begin(&key));
        let unit = self.unit_of(&body.name)?;
        let address = address?;
        let mut secret = [0; unit_webhooks::SECRET];
        getrandom::fill(&mut secret).map_err(|fault| Refusal::internal(&fault))?;
        webhooks::set(work.tx(), self.encryption(), unit, &address.text(), &secret).await?;
        let first = json!({
            "type": "WEBHOOK_SET", "timestamp": caller.at.to_string(), "data": {"name": body.name, "unit": unit},
        });
        webhooks::call(work.tx(), unit, &first.to_string(), caller.at).await?;
        let hook = webhooks::get(work.tx(), self.encryption(), unit).await?;
        let webhook = hook.map(|hook| unit_webhooks::view(&body.name, &hook));
        Ok(work.commit(wire::SetUnitWebhookResponse { webhook, secret: webhook::shown(&secret) }).await?)
    }

    async fn remove_unit_webhook(
        &self,
        request: Request<wire::RemoveUnitWebhookRequest>,
    ) -> Answer<wire::UnitWebhook> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "RemoveUnitWebhook", &body)?;
        self.covers_units(&caller)?;
        let work = fresh!(self.units.begin(&key));
        webhooks::remove(work.tx(), self.unit_of(&body.name)?).await?;
        Ok(work.commit(unit_webhooks::none(&body.name)).await?)
    }

    async fn get_statistics(
        &self,
        request: Request<wire::GetStatisticsRequest>,
    ) -> Answer<wire::GetStatisticsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut v = Violations::new();
        let from = v.timestamp("from_time", body.from_time.as_ref());
        let to = v.timestamp("to_time", body.to_time.as_ref());
        v.check()?;
        let (from, to) = (from.unwrap_or(Timestamp::from_micros(0)), to.unwrap_or(caller.at));
        let unit = Some(body.unit.as_str()).filter(|unit| !unit.is_empty());
        let rows = requests::answers(self.store.read(), &caller.scope(), (from, to), unit).await?;
        Ok(Response::new(wire::GetStatisticsResponse {
            rows: rows.iter().map(statistics).collect(),
            from_time: time(Some(from)),
            to_time: time(Some(to)),
            definition_version: DEFINITIONS.to_owned(),
        }))
    }
}

fn matter(matter: &Matter) -> wire::Matter {
    wire::Matter {
        name: matter.name(),
        unit: matter.unit_name(),
        display_name: matter.display_name.clone(),
        action: matter.action.to_wire().into(),
        coercive: matter.coercive,
        papers: matter.papers.iter().map(|kind| kind.to_wire().into()).collect(),
        legal_basis: matter.legal_basis.clone(),
        allowed_minutes: matter.allowed_minutes.into(),
        allowed_working_days: matter.allowed_working_days.into(),
    }
}

fn statistics(row: &Answers) -> wire::MatterStatistics {
    let closed = row.answered + row.refused;
    let rate = |part: i64, whole: i64| (whole > 0).then(|| part * 1_000_000 / whole);
    let seconds = |micros: i64| micros / 1_000_000;
    let mean = |sum: i64| (closed > 0).then(|| seconds(sum / closed));
    wire::MatterStatistics {
        unit: row.unit.clone(),
        matter: row.matter.clone(),
        submitted_count: row.submitted,
        answered_count: row.answered,
        refused_count: row.refused,
        on_time_count: row.on_time,
        answer_rate_ppm: rate(closed, row.submitted),
        on_time_rate_ppm: rate(row.on_time, closed),
        mean_seconds: mean(row.total),
        median_seconds: row.median.map(seconds),
        p95_seconds: row.p95.map(seconds),
        max_seconds: row.max.map(seconds),
        mean_court_seconds: mean(row.court),
        mean_unit_seconds: mean(row.total - row.court),
        within_five_minutes_count: row.quick,
    }
}
