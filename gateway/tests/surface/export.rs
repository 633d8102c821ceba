//! A list as a file, of a contract that the gateway does not know.

use std::{io::Cursor, sync::atomic::Ordering, time::Duration};

use calamine::{Data, Reader as _, Xlsx};
use gateway::{Budgets, Settings};
use reqwest::{Method, Response};
use serde_json::Value;

use crate::{file_service::Files, world::World};

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn world(files: &Files) -> World {
    World::with_file_service(files, Settings::default()).await
}

async fn asked(world: &World, path: &str, accept: &str, person: &str) -> Response {
    let call = world.http.request(Method::GET, world.url(path)).bearer_auth(world.token_of(person));
    call.header("accept", accept).header("accept-language", "zh-CN").send().await.unwrap()
}

async fn csv(world: &World, path: &str, person: &str) -> String {
    let answer = asked(world, path, "text/csv", person).await;
    assert_eq!(answer.status(), 200);
    String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn a_list_is_a_table_that_people_read() {
    let world = world(&Files::default()).await;
    let answer = asked(&world, "/v1/entries", "text/csv", "people/officer").await;
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(answer.headers()["x-export-rows"], "2");
    assert!(!answer.headers().contains_key("x-export-truncated"));
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let disposition = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(disposition.contains("filename*=UTF-8''%E6%9D%A1%E7%9B%AE"), "{disposition}");
    let text = String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "标题,状态,价格（元）,日期,修改时间,持有人：姓名,持有人：证件号码,组成,作者,更正内容,备注",
            "\"'=HYPERLINK(\"\"http://x\"\",\"\"甲,乙\"\")\",在办,-123.05,2026-03-01,2026-03-01 09:30,'＠张三,330783********1234,\
             螺丝 数量：3；螺母,李法官,价格、标题,备注",
            "'-2,on hold,0.00,,,,,,,,",
            ""
        ]
    );
}

#[tokio::test]
async fn a_reader_of_english_reads_english() {
    let world = world(&Files::default()).await;
    let call =
        world.call(Method::GET, "/v1/entries").header("accept", "text/csv").header("accept-language", "en");
    let text = call.send().await.unwrap().text().await.unwrap();
    let heading = text.trim_start_matches('\u{feff}').lines().next().unwrap().to_owned();
    assert_eq!(
        heading,
        "Title,Status,Price (yuan),Day,Changed at,Holder: Name,Holder: Identity number,Parts,Authors,Changed fields,Note"
    );
    assert!(
        text.contains("Open,-123.05") && text.contains("螺丝 Count: 3; 螺母") && text.contains("A note"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_hidden_from_a_role_is_in_no_file_of_its_holder() {
    let world = world(&Files::default()).await;
    assert!(csv(&world, "/v1/entries", "people/officer").await.contains("330783********1234"));
    let hidden = csv(&world, "/v1/entries", "people/worker").await;
    assert!(!hidden.contains("330783") && hidden.contains("张三"), "{hidden}");
}

#[tokio::test]
async fn a_workbook_holds_texts_numbers_and_days() {
    let world = world(&Files::default()).await;
    let answer = asked(&world, "/v1/entries", WORKBOOK, "people/officer").await;
    assert_eq!(answer.headers()["content-type"], WORKBOOK);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.bytes().await.unwrap())).unwrap();
    assert_eq!(book.sheet_names(), ["条目", "说明"]);
    let sheet = book.worksheet_range("条目").unwrap();
    let cell = |row, column| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(cell(0, 0), Data::String("标题".into()));
    assert_eq!(
        cell(1, 0),
        Data::String("=HYPERLINK(\"http://x\",\"甲,乙\")".into()),
        "a text, and no formula"
    );
    assert_eq!(cell(1, 2), Data::Float(-123.05));
    assert!(matches!(cell(1, 3), Data::DateTime(_)), "{:?}", cell(1, 3));
    assert!(book.worksheet_formula("条目").unwrap().is_empty());
    let notes = book.worksheet_range("说明").unwrap();
    assert_eq!(notes.get_value((1, 0)), Some(&Data::String("共 2 行。".into())));
}

#[tokio::test]
async fn a_list_that_is_too_long_is_cut_off_and_says_so() {
    let budgets = Budgets { export_rows: 1500, ..Budgets::default() };
    let files = Files::default();
    let world = World::with_file_service(&files, Settings { budgets, ..Settings::default() }).await;
    let answer =
        asked(&world, "/v1/entries?filter=long&pageSize=3&pageToken=4", "text/csv", "people/officer").await;
    let headers = answer.headers().clone();
    assert_eq!(
        (&headers["x-export-rows"], &headers["x-export-truncated"]),
        (&"1500".parse().unwrap(), &"?1".parse().unwrap())
    );
    let name = headers["content-disposition"].to_str().unwrap();
    assert!(name.contains("1500"), "the name says that the file is a part: {name}");
    assert_eq!(answer.text().await.unwrap().lines().count(), 1501);
    assert_eq!(files.pages.load(Ordering::SeqCst), 2, "no more is read than is written");
}

#[tokio::test]
async fn what_fails_on_the_way_is_a_refusal_and_no_half_file() {
    let world = world(&Files::default()).await;
    for accept in ["text/csv", WORKBOOK] {
        let answer = asked(&world, "/v1/entries?filter=breaking", accept, "people/officer").await;
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let problem: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(problem["code"], "INTERNAL");
    }
    let json = asked(&world, "/v1/entries?pageSize=1000", "*/*", "people/officer").await;
    assert_eq!(json.headers()["content-type"], "application/json", "who names no file gets none");
}

#[tokio::test]
async fn a_caller_who_goes_away_ends_the_reading_and_one_reads_one_list_at_a_time() {
    let files = Files::default();
    files.gate.forget_permits(1_000_000);
    let world = world(&files).await;
    let path = "/v1/entries?filter=long";
    let waiting =
        tokio::time::timeout(Duration::from_millis(300), asked(&world, path, "text/csv", "people/officer"));
    let second = async {
        while files.pages.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        asked(&world, "/v1/entries", "text/csv", "people/officer").await
    };
    let (waiting, second) = tokio::join!(waiting, second);
    assert!(waiting.is_err());
    assert_eq!(second.status(), 429, "the first is still under way");
    // The place of the one who left is free again, and nothing more was read for them.
    let free = async {
        loop {
            let answer = asked(&world, "/v1/entries", "text/csv", "people/officer").await;
            if answer.status() == 200 {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), free).await.unwrap();
    assert_eq!(files.pages.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_list_of_what_is_shown_for_a_reason_alone_asks_for_one() {
    let world = world(&Files::default()).await;
    let refused = asked(&world, "/v1/secrets", "text/csv", "people/officer").await;
    assert_eq!(refused.status(), 400);
    let problem: Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
    assert_eq!(problem["reason"], "ACCESS_REASON_REQUIRED");
    let call = world.call(Method::GET, "/v1/secrets").header("accept", "text/csv");
    let answer = call.header("x-access-reason", "%E6%9F%A5").send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_list_with_an_import_comes_in_its_columns() {
    let world = world(&Files::default()).await;
    let answer = asked(&world, "/v1/entries", "text/csv; columns=import", "people/officer").await;
    let text = answer.text().await.unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "代码,题名,年,零件,作者编号",
            "1,\"'=HYPERLINK(\"\"http://x\"\",\"\"甲,乙\"\")\",2026,螺丝（3）；螺母（0）,people/7；people/8",
            ",'-2,,,",
            ""
        ]
    );
}
