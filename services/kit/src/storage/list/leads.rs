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
    /// The column stands in the index behind `county`: it leads the list of a county's office alone.
    pub in_county: bool,
}

impl Lead {
    /// A column that leads alone.
    #[must_use]
    pub const fn alone(column: &'static str, orders: &'static [&'static str]) -> Self {
        Self { column, path: Some(column), filters: None, orders, in_county: false }
    }

    /// The table's own indexes of these orders, for a scope that is the whole installation.
    #[must_use]
    pub const fn whole(orders: &'static [&'static str]) -> Self {
        Self { column: WHOLE, path: None, filters: None, orders, in_county: false }
    }

    /// A column of the region code, which leads alone.
    #[must_use]
    pub const fn region(column: &'static str, orders: &'static [&'static str]) -> Self {
        let filters: Option<&'static [&'static str]> = Some(&["region"]);
        Self { column, path: Some("region_code"), filters, orders, in_county: false }
    }

    /// A column that leads behind the county.
    #[must_use]
    pub const fn in_county(column: &'static str, orders: &'static [&'static str]) -> Self {
        Self { column, path: Some(column), filters: None, orders, in_county: true }
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
            !lead.in_county
                && ![WHOLE, "county"].contains(&lead.column)
                && lead.orders.contains(&order.column)
        });
        let mut alone = alone;
        let mut led = alone.find_map(|lead| terms.take(lead.column));
        // Whose scope has no region leads by a county where nothing of their own does; their scope is tested row by row.
        if led.is_none() && !scope.everything && scope.regions.is_empty() && self.leads_order("county", order)
        {
            led = terms.take("county");
        }
        let mut branches = match led {
            Some(leading) => {
                if !scope.everything {
                    conditions.push(Clause::new(|params| params.in_scope(scope, self.columns)));
                }
                leading.branches
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
        let in_county =
            self.leads.iter().filter(|lead| lead.in_county && lead.orders.contains(&order.column));
        let mut in_county = in_county;
        let behind = in_county.find_map(|lead| terms.take(lead.column)).map(|leading| leading.condition);
        for (column, names) in [(self.columns.court, &scope.courts), (self.columns.unit, &scope.units)] {
            let Some(column) = column else { continue };
            self.must_lead(column, order, !names.is_empty())?;
            branches.extend(names.iter().map(|name| Branch::from(Clause::equals(column, name.as_str()))));
        }
        if let Some((table, _)) = self.columns.units_table {
            let via = Via { table, key: self.key };
            let of_unit = |unit: &String| Branch::through(via, Clause::equals("unit", unit.as_str()));
            branches.extend(scope.units.iter().map(of_unit));
        }
        if let (Some(column), Some(person)) = (self.columns.person, &scope.person) {
            self.must_lead(column, order, true)?;
            branches.push(Clause::equals(column, person.as_str()).into());
        }
        // Those of other offices have the condition row by row.
        if let Some(clause) = behind.as_ref().filter(|_| !branches.is_empty()) {
            conditions.push(clause.clone());
        }
        self.must_lead("county", order, !counties.is_empty())?;
        counties.sort_unstable();
        counties.dedup();
        branches.extend(counties.into_iter().map(|county| {
            let county = Clause::equals("county", county);
            Branch::from(behind.as_ref().map_or_else(|| county.clone(), |behind| county.and(behind)))
        }));
        if finer {
            conditions.push(Clause::new(|params| params.in_scope(scope, self.columns)));
        }
        Ok(branches)
    }

    fn leads_order(&self, column: &str, order: Order) -> bool {
        self.leads_column(column, order.column)
    }

    /// Whether a column leads an order alone.
    pub(super) fn leads_column(&self, column: &str, order: &str) -> bool {
        self.leads.iter().any(|lead| !lead.in_county && lead.column == column && lead.orders.contains(&order))
    }

    fn must_lead(&self, column: &str, order: Order, is_needed: bool) -> Result<(), Refusal> {
        if !is_needed || self.leads_order(column, order) {
            return Ok(());
        }
        let leading = self.leads.iter().filter(|lead| !lead.in_county && lead.orders.contains(&order.column));
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

#[cfg(test)]
mod tests {
    use sea_orm::DbErr;
    use sea_orm_migration::SchemaManagerConnection;

    use super::*;
    use crate::{
        storage::{
            list::{filter::Op, order::Sort},
            run_ddl, sql,
            sql::run_ddl_owned,
        },
        testing::{MigratorOf, Tables, on_every_database},
    };

    struct Things;

    type Migrator = MigratorOf<Things>;

    impl Tables for Things {
        async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
            let table = "CREATE TABLE things (id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, owner TEXT NOT NULL,
                state TEXT NOT NULL, at BIGINT NOT NULL)";
            run_ddl(connection, &[table]).await?;
            run_ddl_owned(
                connection,
                &region_columns::columns("things", "region_code", &["county", "village"]),
            )
            .await?;
            let indexes = [
                "CREATE INDEX things_of_county ON things (county, at, id)",
                "CREATE INDEX things_in_state ON things (county, state, at, id)",
                "CREATE INDEX things_of_village ON things (village, at, id)",
                "CREATE INDEX things_of_owner ON things (owner, at, id)",
            ];
            run_ddl(connection, &indexes).await
        }
    }

    const LEADS: Leads = Leads {
        method: "sharedcourt.dispatch.v1.TaskService.ListTasks",
        order: "at desc",
        table: "things",
        key: Key::ID,
        columns: ScopeColumns { person: Some("owner"), ..ScopeColumns::region("region_code") },
        leads: &[
            Lead::alone("owner", &["at"]).known_as("worker"),
            Lead::region("village", &["at"]),
            Lead::region("county", &["at", "finish_by"]),
            Lead::in_county("state", &["at"]),
        ],
    };

    fn newest() -> Order {
        Order { column: "at", sort: Sort::Number, descending: true }
    }

    fn scope(regions: &[&str], person: Option<&str>) -> Scope {
        let regions = regions.iter().map(|code| RegionCode::parse(code).unwrap()).collect();
        Scope { regions, person: person.map(str::to_owned), ..Scope::default() }
    }

    /// Every id of a list, page by page.
    async fn all(store: &crate::storage::Store, scope: &Scope, terms: Terms) -> Vec<String> {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let query = ListQuery { scope, terms: terms.clone(), order: newest(), after, limit: 7 };
            let scan = LEADS.scan(store.read(), query).await.unwrap();
            let found = scan.run(store.read()).await.unwrap();
            seen.extend(found.ids);
            after = found.next;
            if after.is_none() {
                return seen;
            }
        }
    }

    #[tokio::test]
    async fn every_scope_and_filter_finds_the_rows_that_a_reading_of_all_finds() {
        on_every_database::<Migrator, _>("things", |store| async move {
            let villages = ["330783201203", "330783201204", "330783001", "330784001001", "330783"];
            let mut rows = Vec::new();
            let tx = store.begin().await.unwrap();
            for number in 0..200_usize {
                let (region, owner) = (villages[number % 5], ["people/a", "people/b"][number % 7 % 2]);
                let state = ["OPEN", "DONE"][number % 3 % 2];
                let at = i64::try_from(number / 3).unwrap();
                let id = format!("t{number:03}");
                let insert =
                    "INSERT INTO things (id, region_code, owner, state, at) VALUES ($1, $2, $3, $4, $5)";
                let values = vec![id.clone().into(), region.into(), owner.into(), state.into(), at.into()];
                tx.execute_raw(sql(&tx, insert, values)).await.unwrap();
                rows.push((at, id, region, owner, state));
            }
            tx.commit().await.unwrap();
            rows.sort();
            rows.reverse();
            let scopes = [
                scope(&["330783"], None),
                scope(&["3307"], None),
                scope(&["330783201"], None),
                scope(&["330783201203"], Some("people/a")),
                scope(&["330784", "330783001"], Some("people/b")),
                scope(&[], Some("people/a")),
                Scope::default(),
                Scope::everything(),
            ];
            let filters = [
                ("", ""),
                ("state", "OPEN"),
                ("owner", "people/b"),
                ("region", "330783201203"),
                ("region", "3307"),
                // The table has no column for towns.
                ("region", "330783201"),
            ];
            for scope in &scopes {
                for (column, value) in filters {
                    let mut terms = Terms::default();
                    match column {
                        "" => {}
                        "region" => terms.region("region_code", Op::Eq, value),
                        "state" => terms.compare("state", Op::Eq, value),
                        _ => terms.compare("owner", Op::Eq, value),
                    }
                    let expected = rows.iter().filter(|(_, _, region, owner, state)| {
                        scope.admits(Some(region), None, Some(owner))
                            && match column {
                                "" => true,
                                "region" => region.starts_with(value),
                                "state" => *state == value,
                                _ => *owner == value,
                            }
                    });
                    let expected: Vec<_> = expected.map(|(_, id, ..)| id.clone()).collect();
                    assert_eq!(all(&store, scope, terms).await, expected, "{scope:?} {column}={value}");
                }
            }
        })
        .await;
    }

    #[tokio::test]
    async fn an_order_that_nothing_leads_is_refused_with_what_would() {
        on_every_database::<Migrator, _>("things", |store| async move {
            let order = Order { column: "finish_by", sort: Sort::Number, descending: false };
            let query = |scope| ListQuery { scope, terms: Terms::default(), order, after: None, limit: 7 };
            let (region, person) = (scope(&["330783"], None), scope(&[], Some("people/a")));
            assert!(LEADS.scan(store.read(), query(&region)).await.is_ok());
            let refused = LEADS.scan(store.read(), query(&person)).await.unwrap_err();
            assert_eq!(refused.reason(), "ORDER_NOT_LED");
            let text = refused.text();
            assert_eq!(text.zh, "按「任务办结期限」排序时，请同时按以下条件之一筛选：「区划代码」。");
            assert!(text.en.ends_with(": \"Region code\"."), "{text:?}");
            // What it names is its cure.
            let mut cured = query(&person);
            cured.terms.region("region_code", Op::Eq, "330783");
            let scan = LEADS.scan(store.read(), cured).await.unwrap();
            assert!(!scan.conditions.is_empty(), "the scope is tested row by row");
        })
        .await;
    }
}
