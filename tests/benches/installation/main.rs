//! Figures of the whole installation, each beside its limit in the same run: task lifecycles beside the same statements written by hand
//! on the same database, calls through the gateway beside a bare service, evidence beside the object store, a freeze of equity beside its
//! five minutes, and lists as data grows.
//! `make bench` runs it.
#![expect(clippy::unwrap_used, reason = "a bench ends where its world breaks")]

mod by_hand;
mod evidence;
mod figures;
mod freeze;
mod gateway_calls;
mod growth;
mod lifecycles;
mod watching;
mod world;

use std::time::{Duration, Instant};

/// How long a figure is measured.
const LONG: Duration = Duration::from_secs(4);

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    println!("{:<70} {:>10}   of its limit", "figure", "per second");
    // Names of parts may be given: only they are measured.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    if is_wanted("gateway") {
        gateway_calls::run(&runtime);
    }
    let grown = runtime.block_on(async {
        if is_wanted("lifecycles") {
            for lines in [1, 16] {
                for database in installation::databases().await {
                    lifecycles::run(&database, lines).await;
                }
            }
            for database in installation::databases().await {
                lifecycles::batches(&database).await;
            }
        }
        if is_wanted("watching") {
            watching::run().await;
        }
        if is_wanted("evidence") {
            evidence::run().await;
        }
        if is_wanted("freeze") {
            freeze::run().await;
        }
        let figures = !is_wanted("figures") || Box::pin(figures::run()).await;
        (!is_wanted("growth") || Box::pin(growth::run()).await) && figures
    });
    if !grown {
        std::process::exit(1);
    }
}

/// Repeats a job on so many lines at once; how often a second it was done.
async fn rate<F: Future<Output = ()>>(lines: u64, job: impl Fn(u64) -> F) -> f64 {
    let started = Instant::now();
    let running = (0..lines).map(|line| {
        let job = &job;
        async move {
            let mut done = 0u64;
            while started.elapsed() < LONG {
                job(line * 1_000_000 + done).await;
                done += 1;
            }
            done
        }
    });
    let done: u64 = futures::future::join_all(running).await.into_iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = done as f64 / started.elapsed().as_secs_f64();
    rate
}

/// Prints a figure that is no rate.
fn print_one(figure: &str, value: f64) {
    println!("{figure:<70} {value:>10.1}");
}

/// Prints a figure that is no rate, and its part of the most that it may be.
fn print_share(figure: &str, value: f64, most: f64) {
    println!("{figure:<70} {value:>10.1}   {:.5}", value / most);
}

/// Prints a figure, and its part of the limit where it has one.
fn print_rate(figure: &str, rate: f64, limit: Option<f64>) {
    let part = limit.map(|limit| format!("{:.2}", rate / limit)).unwrap_or_default();
    println!("{figure:<70} {rate:>10.0}   {part}");
}
