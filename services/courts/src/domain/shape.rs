//! The border of a region: polygons as GeoJSON has them (RFC 7946), in degrees of WGS 84.

use std::fmt::Write as _;

use kit::domain::{
    reason,
    refusal::{Text, Violations},
};
use serde::Deserialize;

/// Units of a degree in which points are kept: seven decimals, about a centimetre.
const UNITS: i64 = 10_000_000;
/// Where China lies, in degrees: a little more than its land and sea.
const WEST_EAST: (f64, f64) = (73.0, 135.5);
const SOUTH_NORTH: (f64, f64) = (3.0, 54.0);
/// How many faults of one border are named.
const FAULTS: usize = 10;

/// A point, in units of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// East.
    pub lng: i32,
    /// North.
    pub lat: i32,
}

impl Point {
    /// A point in China; nothing else is one.
    fn read(position: &[f64]) -> Option<Self> {
        // What stands after the first two is a height.
        let [lng, lat, ..] = *position else { return None };
        let inside = |value: f64, (least, most): (f64, f64)| (least..=most).contains(&value);
        (inside(lng, WEST_EAST) && inside(lat, SOUTH_NORTH))
            .then(|| Self { lng: units(lng), lat: units(lat) })
    }
}

/// Degrees in units. They are inside China, and so far inside the range.
#[expect(clippy::cast_possible_truncation, reason = "135.5 degrees are 1,355,000,000 units")]
fn units(degrees: f64) -> i32 {
    #[expect(clippy::cast_precision_loss, reason = "ten million is exact")]
    let units = UNITS as f64;
    (degrees * units).round() as i32
}

/// A ring: its last point is its first.
pub type Ring = Vec<Point>;

/// The border of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Each with the ring around it and then those of its holes.
    polygons: Vec<Vec<Ring>>,
}

/// A geometry as GeoJSON writes it.
#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

impl Shape {
    /// Reads a geometry, or names everything that is wrong with it at a field.
    pub fn read(text: &str, field: &str, violations: &mut Violations) -> Option<Self> {
        if text.trim().is_empty() {
            let text = Text::new("必填项，不能为空。", "Required; it is empty.");
            violations.add(field, reason::REQUIRED, text);
            return None;
        }
        let polygons = match serde_json::from_str(text) {
            Ok(Geometry::Polygon(rings)) => vec![rings],
            Ok(Geometry::MultiPolygon(polygons)) => polygons,
            Err(_) => {
                violations.add(field, reason::SHAPE_MALFORMED, no_polygon());
                return None;
            }
        };
        if polygons.is_empty() || polygons.iter().any(Vec::is_empty) {
            violations.add(field, reason::SHAPE_MALFORMED, no_polygon());
            return None;
        }
        let mut faults = Vec::new();
        let mut read = Vec::with_capacity(polygons.len());
        for (polygon, rings) in polygons.iter().enumerate() {
            let rings = rings.iter().enumerate().filter_map(|(ring, points)| {
                let found = ring_of(points);
                found.map_err(|fault| faults.push(fault.at(polygon, ring))).ok()
            });
            read.push(rings.collect());
        }
        if faults.is_empty() {
            return Some(Self { polygons: read });
        }
        for (reason, text) in faults.into_iter().take(FAULTS) {
            violations.add(field, reason, text);
        }
        None
    }

    /// A shape of rings that are in order.
    #[cfg(test)]
    pub(crate) const fn of(polygons: Vec<Vec<Ring>>) -> Self {
        Self { polygons }
    }

    /// How many points it has.
    #[must_use]
    pub fn points(&self) -> usize {
        self.polygons.iter().flatten().map(Vec::len).sum()
    }

    /// As GeoJSON writes it, the same text for the same shape.
    #[must_use]
    pub fn geo_json(&self) -> String {
        let polygons: Vec<String> = self.polygons.iter().map(|rings| listed(rings, ring_text)).collect();
        match polygons.as_slice() {
            [one] => format!("{{\"type\":\"Polygon\",\"coordinates\":{one}}}"),
            many => format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[{}]}}", many.join(",")),
        }
    }
}

fn listed<T>(all: &[T], text: impl Fn(&T) -> String) -> String {
    format!("[{}]", all.iter().map(text).collect::<Vec<_>>().join(","))
}

fn ring_text(ring: &Ring) -> String {
    listed(ring, |point| format!("[{},{}]", degrees(point.lng), degrees(point.lat)))
}

/// Units as degrees, without noughts at the end: no reckoning with fractions touches them.
fn degrees(units: i32) -> String {
    let units = i64::from(units);
    let mut text = format!("{}", units / UNITS);
    let rest = units % UNITS;
    if rest != 0 {
        let _ = write!(text, ".{rest:07}");
        text.truncate(text.trim_end_matches('0').len());
    }
    text
}

/// What is wrong with a ring.
enum Fault {
    Outside(usize),
    Open,
    Short,
}

impl Fault {
    /// The fault with the place of its ring.
    fn at(&self, polygon: usize, ring: usize) -> (kit::domain::Reason, Text) {
        let (zh, en) = (
            format!("第 {} 个多边形第 {} 圈", polygon + 1, ring + 1),
            format!("ring {} of polygon {}", ring + 1, polygon + 1),
        );
        match self {
            Self::Outside(point) => (
                reason::OUTSIDE_CHINA,
                Text::new(
                    format!("{zh}第 {} 点不在中国境内，请核对坐标：先经度、后纬度（WGS-84）。", point + 1),
                    format!(
                        "point {} of {en} does not lie in China; check that it is in degrees of WGS 84, longitude first.",
                        point + 1
                    ),
                ),
            ),
            Self::Open => (
                reason::RING_OPEN,
                Text::new(
                    format!("{zh}没有闭合，最后一点须与第一点相同。"),
                    format!("{en} is not closed: its last point has to be its first."),
                ),
            ),
            Self::Short => (
                reason::RING_TOO_SHORT,
                Text::new(
                    format!("{zh}不足四个点，或者没有面积。"),
                    format!("{en} has fewer than four points, or no area."),
                ),
            ),
        }
    }
}

fn ring_of(positions: &[Vec<f64>]) -> Result<Ring, Fault> {
    let points: Vec<_> = positions.iter().map(|position| Point::read(position)).collect();
    if let Some(outside) = points.iter().position(Option::is_none) {
        return Err(Fault::Outside(outside));
    }
    let ring: Ring = points.into_iter().flatten().collect();
    if ring.len() > 1 && ring.first() != ring.last() {
        return Err(Fault::Open);
    }
    if ring.len() < 4 || area(&ring) == 0 { Err(Fault::Short) } else { Ok(ring) }
}

/// Twice the area, in square units.
fn area(ring: &[Point]) -> i128 {
    let cross = |[one, other]: [Point; 2]| {
        i128::from(one.lng) * i128::from(other.lat) - i128::from(other.lng) * i128::from(one.lat)
    };
    ring.windows(2).filter_map(|pair| <[Point; 2]>::try_from(pair).ok()).map(cross).sum()
}

fn no_polygon() -> Text {
    Text::new(
        "不是 GeoJSON 的多边形，类型须为 Polygon 或者 MultiPolygon。",
        "It is no polygon of GeoJSON, of type Polygon or MultiPolygon.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Shape, Vec<&'static str>> {
        let mut violations = Violations::new();
        let shape = Shape::read(text, "shapes[0].geometry", &mut violations);
        shape.ok_or_else(|| violations.into_refusal().fields().iter().map(|fault| fault.reason).collect())
    }

    fn polygon(rings: &str) -> Result<Shape, Vec<&'static str>> {
        read(&format!(r#"{{"type":"Polygon","coordinates":{rings}}}"#))
    }

    #[test]
    fn a_polygon_is_read_and_written_as_it_was() {
        let text = r#"{"type":"Polygon","coordinates":[[[120.1,29.2],[120.1234567,29.2],[120.1,29.3],[120.1,29.2]]]}"#;
        assert_eq!(read(text).unwrap().geo_json(), text);
        // Heights and other members are left out, and more decimals than a centimetre needs.
        let more = r#"{"bbox":[1,2,3,4],"type":"Polygon","coordinates":[[[120.10000000001,29.2,77],[120.1234567,29.2],[120.1,29.3],[120.1,29.2]]]}"#;
        assert_eq!(read(more).unwrap().geo_json(), text);
        assert_eq!(read(more).unwrap().points(), 4);
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        for text in ["", "{}", "[]", r#"{"type":"Point","coordinates":[120,29]}"#, "{\"type\":\"Polygon\"}"] {
            let reason = if text.is_empty() { "REQUIRED" } else { "SHAPE_MALFORMED" };
            assert_eq!(read(text).unwrap_err(), [reason], "{text}");
        }
        for empty in ["[]", "[[]]"] {
            let reason = if empty == "[]" { "SHAPE_MALFORMED" } else { "RING_TOO_SHORT" };
            assert_eq!(polygon(empty).unwrap_err(), [reason], "{empty}");
        }
        let open = "[[120,29],[121,29],[121,30],[120,30]]";
        let line = "[[120,29],[121,29],[120,29],[120,29]]";
        // Latitude and longitude change places, or the point has one coordinate alone.
        let swapped = "[[29,120],[29,121],[30,121],[29,120]]";
        let short = "[[120],[121,29],[121,30],[120]]";
        let all = format!("[{open},{line},{swapped},{short}]");
        assert_eq!(
            polygon(&all).unwrap_err(),
            ["RING_OPEN", "RING_TOO_SHORT", "OUTSIDE_CHINA", "OUTSIDE_CHINA"]
        );
        // A file that is wrong throughout is not answered with as many sentences.
        let many = format!("[{}]", vec![open; 50].join(","));
        assert_eq!(polygon(&many).unwrap_err().len(), FAULTS);
    }

    fn ring() -> impl Strategy<Value = Ring> {
        let point = (730_000_000..1_355_000_000_i32, 30_000_000..540_000_000_i32);
        let point = point.prop_map(|(lng, lat)| Point { lng, lat });
        prop::collection::vec(point, 3..30).prop_filter_map("without area", |mut points| {
            points.push(points[0]);
            (area(&points) != 0).then_some(points)
        })
    }

    proptest! {
        #[test]
        fn any_shape_comes_back_as_it_was(
            polygons in prop::collection::vec(prop::collection::vec(ring(), 1..4), 1..4),
        ) {
            let shape = Shape::of(polygons);
            prop_assert_eq!(read(&shape.geo_json()), Ok(shape));
        }
    }
}
