//! Which rows a scope admits, as a condition of a statement.

use super::sql::{SqlParams, any_of};
use crate::access::Scope;

/// The columns by which a scope sees a row: by region code always, by the names of a court, a unit or a person where there are such columns.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScopeColumns<'a> {
    /// Holds a region code.
    pub region: &'a str,
    /// Holds `courts/{code}`.
    pub court: Option<&'a str>,
    /// Holds `units/{id}`.
    pub unit: Option<&'a str>,
    /// A table of its own that says which unit (`unit`) sees which row (`id`), and that id here, with its table.
    pub units_table: Option<(&'a str, &'a str)>,
    /// Holds `people/{id}`.
    pub person: Option<&'a str>,
}

impl<'a> ScopeColumns<'a> {
    /// By region code alone.
    #[must_use]
    pub const fn region(region: &'a str) -> Self {
        Self { region, court: None, unit: None, units_table: None, person: None }
    }
}

impl SqlParams {
    /// That a scope admits a row.
    pub fn in_scope(&mut self, scope: &Scope, columns: ScopeColumns<'_>) -> String {
        any_of(&self.admitting(scope, columns))
    }

    /// The conditions of which a scope needs one.
    pub fn admitting(&mut self, scope: &Scope, columns: ScopeColumns<'_>) -> Vec<String> {
        if scope.everything {
            return vec!["1 = 1".to_owned()];
        }
        let mut either: Vec<String> =
            scope.regions.iter().map(|code| self.region(columns.region, code.as_str())).collect();
        for (column, names) in [(columns.court, &scope.courts), (columns.unit, &scope.units)] {
            if let Some(column) = column
                && !names.is_empty()
            {
                either.push(format!("{column} IN {}", self.list(names.iter().map(String::as_str))));
            }
        }
        if let Some((table, id)) = columns.units_table
            && !scope.units.is_empty()
        {
            let units = self.list(scope.units.iter().map(String::as_str));
            // Of one row at a time: a unit has thousands.
            either.push(format!(
                "(SELECT 1 FROM {table} WHERE {table}.unit IN {units} AND {table}.id = {id} LIMIT 1) IS NOT NULL"
            ));
        }
        if let (Some(column), Some(person)) = (columns.person, &scope.person) {
            either.push(format!("{column} = {}", self.bind(person.as_str())));
        }
        either
    }
}
