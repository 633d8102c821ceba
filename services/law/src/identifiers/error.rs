//! Why a number is not what it claims to be, in words that its owner can act on.

use crate::text::Text;

/// A number that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// A region code has another number of digits than 2, 4, 6, 9 or 12, or holds something else.
    #[error("a region code has 2, 4, 6, 9 or 12 digits")]
    RegionCode,
    /// A case number does not have the form （年）court type number 号.
    #[error("a case number reads （2023）浙0783执123号: {expected}")]
    CaseNumber {
        /// The part that was expected where reading stopped.
        expected: &'static str,
    },
    /// A citizen number does not have 17 digits and a check character.
    #[error("a citizen number has 17 digits and a check character")]
    CitizenIdForm,
    /// The birth date in a citizen number is not a day of the calendar.
    #[error("the birth date in the citizen number is not a day of the calendar")]
    CitizenIdDate,
    /// The birth date in a citizen number lies after the day on which it was entered, or beyond this century.
    #[error("the birth date in the citizen number lies in the future")]
    CitizenIdFuture,
    /// The check character of a citizen number does not fit.
    #[error("the check character of the citizen number does not fit")]
    CitizenIdCheck,
    /// A unified social credit code does not have 18 characters of its alphabet.
    #[error("a unified social credit code has 18 characters, without I, O, S, V and Z")]
    UsccForm,
    /// The check character of a unified social credit code does not fit.
    #[error("the check character of the unified social credit code should be {expected}")]
    UsccCheck {
        /// The character that would fit.
        expected: char,
    },
    /// A code was to be taken as registered, and nobody said why.
    #[error("a code that is taken as registered needs a reason")]
    OverrideWithoutReason,
    /// An amount is below zero or too large to add.
    #[error("an amount is not negative and fits into 63 bits of fen")]
    Amount,
    /// An amount beyond what anybody enters.
    #[error("an amount is at most ten billion yuan; check it")]
    AmountTooLarge,
}

impl IdentifierError {
    /// What is wrong, for the person who typed it.
    #[must_use]
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::RegionCode => "行政区划代码应为2、4、6、9或12位数字".to_owned(),
            Self::CaseNumber { expected } => {
                format!("案号格式应如（2023）浙0783执123号：{}", part_in_chinese(expected))
            }
            Self::CitizenIdForm => "公民身份号码应为17位数字加1位校验码".to_owned(),
            Self::CitizenIdDate => "公民身份号码中的出生日期不存在".to_owned(),
            Self::CitizenIdFuture => "公民身份号码中的出生日期晚于今天".to_owned(),
            Self::CitizenIdCheck => "公民身份号码的校验码不符".to_owned(),
            Self::UsccForm => "统一社会信用代码应为18位，不使用I、O、S、V、Z".to_owned(),
            Self::UsccCheck { expected } => format!("统一社会信用代码的校验码不符，应为{expected}"),
            Self::OverrideWithoutReason => "按登记原样接受的代码须写明理由".to_owned(),
            Self::AmountTooLarge => "金额超过一百亿元，请核对".to_owned(),
            Self::Amount => "金额不得为负，且以分计不得超出范围".to_owned(),
        };
        Text::new(zh, self.to_string())
    }
}

fn part_in_chinese(expected: &str) -> &'static str {
    match expected {
        "year in brackets" => "缺少括号中的四位年份",
        "court code" => "法院代字应为一个汉字，后接两位或者四位数字",
        "type code" => "类型代字应为一至六个汉字",
        "running number" => "编号应为不以零开头的自然数",
        "号" => "编号后应为“号”",
        "suffix" => "“之”后应为中文数字",
        _ => "无法识别",
    }
}
