//! Reading what people wrote: the small things that every draft has, each with its refusal.

use kit::refusal::{Refusal, Text, Violations};
use law::{
    identifiers::{CaseNumber, CitizenId, Fen, UnifiedSocialCreditCode},
    unmet::Unmet,
};
use serde::{Deserialize, Serialize};

/// The case in which something is done, as another service knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRef {
    /// Resource name, `cases/{id}`.
    pub name: String,
    /// The case's number, where it was told.
    pub number: Option<CaseNumber>,
}

impl CaseRef {
    /// The number in its printed form, or nothing.
    #[must_use]
    pub fn number_text(&self) -> String {
        self.number.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

/// Reads a case; the fields are called `case` and `case_number`.
pub fn case(name: &str, number: &str, v: &mut Violations) -> Option<CaseRef> {
    let name = name.trim();
    let number = given(number).map(|text| {
        v.parse("case_number", "CASE_NUMBER_MALFORMED", CaseNumber::parse(text).map_err(|e| e.text()))
    });
    if name.is_empty() {
        v.add("case", "REQUIRED", Text::new("请填写案件。", "Name the case."));
        return None;
    }
    let id = name.strip_prefix("cases/").filter(|id| is_id(id));
    if id.is_none() {
        let text = Text::new("案件须写作 cases/编号。", "A case is written cases/{id}.");
        v.add("case", "CASE_MALFORMED", text);
        return None;
    }
    match number {
        Some(None) => None,
        Some(number) => Some(CaseRef { name: name.to_owned(), number }),
        None => Some(CaseRef { name: name.to_owned(), number: None }),
    }
}

/// Reads the case of an old record; where it stands in no register of ours its number is enough.
pub fn old_case(name: &str, number: &str, v: &mut Violations) -> Option<CaseRef> {
    if given(name).is_some() || given(number).is_none() {
        return case(name, number, v);
    }
    let number = CaseNumber::parse(number).map_err(|e| e.text());
    let number = v.parse("case_number", "CASE_NUMBER_MALFORMED", number)?;
    Some(CaseRef { name: String::new(), number: Some(number) })
}

fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The text, where there is any.
#[must_use]
pub fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// Reads one text that has to be there.
pub fn required(field: &str, text: &str, longest: usize) -> Result<String, Refusal> {
    let mut v = Violations::new();
    let text = v.text(field, text, longest);
    text.ok_or_else(|| v.into_refusal())
}

/// Reads an amount; nought where it was not told is none.
pub fn fen(field: &str, amount: i64, v: &mut Violations) -> Option<Fen> {
    if amount == 0 {
        return None;
    }
    let reason = if amount < 0 { "AMOUNT_NEGATIVE" } else { "AMOUNT_TOO_LARGE" };
    v.parse(field, reason, Fen::entered(amount).map_err(|e| e.text()))
}

/// A number by which a person or an organisation is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Identity {
    /// Citizen's number.
    Citizen(CitizenId),
    /// Credit code.
    Organisation(UnifiedSocialCreditCode),
}

impl Identity {
    /// Whole, for the few who need it.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Citizen(id) => id.expose(),
            Self::Organisation(code) => code.as_str(),
        }
    }

    /// Covered. A credit code is public and covered all the same where a debtor is known by it.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Citizen(id) => id.masked(),
            Self::Organisation(code) => {
                let code = code.as_str();
                let (head, tail) = (code.get(..6).unwrap_or_default(), code.get(14..).unwrap_or_default());
                format!("{head}********{tail}")
            }
        }
    }
}

/// A name as it is compared: without spaces of any kind and invisible characters, full-width letters as plain ones.
#[must_use]
pub fn folded(name: &str) -> String {
    let invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    name.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !invisible(*c))
        .map(plain)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Somebody who is concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name.
    pub display_name: String,
    /// Whether it is an organisation.
    pub organisation: bool,
    /// Identity number or credit code, where it is known.
    pub identity: Option<Identity>,
}

/// Reads an identity number.
pub fn identity(field: &str, text: &str, organisation: bool, v: &mut Violations) -> Option<Identity> {
    let text = given(text)?;
    if organisation {
        let code = UnifiedSocialCreditCode::parse(text).map_err(|e| e.text());
        v.parse(field, "CREDIT_CODE_MALFORMED", code).map(Identity::Organisation)
    } else {
        let id = CitizenId::parse(text).map_err(|e| e.text());
        v.parse(field, "CITIZEN_ID_MALFORMED", id).map(Identity::Citizen)
    }
}

/// Reads names of files, `evidence/{sha256}`.
pub fn evidence(field: &str, files: &[String], most: usize, v: &mut Violations) {
    if files.len() > most {
        let text = Text::new(format!("最多 {most} 份文件。"), format!("At most {most} files."));
        v.add(field, "TOO_MANY", text);
    }
    let files: Vec<_> = files.iter().take(most).map(|file| file.trim()).collect();
    for (index, file) in files.iter().enumerate() {
        let digest = file.strip_prefix("evidence/").filter(|digest| {
            digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        });
        if digest.is_none() {
            let text = Text::new(
                "文件须写作 evidence/ 加 64 位小写十六进制摘要。",
                "A file is written evidence/ and 64 lower-case hexadecimal digits.",
            );
            v.add(format!("{field}[{index}]"), "EVIDENCE_MALFORMED", text);
        } else if files.get(..index).is_some_and(|before| before.contains(file)) {
            let text = Text::new("同一份文件列了两次。", "The same file stands there twice.");
            v.add(format!("{field}[{index}]"), "EVIDENCE_REPEATED", text);
        }
    }
}

/// What the law asks for and is not there, as the words of a refusal.
#[must_use]
pub fn told(unmet: &Unmet) -> Text {
    let (article, reason, cure) = (unmet.rule().article, unmet.reason(), unmet.cure());
    Text::new(
        format!("{}（{article}）。{}。", reason.zh, cure.zh),
        format!("{} ({article}): {}.", reason.en, cure.en),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_spaced() {
        for name in ["张 三", "张\u{3000}三", " 张三 ", "张\u{200b}三"] {
            assert_eq!(folded(name), "张三", "{name:?}");
        }
        assert_eq!(folded("ＡＢＣ 公司"), folded("abc公司"));
        assert_ne!(folded("张三"), folded("张三丰"));
    }
}
