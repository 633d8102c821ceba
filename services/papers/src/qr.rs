//! QR codes (ISO/IEC 18004) as pictures for the templates.

use qrcode::{EcLevel, QrCode, render::svg, types::QrError};

/// A code as SVG.
pub(crate) fn svg(text: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M)?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build())
}
