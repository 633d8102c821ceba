//! How long papers take and how large they are, beside a paper that has next to nothing on it.

use std::time::Instant;

use jiff::civil::date;
use law::identifiers::{CaseNumber, Fen};
use papers::{
    Annex, Court, Exhibit, Paper, Payment, PaymentList, Renderer, ServedPaper, ServiceReturn,
    SupervisionOrder,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let renderer = Renderer::default();
    println!("fonts read in {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    let court = Court { name: "东阳市人民法院".to_owned(), ..Court::default() };
    let day = date(2026, 11, 24);
    let least = SupervisionOrder {
        name: "supervisions/0".into(),
        court: court.clone(),
        number: String::new(),
        subject: String::new(),
        cause: String::new(),
        owner: String::new(),
        demand: String::new(),
        due: None,
        issuer: String::new(),
        state: String::new(),
        story: Vec::new(),
        issued: day,
    };
    time(&renderer, "next to nothing", |_| least.clone())?;
    let number = CaseNumber::parse("（2026）浙0783执1234号")?;
    let exhibits = |from: usize| {
        (0..5).map(|at| Exhibit { what: "照片".into(), sha256: format!("{:064x}", from + at) }).collect()
    };
    let proof = |at: usize| ServiceReturn {
        court: court.clone(),
        cause: "追索劳动报酬纠纷".into(),
        case_number: number.clone(),
        papers: vec![ServedPaper { title: "执行通知书".into(), copies: 1 }],
        addressee: format!("某人{at}"),
        address: "东阳市前田村12号".into(),
        mode: "留置送达".into(),
        received: None,
        substitute: None,
        remarks: vec!["受送达人拒绝接收。".into()],
        issuer: "张明".into(),
        servers: vec!["李强".into()],
        annex: Annex {
            name: format!("serviceActs/{at}"),
            deemed: day,
            basis: vec!["民事诉讼法第八十九条".into()],
            witness: String::new(),
            attempt: String::new(),
            position: None,
            exhibits: exhibits(at),
            recorded: String::new(),
        },
    };
    time(&renderer, "proof of service", proof)?;
    for count in [85, 2000] {
        let list = |at: usize| PaymentList {
            name: format!("batches/{at}"),
            court: court.clone(),
            batch: format!("工资案{at}"),
            debtor: "某建设公司".into(),
            payments: (0..count)
                .map(|row| Payment {
                    case_number: format!("（2026）浙0783执{row}号"),
                    payee: format!("工人{row}"),
                    account: "****0001".into(),
                    bank: "东阳农商银行".into(),
                    claim: Fen::ZERO,
                    amount: Fen::ZERO,
                    state: "已付".into(),
                })
                .collect(),
            issued: day,
        };
        time(&renderer, &format!("{count} payments"), list)?;
    }
    Ok(())
}

fn time<P: Paper>(
    renderer: &Renderer,
    what: &str,
    paper: impl Fn(usize) -> P,
) -> Result<(), papers::NotPrintable> {
    const TIMES: usize = 10;
    let first = renderer.print(&paper(0))?;
    let begun = Instant::now();
    for at in 1..=TIMES {
        renderer.print(&paper(at))?;
    }
    let each = begun.elapsed().as_secs_f64() * 1e3 / f64::from(u32::try_from(TIMES).unwrap_or(1));
    println!("{what}: {each:.1} ms, {} bytes, {} pages", first.bytes.len(), first.pages);
    Ok(())
}
