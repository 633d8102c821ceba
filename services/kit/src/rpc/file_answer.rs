//! A file as an answer, under the name by which a browser saves it (RFC 6266), or one of its pages as a picture.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proto::google::api::HttpBody;
use sha2::{Digest as _, Sha256};
use tonic::{Response, metadata::MetadataValue};

/// How a service names a header of HTTP beside its answer.
const HEADER: &str = "x-http-header-content-disposition";
/// The header with the number of pages.
const PAGES: &str = "x-http-header-x-page-count";
/// The header with the version of the answer.
const ETAG: &str = "x-http-header-etag";
/// What a name bears as it is (RFC 8187, `attr-char`).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The most characters of a name: file systems take 255 bytes, and a Chinese character has three.
const LONGEST: usize = 80;

/// A PDF that is saved under its title.
#[must_use]
pub fn pdf_answer(title: &str, bytes: Vec<u8>) -> Response<HttpBody> {
    answer("application/pdf", disposition("inline", title, "pdf"), bytes)
}

/// A table that is saved under its title, and shown in no browser.
#[must_use]
pub fn csv_answer(title: &str, bytes: Vec<u8>) -> Response<HttpBody> {
    answer("text/csv; charset=utf-8; header=present", disposition("attachment", title, "csv"), bytes)
}

/// Shapes of GeoJSON (RFC 7946), with the etag of their bytes: who has them already is not sent them again.
#[must_use]
pub fn geo_json_answer(bytes: Vec<u8>) -> Response<HttpBody> {
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..16]));
    let mut answer = Response::new(HttpBody {
        content_type: "application/geo+json".to_owned(),
        data: bytes.into(),
        ..HttpBody::default()
    });
    if let Ok(etag) = MetadataValue::try_from(etag) {
        answer.metadata_mut().insert(ETAG, etag);
    }
    answer
}

fn answer(content_type: &str, disposition: String, bytes: Vec<u8>) -> Response<HttpBody> {
    let mut answer = Response::new(HttpBody {
        content_type: content_type.to_owned(),
        data: bytes.into(),
        ..HttpBody::default()
    });
    if let Ok(disposition) = MetadataValue::try_from(disposition) {
        answer.metadata_mut().insert(HEADER, disposition);
    }
    answer
}

/// A page of a PDF as a PNG; `x-page-count` says how many pages there are.
#[must_use]
pub fn page_answer(png: Vec<u8>, pages: usize) -> Response<HttpBody> {
    let mut answer = Response::new(HttpBody {
        content_type: "image/png".to_owned(),
        data: png.into(),
        ..HttpBody::default()
    });
    answer.metadata_mut().insert(PAGES, MetadataValue::from(pages));
    answer
}

/// Whether it is shown in the browser, and under which name it is saved there; old programs save it under a plain one.
fn disposition(how: &str, title: &str, ending: &str) -> String {
    // What would be a path or a wildcard on some system is no part of a name.
    let no_part =
        |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let name: String = title.chars().map(|c| if no_part(c) { '_' } else { c }).take(LONGEST).collect();
    let name = format!("{}.{ending}", name.trim());
    format!("{how}; filename=\"document.{ending}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, ENCODED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_shapes_have_the_same_etag_and_others_another() {
        let etag = |bytes: &[u8]| geo_json_answer(bytes.to_vec()).metadata().get(ETAG).unwrap().clone();
        assert_eq!(etag(b"{}"), etag(b"{}"));
        assert_ne!(etag(b"{}"), etag(b"[]"));
        assert!(etag(b"{}").to_str().unwrap().starts_with('"'));
    }

    #[test]
    fn a_chinese_title_is_the_name_of_the_file() {
        assert_eq!(
            disposition("inline", "送达回证 a/b", "pdf"),
            "inline; filename=\"document.pdf\"; filename*=UTF-8''%E9%80%81%E8%BE%BE%E5%9B%9E%E8%AF%81%20a_b.pdf"
        );
        let answer = pdf_answer(&"长\r\n".repeat(100), vec![1]);
        let header = answer.metadata().get(HEADER).unwrap().to_str().unwrap();
        assert!(header.len() < 1024 && !header.contains('\n'), "{header}");
        assert_eq!(answer.get_ref().content_type, "application/pdf");
        let header = csv_answer("FK2026-0001", vec![1]).metadata().get(HEADER).unwrap().clone();
        assert!(header.to_str().unwrap().starts_with("attachment; filename=\"document.csv\""), "{header:?}");
    }
}
