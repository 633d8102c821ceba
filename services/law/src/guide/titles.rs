//! What the court's own words say of a task: the kind of a paper by its title, the procedure by the case number.

use crate::identifiers::CaseNumber;
use crate::service::{DocumentKind, Procedure};

/// Kinds of papers by what their titles hold. A mediation statement comes first, since it is served by the strictest rule.
const KINDS: [(&str, DocumentKind); 4] = [
    ("调解书", DocumentKind::MediationStatement),
    ("判决书", DocumentKind::Judgment),
    ("裁定书", DocumentKind::Ruling),
    ("通知", DocumentKind::Notice),
];

/// The kind of a paper by its title: 执行裁定书 is a ruling. A title that says none is of another kind.
#[must_use]
pub fn kind_of_title(title: &str) -> DocumentKind {
    KINDS.iter().find(|(word, _)| title.contains(word)).map_or(DocumentKind::Other, |(_, kind)| *kind)
}

/// The procedure of a case by its number: that of a case of enforcement says so, and no other code says which procedure applies.
#[must_use]
pub fn procedure_of(number: &CaseNumber) -> Option<Procedure> {
    number.is_of_enforcement().then_some(Procedure::Enforcement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_says_the_kind() {
        for (title, kind) in [
            ("执行通知书", DocumentKind::Notice),
            ("协助执行通知书", DocumentKind::Notice),
            ("民事调解书", DocumentKind::MediationStatement),
            ("调解书送达通知", DocumentKind::MediationStatement),
            ("执行裁定书", DocumentKind::Ruling),
            ("民事判决书", DocumentKind::Judgment),
            ("报告财产令", DocumentKind::Other),
            ("", DocumentKind::Other),
        ] {
            assert_eq!(kind_of_title(title), kind, "{title}");
        }
    }

    #[test]
    fn a_number_says_enforcement_and_nothing_else() {
        for (number, procedure) in [
            ("（2026）浙0783执17号", Some(Procedure::Enforcement)),
            ("（2026）浙0783执恢17号", Some(Procedure::Enforcement)),
            ("（2026）浙0783民初17号", None),
        ] {
            assert_eq!(procedure_of(&CaseNumber::parse(number).unwrap()), procedure, "{number}");
        }
    }
}
