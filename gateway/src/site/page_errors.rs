//! What fails in a page in somebody's browser. A page reports its version, the screen and the reason, and nothing that was shown or typed;
//! the report becomes an event of the log.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, request::Parts};
use kit::{
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    telemetry::metrics,
};
use serde::Deserialize;

use crate::{
    Inner,
    auth::sign_in::{body_of_own_page, peer},
    http::{problem::HttpError, request_id},
};

/// Where pages report.
pub(crate) const PATH: &str = "/page-errors";
/// The largest report, in bytes.
const LARGEST: usize = 2 * 1024;
/// The most characters of one of its fields.
const MOST_CHARS: usize = 300;

/// A report of a page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageError {
    /// The file of the page's program, whose name changes with what it holds.
    version: String,
    /// The path of the screen, without what names one thing.
    screen: String,
    /// The kind of the error and the place in the program.
    reason: String,
}

/// Takes a report. An address that reports too often is refused with RATE_LIMITED, like any that calls too often.
pub(crate) async fn report(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    match read(&gateway, &head, body).await {
        Ok(PageError { version, screen, reason }) => {
            let request = request_id::of(&head.headers);
            tracing::warn!(%version, %screen, %reason, ?request, "a page failed");
            metrics::page_failed();
            StatusCode::NO_CONTENT.into_response()
        }
        Err(refusal) => HttpError::from(refusal).response(&head),
    }
}

async fn read(gateway: &Inner, head: &Parts, body: Body) -> Result<PageError, Refusal> {
    gateway.rates.page_error(peer(head), &head.headers)?;
    let bytes = body_of_own_page(gateway, head, body, LARGEST).await?.ok_or_else(unreadable)?;
    let report: PageError = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
    let is_line = |text: &str| text.chars().count() <= MOST_CHARS && !text.chars().any(char::is_control);
    let are_lines = is_line(&report.version) && is_line(&report.screen) && is_line(&report.reason);
    are_lines.then_some(report).ok_or_else(unreadable)
}

fn unreadable() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::BAD_REQUEST,
        "页面错误报告无法读取。",
        "The report of a page's error can't be read.",
    )
}
