//! Case funds: the wages of eight workers of a building site, paid but for three; and receipts from unclaimed to paid.

use serde_json::{Value, json};

use super::{
    props::{BUILDER, CHEN, CREW, JIANG, SUPPLIER, WEI, WU, ZHAO, ZHU},
    scene::{Scene, fen, text},
};
use crate::error::Failure;

/// A transfer as the cashier enters it on the day when it came, at ten.
async fn receipt(
    scene: &mut Scene<'_>,
    (days, reference, yuan): (i64, &str, i64),
    payer: &str,
    (remark, case): (&str, &str),
) -> Result<String, Failure> {
    scene.at(days, 10, 0).await;
    let time = scene.stamp(days, 9, 30);
    let receipt = json!({
        "bankReference": reference, "amountFen": fen(yuan), "arriveTime": time, "noticeTime": time, "case": case,
        "payer": {"displayName": payer, "account": "6228480318765432109", "bank": "中国农业银行东阳支行"}, "remark": remark,
    });
    let entered = scene.act("cashier", "MoneyService.CreateReceipt", json!({"receipt": receipt})).await?;
    Ok(text(&entered, "name"))
}

/// A plan over a receipt, drawn up by the officer.
async fn plan(scene: &mut Scene<'_>, receipt: &str, items: Value) -> Result<String, Failure> {
    let plan = json!({"receipt": receipt, "purpose": "DISTRIBUTION_PURPOSE_PAYMENT", "items": items});
    let drawn =
        scene.act("officer", "MoneyService.CreateDistribution", json!({"distribution": plan})).await?;
    Ok(text(&drawn, "name"))
}

/// The chief approves a plan; its payouts.
async fn approve(scene: &mut Scene<'_>, plan: &str) -> Result<Vec<String>, Failure> {
    let approved = scene.act("chief", "MoneyService.ApproveDistribution", json!({"name": plan})).await?;
    Ok(approved["items"].as_array().into_iter().flatten().map(|item| text(item, "payout")).collect())
}

/// Eight workers of one building site: filed, urged, the transfer split, five paid, one payment failed and two not made yet.
pub(super) async fn wages(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(34, 9, 0).await;
    let mut owed = 0;
    let mut members = Vec::new();
    for (number, worker) in (0_u32..).zip(CREW) {
        let yuan = 9_200 + 640 * i64::from(number);
        owed += yuan;
        members.push(json!({"payee": worker.payee(&format!("62309100{:011}", 27_310 + number)),
            "claimFen": fen(yuan), "caseNumber": scene.number(1201 + number, 34)}));
    }
    let batch = json!({"displayName": "砚川劳务八名工人工资", "cause": "追索劳动报酬纠纷", "members": members,
        "debtor": BUILDER.on("DEBTOR"), "filingDate": scene.day(34)});
    let batch = scene.act("officer", "BatchService.CreateBatch", json!({"batch": batch})).await?;
    let batch = text(&batch, "name");
    let step = |step: &str| json!({"name": batch, "step": format!("BATCH_STEP_{step}")});
    let run = "BatchService.RunBatch";
    scene.act("officer", run, step("FILE_CASES")).await?;
    scene.at(33, 9, 30).await;
    scene.act("officer", run, step("URGE")).await?;
    let receipt = receipt(&mut scene, (20, "ABC20-7731", owed), BUILDER.name, ("八名工人工资", "")).await?;
    scene.at(20, 14, 0).await;
    let mut allocate = step("ALLOCATE");
    allocate["receipt"] = json!(receipt);
    scene.act("cashier", run, allocate).await?;
    scene.at(19, 9, 0).await;
    scene.act("officer", run, step("PROPOSE")).await?;
    scene.at(19, 16, 0).await;
    scene.act("chief", run, step("APPROVE")).await?;
    scene.at(17, 10, 30).await;
    let paid = |member: u32| json!({"member": member, "bankReference": format!("ABC17-{member:04}")});
    let mut payments: Vec<Value> = (1..=5).map(paid).collect();
    payments.push(json!({"member": 6, "failure": "收款账户已销户"}));
    let mut pay = step("PAY");
    pay["payments"] = json!(payments);
    scene.act("cashier", run, pay).await?;
    scene.at(15, 9, 0).await;
    scene.act("officer", run, step("CLOSE")).await?;
    Ok(scene.end())
}

/// Receipts of single cases.
pub(super) async fn receipts(mut scene: Scene<'_>) -> Result<u32, Failure> {
    scene.at(44, 10, 30).await;
    let rent = scene.case((1012, 44, "房屋租赁合同纠纷", 57_000, &[ZHU], JIANG)).await?;
    scene.at(42, 9, 20).await;
    let goods = scene.case((1018, 42, "买卖合同纠纷", 128_000, &[SUPPLIER, WEI], WU)).await?;
    let loan = scene.case((1019, 42, "民间借贷纠纷", 35_000, &[CHEN], ZHAO)).await?;

    // Lies longer than it may; a deferral waits for the chief.
    let old = receipt(&mut scene, (38, "ICBC38-0412", 19_500), JIANG.name, ("租金", &rent.name)).await?;

    // Paid in full: the case can be closed.
    let whole = receipt(&mut scene, (26, "ICBC26-1180", 35_000), ZHAO.name, ("执行款", "")).await?;
    scene.at(26, 15, 0).await;
    scene.act("officer", "MoneyService.ClaimReceipt", json!({"name": whole, "case": loan.name})).await?;
    scene.at(25, 9, 0).await;
    let items = json!([{"payee": CHEN.payee("6217001234000042618"), "amountFen": fen(35_000)}]);
    let drawn = plan(&mut scene, &whole, items).await?;
    scene.at(24, 10, 0).await;
    let payouts = approve(&mut scene, &drawn).await?;
    scene.at(23, 10, 0).await;
    for payout in payouts {
        let body = json!({"name": payout, "bankReference": "ICBC23-0031"});
        scene.act("cashier", "MoneyService.ConfirmPayout", body).await?;
    }

    // Approved: one payment for the cashier to make, one whose account was changed after it failed and waits for the chief.
    let part = receipt(&mut scene, (14, "ABC14-2207", 60_000), WU.name, ("货款", &goods.name)).await?;
    scene.at(13, 9, 0).await;
    let items = json!([
        {"payee": SUPPLIER.payee("201000128765401"), "amountFen": fen(42_000)},
        {"payee": WEI.payee("6228481938000765417"), "amountFen": fen(18_000)},
    ]);
    let drawn = plan(&mut scene, &part, items).await?;
    scene.at(12, 11, 0).await;
    let payouts = approve(&mut scene, &drawn).await?;
    if let Some(payout) = payouts.last() {
        scene.at(9, 10, 0).await;
        let body = json!({"name": payout, "reason": "户名与账号不符"});
        scene.act("cashier", "MoneyService.FailPayout", body).await?;
        scene.at(2, 15, 30).await;
        let body = json!({"name": payout, "account": "6228481938000765471", "bank": "中国农业银行东阳支行"});
        scene.act("officer", "MoneyService.RetryPayout", body).await?;
    }

    // Claimed, and its plan waits for the chief; one that nobody has claimed; and one claimed without a plan yet.
    let more = receipt(&mut scene, (6, "ABC6-0917", 24_000), WU.name, ("货款余额", &goods.name)).await?;
    receipt(&mut scene, (4, "ABC4-3365", 12_000), "马小燕", ("代付执行款", "")).await?;
    scene.at(3, 9, 0).await;
    let items = json!([{"payee": SUPPLIER.payee("201000128765401"), "amountFen": fen(24_000)}]);
    plan(&mut scene, &more, items).await?;
    scene.at(2, 9, 50).await;
    let deferral = json!({"reason": "DEFERRAL_REASON_OBJECTION", "untilDate": scene.day(-20),
        "note": "案外人对该笔款项提出执行异议，正在审查。"});
    scene.act("officer", "MoneyService.CreateDeferral", json!({"parent": old, "deferral": deferral})).await?;
    receipt(&mut scene, (1, "ABC1-5520", 8_000), JIANG.name, ("租金", &rent.name)).await?;
    Ok(scene.end())
}
