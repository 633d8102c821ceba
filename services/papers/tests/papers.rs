//! Every paper, read back from its PDF.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use jiff::civil::date;
use law::identifiers::{CaseNumber, Fen};
use papers::{
    Annex, AssistanceNotice, CaseMoney, CaseRecord, CaseStep, Court, EnforcementNotice, Exhibit,
    MonthDifference, MonthLine, MonthStatement, NotPrintable, Payment, PaymentList, Pdf, Position, Receiver,
    Renderer, ReturnForm, ServedPaper, ServiceReturn, SupervisionOrder,
};

fn number() -> CaseNumber {
    CaseNumber::parse("（2026）浙0783执1234号").unwrap()
}

fn fen(fen: i64) -> Fen {
    Fen::new(fen).unwrap()
}

fn court() -> Court {
    Court {
        name: "东阳市人民法院".into(),
        address: "浙江省东阳市人民路1号".into(),
        telephone: "0579-12345678".into(),
    }
}

fn proof() -> ServiceReturn {
    ServiceReturn {
        court: court(),
        cause: "追索劳动报酬纠纷".into(),
        case_number: number(),
        papers: vec![
            ServedPaper { title: "执行通知书".into(), copies: 1 },
            ServedPaper { title: "报告财产令".into(), copies: 2 },
        ],
        addressee: "㚥𬭸㛃堃龑䶮".into(),
        address: "东阳市前田村12号".into(),
        mode: "留置送达".into(),
        received: None,
        substitute: Some(Receiver {
            name: "王小花".into(),
            reason: "同住成年家属".into(),
            on: Some(date(2026, 11, 20)),
        }),
        remarks: vec!["受送达人拒绝接收，村民委员会代表到场见证，已拍照录像。".into()],
        issuer: "张明".into(),
        servers: vec!["李强".into(), "赵敏".into()],
        annex: Annex {
            name: "serviceActs/01a20d35-bc8e-733f-a2b0-077b6aac1922".into(),
            deemed: date(2026, 11, 20),
            basis: vec!["民事诉讼法第八十九条".into()],
            witness: "陈大海（前田村村民委员会代表）".into(),
            attempt: "tasks/01a20d35-bc8e-733f-a2b0-000000000000".into(),
            position: Some(Position {
                degrees: "29.267301, 120.241522".into(),
                accuracy: "12 米".into(),
                at: "2026-11-20 10:21:07".into(),
            }),
            exhibits: (0..3)
                .map(|at| Exhibit { what: format!("照片{at}"), sha256: format!("{at:064x}") })
                .collect(),
            recorded: "people/officer，2026年11月20日".into(),
        },
    }
}

/// The text of a page as a reader of PDFs that is not ours (poppler) finds it, without its spaces and line breaks.
fn text(pdf: &Pdf, page: usize) -> String {
    let page = page.to_string();
    let mut reader = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8", "-f", &page, "-l", &page, "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext, of Debian's poppler-utils, is there");
    reader.stdin.take().unwrap().write_all(&pdf.bytes).unwrap();
    let read = reader.wait_with_output().unwrap();
    assert!(read.status.success());
    String::from_utf8(read.stdout).unwrap().chars().filter(|c| !c.is_whitespace() && *c != '\u{c}').collect()
}

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        let part: String = part.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(text.contains(&part), "{part} is not in {text}");
    }
}

/// Where the pages can be looked at: `PAPERS=folder cargo test -p sharedcourt-papers`.
fn show(name: &str, pdf: &Pdf) {
    if let Some(folder) = std::env::var_os("PAPERS") {
        std::fs::write(std::path::Path::new(&folder).join(name), &pdf.bytes).unwrap();
    }
}

#[test]
fn a_proof_of_service_has_the_form_on_page_one_and_what_proves_it_behind() {
    let renderer = Renderer::default();
    let pdf = renderer.print(&proof()).unwrap();
    show("service_return.pdf", &pdf);
    assert_eq!(pdf.pages, 2);
    let form = text(&pdf, 1);
    holds(
        &form,
        &[
            "东阳市人民法院",
            "送达回证",
            "案由",
            "追索劳动报酬纠纷",
            "（2026）浙0783执1234号",
            "送达文书",
            "名称和件数",
            "执行通知书1件；报告财产令2件",
            "受送达人",
            "㚥𬭸㛃堃龑䶮",
            "送达地址",
            "东阳市前田村12号",
            "签名或盖章",
            "代收人及",
            "代收理由",
            "王小花",
            "2026年11月20日",
            "备考",
            "拒绝接收",
            "填发人：张明",
            "送达人：李强、赵敏",
            "第八十七条",
        ],
    );
    assert!(!form.contains("29.267301") && !form.contains("SHA-256"), "the form holds what the form has");
    let annex = text(&pdf, 2);
    holds(
        &annex,
        &[
            "留置送达",
            "民事诉讼法第八十九条",
            "陈大海",
            "29.267301",
            "12米",
            "照片2",
            &format!("{:032x}", 2),
            "serviceActs/01a20d35",
        ],
    );
}

#[test]
fn the_same_paper_is_the_same_bytes() {
    let (one, other) = (Renderer::default(), Renderer::default());
    let first = one.print(&proof()).unwrap();
    let changed = ServiceReturn { cause: "买卖合同纠纷".into(), ..proof() };
    assert_ne!(one.print(&changed).unwrap(), first);
    assert_eq!(one.print(&proof()).unwrap(), first);
    let threads: Vec<_> = std::thread::scope(|scope| {
        let printing = (0..4).map(|_| scope.spawn(|| other.print(&proof()).unwrap()));
        printing.collect::<Vec<_>>().into_iter().map(|done| done.join().unwrap()).collect()
    });
    assert!(threads.iter().all(|pdf| *pdf == first));
}

#[test]
fn a_paper_is_an_archive_file_with_its_fonts_inside() {
    let pdf = Renderer::default().print(&proof()).unwrap();
    let document = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let (mut fonts, mut embedded, mut archive) = (0, 0, false);
    for object in document.objects.values() {
        let dictionary = match object {
            lopdf::Object::Dictionary(dictionary) => dictionary,
            lopdf::Object::Stream(stream) => {
                let said = String::from_utf8_lossy(&stream.content).into_owned();
                archive |= said.contains("pdfaid:part") && said.contains("2026-11-20");
                &stream.dict
            }
            _ => continue,
        };
        let is =
            |name: &[u8]| dictionary.get(b"Type").and_then(lopdf::Object::as_name).is_ok_and(|t| t == name);
        fonts += usize::from(is(b"FontDescriptor"));
        embedded += usize::from(
            is(b"FontDescriptor") && [&b"FontFile2"[..], b"FontFile3"].iter().any(|key| dictionary.has(key)),
        );
    }
    assert!(archive, "PDF/A says so in its metadata, and is dated by the paper");
    assert!(fonts > 0 && fonts == embedded, "{embedded} of {fonts} fonts are embedded");
}

#[test]
fn what_no_font_has_is_named_and_never_left_out() {
    let renderer = Renderer::default();
    let odd = ServiceReturn { addressee: "王\u{1F600}א".into(), ..proof() };
    assert_eq!(renderer.print(&odd).unwrap_err(), NotPrintable::Missing(vec!['א', '\u{1F600}']));
    let control = ServiceReturn { address: "前田村\u{7}".into(), ..proof() };
    assert_eq!(renderer.print(&control).unwrap_err(), NotPrintable::Missing(vec!['\u{7}']));
}

#[test]
fn what_people_wrote_is_writtenand_nothing_else() {
    let renderer = Renderer::default();
    let hostile = [
        "#import \"common.typ\": *",
        "#panic(\"x\")",
        "`raw` $x^2$ *bold* _it_ <label> @ref",
        "\\ ] [ } { \" ' // /* */ #",
        "= heading\n- list\n+ item",
    ];
    for written in hostile {
        let paper = ServiceReturn {
            addressee: written.into(),
            cause: written.into(),
            remarks: vec![written.into(), written.into()],
            servers: vec![written.into()],
            ..proof()
        };
        let pdf = renderer.print(&paper).unwrap();
        let whole: String = (1..=pdf.pages).map(|page| text(&pdf, page)).collect();
        holds(&whole, &[written]);
    }
    let long = ServiceReturn {
        addressee: "长".repeat(300),
        address: "址".repeat(500),
        remarks: vec!["备".repeat(5000)],
        ..proof()
    };
    let pdf = renderer.print(&long).unwrap();
    show("long.pdf", &pdf);
    holds(&text(&pdf, 1), &["填发人：张明", "送达人：李强"]);
    let whole: String = (1..=pdf.pages).map(|page| text(&pdf, page)).collect();
    assert!(whole.matches('备').count() >= 5000, "what does not fit the form stands behind it");
    assert!(whole.matches('址').count() >= 500);
    let endless = ServiceReturn { remarks: vec!["备".repeat(500_000)], ..proof() };
    assert_eq!(renderer.print(&endless).unwrap_err(), NotPrintable::TooLong);
}

#[test]
fn notices_say_what_they_ask_for() {
    let renderer = Renderer::default();
    let notice = AssistanceNotice {
        name: "requests/1".into(),
        court: court(),
        case_number: number(),
        unit: "东阳市市场监督管理局".into(),
        parties: "申请执行人王五与被执行人某建设公司".into(),
        cause: "买卖合同纠纷".into(),
        ruling: "（2026）浙0783执1234号之一执行裁定书".into(),
        items: vec!["冻结被执行人持有的某公司股权，期限三年。".into(), "书面回复办理结果。".into()],
        basis: vec!["民事诉讼法第二百五十三条".into()],
        until: Some(date(2026, 12, 1)),
        contact: "李强".into(),
        issued: date(2026, 11, 24),
    };
    let pdf = renderer.print(&notice).unwrap();
    show("assistance_notice.pdf", &pdf);
    holds(
        &text(&pdf, 1),
        &[
            "东阳市市场监督管理局：",
            "冻结被执行人持有的某公司股权",
            "第二百五十三条",
            "2026年12月1日",
            "联系人：李强",
            "联系电话：0579-12345678",
            "本院地址：浙江省东阳市人民路1号",
            "二〇二六年十一月二十四日",
        ],
    );
    let unknown = Court { name: "东阳市人民法院".into(), ..Court::default() };
    let bare = text(&renderer.print(&AssistanceNotice { court: unknown, ..notice.clone() }).unwrap(), 1);
    assert!(!bare.contains("联系电话") && !bare.contains("本院地址"), "what was never entered is left out");
    holds(&text(&pdf, 2), &["回执", "（2026）浙0783执1234号"]);
    let order = EnforcementNotice {
        name: "cases/1".into(),
        court: court(),
        case_number: number(),
        debtors: vec!["某建设公司".into()],
        applicants: vec!["王五".into(), "赵六".into()],
        cause: "追索劳动报酬纠纷".into(),
        claim: fen(670_105_320),
        basis: vec!["民事诉讼法第二百五十一条".into()],
        contact: "李强".into(),
        issued: date(2026, 11, 24),
    };
    let pdf = renderer.print(&order).unwrap();
    show("enforcement_notice.pdf", &pdf);
    assert_eq!(pdf.pages, 1);
    holds(
        &text(&pdf, 1),
        &["某建设公司：", "王五、赵六", "陆佰柒拾万壹仟零伍拾叁元贰角整", "6,701,053.20", "第二百五十一条"],
    );
    holds(&text(&pdf, 1), &["东阳市人民法院", "联系电话：0579-12345678", "本院地址：浙江省东阳市人民路1号"]);
}

#[test]
fn a_supervision_order_tells_its_story() {
    let order = SupervisionOrder {
        name: "supervisions/1".into(),
        court: court(),
        number: "〔2026〕督第12号".into(),
        subject: "cases/1".into(),
        cause: "案款超期未发放".into(),
        owner: "people/officer".into(),
        demand: "请于期限内办结并回复。".into(),
        due: Some(date(2026, 12, 1)),
        issuer: "people/command".into(),
        state: "已签收".into(),
        story: (0..60)
            .map(|at| {
                [format!("2026年11月{}日", at % 28 + 1), "people/officer".into(), format!("第{at}次回复")]
            })
            .collect(),
        issued: date(2026, 11, 24),
    };
    let pdf = Renderer::default().print(&order).unwrap();
    show("supervision_order.pdf", &pdf);
    holds(&text(&pdf, 1), &["督办单", "〔2026〕督第12号", "案款超期未发放", "2026年12月1日"]);
    let whole: String = (1..=pdf.pages).map(|page| text(&pdf, page)).collect();
    holds(&whole, &["第59次回复", "执行指挥中心"]);
}

#[test]
fn a_payment_list_adds_up_on_every_page() {
    let renderer = Renderer::default();
    for count in [1_i64, 25, 85, 2000] {
        let payments = (1..=count).map(|number| Payment {
            case_number: format!("（2026）浙0783执{number}号"),
            payee: format!("工人{number}"),
            account: format!("****{number:04}"),
            bank: "东阳农商银行".into(),
            claim: fen(7_883_592),
            amount: fen(7_883_592),
            state: "已付".into(),
        });
        let list = PaymentList {
            name: "batches/1".into(),
            court: court(),
            batch: "某建设公司工资案".into(),
            debtor: "某建设公司".into(),
            payments: payments.collect(),
            issued: date(2026, 11, 24),
        };
        let pdf = renderer.print(&list).unwrap();
        show(&format!("payment_list_{count}.pdf"), &pdf);
        let pages = usize::try_from(count).unwrap().div_ceil(25);
        assert!(pdf.pages == pages || pdf.pages == pages + 1, "{count} payees on {} pages", pdf.pages);
        holds(&text(&pdf, 1), &["案款发放清单", "工人1", "****0001", "本页小计"]);
        let end: String = (pages..=pdf.pages).map(|page| text(&pdf, page)).collect();
        holds(
            &end,
            &[&format!("工人{count}"), "合计（大写）", &papers::chinese::figures(fen(7_883_592 * count))],
        );
        holds(&end, &[&papers::chinese::capitals(fen(7_883_592 * count))]);
    }
}

#[test]
fn the_record_of_a_case_shows_its_course_and_its_money() {
    let renderer = Renderer::default();
    for count in [0_u32, 1, 300] {
        let steps = (1..=count).map(|number| CaseStep {
            time: "2026-11-20 09:30".into(),
            what: format!("送达执行通知书（第 {number} 次）"),
        });
        let money = |who: &str, amount| CaseMoney {
            day: date(2026, 11, 21),
            who: who.into(),
            bank_reference: "2026112100017".into(),
            state: "已发放".into(),
            amount: fen(amount),
        };
        let record = CaseRecord {
            name: "cases/01a20d35-bc8e-733f-a2b0-077b6aac1922".into(),
            court: court(),
            case_number: number(),
            cause: "追索劳动报酬纠纷".into(),
            filed: date(2026, 11, 3),
            state: "执行中".into(),
            claim: fen(6_700_000),
            applicants: vec!["陈大海".into(), "吴小妹".into()],
            debtors: vec!["东阳市某某建筑有限公司".into()],
            steps: steps.collect(),
            is_cut: count == 300,
            receipts: (0..count.min(2)).map(|_| money("东阳市某某建筑有限公司", 3_350_000)).collect(),
            payouts: (0..count.min(2)).map(|_| money("陈大海", 3_350_000)).collect(),
            issued: date(2026, 12, 1),
        };
        let pdf = renderer.print(&record).unwrap();
        show(&format!("case_record_{count}.pdf"), &pdf);
        assert_eq!(pdf, renderer.print(&record).unwrap(), "the same case, the same bytes");
        holds(&text(&pdf, 1), &["案件流程与案款表", "（2026）浙0783执1234号", "67,000.00", "陈大海、吴小妹"]);
        let whole: String = (1..=pdf.pages).map(|page| text(&pdf, page)).collect();
        holds(&whole, &[&format!("案件流程（共{count}项"), &format!("到账款（共{}笔", count.min(2))]);
        if count == 300 {
            holds(&whole, &["第300次", "此前各项从略", "33,500.00"]);
        }
    }
}

#[test]
fn a_month_of_case_funds_shows_ledger_and_bank_and_why_they_differ() {
    let renderer = Renderer::default();
    for count in [0_i64, 1, 120] {
        let line = |what: &str, ledger, bank| MonthLine { what: what.into(), ledger, bank };
        let differences = (1..=count).map(|number| MonthDifference {
            kind: "银行有、账面无".into(),
            about: format!("收入 20261031{number:05}"),
            ledger: 0,
            bank: 100,
            explanation: "银行结息，十一月一日登记".into(),
        });
        let statement = MonthStatement {
            name: "moneyMonths/330783-2026-10".into(),
            court: court(),
            month: "2026年10月".into(),
            state: "已结账".into(),
            lines: vec![
                line("期初余额", 1_000_000, Some(1_000_000)),
                line("其中：发放", 20_050, None),
                line("期末余额", 979_950, Some(979_950 + 100 * count)),
            ],
            differences: differences.collect(),
            proposed: "李会计，2026年11月2日".into(),
            confirmed: "王局长，2026年11月3日".into(),
            issued: date(2026, 11, 3),
        };
        let pdf = renderer.print(&statement).unwrap();
        show(&format!("month_statement_{count}.pdf"), &pdf);
        assert_eq!(pdf, renderer.print(&statement).unwrap(), "the same month, the same bytes");
        holds(&text(&pdf, 1), &["案款月结表", "2026年10月", "期初余额", "10,000.00", "200.50"]);
        let whole: String = (1..=pdf.pages).map(|page| text(&pdf, page)).collect();
        holds(&whole, &["提请人：李会计", "复核人：王局长"]);
        if count == 0 {
            holds(&whole, &["账面与银行各项相符"]);
        } else {
            holds(&whole, &[&format!("20261031{count:05}"), "银行结息", &format!("-{count}.00")]);
        }
    }
}

#[test]
fn the_form_to_take_along_says_what_the_court_knows_and_leaves_the_rest_empty() {
    let renderer = Renderer::default();
    let form = ReturnForm {
        name: "tasks/1/returnForm".into(),
        court: court(),
        case_number: number().to_string(),
        papers: vec![
            ServedPaper { title: "执行通知书".into(), copies: 1 },
            ServedPaper { title: "民事裁定书".into(), copies: 2 },
        ],
        addressee: "赵䶮".into(),
        address: "东阳市前田村12号".into(),
        issuer: "张明".into(),
        issued: date(2026, 11, 24),
    };
    let pdf = renderer.print(&form).unwrap();
    show("return_form.pdf", &pdf);
    assert_eq!(pdf, renderer.print(&form).unwrap(), "the same form, the same bytes");
    assert_eq!(pdf.pages, 1);
    holds(
        &text(&pdf, 1),
        &[
            "东阳市人民法院",
            "送达回证",
            "（2026）浙0783执1234号",
            "执行通知书1件；民事裁定书2件",
            "赵䶮",
            "东阳市前田村12号",
            "填发人：张明",
            "年月日",
        ],
    );
    // What does not fit stands behind, whole.
    let papers: Vec<_> =
        (0..30).map(|number| ServedPaper { title: format!("第{number}号民事裁定书"), copies: 1 }).collect();
    let nothing = ReturnForm { case_number: String::new(), issuer: String::new(), ..form.clone() };
    let long = renderer.print(&ReturnForm { papers, ..nothing }).unwrap();
    assert_eq!(long.pages, 2);
    holds(&text(&long, 1), &["……（全文见附页）"]);
    holds(&text(&long, 2), &["文书全文", "第29号民事裁定书1件"]);
}

#[test]
fn a_page_is_drawn_as_a_picture_of_bounded_size_with_what_stands_on_it() {
    let pdf = Renderer::default().print(&proof()).unwrap();
    let pages = pdf.pages;
    assert!(pages >= 2);
    let first = papers::preview(pdf.clone(), 1).unwrap();
    let second = papers::preview(pdf.clone(), 2).unwrap();
    assert_eq!((first.pages, second.pages), (pages, pages));
    assert_ne!(first.png, second.png);
    let drawn = image::load_from_memory(&first.png).unwrap().to_luma8();
    // A4, upright.
    assert_eq!(drawn.width(), u32::from(papers::PREVIEW_WIDTH));
    assert!((1410..=1416).contains(&drawn.height()), "{}", drawn.height());
    let dark = drawn.pixels().filter(|pixel| pixel.0[0] < 128).count();
    let share = dark * 1000 / usize::try_from(drawn.width() * drawn.height()).unwrap();
    assert!(
        (5..200).contains(&share),
        "{share} of a thousand points are dark: the letters are missing, or all is black"
    );
    assert!(first.png.len() < 300_000, "{}", first.png.len());
    assert_eq!(papers::preview(pdf.clone(), 1).unwrap().png, first.png);
    for page in [0, pages + 1] {
        let refused = papers::preview(pdf.clone(), page).unwrap_err();
        assert!(matches!(refused, papers::NotShown::NoSuchPage(there) if there == pages), "{refused}");
    }
}
