//! What the statement of a month of case funds says.

use kit::domain::Timestamp;
use law::identifiers::Fen;
use papers::{Court, MonthDifference, MonthLine, MonthStatement, chinese};

use crate::domain::money::{
    money_month::{self, MoneyMonth},
    month::{Figures, Sums},
    reconciliation::{Difference, DifferenceKind, Direction, Statement},
};

/// The statement of a month of case funds; `names` are those of who proposed and who confirmed its close. One that is not closed bears the day
/// on which it is printed.
pub(super) fn statement(
    court: Court,
    month: &MoneyMonth,
    (figures, differences): (Figures, &[Difference]),
    names: [String; 2],
    at: Timestamp,
) -> MonthStatement {
    let bank = month.statement.as_ref();
    let of_bank = |fen: fn(&Statement) -> Fen| bank.map(|statement| fen(statement).get());
    let line = |what: &str, ledger, bank| MonthLine { what: what.to_owned(), ledger, bank };
    let Sums { received, paid, returned } = figures.sums;
    let signed = |name: &str, at: Timestamp| format!("{name}，{}", chinese::day(at.legal_day()));
    let close = month.close.as_ref();
    let confirmed = close.and_then(|close| close.confirmed.as_ref());
    let [proposer, approver] = names;
    MonthStatement {
        name: month.name(),
        court,
        month: month.month.chinese(),
        state: match month.state() {
            money_month::State::Open => "未结账",
            money_month::State::Proposed => "待复核",
            money_month::State::Closed => "已结账",
        }
        .to_owned(),
        lines: vec![
            line("期初余额", figures.opening, of_bank(|bank| bank.opening)),
            line("本月收入", received, of_bank(|bank| bank.came)),
            line("本月支出", paid.saturating_add(returned), of_bank(|bank| bank.went)),
            line("　其中：发放", paid, None),
            line("　　　　退还付款人", returned, None),
            line("期末余额", figures.closing(), of_bank(|bank| bank.closing)),
        ],
        differences: differences.iter().map(difference).collect(),
        proposed: close.map(|close| signed(&proposer, close.proposed)).unwrap_or_default(),
        confirmed: confirmed.map(|(_, at)| signed(&approver, *at)).unwrap_or_default(),
        issued: confirmed.map_or(at, |(_, at)| *at).legal_day(),
    }
}

fn difference(difference: &Difference) -> MonthDifference {
    let kind = match difference.kind {
        DifferenceKind::Opening => "期初余额不符",
        DifferenceKind::Sum => "合计不符",
        DifferenceKind::BankOnly => "银行有、账面无",
        DifferenceKind::LedgerOnly => "账面有、银行无",
        DifferenceKind::Amount => "金额不符",
    };
    let way = match difference.direction {
        None => "期初余额",
        Some(Direction::In) => "收入",
        Some(Direction::Out) => "支出",
    };
    MonthDifference {
        kind: kind.to_owned(),
        about: format!("{way} {}", difference.bank_reference).trim_end().to_owned(),
        ledger: difference.ledger,
        bank: difference.bank,
        explanation: difference.explanation.clone(),
    }
}
