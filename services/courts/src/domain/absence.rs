//! What somebody who is absent has to be for somebody else to hold their office meanwhile.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};

use super::{
    person::{Person, PersonId},
    term::Term,
};

impl Person {
    /// Refuses a deputy's term for the person where they do not hold that office themselves throughout, or would be their own deputy.
    pub(super) fn has_deputy(&self, term: &Term, deputy: &PersonId) -> Result<(), Refusal> {
        if self.id == *deputy {
            let text = ("请选择另一位人员作为代理人。", "Choose another person as the deputy.");
            return Err(
                Refusal::new(Kind::Precondition, reason::OWN_DEPUTY, text.0, text.1).at("term.deputises_for")
            );
        }
        let covers = |own: &&Term| {
            let until = own.until.is_none_or(|end| term.until.is_some_and(|until| until <= end));
            own.deputises_for.is_none() && own.is_same_office(term) && own.from <= term.from && until
        };
        if self.deactivated.is_none() && self.terms.iter().any(|own| covers(&own)) {
            return Ok(());
        }
        let (zh, en) = term.role.text();
        let name = &self.display_name;
        Err(Refusal::new(
            Kind::Precondition,
            reason::ABSENT_NOT_IN_OFFICE,
            format!(
                "{name}在代理期间并非始终担任该处的{zh}，不能为其登记代理人。请核对职务、地区和起止时间。"
            ),
            format!(
                "{name} is not {en} there throughout that time. Check the office, the place and the dates."
            ),
        )
        .at("term.deputises_for"))
    }
}
