//! Positions as messages bring them. A number of a message that was left out is 0, and half a position is none: no place of this country
//! has a latitude or a longitude of 0.

use crate::domain::refusal::Text;

/// The latitude and longitude that somebody wrote: `None` where they wrote neither. Refused where one of the two is missing.
pub fn written(latitude: f64, longitude: f64) -> Result<Option<(f64, f64)>, Text> {
    match (is_absent(latitude), is_absent(longitude)) {
        (true, true) => Ok(None),
        (false, false) => Ok(Some((latitude, longitude))),
        (true, false) => Err(Text::new("位置缺少纬度。", "The position has no latitude.")),
        (false, true) => Err(Text::new("位置缺少经度。", "The position has no longitude.")),
    }
}

/// What is said where a position is needed and none was written.
#[must_use]
pub fn missing() -> Text {
    Text::new("请填写位置的纬度和经度。", "Give the latitude and the longitude of the position.")
}

fn is_absent(degrees: f64) -> bool {
    degrees.abs() < f64::MIN_POSITIVE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_position_is_none() {
        assert_eq!(written(0.0, 0.0), Ok(None));
        assert_eq!(written(-0.0, 0.0), Ok(None));
        assert_eq!(written(29.28, 120.24), Ok(Some((29.28, 120.24))));
        assert!(written(29.28, 0.0).unwrap_err().zh.contains("经度"));
        assert!(written(0.0, 120.24).unwrap_err().zh.contains("纬度"));
        assert!(written(f64::NAN, 120.0).is_ok(), "what lies outside every range is refused as such");
    }
}
