//! What an import of borders would do: every border is checked, and either all stand or every bad one is named.

use std::collections::{BTreeMap, HashMap, HashSet};

use kit::domain::{
    reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::{RegionCode, RegionLevel};

use super::{
    import::{Plan, twice},
    network::Network,
    region,
    shape::Shape,
};

/// How many borders one import takes.
const MOST_SHAPES: usize = 1000;
/// How many points the borders of one level in one county have together, so that one answer holds them.
pub const MOST_POINTS: usize = 100_000;

/// A border as somebody wrote it, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShapeDraft {
    /// The code of its region.
    pub region_code: String,
    /// A geometry of GeoJSON.
    pub geometry: String,
}

/// The border of a region, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionShape {
    /// The code of its region.
    pub code: RegionCode,
    /// Its geometry, as GeoJSON writes it.
    pub geometry: String,
    /// How many points it has.
    pub points: usize,
}

/// Plans an import; `known` are all borders that are kept.
pub fn shapes(
    network: &Network,
    known: &BTreeMap<RegionCode, RegionShape>,
    drafts: &[ShapeDraft],
) -> Result<Plan<RegionShape>, Refusal> {
    let mut violations = Violations::new();
    if drafts.is_empty() || drafts.len() > MOST_SHAPES {
        let text = Text::new(
            format!("一次须导入 1 至 {MOST_SHAPES} 个地区的边界。"),
            format!("An import has the borders of 1 to {MOST_SHAPES} regions."),
        );
        violations.add("shapes", reason::TOO_MANY, text);
    }
    violations.check()?;
    let mut violations = Violations::new();
    let mut codes = HashSet::new();
    let mut rows = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let at = format!("shapes[{index}]");
        let code = code_of(network, &draft.region_code, &format!("{at}.region_code"), &mut violations);
        let shape = Shape::read(&draft.geometry, &format!("{at}.geometry"), &mut violations);
        let Some(code) = code else { continue };
        if !codes.insert(code.clone()) {
            twice(format!("{at}.region_code"), &mut violations);
        }
        if let Some(shape) = shape {
            rows.push(RegionShape { code, points: shape.points(), geometry: shape.geo_json() });
        }
    }
    violations.check()?;
    bounded(known, &rows)?;
    let mut plan = Plan::default();
    for row in rows {
        match known.get(&row.code) {
            None => plan.created.push(row),
            Some(before) if *before == row => plan.unchanged += 1,
            Some(_) => plan.updated.push(row),
        }
    }
    Ok(plan)
}

/// The code of a region of the register, or a fault at a field.
fn code_of(network: &Network, text: &str, field: &str, violations: &mut Violations) -> Option<RegionCode> {
    let text = text.trim();
    if text.is_empty() {
        violations.add(field, reason::REQUIRED, Text::new("必填项，不能为空。", "Required; it is empty."));
        return None;
    }
    let code = violations.parse(field, reason::REGION_CODE_MALFORMED, region::code(text))?;
    if network.region(code.as_str()).is_none() {
        let text = Text::new(
            format!("区划代码 {code} 不在登记册中，请先登记该区划。"),
            format!("The register has no region {code}; register it first."),
        );
        violations.add(field, reason::REGION_UNKNOWN, text);
        return None;
    }
    Some(code)
}

/// Refuses what no answer would hold: too many points of one level in one county, after the import.
fn bounded(known: &BTreeMap<RegionCode, RegionShape>, rows: &[RegionShape]) -> Result<(), Refusal> {
    let replaced: HashSet<&RegionCode> = rows.iter().map(|row| &row.code).collect();
    let stays = known.values().filter(|shape| !replaced.contains(&shape.code));
    let mut points: HashMap<(&str, RegionLevel), usize> = HashMap::new();
    for shape in stays.chain(rows) {
        *points.entry((county(&shape.code), shape.code.level())).or_default() += shape.points;
    }
    let mut violations = Violations::new();
    for row in rows {
        if points.get(&(county(&row.code), row.code.level())).is_some_and(|points| *points > MOST_POINTS) {
            let text = Text::new(
                format!(
                    "同一级的边界在一个县内合计不能超过 {MOST_POINTS} 个点，请在制图软件中简化后再导入。"
                ),
                format!(
                    "The borders of one level in a county have at most {MOST_POINTS} points together; simplify them first."
                ),
            );
            violations.add("shapes", reason::TOO_MANY, text);
            break;
        }
    }
    violations.check()
}

/// The first six digits, which are the county's.
fn county(code: &RegionCode) -> &str {
    let text = code.as_str();
    text.get(..RegionLevel::County.digits()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::region::Region;

    fn network() -> Network {
        let region = |code: &str| Region {
            code: RegionCode::parse(code).unwrap(),
            display_name: "某地".into(),
            seat: None,
        };
        Network::new(1, ["330783", "330783001", "330783002"].map(region).to_vec(), Vec::new())
    }

    /// A square with so many more points on one side.
    fn square(west: f64, more: usize) -> String {
        let points = 0..u32::try_from(more).unwrap();
        let points = points.map(|at| format!("[{west},{}]", 29.0 + f64::from(at + 1) / 1e6));
        let points: Vec<_> = points.collect();
        let (east, comma) = (west + 0.1, if more == 0 { "" } else { "," });
        format!(
            r#"{{"type":"Polygon","coordinates":[[[{west},29.0],{}{comma}[{west},29.5],[{east},29.5],[{east},29.0],[{west},29.0]]]}}"#,
            points.join(",")
        )
    }

    fn draft(code: &str, geometry: String) -> ShapeDraft {
        ShapeDraft { region_code: code.into(), geometry }
    }

    fn kept(plan: &Plan<RegionShape>) -> BTreeMap<RegionCode, RegionShape> {
        plan.created.iter().map(|shape| (shape.code.clone(), shape.clone())).collect()
    }

    #[test]
    fn what_is_known_and_equal_is_left_alone() {
        let both = [draft("330783001", square(120.0, 0)), draft("330783002", square(120.2, 0))];
        let plan = shapes(&network(), &BTreeMap::new(), &both).unwrap();
        assert_eq!((plan.created.len(), plan.updated.len(), plan.unchanged), (2, 0, 0));
        let other = [both[0].clone(), draft("330783002", square(120.4, 0))];
        let plan = shapes(&network(), &kept(&plan), &other).unwrap();
        assert_eq!((plan.created.len(), plan.updated.len(), plan.unchanged), (0, 1, 1));
    }

    #[test]
    fn every_row_at_fault_is_named_at_once() {
        let rows = [
            draft("330783001", "{}".into()),
            draft("330783001", square(120.0, 0)),
            draft("330783009", square(120.0, 0)),
            draft("33", square(120.0, 0)),
            draft("", String::new()),
        ];
        let refusal = shapes(&network(), &BTreeMap::new(), &rows).unwrap_err();
        let named: Vec<_> = refusal.fields().iter().map(|v| format!("{} {}", v.field, v.reason)).collect();
        assert_eq!(
            named,
            [
                "shapes[0].geometry SHAPE_MALFORMED",
                "shapes[1].region_code DUPLICATE",
                "shapes[2].region_code REGION_UNKNOWN",
                "shapes[3].region_code REGION_CODE_MALFORMED",
                "shapes[4].region_code REQUIRED",
                "shapes[4].geometry REQUIRED",
            ]
        );
        assert_eq!(shapes(&network(), &BTreeMap::new(), &[]).unwrap_err().fields()[0].reason, "TOO_MANY");
    }

    #[test]
    fn a_level_of_a_county_has_no_more_points_than_an_answer_holds() {
        let first = [draft("330783001", square(120.0, MOST_POINTS - 10))];
        let plan = shapes(&network(), &BTreeMap::new(), &first).unwrap();
        let more = |points| shapes(&network(), &kept(&plan), &[draft("330783002", square(120.2, points))]);
        assert_eq!(more(1).unwrap_err().fields()[0].reason, "TOO_MANY");
        assert!(more(0).is_ok());
        // The county is of another level, and what is replaced counts no more.
        assert!(shapes(&network(), &kept(&plan), &[draft("330783", square(120.0, 50))]).is_ok());
        let both = [draft("330783001", square(120.0, 0)), draft("330783002", square(120.2, 50))];
        assert!(shapes(&network(), &kept(&plan), &both).is_ok());
    }
}
