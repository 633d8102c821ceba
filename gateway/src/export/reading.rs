//! Reading a list to its end, or to the bound of a file, as its caller would: each page is a call of its own.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::response::Response;
use futures::{FutureExt as _, future::BoxFuture};
use http::{HeaderMap, request::Parts};
use kit::{
    access,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::deadline,
};
use prost_reflect::{DynamicMessage, Value};
use tonic::Status;

use super::{Asked, List, Table, answer, cells::CellReader, progress::Progress};
use crate::{
    Inner,
    auth::caller::Caller,
    contract::Operation,
    grpc::upstream,
    http::{language::Language, problem::HttpError},
    json::redaction::Redaction,
};

/// Rows on a page: as many as lists give at once.
const PAGE: i32 = 1000;
/// The longest that one page may take.
const LONGEST_PAGE: Duration = Duration::from_secs(30);

/// A list that is asked for as a file.
pub(crate) struct Export<'a> {
    pub(crate) gateway: &'a Inner,
    pub(crate) operation: &'a Operation,
    pub(crate) list: &'a List,
    pub(crate) asked: Asked,
    pub(crate) head: &'a Parts,
    pub(crate) caller: &'a Caller,
    pub(crate) deadline: Instant,
}

impl Export<'_> {
    /// Reads the list and answers with the file.
    pub(crate) async fn answer(
        &self,
        request: DynamicMessage,
        headers: HeaderMap,
    ) -> Result<Response, HttpError> {
        if self.gateway.contract.asks_reason(self.operation) {
            access::require_reason(&self.head.headers)?;
        }
        if self.asked.for_import && self.list.import_columns.is_empty() {
            return Err(no_import().into());
        }
        let language = Language::of(&self.head.headers);
        let query = self.head.uri.query().unwrap_or_default();
        let mut progress =
            Progress::begin(self.gateway.upstreams.audit.as_ref(), self.asked.format, query, language);
        let origin = progress.origin.clone();
        let table = origin.around(self.read(request, headers, language, &mut progress)).await?;
        let truncated = table.truncated;
        let response = answer::file(table, self.asked, language).await?;
        progress.end(truncated).await?;
        Ok(response)
    }

    async fn read(
        &self,
        mut request: DynamicMessage,
        mut headers: HeaderMap,
        language: Language,
        progress: &mut Progress,
    ) -> Result<Table, HttpError> {
        let budgets = &self.gateway.settings.budgets;
        let redaction = self.caller.redaction(&self.operation.method);
        let mut reader = CellReader::new(self.list, language, self.asked.for_import);
        let title = self.list.title(language);
        let mut table = Table { title, headings: reader.headings(), rows: Vec::new(), truncated: false };
        let mut bytes = 0;
        // Who loses an office while a list is read reads no further.
        let mut changed = self.caller.changed(self.gateway);
        if let Some(paging) = &self.list.paging {
            request.set_field(&paging.size, Value::I32(PAGE));
            request.clear_field(&paging.token);
        }
        loop {
            headers.insert(access::HEADER, self.caller.renewed(self.gateway)?);
            let late = self.deadline.min(Instant::now() + LONGEST_PAGE);
            headers.insert(deadline::HEADER, deadline::left(late));
            let answer = self.page(&request, &headers, &redaction, &mut changed).await?;
            let labels = reader.labels(&answer);
            let rows = answer.get_field(&self.list.rows);
            let rows = rows.as_list().unwrap_or_default().iter().filter_map(Value::as_message);
            for row in rows {
                if table.rows.len() >= budgets.export_rows || bytes >= budgets.export_bytes {
                    table.truncated = true;
                    break;
                }
                let cells = reader.row(row, &labels);
                bytes += cells.iter().map(super::Cell::size).sum::<usize>();
                table.rows.push(cells);
            }
            progress.rows = table.rows.len();
            let next = self.list.paging.as_ref().map(|paging| (paging, answer.get_field(&paging.next)));
            let next = next.map(|(paging, next)| (paging, next.as_str().unwrap_or_default().to_owned()));
            match next.filter(|(_, next)| !next.is_empty() && !table.truncated) {
                Some((paging, next)) => request.set_field(&paging.token, Value::String(next)),
                None => break,
            }
        }
        reader.finish(&mut table);
        Ok(table)
    }

    async fn page(
        &self,
        request: &DynamicMessage,
        headers: &HeaderMap,
        redaction: &Redaction,
        changed: &mut BoxFuture<'static, Status>,
    ) -> Result<DynamicMessage, HttpError> {
        let method = Arc::clone(&self.operation.method);
        let framed = || upstream::request(&method.uri, headers.clone(), request);
        let asked = upstream::unary(&method.peer, true, framed).fuse();
        futures::pin_mut!(asked);
        let (_, bytes) = tokio::select! {
            status = changed => return Err(status.into()),
            answer = &mut asked => answer?,
        };
        let answer = DynamicMessage::decode(method.output.clone(), bytes);
        let mut answer = answer.map_err(|fault| Refusal::internal(&fault))?;
        redaction.over(&mut answer);
        Ok(answer)
    }
}

fn no_import() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::BAD_REQUEST,
        "此列表没有导入，不能按导入的格式导出。",
        "The list has no import, so that there are no columns for one.",
    )
}
