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
        "按照年、月计算期间的，到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日",
        "a period in years or months ends on the corresponding day, or on the last day of the month that has none")
        .unconfirmed()];
    /// Time in transit.
    TRANSIT = [Rule::new("period.transit", "民事诉讼法第八十五条第四款", CPL_2022,
        "期间不包括在途时间，诉讼文书在期满前交邮的，不算过期",
        "time in transit is not counted; a paper posted before the end is in time")];
    /// Days that the question leaves out of a bare period; no provision is named for them.
    AS_STATED = [Rule::new("period.excluded-as-stated", "", CPL_2022,
        "扣除的日期按提问所述计算，依据何项规定可以扣除须另行核实",
        "the days are left out as the question says; by which provision is still to be checked")
        .not_at_hand()];
    /// The days on which everybody is free, in years whose arrangement is not published yet.
    FESTIVALS = [
        Rule::new("period.festivals", "全国年节及纪念日放假办法（2013年修订）第二条", date(2014, 1, 1),
            "全体公民放假的节日：(一)新年，放假1天(1月1日)；(二)春节，放假3天(农历正月初一、初二、初三)；(三)清明节，放假1天(农历清明当日)；(四)劳动节，放假1天(5月1日)；(五)端午节，放假1天(农历端午当日)；(六)中秋节，放假1天(农历中秋当日)；(七)国庆节，放假3天(10月1日、2日、3日)",
            "New Year's Day, three days of Spring Festival, Qingming, Labour Day, Dragon Boat Festival, Mid-Autumn, 1 to 3 October")
            .until(date(2024, 12, 31)),
        Rule::new("period.festivals", "全国年节及纪念日放假办法第二条", date(2025, 1, 1),
            "全体公民放假的节日：（一）元旦，放假1天（1月1日）；（二）春节，放假4天（农历除夕、正月初一至初三）；（三）清明节，放假1天（农历清明当日）；（四）劳动节，放假2天（5月1日、2日）；（五）端午节，放假1天（农历端午当日）；（六）中秋节，放假1天（农历中秋当日）；（七）国庆节，放假3天（10月1日至3日）",
            "New Year's Day, four days of Spring Festival, Qingming, two days in May, Dragon Boat Festival, Mid-Autumn, 1 to 3 October"),
    ];
}
