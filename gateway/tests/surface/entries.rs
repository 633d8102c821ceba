//! The entries of the contract of files: what a list answers with, by what is asked for.

use std::sync::atomic::Ordering;

use prost_reflect::DynamicMessage;
use serde_json::{Value, json};
use tonic::Status;

use crate::file_service::{State, made, text};

/// Rows on each page of a long list.
pub(crate) const PAGE: usize = 1000;

/// A page: `filter` says of which list.
pub(crate) async fn list(state: &State, asked: &DynamicMessage) -> Result<DynamicMessage, Status> {
    let page: usize = text(asked, "page_token").parse().unwrap_or(0);
    state.pages.fetch_add(1, Ordering::SeqCst);
    let size = asked.get_field_by_name("page_size").unwrap().as_i32().unwrap();
    assert_eq!(usize::try_from(size).unwrap(), PAGE, "an export reads large pages from the first on");
    match text(asked, "filter").as_str() {
        "long" => {
            // A page that waits until the test lets it go.
            state.gate.acquire().await.unwrap().forget();
            let rows = (0..PAGE).map(|row| json!({"title": format!("{}", page * PAGE + row)}));
            Ok(answer(&rows.collect::<Vec<_>>(), (page < 4).then_some(page + 1)))
        }
        "breaking" if page == 1 => Err(Status::internal("the disk is gone")),
        "breaking" => Ok(answer(&[json!({"title": "first"})], Some(page + 1))),
        _ => Ok(answer(&[one(), json!({"title": "-2", "state": "ENTRY_STATE_ON_HOLD"})], None)),
    }
}

fn one() -> Value {
    json!({
        "name": "entries/1", "title": "=HYPERLINK(\"http://x\",\"甲,乙\")", "state": "ENTRY_STATE_OPEN", "priceFen": "-12305",
        "day": {"year": 2026, "month": 3, "day": 1}, "updateTime": "2026-03-01T01:30:59Z",
        "holder": {"displayName": "＠张三", "identityNumber": "330783********1234"},
        "parts": [{"kind": "螺丝", "count": 3}, {"kind": "螺母"}], "authors": ["people/7", "people/8"],
        "changed": ["price_fen", "title"], "etag": "\"1\"",
        "folder": "folders/a-7", "note": "备注", "noteEn": "A note", "internal": "secret",
    })
}

fn answer(entries: &[Value], next: Option<usize>) -> DynamicMessage {
    let next = next.map(|page| page.to_string()).unwrap_or_default();
    let labels = json!({"people/7": {"text": "李法官"}});
    made("ListEntriesResponse", json!({"entries": entries, "nextPageToken": next, "labels": labels}))
}
