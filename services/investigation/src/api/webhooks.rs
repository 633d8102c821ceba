//! Webhooks of units: who sets them, where they may lead, and how they are shown.

use kit::{
    access::Caller,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};
use proto::investigation::v1 as wire;

use super::Api;
use crate::{
    domain::webhook::{self, Address},
    messages::values::time,
    outbound::{self, Fault},
    store::webhooks,
};

/// How many bytes a secret has.
pub(super) const SECRET: usize = 32;

impl Api {
    /// Refuses somebody whose region is a part of that which the units serve, or is elsewhere.
    pub(super) fn covers_units(&self, caller: &Caller) -> Result<(), Refusal> {
        let region = self.settings.region.as_str();
        if caller.scope().admits(Some(region), None, None) { Ok(()) } else { Err(webhook::outside()) }
    }

    /// Reads an address, and refuses one that leads inside.
    pub(super) async fn reachable(&self, url: &str) -> Result<Address, Refusal> {
        let address = Address::parse(url)?;
        match outbound::addresses(&self.settings.webhooks, address.place()).await {
            Ok(_) => Ok(address),
            Err(Fault::Inside) => Err(webhook::inside()),
            Err(Fault::Unresolved) => Err(webhook::unresolved()),
        }
    }

    /// The unit of a webhook's name.
    pub(super) fn unit_of<'a>(&self, name: &'a str) -> Result<&'a str, Refusal> {
        let unit = name.strip_suffix("/webhook").filter(|unit| self.catalogue.unit(unit).is_some());
        unit.ok_or_else(|| {
            Refusal::new(Kind::NotFound, reason::UNIT_UNKNOWN, "没有这个协作单位。", "There is no such unit.")
                .at("name")
        })
    }
}

/// A unit without a webhook.
pub(super) fn none(name: &str) -> wire::UnitWebhook {
    wire::UnitWebhook { name: name.to_owned(), ..wire::UnitWebhook::default() }
}

/// The webhook of a unit; its secret is shown when it is set, and never again.
pub(super) fn view(name: &str, hook: &webhooks::Webhook) -> wire::UnitWebhook {
    wire::UnitWebhook {
        name: name.to_owned(),
        url: hook.url.clone(),
        waiting_count: hook.waiting,
        missed_count: hook.missed,
        last_status: i32::try_from(hook.last_status).unwrap_or_default(),
        last_time: time(hook.last_time.map(Timestamp::from_micros)),
    }
}
