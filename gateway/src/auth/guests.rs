//! Whom anybody may sign in as by one press, where a demonstration runs on the caller's own machine and nowhere else.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
};

use http::{HeaderMap, HeaderName, header::HOST, request::Parts};
use kit::domain::refusal::Text;

/// Somebody as whom one may sign in without a password.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The label of the button.
    pub label: Text,
    /// Who it is, its resource name.
    pub person: String,
}

/// The guests of a gateway, and whether the socket allows them.
#[derive(Debug)]
pub(crate) struct Guests {
    all: Vec<Guest>,
    behind_proxy: bool,
    /// Closed until the gateway listens on a loopback address.
    loopback: AtomicBool,
}

impl Guests {
    pub(crate) fn new(all: Vec<Guest>, behind_proxy: bool) -> Self {
        Self { all, behind_proxy, loopback: AtomicBool::new(false) }
    }

    /// Notes where the gateway listens.
    pub(crate) fn heard_at(&self, address: Option<SocketAddr>) {
        self.loopback.store(address.is_some_and(|address| address.ip().is_loopback()), Ordering::Relaxed);
    }

    /// Those whom the caller may be: nobody unless the listener is a loopback address, the request was made to that address by its
    /// own name, and nothing says that a proxy passed it on.
    pub(crate) fn open_to(&self, head: &Parts) -> &[Guest] {
        let open = self.loopback.load(Ordering::Relaxed)
            && !self.behind_proxy
            && !is_forwarded(&head.headers)
            && is_local(head);
        if open { &self.all } else { &[] }
    }

    /// The guest of this name, where the caller may be one.
    pub(crate) fn find(&self, head: &Parts, person: &str) -> Option<&Guest> {
        self.open_to(head).iter().find(|guest| guest.person == person)
    }
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    let forwarded = |name: &HeaderName| name == "forwarded" || name.as_str().starts_with("x-forwarded-");
    headers.keys().any(forwarded)
}

/// Whether the request names this machine. A page of another site whose name was made to lead here says its own.
fn is_local(head: &Parts) -> bool {
    let said = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    let Some(host) = said.or_else(|| head.uri.authority().map(http::uri::Authority::as_str)) else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "[::1]", "localhost"].iter().any(|local| local.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(listens: &str, behind_proxy: bool, headers: &[(&'static str, &str)]) -> usize {
        let guest = Guest { label: Text::new("甲", "A"), person: "users/a".into() };
        let guests = Guests::new(vec![guest], behind_proxy);
        guests.heard_at(listens.parse().ok());
        let mut request = http::Request::builder().uri("/sign-in");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        guests.open_to(&request.body(()).unwrap().into_parts().0).len()
    }

    #[test]
    fn a_guest_is_on_the_very_machine() {
        let local = [("host", "127.0.0.1:8080")];
        for host in ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "LocalHost", "[::1]:8080", "[::1]"] {
            assert_eq!(count("127.0.0.1:8080", false, &[("host", host)]), 1, "{host}");
        }
        assert_eq!(count("[::1]:8080", false, &local), 1);
        for listens in ["0.0.0.0:8080", "10.0.0.1:8080", "[::]:8080", "nowhere"] {
            assert_eq!(count(listens, false, &local), 0, "{listens}");
        }
        assert_eq!(count("127.0.0.1:8080", true, &local), 0, "a proxy stands before the gateway");
    }

    #[test]
    fn a_name_that_leads_here_and_a_request_that_was_passed_on_open_nothing() {
        for host in
            ["court.example", "127.0.0.1.court.example", "localhost.court.example:80", "127.0.0.2", "", "::1"]
        {
            assert_eq!(count("127.0.0.1:8080", false, &[("host", host)]), 0, "{host}");
        }
        assert_eq!(count("127.0.0.1:8080", false, &[]), 0, "no host at all");
        for header in ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"] {
            let headers = [("host", "127.0.0.1"), (header, "for=10.0.0.1")];
            assert_eq!(count("127.0.0.1:8080", false, &headers), 0, "{header}");
        }
    }
}
