//! How often somebody may call: a bucket for every address, before anything is looked at, and one for every person, so that one
//! program that runs wild leaves room for the others. With a Redis, a person's bucket is one for all replicas of the gateway; while
//! it is unavailable, every replica counts for itself.

mod shared;

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};

use shared::Shared;

/// How many calls, evenly and at once.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Calls a second in the long run.
    pub per_second: NonZeroU32,
    /// Calls at once after a silence.
    pub burst: NonZeroU32,
}

/// The rate limits; unlimited where none is set.
#[derive(Clone, Debug, Default)]
pub struct RateSettings {
    /// For one address; of IPv6 all with the same first 64 bits are one.
    pub address: Option<Rate>,
    /// For one person.
    pub person: Option<Rate>,
    /// A Redis through which the replicas of a gateway count together.
    pub redis: Option<String>,
    /// Whether a proxy in front of the gateway appends the client's address to `x-forwarded-for`; the last entry counts.
    pub behind_proxy: bool,
}

/// The rate limit of a caller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RateLimitStatus {
    limit: u32,
    left: u32,
    /// Seconds until the whole burst is there again.
    whole_again: u64,
}

impl RateLimitStatus {
    /// Writes it into the headers of a response.
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("ratelimit-limit", u64::from(self.limit)),
            ("ratelimit-remaining", u64::from(self.left)),
            ("ratelimit-reset", self.whole_again),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

type Buckets<K> = DefaultKeyedRateLimiter<K, StateInformationMiddleware>;

/// Buckets of one kind.
struct KeyedLimiter<K: Clone + Eq + std::hash::Hash> {
    rate: Rate,
    buckets: Buckets<K>,
}

impl<K: Clone + Eq + std::hash::Hash> KeyedLimiter<K> {
    fn new(rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        let buckets = RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Self { rate, buckets }
    }

    fn take(&self, key: &K) -> Result<RateLimitStatus, Refusal> {
        match self.buckets.check_key(key) {
            Ok(state) => Ok(self.rate.status(state.remaining_burst_capacity())),
            Err(no) => Err(too_many(no.wait_time_from(DefaultClock::default().now()))),
        }
    }
}

impl Rate {
    fn status(self, left: u32) -> RateLimitStatus {
        let missing = self.burst.get().saturating_sub(left);
        RateLimitStatus {
            limit: self.burst.get(),
            left,
            whole_again: u64::from(missing.div_ceil(self.per_second.get())),
        }
    }
}

/// Reports of page errors from one address: a page that fails again and again says nothing new.
const PAGE_ERRORS: Rate =
    Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::new(20).expect("twenty is not zero") };

/// All buckets.
pub(crate) struct Rates {
    addresses: Option<KeyedLimiter<IpAddr>>,
    page_errors: KeyedLimiter<IpAddr>,
    persons: Option<KeyedLimiter<String>>,
    shared: Option<Shared>,
    behind_proxy: bool,
}

impl Rates {
    pub(crate) fn new(settings: &RateSettings) -> Self {
        Self {
            addresses: settings.address.map(KeyedLimiter::new),
            page_errors: KeyedLimiter::new(PAGE_ERRORS),
            persons: settings.person.map(KeyedLimiter::new),
            shared: settings.redis.as_deref().and_then(Shared::new),
            behind_proxy: settings.behind_proxy,
        }
    }

    /// Takes a call out of an address's bucket.
    pub(crate) fn address(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(limiter) = &self.addresses else { return Ok(()) };
        match self.client(peer, headers).map(block) {
            Some(address) => limiter.take(&address).map(drop),
            None => Ok(()),
        }
    }

    /// Takes a report of a page's error out of an address's bucket for these.
    pub(crate) fn page_error(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Result<(), Refusal> {
        self.client(peer, headers)
            .map(block)
            .map_or(Ok(()), |address| self.page_errors.take(&address).map(drop))
    }

    /// The address of a client: the one that our proxy heard where there is one, else the other end of the connection.
    pub(crate) fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        self.behind_proxy.then(|| forwarded(headers)).flatten().or(peer)
    }

    /// From which address, or block of them, a call comes.
    pub(crate) fn origin(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        self.client(peer, headers).map(block)
    }

    /// Takes a call out of a person's bucket.
    pub(crate) async fn person(&self, person: &str) -> Result<Option<RateLimitStatus>, Refusal> {
        let Some(limiter) = &self.persons else { return Ok(None) };
        if let Some(shared) = &self.shared
            && let Some(answer) = shared.take(person, limiter.rate).await
        {
            return answer.map(Some);
        }
        limiter.take(&person.to_owned()).map(Some)
    }

    /// Forgets those who have been silent. Asked for now and then.
    pub(crate) fn drop_idle(&self) {
        if let Some(limiter) = &self.addresses {
            limiter.buckets.retain_recent();
        }
        self.page_errors.buckets.retain_recent();
        if let Some(limiter) = &self.persons {
            limiter.buckets.retain_recent();
        }
    }
}

fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// Anyone who has an address of IPv6 has a block of them.
pub(crate) fn block(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        },
    }
}

fn too_many(wait: Duration) -> Refusal {
    Refusal::new(
        Kind::Exhausted,
        reason::RATE_LIMITED,
        "请求过于频繁，请稍后重试。",
        "Too many calls. Try again a little later.",
    )
    .retry_after(wait.max(Duration::from_millis(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(per_second: u32, burst: u32) -> Rate {
        Rate { per_second: NonZeroU32::new(per_second).unwrap(), burst: NonZeroU32::new(burst).unwrap() }
    }

    #[tokio::test]
    async fn a_burst_is_taken_and_then_no_more() {
        let rates = Rates::new(&RateSettings { person: Some(rate(1, 3)), ..RateSettings::default() });
        for left in [2, 1, 0] {
            assert_eq!(rates.person("people/a").await.unwrap().unwrap().left, left);
        }
        assert_eq!(rates.person("people/a").await.unwrap_err().reason(), "RATE_LIMITED");
        assert!(rates.person("people/b").await.is_ok());
    }

    #[test]
    fn an_address_is_the_peers_or_what_our_proxy_says() {
        let settings = RateSettings { address: Some(rate(1, 1)), ..RateSettings::default() };
        let rates = Rates::new(&settings);
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("9.9.9.9, 10.0.0.1"));
        let peer = |text: &str| Some(text.parse().unwrap());
        assert!(rates.address(peer("2001:db8::1"), &headers).is_ok());
        assert!(
            rates.address(peer("2001:db8::2"), &headers).is_err(),
            "one block, and what a stranger says is not heard"
        );
        assert!(rates.address(peer("2001:db8:0:1::2"), &headers).is_ok());
        let rates = Rates::new(&RateSettings { behind_proxy: true, ..settings });
        assert!(rates.address(peer("1.1.1.1"), &headers).is_ok());
        assert!(rates.address(peer("2.2.2.2"), &headers).is_err());
    }
}
