//! JSON lines: every line a message of the contract in proto3 JSON.

use std::{collections::HashSet, fmt};

use prost::Message;
use serde::{
    Deserialize,
    de::{Deserializer, Error, MapAccess, SeqAccess, Visitor},
};

use super::{
    encoding::Line,
    row::{Row, RowError},
};
use crate::json;

/// Every line as a message.
pub(super) fn read<M: Message + Default>(name: &str, lines: &[Line]) -> (Vec<Row<M>>, Vec<RowError>) {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for line in lines {
        let number = line.number;
        if line.broken {
            let zh = "这一行有不能识别的字节，未录入。";
            bad.push(RowError::new(
                number,
                "-",
                "BYTES_UNREADABLE",
                zh,
                "This line holds bytes that can't be read.",
            ));
            continue;
        }
        if let Err(Twice(field)) = fields_once(&line.text) {
            let zh = format!("“{field}”写了两次，无法确定用哪一个，这一行未录入。");
            bad.push(RowError::new(
                number,
                "-",
                "FIELD_TWICE",
                zh,
                format!("\"{field}\" is there more than once."),
            ));
            continue;
        }
        match json::read(name, &line.text) {
            Ok(message) => rows.push(Row { line: number, message, parts: Vec::new() }),
            Err(fault) => {
                let zh = format!("这一行的 JSON 有误：{fault}");
                bad.push(RowError::new(number, "-", "JSON_MALFORMED", zh, fault));
            }
        }
    }
    (rows, bad)
}

/// A field that an object has more than once.
#[derive(Debug, PartialEq, Eq)]
struct Twice(String);

/// Refuses a text in which an object has a field more than once, under either of its two names (`amount_fen`, `amountFen`). What is no
/// JSON is refused where it is read as a message.
fn fields_once(text: &str) -> Result<(), Twice> {
    match serde_json::from_str::<Once>(text) {
        Err(fault) if fault.is_data() => {
            let text = fault.to_string();
            let field = text.strip_prefix(TWICE).and_then(|rest| rest.split('\u{0}').next());
            field.map_or(Ok(()), |field| Err(Twice(field.to_owned())))
        }
        _ => Ok(()),
    }
}

const TWICE: &str = "field twice: ";

/// Any JSON whose objects have each field once.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Once)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Once>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        let mut seen = HashSet::new();
        while let Some((field, _)) = fields.next_entry::<String, Once>()? {
            if !seen.insert(field.replace('_', "").to_lowercase()) {
                return Err(A::Error::custom(format_args!("{TWICE}{field}\u{0}")));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_there_once_under_whatever_name() {
        for text in [
            r#"{"amountFen":"1","amountFen":"2"}"#,
            r#"{"amountFen":"1","amount_fen":"2"}"#,
            r#"{"payer":[{"a":{"b":1,"b":1}}]}"#,
        ] {
            assert!(fields_once(text).is_err(), "{text}");
        }
        assert_eq!(fields_once(r#"{"金额":1,"金额":2}"#), Err(Twice("金额".into())));
        for text in [r#"{"a":{"a":[{"a":1},{"a":true}]},"b":null,"c":-1,"d":1.5,"e":"x"}"#, "{", "[1,2", ""] {
            assert_eq!(fields_once(text), Ok(()), "{text}");
        }
        let lines = [Line {
            number: 7,
            text: r#"{"bankReference":"1","amountFen":"1","amountFen":"2"}"#.into(),
            broken: false,
        }];
        let (rows, bad) =
            read::<proto::enforcement::v1::Receipt>("sharedcourt.enforcement.v1.Receipt", &lines);
        assert_eq!((rows.len(), bad[0].line, bad[0].reason.as_str()), (0, 7, "FIELD_TWICE"));
    }
}
