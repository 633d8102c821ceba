//! Units that have a system of their own are notified there. Each call is on its way in one process at a time; where that dies, another
//! takes it up, so the other side may hear a thing twice and knows it by its id.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http::{Request, StatusCode};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use kit::{
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitsOfWork,
};

use crate::{
    domain::{outbound::Allow, webhook},
    outbound::Connector,
    store::webhooks::{self, Call, Went},
};

/// The way to units' systems. An answer that leads elsewhere is not followed: the address was the wrong one.
type Way = Client<HttpsConnector<Connector>, Full<Bytes>>;

/// How often is looked.
const LOOK: Duration = Duration::from_millis(500);
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// For how many seconds a call is left to who took it.
const LEASE: i64 = 60;
/// How many calls are taken up, and how many are on their way, at a time.
const BATCH: u64 = 32;
const AT_ONCE: usize = 8;

/// Polls until cancelled.
pub(crate) async fn run(units: UnitsOfWork, allow: Allow) {
    // Certificates are checked against those that this machine trusts.
    let provider = rustls::crypto::ring::default_provider();
    let connector = match HttpsConnectorBuilder::new().with_provider_and_native_roots(provider) {
        Ok(roots) => roots.https_or_http().enable_http1().wrap_connector(Connector(allow)),
        Err(fault) => return tracing::error!(%fault, "webhooks are disabled"),
    };
    // A connection is not kept: each call resolves and checks anew.
    let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
    loop {
        match deliver(&units, &client).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(refusal) => tracing::warn!(%refusal, "webhooks left for the next look"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Delivers what is due; says how many calls were tried.
async fn deliver(units: &UnitsOfWork, client: &Way) -> Result<usize, Refusal> {
    let now = Timestamp::now();
    let work = units.begin_unkeyed(now).await?;
    let due = webhooks::take_due(work.tx(), now, now.plus_seconds(LEASE), BATCH).await?;
    work.commit_unkeyed().await?;
    let tried = due.len();
    let mut going = stream::iter(due)
        .map(|call| async move {
            let done = send(units, client, &call).await;
            (call, done)
        })
        .buffer_unordered(AT_ONCE);
    while let Some((call, status)) = going.next().await {
        let status = status?;
        let now = Timestamp::now();
        let went = decide(&call, status, now);
        let work = units.begin_unkeyed(now).await?;
        if status == StatusCode::GONE.as_u16() {
            webhooks::remove(work.tx(), &call.unit).await?;
            tracing::info!(unit = call.unit, "its webhook is gone");
        } else {
            webhooks::note(work.tx(), &call, status, &went, now).await?;
        }
        work.commit_unkeyed().await?;
    }
    Ok(tried)
}

fn decide(call: &Call, status: u16, now: Timestamp) -> Went {
    if (200..300).contains(&status) {
        return Went::Over { missed: false };
    }
    let again = now.plus_seconds(webhook::wait_after(call.tries));
    if again > Timestamp::from_micros(call.created).plus_hours(webhook::HOURS) {
        Went::Over { missed: true }
    } else {
        Went::Again(again)
    }
}

/// Sends one call; the status of the answer, 0 where nobody answered.
async fn send(units: &UnitsOfWork, client: &Way, call: &Call) -> Result<u16, Refusal> {
    let Some(hook) = webhooks::get(units.store().read(), units.encryption(), &call.unit).await? else {
        return Ok(410);
    };
    let seconds = Timestamp::now().micros().div_euclid(1_000_000);
    let signature = webhook::signature(&hook.secret, &call.id, seconds, &call.body);
    let request = Request::post(&hook.url)
        .header("content-type", "application/json")
        .header("webhook-id", &call.id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", signature)
        .body(Full::new(Bytes::from(call.body.clone())))
        .map_err(|fault| Refusal::internal(&fault))?;
    let answer = tokio::time::timeout(PATIENCE, client.request(request)).await;
    Ok(answer.map_or(0, |answer| answer.map_or(0, |answer| answer.status().as_u16())))
}
