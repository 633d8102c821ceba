//! Conditions that carry their own parameters, so that they can be put together in any order.

use sea_orm::Value;

use crate::storage::SqlParams;

/// How a field and a value stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Op {
    /// The operator in a statement.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "<>",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }
}

/// A condition with its own parameters.
#[derive(Clone, Debug, Default)]
pub struct Clause {
    text: String,
    values: Vec<Value>,
}

impl Clause {
    /// Writes a condition; its parameters begin with `$1`.
    pub fn new(write: impl FnOnce(&mut SqlParams) -> String) -> Self {
        let mut params = SqlParams::default();
        let text = write(&mut params);
        Self { text, values: params.0 }
    }

    /// That a column equals a value.
    #[must_use]
    pub fn equals(column: &str, value: impl Into<Value>) -> Self {
        Self::new(|params| format!("{column} = {}", params.bind(value)))
    }

    /// That a column stands to a value as a term of a filter says.
    pub fn compare(column: &str, op: Op, value: impl Into<Value>) -> Self {
        Self::new(|params| format!("{column} {} {}", op.sql(), params.bind(value)))
    }

    /// That every row is meant.
    #[must_use]
    pub fn always() -> Self {
        Self::new(|_| "1 = 1".to_owned())
    }

    /// That this condition does not hold.
    #[must_use]
    pub fn negated(mut self) -> Self {
        self.text = format!("NOT ({})", self.text);
        self
    }

    /// This condition and another.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut params = SqlParams::default();
        let text = format!("{} AND {}", self.write(&mut params), other.write(&mut params));
        Self { text, values: params.0 }
    }

    /// The text, with its parameters behind those that are there.
    pub(super) fn write(&self, params: &mut SqlParams) -> String {
        let offset = params.0.len();
        params.0.extend(self.values.iter().cloned());
        let mut parts = self.text.split('$');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let number: usize = part[..end].parse().unwrap_or_default();
            text.extend(["$", &(number + offset).to_string(), &part[end..]]);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined_with_their_parameters() {
        let both = Clause::equals("a", 1)
            .and(&Clause::new(|params| format!("b BETWEEN {} AND {}", params.bind(2), params.bind(3))));
        assert_eq!(both.and(&both).text, "a = $1 AND b BETWEEN $2 AND $3 AND a = $4 AND b BETWEEN $5 AND $6");
        assert_eq!(both.values.len(), 3);
    }
}
