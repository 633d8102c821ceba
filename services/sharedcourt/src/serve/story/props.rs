//! What the story is made of: the people and companies in it, all made up, and its files.

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::error::Failure;

/// The village of the demonstration's court, where most of the story happens.
pub(super) const VILLAGE: &str = "东阳市三单乡前田村";
/// Its shared court.
pub(super) const COURT: &str = "courts/330783201203";
/// The director of [`COURT`].
pub(super) const DIRECTOR: &str = "director-330783201203";
/// The grid worker of [`COURT`] to whose phone one comes by one press.
pub(super) const WORKER: &str = "worker-330783201203-1";
/// The same by name.
pub(super) const WORKER_NAME: &str = "李志辉";
/// Their colleague.
pub(super) const COLLEAGUE: &str = "worker-330783201203-2";
/// The court of the village next door, and its director.
pub(super) const NEIGHBOUR: (&str, &str) = ("东阳市三单乡搭勾村", "director-330783201202");
/// The officer of most cases, by name.
pub(super) const OFFICER_NAME: &str = "王建华";

/// Somebody in a case, or a company.
#[derive(Clone, Copy)]
pub(super) struct Party {
    pub(super) name: &'static str,
    /// The citizen's number, or the credit code.
    pub(super) number: &'static str,
    pub(super) company: bool,
}

const fn person(name: &'static str, number: &'static str) -> Party {
    Party { name, number, company: false }
}

const fn company(name: &'static str, number: &'static str) -> Party {
    Party { name, number, company: true }
}

/// Debtors. Nobody has such a number: there is no county 330799.
pub(super) const LU: Party = person("卢建国", "330799197006120117");
pub(super) const MA: Party = person("马文龙", "330799198209250135");
pub(super) const JIANG: Party = person("蒋海波", "330799196807040315");
pub(super) const LOU: Party = person("楼向阳", "330799197911300150");
pub(super) const ZHAO: Party = person("赵国良", "330799196602150174");
pub(super) const WU: Party = person("吴晓峰", "330799198808030193");
pub(super) const XU: Party = person("徐立军", "33079919770519035X");
pub(super) const DU: Party = person("杜春林", "330799199001160119");
pub(super) const JIA: Party = person("贾永庆", "330799197108280533");
pub(super) const ZHOU: Party = person("周志强", "330799196903030379");
pub(super) const BUILDER: Party = company("东阳市砚川建筑劳务有限公司", "91330799MA2K3F7P5Q");
pub(super) const CABINETS: Party = company("东阳市砚木红木家具有限公司", "91330799MA2M8D4R6A");
/// Applicants.
pub(super) const JIN: Party = person("金丽娟", "330799197503180225");
pub(super) const WEI: Party = person("韦素珍", "330799197310090442");
pub(super) const CHEN: Party = person("陈美芳", "33079919850427026X");
pub(super) const HE: Party = person("何佳敏", "330799199206110289");
pub(super) const ZHU: Party = person("朱秀英", "33079919640912066X");
pub(super) const GE: Party = person("葛新民", "330799198301300334");
pub(super) const XU_HONG: Party = person("许红霞", "330799198707060481");
pub(super) const ESTATE: Party = company("浙江砚湖置业有限公司", "91330799MA2H5T1B9G");
pub(super) const SUPPLIER: Party = company("东阳市砚山建材经营部", "91330799MA2N6C9W6M");
/// Workers of a building site.
pub(super) const CREW: [Party; 8] = [
    person("陈国平", "330799197501010118"),
    person("张永强", "330799197802150237"),
    person("李春飞", "33079919810322035X"),
    person("卢志良", "330799196911040470"),
    person("金晓军", "330799198606190594"),
    person("郭子杰", "330799199008130617"),
    person("斯文彬", "330799197209260734"),
    person("厉俊峰", "330799199412050854"),
];

impl Party {
    fn kind(&self, prefix: &str) -> String {
        format!("{prefix}_{}", if self.company { "ORGANISATION" } else { "PERSON" })
    }

    /// As a party of a case.
    pub(super) fn on(&self, side: &str) -> Value {
        json!({"side": format!("SIDE_{side}"), "displayName": self.name, "kind": self.kind("PARTY_KIND"),
            "identityNumber": self.number})
    }

    /// As the addressee of a task.
    pub(super) fn addressee(&self) -> Value {
        json!({"displayName": self.name, "kind": self.kind("ADDRESSEE_KIND"), "identityNumber": self.number})
    }

    /// As the subject of a request to a unit, of a watch, or of a debtor's file.
    pub(super) fn subject(&self) -> Value {
        json!({"displayName": self.name, "kind": self.kind("SUBJECT_KIND"), "identityNumber": self.number})
    }

    /// As somebody against whom a sanction is proposed.
    pub(super) fn sanctioned(&self) -> Value {
        json!({"displayName": self.name, "kind": self.kind("SANCTIONED_KIND"), "identityNumber": self.number})
    }

    /// As a payee.
    pub(super) fn payee(&self, account: &str) -> Value {
        json!({"displayName": self.name, "identityNumber": self.number, "account": account,
            "bank": "浙江东阳农村商业银行"})
    }
}

/// A file of the story.
pub(super) struct File {
    pub(super) bytes: Vec<u8>,
    pub(super) media_type: &'static str,
}

/// A picture of a village house, each another by its tint.
pub(super) fn photo(tint: u8) -> Result<File, Failure> {
    let picture = RgbImage::from_fn(320, 240, |x, y| {
        let (door, wall) =
            ((140..180).contains(&x) && y > 130, (70..250).contains(&x) && (90..210).contains(&y));
        let roof = (45..90).contains(&y) && x.abs_diff(160) < 2 * (y - 40) + 12;
        Rgb(match () {
            () if door => [96, 60, 40],
            () if wall => [230, 224, 205_u8.saturating_add(tint)],
            () if roof => [92, 96, 104],
            () if y > 195 => [132, 128, 110],
            () => [150, 190, 220],
        })
    });
    picture_file(&picture, ImageFormat::Jpeg, "image/jpeg")
}

/// A signature as a finger draws it, each another.
pub(super) fn signature(tint: u8) -> Result<File, Failure> {
    // Up and down, lower and lower.
    let wave = |x: u32| 30 + x / 6 + ((3 * x + 11 * u32::from(tint)) % 80).abs_diff(40);
    let picture = RgbImage::from_fn(240, 120, |x, y| {
        Rgb(if (20..220).contains(&x) && wave(x).abs_diff(y) < 4 { [20, 20, 60] } else { [255; 3] })
    });
    picture_file(&picture, ImageFormat::Png, "image/png")
}

fn picture_file(picture: &RgbImage, format: ImageFormat, media_type: &'static str) -> Result<File, Failure> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).map_err(|fault| Failure::Usage(fault.to_string()))?;
    Ok(File { bytes: bytes.into_inner(), media_type })
}

/// A paper of one page with these lines, in a font that every reader of PDF has for Chinese.
pub(super) fn paper(lines: &[&str]) -> File {
    let mut page = String::from("BT /F 16 Tf 72 740 Td 28 TL\n");
    for line in lines {
        let units: Vec<u8> = line.encode_utf16().flat_map(u16::to_be_bytes).collect();
        page.extend(["<", &hex::encode_upper(units), "> Tj T*\n"]);
    }
    page.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) \
         /Ordering (GB1) /Supplement 4 >> /FontDescriptor 7 0 R >>".to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 \
         /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>".to_owned(),
    ];
    let (mut bytes, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let table = bytes.len();
    let size = objects.len() + 1;
    bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").into_bytes());
    bytes.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    bytes
        .extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").into_bytes());
    File { bytes, media_type: "application/pdf" }
}
