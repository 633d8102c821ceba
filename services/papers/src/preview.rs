//! A page of a printed paper as a picture, for screens that have no reader of PDFs.

use hayro::{
    RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf as Read, render,
    vello_cpu::color::palette::css::WHITE,
};
use image::{ExtendedColorType, ImageEncoder as _, codecs::png::PngEncoder};

use crate::Pdf;

/// The width of a picture in pixels: small print is read on a phone, and a page has some 100 kB.
pub const PREVIEW_WIDTH: u16 = 1000;

/// The tallest picture, for a page that is no sheet of paper.
const TALLEST: f32 = 4000.0;

/// A page as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// A PNG in shades of grey.
    pub png: Vec<u8>,
    /// How many pages the paper has.
    pub pages: usize,
}

/// Why a page can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// The paper has so many pages.
    #[error("the paper has {0} pages")]
    NoSuchPage(usize),
    /// What was printed can't be drawn.
    #[error("a printed paper can't be drawn: {0}")]
    Broken(String),
}

/// Draws a page of a paper that was printed here; the first is 1.
pub fn preview(pdf: Pdf, page: usize) -> Result<Preview, NotShown> {
    let read = Read::new(pdf.bytes).map_err(|fault| NotShown::Broken(format!("{fault:?}")))?;
    let pages = read.pages().len();
    let wanted = page.checked_sub(1).and_then(|index| read.pages().get(index));
    let wanted = wanted.ok_or(NotShown::NoSuchPage(pages))?;
    let (width, height) = wanted.render_dimensions();
    let scale = (f32::from(PREVIEW_WIDTH) / width).min(TALLEST / height);
    let settings =
        RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let drawn = render(wanted, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let grey: Vec<u8> = drawn.data().iter().map(|pixel| grey([pixel.r, pixel.g, pixel.b])).collect();
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&grey, drawn.width().into(), drawn.height().into(), ExtendedColorType::L8)
        .map_err(|fault| NotShown::Broken(fault.to_string()))?;
    Ok(Preview { png, pages })
}

/// How bright a colour is (ITU-R BT.601).
fn grey([r, g, b]: [u8; 3]) -> u8 {
    let bright = 299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b);
    u8::try_from(bright / 1000).unwrap_or(u8::MAX)
}
