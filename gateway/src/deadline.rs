//! How long a call may take: what its caller allows by `grpc-timeout`, and never longer than the gateway does.

use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue};

/// The header by which a caller of gRPC says how long the call may take.
pub(crate) const HEADER: &str = "grpc-timeout";

/// When a call that comes in now is late.
pub(crate) fn of(headers: &HeaderMap, longest: Duration) -> Instant {
    Instant::now() + told(headers).map_or(longest, |told| told.min(longest))
}

/// When its caller says that it is late.
pub(crate) fn told_by(headers: &HeaderMap) -> Option<Instant> {
    Instant::now().checked_add(told(headers)?)
}

/// What is left, for the next hop.
pub(crate) fn left(deadline: Instant) -> HeaderValue {
    let millis = deadline.saturating_duration_since(Instant::now()).as_millis().clamp(1, 99_999_999);
    HeaderValue::try_from(format!("{millis}m")).unwrap_or(HeaderValue::from_static("1m"))
}

fn told(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(HEADER)?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(amount * 3600),
        "M" => Duration::from_secs(amount * 60),
        "S" => Duration::from_secs(amount),
        "m" => Duration::from_millis(amount),
        "u" => Duration::from_micros(amount),
        "n" => Duration::from_nanos(amount),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_digits_and_a_unit() {
        for (said, means) in [
            ("10S", Some(Duration::from_secs(10))),
            ("250m", Some(Duration::from_millis(250))),
            ("99999999H", Some(Duration::from_hours(99_999_999))),
            ("123456789S", None),
            ("S", None),
            ("-1S", None),
            ("10", None),
        ] {
            let headers =
                HeaderMap::from_iter([(http::HeaderName::from_static(HEADER), said.parse().unwrap())]);
            assert_eq!(told(&headers), means, "{said}");
        }
        assert!(left(Instant::now()).to_str().unwrap() == "1m");
    }
}
