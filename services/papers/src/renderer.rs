//! The renderer: fonts, templates and the way from a paper to bytes.

use std::collections::BTreeSet;

use serde_json::Value;
use typst::{
    foundations::{Bytes, Datetime, Dict, IntoValue as _, Smart},
    text::Font,
};
use typst_as_lib::{TypstEngine, TypstTemplateCollection};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{paper::Paper, qr};

/// Noto Sans SC (思源黑体), the whole of it: 30,890 characters, SIL Open Font License 1.1.
const FONT: &[u8] = include_bytes!("../fonts/NotoSansSC-Regular.ttf");

/// The templates, by the name that they are imported by.
const TEMPLATES: [(&str, &str); 10] = [
    ("common.typ", include_str!("../templates/common.typ")),
    ("return_sheet.typ", include_str!("../templates/return_sheet.typ")),
    ("return_form.typ", include_str!("../templates/return_form.typ")),
    ("service_return.typ", include_str!("../templates/service_return.typ")),
    ("assistance_notice.typ", include_str!("../templates/assistance_notice.typ")),
    ("enforcement_notice.typ", include_str!("../templates/enforcement_notice.typ")),
    ("supervision_order.typ", include_str!("../templates/supervision_order.typ")),
    ("month_statement.typ", include_str!("../templates/month_statement.typ")),
    ("case_record.typ", include_str!("../templates/case_record.typ")),
    ("payment_list.typ", include_str!("../templates/payment_list.typ")),
];

/// How many characters of text a paper may have in all: some 400 pages.
const LONGEST: usize = 400_000;

/// How many settings back a part may have been of use and is still kept to be used again.
const REMEMBERED: usize = 4;

/// Prints papers. Building one reads the fonts (some milliseconds); one is shared by all threads.
pub struct Renderer {
    engine: TypstEngine<TypstTemplateCollection>,
    fonts: Vec<Font>,
}

/// A printed paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Why a paper can't be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPrintable {
    /// The fonts lack characters.
    #[error("no font has {0:?}")]
    Missing(Vec<char>),
    /// There is too much text.
    #[error("a paper has at most {LONGEST} characters of text")]
    TooLong,
    /// What the QR code should say is too much for one.
    #[error("the text of the QR code is too long")]
    Code,
    /// The template is at fault.
    #[error("the template can't be set: {0}")]
    Template(String),
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("fonts", &self.fonts.len()).finish_non_exhaustive()
    }
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new([])
    }
}

impl Renderer {
    /// With the built-in font, behind `fonts` that a court adds (仿宋, 小标宋): TrueType or OpenType files, the first that has a character
    /// prints it. A file that is none is left out.
    #[must_use]
    pub fn new(fonts: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let own = fonts.into_iter().map(Bytes::new);
        let files = own.chain([Bytes::new(FONT)]);
        let fonts: Vec<Font> = files.flat_map(|file| Font::iter(file).collect::<Vec<_>>()).collect();
        let engine = TypstEngine::builder()
            .fonts(fonts.clone())
            .with_static_source_file_resolver(TEMPLATES)
            .comemo_evict_max_age(Some(REMEMBERED))
            .build();
        Self { engine, fonts }
    }

    /// Prints a paper.
    pub fn print<P: Paper>(&self, paper: &P) -> Result<Pdf, NotPrintable> {
        let fault = |fault: &dyn std::fmt::Display| NotPrintable::Template(fault.to_string());
        let mut data = serde_json::to_value(paper).map_err(|wrong| fault(&wrong))?;
        self.check(&data)?;
        let families: Vec<_> =
            self.fonts.iter().map(|font| Value::from(font.info().family.as_str())).collect();
        if let Value::Object(fields) = &mut data {
            fields.insert("families".into(), families.into());
            fields.insert("title".into(), paper.title().into());
            if let Some(code) = paper.code() {
                fields.insert("code".into(), qr::svg(&code).map_err(|_| NotPrintable::Code)?.into());
            }
        }
        let mut inputs = Dict::new();
        inputs.insert("data".into(), data.to_string().into_value());
        let set = self.engine.compile_with_input::<_, _, PagedDocument>(P::TEMPLATE, inputs);
        let document = set.output.map_err(|wrong| fault(&wrong))?;
        let day = paper.day();
        let day = Datetime::from_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs());
        let midnight =
            day.and_then(|day| Datetime::from_ymd_hms(day.year()?, day.month()?, day.day()?, 0, 0, 0));
        let options = PdfOptions {
            ident: Smart::Custom(paper.name().to_owned()),
            creator: Smart::Custom(Some("sharedcourt".to_owned())),
            timestamp: midnight.map(Timestamp::new_utc),
            standards: PdfStandards::new(&[PdfStandard::A_2b]).map_err(|wrong| fault(&wrong.message()))?,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|wrong| {
            let messages: Vec<_> = wrong.iter().map(|one| one.message.as_str()).collect();
            NotPrintable::Template(messages.join("; "))
        })?;
        Ok(Pdf { bytes, pages: document.pages().len() })
    }

    /// Refuses text that no font can print, and too much of it.
    fn check(&self, data: &Value) -> Result<(), NotPrintable> {
        let (mut seen, mut length) = (BTreeSet::new(), 0);
        texts(data, &mut |text| {
            length += text.chars().count();
            seen.extend(text.chars().filter(|c| !matches!(c, ' ' | '\n')));
        });
        if length > LONGEST {
            return Err(NotPrintable::TooLong);
        }
        let has = |c: char| self.fonts.iter().any(|font| font.info().coverage.contains(c.into()));
        let missing: Vec<char> = seen.into_iter().filter(|c| !has(*c)).collect();
        if missing.is_empty() { Ok(()) } else { Err(NotPrintable::Missing(missing)) }
    }
}

fn texts(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(values) => values.iter().for_each(|value| texts(value, see)),
        Value::Object(fields) => fields.values().for_each(|value| texts(value, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
