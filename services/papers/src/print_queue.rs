//! The queue of papers to print: a few at a time, off the threads that answer calls.

use std::sync::{Arc, OnceLock};

use kit::{
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::fair_queue::FairQueue,
};

use crate::{
    NotPrintable, Paper, Renderer,
    preview::{NotShown, Preview, preview},
};

/// How many papers are printed at a time in a process: each takes a processor for its while.
const AT_ONCE: usize = 2;
/// How many of one person are printed or wait at a time.
const OF_ONE: usize = 2;

/// Prints papers for a service. Cheap to clone; all clones share one renderer and one queue.
#[derive(Clone, Debug)]
pub struct Printer(Arc<PrintQueue>);

#[derive(Debug)]
struct PrintQueue {
    /// Built with the first paper: most processes print none.
    renderer: OnceLock<Renderer>,
    fair_queue: FairQueue,
}

/// A paper that was printed.
#[derive(Clone, Debug)]
pub struct Printed {
    /// What it is called.
    pub title: String,
    /// Its PDF.
    pub bytes: Vec<u8>,
}

impl Default for Printer {
    fn default() -> Self {
        Self(Arc::new(PrintQueue { renderer: OnceLock::new(), fair_queue: FairQueue::new(AT_ONCE, OF_ONE) }))
    }
}

impl Printer {
    /// Prints a paper. Refused with PAPER_CHARACTERS_MISSING where no font has what it says, and with
    /// PAPER_TOO_LONG; with SHARE_USED_UP where the person who asks has enough papers under way.
    pub async fn print(&self, person: &str, paper: impl Paper + Send + 'static) -> Result<Printed, Refusal> {
        let title = paper.title();
        let queue = Arc::clone(&self.0);
        let print = move || queue.renderer.get_or_init(Renderer::default).print(&paper);
        let pdf = self.0.fair_queue.run(person, print).await?.map_err(not_printable)?;
        Ok(Printed { title, bytes: pdf.bytes })
    }

    /// Draws a page of a paper, the first is 1. Refused as printing is, and with OUT_OF_RANGE where the paper has no such page.
    pub async fn preview(
        &self,
        person: &str,
        paper: impl Paper + Send + 'static,
        page: usize,
    ) -> Result<Preview, Refusal> {
        let queue = Arc::clone(&self.0);
        let draw = move || {
            let printed = queue.renderer.get_or_init(Renderer::default).print(&paper);
            printed.map(|pdf| preview(pdf, page))
        };
        let drawn = self.0.fair_queue.run(person, draw).await?.map_err(not_printable)?;
        drawn.map_err(|fault| match fault {
            NotShown::NoSuchPage(pages) => Refusal::new(
                Kind::Invalid,
                reason::OUT_OF_RANGE,
                format!("这份文书共 {pages} 页。"),
                format!("The paper has {pages} pages."),
            )
            .at("page"),
            fault @ NotShown::Broken(_) => Refusal::internal(&fault),
        })
    }
}

fn not_printable(fault: NotPrintable) -> Refusal {
    match fault {
        NotPrintable::Missing(characters) => {
            let characters: Vec<String> = characters.iter().map(|c| c.escape_debug().to_string()).collect();
            let characters = characters.join(" ");
            Refusal::new(
                Kind::Precondition,
                reason::PAPER_CHARACTERS_MISSING,
                format!("字体中没有这些字符，无法打印：{characters}。请核对姓名等内容是否有误。"),
                format!(
                    "No font has these characters, so the paper can't be printed: {characters}. Check names and texts."
                ),
            )
        }
        NotPrintable::TooLong => Refusal::new(
            Kind::Precondition,
            reason::PAPER_TOO_LONG,
            "文书内容过长，无法打印。",
            "There is too much text for one paper.",
        ),
        fault @ (NotPrintable::Code | NotPrintable::Template(_)) => Refusal::internal(&fault),
    }
}
