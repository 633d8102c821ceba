//! What an import of regions or courts would do: every row is checked, and either all stand or every bad row and field is named.

use std::collections::{BTreeMap, HashMap, HashSet};

use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
};
use law::identifiers::RegionLevel;

use super::{
    Objection,
    court::{Court, CourtDraft, CourtKind},
    network::Network,
    region::{Region, RegionDraft},
};

/// How many rows one import takes.
pub const MOST_ROWS: usize = 5000;

/// The rows of an import by what has to be done with them.
#[derive(Debug)]
pub struct Plan<T> {
    /// Rows that were not known before.
    pub created: Vec<T>,
    /// Rows that were known and differed, as they are to be.
    pub updated: Vec<T>,
    /// How many were known and equal.
    pub unchanged: usize,
}

impl<T> Default for Plan<T> {
    fn default() -> Self {
        Self { created: Vec::new(), updated: Vec::new(), unchanged: 0 }
    }
}

/// Refuses an import that is larger than one transaction should be.
pub(crate) fn bounded(rows: usize, field: &str) -> Result<(), Refusal> {
    let mut violations = Violations::new();
    if rows > MOST_ROWS {
        let text = Text::new(
            format!("一次最多导入 {MOST_ROWS} 行，请分批导入。"),
            format!("At most {MOST_ROWS} rows at once; import in parts."),
        );
        violations.add(field, reason::TOO_MANY, text);
    }
    violations.check()
}

/// Names a row whose code stands in an earlier row too.
pub(crate) fn twice(field: String, violations: &mut Violations) {
    let text = Text::new("同一编号在文件中出现了两次。", "The same code stands in an earlier row too.");
    violations.add(field, reason::DUPLICATE, text);
}

/// Plans an import of regions. A region's parent has to be known, from the register or from any row of the file.
pub fn regions(network: &Network, drafts: &[RegionDraft]) -> Result<Plan<Region>, Refusal> {
    bounded(drafts.len(), "regions")?;
    let mut violations = Violations::new();
    let mut rows = Vec::with_capacity(drafts.len());
    let mut codes = HashSet::new();
    for (index, draft) in drafts.iter().enumerate() {
        let at = format!("regions[{index}]");
        let Some(region) = Region::read(draft, &at, &mut violations) else { continue };
        if !codes.insert(region.code.clone()) {
            twice(format!("{at}.code"), &mut violations);
        }
        rows.push((index, region));
    }
    for (index, region) in &rows {
        let parent = region.code.parent().filter(|parent| parent.level() >= RegionLevel::County);
        let Some(parent) = parent else { continue };
        if network.region(parent.as_str()).is_none() && !codes.contains(&parent) {
            let text = Text::new(
                format!("上级区划 {parent} 既不在登记册中，也不在本次导入中。"),
                format!("Its parent {parent} is neither in the register nor in this import."),
            );
            violations.add(format!("regions[{index}].code"), reason::REGION_UNKNOWN, text);
        }
    }
    violations.check()?;
    let mut plan = Plan::default();
    for (_, region) in rows {
        match network.region(region.code.as_str()) {
            None => plan.created.push(region),
            Some(known) if *known == region => plan.unchanged += 1,
            Some(_) => plan.updated.push(region),
        }
    }
    Ok(plan)
}

/// Plans an import of courts. Coverage is checked on what the register would be after it.
pub fn courts(network: &Network, drafts: &[CourtDraft], now: Timestamp) -> Result<Plan<Court>, Refusal> {
    bounded(drafts.len(), "courts")?;
    let mut violations = Violations::new();
    let mut rows = Vec::with_capacity(drafts.len());
    let mut codes = HashSet::new();
    for (index, draft) in drafts.iter().enumerate() {
        let at = format!("courts[{index}]");
        let Some(court) = Court::read(draft, &at, now, &mut violations) else { continue };
        if !codes.insert(court.code.clone()) {
            twice(format!("{at}.name"), &mut violations);
        }
        rows.push((at, court));
    }
    violations.extend(objections(network, &rows));
    violations.check()?;
    let mut plan = Plan::default();
    for (_, mut court) in rows {
        match network.court(&court.code) {
            None => plan.created.push(court),
            Some(known) if known.says_the_same(&court) => plan.unchanged += 1,
            Some(known) => {
                (court.version, court.created) = (known.version + 1, known.created);
                court.keep_beside(known);
                plan.updated.push(court);
            }
        }
    }
    Ok(plan)
}

/// What in the network stands against these courts, each under the path of its row: regions that are not in the register, and
/// villages that would have two courts.
#[must_use]
pub fn objections(network: &Network, rows: &[(String, Court)]) -> Vec<Objection> {
    let mut objections = Vec::new();
    for (at, court) in rows {
        let unknown = |field: String, code: &str| {
            let text = Text::new(
                format!("区划代码 {code} 不在登记册中，请先登记该区划。"),
                format!("The register has no region {code}; register it first."),
            );
            Objection::new(field, reason::REGION_UNKNOWN, text)
        };
        if network.region(court.region.as_str()).is_none() {
            objections.push(unknown(format!("{at}.region_code"), court.region.as_str()));
        }
        for (index, code) in court.covers.iter().enumerate() {
            if *code != court.region && network.region(code.as_str()).is_none() {
                objections.push(unknown(format!("{at}.covers[{index}]"), code.as_str()));
            }
        }
    }
    let replaced: HashSet<_> = rows.iter().map(|(_, court)| &court.code).collect();
    let stays = |court: &&Court| !replaced.contains(&court.code);
    let answers = |court: &&Court| court.is_active() && court.kind() == CourtKind::Village;
    let mut owners: HashMap<_, _> = HashMap::new();
    for court in network.courts().filter(stays).filter(answers) {
        owners.extend(court.covers.iter().map(|village| (village, court)));
    }
    for (at, court) in rows.iter().filter(|(_, court)| answers(&court)) {
        for (index, village) in court.covers.iter().enumerate() {
            let Some(other) = owners.insert(village, court).filter(|other| other.code != court.code) else {
                continue;
            };
            let zh = format!(
                "{village} 已由{}覆盖，一个村（社区）只能由一个村社共享法庭覆盖。",
                other.display_name
            );
            let en =
                format!("{} answers for {village} already; a village has one village court.", other.name());
            let field = format!("{at}.covers[{index}]");
            objections.push(Objection::new(field, reason::VILLAGE_COVERED, Text::new(zh, en)));
        }
    }
    objections
}

/// Rows by id, for those who have to look them up.
pub(crate) type ById<T> = BTreeMap<String, T>;

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
