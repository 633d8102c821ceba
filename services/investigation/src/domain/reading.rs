//! Reading what people wrote: the small things that every draft has, each with its refusal.

pub use kit::domain::identity::Identity;
use kit::domain::{
    identity, reason,
    refusal::{Refusal, Text, Violations},
};
use law::{
    identifiers::{CaseNumber, Fen},
    unmet::Unmet,
};
use serde::{Deserialize, Serialize};

/// The case in which something is done, as another service knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRef {
    /// Resource name, `cases/{id}`.
    pub name: String,
    /// The case's number, where it was stated.
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
    let number = given(number).map(|text| case_number(text, v));
    if name.is_empty() {
        v.add("case", reason::REQUIRED, Text::new("请填写案件。", "Name the case."));
        return None;
    }
    let id = name.strip_prefix("cases/").filter(|id| is_id(id));
    if id.is_none() {
        let text = Text::new("请从案件列表中选择案件。", "Choose a case of the list.");
        v.add("case", reason::CASE_MALFORMED, text);
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
    Some(CaseRef { name: String::new(), number: Some(case_number(number, v)?) })
}

/// Reads the number of a case; that of one of its papers means the case.
fn case_number(text: &str, v: &mut Violations) -> Option<CaseNumber> {
    let number = CaseNumber::parse(text).map(|number| number.of_case()).map_err(|e| e.text());
    v.parse("case_number", reason::CASE_NUMBER_MALFORMED, number)
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

/// Reads an amount; zero where it was not stated is none.
pub fn fen(field: &str, amount: i64, v: &mut Violations) -> Option<Fen> {
    if amount == 0 {
        return None;
    }
    let reason = if amount < 0 { reason::AMOUNT_NEGATIVE } else { reason::AMOUNT_TOO_LARGE };
    v.parse(field, reason, Fen::entered(amount).map_err(|e| e.text()))
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

/// By which paper somebody is known, where that was filled in. `field` is where their particulars stand.
pub fn identity(field: &str, draft: &identity::Draft, v: &mut Violations) -> Option<Identity> {
    let (number, message) = (format!("{field}.identity_number"), format!("{field}.identity"));
    draft.read(fields(&number, &message), v)
}

/// The fields of an identity, with the reasons of their refusals.
#[must_use]
pub const fn fields<'a>(number: &'a str, message: &'a str) -> identity::Fields<'a> {
    identity::Fields {
        number,
        identity: message,
        citizen: reason::CITIZEN_ID_MALFORMED,
        code: reason::CREDIT_CODE_MALFORMED,
    }
}

/// Reads names of files, `evidence/{sha256}`.
pub fn evidence(field: &str, files: &[String], most: usize, v: &mut Violations) {
    if files.len() > most {
        let text = Text::new(format!("最多 {most} 份文件。"), format!("At most {most} files."));
        v.add(field, reason::TOO_MANY, text);
    }
    let files: Vec<_> = files.iter().take(most).map(|file| file.trim()).collect();
    for (index, file) in files.iter().enumerate() {
        let digest = file.strip_prefix("evidence/").filter(|digest| {
            digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        });
        if digest.is_none() {
            let text = Text::new(
                "请从存证文件中选择，或者重新上传。",
                "Choose a file of the evidence store, or upload it again.",
            );
            v.add(format!("{field}[{index}]"), reason::EVIDENCE_MALFORMED, text);
        } else if files.get(..index).is_some_and(|before| before.contains(file)) {
            let text = Text::new("同一份文件列了两次。", "The same file stands there twice.");
            v.add(format!("{field}[{index}]"), reason::EVIDENCE_REPEATED, text);
        }
    }
}

/// What the law asks for and is not there, as the words of a refusal.
#[must_use]
pub fn unmet_text(unmet: &Unmet) -> Text {
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
