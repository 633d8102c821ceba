//! Names of people and organisations, as they are compared. Two spellings of one name are one name; what is stored and printed stays as it
//! was written.

use unicode_normalization::UnicodeNormalization as _;

/// A name in the form in which it is compared: compatibility forms composed (NFKC), letters in lower case, the variants of brackets and
/// of the dot between the parts of a name each as one, and without whitespace and what can't be seen.
#[must_use]
pub fn folded(name: &str) -> String {
    let seen = name.nfkc().filter(|symbol| !symbol.is_whitespace() && !is_invisible(*symbol));
    // What was taken out or made small may leave marks to be composed.
    let plain: String = seen.flat_map(char::to_lowercase).map(one_form).collect();
    plain.nfkc().collect()
}

/// Whether two names are spellings of one. No name is a spelling of an empty one.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    let one = folded(one);
    !one.is_empty() && one == folded(other)
}

/// The digits of a telephone number in China, without its country code and what separates them.
#[must_use]
pub fn phone_digits(number: &str) -> String {
    let number: String = number.nfkc().collect();
    let bare = number.trim().trim_start_matches('+');
    let international = number.trim().starts_with('+') || bare.starts_with("00");
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let digits = if international { digits.trim_start_matches("00") } else { digits.as_str() };
    let domestic = digits.strip_prefix("86").filter(|rest| international || rest.len() == 11);
    domestic.unwrap_or(digits).to_owned()
}

/// Whether a character is never seen: control characters, and those of Unicode that only shape what stands beside them.
#[must_use]
pub fn is_invisible(symbol: char) -> bool {
    symbol.is_control()
        || matches!(symbol,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

const fn one_form(symbol: char) -> char {
    match symbol {
        '[' | '{' | '〔' | '【' | '〈' | '《' | '「' | '『' | '⟨' | '❨' => '(',
        ']' | '}' | '〕' | '】' | '〉' | '》' | '」' | '』' | '⟩' | '❩' => ')',
        '•' | '‧' | '∙' | '⋅' | '・' | '．' | '.' | '●' | '⸱' | 'ꞏ' => '·',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for (one, other) in [
            ("王五", "王 五"),
            ("王五", "王\u{3000}五"),
            ("王五", "\u{200b}王五\u{202e}"),
            ("王五", "\u{feff}王\t五\n"),
            ("阿不都·买买提", "阿不都•买买提"),
            ("阿不都·买买提", "阿不都．买买提"),
            ("东阳市（横店）公司", "东阳市(横店)公司"),
            ("东阳市【横店】公司", "东阳市〔横店〕公司"),
            ("ＡＢＣ公司", "abc公司"),
            ("\u{f9f4}某", "林某"),
        ] {
            assert!(same(one, other), "{one:?} {other:?}");
        }
        assert!(!same("王五", "王六") && !same("王五", "王五一"));
        assert!(!same("", "") && !same("\u{200b}", " "), "no name is nobody's");
    }

    #[test]
    fn a_telephone_number_is_its_digits() {
        for number in [
            "13800000000",
            "+86 138 0000 0000",
            "0086-138-0000-0000",
            "138-0000-0000",
            "１３８００００００００",
        ] {
            assert_eq!(phone_digits(number), "13800000000", "{number}");
        }
        assert_eq!(phone_digits("0579-8612345"), "05798612345");
        assert_eq!(phone_digits("86612345"), "86612345", "a number in the town that begins like the code");
        assert_eq!(phone_digits(""), "");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(name in ".*") {
            let once = folded(&name);
            prop_assert_eq!(&folded(&once), &once);
        }
    }
}
