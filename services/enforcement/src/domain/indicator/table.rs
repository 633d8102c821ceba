//! The definitions. A version is never edited: a better one is added under the next number, from the day on which it counts.

use super::{
    Definition, Term, Unit,
    shape::{alternative, mean_days, plain, ratio, share, yuan},
};

const JUDGEMENT: &str =
    "产品判断：官方公式未公开。 A judgement of this product: no official formula is public.";
const FIRST_CLOSED: Term = Term::count("case-closed", &["first"]);

/// Money that was paid, in time or not.
const PAID: &[&str] = &["on-time", "late-explained", "late-unexplained"];

/// Every version of every definition, in the order in which they are shown.
pub const DEFINITIONS: &[Definition] = &[
    share(
        "completion-rate",
        [
            "首执实际执结率",
            "share of first-enforcement cases closed by performance",
            "首执案件以执行完毕结案数÷首执结案数；分子口径见版本2。 Which other endings belong to the numerator is not settled: see version 2.",
        ],
        Term::count("case-closed", &["first/completed"]),
        FIRST_CLOSED,
    ),
    alternative(
        2,
        share(
            "completion-rate",
            [
                "首执实际执结率（宽口径）",
                "the same with termination, rejection and refusal of enforcement",
                JUDGEMENT,
            ],
            Term::count(
                "case-closed",
                &["first/completed", "first/terminated", "first/rejected", "first/not-enforced"],
            ),
            FIRST_CLOSED,
        ),
    ),
    share(
        "within-limit-rate",
        [
            "法定期限内结案率",
            "share closed within the time limit",
            "结案用时减除不计入期限，在六个月加经批准的延长之内：最高人民法院关于严格执行案件审理期限制度的若干规定第五、八、九条。 Days less exclusions, within the limit and what was approved on top.",
        ],
        Term::count("case-closed", &["*/*/within"]),
        Term::count("case-closed", &[]),
    ),
    mean_days(
        "mean-days-to-close",
        [
            "结案平均用时",
            "mean days from filing to closing",
            "立案至结案的日历天数，不扣除。 Calendar days, nothing excluded.",
        ],
        "case-closed",
    ),
    mean_days(
        "mean-net-days-to-close",
        [
            "结案平均净用时",
            "mean days from filing to closing, less exclusions",
            "扣除不计入期限的天数。 Days that do not count towards the limit are left out.",
        ],
        "case-closed-net",
    ),
    share(
        "control-rate",
        [
            "查控率",
            "share of police watches that led to control",
            "区间内控制到位人次÷区间内推送人次，两者各按发生日计入。 Each by its own day: a push of an earlier window may be controlled in this one.",
        ],
        Term::count("watch-controlled", &[]),
        Term::count("watch-pushed", &[]),
    ),
    Definition {
        over: 86_400,
        ..mean_days(
            "mean-days-to-control",
            [
                "平均控制用时",
                "mean days from push to control",
                "推送至控制到位，按秒累计。 From push to control, added up in seconds.",
            ],
            "watch-controlled",
        )
    },
    ratio(
        "mean-days-to-pay",
        [
            "案款平均发放用时",
            "mean days from arrival to payment",
            "按笔平均：到账至发放，以实际发放的笔数为分母。 Per tranche that was paid, not weighted by amount.",
        ],
        Term::amount("receipt-days", PAID),
        Term::count("receipt-days", PAID),
        Unit::Days,
    ),
    plain(
        "unexplained-delays",
        [
            "无理由延期发放",
            "money late without an approved deferral, paid by now or not",
            "超过三十日而无批准延期所覆盖，未发放的也计入：法发〔2017〕6号第十条。 Later than thirty days without an approved deferral that covers it; what still waits counts too.",
        ],
        Term::count("receipt-days", &["late-unexplained", "unpaid"]),
        Unit::Items,
    ),
    plain(
        "supervisions",
        [
            "督办事项",
            "supervision items issued",
            "按编号计，撤销的编号不重复使用，仍计入。 By number: one that was taken back stays counted.",
        ],
        Term::count("supervision", &[]),
        Unit::Items,
    ),
    share(
        "supervision-closure-rate",
        [
            "督办销号率",
            "share of supervision items closed",
            "区间内签发者中已销号的；撤销的不计。 Of those issued in the window; those taken back are left out.",
        ],
        Term::count("supervision", &["accepted"]),
        Term::count("supervision", &["accepted", "open"]),
    ),
    share(
        "supervision-on-time-rate",
        ["督办按期率", "share of closed supervision items replied to in time", JUDGEMENT],
        Term::count("supervision-closed", &["on-time"]),
        Term::count("supervision-closed", &[]),
    ),
    mean_days(
        "supervision-mean-days",
        ["督办平均用时", "mean days from issue to closing of supervision items", JUDGEMENT],
        "supervision-closed",
    ),
    share(
        "supervision-reopen-rate",
        ["督办退回率", "share of closed supervision items that had been returned", JUDGEMENT],
        Term::count("supervision-closed", &["*/reopened"]),
        Term::count("supervision-closed", &[]),
    ),
    share(
        "sanction-rate",
        [
            "制裁违法率",
            "sanctions in proportion to closed first-enforcement cases",
            "产品判断：官方公式未公开。分子为制裁措施次数，故可超过100%；分母为首执结案数。 A judgement of this product. Measures are counted, not cases: it may pass 100 percent.",
        ],
        Term::count("sanction", &[]),
        FIRST_CLOSED,
    ),
    alternative(
        2,
        share(
            "sanction-rate",
            ["制裁违法率（按收案）", "sanctions in proportion to filed first-enforcement cases", JUDGEMENT],
            Term::count("sanction", &[]),
            Term::count("case-filed", &["first"]),
        ),
    ),
    plain(
        "people-controlled",
        [
            "查控到位人次",
            "people controlled",
            "按人次计：同一人两次控制到位计两次。 Person-times: somebody controlled twice is two.",
        ],
        Term::count("watch-controlled", &[]),
        Unit::PersonTimes,
    ),
    plain(
        "cases-paid-after-control",
        ["控制到位后履行案件", "cases paid after control", "按案计。 Counted by case."],
        Term::count("control-outcome", &["paid"]),
        Unit::Cases,
    ),
    plain(
        "cases-settled-after-control",
        ["控制到位后和解案件", "cases settled after control", "按案计。 Counted by case."],
        Term::count("control-outcome", &["settled"]),
        Unit::Cases,
    ),
    yuan(
        "money-after-control",
        [
            "控制到位后到位金额",
            "money that came in after control",
            "履行与和解案件到位金额之和。 Of the cases paid and the cases settled.",
        ],
        Term::amount("control-outcome", &[]),
    ),
    plain(
        "shared-courts",
        [
            "共享法庭",
            "shared courts",
            "区间末日在运行的数量。 Those that are open on the last day, however long they have been.",
        ],
        Term::standing("shared-court", &[]),
        Unit::Courts,
    ),
    plain(
        "cases-through-shared-courts",
        [
            "执行+共享法庭办结案件",
            "cases closed with the help of shared courts",
            "结案时援引至少一项已完成的共享法庭任务。 Their closing cites a task that was done.",
        ],
        Term::count("case-through-shared-court", &[]),
        Unit::Cases,
    ),
    yuan(
        "money-through-shared-courts",
        [
            "执行+共享法庭到位金额",
            "money collected with the help of shared courts",
            "上述案件经任务到位的金额。 Of those cases.",
        ],
        Term::amount("case-through-shared-court", &[]),
    ),
    plain(
        "disposal-projects",
        ["资产协同处置项目", "disposal projects", "按立项日计。 By the day on which they were proposed."],
        Term::count("disposal-project", &[]),
        Unit::Items,
    ),
    plain(
        "parcels-listed",
        ["挂拍宗地", "parcels listed", "按宗计，多轮挂拍只计一次。 By parcel: several rounds are one."],
        Term::count("disposal-listed", &[]),
        Unit::Parcels,
    ),
    plain(
        "parcels-sold",
        ["成交宗地", "parcels sold", "按宗计。 By parcel."],
        Term::count("disposal-sold", &[]),
        Unit::Parcels,
    ),
    share(
        "parcel-sale-rate",
        [
            "成交率",
            "share of listed parcels that were sold",
            "区间内成交宗数÷挂拍宗数。 Sold by listed, each by its own day.",
        ],
        Term::count("disposal-sold", &[]),
        Term::count("disposal-listed", &[]),
    ),
    Definition {
        over: 1000,
        decimals: 2,
        ..plain(
            "land-area-mu",
            [
                "盘活土地面积",
                "land area sold",
                "成交宗地的土地面积；是否含未成交宗地，公开材料未说明。 Of the parcels sold.",
            ],
            Term::amount("disposal-land", &[]),
            Unit::Mu,
        )
    },
    Definition {
        over: 100,
        decimals: 2,
        ..plain(
            "floor-area-m2",
            ["盘活厂房面积", "floor area sold", "成交宗地上的建筑面积。 Of the parcels sold."],
            Term::amount("disposal-floor", &[]),
            Unit::SquareMetres,
        )
    },
    yuan(
        "disposal-proceeds",
        ["处置金额", "disposal proceeds", "成交价之和。 Prices of the parcels sold."],
        Term::amount("disposal-proceeds", &[]),
    ),
    Definition {
        times: 10,
        ..ratio(
            "proceeds-per-mu",
            ["每亩成交价", "proceeds for a mu", "成交价÷成交宗地面积。 Of the parcels sold alone."],
            Term::amount("disposal-proceeds", &[]),
            Term::amount("disposal-land", &[]),
            Unit::YuanPerMu,
        )
    },
    Definition {
        over: 60,
        limit: Some(300),
        ..ratio(
            "equity-freeze-minutes",
            [
                "股权冻结用时",
                "mean minutes from upload to publication of an equity freeze",
                "首次上传至公示（即生效）；另报中位数、P95、最大值与五分钟内占比。 From first upload to publication, which is when it takes effect.",
            ],
            Term::amount("equity-freeze", &[]),
            Term::count("equity-freeze", &[]),
            Unit::Minutes,
        )
    },
    plain(
        "wage-cases",
        ["批量欠薪案件", "wage cases in batches", "按案计。 Counted by case."],
        Term::count("wage-case", &[]),
        Unit::Cases,
    ),
    yuan(
        "wage-claims",
        ["批量欠薪标的", "wages claimed in batches", "按案标的之和。 Claims of those cases."],
        Term::amount("wage-case", &[]),
    ),
    yuan(
        "wages-paid",
        ["批量欠薪发放", "wages paid in batches", "发放到位金额之和。 What reached the workers."],
        Term::amount("wage-case-paid", &[]),
    ),
    share(
        "wage-cases-paid-rate",
        [
            "欠薪案件足额发放率",
            "share of wage cases paid in full",
            "区间内足额发放案件÷区间内立案的批量欠薪案件。 Each by its own day.",
        ],
        Term::count("wage-case-paid", &[]),
        Term::count("wage-case", &[]),
    ),
    mean_days(
        "wage-batch-days",
        [
            "欠薪批次平均用时",
            "mean days from filing to the last payment of a wage batch",
            "首案立案至末笔发放。 First filing to last payment.",
        ],
        "wage-batch-paid",
    ),
];
