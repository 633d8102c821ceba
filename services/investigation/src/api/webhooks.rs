//! Webhooks of units: set, looked at, ended.

use kit::{
    access::Caller,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    fresh,
    unit_of_work::IdempotencyKey,
};
use proto::investigation::v1 as wire;
use serde_json::json;
use tonic::{Request, Response};

use super::{Answer, Api, translate::time};
use crate::{
    domain::webhook::{self, Address},
    outbound::{self, Fault},
    store::webhooks,
};

/// How many bytes a secret has.
const SECRET: usize = 32;

impl Api {
    pub(super) async fn webhook(
        &self,
        request: Request<wire::GetUnitWebhookRequest>,
    ) -> Answer<wire::UnitWebhook> {
        let caller = Caller::of(&request)?;
        self.covers_units(&caller)?;
        let name = request.into_inner().name;
        let unit = self.unit_of(&name)?;
        let hook = webhooks::get(self.store.read(), self.encryption(), unit).await?;
        Ok(Response::new(hook.map_or_else(|| none(&name), |hook| view(&name, &hook))))
    }

    pub(super) async fn set_webhook(
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
        let mut secret = [0; SECRET];
        getrandom::fill(&mut secret).map_err(|fault| Refusal::internal(&fault))?;
        webhooks::set(work.tx(), self.encryption(), unit, &address.text(), &secret).await?;
        let first = json!({
            "type": "WEBHOOK_SET", "timestamp": caller.at.to_string(), "data": {"name": body.name, "unit": unit},
        });
        webhooks::call(work.tx(), unit, &first.to_string(), caller.at).await?;
        let hook = webhooks::get(work.tx(), self.encryption(), unit).await?;
        let webhook = hook.map(|hook| view(&body.name, &hook));
        Ok(work.commit(wire::SetUnitWebhookResponse { webhook, secret: webhook::shown(&secret) }).await?)
    }

    pub(super) async fn remove_webhook(
        &self,
        request: Request<wire::RemoveUnitWebhookRequest>,
    ) -> Answer<wire::UnitWebhook> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "RemoveUnitWebhook", &body)?;
        self.covers_units(&caller)?;
        let work = fresh!(self.units.begin(&key));
        webhooks::remove(work.tx(), self.unit_of(&body.name)?).await?;
        Ok(work.commit(none(&body.name)).await?)
    }

    /// Refuses somebody whose region is a part of that which the units serve, or lies elsewhere.
    fn covers_units(&self, caller: &Caller) -> Result<(), Refusal> {
        let region = self.settings.region.as_str();
        if caller.scope().admits(Some(region), None, None) { Ok(()) } else { Err(webhook::outside()) }
    }

    /// Reads an address, and refuses one that leads inside.
    async fn reachable(&self, url: &str) -> Result<Address, Refusal> {
        let address = Address::parse(url)?;
        match outbound::addresses(&self.settings.webhooks, address.place()).await {
            Ok(_) => Ok(address),
            Err(Fault::Inside) => Err(webhook::inside()),
            Err(Fault::Unresolved) => Err(webhook::unresolved()),
        }
    }

    /// The unit of a webhook's name.
    fn unit_of<'a>(&self, name: &'a str) -> Result<&'a str, Refusal> {
        let unit = name.strip_suffix("/webhook").filter(|unit| self.catalogue.unit(unit).is_some());
        unit.ok_or_else(|| {
            Refusal::new(Kind::NotFound, reason::UNIT_UNKNOWN, "没有这个协作单位。", "There is no such unit.")
                .at("name")
        })
    }
}

fn none(name: &str) -> wire::UnitWebhook {
    wire::UnitWebhook { name: name.to_owned(), ..wire::UnitWebhook::default() }
}

fn view(name: &str, hook: &webhooks::Webhook) -> wire::UnitWebhook {
    wire::UnitWebhook {
        name: name.to_owned(),
        url: hook.url.clone(),
        waiting_count: hook.waiting,
        missed_count: hook.missed,
        last_status: i32::try_from(hook.last_status).unwrap_or_default(),
        last_time: time(hook.last_time.map(Timestamp::from_micros)),
    }
}
