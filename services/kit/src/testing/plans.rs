//! How the databases read lists. A list is run over many rows, and every statement that it reads with is explained.
//!
//! PostgreSQL: no sequential scan; an index gives the order (a few hundred rows it may sort sooner than it reads them in order); a statement reads
//! no more rows, with those that a filter removes, than it gives at most; where a condition is tested row by row, all statements of a
//! page together read at most [`MOST_READ`]. SQLite: no sorting beside the index, and no scan but that of an index.
#![expect(clippy::unwrap_used, reason = "for tests alone, and a test ends where its world breaks")]

use std::{
    collections::BTreeSet,
    fmt::Debug,
    sync::{Arc, Mutex, PoisonError},
};

use sea_orm::{ConnectionTrait as _, Statement, TransactionTrait as _};
use serde_json::{Value, json};

use crate::{
    access::Scope,
    domain::{Timestamp, reason, refusal::Refusal},
    storage::{
        Store,
        counts::{CountQuery, Counts, fold},
        list::{ListOf, Reads, scan::MOST_READ},
        record::Page,
        sql,
    },
};

/// Where nearly every row is of the office and the list is in the order of its keys, PostgreSQL walks the key of the table and passes
/// over the few others: it may read a tenth more than it gives.
const SLACK: f64 = 1.1;

/// The rows of a page here.
const PAGE: u64 = 50;

/// The numbers come in no order, and so do the rows that are made of them: where a table is in use, changes have moved its rows about, and
/// a planner that finds them in the order of a key walks that key past everything else.
const NUMBERS: &str = "WITH RECURSIVE k(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < 20000),
    n(i) AS (SELECT k * 7919 % 20000 + 1 FROM k)";
const REGION: &str =
    "CASE WHEN i % 20 = 0 THEN '330784001' ELSE '3307832012' || CAST(10 + i % 30 AS TEXT) END";

/// A walk through the lists of a service.
pub struct Plans {
    store: Store,
    walked: BTreeSet<&'static str>,
    faults: Vec<String>,
    pages: usize,
    refused: usize,
}

impl Plans {
    /// The rows of a page in the walk.
    pub const PAGE: u64 = PAGE;

    /// Begins a walk over a store, which is filled with rows first. In their statements `{numbers}` makes a table `n` of twenty thousand
    /// numbers `i`, `{region}` is a village of one county for nearly all of them, and `{sealed}` something that is encrypted.
    ///
    /// # Panics
    /// Where a statement is wrong.
    pub async fn over(store: Store, rows: &[impl AsRef<str>]) -> Self {
        let tx = store.begin().await.unwrap();
        let sealed = Self::bytes(&store, &[0]);
        for text in rows {
            let text = text.as_ref().replace("{sealed}", &sealed);
            let text = text.replace("{numbers}", NUMBERS).replace("{region}", REGION);
            tx.execute_unprepared(&text).await.unwrap();
        }
        tx.commit().await.unwrap();
        if store.is_postgres() {
            // As the server does by itself: without a map of what is visible to all it takes an index for dearer than it is.
            store.read().execute_unprepared("VACUUM (ANALYZE)").await.unwrap();
        } else {
            let tx = store.begin().await.unwrap();
            tx.execute_unprepared("ANALYZE").await.unwrap();
            tx.commit().await.unwrap();
        }
        Self { store, walked: BTreeSet::new(), faults: Vec::new(), pages: 0, refused: 0 }
    }

    /// Bytes as a statement writes them.
    #[must_use]
    pub fn bytes(store: &Store, bytes: &[u8]) -> String {
        let digits = hex::encode(bytes);
        if store.is_postgres() { format!("'\\x{digits}'::bytea") } else { format!("x'{digits}'") }
    }

    /// Reads the first two pages of a list, asked in one way, and explains what they read. `list` asks for [`Self::PAGE`] rows.
    ///
    /// # Panics
    /// Where the list is refused for another reason than ORDER_NOT_LED.
    pub async fn walk<T>(
        &mut self,
        method: &'static str,
        asked: impl Debug,
        list: impl AsyncFn(&Store, Option<Vec<String>>) -> Result<Page<T>, Refusal>,
    ) {
        let mut after = None;
        for number in 1..=2 {
            let seen = Arc::new(Mutex::new(Vec::new()));
            let notes = Arc::clone(&seen);
            let observed = self.store.observed(move |statement| {
                notes.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
            });
            let page = match list(&observed, after).await {
                Ok(page) => page,
                Err(refusal) if refusal.is(reason::ORDER_NOT_LED) => {
                    self.refused += 1;
                    return;
                }
                Err(refusal) => panic!("{method} {asked:?}: {refusal}"),
            };
            self.pages += 1;
            let statements = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
            if statements.is_empty() {
                // A caller without an office here sees nothing, and nothing is read for them.
                assert!(page.next.is_none(), "{method} {asked:?} reads nothing");
                return;
            }
            self.walked.insert(method);
            let faults = self.explain(&statements).await;
            let named =
                faults.into_iter().map(|fault| format!("{method} {asked:?}, page {number}:\n{fault}"));
            self.faults.extend(named);
            after = page.next;
            if after.is_none() {
                return;
            }
        }
    }

    /// Counts, once the rows are in the sums, and explains what is read: never a row of the table that is counted, but for those whose
    /// limit passes in this hour, by the index of limits.
    ///
    /// # Panics
    /// Where the count is refused, or reads what it counts.
    pub async fn counts(&self, counts: &Counts, (scope, filter, group_by): (&Scope, &str, &str)) {
        fold(&self.store, std::slice::from_ref(counts)).await.unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let observed = self.store.observed(move |statement| {
            notes.lock().unwrap_or_else(PoisonError::into_inner).push(statement.clone());
        });
        let query = CountQuery { scope, filter, group_by, at: Timestamp::from_micros(77_000_000) };
        let groups = counts.count(observed.read(), query).await.unwrap();
        assert!(!groups.is_empty(), "{} {filter} by {group_by}: nothing is counted", counts.table);
        let statements = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
        assert!(!statements.is_empty(), "nothing is read");
        for Statement { sql: text, values, .. } in &statements {
            let values = values.clone().map(|values| values.0).unwrap_or_default();
            let read = self.store.read();
            let plan = if self.store.is_postgres() {
                let (wrong, _, plan) = self.planned(text, &values, false).await;
                let scan = format!("a sequential scan of {}", json!(counts.table));
                assert!(!wrong.contains(&scan), "{text}\n{plan:#}");
                continue;
            } else {
                let rows = read.query_all_raw(sql(read, &format!("EXPLAIN QUERY PLAN {text}"), values)).await;
                rows.unwrap().iter().map(|row| row.try_get("", "detail").unwrap()).collect::<Vec<String>>()
            };
            let scan = format!("SCAN {}", counts.table);
            assert!(!plan.iter().any(|line| line.starts_with(&scan)), "{text}\n{plan:?}");
        }
    }

    /// Ends the walk; how many pages were read and how many questions refused.
    ///
    /// # Panics
    /// Where a list of the service was left out, or one is read otherwise than it should be.
    #[must_use]
    pub fn end(self, lists: &[ListOf]) -> (usize, usize) {
        let stated = lists.iter().filter(|list| !matches!(list.reads, Reads::NoRows(_)));
        let stated: BTreeSet<_> = stated.map(|list| list.method).collect();
        assert_eq!(self.walked, stated, "the lists that are walked and those that the service states");
        let all: Vec<_> = self.faults.iter().filter_map(|fault| fault.lines().next()).collect();
        let first: Vec<_> = self.faults.iter().take(5).map(String::as_str).collect();
        let (all, first) = (all.join("\n"), first.join("\n\n"));
        assert!(first.is_empty(), "{} plans are wrong:\n{all}\n\nThe first:\n{first}", self.faults.len());
        (self.pages, self.refused)
    }

    /// What is wrong with PostgreSQL's plan of a statement, how many rows it reads, and the plan; with sorting made dear, where that is
    /// asked.
    async fn planned(
        &self,
        text: &str,
        values: &[sea_orm::Value],
        in_order: bool,
    ) -> (Vec<String>, f64, Value) {
        let tx = self.store.read().begin().await.unwrap();
        if in_order {
            tx.execute_unprepared("SET LOCAL enable_sort = off").await.unwrap();
            tx.execute_unprepared("SET LOCAL enable_bitmapscan = off").await.unwrap();
        }
        let explained = sql(&tx, &format!("EXPLAIN (ANALYZE, FORMAT JSON) {text}"), values.to_vec());
        let row = tx.query_one_raw(explained).await.unwrap().unwrap();
        tx.rollback().await.unwrap();
        let plan: Value = row.try_get_by_index(0).unwrap();
        let plan = plan[0]["Plan"].clone();
        let mut found = Vec::new();
        let rows = rows_read(&plan, &mut found);
        if let Some(most) = most_given(text)
            && rows > most * SLACK
        {
            found.push(format!("reads {rows} rows to give {most} at most"));
        }
        (found, rows, plan)
    }

    async fn explain(&self, statements: &[Statement]) -> Vec<String> {
        let (mut faults, mut tested) = (Vec::new(), 0.0);
        for Statement { sql: text, values, .. } in statements {
            let values = values.clone().map(|values| values.0).unwrap_or_default();
            let read = self.store.read();
            if !self.store.is_postgres() {
                let explained = sql(read, &format!("EXPLAIN QUERY PLAN {text}"), values);
                let rows = read.query_all_raw(explained).await.unwrap();
                let lines: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
                if lines.iter().any(|line| is_wrong_in_sqlite(line, most_given(text).is_some())) {
                    faults.push(format!("{text}\n{}", lines.join("\n")));
                }
                continue;
            }
            let (mut found, mut rows, mut plan) = self.planned(text, &values, false).await;
            if !found.is_empty() {
                // PostgreSQL sorts some hundred rows sooner than it reads them in order. What matters is that an index gives the order, for
                // when there are more.
                (found, rows, plan) = self.planned(text, &values, true).await;
            }
            if text.contains(" AS holds ") && !text.contains(" 1 AS holds ") {
                tested += rows;
            }
            if !found.is_empty() {
                faults.push(format!("{}\n{text}\n{plan:#}", found.join("; ")));
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        if tested > MOST_READ as f64 * SLACK {
            faults.push(format!("a page reads {tested} rows: {statements:?}"));
        }
        faults
    }
}

/// How many rows a statement gives at most.
fn most_given(text: &str) -> Option<f64> {
    text.rsplit_once(" LIMIT ")?.1.trim().parse().ok()
}

/// Whether a step sorts, or reads more than what is looked for: an index may be read in its order until a page is full.
fn is_wrong_in_sqlite(line: &str, is_page: bool) -> bool {
    // Values that stand in the statement, and the counties that were found in an index one by one.
    let small = line.contains("CONSTANT ROW") || line.starts_with("SCAN present");
    line.contains("TEMP B-TREE")
        || (line.starts_with("SCAN") && !(is_page && line.contains("INDEX")) && !small)
}

/// The rows that a plan reads from tables, with those that it removes; what is wrong on the way. What is looked up by a key to test one
/// row belongs to that row.
fn rows_read(plan: &Value, wrong: &mut Vec<String>) -> f64 {
    let number = |name: &str| plan[name].as_f64().unwrap_or_default();
    let kind = plan["Node Type"].as_str().unwrap_or_default();
    let children = plan["Plans"].as_array().map(Vec::as_slice).unwrap_or_default();
    if kind == "Seq Scan" {
        wrong.push(format!("a sequential scan of {}", plan["Relation Name"]));
    }
    if kind.ends_with("Sort") {
        let sorted: f64 = children
            .iter()
            .map(|child| {
                child["Actual Rows"].as_f64().unwrap_or_default()
                    * child["Actual Loops"].as_f64().unwrap_or(1.0)
            })
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        if sorted > (PAGE + 1) as f64 {
            wrong.push(format!("a sort of {sorted} rows"));
        }
    }
    let is_scan = ["Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Seq Scan"].contains(&kind);
    let own = if is_scan {
        let removed = number("Rows Removed by Filter") + number("Rows Removed by Index Recheck");
        ((number("Actual Rows") + removed) * number("Actual Loops")).round()
    } else {
        0.0
    };
    let below = children.iter().map(|child| {
        let rows = rows_read(child, wrong);
        if child["Parent Relationship"] == "SubPlan" { 0.0 } else { rows }
    });
    own + below.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_plan_reads_is_counted_and_what_is_wrong_is_named() {
        let scan = |kind: &str, rows: u32, removed: u32| {
            json!({"Node Type": kind, "Actual Rows": rows, "Actual Loops": 1, "Rows Removed by Filter": removed,
                "Relation Name": "t"})
        };
        let mut wrong = Vec::new();
        assert!((rows_read(&scan("Index Scan", 51, 7), &mut wrong) - 58.0).abs() < 0.1 && wrong.is_empty());
        let few = json!({"Node Type": "Sort", "Plans": [scan("Bitmap Heap Scan", 51, 0)]});
        assert!((rows_read(&few, &mut wrong) - 51.0).abs() < 0.1 && wrong.is_empty());
        let many = json!({"Node Type": "Limit", "Plans": [{"Node Type": "Incremental Sort", "Plans": [scan("Seq Scan", 52, 0)]}]});
        rows_read(&many, &mut wrong);
        assert_eq!(wrong, ["a sort of 52 rows", "a sequential scan of \"t\""]);
        for (line, is_wrong) in [
            ("SEARCH tasks USING INDEX tasks_of_county (county=?)", false),
            ("SCAN people USING COVERING INDEX sqlite_autoindex_people_1", false),
            ("SCAN tasks", true),
            ("USE TEMP B-TREE FOR ORDER BY", true),
        ] {
            assert_eq!(is_wrong_in_sqlite(line, true), is_wrong, "{line}");
        }
        assert!(is_wrong_in_sqlite("SCAN records USING COVERING INDEX records_at", false));
        assert_eq!(most_given("SELECT 1 FROM t LIMIT 51"), Some(51.0));
    }
}
