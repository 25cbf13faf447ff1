//! How often one address may ask. Over the limit: 429 with the seconds to wait.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::failure::Failure;

/// The kinds of request that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Asking for a sign-in link, or typing a code: 5 in 20 seconds. Source: trust.md S3.
    SignIn,
    /// Pages that need no sign-in: 300 in 5 minutes, enough for a person typing in the search box at once.
    Public,
    /// Suggestions: a request a key pressed, so 1,200 in 5 minutes.
    Suggest,
}

/// Counters for each kind and client address, in this process.
#[derive(Debug)]
pub struct Limits {
    is_on: bool,
    sign_in: DefaultKeyedRateLimiter<IpAddr>,
    public: DefaultKeyedRateLimiter<IpAddr>,
    suggest: DefaultKeyedRateLimiter<IpAddr>,
    tokens: DefaultKeyedRateLimiter<i64>,
    clock: DefaultClock,
}

impl Limits {
    /// Counters that count (`is_on`) or let everything pass.
    pub fn new(is_on: bool) -> Limits {
        Limits {
            is_on,
            sign_in: counter(5, Duration::from_secs(20)),
            public: counter(300, Duration::from_mins(5)),
            suggest: counter(1_200, Duration::from_mins(5)),
            tokens: counter(1_000, Duration::from_mins(5)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// [`Failure::TooMany`] with the seconds to wait.
    pub fn count(&self, kind: Kind, client: IpAddr) -> Result<(), Failure> {
        if !self.is_on {
            return Ok(());
        }
        let counter = match kind {
            Kind::SignIn => &self.sign_in,
            Kind::Public => &self.public,
            Kind::Suggest => &self.suggest,
        };
        self.check(counter, &household(client))
    }

    /// Counts one request with a token of the API, by the token's key: 1,000 in 5 minutes. Source: product.md, API v1.
    ///
    /// # Errors
    /// [`Failure::TooMany`] with the seconds to wait.
    pub fn count_token(&self, token: i64) -> Result<(), Failure> {
        if self.is_on { self.check(&self.tokens, &token) } else { Ok(()) }
    }

    fn check<K: Clone + Eq + Hash>(&self, counter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), Failure> {
        counter.check_key(key).map_err(|over| {
            let wait = over.wait_time_from(self.clock.now());
            Failure::TooMany { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
        })
    }

    /// Forgets addresses and tokens that have not asked for a while.
    pub fn forget(&self) {
        for counter in [&self.sign_in, &self.public, &self.suggest] {
            counter.retain_recent();
        }
        self.tokens.retain_recent();
    }
}

/// The address that is counted: of IPv6 the network, since whoever has one address there has as many as they like.
fn household(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

fn counter<K: Clone + Eq + Hash>(burst: u32, within: Duration) -> DefaultKeyedRateLimiter<K> {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(within / burst.get()).unwrap_or_else(|| Quota::per_second(burst));
    RateLimiter::keyed(quota.allow_burst(burst))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_request_for_a_link_waits() {
        let limits = Limits::new(true);
        let (one, other) = ([127, 0, 0, 1].into(), [127, 0, 0, 2].into());
        for _ in 0..5 {
            limits.count(Kind::SignIn, one).unwrap();
        }
        assert!(matches!(limits.count(Kind::SignIn, one), Err(Failure::TooMany { seconds: 1..=5 })));
        limits.count(Kind::SignIn, other).unwrap();
        assert!((0..100).all(|_| Limits::new(false).count(Kind::SignIn, one).is_ok()));
    }

    #[test]
    fn who_has_a_network_has_one_allowance() {
        let of = |address: &str| household(address.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
