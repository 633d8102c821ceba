//! How figures are asked for: window, region and version read, sums fetched once, figures made of them, messages of those.

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal, Violations},
    },
    storage::Store,
};
use law::identifiers::RegionCode;
use proto::enforcement::v1 as wire;

use crate::{
    domain::indicator::{
        Comparison, DEFINITIONS, Definition, Distribution, Figure, Frozen, Period, Window, all_in_force, find,
    },
    store::indicator_sums::{self, Place},
};

/// What is asked of figures.
pub(super) struct IndicatorQuery {
    pub(super) window: Window,
    pub(super) beside: Option<Window>,
    pub(super) place: Place,
    /// As it is written in answers.
    pub(super) region: String,
}

/// As it came in.
pub(super) struct QueryTexts<'a> {
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) region: &'a str,
    pub(super) compare_from: &'a str,
    pub(super) compare_to: &'a str,
}

impl IndicatorQuery {
    pub(super) fn read(caller: &Caller, texts: &QueryTexts<'_>) -> Result<Self, Refusal> {
        let mut wrong = Violations::new();
        let mut read = |from, to| match Window::parse(from, to) {
            Ok(window) => Ok(Some(window)),
            Err(refusal) => wrong_of(&mut wrong, refusal),
        };
        let window = read(("from", texts.from), ("to", texts.to))?;
        let beside = if texts.compare_from.is_empty() && texts.compare_to.is_empty() {
            None
        } else {
            read(("compare_from", texts.compare_from), ("compare_to", texts.compare_to))?
        };
        wrong.check()?;
        let window = window.ok_or_else(|| Refusal::internal(&"a window was neither read nor refused"))?;
        let (place, region) = place(caller, texts.region)?;
        Ok(Self { window, beside, place, region })
    }
}

fn wrong_of(wrong: &mut Violations, refusal: Refusal) -> Result<Option<Window>, Refusal> {
    if refusal.fields().is_empty() {
        return Err(refusal);
    }
    wrong.extend(refusal.faults());
    Ok(None)
}

/// Where is counted: the region asked for, where it lies in the caller's scope, or all of the scope.
fn place(caller: &Caller, query: &str) -> Result<(Place, String), Refusal> {
    let scope = caller.scope();
    if !query.is_empty() {
        let code = query.strip_prefix("regions/").unwrap_or(query);
        let code = RegionCode::parse(code).map_err(|_| region_unknown())?;
        if !scope.admits(Some(code.as_str()), None, None) {
            return Err(region_unknown());
        }
        return Ok((Place::Regions(vec![code.as_str().to_owned()]), code.as_str().to_owned()));
    }
    if scope.everything {
        return Ok((Place::Everywhere, String::new()));
    }
    let mut codes: Vec<String> = scope.regions.iter().map(|code| code.as_str().to_owned()).collect();
    codes.sort_unstable();
    // What begins with the code before it is inside it: counted once.
    codes.dedup_by(|code, before| code.starts_with(before.as_str()));
    let region = if let [code] = codes.as_slice() { code.clone() } else { String::new() };
    Ok((Place::Regions(codes), region))
}

fn region_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::REGION_UNKNOWN,
        "没有这个地区，或不在您的辖区内。",
        "There is no such region, or it is not yours to see.",
    )
    .at("region")
}

/// The definition by which an indicator is made.
pub(super) fn definition(name: &str, version: i32, window: Window) -> Result<&'static Definition, Refusal> {
    let id = name.strip_prefix("indicators/").unwrap_or(name);
    if !DEFINITIONS.iter().any(|definition| definition.id == id) {
        return Err(Refusal::new(
            Kind::NotFound,
            reason::INDICATOR_UNKNOWN,
            "没有这个指标，请从指标目录中选择。",
            "There is no such indicator; /v1/indicatorDefinitions lists those that there are.",
        ));
    }
    find(DEFINITIONS, id, version, window.to()).ok_or_else(|| {
        Refusal::new(
            Kind::NotFound,
            reason::DEFINITION_VERSION_UNKNOWN,
            "这个指标没有所要求的口径版本，或在区间末日没有生效的口径。",
            "The indicator has no such version of its definition, or none in force on the last day.",
        )
        .at("definition_version")
    })
}

/// A figure with what is shown beside it.
pub(super) struct Made {
    definition: &'static Definition,
    figure: Figure,
    distribution: Option<Distribution>,
    comparison: Option<(Window, Comparison)>,
}

/// Makes figures: one reading for each window, whatever the number of definitions, and one more for each whose single values
/// matter.
pub(super) async fn make(
    store: &Store,
    query: &IndicatorQuery,
    definitions: &[&'static Definition],
) -> Result<Vec<Made>, Refusal> {
    let terms: Vec<_> = definitions.iter().flat_map(|definition| definition.terms()).collect();
    let sums = indicator_sums::sums(store, &terms, query.window, &query.place).await?;
    let other = match query.beside {
        Some(window) => Some((window, indicator_sums::sums(store, &terms, window, &query.place).await?)),
        None => None,
    };
    let mut made = Vec::with_capacity(definitions.len());
    for definition in definitions {
        let figure = Figure::of(definition, &sums);
        let distribution = match definition.limit {
            Some(limit) => {
                let what = definition.numerator.what;
                indicator_sums::histogram(store, what, query.window, &query.place).await?.in_minutes(limit)
            }
            None => None,
        };
        let comparison = other
            .as_ref()
            .map(|(window, sums)| (*window, figure.beside(Figure::of(definition, sums), definition)));
        made.push(Made { definition, figure, distribution, comparison });
    }
    Ok(made)
}

/// One definition by period, and by region where the answer is grouped.
pub(super) async fn points(
    store: &Store,
    query: &IndicatorQuery,
    definition: &'static Definition,
    (period, digits): (Period, Option<usize>),
) -> Result<Vec<wire::IndicatorPoint>, Refusal> {
    let terms: Vec<_> = definition.terms().collect();
    let regions = match digits {
        Some(digits) => Some(indicator_sums::regions_below(store, &query.place, digits).await?),
        None => None,
    };
    let place = (&query.place, regions.as_deref());
    let series = indicator_sums::series(store, &terms, (query.window, period), place).await?;
    let other = match query.beside {
        Some(window) => Some(indicator_sums::series(store, &terms, (window, period), place).await?),
        None => None,
    };
    let other = other.filter(|other| other.length() == series.length());
    let points = series.figures(definition).map(|(region, at, period, figure)| {
        let beside = other.as_ref().and_then(|other| other.figure(definition, region, at));
        wire::IndicatorPoint {
            from: period.from().to_string(),
            to: period.to().to_string(),
            region_code: region.to_owned(),
            comparison: beside.map(|(window, other)| compared(window, figure.beside(other, definition))),
            numerator: Some(figure.numerator),
            denominator: Some(figure.denominator),
            value: figure.value,
        }
    });
    Ok(points.collect())
}

fn compared(window: Window, comparison: Comparison) -> wire::IndicatorComparison {
    wire::IndicatorComparison {
        from: window.from().to_string(),
        to: window.to().to_string(),
        numerator: Some(comparison.other.numerator),
        denominator: Some(comparison.other.denominator),
        value: comparison.other.value,
        difference: comparison.difference,
        relative_change_percent: comparison.relative_change_percent,
    }
}

/// Every indicator by its definition in force on the last day.
pub(super) async fn make_all(store: &Store, query: &IndicatorQuery) -> Result<Vec<Made>, Refusal> {
    make(store, query, &all_in_force(DEFINITIONS, query.window.to())).await
}

impl Made {
    /// On the wire.
    pub(super) fn message(self, window: Window, region: &str) -> wire::Indicator {
        let comparison = self.comparison.map(|(window, comparison)| compared(window, comparison));
        wire::Indicator {
            comparison,
            ..indicator(self.definition, self.figure, self.distribution, window, region)
        }
    }

    /// To be kept as it stands.
    pub(super) fn freeze(self) -> Frozen {
        Frozen {
            id: self.definition.id.to_owned(),
            version: self.definition.version,
            figure: self.figure,
            distribution: self.distribution,
        }
    }
}

/// What was frozen, on the wire. Versions are never edited, so the definition of its number is the one that made it.
pub(super) fn thawed(frozen: &Frozen, window: Window, region: &str) -> Option<wire::Indicator> {
    let definition = find(DEFINITIONS, &frozen.id, frozen.version, window.to())?;
    Some(indicator(definition, frozen.figure.clone(), frozen.distribution.clone(), window, region))
}

fn indicator(
    definition: &'static Definition,
    figure: Figure,
    distribution: Option<Distribution>,
    window: Window,
    region: &str,
) -> wire::Indicator {
    wire::Indicator {
        name: format!("indicators/{}", definition.id),
        id: definition.id.to_owned(),
        numerator: Some(figure.numerator),
        denominator: Some(figure.denominator),
        value: figure.value,
        unit: definition.unit.code().to_owned(),
        definition_version: definition.version,
        from: window.from().to_string(),
        to: window.to().to_string(),
        region: region.to_owned(),
        definition: Some(to_definition(definition)),
        distribution: distribution.map(|lie| wire::IndicatorDistribution {
            median: lie.median,
            p95: lie.p95,
            max: lie.max,
            limit: lie.limit,
            share_within_limit: lie.share_within_limit,
        }),
        comparison: None,
    }
}

/// A definition on the wire.
pub(super) fn to_definition(definition: &Definition) -> wire::IndicatorDefinition {
    wire::IndicatorDefinition {
        id: definition.id.to_owned(),
        version: definition.version,
        effective_from: definition.from.map(|day| day.to_string()).unwrap_or_default(),
        display_name: definition.zh.to_owned(),
        display_name_en: definition.en.to_owned(),
        basis: definition.basis.to_owned(),
        numerator: definition.numerator.formula(),
        denominator: definition.denominator.map(|term| term.formula()).unwrap_or_default(),
        unit: definition.unit.code().to_owned(),
    }
}
