//! Which index leads a list.
//!
//! Each list says once which columns lead which orders. A filter on a column that leads alone is read by its index; every other list is
//! read office by office: a county, a town, a village, a court, a unit, a person, each by an index of its own.

use law::identifiers::RegionCode;
use sea_orm::ConnectionTrait;

use super::{
    clause::Clause,
    labels,
    order::Order,
    region_columns,
    scan::{Branch, Key, Place, Scan, Via},
    terms::Terms,
};
use crate::{
    access::Scope,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    storage::ScopeColumns,
};

/// The lead of a scope that is the whole installation.
const WHOLE: &str = "";
/// The column of the region code by which the offices of a county and above it read.
pub(super) const COUNTY: &str = "county";
/// The most branches that a set of values makes of the offices of a scope; beyond it the set is tested row by row.
const MOST_BRANCHES: usize = 100;

/// A column with indexes that lead lists: for each order one that ends with the order's column and the key.
#[derive(Clone, Copy, Debug)]
pub struct Lead {
    /// The column; of a region `county`, `town` or `village`.
    pub column: &'static str,
    /// The field of the rows in the contract by which people know it; none where it is a scope's alone.
    pub path: Option<&'static str>,
    /// The filters of the contract that lead, where they are not called like the field.
    pub filters: Option<&'static [&'static str]>,
    /// The columns of the orders.
    pub orders: &'static [&'static str],
    /// The columns behind which this one stands in indexes: it leads where one of them does. Empty where it leads alone.
    pub behind: &'static [&'static str],
}

impl Lead {
    /// A column that leads alone.
    #[must_use]
    pub const fn alone(column: &'static str, orders: &'static [&'static str]) -> Self {
        Self { column, path: Some(column), filters: None, orders, behind: &[] }
    }

    /// The table's own indexes of these orders, for a scope that is the whole installation.
    #[must_use]
    pub const fn whole(orders: &'static [&'static str]) -> Self {
        Self { column: WHOLE, path: None, filters: None, orders, behind: &[] }
    }

    /// A column of the region code, which leads alone.
    #[must_use]
    pub const fn region(column: &'static str, orders: &'static [&'static str]) -> Self {
        let filters: Option<&'static [&'static str]> = Some(&["region"]);
        Self { column, path: Some("region_code"), filters, orders, behind: &[] }
    }

    /// A column that leads behind the county.
    #[must_use]
    pub const fn in_county(column: &'static str, orders: &'static [&'static str]) -> Self {
        Self { column, path: Some(column), filters: None, orders, behind: &[COUNTY] }
    }

    /// The same where it stands in indexes behind these columns as well.
    #[must_use]
    pub const fn behind(self, behind: &'static [&'static str]) -> Self {
        Self { behind, ..self }
    }

    /// The same under another name in the contract.
    #[must_use]
    pub const fn known_as(self, path: &'static str) -> Self {
        Self { path: Some(path), ..self }
    }

    /// The same where filters of the contract with other names than the field's ask for it.
    #[must_use]
    pub const fn asked_by(self, filters: &'static [&'static str]) -> Self {
        Self { filters: Some(filters), ..self }
    }

    /// The same where no field of the contract asks for it.
    #[must_use]
    pub const fn of_scope(self) -> Self {
        Self { path: None, ..self }
    }
}

/// How the lists of a table are led, the most selective column first.
#[derive(Clone, Copy, Debug)]
pub struct Leads {
    /// The full name of the list's method.
    pub method: &'static str,
    /// The order without another being asked for, as the contract writes orders: `create_time desc`.
    pub order: &'static str,
    /// The table.
    pub table: &'static str,
    /// The key of its rows.
    pub key: Key,
    /// The columns by which a scope sees a row.
    pub columns: ScopeColumns<'static>,
    /// What leads.
    pub leads: &'static [Lead],
}

/// A page that is asked for.
#[derive(Clone, Debug)]
pub struct ListQuery<'a> {
    /// The rows that may be seen.
    pub scope: &'a Scope,
    /// Which of them.
    pub terms: Terms,
    /// In which order.
    pub order: Order,
    /// The place after which the page begins.
    pub after: Option<Place>,
    /// How many rows the page has at most.
    pub limit: u64,
}

impl Leads {
    /// How a page is found. Refused with ORDER_NOT_LED where no index gives the order.
    pub async fn scan(
        &self,
        connection: &impl ConnectionTrait,
        query: ListQuery<'_>,
    ) -> Result<Scan, Refusal> {
        let ListQuery { scope, mut terms, order, after, limit } = query;
        let mut conditions = Vec::new();
        let alone = self.leads.iter().filter(|lead| {
            lead.behind.is_empty()
                && ![WHOLE, COUNTY].contains(&lead.column)
                && lead.orders.contains(&order.column)
        });
        let mut alone = alone;
        let mut led = alone.find_map(|lead| Some((lead.column, terms.take(lead.column)?)));
        // Whose scope has no region leads by a county where nothing of their own does; their scope is tested row by row.
        if led.is_none() && !scope.everything && scope.regions.is_empty() && self.leads_order("county", order)
        {
            led = terms.take(COUNTY).map(|leading| (COUNTY, leading));
        }
        let mut branches = match led {
            Some((column, leading)) => {
                if !scope.everything {
                    conditions.push(Clause::new(|params| params.in_scope(scope, self.columns)));
                }
                self.narrowed(&mut terms, order, column, leading.branches)
            }
            None => self.offices(connection, scope, &mut terms, order, &mut conditions).await?,
        };
        conditions.extend(terms.leading.into_iter().map(|leading| leading.condition));
        conditions.extend(terms.others);
        for (column, clause) in terms.ranges {
            // A range of the column of the order bounds what is read of the index.
            if column == order.column {
                branches = branches.iter().map(|branch| branch.and(&clause)).collect();
            } else {
                conditions.push(clause);
            }
        }
        Ok(Scan { table: self.table, key: self.key, order, branches, conditions, after, limit })
    }

    /// The branches of a scope: one for each office.
    async fn offices(
        &self,
        connection: &impl ConnectionTrait,
        scope: &Scope,
        terms: &mut Terms,
        order: Order,
        conditions: &mut Vec<Clause>,
    ) -> Result<Vec<Branch>, Refusal> {
        if scope.everything && self.leads_order(WHOLE, order) {
            return Ok(vec![Clause::always().into()]);
        }
        let mut counties = Vec::new();
        let mut branches: Vec<Branch> = Vec::new();
        let mut finer = false;
        let codes = scope.regions.iter().map(RegionCode::as_str);
        for code in codes.chain(scope.everything.then_some("")) {
            match region_columns::column(code).filter(|column| self.leads_order(column, order)) {
                Some("county") => counties.push(code.to_owned()),
                Some(column) => branches.push(Clause::equals(column, code).into()),
                None if code.len() > 6 => {
                    finer = true;
                    counties.push(code[..6].to_owned());
                }
                None => {
                    counties.extend(region_columns::present(connection, (self.table, "county"), code).await?);
                }
            }
        }
        self.must_lead(COUNTY, order, !counties.is_empty())?;
        counties.sort_unstable();
        counties.dedup();
        let mut groups: Vec<(&str, Vec<Branch>)> = vec![(WHOLE, branches)];
        let equal = |column: &str, names: &[String]| {
            names.iter().map(|name| Clause::equals(column, name.as_str()).into()).collect::<Vec<Branch>>()
        };
        for (column, names) in [(self.columns.court, &scope.courts), (self.columns.unit, &scope.units)] {
            let Some(column) = column else { continue };
            self.must_lead(column, order, !names.is_empty())?;
            groups.push((column, equal(column, names)));
        }
        if let Some((table, _)) = self.columns.units_table {
            let via = Via { table, key: self.key };
            let of_unit = |unit: &String| Branch::through(via, Clause::equals("unit", unit.as_str()));
            groups.push((WHOLE, scope.units.iter().map(of_unit).collect()));
        }
        if let (Some(column), Some(person)) = (self.columns.person, &scope.person) {
            self.must_lead(column, order, true)?;
            groups.push((column, vec![Clause::equals(column, person.as_str()).into()]));
        }
        groups.push((COUNTY, equal(COUNTY, &counties)));
        let branches = self.narrowed_offices(terms, order, groups, conditions);
        if finer {
            conditions.push(Clause::new(|params| params.in_scope(scope, self.columns)));
        }
        Ok(branches)
    }

    /// The branches of a leading column, each narrowed by the first condition that stands behind that column in an index.
    fn narrowed(&self, terms: &mut Terms, order: Order, column: &str, branches: Vec<Branch>) -> Vec<Branch> {
        let most = MOST_BRANCHES / branches.len().max(1);
        let behind = self
            .behind(order)
            .filter(|lead| lead.behind.contains(&column))
            .find_map(|lead| terms.take_narrow(lead.column, most));
        match behind {
            Some(leading) => each_with(&branches, &leading.branches),
            None => branches,
        }
    }

    /// The branches of offices, by the column that leads each: those of a column behind which a condition stands in an index are narrowed by
    /// it; the others have it row by row.
    fn narrowed_offices(
        &self,
        terms: &mut Terms,
        order: Order,
        groups: Vec<(&str, Vec<Branch>)>,
        conditions: &mut Vec<Clause>,
    ) -> Vec<Branch> {
        let groups: Vec<_> = groups.into_iter().filter(|(_, branches)| !branches.is_empty()).collect();
        let number: usize = groups.iter().map(|(_, branches)| branches.len()).sum();
        let stands_behind = |lead: &&Lead| groups.iter().any(|(column, _)| lead.behind.contains(column));
        let most = MOST_BRANCHES / number.max(1);
        let found = self
            .behind(order)
            .filter(stands_behind)
            .find_map(|lead| Some((lead, terms.take_narrow(lead.column, most)?)));
        let Some((lead, leading)) = found else {
            return groups.into_iter().flat_map(|(_, branches)| branches).collect();
        };
        let mut is_tested = false;
        let mut narrowed = Vec::new();
        for (column, branches) in groups {
            if lead.behind.contains(&column) {
                narrowed.extend(each_with(&branches, &leading.branches));
            } else {
                is_tested = true;
                narrowed.extend(branches);
            }
        }
        if is_tested {
            conditions.push(leading.condition);
        }
        narrowed
    }

    /// What leads an order behind other columns.
    fn behind(&self, order: Order) -> impl Iterator<Item = &'static Lead> {
        self.leads.iter().filter(move |lead| !lead.behind.is_empty() && lead.orders.contains(&order.column))
    }

    fn leads_order(&self, column: &str, order: Order) -> bool {
        self.leads_column(column, order.column)
    }

    /// Whether a column leads an order alone.
    pub(super) fn leads_column(&self, column: &str, order: &str) -> bool {
        self.leads
            .iter()
            .any(|lead| lead.behind.is_empty() && lead.column == column && lead.orders.contains(&order))
    }

    fn must_lead(&self, column: &str, order: Order, is_needed: bool) -> Result<(), Refusal> {
        if !is_needed || self.leads_order(column, order) {
            return Ok(());
        }
        let leading =
            self.leads.iter().filter(|lead| lead.behind.is_empty() && lead.orders.contains(&order.column));
        let paths: Vec<_> = leading.filter_map(|lead| lead.path).collect();
        let known = labels::labels(self.method, paths.iter().copied());
        let by = labels::labels(self.method, std::iter::once(order.column));
        let (zh, en) = if paths.is_empty() {
            (
                format!("在您的权限范围内，此列表不能按{}排序，请改用其他排序。", by.zh),
                format!("Within your scope this list can't be ordered by {}; choose another order.", by.en),
            )
        } else {
            (
                format!("按{}排序时，请同时按以下条件之一筛选：{}。", by.zh, known.zh),
                format!("To order by {}, filter by one of these as well: {}.", by.en, known.en),
            )
        };
        Err(Refusal::new(Kind::Invalid, reason::ORDER_NOT_LED, zh, en)
            .with("order", order.column)
            .with("leading", paths.join(","))
            .at("order_by"))
    }
}

/// Each branch with each of some conditions.
fn each_with(branches: &[Branch], conditions: &[Branch]) -> Vec<Branch> {
    let each =
        |branch: &Branch| conditions.iter().map(|behind| branch.and(&behind.condition)).collect::<Vec<_>>();
    branches.iter().flat_map(each).collect()
}

#[cfg(test)]
mod tests;
