//! For whom somebody holds an office while its holder is absent: of which offices, and that it has an end.

use kit::{
    access::Role,
    domain::{
        Timestamp, reason,
        refusal::{Text, Violations},
    },
};

use super::person_id::PersonId;

/// Reads for whom a term is held, or names the fields at fault below `at`. `None` where one is at fault.
#[expect(clippy::option_option, reason = "the outer one says whether it could be read, as for every field")]
pub(super) fn read(
    deputises_for: &str,
    role: Role,
    at: &str,
    until: Option<Timestamp>,
    violations: &mut Violations,
) -> Option<Option<PersonId>> {
    if deputises_for.is_empty() {
        return Some(None);
    }
    let field = format!("{at}.deputises_for");
    // A grid worker's tasks are theirs by name, and an auditor answers to nobody's office but their own.
    if matches!(role, Role::GridWorker | Role::Auditor) {
        let (zh, en) = role.text();
        let text = Text::new(
            format!("{zh}不设代理人。网格员不在岗的，请把任务移交给另一位网格员。"),
            format!(
                "A {en} has no deputy. The tasks of a grid worker who is away are handed over to another."
            ),
        );
        violations.add(field, reason::NOT_FOR_ROLE, text);
        return None;
    }
    if until.is_none() {
        let text = Text::new("必填项：代理何时结束。", "Required: when the deputy's term ends.");
        violations.add(format!("{at}.end_time"), reason::REQUIRED, text);
        return None;
    }
    let absent = PersonId::from_name(deputises_for);
    let absent = absent
        .map_err(|_| Text::new("请从人员中选择被代理人。", "Choose the absent person from the register."));
    violations.parse(&field, reason::PERSON_ID_MALFORMED, absent).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deputy_has_an_end_and_a_worker_has_no_deputy() {
        let end = Timestamp::from_micros(9);
        let read = |role, until| {
            let mut violations = Violations::new();
            let read = read("people/a", role, "term", until, &mut violations);
            (read.flatten().is_some(), violations.check().is_ok())
        };
        assert_eq!(read(Role::BureauChief, Some(end)), (true, true));
        assert_eq!(read(Role::BureauChief, None), (false, false));
        assert_eq!(read(Role::GridWorker, Some(end)), (false, false));
        assert_eq!(read(Role::Auditor, Some(end)), (false, false));
    }
}
