//! The light of a guide beside the verdict of the law, counted.

use law::guide::{GuideContext, Light, VisitGuide, VisitRecord, guide, light, light_by_law};

use super::visits::{self, AS_OF, Depth};

/// How many visits gave which light.
#[derive(Default)]
pub(crate) struct Count {
    green: u64,
    yellow: u64,
    neither: u64,
}

impl Count {
    fn compare(&mut self, guide: &VisitGuide, context: &GuideContext, visit: &VisitRecord) {
        let (by_guide, by_law) = (light(guide, visit), light_by_law(visit, context));
        assert_eq!(by_guide, by_law, "by the guide and by the law: {visit:?}\n{context:?}");
        match by_law {
            Light::Green => self.green += 1,
            Light::Yellow => self.yellow += 1,
            Light::Assistance => self.neither += 1,
        }
    }

    pub(crate) fn report(&self, what: &str) {
        let Self { green, yellow, neither } = self;
        println!("{what}: {green} green, {yellow} yellow, {neither} neither");
        assert!(*green > 0 && *yellow > 0 && *neither > 0, "{what}: one of the three never comes");
    }
}

/// What a guide decides by, without its words.
pub(crate) fn decides_by(guide: &VisitGuide) -> String {
    let items = guide.branches.iter().flat_map(|branch| {
        branch.items.iter().filter(|item| item.blocking).map(|item| {
            let group = (&item.any_of, &item.differs_from, item.min);
            format!(
                "{} {:?} {} {:?} {:?} {group:?}",
                branch.id, item.input, item.field, item.accepts, item.role
            )
        })
    });
    items.collect::<Vec<_>>().join("\n")
}

/// Compares guide and law over the contexts, on both cores: of each so many visits one.
pub(crate) fn compare(jobs: &[(GuideContext, Depth)], one_of: usize) -> Count {
    let half = |part: usize| {
        let mut count = Count::default();
        for (context, depth) in jobs.iter().skip(part).step_by(2) {
            let guide = guide(context, AS_OF);
            let mut number = 0_usize;
            let see = |visit: &VisitRecord| {
                if number.is_multiple_of(one_of) {
                    count.compare(&guide, context, visit);
                }
                number += 1;
            };
            if context.notice.is_some() { visits::of_notice(see) } else { visits::of_service(*depth, see) }
        }
        count
    };
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        (half(0), other.join().expect("no difference"))
    });
    Count {
        green: one.green + other.green,
        yellow: one.yellow + other.yellow,
        neither: one.neither + other.neither,
    }
}
