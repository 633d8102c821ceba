//! The articles that the rules quote, word for word, by law and article (`data/articles/`).
//!
//! A citation names a law by its short name and a place in it: `民事诉讼法第八十五条第三款`,
//! `案件审理期限规定第九条第七项`. A law that is not among the data is cited by name and never quoted.

use std::{collections::HashMap, sync::LazyLock};

/// A law whose articles are at hand.
#[derive(Debug)]
pub struct Law {
    /// Its official name.
    pub title: &'static str,
    /// Its short name, as citations use it.
    pub name: &'static str,
    /// How a sentence refers to it after its official name was said: `《审限规定》`.
    pub reference: &'static str,
    /// Who passed it and when.
    pub source: &'static str,
    articles: HashMap<&'static str, Vec<&'static str>>,
}

macro_rules! files {
    ($($file:literal),+ $(,)?) => { [$(include_str!(concat!("../data/articles/", $file, ".md"))),+] };
}

static LAWS: LazyLock<HashMap<&'static str, Law>> = LazyLock::new(|| {
    files![
        "civil-code",
        "civil-procedure-interpretation-2022",
        "civil-procedure-law-2023",
        "case-limits-2000",
        "consumption-2010",
        "court-mail-2004",
        "dishonest-list-2013",
        "enforcement-procedure-2020",
        "enforcement-work-2020",
        "entrusted-enforcement-2020",
        "equity-2021",
        "holidays-2013",
        "holidays-2024",
        "online-auctions-2016",
        "online-deposits-2013",
        "online-litigation-2021",
        "property-inquiry-2020",
        "seizure-2020",
        "settlement-2020",
    ]
    .into_iter()
    .map(read)
    .map(|law| (law.name, law))
    .collect()
});

fn read(file: &'static str) -> Law {
    let head = |key: &str| file.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim();
    let mut articles: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut current = None;
    for line in file.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(article) = line.strip_prefix("## ") {
            current = Some(article);
        } else if let Some(article) = current {
            articles.entry(article).or_default().push(line);
        }
    }
    Law {
        title: head("# "),
        name: head("名称："),
        reference: head("引用："),
        source: head("来源："),
        articles,
    }
}

/// A citation in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation<'a> {
    /// The law's short name.
    pub law: &'a str,
    /// `第八十五条`.
    pub article: &'a str,
    /// `第三款` or `第七项`; empty for the whole article.
    pub part: &'a str,
}

impl<'a> Citation<'a> {
    /// Reads a citation; none where it names no article.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let end = text.find('条')? + '条'.len_utf8();
        let (head, part) = text.split_at(end);
        let (law, article) = head.split_at(head.rfind('第')?);
        Some(Self { law, article, part })
    }
}

/// The law in which a citation stands, where its articles are at hand.
#[must_use]
pub fn law_of(citation: &str) -> Option<&'static Law> {
    LAWS.get(Citation::parse(citation)?.law)
}

/// What an article, or the paragraph (款) or item (项) of it that is cited, says word for word. An item comes with the words that
/// stand before the items. None where the text is not at hand.
#[must_use]
pub fn text(citation: &str) -> Option<String> {
    let cited = Citation::parse(citation)?;
    let lines = LAWS.get(cited.law)?.articles.get(cited.article)?;
    let number = |unit| cited.part.strip_prefix('第')?.strip_suffix(unit);
    if let Some(paragraph) = number('款') {
        return paragraphs(lines).into_iter().nth(value(paragraph)?.checked_sub(1)?);
    }
    if let Some(item) = number('项') {
        let first = lines.iter().position(|line| is_item(line))?;
        let marks = [format!("（{item}）"), format!("（{}）", value(item)?)];
        let item = lines.iter().find(|line| marks.iter().any(|mark| line.starts_with(mark)))?;
        return Some(format!("{}{item}", lines.get(..first)?.concat()));
    }
    cited.part.is_empty().then(|| lines.concat())
}

/// Items belong to the paragraph that announces them.
fn paragraphs(lines: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in lines {
        match all.last_mut() {
            Some(last) if is_item(line) => last.push_str(line),
            _ => all.push((*line).to_owned()),
        }
    }
    all
}

fn is_item(line: &str) -> bool {
    line.starts_with(['（', '('])
}

/// One to nineteen in Chinese numerals.
fn value(numeral: &str) -> Option<usize> {
    let one =
        |text: &str| "一二三四五六七八九".chars().position(|digit| text.chars().eq([digit])).map(|at| at + 1);
    match numeral.strip_prefix('十') {
        Some("") => Some(10),
        Some(ones) => Some(10 + one(ones)?),
        None => one(numeral),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_finds_its_article_paragraph_and_item() {
        assert_eq!(
            text("民事诉讼法第八十五条第三款").as_deref(),
            Some("期间届满的最后一日是法定休假日的，以法定休假日后的第一日为期间届满的日期。")
        );
        assert_eq!(
            text("案件审理期限规定第九条第十一项").as_deref(),
            Some("下列期间不计入审理、执行期限：（十一）上级人民法院通知暂缓执行的期间；")
        );
        let ending = text("执行工作规定第64条第一项").unwrap();
        assert!(ending.ends_with("（1）执行完毕；"), "{ending}");
        let people = text("民事诉讼法第一百一十四条第二款").unwrap();
        assert!(people.starts_with("人民法院对有前款规定的行为之一的单位"), "{people}");
        for missing in [
            "民事诉讼法第八十五条第九款",
            "民事诉讼法第三百条",
            "民事诉讼法（2017年修正）第九十二条",
            "",
            "条",
        ] {
            assert_eq!(text(missing), None, "{missing}");
        }
    }

    #[test]
    fn every_law_says_its_names_and_its_source() {
        assert_eq!(LAWS.len(), 19);
        for law in LAWS.values() {
            for said in [law.title, law.name, law.reference, law.source] {
                assert!(!said.is_empty(), "{}", law.title);
            }
            assert!(
                !law.articles.is_empty() && law.articles.values().all(|lines| !lines.is_empty()),
                "{}",
                law.title
            );
        }
        assert_eq!(law_of("案件审理期限规定第五条").unwrap().reference, "《审限规定》");
    }
}
