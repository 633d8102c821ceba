//! Which case a number means, however it is written. A number of the time before 2016 has 字第 behind its type words, and the papers of a
//! case have 之一, 之二 behind its number: all of them are of one case.

use std::fmt;

use super::CaseNumber;

/// What two numbers of one case have in common: year, court, type and running number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CaseIdentity(String);

impl CaseIdentity {
    /// As it is stored and compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl CaseNumber {
    /// The case that the number means.
    #[must_use]
    pub fn identity(&self) -> CaseIdentity {
        let kind = self.type_code().trim_end_matches('第').trim_end_matches('字');
        CaseIdentity(format!("{}/{}/{kind}/{}", self.year(), self.court_code(), self.number()))
    }

    /// The number of the case itself in its usual form: without that of a paper, and without 字第 where the rule of its year has none.
    #[must_use]
    pub fn of_case(&self) -> Self {
        let kind = self.type_code().trim_end_matches('第').trim_end_matches('字');
        let usual = format!("（{:04}）{}{kind}{}号", self.year(), self.court_code(), self.number());
        let printed = self.to_string();
        let bare = printed.rsplit_once("号之").map_or(printed.clone(), |(number, _)| format!("{number}号"));
        let same =
            |text: &String| Self::parse(text).ok().filter(|number| number.identity() == self.identity());
        same(&usual).or_else(|| same(&bare)).unwrap_or_else(|| self.clone())
    }

    /// Whether the number names a paper of the case (号之一) and not the case itself.
    #[must_use]
    pub const fn is_of_paper(&self) -> bool {
        self.suffix().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_a_case_has_one_identity() {
        let identity = |text: &str| CaseNumber::parse(text).unwrap().identity();
        let one = identity("（2023）浙0783执7001号");
        for text in ["(2023)浙0783执字第7001号", "（2023）浙0783执7001号之一", "〔2023〕浙0783执7001号之12"]
        {
            assert_eq!(identity(text), one, "{text}");
            let of_case = CaseNumber::parse(text).unwrap().of_case();
            assert_eq!(of_case.to_string(), "（2023）浙0783执7001号", "{text}");
        }
        for text in [
            "（2024）浙0783执7001号",
            "（2023）浙0784执7001号",
            "（2023）浙0783执恢7001号",
            "（2023）浙0783执700号",
            "（2023）浙0783执70010号",
        ] {
            assert_ne!(identity(text), one, "{text}");
        }
        assert!(CaseNumber::parse("（2023）浙0783执7001号之一").unwrap().is_of_paper());
    }
}
