//! Who takes a step.

use crate::domain::{
    refusal::Refusal,
    separation::{self, Step},
};

/// Who takes a step: a person, in an office of their own or as the deputy of somebody who is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// `people/{id}`; empty for the installation itself.
    pub person: String,
    /// Those whose office they hold as a deputy while they take it, `people/{id}`.
    pub deputises_for: Vec<String>,
}

impl Actor {
    /// Somebody in an office of their own.
    #[must_use]
    pub fn person(person: impl Into<String>) -> Self {
        Self { person: person.into(), deputises_for: Vec::new() }
    }

    /// Whether what is a person's alone to do is theirs: their own, or that of somebody whose office they hold.
    #[must_use]
    pub fn acts_for(&self, person: &str) -> bool {
        self.person == person || self.deputises_for.iter().any(|absent| absent == person)
    }

    /// Refuses a step to who took its counterpart in the same matter, and to the deputy of who took it. `taken` are the steps so far with
    /// who took them.
    pub fn may_take<'a>(
        &self,
        step: Step,
        taken: impl IntoIterator<Item = (Step, &'a str)>,
    ) -> Result<(), Refusal> {
        let taken: Vec<_> = taken.into_iter().collect();
        separation::check(step, &self.person, taken.iter().copied())?;
        let absent = self.deputises_for.iter();
        match absent.clone().find(|absent| separation::check(step, absent, taken.iter().copied()).is_err()) {
            Some(absent) => Err(separation::deputy(step, absent, &taken)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::separation::PAIRS;

    #[test]
    fn a_deputy_decides_on_nothing_that_either_of_the_two_proposed() {
        for pair in PAIRS {
            let deputy = Actor { person: "people/b".into(), deputises_for: vec!["people/a".into()] };
            for (proposer, is_refused) in [("people/a", true), ("people/b", true), ("people/c", false)] {
                let answer = deputy.may_take(pair.second, [(pair.first, proposer)]);
                assert_eq!(answer.is_err(), is_refused, "{pair:?}: {proposer}");
                let is_named = answer.is_err_and(|refusal| refusal.is(pair.reason));
                assert_eq!(is_named, is_refused, "{pair:?}: {proposer}");
            }
            assert!(Actor::person("people/b").may_take(pair.second, [(pair.first, "people/a")]).is_ok());
        }
    }
}
