//! Path templates of `google.api.http`: `/v1/{thing.name=things/*}:close`.
//!
//! ```text
//! template = "/" segments [ ":" verb ]
//! segments = segment { "/" segment }
//! segment  = "*" | "**" | literal | "{" field [ "=" segments ] "}"
//! ```

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// A template, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) segments: Vec<Segment>,
    /// What stands after the last colon; empty where nothing does.
    pub(crate) verb: String,
    pub(crate) variables: Vec<Variable>,
}

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    /// `*`: exactly one, not empty.
    One,
    /// `**`: all the rest, at least one.
    Rest,
}

/// A field that is read from the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Path of the field in the request, as in the contract.
    pub(crate) field: String,
    /// The first of its segments.
    pub(crate) from: usize,
    /// The first segment after it; `None` where it runs to the end.
    pub(crate) to: Option<usize>,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateFault {
    #[error("does not begin with a slash")]
    NoSlash,
    #[error("a brace is missing or too many")]
    Braces,
    #[error("a variable stands inside a variable")]
    Nested,
    #[error("`**` stands before the end")]
    RestNotLast,
    #[error("a segment is empty or mixes `*` with text")]
    BadSegment,
}

impl Template {
    /// Takes a template apart.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateFault> {
        let rest = text.strip_prefix('/').ok_or(TemplateFault::NoSlash)?;
        // A colon inside braces can't be: neither field names nor patterns hold one.
        let after_braces = rest.rfind('}').map_or(0, |at| at + 1);
        let last_slash = rest[after_braces..].rfind('/').map_or(after_braces, |at| after_braces + at);
        let (path, verb) = match rest[last_slash..].rfind(':') {
            Some(at) => (&rest[..last_slash + at], &rest[last_slash + at + 1..]),
            None => (rest, ""),
        };
        let mut template = Self { segments: Vec::new(), verb: verb.to_owned(), variables: Vec::new() };
        for part in split_outside_braces(path)? {
            match part.strip_prefix('{').map(|inner| inner.strip_suffix('}').ok_or(TemplateFault::Braces)) {
                Some(inner) => template.variable(inner?)?,
                None => template.segment(part)?,
            }
        }
        let rest = template.segments.iter().position(|segment| *segment == Segment::Rest);
        if rest.is_some_and(|at| at + 1 != template.segments.len()) {
            return Err(TemplateFault::RestNotLast);
        }
        Ok(template)
    }

    fn variable(&mut self, inner: &str) -> Result<(), TemplateFault> {
        let (field, pattern) = inner.split_once('=').unwrap_or((inner, "*"));
        if pattern.contains('{') {
            return Err(TemplateFault::Nested);
        }
        let from = self.segments.len();
        for part in pattern.split('/') {
            self.segment(part)?;
        }
        let to = (self.segments.last() != Some(&Segment::Rest)).then_some(self.segments.len());
        self.variables.push(Variable { field: field.to_owned(), from, to });
        Ok(())
    }

    fn segment(&mut self, part: &str) -> Result<(), TemplateFault> {
        self.segments.push(match part {
            "*" => Segment::One,
            "**" => Segment::Rest,
            text if text.is_empty() || text.contains(['*', '{', '}']) => {
                return Err(TemplateFault::BadSegment);
            }
            text => Segment::Literal(text.to_owned()),
        });
        Ok(())
    }
}

impl Variable {
    /// The value in a path that matched. `None` where its escapes are not UTF-8. An escaped slash stays escaped in a variable of
    /// several segments, as the contract's language says: it is not a border there.
    pub(crate) fn value(&self, segments: &[&str]) -> Option<String> {
        let own = &segments[self.from..self.to.unwrap_or(segments.len())];
        let several = self.to.is_none() || own.len() > 1;
        let mut value = String::new();
        for (index, segment) in own.iter().enumerate() {
            if index > 0 {
                value.push('/');
            }
            if several && segment.contains("%2") {
                for (index, part) in split_at_escaped_slashes(segment).enumerate() {
                    if index > 0 {
                        value.push_str("%2F");
                    }
                    value.push_str(&decoded(part)?);
                }
            } else {
                value.push_str(&decoded(segment)?);
            }
        }
        Some(value)
    }
}

/// A segment without its escapes; `None` where they are not UTF-8.
pub(crate) fn decoded(segment: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(segment).decode_utf8().ok()
}

fn split_at_escaped_slashes(segment: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(segment);
    std::iter::from_fn(move || {
        let text = rest?;
        let at = text.find("%2F").into_iter().chain(text.find("%2f")).min();
        rest = at.map(|at| &text[at + 3..]);
        Some(at.map_or(text, |at| &text[..at]))
    })
}

fn split_outside_braces(path: &str) -> Result<Vec<&str>, TemplateFault> {
    let (mut parts, mut start, mut inside) = (Vec::new(), 0, false);
    for (at, byte) in path.bytes().enumerate() {
        match (byte, inside) {
            (b'{', true) => return Err(TemplateFault::Nested),
            (b'{', false) => inside = true,
            (b'}', false) => return Err(TemplateFault::Braces),
            (b'}', true) => inside = false,
            (b'/', false) => {
                parts.push(&path[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if inside {
        return Err(TemplateFault::Braces);
    }
    parts.push(&path[start..]);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn literal(text: &str) -> Segment {
        Segment::Literal(text.to_owned())
    }

    #[test]
    fn a_template_comes_apart() {
        let template = Template::parse("/v1/{house.name=houses/*}/rooms/{room}:close").unwrap();
        let shape = [literal("v1"), literal("houses"), Segment::One, literal("rooms"), Segment::One];
        assert_eq!(template.segments, shape);
        assert_eq!(template.verb, "close");
        assert_eq!(template.variables[0], Variable { field: "house.name".into(), from: 1, to: Some(3) });
        assert_eq!(template.variables[1], Variable { field: "room".into(), from: 4, to: Some(5) });
        let rest = Template::parse("/v1/{name=files/**}").unwrap();
        assert_eq!(rest.variables[0], Variable { field: "name".into(), from: 1, to: None });
        assert_eq!(Template::parse("/v1/network:summary").unwrap().verb, "summary");
    }

    #[test]
    fn a_bad_template_is_distinguished() {
        for (text, fault) in [
            ("v1", TemplateFault::NoSlash),
            ("/v1/{name", TemplateFault::Braces),
            ("/v1/name}", TemplateFault::Braces),
            ("/v1/{a={b}}", TemplateFault::Nested),
            ("/v1/**/x", TemplateFault::RestNotLast),
            ("/v1//x", TemplateFault::BadSegment),
            ("/v1/a*", TemplateFault::BadSegment),
        ] {
            assert_eq!(Template::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn an_escaped_slash_is_no_border() {
        let variable = |text| Template::parse(text).unwrap().variables.remove(0);
        assert_eq!(variable("/{x=a/*}").value(&["a", "b%2Fc%e4%b8%80"]).unwrap(), "a/b%2Fc一");
        assert_eq!(variable("/{x}").value(&["b%2fc"]).unwrap(), "b/c");
        assert_eq!(variable("/{x=**}").value(&["p", "q%20r"]).unwrap(), "p/q r");
        assert_eq!(variable("/{x}").value(&["%ff"]), None);
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in "[^/]{1,20}") {
            let escaped = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
            let variable = Variable { field: "x".into(), from: 0, to: Some(1) };
            prop_assert_eq!(variable.value(&[&escaped]).unwrap(), text);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[/{}*:=a-z.]{0,24}") {
            let _ = Template::parse(&text);
        }
    }
}
