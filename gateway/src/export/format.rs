//! The formats of exported files, and which of them a request asks for.

use http::{HeaderMap, Method, header::ACCEPT, request::Parts};

/// A format of exported files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated values (RFC 4180) in UTF-8 with a byte order mark.
    Csv,
    /// A workbook of Office Open XML.
    Workbook,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) format: Format,
    /// With the columns of the list's import (`columns=import`) and no others.
    pub(crate) for_import: bool,
}

impl Format {
    pub(crate) const ALL: [Self; 2] = [Self::Csv, Self::Workbook];

    /// Its media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// How names of its files end.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Workbook => "xlsx",
        }
    }

    /// What it is called where somebody chooses it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Workbook => "Excel",
        }
    }
}

impl Asked {
    /// What a request likes better than JSON (RFC 9110, 12.5.1); none where it names no format: a wildcard means JSON.
    pub(crate) fn by(head: &Parts) -> Option<Self> {
        if head.method == Method::GET { best(&head.headers) } else { None }
    }
}

fn best(headers: &HeaderMap) -> Option<Asked> {
    let mut best = (None, 0.0);
    let said = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    for wish in said.flat_map(|value| value.split(',')) {
        let (range, parameters) = wish.split_once(';').unwrap_or((wish, ""));
        let range = range.trim();
        let parameter = |name: &str| {
            let pairs = parameters.split(';').filter_map(|part| part.trim().split_once('='));
            pairs.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
        };
        let weight = parameter("q").map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        let format = Format::ALL.into_iter().find(|format| range.eq_ignore_ascii_case(format.media_type()));
        let is_json = range.eq_ignore_ascii_case("application/json");
        if (format.is_some() || is_json) && weight > best.1 {
            let for_import = parameter("columns") == Some("import");
            best = (format.map(|format| Asked { format, for_import }), weight);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_the_one_that_is_liked_best_and_named() {
        let workbook = Format::Workbook.media_type();
        for (said, wanted) in [
            ("", None),
            ("*/*", None),
            ("text/*", None),
            ("application/json", None),
            ("text/csv", Some(Format::Csv)),
            ("Text/CSV; charset=utf-8", Some(Format::Csv)),
            ("application/json, text/csv;q=0.5", None),
            ("application/json;q=0.4, text/csv;q=0.5", Some(Format::Csv)),
            ("text/csv;q=0", None),
            (workbook, Some(Format::Workbook)),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT, said.parse().unwrap())]);
            assert_eq!(best(&headers).map(|asked| asked.format), wanted, "{said}");
        }
        let headers = HeaderMap::from_iter([(ACCEPT, "text/csv; columns=import; q=0.9".parse().unwrap())]);
        assert_eq!(best(&headers), Some(Asked { format: Format::Csv, for_import: true }));
    }
}
