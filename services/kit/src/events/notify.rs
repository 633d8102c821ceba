//! Notifies the readers of a log in other processes, over Redis. It carries no content: a reader that is notified reads the log.
//! What is lost here is found by the next look at the database; without Redis everything works, a moment later.

use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use redis::{AsyncConnectionConfig, Client, RedisError};
use tokio::sync::Notify;

/// How long is waited before Redis is asked again.
const PAUSE: Duration = Duration::from_secs(1);
/// How long Redis may take for an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// A way to notify other processes. Costs the writer nothing but a notification: many that come together go out as one.
#[derive(Clone, Debug)]
pub(crate) struct Notifier {
    ring: Arc<Notify>,
}

impl Notifier {
    /// Rings the readers of a channel, and calls `woken` when another process does. Lives as long as the `woken` finds somebody: it
    /// answers whether it did.
    pub(crate) fn start(
        client: Client,
        channel: String,
        woken: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        let ring = Arc::new(Notify::new());
        let speaks = tokio::spawn(publish(client.clone(), channel.clone(), Arc::clone(&ring)));
        tokio::spawn(async move {
            let mut was_there = true;
            while woken() {
                match listen(&client, &channel, &woken).await {
                    Ok(()) => was_there = true,
                    Err(fault) if was_there => {
                        was_there = false;
                        tracing::warn!(%fault, "Redis unavailable; event logs are polled twice a second");
                    }
                    Err(_) => {}
                }
                tokio::time::sleep(PAUSE).await;
            }
            speaks.abort();
        });
        Self { ring }
    }

    pub(crate) fn notify(&self) {
        self.ring.notify_one();
    }
}

/// Passes notifications on while Redis is available.
async fn publish(client: Client, channel: String, ring: Arc<Notify>) {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(PATIENCE))
        .set_response_timeout(Some(PATIENCE));
    let mut connection = None;
    loop {
        ring.notified().await;
        if connection.is_none() {
            connection = client.get_multiplexed_async_connection_with_config(&config).await.ok();
        }
        let Some(open) = &mut connection else {
            // No notification comes for a while; what waits polls by itself.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let published: Result<(), RedisError> =
            redis::cmd("PUBLISH").arg(&channel).arg("").query_async(open).await;
        if published.is_err() {
            connection = None;
            ring.notify_one();
        }
    }
}

async fn listen(
    client: &Client,
    channel: &str,
    woken: &(impl Fn() -> bool + Sync),
) -> Result<(), RedisError> {
    let mut subscribed = client.get_async_pubsub().await?;
    subscribed.subscribe(channel).await?;
    // What was written while nobody listened.
    woken();
    let mut rings = subscribed.on_message();
    while rings.next().await.is_some() {
        if !woken() {
            break;
        }
    }
    Ok(())
}
