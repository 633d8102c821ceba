//! The conditions of a filter, and which of them may lead.

use sea_orm::Value;

use super::{
    clause::Clause,
    filter::{self, Op, Term},
    region_columns,
    scan::Branch,
};
use crate::domain::{Timestamp, refusal::Refusal};

/// A condition that may lead.
#[derive(Clone, Debug)]
pub(super) struct Leading {
    /// The name of the lead: mostly its column.
    lead: &'static str,
    /// The rows for which it holds, where it leads.
    pub(super) branches: Vec<Branch>,
    /// The same, tested row by row.
    pub(super) condition: Clause,
}

/// The conditions of a filter.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    pub(super) leading: Vec<Leading>,
    pub(super) ranges: Vec<(&'static str, Clause)>,
    pub(super) others: Vec<Clause>,
}

impl Terms {
    /// Adds that a column stands to a value. Where they are equal, the column may lead.
    pub fn compare(&mut self, column: &'static str, op: Op, value: impl Into<Value>) {
        let clause = Clause::compare(column, op, value);
        match op {
            Op::Eq => self.leading(column, vec![clause.clone().into()], clause),
            Op::Ne => self.others.push(clause),
            Op::Lt | Op::Le | Op::Gt | Op::Ge => self.ranges.push((column, clause)),
        }
    }

    /// Adds a term about a name of an enum or a set of names, written with or without their prefix.
    pub fn named(
        &mut self,
        column: &'static str,
        term: &Term,
        (prefix, names): (&str, &[&str]),
    ) -> Result<(), Refusal> {
        match filter::names(term, prefix, names)?.as_slice() {
            [name] => self.compare(column, term.op, *name),
            several => self.one_of(column, several),
        }
        Ok(())
    }

    /// Adds that a column has one of some values. It may lead, each value by a branch of its own.
    pub fn one_of(&mut self, column: &'static str, values: &[&str]) {
        let branches = values.iter().map(|value| Clause::equals(column, *value).into()).collect();
        let condition = Clause::new(|params| format!("{column} IN {}", params.list(values.iter().copied())));
        self.leading(column, branches, condition);
    }

    /// Adds a term about an instant.
    pub fn instant(&mut self, column: &'static str, term: &Term) -> Result<(), Refusal> {
        let time = Timestamp::parse(&term.value);
        let time = time.map_err(|text| filter::bad_value(term, &text.zh, &text.en))?;
        self.compare(column, term.op, time.micros());
        Ok(())
    }

    /// Adds a term about a person or the account of another system.
    pub fn person(&mut self, column: &'static str, term: &Term) -> Result<(), Refusal> {
        self.compare(column, term.op, filter::person(term)?);
        Ok(())
    }

    /// Adds a term about a resource whose name is stored.
    pub fn resource(&mut self, column: &'static str, term: &Term, prefix: &str) -> Result<(), Refusal> {
        self.compare(column, term.op, filter::resource(term, prefix)?);
        Ok(())
    }

    /// Adds a term about a resource whose id is stored.
    pub fn id(&mut self, column: &'static str, term: &Term, prefix: &str) -> Result<(), Refusal> {
        self.compare(column, term.op, filter::id(term, prefix)?.to_string());
        Ok(())
    }

    /// Adds that a region code begins with a code, or does not. A county, town or village may lead.
    pub fn region(&mut self, region: &'static str, op: Op, code: &str) {
        match (region_columns::column(code), op) {
            (Some(column), Op::Eq) => {
                // A table need not have a column for every size of a region: where none leads, the whole code is compared.
                let branch = Clause::equals(column, code).into();
                self.leading(column, vec![branch], Clause::new(|params| params.region(region, code)));
            }
            _ => {
                let not = if op == Op::Ne { "NOT " } else { "" };
                self.others.push(Clause::new(|params| format!("{not}({})", params.region(region, code))));
            }
        }
    }

    /// Adds a condition under the name of a lead: the rows for which it holds where it leads, and the same tested row by row.
    pub fn leading(&mut self, lead: &'static str, branches: Vec<Branch>, condition: Clause) {
        self.leading.push(Leading { lead, branches, condition });
    }

    /// Adds a condition that is tested row by row.
    pub fn other(&mut self, clause: Clause) {
        self.others.push(clause);
    }

    /// Takes the first condition of a lead that makes at most so many branches; one of a single value always.
    pub(super) fn take_narrow(&mut self, lead: &str, most: usize) -> Option<Leading> {
        let place = self
            .leading
            .iter()
            .position(|leading| leading.lead == lead && leading.branches.len() <= most.max(1))?;
        Some(self.leading.remove(place))
    }

    /// Takes the first condition of a lead.
    pub(super) fn take(&mut self, lead: &str) -> Option<Leading> {
        let place = self.leading.iter().position(|leading| leading.lead == lead)?;
        Some(self.leading.remove(place))
    }
}
