//! A point on the earth (WGS 84).

use kit::domain::{position, refusal::Text};

/// Mean radius of the earth.
const EARTH_KM: f64 = 6371.0;

/// A latitude and a longitude in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    lat: f64,
    lng: f64,
}

impl Position {
    /// A position on the earth; nothing else is one.
    pub fn new(lat: f64, lng: f64) -> Result<Self, Text> {
        // A comparison with NaN is false, so NaN is outside both ranges.
        if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng) {
            return Ok(Self { lat, lng });
        }
        Err(Text::new(
            "纬度须在 -90 至 90 之间，经度须在 -180 至 180 之间。",
            "A latitude lies between -90 and 90, a longitude between -180 and 180.",
        ))
    }

    /// A position as somebody wrote it, `None` where they wrote nothing.
    pub fn written(lat: f64, lng: f64) -> Result<Option<Self>, Text> {
        position::written(lat, lng)?.map(|(lat, lng)| Self::new(lat, lng)).transpose()
    }

    /// The same where there has to be one.
    pub fn required(lat: f64, lng: f64) -> Result<Self, Text> {
        Self::written(lat, lng)?.ok_or_else(position::missing)
    }

    /// Degrees north.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Degrees east.
    #[must_use]
    pub const fn lng(self) -> f64 {
        self.lng
    }

    /// The distance over the ground in kilometres (haversine).
    #[must_use]
    pub fn km_to(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let (lat, lng) = (b - a, (other.lng - self.lng).to_radians());
        let half = (lat / 2.0).sin().powi(2) + a.cos() * b.cos() * (lng / 2.0).sin().powi(2);
        2.0 * EARTH_KM * half.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_on_the_earth_is_refused() {
        for (lat, lng) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert!(Position::new(lat, lng).is_err(), "{lat} {lng}");
        }
        assert!(Position::new(-90.0, 180.0).is_ok());
    }

    #[test]
    fn a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() {
        let (south, north) = (Position::new(29.0, 120.0).unwrap(), Position::new(30.0, 120.0).unwrap());
        assert!((south.km_to(north) - 111.2).abs() < 0.1);
    }
}
