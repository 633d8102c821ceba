//! Periods (期间): how days, months and years are counted.

use jiff::civil::date;

use super::{CPL_2022, Dated, INTERPRETATION, Rule, rules};

rules! {
    /// The day on which a period begins is not counted.
    START = [Rule::new("period.start", "民事诉讼法第八十五条第二款", CPL_2022,
        "期间开始的时和日，不计算在期间内",
        "the hour and day on which a period begins are not counted")];
    /// Days, months and years run from the next day.
    NEXT_DAY = [Rule::new("period.next-day", "民事诉讼法解释第一百二十五条", INTERPRETATION,
        "以日、月、年计算的期间从次日起算",
        "periods in days, months and years run from the next day")];
    /// The last day on a holiday.
    HOLIDAY = [Rule::new("period.holiday", "民事诉讼法第八十五条第三款", CPL_2022,
        "期间届满的最后一日是法定休假日的，以法定休假日后的第一日为期间届满的日期",
        "where the last day is a public holiday, the first day after it ends the period")];
    /// The last day of a period in months.
    MONTH_END = [Rule::new("period.month-end", "民法典第二百零二条", date(2021, 1, 1),
        "按年、月计算期间的，到期月的对应日为最后一日；没有对应日的，月末日为最后一日",
        "a period in years or months ends on the corresponding day, or on the last day of the month that has none")
        .unconfirmed()];
    /// Time in transit.
    TRANSIT = [Rule::new("period.transit", "民事诉讼法第八十五条第四款", CPL_2022,
        "期间不包括在途时间，诉讼文书在期满前交邮的，不算过期",
        "time in transit is not counted; a paper posted before the end is in time")];
}
