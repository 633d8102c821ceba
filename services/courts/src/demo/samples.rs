//! The demonstration network as CSV, in the columns of `sharedcourt import`.

use kit::{access::Place, domain::Timestamp};

use super::Demo;
use crate::domain::{equipment::EquipmentKind, term::TermDraft};

/// The files by name. Written by `examples/samples.rs`; a test keeps what lies in `data/` equal to it.
pub fn samples() -> Result<[(&'static str, String); 3], serde_json::Error> {
    let demo = Demo::make()?;
    Ok([("regions.csv", regions(&demo)), ("courts.csv", courts(&demo)), ("people.csv", people(&demo))])
}

fn regions(demo: &Demo) -> String {
    let mut text = String::from("code,name,longitude,latitude\n");
    for region in &demo.regions {
        let (lat, lng) =
            region.seat.map_or_else(Default::default, |(lat, lng)| (lat.to_string(), lng.to_string()));
        line(&mut text, &[&region.code, &region.display_name, &lng, &lat]);
    }
    text
}

fn courts(demo: &Demo) -> String {
    let mut text = String::from("code,name,kind,host,region_code,covers,equipment\n");
    for court in &demo.courts {
        let kind = court.kind.map_or("", |kind| kind.name());
        let equipment: Vec<&str> =
            court.equipment.iter().filter_map(|piece| piece.kind).map(EquipmentKind::name).collect();
        let (covers, equipment) = (court.covers.join(";"), equipment.join(";"));
        line(
            &mut text,
            &[&court.code, &court.display_name, kind, &court.host, &court.region_code, &covers, &equipment],
        );
    }
    text
}

/// One row a term; somebody with several terms has several rows. Without the administrator, whom every installation has already:
/// it is they who import.
fn people(demo: &Demo) -> String {
    let mut text = String::from("id,name,phone,role,place,grid,committee_staff,start,end\n");
    let instant = |stated: &Option<Result<Timestamp, _>>| match stated {
        Some(Ok(timestamp)) => timestamp.to_string(),
        Some(Err(_)) | None => String::new(),
    };
    for person in demo.people.iter().filter(|person| person.id != "admin") {
        for term in &person.terms {
            let Some(role) = term.role else { continue };
            let TermDraft { region_code, court, unit, grid, from, until, .. } = term;
            let place = match role.place() {
                Place::Region => region_code,
                Place::Court => court,
                Place::Unit => unit,
            };
            let staff = if term.committee_staff { "true" } else { "false" };
            let (start, end) = (instant(from), instant(until));
            let row = [
                &person.id,
                &person.display_name,
                &person.phone,
                role.name(),
                place,
                grid,
                staff,
                &start,
                &end,
            ];
            line(&mut text, &row);
        }
    }
    text
}

/// No field of the demonstration holds a comma, a quote or a line break, so none needs quoting.
fn line(text: &mut String, fields: &[&str]) {
    text.push_str(&fields.join(","));
    text.push('\n');
}
