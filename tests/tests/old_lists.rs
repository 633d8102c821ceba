//! The lists that a court kept before: what they say, the indicators say, to the last figure.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::fmt::Write as _;

use installation::{Installation, citizen, databases};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

const WINDOW: &str = "from=2021-01-01&to=2022-12-31";

/// Imports a file twice; the second time nothing is new. Says what the first said.
async fn import(installation: &Installation, what: &str, text: &str) -> Value {
    let file = installation.folder().join(format!("{what}.csv"));
    std::fs::write(&file, text).unwrap();
    let run = async || {
        let output = installation.run(&["import", what, file.to_str().unwrap(), "-o", "json"]).await;
        assert!(
            output.status.code().is_some_and(|code| code < 2),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let first = run().await;
    let again = run().await;
    assert_eq!((&again["created"], &again["bad"]), (&json!(0), &first["bad"]), "{what}: {again}");
    let known = first["created"].as_i64().unwrap() + first["unchanged"].as_i64().unwrap();
    assert_eq!(again["unchanged"], json!(known), "{what}: {again}");
    first
}

/// Asks for an indicator until it has counted so many of so many; the other service follows as fast as it can.
async fn figure(installation: &Installation, id: &str, numerator: &str, denominator: &str) -> Value {
    let path = format!("/v1/indicators/{id}?{WINDOW}");
    let mut figure = json!({});
    for _ in 0..1200 {
        figure = installation.get("people/command", &path).await.1;
        if figure["numerator"] == numerator
            && (denominator.is_empty() || figure["denominator"] == denominator)
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    figure
}

fn time(hours: i64, seconds: i64) -> String {
    let begin: Timestamp = "2021-01-01T00:00:00+08:00".parse().unwrap();
    begin.checked_add(hours.hours().seconds(seconds)).unwrap().to_string()
}

/// 4,361 person-times, 881 of them controlled after 15.4 days on average: one time differs from the next by a thousand seconds.
#[tokio::test(flavor = "multi_thread")]
async fn four_thousand_watches_give_the_rate_and_the_mean_exactly() {
    const MEAN: i64 = 1_330_560;
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let mut text = String::from("案号,被执行人,证件号码,查控事由,推送时间,控制时间\n");
        for number in 0..4361_i64 {
            let control = match number {
                0..881 => time(3 * number, MEAN + 1000 * (number - 440)),
                _ => String::new(),
            };
            let id = citizen(usize::try_from(number).unwrap());
            let pushed = time(3 * number, 0);
            writeln!(text, "（2020）浙0783执{}号,某{number},{id},拘留,{pushed},{control}", number % 4000 + 1)
                .unwrap();
        }
        text.push_str("（2020）浙0783执1号,某,123,拘留,2021-01-01,\n");
        text.push_str("（2020）浙0783执1号,某,11010519491231002X,,2021-01-02,2021-01-01\n");
        let first = import(&installation, "watches", &text).await;
        assert_eq!(first["created"], 4361, "{first}");
        let bad: Vec<_> = first["bad"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bad| (bad["line"].as_u64().unwrap(), bad["reason"].as_str().unwrap().to_owned()))
            .collect();
        assert!(bad.contains(&(4363, "CITIZEN_ID_MALFORMED".to_owned())), "{bad:?}");
        assert!(bad.contains(&(4364, "GROUND_REQUIRED".to_owned())), "{bad:?}");

        let rate = figure(&installation, "control-rate", "881", "4361").await;
        assert_eq!((&rate["denominator"], &rate["value"]), (&json!("4361"), &json!("20.20")), "{rate}");
        let mean = figure(&installation, "mean-days-to-control", &(881 * MEAN).to_string(), "881").await;
        assert_eq!((&mean["denominator"], &mean["value"]), (&json!("881"), &json!("15.40")), "{mean}");
        assert_eq!(figure(&installation, "people-controlled", "881", "").await["numerator"], "881");
    }
}

/// 91 projects, 71 parcels listed, 59 sold: 1,533.3 mu, 1,179,800 square metres, 2.01 billion yuan.
#[tokio::test(flavor = "multi_thread")]
async fn ninety_one_projects_of_disposal_give_the_published_sums() {
    let part = |whole: i64, place: i64| whole / 59 + i64::from(place < whole % 59);
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let mut text = String::from(
            "序号,项目名称,企业信用代码,企业名称,立项时间,宗地编号,坐落,土地面积（亩）,建筑面积（平方米）,挂拍时间,成交时间,成交价\n",
        );
        for number in 0..91 {
            let (land, floor) = (part(1_533_300, number), part(117_980_000, number));
            let price = part(201_000_000_000, number);
            let sold = number < 59;
            writeln!(
                text,
                "{number},低效用地{number},91350100M000100Y43,某公司,2021-02-01,330783-{number:04},某镇某村,{}.{:03},{}.{:02},{},{},{}",
                land / 1000,
                land % 1000,
                floor / 100,
                floor % 100,
                if number < 71 { "2021-09-01" } else { "" },
                if sold { "2022-03-01" } else { "" },
                if sold { format!("{}.{:02}", price / 100, price % 100) } else { String::new() },
            )
            .unwrap();
        }
        let first = import(&installation, "disposals", &text).await;
        assert_eq!((&first["created"], &first["bad"]), (&json!(91), &json!([])), "{first}");
        for (id, numerator, value) in [
            ("disposal-projects", "91", "91"),
            ("parcels-listed", "71", "71"),
            ("parcels-sold", "59", "59"),
            ("land-area-mu", "1533300", "1533.30"),
            ("floor-area-m2", "117980000", "1179800.00"),
            ("disposal-proceeds", "201000000000", "2010000000.00"),
        ] {
            let measured = figure(&installation, id, numerator, "").await;
            assert_eq!(measured["value"], value, "{id}: {measured}");
        }
        let (_, totals) = installation.get("people/command", "/v1/disposals:totals").await;
        assert_eq!((&totals["areaMu"], &totals["proceedsFen"]), (&json!("1533.3"), &json!("201000000000")));
    }
}

/// What is filed at the desk can come as a file too: debtors, what they own, sanctions, supervision items, requests of old.
#[tokio::test(flavor = "multi_thread")]
async fn the_register_is_filled_from_files() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (debtor, applicant) = (citizen(1), citizen(2));
        let cases = format!(
            "案号,立案日期,申请执行人,申请执行人证件号码,被执行人姓名,被执行人证件号码,标的金额\n\
             （2024）浙0783执1号,2024-02-01,甲,{applicant},李四,{debtor},1000000\n"
        );
        assert_eq!(import(&installation, "cases", &cases).await["created"], 1);
        let debtors = format!("姓名,证件号码\n李四,{debtor}\n李四,{debtor}\n王五,123\n");
        let report = import(&installation, "debtors", &debtors).await;
        assert_eq!((&report["created"], &report["bad"][0]["line"]), (&json!(1), &json!(4)), "{report}");
        assert_eq!(report["bad"][0]["reason"], "CITIZEN_ID_MALFORMED");

        let assets = format!(
            "debtor_identity,案号,类型,财产编号,权利人,价值,估价日期\n\
             {debtor},（2024）浙0783执1号,不动产,浙2020东阳市不动产权第0000001号,李四 50;赵六 50,800000,2024-03-01\n\
             {debtor},（2024）浙0783执1号,不动产,浙2020东阳市不动产权第0000002号,李四 60;赵六 50,1,2024-03-01\n\
             {applicant},（2024）浙0783执1号,车辆,浙G12345,,1,2024-03-01\n"
        );
        let report = import(&installation, "assets", &assets).await;
        let lines: Vec<_> = report["bad"].as_array().unwrap().iter().map(|bad| bad["line"].clone()).collect();
        assert_eq!((&report["created"], lines), (&json!(1), vec![json!(3), json!(4)]), "{report}");

        let sanctions = format!(
            "案号,种类,姓名,证件号码,事由,天数,金额\n\
             （2024）浙0783执1号,罚款,李四,{debtor},拒不报告财产,,20000\n\
             （2024）浙0783执1号,拘留,李四,{debtor},拒不报告财产,16,\n"
        );
        let report = import(&installation, "sanctions", &sanctions).await;
        assert_eq!((&report["created"], &report["bad"][0]["line"]), (&json!(1), &json!(3)), "{report}");

        let supervisions = "案号,督办事项,责任人\n（2024）浙0783执1号,尽快核实不动产,people/officer\n";
        let report = import(&installation, "supervisions", supervisions).await;
        assert_eq!(report["created"], 1, "{report}");

        let requests = "案号,事项,姓名,提交时间,答复时间,答复内容\n\
             （2020）浙0783执9号,matters/none,李四,2021-01-01,2021-01-02,无\n";
        let report = import(&installation, "requests", requests).await;
        assert_eq!(report["bad"][0]["reason"], "MATTER_UNKNOWN", "{report}");
    }
}

/// A list of watches that still run is a draft until a second person confirms it. It knows cases by their numbers; a case that the court
/// does not have, and a person who is no party, are exceptions. When a case closes, nobody is looked for in it any more.
#[tokio::test(flavor = "multi_thread")]
async fn watches_in_force_are_opened_by_two_people_and_end_with_their_case() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let pushed = Timestamp::now().saturating_sub(2.hours()).unwrap();
        let (one, other) = (citizen(1), citizen(2));
        let mut cases = Vec::new();
        for (number, name, id) in [(99, "某一", &one), (100, "某二", &other)] {
            let case = json!({"case": {
                "caseNumber": format!("（2023）浙0783执{number}号"),
                "filingDate": {"year": 2023, "month": 3, "day": 1}, "claimFen": "100",
                "parties": [
                    {"side": "APPLICANT", "displayName": "张三", "identityNumber": citizen(3)},
                    {"side": "DEBTOR", "displayName": name, "identityNumber": id},
                ],
            }});
            cases.push(
                installation.done("people/officer", "/v1/cases", &case).await["name"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
            );
        }
        let paper = |digit: &str| format!("evidence/{}", digit.repeat(64));
        let papers = format!("{};{}", paper("1"), paper("2"));
        let text = format!(
            "案号,被执行人,证件号码,查控事由,推送时间,papers\n\
             （2023）浙0783执99号,某一,{one},拘留,{pushed},{papers}\n\
             （2023）浙0783执100号,某二,{other},拘留,{pushed},{papers}\n\
             （2023）浙0783执101号,某一,{one},拘留,{pushed},{papers}\n\
             （2023）浙0783执100号,某一,{one},拘留,{pushed},{papers}\n\
             （2023）浙0783执99号,某一,{one},拘留,{pushed},\n"
        );
        let file = installation.folder().join("watches.csv");
        std::fs::write(&file, &text).unwrap();
        let today = jiff::tz::Offset::constant(8).to_datetime(Timestamp::now()).date().to_string();
        let words = ["import", "watches", file.to_str().unwrap(), "-o", "json"];
        // As history it is refused row by row; and an administrator imports none of it.
        let history = installation.run(&words).await;
        let report: Value = serde_json::from_slice(&history.stdout).unwrap();
        assert_eq!(
            (&report["created"], &report["bad"][0]["reason"]),
            (&json!(0), &json!("STILL_IN_FORCE")),
            "{report}"
        );
        assert!(!installation.run(&[&words[..], &["--as", "people/admin"]].concat()).await.status.success());
        let opening = [&words[..], &["--kind", "opening", "--as-of", &today]].concat();
        let report: Value = serde_json::from_slice(&installation.run(&opening).await.stdout).unwrap();
        let bad: Vec<_> =
            report["bad"].as_array().unwrap().iter().map(|bad| (&bad["line"], &bad["reason"])).collect();
        assert_eq!(
            bad,
            [
                (&json!(4), &json!("CASE_UNKNOWN")),
                (&json!(5), &json!("NOT_A_PARTY")),
                (&json!(6), &json!("PAPERS_MISSING")),
            ],
            "{report}"
        );
        let (_, list) = installation.get("people/chief", "/v1/seizureOpenings").await;
        let path = format!("/v1/{}", list["openings"][0]["name"].as_str().unwrap());
        let (_, read) = installation.get("people/chief", &path).await;
        assert_eq!((&read["acceptedCount"], &read["exceptionCount"]), (&json!(2), &json!(3)), "{read}");
        let confirm = json!({"etag": read["etag"], "acceptedCount": 2, "exceptionCount": 3});
        for (person, status) in [("people/officer", 403), ("people/admin", 403)] {
            let (answer, problem) = installation.post(person, &format!("{path}:confirm"), &confirm).await;
            assert_eq!(answer.as_u16(), status, "{problem}");
        }
        let (_, none) = installation.get("people/command", "/v1/watches").await;
        assert_eq!(none["watches"], json!([]), "a draft");
        installation.done("people/chief", &format!("{path}:confirm"), &confirm).await;
        let watches = async || {
            installation.get("people/command", "/v1/watches").await.1["watches"].as_array().unwrap().clone()
        };
        for _ in 0..200 {
            if watches().await.len() == 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let paid =
            json!({"kind": "DISCHARGE_KIND_PAID_DIRECTLY", "amountFen": "100", "evidence": [paper("3")]});
        let close = json!({"ending": "COMPLETED", "facts": {"performed": true, "discharges": [paid]}});
        installation.done("people/officer", &format!("/v1/{}:close", cases[0]), &close).await;
        let mut ended = Vec::new();
        for _ in 0..200 {
            let all = watches().await;
            assert_eq!(all.len(), 2, "{all:?}");
            ended = all.into_iter().filter(|watch| watch["endReason"] == "案件已结案").collect();
            if !ended.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let numbers: Vec<_> = ended.iter().map(|watch| watch["caseNumber"].as_str().unwrap()).collect();
        assert_eq!(numbers, ["（2023）浙0783执99号"]);
        assert_eq!(ended[0]["source"]["line"], 2);
    }
}
