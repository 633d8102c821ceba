//! DocumentService: papers made of what is kept. What a paper says is decided in `paper`; how it looks, in the crate of papers.

mod paper;

use std::sync::{Arc, OnceLock};

use kit::{
    access::Caller,
    refusal::{Kind, Refusal},
};
use papers::{NotPrintable, Paper, Press};
use proto::{
    enforcement::v1::{self as wire, document_service_server::DocumentService},
    google::api::HttpBody,
};
use tokio::sync::Semaphore;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::{
    domain::{batch::Batch, service_act},
    store::{batches, service_acts, visits},
};

/// How many papers are printed at a time: each takes a processor for its while.
const AT_ONCE: usize = 2;

/// Prints, a few at a time, away from the threads that answer calls.
#[derive(Clone)]
pub(crate) struct Printer(Arc<Room>);

struct Room {
    court: String,
    /// Built with the first paper: most processes print none.
    press: OnceLock<Press>,
    turns: Semaphore,
}

impl Printer {
    /// For the papers of a court.
    pub(crate) fn new(court: &str) -> Self {
        let turns = Semaphore::new(AT_ONCE);
        Self(Arc::new(Room { court: court.to_owned(), press: OnceLock::new(), turns }))
    }

    fn court(&self) -> String {
        self.0.court.clone()
    }

    async fn print(&self, paper: impl Paper + Send + 'static) -> Answer<HttpBody> {
        let turn = self.0.turns.acquire().await.map_err(|fault| Refusal::internal(&fault))?;
        let room = Arc::clone(&self.0);
        let printed =
            tokio::task::spawn_blocking(move || room.press.get_or_init(Press::default).print(&paper));
        let printed = printed.await.map_err(|fault| Refusal::internal(&fault))?;
        drop(turn);
        let pdf = printed.map_err(not_printable)?;
        Ok(Response::new(HttpBody {
            content_type: "application/pdf".to_owned(),
            data: pdf.bytes.into(),
            ..HttpBody::default()
        }))
    }
}

fn not_printable(fault: NotPrintable) -> Refusal {
    match fault {
        NotPrintable::Missing(characters) => {
            let characters: Vec<String> = characters.iter().map(|c| c.escape_debug().to_string()).collect();
            let characters = characters.join(" ");
            Refusal::new(
                Kind::Precondition,
                "PAPER_CHARACTERS_MISSING",
                format!("字体中没有这些字符，无法打印：{characters}。请核对姓名等内容是否有误。"),
                format!(
                    "No font has these characters, so the paper can't be printed: {characters}. Check names and texts."
                ),
            )
        }
        NotPrintable::TooLong => Refusal::new(
            Kind::Precondition,
            "PAPER_TOO_LONG",
            "文书内容过长，无法打印。",
            "There is too much text for one paper.",
        ),
        fault @ (NotPrintable::Code | NotPrintable::Template(_)) => Refusal::internal(&fault),
    }
}

#[tonic::async_trait]
impl DocumentService for Api {
    async fn get_service_act_document(
        &self,
        request: Request<wire::GetServiceActDocumentRequest>,
    ) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let (read, seal) = (self.house.store.read(), self.house.seal());
        let found = service_acts::get(read, &caller.scope(), &request.get_ref().name, seal).await?;
        let act = found.ok_or_else(service_act::unknown)?;
        let case = self.read_case(&caller, &act.case).await?;
        let visit = visits::get(read, &paper::visit_name(&act), seal).await?;
        let paper = paper::service_return(self.printer.court(), &act, &case, visit.as_ref());
        let paper = paper.ok_or_else(|| Refusal::internal(&"an act of service that can't be read"))?;
        self.printer.print(paper).await
    }

    async fn get_batch_document(&self, request: Request<wire::GetBatchDocumentRequest>) -> Answer<HttpBody> {
        let name = request.get_ref().name.clone();
        let batch: Batch = self.read_one(&request, &name).await?;
        let money = batches::money(self.house.store.read(), &batch, self.house.seal()).await?;
        self.printer.print(paper::payment_list(self.printer.court(), &batch, &money)).await
    }

    async fn get_supervision_document(
        &self,
        request: Request<wire::GetSupervisionDocumentRequest>,
    ) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let item = self.read_item(&caller, &request.get_ref().name).await?;
        self.printer.print(paper::supervision_order(self.printer.court(), &item)).await
    }

    async fn get_case_notice(&self, request: Request<wire::GetCaseNoticeRequest>) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let case = self.read_case(&caller, &request.get_ref().name).await?;
        self.printer.print(paper::enforcement_notice(self.printer.court(), &case)).await
    }
}
