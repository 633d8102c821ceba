//! One bucket for all replicas, in Redis: the instant at which it is whole again (GCRA), read and moved by one script.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use kit::domain::refusal::Refusal;
use redis::{Client, Script, aio::MultiplexedConnection};
use tokio::sync::Mutex as AsyncMutex;

use super::{Rate, RateLimitStatus, too_many};

/// How long a Redis may take before we count for ourselves.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long one that was unavailable is left alone.
const REST: Duration = Duration::from_secs(2);

/// Gives whether the call is allowed, how many microseconds to wait, and how many calls are left.
const SCRIPT: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local every, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local whole = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + every
local wait = whole - every * burst - now
if wait > 0 then return {0, wait, 0} end
redis.call('SET', KEYS[1], string.format('%d', whole), 'PX', math.ceil((whole - now) / 1000) + 1)
return {1, 0, math.floor((now + every * burst - whole) / every)}
";

/// The way to Redis.
pub(super) struct Shared {
    client: Client,
    script: Script,
    line: AsyncMutex<Option<MultiplexedConnection>>,
    away_until: Mutex<Option<Instant>>,
}

impl Shared {
    pub(super) fn new(url: &str) -> Option<Self> {
        let client = Client::open(url).map_err(|_| tracing::error!("no Redis at this address")).ok()?;
        let (script, line) = (Script::new(SCRIPT), AsyncMutex::default());
        Some(Self { client, script, line, away_until: Mutex::default() })
    }

    /// Takes a call out of a bucket. `None` while Redis is unavailable.
    pub(super) async fn take(&self, key: &str, rate: Rate) -> Option<Result<RateLimitStatus, Refusal>> {
        if self.is_unavailable() {
            return None;
        }
        match tokio::time::timeout(PATIENCE, self.ask(key, rate)).await {
            Ok(Ok((1, _, left))) => Some(Ok(rate.status(u32::try_from(left).unwrap_or(0)))),
            Ok(Ok((_, wait, _))) => Some(Err(too_many(Duration::from_micros(wait)))),
            Ok(Err(_)) | Err(_) => {
                tracing::warn!("Redis unavailable; rate limits are counted per replica");
                *self.line.lock().await = None;
                self.set_away(Some(Instant::now() + REST));
                None
            }
        }
    }

    async fn ask(&self, key: &str, rate: Rate) -> redis::RedisResult<(u32, u64, u64)> {
        let mut line = self.connection().await?;
        let every = 1_000_000 / rate.per_second.get();
        let key = format!("sharedcourt:rate:{key}");
        self.script.key(key).arg(every.max(1)).arg(rate.burst.get()).invoke_async(&mut line).await
    }

    async fn connection(&self) -> redis::RedisResult<MultiplexedConnection> {
        let mut line = self.line.lock().await;
        if let Some(line) = line.as_ref() {
            return Ok(line.clone());
        }
        Ok(line.insert(self.client.get_multiplexed_async_connection().await?).clone())
    }

    fn is_unavailable(&self) -> bool {
        let mut until = self.away_until.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if until.is_some_and(|until| until <= Instant::now()) {
            *until = None;
        }
        until.is_some()
    }

    fn set_away(&self, until: Option<Instant>) {
        *self.away_until.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = until;
    }
}
